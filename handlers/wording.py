"""In which language a text goes out: the table's word on it, for the one who reads it."""

from handlers.context import Turn
from locales import policy
from locales.policy import Choice, Kind, State
from locales.text import Text


def choose(turn: Turn, kind: Kind, *said: Text) -> Choice:
    """The language in which all of these may be said, to be sent as one: a sentence, its buttons.

    The language of the turn, then those that the person reads.
    """
    words = turn.house.words

    def state(code: str) -> State:
        return policy.weakest(words.state(one, code) for one in said)

    return policy.choose(
        kind,
        (turn.language, *turn.readable),
        state,
        drafted_counts=turn.house.policy.drafted_counts,
    )
