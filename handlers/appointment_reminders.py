"""Who hears about an appointment, the family or the volunteer, and in which words."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, appointments, consents, conversations, people
from db.content import Button, Content
from db.models import (
    Address,
    Appointment,
    AppointmentSeries,
    ConsentState,
    Contact,
    DeliveryKind,
    Household,
    Occurrence,
    Purpose,
)
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
#: Days of holidays that one message names.
MOST_DAYS = 12


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


async def volunteer_phones(session: AsyncSession, appointment: Appointment) -> Sequence[Address]:
    """Where the volunteer who entered it reads, while their group welcomes the family."""
    volunteer = await _welcoming(session, appointment, appointment.created_by_contact_id)
    return await addresses.of_contacts(session, [volunteer.id]) if volunteer else []


async def volunteer_hears(session: AsyncSession, appointment: Appointment) -> bool:
    """There is somebody to tell that the family does not come."""
    found = await volunteer_phones(session, appointment)
    return any([one.reachable and await is_willing(session, one) for one in found])


async def say(
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
        occurrence_id=occurrence.id,
        dedupe_key=f"{KEY.format(appointment.id)}{occurrence.step_key}:{occurrence.id}:{address.id}",
        files=[file] if has_file else [],
    )


def buttons(turn: Turn, appointment: Appointment, step_key: str) -> tuple[Button, ...]:
    """What can be answered: the family comes or not, the volunteer moves it or not."""
    if step_key in (News.CANCELLED, News.SERIES_CANCELLED):
        return ()
    if step_key == News.DECLINED:
        return _row(turn, appointment, ((texts.MOVE, "move"), (texts.CANCEL, "off")))
    return family_buttons(turn, appointment)


def family_buttons(turn: Turn, appointment: Appointment) -> tuple[Button, ...]:
    """The family comes, cannot come, or needs help."""
    labels = ((texts.I_COME, "yes"), (texts.I_CANNOT, "no"), (texts.I_NEED_HELP, "help"))
    return _row(turn, appointment, labels)


def _row(
    turn: Turn, appointment: Appointment, labels: Sequence[tuple[Text, str]]
) -> tuple[Button, ...]:
    return tuple(
        saying.button(turn, label, f"{SUBJECT}{verb}:{appointment.id}") for label, verb in labels
    )


async def companion_of(session: AsyncSession, appointment: Appointment) -> Contact | None:
    """The volunteer who goes along, while their group welcomes the family."""
    return await _welcoming(session, appointment, appointment.companion_id)


async def _welcoming(
    session: AsyncSession, appointment: Appointment, contact_id: int | None
) -> Contact | None:
    """A person of the group that welcomes the family now; nobody who left it."""
    if contact_id is None:
        return None
    group = await appointments.volunteers_for(session, appointment.household_id)
    return next((one for one in group if one.id == contact_id), None)


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
    News.ALONE: texts.ALONE,
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
