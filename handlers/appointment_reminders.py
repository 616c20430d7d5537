"""What is due about appointments becomes messages: to the family, or to the volunteer."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, consents, conversations, people
from db.content import Button, Content
from db.models import (
    Address,
    Appointment,
    AppointmentSeries,
    AppointmentState,
    ConsentState,
    Contact,
    DeliveryKind,
    Household,
    Occurrence,
    Purpose,
)
from db.occurrences import OccurrenceState
from faq.year import Side
from handlers import appointment_details as details
from handlers import appointment_pauses as pauses
from handlers import context, hours, saying, templates
from handlers.appointment_steps import News
from handlers.context import Turn
from handlers.house import House
from locales import dates
from locales.text import Text
from locales.texts import appointments as texts

#: How the keys of deliveries about an appointment begin.
KEY = "appointment:{}:"
#: How the subject of the question begins whether the family comes.
SUBJECT = "appointment:"
#: The same for what the volunteer does when it does not.
DECLINED = "appointment-declined:"
#: How often what waits for somebody's first message is looked at again.
LOOK_AGAIN = dt.timedelta(minutes=15)
#: Days of holidays that one message names.
MOST_DAYS = 12
#: After these a reminder is of no use.
NO_REMINDER = (AppointmentState.CANCELLED, AppointmentState.DONE, AppointmentState.DECLINED)
#: Messages that ask nothing and are said although it does not take place.
ENDS = (News.CANCELLED, News.SERIES_CANCELLED, News.DECLINED)


async def send_reminders(
    session: AsyncSession, house: House, due: Sequence[Occurrence], /, *, now: dt.datetime
) -> None:
    """Say claimed occurrences of appointments, or write down in each why not."""
    for occurrence in due:
        await _send(session, house, occurrence, now=now)


async def reaches(session: AsyncSession, household_id: int) -> bool:
    """Somebody of the family reads what we say here."""
    found = await family(session, household_id)
    return any([one.reachable and await is_willing(session, one) for one in found])


async def family(session: AsyncSession, household_id: int) -> Sequence[Address]:
    """People of the family with an address of their own, else the household's address."""
    members = await people.members(session, household_id)
    own = await addresses.of_contacts(session, [member.id for member in members])
    return own or await addresses.of_household(session, household_id)


async def is_willing(session: AsyncSession, address: Address) -> bool:
    """Whoever said STOP is not written to; nobody has to have said yes."""
    word = await consents.newest(
        session,
        Purpose.CHECKINS,
        contact_id=address.contact_id,
        household_id=address.household_id,
    )
    return word is None or word.state != ConsentState.WITHDRAWN


async def _send(
    session: AsyncSession, house: House, occurrence: Occurrence, *, now: dt.datetime
) -> None:
    appointment = await session.get(Appointment, occurrence.appointment_id or 0)
    if appointment is None or _is_pointless(appointment, occurrence):
        occurrence.state = OccurrenceState.SKIPPED
        occurrence.reason = f"appointment_{appointment.state}" if appointment else "gone"
        return
    if occurrence.expires_at <= now:
        occurrence.state, occurrence.reason = (
            OccurrenceState.EXPIRED,
            occurrence.reason or "too_late",
        )
        return
    there = await _recipients(session, occurrence, appointment)
    willing = [one for one in there if await is_willing(session, one)]
    if not there:
        occurrence.reason = "first_contact"
        occurrence.look_at = min(now + LOOK_AGAIN, occurrence.expires_at)
        return
    if not willing:
        occurrence.state, occurrence.reason = OccurrenceState.SKIPPED, "consent_withdrawn"
        return
    for address in willing:
        await _say(session, house, occurrence, appointment, address, now=now)
    occurrence.state, occurrence.reason = OccurrenceState.SENT, None
    occurrence.sent_at = now


def _is_pointless(appointment: Appointment, occurrence: Occurrence) -> bool:
    return occurrence.step_key not in ENDS and appointment.state in NO_REMINDER


async def _recipients(
    session: AsyncSession, occurrence: Occurrence, appointment: Appointment
) -> Sequence[Address]:
    if occurrence.side == Side.FAMILY:
        return await family(session, appointment.household_id)
    volunteer = appointment.created_by_contact_id
    return await addresses.of_contacts(session, [volunteer] if volunteer else [])


async def _say(
    session: AsyncSession,
    house: House,
    occurrence: Occurrence,
    appointment: Appointment,
    address: Address,
    *,
    now: dt.datetime,
) -> None:
    conversation = await conversations.of_address(session, address, now=now)
    turn = details.own_words(await context.of(session, house, address, conversation, now=now))
    said, expires_at = _text(occurrence, appointment, now)
    words, language = house.words, turn.language
    companion = await companion_of(session, appointment)
    to_family = occurrence.side == Side.FAMILY
    about = details.lines(words, appointment, language, companion=companion, to_family=to_family)
    values = await _values(turn, said, appointment, about)
    has_file = to_family and (occurrence.step_key not in (News.NEW, News.SERIES_CANCELLED))
    file = details.file(words, appointment, language, companion=companion, now=now)
    await saying.tell(
        turn,
        Content(
            text=saying.words(turn, said, **values),
            buttons=buttons(turn, appointment, occurrence.step_key),
            template=templates.of(
                _template(occurrence),
                organisation=house.policy.organisation,
                what=details.title(words, appointment, language),
                when=details.when(appointment, language),
            ),
        ),
        kind=DeliveryKind.REMINDER,
        subject=f"{SUBJECT if to_family else DECLINED}{appointment.id}",
        expires_at=expires_at,
        dedupe_key=f"{KEY.format(appointment.id)}{occurrence.step_key}:{occurrence.id}:{address.id}",
        files=[file] if has_file else [],
    )


def buttons(turn: Turn, appointment: Appointment, step_key: str) -> tuple[Button, ...]:
    """What can be answered: the family comes or not, the volunteer moves it or not."""
    if step_key in (News.CANCELLED, News.SERIES_CANCELLED):
        return ()
    row: tuple[tuple[Text, str], ...] = ((texts.MOVE, "move"), (texts.CANCEL, "off"))
    if step_key != News.DECLINED:
        row = ((texts.I_COME, "yes"), (texts.I_CANNOT, "no"), (texts.I_NEED_HELP, "help"))
    return tuple(
        saying.button(turn, label, f"{SUBJECT}{verb}:{appointment.id}") for label, verb in row
    )


async def companion_of(session: AsyncSession, appointment: Appointment) -> Contact | None:
    """The volunteer who goes along, unless they left."""
    number = appointment.companion_id
    found = await session.get(Contact, number) if number else None
    return found if found and found.left_at is None else None


def _text(
    occurrence: Occurrence, appointment: Appointment, now: dt.datetime
) -> tuple[Text, dt.datetime]:
    """What is said now, and until when that is true."""
    if occurrence.step_key in NEWS:
        if occurrence.step_key == News.NEW and appointment.series_id is not None:
            return texts.NEW_SERIES, occurrence.expires_at
        return NEWS[occurrence.step_key], occurrence.expires_at
    zone = ZoneInfo(appointment.timezone)
    today = now.astimezone(zone).date()
    days = (appointment.local_date - today).days
    said = {0: texts.REMINDER_TODAY, 1: texts.REMINDER_TOMORROW}.get(days, texts.REMINDER)
    midnight = hours.resolve(today + dt.timedelta(days=1), dt.time(0), zone)
    last = min(occurrence.expires_at, appointment.starts_at)
    return said, last if said is texts.REMINDER else min(last, midnight)


NEWS: dict[str, Text] = {
    News.NEW: texts.NEW,
    News.MOVED: texts.MOVED,
    News.CHANGED: texts.CHANGED,
    News.CANCELLED: texts.CANCELLED,
    News.SERIES_CANCELLED: texts.CANCELLED_SERIES,
    News.DECLINED: texts.DECLINED,
}


def _template(occurrence: Occurrence) -> str:
    """Reminders share one approved text, whatever day they come."""
    return occurrence.step_key if occurrence.step_key in NEWS else "appointment-reminder"


async def _values(turn: Turn, said: Text, appointment: Appointment, about: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if said is texts.DECLINED:
        home = await turn.session.get_one(Household, appointment.household_id)
        values["family"] = home.name
    if said is texts.NEW_SERIES:
        row = await turn.session.get_one(AppointmentSeries, appointment.series_id)
        values["first"] = dates.written_day(row.first_on, turn.language)
        values["last"] = dates.written_day(row.last_on, turn.language)
        about = "\n".join(filter(None, (about, await _not_on(turn, row))))
    return {**values, "details": about}


async def _not_on(turn: Turn, row: AppointmentSeries) -> str:
    """The days on which a weekly class pauses."""
    off = pauses.skipped(row.first_on, row.last_on, pauses.community(row.pauses))
    days = ", ".join(f"{day:%d/%m/%Y}" for day in off[:MOST_DAYS])
    return saying.words(turn, texts.NOT_ON, days=days) if days else ""
