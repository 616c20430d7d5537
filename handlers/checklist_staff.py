"""What staff do with an item of a group's list: solved, or a comment; the group reads it."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, checklists, conversations, staff
from db.content import Content
from db.models import ChecklistItem, DeliveryKind, ItemState, StaffMember
from faq.checklists import Phase
from handlers import checklists as lists
from handlers import context, saying
from handlers.house import House
from locales.text import Text
from locales.texts import checklists as texts

#: Characters of a comment.
LONGEST = 1000


class NoComment(ValueError):
    """There are no words in this comment."""


class NotBlocked(LookupError):
    """This is not blocked any more: somebody was quicker."""


async def unblock(
    session: AsyncSession,
    house: House,
    row: ChecklistItem,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """It can go on; whoever called it stuck hears it. Raises NotBlocked."""
    told = row.blocked_by
    state = ItemState.TAKEN if row.holder_id is not None else ItemState.OPEN
    if not await checklists.move(session, row.id, state, seen=(ItemState.BLOCKED,), now=now):
        raise NotBlocked(NotBlocked.__doc__)
    await staff.audit(session, member.id, "unblock", "checklist_item", row.id, now=now)
    await _tell(session, house, row, told, texts.STAFF_UNBLOCKED, now=now)


async def comment(
    session: AsyncSession,
    house: House,
    row: ChecklistItem,
    text: str,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """The group reads it under the item; who does or blocked it hears it. Raises NoComment."""
    words = text.strip()[:LONGEST]
    if not words:
        raise NoComment(NoComment.__doc__)
    row.comment, row.comment_by, row.comment_at = words, member.id, now
    await staff.audit(session, member.id, "comment", "checklist_item", row.id, now=now)
    told = row.blocked_by or row.holder_id
    await _tell(session, house, row, told, texts.STAFF_COMMENTED, now=now, comment=words)


async def _tell(
    session: AsyncSession,
    house: House,
    row: ChecklistItem,
    contact_id: int | None,
    said: Text,
    *,
    now: dt.datetime,
    **values: str,
) -> None:
    """In their own waking hours; nobody hears it who has no phone here."""
    address = await addresses.newest(session, contact_id) if contact_id else None
    item = lists.known(house, row)
    if address is None or item is None:
        return
    thread = await conversations.of_address(session, address, now=now)
    turn = await context.of(session, house, address, thread, now=now)
    language = lists.spoken(turn, Phase(row.phase))
    title = lists.title(house, row.phase, item, language)
    button = saying.button(turn, texts.OPEN_LIST, f"{lists.VERB}:item:{row.id}", language)
    text = saying.words(turn, said, language, item=title, **values)
    content = Content(text=text, buttons=(button,), announced=True)
    await saying.tell(turn, content, language=language, kind=DeliveryKind.REMINDER)
