"""When colleagues work, are away and are on duty, and where alerts reach them; set by people."""

import datetime as dt
import re

from sqlalchemy.ext.asyncio import AsyncSession

from db import absences, duties, reaches, staff
from db.models import Absence, Duty, Role, StaffMember
from handlers import hours
from handlers.hours import Week

#: The longest absence entered at once; a longer one is entered in parts.
LONGEST_ABSENCE = dt.timedelta(days=400)
#: The longest duty: a long weekend, or a week by turns.
LONGEST_DUTY = dt.timedelta(days=15)
MAILBOX = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.[^@\s<>,;:\"]+")


class NotAllowed(Exception):
    """Only coordinators and administrators set this for others."""


class EndsFirst(ValueError):
    """The end is before the beginning, or at the same moment."""


class IsOver(ValueError):
    """All of it has passed already."""


class TooLong(ValueError):
    """It lasts longer than can be meant."""


class NoMailbox(ValueError):
    """This is not an e-mail address."""


class NotThere(LookupError):
    """It is not there (any more)."""


class WrongWeek(ValueError):
    """A span of the week ends before it begins, or two overlap."""


def may_change(by: StaffMember | None, staff_id: int) -> bool:
    """One's own, and coordinators everybody's; None is the command line."""
    return by is None or by.id == staff_id or coordinates(by)


def coordinates(member: StaffMember) -> bool:
    return member.role in (Role.COORDINATOR, Role.ADMIN)


def is_mailbox(text: str) -> bool:
    """One e-mail address, nothing beside it."""
    return len(text) <= 254 and MAILBOX.fullmatch(text) is not None


async def set_week(
    session: AsyncSession,
    staff_id: int,
    week: Week | None,
    *,
    by: StaffMember | None,
    now: dt.datetime,
) -> None:
    """A colleague's own hours; None: those of the organisation. Raises NotAllowed, WrongWeek."""
    _check_right(by, staff_id)
    if week is not None:
        _check_week(week)
    row = await reaches.of(session, staff_id)
    row.week = None if week is None else hours.week_to_json(week)
    await _audit(session, by, "set_hours", staff_id, now)


async def set_email(
    session: AsyncSession,
    staff_id: int,
    email: str,
    *,
    by: StaffMember | None,
    now: dt.datetime,
) -> None:
    """Where alerts go by e-mail; empty: nowhere. Raises NotAllowed, NoMailbox."""
    _check_right(by, staff_id)
    found = email.strip()
    if found and not is_mailbox(found):
        raise NoMailbox(NoMailbox.__doc__)
    row = await reaches.of(session, staff_id)
    row.email = found or None
    await _audit(session, by, "set_email", staff_id, now)


async def add_absence(
    session: AsyncSession,
    staff_id: int,
    first_on: dt.date,
    last_on: dt.date,
    *,
    by: StaffMember | None,
    now: dt.datetime,
    today: dt.date,
) -> Absence:
    """Away from one day until another, both included."""
    _check_right(by, staff_id)
    if last_on < first_on:
        raise EndsFirst(EndsFirst.__doc__)
    if last_on < today:
        raise IsOver(IsOver.__doc__)
    if last_on - first_on > LONGEST_ABSENCE:
        raise TooLong(TooLong.__doc__)
    absence = await absences.add(session, staff_id, first_on, last_on, now=now)
    await _audit(session, by, "add_absence", staff_id, now)
    return absence


async def remove_absence(
    session: AsyncSession,
    staff_id: int,
    absence_id: int,
    *,
    by: StaffMember | None,
    now: dt.datetime,
) -> None:
    """Back earlier, or not away at all. Raises NotThere."""
    _check_right(by, staff_id)
    if not await absences.remove(session, absence_id, staff_id):
        raise NotThere(NotThere.__doc__)
    await _audit(session, by, "remove_absence", staff_id, now)


async def add_duty(
    session: AsyncSession,
    staff_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    by: StaffMember | None,
    now: dt.datetime,
) -> Duty:
    """Put a colleague on the roster; several may be on duty at once."""
    if by is not None and not coordinates(by):
        raise NotAllowed(NotAllowed.__doc__)
    if ends_at <= starts_at:
        raise EndsFirst(EndsFirst.__doc__)
    if ends_at <= now:
        raise IsOver(IsOver.__doc__)
    if ends_at - starts_at > LONGEST_DUTY:
        raise TooLong(TooLong.__doc__)
    duty = await duties.add(
        session, staff_id, starts_at, ends_at, created_by=by.id if by else None, now=now
    )
    await _audit(session, by, "add_duty", staff_id, now)
    return duty


async def remove_duty(
    session: AsyncSession, duty_id: int, *, by: StaffMember | None, now: dt.datetime
) -> None:
    """Strike a duty from the roster. Raises NotAllowed, NotThere."""
    if by is not None and not coordinates(by):
        raise NotAllowed(NotAllowed.__doc__)
    row = await session.get(Duty, duty_id)
    if row is None:
        raise NotThere(NotThere.__doc__)
    staff_id = row.staff_id
    await duties.remove(session, duty_id)
    await _audit(session, by, "remove_duty", staff_id, now)


def _check_right(by: StaffMember | None, staff_id: int) -> None:
    if not may_change(by, staff_id):
        raise NotAllowed(NotAllowed.__doc__)


def _check_week(week: Week) -> None:
    for day in week:
        ends = dt.time(0)
        for start, end in sorted(day):
            if end <= start or start < ends:
                raise WrongWeek(WrongWeek.__doc__)
            ends = end


async def _audit(
    session: AsyncSession, by: StaffMember | None, action: str, staff_id: int, now: dt.datetime
) -> None:
    await staff.audit(session, by.id if by else None, action, "staff", staff_id, now=now)
