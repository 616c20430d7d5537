"""May it go to this person now? What they wished, what they got, and what is near: looked up."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, deliveries, people, staff, wishes
from db.models import (
    Address,
    Contact,
    Delivery,
    DeliveryKind,
    Household,
    Message,
    StaffMember,
    Wish,
)
from handlers import consent, gentle, saying
from handlers.context import Turn
from handlers.gentle import Hold, HoldReason, Pause, PauseReason, Wishes
from handlers.hours import QuietHours
from handlers.house import House
from locales.texts import wishes as texts

#: What a change of wishes may let go.
RELEASED = [str(one) for one in HoldReason]
#: So far back it is counted; a little more than a week on any clock.
LOOK_BACK = dt.timedelta(days=9)
#: Whoever wrote so short a time ago is talking with us: nobody is disturbed by an answer.
TALKING = dt.timedelta(hours=1)

Owner = Contact | Household
NOTHING = Wish(less_often=False, version=0)


async def hold(
    session: AsyncSession, house: House, delivery: Delivery, address: Address, *, now: dt.datetime
) -> Hold | None:
    """Why something that nobody asked for just now may not go, and when it may; or None."""
    contact, home = await owners(session, address)
    owner = contact or home
    wanted = wishes_of(house, await rows(session, contact, home), now=now)
    counts = delivery.kind == DeliveryKind.UNPROMPTED
    sent: Sequence[dt.datetime] = ()
    arrival_on = None
    if counts and owner is not None:
        phones = await wishes.address_ids(session, owner)
        sent = await wishes.sent(session, phones, since=now - LOOK_BACK, now=now, without=delivery)
        link = await people.sponsorship_of(session, household_id=home.id) if home else None
        arrival_on = link.arrival_on if link else None
    return gentle.hold(
        wanted,
        sent,
        arrival_on=arrival_on,
        counts=counts,
        is_consent=bool(sent or arrival_on) and await asks_consent(session, delivery),
        zone=ZoneInfo(owner.timezone) if owner else house.policy.zone,
        now=now,
    )


async def owners(
    session: AsyncSession, address: Address
) -> tuple[Contact | None, Household | None]:
    """The person of a phone, and the household: the phone's own, or the person's."""
    contact = await session.get(Contact, address.contact_id) if address.contact_id else None
    number = address.household_id or (contact.household_id if contact else None)
    return contact, await session.get(Household, number) if number else None


async def rows(
    session: AsyncSession, contact: Contact | None, home: Household | None
) -> list[Wish]:
    """What was wished: by the person first, then for the whole household."""
    found = [await row_of(session, one) for one in (contact, home) if one is not None]
    return [one for one in found if one is not None]


async def row_of(session: AsyncSession, owner: Owner) -> Wish | None:
    if isinstance(owner, Contact):
        return await wishes.find(session, contact_id=owner.id)
    return await wishes.find(session, household_id=owner.id)


def wishes_of(house: House, found: Sequence[Wish], *, now: dt.datetime) -> Wishes:
    """A person's own wishes, else those for the household, else as the organisation has it.

    A pause of the household is one of its people, too.
    """
    own, policy = found[0] if found else NOTHING, house.policy
    first, last = own.evenings_from, own.evenings_until
    start, end = own.quiet_from or policy.quiet.start, own.quiet_until or policy.quiet.end
    return Wishes(
        quiet=QuietHours(start=start, end=end),
        sunday_until=policy.sunday_until if own.sunday_until is None else own.sunday_until,
        hour=own.hour,
        less_often=own.less_often,
        pause=next((_pause(one) for one in found if is_paused(one, now)), None),
        evenings=(first, last) if first and last else None,
    )


def is_paused(row: Wish, now: dt.datetime) -> bool:
    open_or_on = row.paused_until is None or row.paused_until > now
    return row.paused_at is not None and open_or_on


async def change(
    session: AsyncSession, owner: Owner, *, by: StaffMember | None, now: dt.datetime, **wanted: Any
) -> Wish:
    """Write down wishes; what waits for their people is looked at again. `by` None: themselves."""
    row = await wishes.locked(session, owner, now=now)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_by, row.changed_at = by.id if by else None, now
    if by is not None:
        kind = "contact" if isinstance(owner, Contact) else "household"
        await staff.audit(session, by.id, "wishes", kind, owner.id, now=now)
    await session.flush()
    phones = list(await wishes.address_ids(session, owner))
    if isinstance(owner, Household):
        for one in await people.members(session, owner.id):
            phones += await wishes.address_ids(session, one)
    for number in phones:
        await deliveries.release(session, number, now=now, reasons=RELEASED)
    return row


async def end_pause(
    session: AsyncSession, owner: Owner, *, by: StaffMember | None, now: dt.datetime
) -> None:
    """The reason goes with the pause: nobody needs it any more."""
    empty = dict.fromkeys(("paused_at", "paused_until", "paused_why"))
    await change(session, owner, by=by, now=now, **empty)


async def person_wrote(turn: Turn) -> None:
    """A pause "until I write" is over; the people are told, and can have it back.

    Why there was a pause that has run out is forgotten, too.
    """
    was_open = False
    for owner in (turn.contact, turn.household):
        row = await row_of(turn.session, owner) if owner else None
        if owner is None or row is None or row.paused_at is None:
            continue
        if row.paused_until is None or row.paused_until <= turn.now:
            was_open = was_open or row.paused_until is None
            await end_pause(turn.session, owner, by=None, now=turn.now)
    if was_open:
        buttons = ((texts.PAUSE, "wish:pause"),)
        await saying.say(own_words(turn), texts.GO_ON_SAID, buttons=buttons)


async def note_reply(turn: Turn, member: StaffMember) -> None:
    """A colleague writes although the person wants quiet now: it goes, and is written down."""
    wrote_at = turn.address.last_inbound_at
    owner = turn.contact or turn.household
    if owner is None or (wrote_at is not None and turn.now - wrote_at < TALKING):
        return
    found = await rows(turn.session, turn.contact, turn.household)
    wanted = wishes_of(turn.house, found, now=turn.now)
    if wanted.pause or wanted.quiet.until(turn.now, ZoneInfo(owner.timezone)):
        await staff.audit(
            turn.session,
            member.id,
            "urgent_reply",
            "conversation",
            turn.conversation.id,
            now=turn.now,
        )


def own_words(turn: Turn) -> Turn:
    """The turn in the language that the person reads, if everything here is there in it."""
    return saying.in_own_language(turn, texts.ALL)


def _pause(row: Wish) -> Pause:
    why = PauseReason(row.paused_why) if row.paused_why else None
    return Pause(until=row.paused_until, why=why)


async def asks_consent(session: AsyncSession, delivery: Delivery) -> bool:
    """It is the question whether we may write at all."""
    message = await session.get_one(Message, delivery.message_id)
    subject = await awaiting.subject_of(session, message.conversation_id, message.id)
    return subject == consent.SUBJECT
