"""Putting a text that a person wrote into a catalogue, in place of what is there."""

from babel.messages.catalog import Catalog

from locales import files


class NoSuchMessage(LookupError):
    """The catalogue has no such message: merge the template into it first."""


def put(catalog: Catalog, context: str | None, english: str, *forms: str) -> None:
    """Translate one message, every form of it; it is neither fuzzy nor machine-drafted afterwards.

    What was noted on the text before it goes with that text.
    """
    message = catalog.get(english, context)
    if message is None:
        raise NoSuchMessage(context or english)
    text = forms[0]
    message.string = text if isinstance(message.id, str) else tuple(forms)
    message.flags.discard("fuzzy")
    message.previous_id = []
    message.user_comments = [files.SAME] if text == english else []
    assert files.is_whole(message)
