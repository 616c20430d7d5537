"""What fits: buttons, items of lists, texts with buttons, texts, as WhatsApp shows them."""

from collections.abc import Iterator

from locales import extract, text
from locales.catalogue import FAQ, MESSAGES

#: The most characters of a text, of one with buttons under it, of a button, of an item in a list.
TEXT, WITH_BUTTONS, BUTTON, ITEM = 1600, 1024, 20, 24
#: A value that fills a place is about so long; a date with its numbers in brackets is longest.
VALUE = 45
#: Contexts in the FAQ of what stands on buttons, and of planned messages, which have buttons.
PLAN, PLAN_ANSWERS, REPLY = "plan.", "plan.answers/", ".reply"


def limit_of(domain: str, name: str, shown: int | None) -> int | None:
    """The most characters of a message, by its context or its own limit; None: no promise."""
    if domain == MESSAGES:
        return shown or WITH_BUTTONS
    if domain != FAQ:
        return None
    if name.startswith(PLAN_ANSWERS):
        return WITH_BUTTONS if name.endswith(REPLY) else BUTTON
    return WITH_BUTTONS if name.startswith(PLAN) else TEXT


def too_long(string: str, limit: int | None) -> Iterator[str]:
    """A text with its values filled in, against the most that is shown."""
    length = len(text.PLACEHOLDER.sub("x" * VALUE, string))
    if limit is not None and length > limit:
        yield f"{length} characters, at most {limit} are shown"


def own_limits() -> dict[str, int | None]:
    """The limits of the bot's own texts, by their English."""
    return {said.english: said.limit for _, said in extract.collect()}
