"""Appointments, series of them, what is being typed, and the reminders that hang on them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import (
    COMING,
    Appointment,
    AppointmentDraft,
    AppointmentState,
    Case,
    CaseState,
    Contact,
    Household,
    Occurrence,
    OccurrenceKind,
    Sponsorship,
)
from db.occurrences import OccurrenceState


async def add(session: AsyncSession, appointment: Appointment) -> Appointment:
    session.add(appointment)
    await session.flush()
    return appointment


async def find(session: AsyncSession, appointment_id: int) -> Appointment | None:
    """One appointment, only to look at."""
    return await session.get(Appointment, appointment_id)


async def locked(session: AsyncSession, appointment_id: int) -> Appointment | None:
    """One appointment, so that two who change it take turns."""
    found = await session.execute(
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def coming(
    session: AsyncSession, household_ids: Sequence[int], *, now: dt.datetime, limit: int = 20
) -> Sequence[Appointment]:
    """What lies ahead and was not cancelled, the next one first."""
    found = await session.execute(
        select(Appointment)
        .where(
            Appointment.household_id.in_(household_ids),
            Appointment.starts_at > now,
            Appointment.state != AppointmentState.CANCELLED,
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(limit)
    )
    return found.scalars().all()


async def before(
    session: AsyncSession, household_id: int, *, now: dt.datetime, limit: int = 20
) -> Sequence[Appointment]:
    """What is over or was cancelled, the newest first."""
    found = await session.execute(
        select(Appointment)
        .where(
            Appointment.household_id == household_id,
            (Appointment.starts_at <= now) | (Appointment.state == AppointmentState.CANCELLED),
        )
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
        .limit(limit)
    )
    return found.scalars().all()


async def rest_of_series(
    session: AsyncSession, series_id: int, *, since: dt.datetime
) -> Sequence[Appointment]:
    """Those of a series that still take place from an instant on, in order."""
    found = await session.execute(
        select(Appointment)
        .where(
            Appointment.series_id == series_id,
            Appointment.starts_at >= since,
            Appointment.state != AppointmentState.CANCELLED,
        )
        .order_by(Appointment.starts_at)
        .with_for_update()
    )
    return found.scalars().all()


async def next_of_series(
    session: AsyncSession, series_id: int, *, after: dt.datetime
) -> Appointment | None:
    """The first of a series after an instant that takes place; not locked."""
    found = await session.execute(
        select(Appointment)
        .where(
            Appointment.series_id == series_id,
            Appointment.starts_at > after,
            Appointment.state.in_(COMING),
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def clear_companions(
    session: AsyncSession, household_id: int, group_id: int, *, now: dt.datetime
) -> Sequence[Appointment]:
    """Nobody of this group goes along any more to what lies ahead of this family; to which."""
    theirs = select(Contact.id).where(Contact.welcome_group_id == group_id)
    mine = Appointment.household_id == household_id, Appointment.companion_id.in_(theirs)
    return await _clear_companions(session, *mine, now=now)


async def clear_companion(
    session: AsyncSession, contact_id: int, *, now: dt.datetime
) -> Sequence[Appointment]:
    """Somebody goes along to nothing any more; to which they did."""
    return await _clear_companions(session, Appointment.companion_id == contact_id, now=now)


async def _clear_companions(
    session: AsyncSession, *conditions: ColumnElement[bool], now: dt.datetime
) -> Sequence[Appointment]:
    found = await session.execute(
        select(Appointment)
        .where(Appointment.starts_at > now, *conditions)
        .order_by(Appointment.starts_at, Appointment.id)
        .with_for_update()
    )
    cleared = found.scalars().all()
    for one in cleared:
        one.companion_id = None
        one.sequence += 1
    return cleared


async def asking_for_help(session: AsyncSession, appointment_ids: Sequence[int]) -> dict[int, int]:
    """Those with which the family needs help that nobody has dealt with: where it asked.

    The conversation by appointment; a closed case was dealt with.
    """
    found = await session.execute(
        select(Appointment.id, Case.conversation_id)
        .join(Case, Case.id == Appointment.help_case_id)
        .where(Appointment.id.in_(appointment_ids), Case.state != CaseState.CLOSED)
    )
    return {row[0]: row[1] for row in found}


async def close_past(session: AsyncSession, *, before: dt.datetime) -> int:
    """What began before an instant is over; how many."""
    found = await session.execute(
        update(Appointment)
        .where(Appointment.state.in_(COMING), Appointment.starts_at < before)
        .values(state=AppointmentState.DONE)
        .returning(Appointment.id)
    )
    return len(found.all())


# --- reminders


async def take_back_reminders(
    session: AsyncSession, appointment_ids: Sequence[int], reason: str
) -> None:
    """Reminders that have not gone do not go any more."""
    await session.execute(
        update(Occurrence)
        .where(
            Occurrence.appointment_id.in_(appointment_ids),
            Occurrence.state == OccurrenceState.PLANNED,
        )
        .values(state=OccurrenceState.CANCELLED, reason=reason)
    )


async def last_ordinals(session: AsyncSession, household_id: int) -> dict[str, int]:
    """The number of the last reminder of a family by step."""
    found = await session.execute(
        select(Occurrence.step_key, func.max(Occurrence.ordinal))
        .where(
            Occurrence.household_id == household_id,
            Occurrence.kind == OccurrenceKind.APPOINTMENT,
        )
        .group_by(Occurrence.step_key)
    )
    return {row[0]: row[1] for row in found}


async def reminders(
    session: AsyncSession, appointment_ids: Sequence[int]
) -> dict[int, list[Occurrence]]:
    """All reminders by appointment, in order of time."""
    found = await session.execute(
        select(Occurrence)
        .where(Occurrence.appointment_id.in_(appointment_ids))
        .order_by(Occurrence.due_at, Occurrence.id)
    )
    by_appointment: dict[int, list[Occurrence]] = {}
    for one in found.scalars():
        by_appointment.setdefault(one.appointment_id or 0, []).append(one)
    return by_appointment


# --- what is being typed


async def draft(session: AsyncSession, conversation_id: int) -> AppointmentDraft | None:
    found = await session.execute(
        select(AppointmentDraft).where(AppointmentDraft.conversation_id == conversation_id)
    )
    return found.scalar_one_or_none()


async def keep_draft(
    session: AsyncSession, conversation_id: int, content: dict[str, Any], *, now: dt.datetime
) -> None:
    """What was typed so far, instead of what was there before."""
    there = await draft(session, conversation_id)
    if there is None:
        await upsert.insert_new(
            session,
            AppointmentDraft,
            conversation_id=conversation_id,
            content=content,
            updated_at=now,
        )
    else:
        there.content, there.updated_at = content, now


async def drop_draft(session: AsyncSession, conversation_id: int) -> None:
    await session.execute(
        delete(AppointmentDraft).where(AppointmentDraft.conversation_id == conversation_id)
    )


async def drop_old_drafts(session: AsyncSession, *, before: dt.datetime) -> None:
    await session.execute(delete(AppointmentDraft).where(AppointmentDraft.updated_at < before))


# --- whose they may be


async def families_of_group(session: AsyncSession, group_id: int) -> Sequence[Household]:
    """The families that a group welcomes now."""
    welcomed = exists().where(
        Sponsorship.household_id == Household.id,
        Sponsorship.welcome_group_id == group_id,
        Sponsorship.ended_on.is_(None),
    )
    found = await session.execute(select(Household).where(welcomed).order_by(Household.id))
    return found.scalars().all()


async def volunteers_for(session: AsyncSession, household_id: int) -> Sequence[Contact]:
    """Who can go along: everybody of the group that welcomes this family now."""
    groups = select(Sponsorship.welcome_group_id).where(
        Sponsorship.household_id == household_id, Sponsorship.ended_on.is_(None)
    )
    found = await session.execute(
        select(Contact)
        .where(Contact.welcome_group_id.in_(groups), Contact.left_at.is_(None))
        .order_by(Contact.is_contact_person.desc(), Contact.id)
    )
    return found.scalars().all()
