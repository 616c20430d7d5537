"""Who is invited to a gathering, and in which language: looked at first, then done."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, consents, gathering_notices, gatherings, people, staff
from db.models import (
    Address,
    ConsentState,
    Contact,
    Gathering,
    GatheringKind,
    GatheringState,
    Household,
    Invitation,
    InvitationState,
    NoticeKind,
    Purpose,
    Sponsorship,
    StaffMember,
)
from handlers import gathering_staff, gathering_words, seats
from handlers.house import House


class NotComing(ValueError):
    """A gathering that was held, cancelled or has passed invites nobody.

    The same goes for one whose sponsorship has ended.
    """


class OthersNow(ValueError):
    """Who would be invited has changed since the page was shown: look again."""


class AlreadyInvited(OthersNow):
    """Everybody is invited by now, whoever pressed the button first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who is invited or could be: a volunteer, or a family as a whole."""

    #: one of the two
    contact: Contact | None
    household: Household | None
    #: the language in which they read it; their own where there is no text for them
    language: str
    #: why they are not invited through the bot: withdrawn, no_translation; None: they are
    obstacle: str | None
    #: they have not written yet: the invitation waits until they do
    waits: bool

    @property
    def key(self) -> tuple[int | None, int | None]:
        return (
            self.contact.id if self.contact else None,
            self.household.id if self.household else None,
        )


async def guests(session: AsyncSession, house: House, gathering: Gathering) -> list[Guest]:
    """Everybody whom this gathering concerns, invited already or not."""
    owners = await _owners(session, gathering)
    homes = [one.id for one in owners if isinstance(one, Household)]
    members = [one for home in homes for one in await people.members(session, home)]
    there = [*members, *(one for one in owners if isinstance(one, Contact))]
    own = await addresses.of_contacts(session, [one.id for one in there])
    shared = [one for home in homes for one in await addresses.of_household(session, home)]
    said = await consents.last_words(
        session, Purpose.CHECKINS, contact_ids=[one.id for one in there], household_ids=homes
    )
    found: list[Guest] = []
    for owner in owners:
        of = [owner] if isinstance(owner, Contact) else members
        ids = {one.id for one in of}
        reached = [one for one in own if one.contact_id in ids]
        if isinstance(owner, Household):
            reached = reached or shared
        language = _language(house, owner, of)
        stopped = [said.get((one.contact_id, one.household_id)) for one in reached]
        found.append(
            Guest(
                contact=owner if isinstance(owner, Contact) else None,
                household=owner if isinstance(owner, Household) else None,
                language=language or owner.language or "en",
                obstacle=_obstacle(language, stopped),
                waits=not reached,
            )
        )
    return found


async def to_invite(session: AsyncSession, house: House, gathering: Gathering) -> list[Guest]:
    """Of these who will be invited now."""
    found = await guests(session, house, gathering)
    return new_among(found, await gatherings.invitations(session, gathering.id))


def new_among(found: Sequence[Guest], invitations: Sequence[Invitation]) -> list[Guest]:
    """Who of these can be invited through the bot, and was not yet."""
    known = {
        (one.contact_id, one.household_id)
        for one in invitations
        if one.state != InvitationState.WITHDRAWN
    }
    return [one for one in found if one.obstacle is None and one.key not in known]


def stamp(chosen: Sequence[Guest]) -> str:
    """A short word for whom a page showed."""
    said = sorted((str(one.key), one.language) for one in chosen)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


async def invite(
    session: AsyncSession,
    house: House,
    gathering: Gathering,
    *,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
) -> int:
    """Invite whom the page showed; how many. Raises NotComing, OthersNow, AlreadyInvited."""
    await _check_comes(session, gathering, now=now)
    chosen = await to_invite(session, house, gathering)
    if stamp(chosen) != seen:
        all_are = not chosen and await gatherings.invitations(session, gathering.id)
        raise AlreadyInvited(AlreadyInvited.__doc__) if all_are else OthersNow(OthersNow.__doc__)
    for one in chosen:
        contact_id, household_id = one.key
        number = await gatherings.invite(
            session, gathering.id, contact_id=contact_id, household_id=household_id, now=now
        )
        if number is not None:
            version = gathering.version
            await gathering_notices.plan(session, number, NoticeKind.INVITE, version, due_at=now)
    if chosen:
        await staff.audit(session, member.id, "invite", "gathering", gathering.id, now=now)
        await gathering_staff.tell(session, house, gathering, by=member, now=now)
    return len(chosen)


async def to_tell(session: AsyncSession, gathering: Gathering) -> list[Invitation]:
    """Who knows an older day, time or place, or does not know that it was cancelled."""
    over = {InvitationState.WITHDRAWN, InvitationState.LAPSED}
    if gathering.state == GatheringState.CANCELLED:
        over.add(InvitationState.NO)
    kind = _news(gathering)
    notices = await gathering_notices.of_gathering(session, gathering.id)
    return [
        one
        for one in await gatherings.invitations(session, gathering.id)
        if one.told_version is not None
        and one.told_version < gathering.version
        and one.state not in over
        and (kind, gathering.version)
        not in {(it.kind, it.ordinal) for it in notices.get(one.id, ())}
    ]


async def tell(
    session: AsyncSession, gathering: Gathering, *, member: StaffMember, now: dt.datetime
) -> int:
    """Tell them, once; how many. Raises NotComing."""
    if gathering.state == GatheringState.HELD or gathering.starts_at <= now:
        raise NotComing(NotComing.__doc__)
    chosen = await to_tell(session, gathering)
    for one in chosen:
        version = gathering.version
        await gathering_notices.plan(session, one.id, _news(gathering), version, due_at=now)
    if chosen:
        await staff.audit(session, member.id, "tell", "gathering", gathering.id, now=now)
    return len(chosen)


async def offer(
    session: AsyncSession, gathering: Gathering, *, member: StaffMember, now: dt.datetime
) -> int:
    """Offer places that became free by an edit to whoever waits; how many. Raises NotComing."""
    await _check_comes(session, gathering, now=now)
    count = await seats.offer(session, gathering, now=now)
    if count:
        await staff.audit(session, member.id, "offer", "gathering", gathering.id, now=now)
    return count


async def owner_of(session: AsyncSession, invitation: Invitation) -> Contact | Household:
    """The volunteer or the family that an invitation is for."""
    if invitation.contact_id is not None:
        return await session.get_one(Contact, invitation.contact_id)
    return await session.get_one(Household, invitation.household_id)


async def recipients(session: AsyncSession, owner: Contact | Household) -> Sequence[Address]:
    """Where a volunteer, or a family's adults, else its shared phone, are written to."""
    if isinstance(owner, Contact):
        return await addresses.of_contacts(session, [owner.id])
    members = await people.members(session, owner.id)
    own = await addresses.of_contacts(session, [member.id for member in members])
    return own or await addresses.of_household(session, owner.id)


async def last_words(
    session: AsyncSession, reached: Sequence[Address]
) -> list[tuple[ConsentState, dt.datetime] | None]:
    """What each of these last said about being written to, and when."""
    found: list[tuple[ConsentState, dt.datetime] | None] = []
    for one in reached:
        last = await consents.newest(
            session, Purpose.CHECKINS, contact_id=one.contact_id, household_id=one.household_id
        )
        found.append((ConsentState(last.state), last.at) if last else None)
    return found


async def _check_comes(session: AsyncSession, gathering: Gathering, *, now: dt.datetime) -> None:
    is_open = gathering.state == GatheringState.PLANNED and gathering.starts_at > now
    if not is_open or await gatherings.has_ended(session, gathering):
        raise NotComing(NotComing.__doc__)


async def _owners(session: AsyncSession, gathering: Gathering) -> list[Contact | Household]:
    if gathering.kind != GatheringKind.EXCHANGE:
        chosen = await gatherings.groups_of(session, gathering.id)
        return [*await gatherings.volunteers(session, chosen)]
    link = await session.get_one(Sponsorship, gathering.sponsorship_id)
    home = await session.get_one(Household, link.household_id)
    return [home, *await gatherings.volunteers(session, [link.welcome_group_id])]


def _language(house: House, owner: Contact | Household, of: Sequence[Contact]) -> str | None:
    """The first language of whoever is invited in which all can be said."""
    wanted = [owner.language, *(one.second_language for one in of)]
    return next((one for one in wanted if one and gathering_words.has_all(house, one)), None)


def _obstacle(language: str | None, said: Sequence[ConsentState | None]) -> str | None:
    if said and all(one == ConsentState.WITHDRAWN for one in said):
        return "withdrawn"
    return "no_translation" if language is None else None


def _news(gathering: Gathering) -> NoticeKind:
    is_over = gathering.state == GatheringState.CANCELLED
    return NoticeKind.CANCELLED if is_over else NoticeKind.MOVED
