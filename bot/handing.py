"""Files that a channel does not take are handed over as a link under the words."""

from collections.abc import Callable
from dataclasses import replace

from bot.channel import Limits
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
    refused = [one for one in prepared.files if one.body is not None and not limits.calendar_files]
    if not refused:
        return prepared
    lines = [prepared.content.text]
    for address in filter(None, map(link, refused)):
        # it stands alone on its line: nothing beside it is taken for a part of it
        lines += [words.say(general.CALENDAR_LINK, prepared.language), address]
    kept = tuple(one for one in prepared.files if one not in refused)
    return replace(prepared, content=replace(prepared.content, text="\n".join(lines)), files=kept)
