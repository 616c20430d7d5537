"""Places of a gathering: given out one after the other, kept for whoever waits, given back.

Every function works on a gathering that the caller has locked: two people never get one place.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import gathering_notices, gatherings
from db.models import (
    Gathering,
    GatheringNotice,
    GatheringState,
    Invitation,
    InvitationState,
    NoticeKind,
    NoticeReason,
)
from handlers import hours

#: So long a free place is kept for somebody to whom it was offered.
OFFER_VALID = dt.timedelta(days=2)
#: Who comes is reminded so many days before, at this time of the gathering's clock.
REMIND_DAYS, REMIND_TIME = 2, dt.time(10)
#: Which of two answers of one person counts: the higher; one that is not here says nothing.
STRENGTH = {
    InvitationState.YES: 4,
    InvitationState.WAITING: 3,
    InvitationState.NO: 2,
    InvitationState.INVITED: 1,
    InvitationState.LAPSED: 1,
}
#: The columns of an answer.
ANSWER = (
    "state", "persons", "needs_interpreter", "interpreter_language", "needs_childcare",
    "waiting_since", "offered_until", "answered_at",
)  # fmt: skip


async def come(
    session: AsyncSession, gathering: Gathering, invitation: Invitation, *, now: dt.datetime
) -> bool:
    """They want to come: True when there is room for all of them, else they wait."""
    invitation.answered_at = now
    left = await _left(session, gathering, invitation)
    if left is not None and (invitation.persons or 1) > left:
        if invitation.state != InvitationState.WAITING:
            await _forget_reminder(session, invitation)
            invitation.state, invitation.waiting_since = InvitationState.WAITING, now
        return False
    invitation.state = InvitationState.YES
    invitation.waiting_since = invitation.offered_until = None
    await session.flush()
    await remind(session, gathering, invitation, now=now)
    return True


async def resize(
    session: AsyncSession,
    gathering: Gathering,
    invitation: Invitation,
    persons: int,
    *,
    now: dt.datetime,
) -> int | None:
    """So many people come; None when they have room, else how many may come at most."""
    left = await _left(session, gathering, invitation)
    holds = invitation.state == InvitationState.YES or invitation.offered_until is not None
    if holds and left is not None and persons > left:
        return left
    invitation.persons, invitation.answered_at = persons, now
    await session.flush()
    await offer(session, gathering, now=now)
    return None


async def leave(
    session: AsyncSession,
    gathering: Gathering,
    invitation: Invitation,
    state: InvitationState = InvitationState.NO,
    *,
    now: dt.datetime,
) -> None:
    """They do not come: what they held is offered to whoever waits."""
    invitation.state = state
    invitation.waiting_since = invitation.offered_until = invitation.persons = None
    await _forget_reminder(session, invitation)
    await session.flush()
    await offer(session, gathering, now=now)


async def offer(session: AsyncSession, gathering: Gathering, *, now: dt.datetime) -> int:
    """Keep free places for the first who wait and whose number fits; how many are asked."""
    count = 0
    if gathering.state != GatheringState.PLANNED or gathering.starts_at <= now:
        return count
    for one in await gatherings.waiting(session, gathering.id):
        left = await _left(session, gathering, one)
        if left is not None and (one.persons or 1) > left:
            continue
        one.offered_until = min(now + OFFER_VALID, gathering.starts_at)
        await session.flush()
        number = await gathering_notices.next_ordinal(session, one.id, NoticeKind.OFFER)
        await gathering_notices.plan(session, one.id, NoticeKind.OFFER, number, due_at=now)
        count += 1
    return count


async def release(session: AsyncSession, contact_id: int, *, now: dt.datetime) -> None:
    """Somebody left: they are invited to nothing any more, and their places are free."""
    for gathering_id, invitation_id in await gatherings.still_invited(session, contact_id, now=now):
        gathering = await gatherings.locked(session, gathering_id)
        found = await gatherings.invitation(session, invitation_id)
        if gathering is not None and found is not None:
            await leave(session, gathering, found, InvitationState.WITHDRAWN, now=now)


async def join(session: AsyncSession, gone_id: int, keep_id: int, *, now: dt.datetime) -> None:
    """Two contacts are one person: where both were invited, the stronger answer counts, once."""
    for gathering_id, gone, keep in await gatherings.in_both(session, gone_id, keep_id):
        gathering = await gatherings.locked(session, gathering_id)
        other = await gatherings.invitation(session, gone)
        kept = await gatherings.invitation(session, keep)
        if gathering is None or other is None or kept is None:
            continue
        if _strength(other) > _strength(kept):
            await _take_over(session, gathering, kept, other, now=now)
        told = [one.told_version for one in (kept, other) if one.told_version is not None]
        kept.told_version = max(told, default=None)
        ticked = [one.attended for one in (kept, other) if one.attended is not None]
        kept.attended, other.attended = any(ticked) if ticked else None, None
        await leave(session, gathering, other, InvitationState.WITHDRAWN, now=now)


async def lapse_one(
    session: AsyncSession, house: object, invitation_id: int, /, *, now: dt.datetime
) -> bool:
    """A place was kept long enough: it goes to the next; False when that is not so any more."""
    del house
    found = await gatherings.invitation(session, invitation_id)
    gathering = await gatherings.locked(session, found.gathering_id) if found else None
    found = await gatherings.invitation(session, invitation_id)
    if gathering is None or found is None:
        return False
    if found.offered_until is None or found.offered_until > now:
        return False
    await leave(session, gathering, found, InvitationState.LAPSED, now=now)
    return True


async def remind(
    session: AsyncSession, gathering: Gathering, invitation: Invitation, *, now: dt.datetime
) -> bool:
    """Plan the reminder of somebody who comes; False when there is none: it is too late for one,
    or it is undecided whether the gathering takes place.
    """
    day = gathering.local_date - dt.timedelta(days=REMIND_DAYS)
    due_at = hours.resolve(day, REMIND_TIME, ZoneInfo(gathering.timezone))
    if due_at <= now or await gatherings.has_ended(session, gathering):
        return False
    await gathering_notices.plan(
        session, invitation.id, NoticeKind.REMIND, gathering.version, due_at=due_at
    )
    return True


def _strength(invitation: Invitation) -> tuple[int, bool, float]:
    """Of two who wait: whoever was offered a place, else whoever waits longer."""
    since = invitation.waiting_since.timestamp() if invitation.waiting_since else 0
    rank = STRENGTH.get(InvitationState(invitation.state), 0)
    return rank, invitation.offered_until is not None, -since


async def _take_over(
    session: AsyncSession,
    gathering: Gathering,
    kept: Invitation,
    other: Invitation,
    *,
    now: dt.datetime,
) -> None:
    """What was answered under the other name stands here, and is followed up from here."""
    await _forget_reminder(session, kept)
    for name in ANSWER:
        setattr(kept, name, getattr(other, name))
    await session.flush()
    if gathering.state != GatheringState.PLANNED or gathering.starts_at <= now:
        return
    if kept.state == InvitationState.YES:
        await remind(session, gathering, kept, now=now)
    elif kept.state == InvitationState.INVITED and other.told_version is None:
        kind, version = NoticeKind.INVITE, gathering.version
        await gathering_notices.plan(session, kept.id, kind, version, due_at=now)
    elif kept.offered_until is not None:
        number = await gathering_notices.next_ordinal(session, kept.id, NoticeKind.OFFER)
        await gathering_notices.plan(session, kept.id, NoticeKind.OFFER, number, due_at=now)


async def _left(session: AsyncSession, gathering: Gathering, invitation: Invitation) -> int | None:
    """Places that this invitation may take, its own among them; None: without limit."""
    if gathering.capacity is None:
        return None
    taken = await gatherings.seats(session, gathering.id, without=invitation.id)
    return max(gathering.capacity - taken, 0)


async def _forget_reminder(session: AsyncSession, invitation: Invitation) -> None:
    await gathering_notices.cancel(
        session,
        GatheringNotice.invitation_id == invitation.id,
        GatheringNotice.kind.in_((NoticeKind.REMIND, NoticeKind.OFFER)),
        reason=NoticeReason.ANOTHER_ANSWER,
    )
