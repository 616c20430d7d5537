"""Putting a text that a person wrote into a catalogue, in place of what is there."""

from babel.messages.catalog import Catalog

from locales import files


class NoSuchMessage(LookupError):
    """The catalogue has no such message: merge the template into it first."""


def put(catalog: Catalog, context: str, english: str, text: str) -> None:
    """Translate one message; it is neither fuzzy nor machine-drafted afterwards.

    What was noted on the text before it goes with that text.
    """
    message = catalog.get(english, context)
    if message is None:
        raise NoSuchMessage(context)
    message.string = text
    message.flags.discard("fuzzy")
    message.previous_id = []
    message.user_comments = [files.SAME] if text == english else []
    assert files.is_whole(message)
