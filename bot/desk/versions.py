"""What was said, in the colleague's language: which version is shown, and what a machine may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from db import translations
from db.content import Content, Form
from db.models import Author, Message, MessageTranslation
from handlers import translating

#: Forms whose text is words that somebody wrote.
WORDS = (Form.TEXT,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The translator that a colleague may ask in one conversation."""

    #: as it is kept
    name: str
    #: it gets words of this conversation only when a colleague says so
    asks_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A message in a second language, as far as it is there."""

    #: None: not yet
    found: MessageTranslation | None
    #: the message was edited after it was translated
    is_stale: bool
    #: the machine that may be asked for it; None: none is there, or nothing needs it
    machine: Machine | None


async def machine(session: AsyncSession, runtime: Runtime, conversation_id: int) -> Machine | None:
    """None where no translator is set."""
    translator = runtime.translator
    if translator is None:
        return None
    secret = translator.is_outside and await translating.is_secret(
        session, runtime.house, conversation_id
    )
    return Machine(name=translator.name, asks_first=secret)


async def of_messages(
    session: AsyncSession, runtime: Runtime, said: Sequence[Message], language: str
) -> dict[int, Version]:
    """The versions of messages of one conversation for whoever reads this language."""
    if not said:
        return {}
    kept = await translations.of_messages(session, [one.id for one in said], language)
    asked = await machine(session, runtime, said[0].conversation_id)
    shown = {}
    for one in said:
        found = kept.get(one.id)
        stale = bool(found and one.edited_at and one.edited_at > found.at)
        has_it = found is not None and found.language == language and not stale
        offered = asked if not has_it and _may_need(one, language) else None
        shown[one.id] = Version(found=found, is_stale=stale, machine=offered)
    return shown


def _may_need(message: Message, language: str) -> bool:
    """A person's own words that are not in the colleague's language, as far as anybody knows."""
    content = Content.from_json(message.content)
    return (
        message.author == Author.PERSON
        and content.form in WORDS
        and any(one.isalpha() for one in content.text)
        and message.language != language
    )
