"""What was said in a second language: kept for colleagues, and what may be shown to a machine."""

from sqlalchemy.ext.asyncio import AsyncSession

from db import messages, translations
from db.content import Content
from db.models import Direction, Message, StaffMember
from handlers import charge
from handlers.context import Turn
from handlers.house import House


class ChangedMeanwhile(Exception):
    """The message is not what it was when its translation was asked for."""


async def is_secret(session: AsyncSession, house: House, conversation_id: int) -> bool:
    """An outside service gets words of this conversation only when a colleague says so each time.

    What was confidential stays so after its case is closed.
    """
    families = not house.policy.topics_for_all
    return await translations.is_secret(session, conversation_id, families=families)


async def find(session: AsyncSession, conversation_id: int, message_id: int) -> Message | None:
    """A message of this conversation that has words to translate."""
    message = await messages.of_conversation(session, conversation_id, message_id)
    if message is None or message.direction == Direction.STAFF:
        return None
    return message if words(message).strip() else None


def words(message: Message) -> str:
    return Content.from_json(message.content).text


async def keep(
    turn: Turn, member: StaffMember, seen: Message, text: str, *, language: str, engine: str
) -> None:
    """A machine's version of a message, as it was when the machine was asked."""
    message = await find(turn.session, turn.conversation.id, seen.id)
    if message is None or words(message) != words(seen):
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    await translations.put(
        turn.session,
        message.id,
        language,
        text,
        staff_id=member.id,
        engine=engine,
        now=turn.now,
    )
    await charge.audit(turn, member, "translate")


async def keep_own(
    turn: Turn, member: StaffMember, message: Message, text: str, *, engine: str | None
) -> None:
    """What a colleague sent, in the language of their desk; only colleagues read it."""
    if not text.strip() or member.desk_language == turn.reads:
        return
    message.language = turn.reads
    await translations.put(
        turn.session,
        message.id,
        member.desk_language,
        text.strip(),
        staff_id=member.id,
        engine=engine,
        now=turn.now,
        is_original=engine is not None,
    )
