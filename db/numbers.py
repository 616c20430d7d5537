"""What happened, counted by week: never who. Questions to the bot have a module of their own."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk, replies
from db.models import (
    Alert,
    Author,
    CallState,
    Case,
    CaseRating,
    CaseState,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    Feedback,
    Household,
    Message,
    Occurrence,
    PhoneCall,
    Reason,
    ReceiptRank,
    StaffMember,
)
from db.occurrences import OccurrenceState
from db.weeks import Wanted, in_language, week_of, within


class Hold(StrEnum):
    """In whose hands an unclosed case is."""

    #: nobody has taken it
    FREE = "free"
    #: a colleague has
    TAKEN = "taken"
    #: put aside until a moment
    SNOOZED = "snoozed"


class Fate(StrEnum):
    """What became of a message to a person, in as many words as a chart can hold."""

    #: on the phone, or read
    ARRIVED = "arrived"
    #: the provider has it and says no more
    HANDED_OVER = "handed_over"
    #: queued, held or being sent
    WAITING = "waiting"
    #: it may have arrived
    UNCERTAIN = "uncertain"
    #: refused, or the provider gave up
    FAILED = "failed"
    #: too late to be of use
    EXPIRED = "expired"
    #: withdrawn before it was sent
    WITHDRAWN = "withdrawn"


class Heard(StrEnum):
    """What came of a check-in, beside the codes of its answers."""

    #: sent, and no answer yet
    SILENT = "silent"
    #: it could not be sent, or not in time
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case that a person caused, and when a colleague first answered it."""

    #: index of the week in which it was opened, or BEFORE
    week: int
    opened_at: dt.datetime
    #: the first message or finished call; None: none until now, or none before it was closed
    answered_at: dt.datetime | None
    closed: bool


async def languages(session: AsyncSession, member: StaffMember) -> list[str]:
    """Every language in which a conversation is held."""
    threads = desk.spoken(member).subquery()
    found = await session.execute(select(threads.c.language).distinct())
    return sorted(found.scalars())


async def verdicts(session: AsyncSession, wanted: Wanted) -> dict[tuple[int, bool], int]:
    """Presses under answers by week and whether it helped."""
    query = (
        select(_week(Feedback.at, wanted), Feedback.helped.label("kind"))
        .join(Message, Message.id == Feedback.message_id)
        .where(within(Feedback.at, wanted), _spoken(Message.conversation_id, wanted))
    )
    return {(week, bool(helped)): n for (week, helped), n in (await _tally(session, query)).items()}


async def faces(session: AsyncSession, wanted: Wanted) -> dict[tuple[int, str | None], int]:
    """Closed cases about which was asked, by the week of asking and the face; None: no answer."""
    query = (
        select(_week(CaseRating.asked_at, wanted), CaseRating.face.label("kind"))
        .join(Case, Case.id == CaseRating.case_id)
        .where(within(CaseRating.asked_at, wanted), _spoken(Case.conversation_id, wanted))
    )
    return await _tally(session, query)


async def opened(session: AsyncSession, wanted: Wanted) -> Sequence[Opened]:
    """Cases that were opened, except where staff wrote first.

    Pairs of instants, not durations: the two databases subtract instants differently.
    """
    replied = (
        select(func.min(Message.at))
        .where(
            Message.conversation_id == Case.conversation_id,
            Message.direction == Direction.OUT,
            Message.author == Author.STAFF,
            Message.at >= Case.opened_at,
            or_(Case.closed_at.is_(None), Message.at <= Case.closed_at),
        )
        .correlate(Case)
        .scalar_subquery()
    )
    called = (
        select(func.min(PhoneCall.settled_at))
        .where(PhoneCall.case_id == Case.id, PhoneCall.state == CallState.DONE)
        .correlate(Case)
        .scalar_subquery()
    )
    found = await session.execute(
        select(
            _week(Case.opened_at, wanted), Case.opened_at, Case.closed_at, replied, called
        ).where(
            within(Case.opened_at, wanted),
            Case.reason != Reason.STAFF,
            _spoken(Case.conversation_id, wanted),
        )
    )
    return [
        Opened(
            week=week,
            opened_at=opened_at,
            answered_at=min((at for at in answers if at), default=None),
            closed=closed_at is not None,
        )
        for week, opened_at, closed_at, *answers in found
    ]


async def unclosed(
    session: AsyncSession, wanted: Wanted, edges: Sequence[dt.datetime]
) -> dict[tuple[int, str], int]:
    """Cases that are not closed now, by age and hold.

    `edges` fall: age 0 is opened after the first, age 1 after the second, the last one earlier.
    """
    age = case(
        *((Case.opened_at > edge, literal(index)) for index, edge in enumerate(edges)),
        else_=literal(len(edges)),
    )
    hold = case(
        (Case.state == CaseState.SNOOZED, literal(Hold.SNOOZED.value)),
        (Conversation.control == Control.HUMAN, literal(Hold.TAKEN.value)),
        else_=literal(Hold.FREE.value),
    )
    query = (
        select(age.label("week"), hold.label("kind"))
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Case.state != CaseState.CLOSED, _spoken(Case.conversation_id, wanted))
    )
    return await _tally(session, query)


async def sent(session: AsyncSession, wanted: Wanted) -> dict[tuple[str, str], int]:
    """Deliveries to people by channel and fate: no copies for topics, no alerts of staff."""
    period = wanted.period
    alerts = select(Alert.message_id).where(Alert.message_id.is_not(None))
    query = (
        select(Delivery.channel.label("week"), _fate().label("kind"))
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Delivery.created_at >= period.weeks[0],
            Delivery.created_at <= period.until,
            Delivery.kind != DeliveryKind.STAFF,
            Delivery.message_id.not_in(alerts),
            _spoken(Message.conversation_id, wanted),
        )
    )
    return await _tally(session, query)


async def checkins(session: AsyncSession, wanted: Wanted) -> dict[tuple[int, str], int]:
    """Steps for families whose moment came, by the newest answer, or `Heard`."""
    state = Occurrence.state
    heard = func.coalesce(
        replies.newest_answer(),
        case(
            (state == OccurrenceState.SENT, literal(Heard.SILENT.value)),
            else_=literal(Heard.NOT_SENT.value),
        ),
    )
    query = (
        select(_week(Occurrence.due_at, wanted), heard.label("kind"))
        .join(Household, Household.id == Occurrence.household_id)
        .where(
            within(Occurrence.due_at, wanted),
            Occurrence.side == "family",
            state.not_in((OccurrenceState.PLANNED, OccurrenceState.CANCELLED)),
            in_language(Household.language, wanted),
        )
    )
    return await _tally(session, query)


def _week(at: Any, wanted: Wanted) -> Any:
    return week_of(at, wanted).label("week")


def _spoken(conversation_id: Any, wanted: Wanted) -> ColumnElement[bool]:
    threads = desk.spoken(wanted.member).subquery()
    ids = select(threads.c.id).where(in_language(threads.c.language, wanted))
    return conversation_id.in_(ids)  # type: ignore[no-any-return]


def _fate() -> ColumnElement[str]:
    state, receipt = Delivery.state, Delivery.receipt
    arrived = receipt.in_((ReceiptRank.DELIVERED, ReceiptRank.READ))
    table = (
        (and_(state == DeliveryState.DONE, arrived), Fate.ARRIVED),
        (and_(state == DeliveryState.DONE, receipt == ReceiptRank.UNDELIVERED), Fate.FAILED),
        (state == DeliveryState.DONE, Fate.HANDED_OVER),
        (state == DeliveryState.UNCERTAIN, Fate.UNCERTAIN),
        (state == DeliveryState.FAILED, Fate.FAILED),
        (state == DeliveryState.EXPIRED, Fate.EXPIRED),
        (state == DeliveryState.CANCELLED, Fate.WITHDRAWN),
    )
    return case(
        *((condition, literal(fate.value)) for condition, fate in table),
        else_=literal(Fate.WAITING.value),
    )


async def _tally(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> dict[Any, int]:
    """How often each pair of `week` and `kind` comes; grouped outside, where both are plain."""
    rows = query.subquery()
    grouped = select(rows.c.week, rows.c.kind, func.count()).group_by(rows.c.week, rows.c.kind)
    return {(week, kind): count for week, kind, count in await session.execute(grouped)}
