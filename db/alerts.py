"""Alerts: who is told that a case waits, claimed and sent like other rows. Ids only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Alert,
    AlertChannel,
    AlertKind,
    AlertState,
    Author,
    Case,
    Delivery,
    Handoff,
    Message,
    Role,
    StaffMember,
    StaffReach,
)

#: How long a worker may be busy with one e-mail before it counts as lost.
LEASE = dt.timedelta(seconds=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert as the desk shows it."""

    alert: Alert
    #: None for the group
    name: str | None
    #: what became of it in the outbox, where that carries it
    delivery: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An alert on its way to one colleague."""

    alert: Alert
    case: Case
    member: StaffMember
    #: how they are reached now
    reach: StaffReach
    #: nobody has taken the case, or written before the window closes, or given it up, and the
    #: colleague is still one
    is_wanted: bool


async def add(
    session: AsyncSession,
    handoff_id: int,
    channel: AlertChannel,
    *,
    now: dt.datetime,
    state: AlertState = AlertState.QUEUED,
    staff_id: int | None = None,
    message_id: int | None = None,
    kind: AlertKind = AlertKind.WAITS,
) -> None:
    session.add(
        Alert(
            handoff_id=handoff_id,
            channel=channel,
            kind=kind,
            staff_id=staff_id,
            message_id=message_id,
            state=state,
            not_before=now,
            created_at=now,
            settled_at=now if state == AlertState.SENT else None,
        )
    )
    await session.flush()


async def claim_letter(session: AsyncSession, *, now: dt.datetime) -> Letter | None:
    """Lease the next e-mail that is due; one whose worker was lost is due again."""
    chosen = (
        select(Alert.id)
        .where(Alert.channel == AlertChannel.EMAIL, Alert.not_before <= now, _is_free(now))
        .order_by(Alert.not_before, Alert.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = await session.execute(
        update(Alert)
        .where(Alert.id == chosen.scalar_subquery())
        .values(state=AlertState.SENDING, attempts=Alert.attempts + 1, lease_until=now + LEASE)
        .returning(Alert)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    alert = found.scalar_one_or_none()
    return None if alert is None else await _letter(session, alert)


async def next_direct(session: AsyncSession, *, now: dt.datetime) -> Letter | None:
    """The next private message that is due, locked until this transaction ends."""
    found = await session.execute(
        select(Alert)
        .where(
            Alert.channel == AlertChannel.DIRECT,
            Alert.state == AlertState.QUEUED,
            Alert.not_before <= now,
        )
        .order_by(Alert.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    alert = found.scalar_one_or_none()
    return None if alert is None else await _letter(session, alert)


async def settle(
    session: AsyncSession,
    alert_id: int,
    state: AlertState,
    *,
    now: dt.datetime,
    reason: str | None = None,
    not_before: dt.datetime | None = None,
    message_id: int | None = None,
) -> None:
    """What became of an alert in hand; QUEUED with `not_before` tries it again."""
    values: dict[str, Any] = {
        "state": state,
        "reason": reason,
        "lease_until": None,
        "message_id": message_id,
        "settled_at": None if state == AlertState.QUEUED else now,
    }
    if not_before is not None:
        values["not_before"] = not_before
    await session.execute(
        update(Alert)
        .where(Alert.id == alert_id, Alert.state.in_((AlertState.QUEUED, AlertState.SENDING)))
        .values(**values)
    )


async def for_desk(
    session: AsyncSession, staff_id: int, *, after: int, since: dt.datetime
) -> Sequence[tuple[Alert, Case]]:
    """Fresh alerts of a colleague whose cases still wait, oldest first."""
    found = await session.execute(
        select(Alert, Case)
        .join(Handoff, Handoff.id == Alert.handoff_id)
        .join(Case, Case.id == Handoff.case_id)
        .where(
            Alert.staff_id == staff_id,
            Alert.channel == AlertChannel.DESK,
            Alert.id > after,
            Alert.created_at >= since,
            or_(Handoff.claimed_at.is_(None), Alert.kind == AlertKind.WINDOW),
            Handoff.released_at.is_(None),
        )
        .order_by(Alert.id)
    )
    return [(alert, case) for alert, case in found]


async def record_shown(session: AsyncSession, ids: Sequence[int], *, now: dt.datetime) -> None:
    """An open desk has them."""
    await session.execute(
        update(Alert)
        .where(Alert.id.in_(ids), Alert.state == AlertState.QUEUED)
        .values(state=AlertState.SENT, settled_at=now)
    )


async def of_case(session: AsyncSession, case_id: int, *, limit: int = 60) -> Sequence[Told]:
    """Who was told about a case, the newest first."""
    found = await session.execute(
        select(Alert, StaffMember, Delivery.state)
        .join(Handoff, Handoff.id == Alert.handoff_id)
        .outerjoin(StaffMember, StaffMember.id == Alert.staff_id)
        .outerjoin(Delivery, Delivery.message_id == Alert.message_id)
        .where(Handoff.case_id == case_id)
        .order_by(Alert.id.desc())
        .limit(limit)
    )
    return [
        Told(alert=alert, name=member.name if member else None, delivery=delivery)
        for alert, member, delivery in found
    ]


def may_know(case: Case, member: StaffMember) -> bool:
    """A case can have become a complaint since its alert was written."""
    return not case.independent or member.handles_complaints or member.role == Role.ADMIN


def _is_free(now: dt.datetime) -> Any:
    lost = and_(Alert.state == AlertState.SENDING, Alert.lease_until < now)
    return or_(Alert.state == AlertState.QUEUED, lost)


async def _letter(session: AsyncSession, alert: Alert) -> Letter:
    found = await session.execute(
        select(Case, Handoff, StaffMember, StaffReach)
        .join(Handoff, Handoff.case_id == Case.id)
        .join(StaffMember, StaffMember.id == alert.staff_id)
        .join(StaffReach, StaffReach.staff_id == StaffMember.id)
        .where(Handoff.id == alert.handoff_id)
    )
    case, handoff, member, reach = found.one()
    waits = handoff.released_at is None
    if alert.kind == AlertKind.WINDOW:
        waits = waits and not await _is_answered(session, case, since=alert.created_at)
    else:
        waits = waits and handoff.claimed_at is None
    return Letter(
        alert=alert,
        case=case,
        member=member,
        reach=reach,
        is_wanted=waits and member.left_at is None and may_know(case, member),
    )


async def _is_answered(session: AsyncSession, case: Case, *, since: dt.datetime) -> bool:
    """A colleague has written to the person since then."""
    wrote = exists().where(
        Message.conversation_id == case.conversation_id,
        Message.author == Author.STAFF,
        Message.at >= since,
    )
    return bool((await session.execute(select(wrote))).scalar_one())
