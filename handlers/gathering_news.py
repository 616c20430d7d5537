"""A due notice becomes one message per phone, in each person's language, or says why not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import conversations, gathering_notices, gatherings
from db.content import Button, Content
from db.models import (
    Address,
    ConsentState,
    Contact,
    DeliveryKind,
    Gathering,
    GatheringNotice,
    GatheringState,
    Household,
    Invitation,
    InvitationState,
    NoticeKind,
    NoticeReason,
    NoticeState,
)
from handlers import (
    context,
    gathering_calendar,
    gathering_guests,
    gathering_words,
    saying,
    seats,
    templates,
)
from handlers.context import Turn
from handlers.house import House
from locales import dates
from locales.texts import gatherings as texts

#: How often a notice that waits for something is looked at again.
LOOK_AGAIN = dt.timedelta(minutes=15)
#: The invitations to which a notice of each kind may go.
ABOUT: dict[NoticeKind, frozenset[InvitationState]] = {
    NoticeKind.INVITE: frozenset({InvitationState.INVITED}),
    NoticeKind.REMIND: frozenset({InvitationState.YES}),
    NoticeKind.OFFER: frozenset({InvitationState.WAITING}),
    NoticeKind.MOVED: frozenset(InvitationState) - {InvitationState.WITHDRAWN},
    NoticeKind.CANCELLED: frozenset(InvitationState) - {InvitationState.WITHDRAWN},
}
#: Whoever is in one of these counts on the gathering, and asked to be told of it.
COUNTS_ON_IT = (InvitationState.YES, InvitationState.WAITING)
#: Kinds that put the question whether they come.
ASKS = (NoticeKind.INVITE, NoticeKind.MOVED, NoticeKind.OFFER)
#: Kinds that go to nobody while it is undecided whether the gathering takes place.
UNDECIDED = (NoticeKind.INVITE, NoticeKind.REMIND, NoticeKind.OFFER)

#: What somebody said last about being written to, and when.
Word = tuple[ConsentState, dt.datetime]
Reader = tuple[Turn, Word | None]
#: What becomes of a notice, why, and who is told.
Verdict = tuple[NoticeState, NoticeReason | None, Sequence[Turn]]


async def send_one(
    session: AsyncSession, house: House, notice_id: int, *, now: dt.datetime
) -> bool:
    """Turn a due notice into messages, or say why not; False when it is not due any more.

    Conversations are locked first, as by whoever writes, then the gathering, then the notice.
    """
    number = await gathering_notices.invitation_of(session, notice_id)
    invitation = await gatherings.invitation(session, number) if number else None
    if invitation is None:
        return False
    owner = await gathering_guests.owner_of(session, invitation)
    reached = await gathering_guests.recipients(session, owner)
    turns = [await _turn(session, house, one, now=now) for one in reached]
    gathering = await gatherings.locked(session, invitation.gathering_id)
    invitation = await gatherings.invitation(session, invitation.id)
    notice = await gathering_notices.claim(session, notice_id, now=now)
    if gathering is None or invitation is None or notice is None:
        return False
    if _is_gone(owner):
        await _withdraw(session, gathering, invitation, now=now)
    said = await gathering_guests.last_words(session, reached)
    readers = list(zip(turns, said, strict=True))
    ended = await gatherings.has_ended(session, gathering)
    state, reason, told = _verdict(gathering, invitation, notice, readers, ended=ended, now=now)
    notice.state, notice.reason = state, reason
    if state == NoticeState.PLANNED:
        notice.look_at = min(now + LOOK_AGAIN, gathering.starts_at)
    elif state == NoticeState.SENT:
        notice.sent_at, invitation.told_version = now, gathering.version
        for turn in told:
            await _say(turn, gathering, invitation, notice)
    return True


async def _turn(session: AsyncSession, house: House, address: Address, *, now: dt.datetime) -> Turn:
    conversation = await conversations.of_address(session, address, now=now)
    return await context.of(session, house, address, conversation, now=now)


def _is_gone(owner: Contact | Household) -> bool:
    return isinstance(owner, Contact) and owner.left_at is not None


async def _withdraw(
    session: AsyncSession, gathering: Gathering, invitation: Invitation, *, now: dt.datetime
) -> None:
    """Whoever left is invited to nothing any more; their place goes to somebody else."""
    if invitation.state != InvitationState.WITHDRAWN:
        await seats.leave(session, gathering, invitation, InvitationState.WITHDRAWN, now=now)


def _verdict(
    gathering: Gathering,
    invitation: Invitation,
    notice: GatheringNotice,
    readers: Sequence[Reader],
    *,
    ended: bool,
    now: dt.datetime,
) -> Verdict:
    """What becomes of a notice now, why, and who is told."""
    if gathering.starts_at <= now:
        return NoticeState.EXPIRED, NoticeReason(notice.reason or NoticeReason.TOO_LATE), ()
    if invitation.state == InvitationState.WITHDRAWN:
        return NoticeState.SKIPPED, NoticeReason.LEFT, ()
    if not _is_of_use(gathering, invitation, notice, now=now):
        return NoticeState.CANCELLED, NoticeReason.ANOTHER_ANSWER, ()
    if ended and notice.kind in UNDECIDED:
        return NoticeState.CANCELLED, NoticeReason.ENDED, ()
    return _choose(invitation, notice, readers)


def _choose(invitation: Invitation, notice: GatheringNotice, readers: Sequence[Reader]) -> Verdict:
    """Who is told: one phone meets every condition, else the first that none of them meets is why.

    Of those told the outbox holds what a phone cannot or should not get at this moment.
    """
    if not readers:
        return NoticeState.PLANNED, NoticeReason.FIRST_CONTACT, ()
    willing = [turn for turn, said in readers if _wants(said, invitation, notice)]
    able = [turn for turn in willing if turn.address.reachable]
    if not able and (willing or not any(turn.address.reachable for turn, _ in readers)):
        return NoticeState.SKIPPED, NoticeReason.UNREACHABLE, ()
    if not able:
        if all(said and said[0] == ConsentState.WITHDRAWN for _, said in readers):
            return NoticeState.SKIPPED, NoticeReason.WITHDRAWN, ()
        return NoticeState.PLANNED, NoticeReason.NO_CONSENT, ()
    able = [turn for turn in able if turn.address.unsafe_at is None]
    if not able:
        return NoticeState.PLANNED, NoticeReason.NOT_SAFE, ()
    if not any(gathering_words.own_language(turn) for turn in able):
        return NoticeState.SKIPPED, NoticeReason.NO_TRANSLATION, ()
    told = [turn for turn in willing if gathering_words.own_language(turn)]
    return NoticeState.SENT, None, told


def _wants(said: Word | None, invitation: Invitation, notice: GatheringNotice) -> bool:
    """A family has to say yes to an invitation; nobody is told anything after a stop."""
    if said is None:
        return invitation.household_id is None or notice.kind != NoticeKind.INVITE
    return said[0] == ConsentState.GIVEN


def _is_of_use(
    gathering: Gathering, invitation: Invitation, notice: GatheringNotice, *, now: dt.datetime
) -> bool:
    kind = NoticeKind(notice.kind)
    wanted = GatheringState.CANCELLED if kind == NoticeKind.CANCELLED else GatheringState.PLANNED
    if gathering.state != wanted or InvitationState(invitation.state) not in ABOUT[kind]:
        return False
    if kind == NoticeKind.OFFER:
        return invitation.offered_until is not None and invitation.offered_until > now
    return kind != NoticeKind.MOVED or notice.ordinal == gathering.version


async def _say(
    turn: Turn, gathering: Gathering, invitation: Invitation, notice: GatheringNotice
) -> None:
    turn = replace(turn, language=gathering_words.own_language(turn) or turn.language)
    kind = NoticeKind(notice.kind)
    organisation, moment = turn.house.policy.organisation, gathering_words.moment(turn, gathering)
    has_news = kind in (NoticeKind.MOVED, NoticeKind.CANCELLED)
    await saying.tell(
        turn,
        Content(
            text=_text(turn, gathering, invitation, kind),
            buttons=_buttons(turn, invitation, kind),
            template=templates.of(f"gathering-{kind}", organisation=organisation, when=moment),
        ),
        kind=_promise(invitation, kind),
        subject=f"gather:{'ask' if kind in ASKS else 'told'}:{invitation.id}",
        expires_at=gathering.starts_at,
        dedupe_key=f"gathering:{notice.id}:{turn.address.id}",
        files=[gathering_calendar.of_turn(turn, gathering)] if has_news else (),
    )


def _text(turn: Turn, gathering: Gathering, invitation: Invitation, kind: NoticeKind) -> str:
    facts = gathering_words.facts(turn, gathering)
    if kind == NoticeKind.INVITE:
        opening = saying.words(turn, gathering_words.invites(turn, gathering))
        return f"{opening}\n\n{facts}\n\n{saying.words(turn, texts.DO_YOU_COME)}"
    if kind == NoticeKind.OFFER and invitation.offered_until is not None:
        zone = gathering_words.zone(gathering)
        until = dates.moment(invitation.offered_until, zone, turn.language)
        return f"{saying.words(turn, texts.OFFER, until=until)}\n\n{facts}"
    if kind == NoticeKind.MOVED:
        asked = saying.words(turn, texts.DO_YOU_COME)
        return f"{saying.words(turn, texts.MOVED)}\n\n{facts}\n\n{asked}"
    said = texts.REMINDER if kind == NoticeKind.REMIND else texts.CANCELLED
    return f"{saying.words(turn, said)}\n\n{facts}"


def _buttons(turn: Turn, invitation: Invitation, kind: NoticeKind) -> tuple[Button, ...]:
    if kind in ASKS:
        return gathering_words.come_or_not(turn, invitation.id)
    return gathering_words.cannot(turn, invitation.id) if kind == NoticeKind.REMIND else ()


def _promise(invitation: Invitation, kind: NoticeKind) -> DeliveryKind:
    """An invitation needs consent; about what somebody said yes to, they want to hear."""
    if kind == NoticeKind.INVITE:
        return DeliveryKind.UNPROMPTED
    is_news = kind in (NoticeKind.MOVED, NoticeKind.CANCELLED)
    if is_news and InvitationState(invitation.state) not in COUNTS_ON_IT:
        return DeliveryKind.UNPROMPTED
    return DeliveryKind.REMINDER
