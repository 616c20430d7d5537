"""Alerts: who is told that a case waits or a note names them, claimed and sent like other rows.

Ids only.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Alert,
    AlertChannel,
    AlertKind,
    AlertState,
    Author,
    Case,
    Delivery,
    FirstContact,
    Gathering,
    GatheringState,
    Handoff,
    Mention,
    Message,
    Role,
    StaffMember,
    StaffReach,
)

#: How long a worker may be busy with one e-mail before it counts as lost.
LEASE = dt.timedelta(seconds=120)
#: What an alert can be about, in the order of `_subject`; a handoff is known by its case.
_SUBJECTS = (Mention, Case, FirstContact, Gathering)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert as the desk shows it."""

    alert: Alert
    #: None for the group
    name: str | None
    #: what became of it in the outbox, where that carries it
    delivery: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alert is about."""

    #: where staff look; None: it is about nobody's conversation
    conversation_id: int | None
    #: the case that waits, or in which a note was written; None: the note belongs to none
    case: Case | None
    #: a note names the colleague
    is_mention: bool
    #: what it says about a case
    kind: AlertKind
    #: an invitation is to be handed over to this family or group
    first_contact: FirstContact | None = None
    #: people whom the colleague looks after are invited to it
    gathering: Gathering | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An alert on its way to one colleague."""

    alert: Alert
    about: Subject
    member: StaffMember
    #: how they are reached now
    reach: StaffReach
    #: nobody has taken the case, written before the window closes, or given it up; the note is not
    #: read yet; nobody of the family has written; the gathering comes; and the colleague is with us
    is_wanted: bool


async def add(
    session: AsyncSession,
    channel: AlertChannel,
    *,
    now: dt.datetime,
    state: AlertState = AlertState.QUEUED,
    kind: AlertKind = AlertKind.WAITS,
    not_before: dt.datetime | None = None,
    **values: Any,
) -> None:
    """`values`: handoff_id, mention_id, first_contact_id or gathering_id; staff_id, message_id."""
    session.add(
        Alert(
            **values,
            channel=channel,
            kind=kind,
            state=state,
            not_before=not_before or now,
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
) -> Sequence[tuple[Alert, Subject]]:
    """Fresh alerts of a colleague whose cases still wait or notes are unread, oldest first."""
    found = await session.execute(
        _with_subject(Alert, *_SUBJECTS)
        .where(
            Alert.staff_id == staff_id,
            Alert.channel == AlertChannel.DESK,
            Alert.id > after,
            Alert.created_at >= since,
            _is_open(),
        )
        .order_by(Alert.id)
    )
    return [(alert, _subject(alert, *about)) for alert, *about in found]


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


def may_know(case: Case | None, member: StaffMember) -> bool:
    """A case can have become a complaint since its alert was written."""
    return (
        case is None
        or not case.independent
        or member.handles_complaints
        or member.role == Role.ADMIN
    )


def _is_free(now: dt.datetime) -> Any:
    lost = and_(Alert.state == AlertState.SENDING, Alert.lease_until < now)
    return or_(Alert.state == AlertState.QUEUED, lost)


async def _letter(session: AsyncSession, alert: Alert) -> Letter:
    found = await session.execute(
        _with_subject(*_SUBJECTS, StaffMember, StaffReach, _is_open())
        .join(StaffMember, StaffMember.id == Alert.staff_id)
        .join(StaffReach, StaffReach.staff_id == StaffMember.id)
        .where(Alert.id == alert.id)
    )
    *about, member, reach, waits = found.one()
    subject = _subject(alert, *about)
    return Letter(
        alert=alert,
        about=subject,
        member=member,
        reach=reach,
        is_wanted=bool(waits) and member.left_at is None and may_know(subject.case, member),
    )


def _with_subject(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Alert)
        .outerjoin(Handoff, Handoff.id == Alert.handoff_id)
        .outerjoin(Mention, Mention.id == Alert.mention_id)
        .outerjoin(FirstContact, FirstContact.id == Alert.first_contact_id)
        .outerjoin(Gathering, Gathering.id == Alert.gathering_id)
        .outerjoin(Case, Case.id == func.coalesce(Handoff.case_id, Mention.case_id))
    )


def _is_open() -> ColumnElement[bool]:
    """Nobody has taken the case since, or answered before the window closes; the note is unread;
    nobody of the family or group has written; the gathering was still to come when it was due.

    What became graver in a colleague's hands is told all the same.
    """
    wrote = exists().where(
        Message.conversation_id == Case.conversation_id,
        Message.author == Author.STAFF,
        Message.at >= Alert.created_at,
    )
    closes = and_(Alert.kind == AlertKind.WINDOW, ~wrote)
    untaken = or_(Handoff.claimed_at.is_(None), Handoff.claimed_at < Alert.created_at)
    free = and_(Alert.kind == AlertKind.WAITS, untaken)
    waits = and_(Handoff.id.is_not(None), Handoff.released_at.is_(None), or_(free, closes))
    unread = and_(Mention.id.is_not(None), Mention.seen_at.is_(None))
    unmet = and_(FirstContact.id.is_not(None), FirstContact.ended_at.is_(None))
    comes = and_(Gathering.state == GatheringState.PLANNED, Gathering.starts_at > Alert.not_before)
    return or_(waits, unread, unmet, comes)


def _subject(
    alert: Alert,
    mention: Mention | None,
    case: Case | None,
    unmet: FirstContact | None,
    gathering: Gathering | None,
) -> Subject:
    place = mention or case
    if place is None and unmet is None and gathering is None:
        raise LookupError("an alert about nothing")
    return Subject(
        conversation_id=place.conversation_id if place else None,
        case=case,
        is_mention=mention is not None,
        kind=AlertKind(alert.kind),
        first_contact=unmet,
        gathering=gathering,
    )
