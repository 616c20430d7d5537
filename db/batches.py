"""Many messages at once, each with its question, its delivery and the delivery's event."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.content import Content
from db.models import (
    Author,
    Awaiting,
    Conversation,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryState,
    Direction,
    Message,
)

#: Tables, not classes: rows are written as they are, and no object is made of each.
_MESSAGES: Any = Message.__table__
_THREADS: Any = Conversation.__table__
_DELIVERIES: Any = Delivery.__table__
_EVENTS: Any = DeliveryEvent.__table__
_AWAITING: Any = Awaiting.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One message of the bot to one address."""

    conversation_id: int
    address_id: int
    channel: str
    account: str
    content: Content
    language: str
    #: under which its answer waits
    subject: str
    kind: DeliveryKind
    expires_at: dt.datetime
    dedupe_key: str
    #: the occurrence that it comes from
    occurrence_id: int


async def write(
    session: AsyncSession,
    sayings: Sequence[Saying],
    last: Mapping[int, int],
    *,
    now: dt.datetime,
    valid: dt.timedelta,
) -> Sequence[int]:
    """Write them at the end of their conversations, which are locked, and queue them; their ids.

    `last`: the newest number in each conversation; `valid`: how long a question can be answered.
    """
    if not sayings:
        return []
    ids = await _messages(session, sayings, dict(last), now=now)
    rows = [
        _awaiting(number, one, now, valid)
        for number, one in zip(ids, sayings, strict=True)
        if one.content.buttons
    ]
    if rows:
        await session.execute(insert(_AWAITING), rows)
    await _deliveries(session, sayings, ids, now=now)
    return ids


async def _messages(
    session: AsyncSession, sayings: Sequence[Saying], last: dict[int, int], *, now: dt.datetime
) -> Sequence[int]:
    rows = []
    for one in sayings:
        last[one.conversation_id] = last.get(one.conversation_id, 0) + 1
        rows.append(
            {
                "conversation_id": one.conversation_id,
                "seq": last[one.conversation_id],
                "direction": Direction.OUT,
                "author": Author.BOT,
                "content": one.content.to_json(),
                "language": one.language,
                "at": now,
            }
        )
    # the order of what is returned says nothing, and asking for one writes row by row on SQLite
    key = (_MESSAGES.c.conversation_id, _MESSAGES.c.seq)
    found = await session.execute(insert(_MESSAGES).returning(_MESSAGES.c.id, *key), rows)
    ids = {(thread, seq): number for number, thread, seq in found}
    await _move_on(session, sayings, now)
    return [ids[row["conversation_id"], row["seq"]] for row in rows]


async def _move_on(session: AsyncSession, sayings: Sequence[Saying], now: dt.datetime) -> None:
    """The newest number of each conversation; those that got as many messages go together."""
    written = Counter(one.conversation_id for one in sayings)
    for count in set(written.values()):
        threads = [one for one, many in written.items() if many == count]
        await session.execute(
            update(_THREADS)
            .where(_THREADS.c.id.in_(threads))
            .values(last_seq=_THREADS.c.last_seq + count, last_message_at=now)
        )


async def _deliveries(
    session: AsyncSession, sayings: Sequence[Saying], ids: Sequence[int], *, now: dt.datetime
) -> None:
    rows = [
        {
            "message_id": number,
            "address_id": one.address_id,
            "channel": one.channel,
            "account": one.account,
            "kind": one.kind,
            "state": DeliveryState.QUEUED,
            "dedupe_key": one.dedupe_key,
            "not_before": now,
            "expires_at": one.expires_at,
            "occurrence_id": one.occurrence_id,
            "created_at": now,
        }
        for number, one in zip(ids, sayings, strict=True)
    ]
    await session.execute(insert(_DELIVERIES), rows)
    queued = select(
        _DELIVERIES.c.id,
        literal(DeliveryState.QUEUED, _EVENTS.c.state.type),
        literal(now, _EVENTS.c.at.type),
    ).where(_DELIVERIES.c.message_id.in_(ids))
    await session.execute(insert(_EVENTS).from_select(["delivery_id", "state", "at"], queued))


def _awaiting(
    message_id: int, one: Saying, now: dt.datetime, valid: dt.timedelta
) -> dict[str, Any]:
    return {
        "conversation_id": one.conversation_id,
        "message_id": message_id,
        "subject": one.subject,
        "options": [button.payload for button in one.content.buttons],
        "asked_at": now,
        "expires_at": now + valid,
    }
