"""When the family is reminded, what is said then, and what moving an appointment takes back."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db import appointments as rows
from db.engine import Database
from db.models import (
    Appointment,
    AppointmentState,
    Household,
    Occurrence,
    OccurrenceKind,
)
from faq.school_holidays import Community
from faq.year import Anchor
from handlers import appointment_details as details
from handlers import appointment_pauses as pauses
from handlers import appointment_planning as planning
from handlers import appointment_sending as sending
from handlers import appointments, hours, map_link
from handlers.appointments import Author, Facts
from tests.handlers import scene
from tests.handlers.scene import house

NOW = dt.datetime(2026, 2, 4, 9, tzinfo=dt.UTC)
STEPS = [one for one in house().plan.steps.values() if one.anchor == Anchor.APPOINTMENT]


def appointment(day: dt.date, time: dt.time = dt.time(10), **more: Any) -> Appointment:
    values = {
        "id": 3, "kind": "dentist", "place": None, "bring": None, "what": None, "until": None,
        "timezone": "Europe/Brussels", "local_date": day, "local_time": time, "sequence": 0,
        "starts_at": hours.resolve(day, time, scene.ZONE), "state": AppointmentState.PLANNED,
    }  # fmt: skip
    return Appointment(**values | more)


def due(row: Appointment, now: dt.datetime = NOW) -> list[dt.datetime]:
    return [at for _, at in planning.reminders(STEPS, row, now=now)]


def utc(*at: int) -> dt.datetime:
    return dt.datetime(*at, tzinfo=dt.UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("day", "moments"),
    [
        (dt.date(2026, 2, 20), [utc(2026, 2, 13, 9), utc(2026, 2, 19, 17)]),
        # entered too late for the week before, and for both
        (dt.date(2026, 2, 10), [utc(2026, 2, 9, 17)]),
        (dt.date(2026, 2, 4), []),
        # the clock goes forward on the morning of the appointment, and between the reminders
        (dt.date(2026, 3, 29), [utc(2026, 3, 22, 9), utc(2026, 3, 28, 17)]),
        (dt.date(2026, 3, 30), [utc(2026, 3, 23, 9), utc(2026, 3, 29, 16)]),
        # and back
        (dt.date(2026, 10, 25), [utc(2026, 10, 18, 8), utc(2026, 10, 24, 16)]),
        (dt.date(2026, 10, 26), [utc(2026, 10, 19, 8), utc(2026, 10, 25, 17)]),
    ],
)
def test_reminders_keep_their_local_time_and_never_come_after(
    day: dt.date, moments: list[dt.datetime]
) -> None:
    row = appointment(day)
    assert due(row) == moments
    assert due(row, now=row.starts_at) == []


def test_a_weekly_one_is_reminded_of_the_day_before_only() -> None:
    assert due(appointment(dt.date(2026, 2, 20), series_id=1)) == [utc(2026, 2, 19, 17)]


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        (dt.date(2026, 3, 29), dt.time(2, 30), utc(2026, 3, 29, 1, 30)),  # does not exist: later
        (dt.date(2026, 10, 25), dt.time(2, 30), utc(2026, 10, 25, 0, 30)),  # twice: the first
    ],
)
def test_a_time_of_the_two_nights_has_one_instant(
    day: dt.date, time: dt.time, instant: dt.datetime
) -> None:
    home = Household(timezone="Europe/Brussels")
    found = appointments.instant(home, Facts(kind="doctor", on=day, at=time), now=NOW)
    assert found == instant


@pytest.mark.parametrize(
    ("place", "linked"),
    [
        ("Dr. Peeters, Stationsstraat 12, 2800 Mechelen", True),
        ("Huisarts Peeters", False),
    ],
)
def test_the_map_of_a_family_shows_the_address_and_nobodys_name(place: str, linked: bool) -> None:
    row = appointment(dt.date(2026, 2, 13), place=place)
    said = details.lines(house().words, row, "en", companion=None)
    assert f"Where: {place}" in said.replace("\u2068", "").replace("\u2069", "")
    shown = [line for line in said.splitlines() if line.startswith(map_link.MAP)]
    assert len(shown) == linked and ("On the map:" in said) is linked
    assert not any("Peeters" in line for line in shown)


def test_arabic_readers_get_the_date_in_numbers_as_well() -> None:
    row = appointment(dt.date(2026, 2, 13), place="Grote Markt 1", bring="=card")
    said = details.lines(house().words, row, "ar", companion=None)
    assert "13/02/2026 10:00" in said and "بطاقة الهوية" in said


@pytest.mark.parametrize(
    ("community", "off"),
    [
        (None, ["2026-04-06", "2026-05-25"]),
        (Community.FLANDERS, ["2026-04-06", "2026-04-13", "2026-05-25"]),
        (Community.FRENCH, ["2026-04-06", "2026-04-27", "2026-05-04", "2026-05-25"]),
    ],
)
def test_a_series_pauses_on_public_and_school_holidays(
    community: Community | None, off: list[str]
) -> None:
    first, last = dt.date(2026, 3, 30), dt.date(2026, 5, 31)
    assert [str(one) for one in pauses.skipped(first, last, community)] == off
    assert len(pauses.days(first, last, community)) == 9 - len(off)
    german = pauses.unsure(dt.date(2026, 11, 2), dt.date(2029, 1, 1), Community.GERMAN)
    assert german[0] and german[1]


async def family(session: AsyncSession) -> Household:
    home = Household(name="Haddad", language="ar", created_at=NOW)
    session.add(home)
    await session.flush()
    return home


async def reminders(session: AsyncSession, row: Appointment) -> list[Occurrence]:
    return (await rows.reminders(session, [row.id]))[row.id]


async def test_moving_takes_back_what_was_planned_and_what_nobody_heard_stays_new(
    database: Database,
) -> None:
    async with database.transaction() as session:
        facts = Facts(kind="doctor", on=dt.date(2026, 2, 20), at=dt.time(10))
        row = await appointments.enter(
            session, house(), await family(session), facts, by=Author(), now=NOW
        )
        later = Facts(kind="doctor", on=dt.date(2026, 2, 27), at=dt.time(10))
        await appointments.change(session, house(), row, facts, now=NOW)
        assert row.sequence == 0
        await appointments.change(session, house(), row, later, now=NOW)
        found = [(one.step_key, one.state) for one in await reminders(session, row)]
        assert found.count(("appointment-new", "planned")) == 1
        assert ("appointment-moved", "planned") not in found
        assert sum(state == "planned" for _, state in found) == 3
        await appointments.cancel(session, row, now=NOW)
        assert {one.state for one in await reminders(session, row)} == {"cancelled"}
        with pytest.raises(appointments.Settled):
            await appointments.cancel(session, row, now=NOW)


async def test_a_reminder_that_comes_too_late_is_expired_and_one_of_a_declined_is_skipped(
    database: Database,
) -> None:
    async with database.transaction() as session:
        home = await family(session)
        facts = Facts(kind="doctor", on=dt.date(2026, 2, 20), at=dt.time(10))
        row = await appointments.enter(session, house(), home, facts, by=Author(), now=NOW)
        _, week, day = await reminders(session, row)
        assert {one.kind for one in (week, day)} == {OccurrenceKind.APPOINTMENT}
        await sending.send_one(session, house(), week.id, now=week.due_at + dt.timedelta(days=1))
        assert (week.state, week.reason) == ("expired", "too_late")
        appointments.answer(row, comes=False, now=NOW)
        await sending.send_one(session, house(), day.id, now=day.due_at)
        assert (day.state, day.reason) == ("skipped", "appointment_declined")


def test_every_zone_of_a_calendar_is_a_real_one() -> None:
    facts = Facts(kind="doctor", on=dt.date(2026, 2, 20), at=dt.time(10))
    for wrong in ("Mars/Phobos", "", "../etc/passwd", "Europe"):
        with pytest.raises(appointments.UnknownZone):
            appointments.instant(Household(timezone=wrong), facts, now=NOW)
