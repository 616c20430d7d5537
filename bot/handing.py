"""Files that a channel does not take: what the bot wrote is handed over as a link under the words,
and a spoken version of the words is left out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.channel import Limits, OutboundMedia
from db import recordings
from db.models import Attachment
from handlers.delivery import Prepared
from locales.catalogue import Catalogues
from locales.texts import general


def over(
    prepared: Prepared,
    limits: Limits,
    link: Callable[[Attachment], str | None],
    words: Catalogues,
) -> Prepared:
    """The same with links instead of what the bot wrote, where the channel would refuse that."""
    prepared = replace(prepared, files=tuple(heard(prepared.files, limits)))
    refused = [one for one in prepared.files if one.body is not None and not limits.calendar_files]
    if not refused:
        return prepared
    lines = [prepared.content.text]
    for address in filter(None, map(link, refused)):
        # it stands alone on its line: nothing beside it is taken for a part of it
        lines += [words.say(general.CALENDAR_LINK, prepared.language), address]
    kept = tuple(one for one in prepared.files if one not in refused)
    return replace(prepared, content=replace(prepared.content, text="\n".join(lines)), files=kept)


def media(file: Attachment, content: bytes, url: str | None) -> OutboundMedia:
    """A file as a channel takes it."""
    return OutboundMedia(
        kind=file.kind, mime=file.mime, content=content, name=file.name or file.kind, url=url
    )


def heard(files: Iterable[Attachment], limits: Limits) -> Iterator[Attachment]:
    """Without recordings of ours that would not be played: their words go all the same."""
    for one in files:
        spoken = one.reference.startswith(recordings.REFERENCE)
        if not spoken or limits.sounds is None or one.mime in limits.sounds:
            yield one
