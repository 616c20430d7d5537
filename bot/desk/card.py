"""The card beside a conversation: who it is with, and what is known about them."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import year
from db import appointments, calls, cases, desk, desk_people, people, replies
from db import occurrences as planned
from db.desk import Line
from db.desk_people import Family, Reach
from db.models import (
    Appointment,
    Case,
    Consent,
    Contact,
    Occurrence,
    OccurrenceReply,
    PhoneCall,
    StaffMember,
)

#: Steps of the year that are shown.
STEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Who the conversation is with, and what is known beside it."""

    #: everybody in the family, or the one person
    people: Sequence[Contact]
    #: with its group and the colleague responsible: those of the family, or of the families that
    #: the volunteer's group welcomes; none that has ended, and only within scope
    sponsorships: Sequence[Family]
    #: the last word on check-ins
    consent: Consent | None
    reaches: Sequence[Reach]
    #: the newest first
    checkins: Sequence[Occurrence]
    #: what lies ahead, the next one first
    appointments: Sequence[Appointment]
    #: those of them with which the family needs help
    asking: Collection[int]
    #: what was answered to them, by their numbers
    answers: Mapping[int, Sequence[OccurrenceReply]]
    #: calls that were asked for, the newest first
    calls: Sequence[PhoneCall]
    #: closed cases, the newest first
    previous: Sequence[Case]
    #: other conversations with the same people
    beside: Sequence[Line]


async def build(
    session: AsyncSession, member: StaffMember, line: Line, *, now: dt.datetime
) -> Card:
    """All of the card, within the scope of who looks."""
    home, contact = line.household, line.contact
    everybody = await people.members(session, home.id) if home else [contact] if contact else []
    ids = {
        "contact_ids": [one.id for one in everybody],
        "household_ids": [home.id] if home else [],
    }
    reaches = await desk_people.reaches(session, **ids)
    wishes = await desk_people.wishes(session, **ids)
    owner = ("contact", contact.id) if contact else ("household", home.id if home else 0)
    shown = year.near(await planned.checkins(session, home.id), now, STEPS) if home else []
    closed = await cases.of_conversation(session, line.conversation.id)
    coming = await _appointments(session, line, now)
    return Card(
        people=everybody,
        sponsorships=await _sponsorships(session, member, line),
        consent=wishes.get(owner),
        reaches=[one for found in reaches.values() for one in found],
        calls=await calls.of_conversation(session, line.conversation.id, *calls.SHOWN, limit=3),
        appointments=coming,
        asking=await appointments.asking_for_help(session, [one.id for one in coming]),
        checkins=shown,
        answers=await replies.of_occurrences(session, [one.id for one in shown]),
        previous=[one for one in closed if one.closed_at is not None][:5],
        beside=await desk.beside(session, member, line),
    )


async def _appointments(
    session: AsyncSession, line: Line, now: dt.datetime
) -> Sequence[Appointment]:
    home = line.household
    return await appointments.coming(session, [home.id], now=now, limit=3) if home else []


async def _sponsorships(session: AsyncSession, member: StaffMember, line: Line) -> Sequence[Family]:
    if line.household is not None:
        found = await desk_people.families(session, member, household_id=line.household.id)
    elif line.contact is not None and line.contact.welcome_group_id is not None:
        group_id = line.contact.welcome_group_id
        found = await desk_people.families(session, member, group_id=group_id)
    else:
        found = []
    return [one for one in found if one.sponsorship is not None]
