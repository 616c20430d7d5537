"""What is said about appointments as occurrences: whose it is, and whether any copy arrived."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Appointment,
    AppointmentState,
    Delivery,
    DeliveryState,
    Occurrence,
    OccurrenceKind,
    ReceiptRank,
)
from db.occurrences import OccurrenceState

#: Nobody looks any more whether something got lost, so long after its last moment.
LOOKED_FOR = dt.timedelta(days=7)
#: The step keys of "cannot come" and of a first message.
Keys = tuple[str, str]
#: A copy in one of these states does not arrive any more.
_DEAD = (DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.CANCELLED)


async def subject(session: AsyncSession, occurrence_id: int) -> tuple[int | None, str] | None:
    """The appointment that an occurrence is about, and the side it is for; not locked."""
    found = await session.execute(
        select(Occurrence.appointment_id, Occurrence.side).where(Occurrence.id == occurrence_id)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None


async def may_have_arrived(session: AsyncSession, occurrence_id: int) -> bool:
    """At least one copy is on its way, went, or perhaps went."""
    mine = Delivery.occurrence_id == occurrence_id
    return bool((await session.execute(select(exists().where(mine, ~_is_dead())))).scalar())


async def lost(
    session: AsyncSession,
    *,
    now: dt.datetime,
    keys: Keys,
    without: Collection[int] = (),
    limit: int = 50,
) -> Sequence[int]:
    """Ids of what was said, but of which no copy arrives any more; not locked.

    Of what somebody else has to hear then: that a family cannot come, and a series of which the
    date that told it is over or cancelled.
    """
    found = await session.execute(
        _lost(now, keys)
        .with_only_columns(Occurrence.id)
        .where(Occurrence.id.not_in(without))
        .order_by(Occurrence.id)
        .limit(limit)
    )
    return found.scalars().all()


async def claim_lost(
    session: AsyncSession, occurrence_id: int, *, now: dt.datetime, keys: Keys
) -> Occurrence | None:
    """One of them, locked; None when it is not lost any more, or somebody else is at it."""
    found = await session.execute(
        _lost(now, keys)
        .where(Occurrence.id == occurrence_id)
        .with_for_update(skip_locked=True, of=Occurrence)
        .execution_options(populate_existing=True)
    )
    return found.scalars().one_or_none()


def _lost(now: dt.datetime, keys: Keys) -> Select[Occurrence]:
    declined, new = keys
    mine = Delivery.occurrence_id == Occurrence.id
    over = (Appointment.starts_at <= now) | (Appointment.state == AppointmentState.CANCELLED)
    still_declined = Appointment.state == AppointmentState.DECLINED
    return (
        select(Occurrence)
        .join(Appointment, Appointment.id == Occurrence.appointment_id)
        .where(
            Occurrence.kind == OccurrenceKind.APPOINTMENT,
            Occurrence.state == OccurrenceState.SENT,
            Occurrence.expires_at > now - LOOKED_FOR,
            ((Occurrence.step_key == declined) & still_declined)
            | ((Occurrence.step_key == new) & Appointment.series_id.is_not(None) & over),
            exists().where(mine),
            ~exists().where(mine, ~_is_dead()),
            # a change took it back, and said something else
            ~exists().where(mine, Delivery.reason == "changed"),
        )
    )


def _is_dead() -> ColumnElement[bool]:
    lost = (Delivery.receipt == ReceiptRank.UNDELIVERED) & Delivery.receipt.is_not(None)
    return Delivery.state.in_(_DEAD) | lost
