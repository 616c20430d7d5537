"""In which language a text goes out: the table's word on it, for the one who reads it."""

from handlers.context import Turn
from handlers.house import House
from locales import policy
from locales.policy import Choice, Kind, State, Verdict
from locales.text import Text
from locales.texts import question

#: Characters from which a text is long enough to say that a machine translated it.
LONG = 300


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


def marked(house: House, text: str, language: str, verdict: Verdict) -> str:
    """A text; where it is long and the table wants that, with the line on who translated it."""
    if verdict is not Verdict.MARKED or len(text) < LONG:
        return text
    return f"{text}\n\n{house.words.say(question.MACHINE_TRANSLATED, language)}"
