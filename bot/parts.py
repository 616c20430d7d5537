"""What is sent as provider messages: long texts are cut, buttons that do not fit are numbers."""

from collections.abc import Iterator
from dataclasses import replace

from bot.channel import Limits, OutboundMessage
from db.content import Button, Content
from handlers.delivery import Prepared
from handlers.events import MediaKind

#: Text and the buttons under it.
Part = tuple[str, tuple[Button, ...]]
#: Kinds of files that are heard.
SOUNDS = (MediaKind.VOICE, MediaKind.AUDIO)
#: A cut is made at the last of these that leaves at least half a part.
_EDGES = ("\n\n", "\n", ". ", "، ", " ")


def messages(prepared: Prepared, limits: Limits, thread: int | None) -> Iterator[OutboundMessage]:
    """One provider message per file, then per part of the text; the first may be a caption.

    Files are still to be put in.
    """
    base = OutboundMessage(
        to=prepared.to,
        delivery_id=prepared.delivery.id,
        language=prepared.language,
        thread_id=thread,
        reply_to=prepared.reply_to,
        template=prepared.content.template if prepared.as_template else None,
    )
    if prepared.as_template:  # approved words stand for all of it, and go once
        yield replace(base, text=prepared.content.text)
        return
    texts = split(prepared.content, limits, has_file=bool(prepared.files)) or [("", ())]
    first = prepared.files[0] if prepared.files else None
    under = limits.sound_captions or first is None or first.kind not in SOUNDS
    captioned = first is not None and not texts[0][1] and under
    if captioned:
        yield replace(base, text=texts[0][0])
    for _ in prepared.files[1 if captioned else 0 :]:
        yield base
    for text, buttons in texts[1 if captioned else 0 :]:
        if text or not prepared.files:
            yield replace(base, text=text, buttons=buttons)


def split(
    content: Content, limits: Limits, *, has_file: bool
) -> list[tuple[str, tuple[Button, ...]]]:
    """(text, buttons) of each text part; buttons hang under the last one. [] for no text.

    With a file the first part may be its caption, so it is cut to the caption's length.
    """
    text, buttons = _numbered(content, limits)
    if not text:
        return []
    last = limits.text_with_buttons if buttons else limits.text
    parts = list(_cut(text, limits.caption if has_file else limits.text, limits.text))
    if len(parts[-1]) > last:
        parts = [*parts[:-1], *_cut(parts[-1], last, last)]
    empty: tuple[Button, ...] = ()
    return [(part, empty) for part in parts[:-1]] + [(parts[-1], buttons)]


def _numbered(content: Content, limits: Limits) -> tuple[str, tuple[Button, ...]]:
    """The text with its choices written out, where the channel cannot show them as buttons."""
    buttons = content.buttons
    fits = len(buttons) <= limits.buttons and all(
        len(one.label) <= limits.button_label for one in buttons
    )
    text = content.text.strip()  # else a part could be nothing but spaces
    if fits:
        return text, buttons
    lines = "\n".join(f"{number}. {one.label}" for number, one in enumerate(buttons, 1))
    return f"{text}\n\n{lines}".strip(), ()


def _cut(text: str, first: int, other: int) -> Iterator[str]:
    limit = first
    while len(text) > limit:
        at = _edge(text, limit)
        yield text[:at].rstrip()
        text, limit = text[at:].lstrip(), other
    yield text


def _edge(text: str, limit: int) -> int:
    for edge in _EDGES:
        at = text.rfind(edge, limit // 2, limit)
        if at > 0:
            return at + len(edge)
    return limit
