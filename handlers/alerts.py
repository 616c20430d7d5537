"""Telling colleagues that somebody waits, a note names them, an invitation is to be handed over, or
a gathering concerns them: whom, how and when again.

What it says is in handlers/alert_words.py, what goes by e-mail is sent by bot/alerting.py; the
group's posts are in handlers/escalation.py.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, conversations, deliveries, messages, reaches
from db.alerts import Letter
from db.content import Content
from db.models import (
    AlertChannel,
    AlertKind,
    AlertState,
    Author,
    Case,
    DeliveryKind,
    Direction,
    Handoff,
    Message,
    StaffMember,
    StaffReach,
)
from handlers import alert_words, mirror, presence, routing
from handlers.context import Turn
from handlers.hours import NeverOpen, WorkingHours
from handlers.house import House, Policy
from handlers.routing import Need, Route
from locales.names import language_name
from locales.texts import alerts as texts

#: An alert is never repeated less often than this while somebody is there.
LONGEST_PAUSE = dt.timedelta(hours=1)
#: A private message that could not be sent in this time is of no use any more.
DIRECT_VALID = dt.timedelta(hours=1)


async def announce(turn: Turn, case: Case, handoff: Handoff, *, post: Message | None) -> None:
    """The first alert about a case, or about its having become graver."""
    asked, found = await presence.route(turn, case)
    if not case.independent:
        await _warn_group(turn, asked, found)
    await _tell(turn, handoff, asked, found, post=post)


async def repeat(turn: Turn, case: Case, handoff: Handoff, *, post: Message | None) -> None:
    """Tell again whoever is to be told now, and others too; `post` is what the group got."""
    asked, found = await presence.route(turn, case)
    await _tell(turn, handoff, asked, found, post=post)


async def warn_of_window(
    turn: Turn, case: Case, handoff: Handoff, owner: StaffMember | None
) -> bool:
    """The channel soon takes no free text, and the person waits: for its owner, or who may help.

    Whether anybody was told.
    """
    post = None
    if not case.independent:
        place = alert_words.link(turn.house, turn.conversation.id)
        post = await mirror.post(turn, texts.WINDOW_POST, link=place)
    if owner is None:
        asked, found = await presence.route(turn, case)
        whom = [one.colleague.id for one in routing.recipients(found, asked, repeat=handoff.alerts)]
    else:
        whom = [owner.id]
    await _add(turn, handoff, whom, kind=AlertKind.WINDOW, post=post)
    return bool(whom) or post is not None


async def mention(turn: Turn, case: Case | None, mentions: Mapping[int, int]) -> None:
    """A note names these colleagues (their ids, and their mentions'): each is told in every way.

    Whoever is not at work gets a letter when they are, unless the case presses.
    """
    session, now, policy = turn.session, turn.now, turn.house.policy
    pressing = case is not None and case.priority in presence.PRESSING
    reached = await reaches.everybody(session)
    for one in await presence.colleagues(session, policy, now=now):
        if one.id not in mentions:
            continue
        at = now if pressing else opening(one.hours, now) or now
        there = ways(policy, reached.get(one.id))
        await tell_one(session, one.id, there, at=at, now=now, mention_id=mentions[one.id])


async def tell_one(
    session: AsyncSession,
    staff_id: int,
    there: Iterable[AlertChannel],
    *,
    at: dt.datetime,
    now: dt.datetime,
    **subject: int,
) -> None:
    """One colleague in these ways: an open desk now, messages and letters at an instant."""
    values: dict[str, Any] = {"staff_id": staff_id, **subject}
    for way in there:
        due = now if way == AlertChannel.DESK else at
        await alerts.add(session, way, now=now, not_before=due, **values)


async def send_direct(session: AsyncSession, house: House, *, now: dt.datetime) -> bool:
    """Put the next private message to a colleague on its way; False when none is due."""
    letter = await alerts.next_direct(session, now=now)
    if letter is None:
        return False
    state, reason, message = AlertState.CANCELLED, None, None
    if letter.is_wanted:
        message = await _write_to(session, house, letter, now=now)
        state = AlertState.SENT if message else AlertState.FAILED
        reason = None if message else "not_linked"
    number = message.id if message else None
    await alerts.settle(session, letter.alert.id, state, now=now, reason=reason, message_id=number)
    return True


async def _tell(
    turn: Turn, handoff: Handoff, asked: Need, found: Route, *, post: Message | None
) -> None:
    """One row for each colleague and way, and the next time."""
    told = [one.colleague.id for one in routing.recipients(found, asked, repeat=handoff.alerts)]
    await _add(turn, handoff, told, kind=AlertKind.WAITS, post=post)
    handoff.next_alert_at = _next_at(turn, asked, found, handoff.alerts)


async def _add(
    turn: Turn,
    handoff: Handoff,
    staff_ids: Sequence[int],
    *,
    kind: AlertKind,
    post: Message | None,
) -> None:
    """The group's post, and every way to each of these colleagues."""
    session, now = turn.session, turn.now
    if post is not None:
        await alerts.add(
            session,
            AlertChannel.GROUP,
            now=now,
            state=AlertState.SENT,
            kind=kind,
            handoff_id=handoff.id,
            message_id=post.id,
        )
    reached = await reaches.everybody(session)
    for staff_id in staff_ids:
        for way in ways(turn.house.policy, reached.get(staff_id)):
            await alerts.add(
                session, way, now=now, kind=kind, handoff_id=handoff.id, staff_id=staff_id
            )


def ways(policy: Policy, reach: StaffReach | None) -> Iterator[AlertChannel]:
    """How one colleague can be told."""
    yield AlertChannel.DESK
    if reach is not None and reach.telegram_address_id is not None:
        yield AlertChannel.DIRECT
    if reach is not None and reach.email and policy.mails:
        yield AlertChannel.EMAIL


async def _warn_group(turn: Turn, asked: Need, found: Route) -> None:
    """Say in the group what nobody there can help: no duty in an emergency, no such language."""
    policy = turn.house.policy
    empty = not found.is_there and not any(one.is_there for one in found.ranked)
    if asked.pressing and empty and not found.on_duty:
        await mirror.post(
            turn, texts.NOBODY_ON_DUTY, link=alert_words.link(turn.house, turn.conversation.id)
        )
    if not found.is_spoken:
        name = language_name(asked.languages[0], policy.staff_language)
        await mirror.post(turn, texts.NOBODY_SPEAKS, language=name)


async def _write_to(
    session: AsyncSession, house: House, letter: Letter, *, now: dt.datetime
) -> Message | None:
    """The bot's own message in a colleague's private chat; None when they are not linked."""
    address = await reaches.private_chat(session, letter.member, letter.reach)
    if address is None:
        return None
    conversation = await conversations.of_address(session, address, now=now)
    into = letter.member.desk_language
    said = alert_words.words(house, letter.about, into)
    message = await messages.write(
        session,
        conversation,
        Content(text=said.whole),
        direction=Direction.OUT,
        author=Author.BOT,
        now=now,
        language=into,
    )
    await deliveries.queue(
        session,
        message,
        address,
        kind=DeliveryKind.NOTICE,
        now=now,
        dedupe_key=f"alert:{letter.alert.id}",
        expires_at=now + DIRECT_VALID,
    )
    return message


def _next_at(turn: Turn, asked: Need, found: Route, repeat: int) -> dt.datetime:
    """Later and later while somebody is there; what does not press waits for the office."""
    policy = turn.house.policy
    growing: dt.timedelta = policy.alert_after * 2 ** min(repeat, 10)
    soon = turn.now + min(growing, LONGEST_PAUSE)
    if asked.pressing or found.is_there or policy.working.are_now(turn.now):
        return soon
    starts = [found.there_at, opening(policy.working, turn.now)]
    known = [at for at in starts if at is not None]
    return max(soon, min(known)) if known else soon


def opening(hours: WorkingHours, now: dt.datetime) -> dt.datetime | None:
    try:
        return hours.next_start(now)
    except NeverOpen:
        return None
