"""Asking for a person: the case, its brief, what the person is told, and the alerts."""

import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import cases, desk, messages
from db.content import Form
from db.models import (
    PRIORITY_RANK,
    Case,
    CaseState,
    Control,
    Direction,
    Handoff,
    Message,
    Priority,
    Reason,
)
from handlers import alert_words, alerts, charge, context, mirror, promise, saying
from handlers.context import Turn
from handlers.house import House
from locales import keywords, languages
from locales.text import Text
from locales.texts import escalation as texts
from locales.texts import topics as posts

#: Only so much of a question is repeated in the brief.
BRIEF_CHARACTERS = 600


async def open_case(
    turn: Turn,
    reason: Reason,
    *,
    priority: Priority = Priority.NORMAL,
    intent: str | None = None,
    confidential: bool = False,
    independent: bool = False,
    alert_at: dt.datetime | None = None,
) -> Case:
    """Queue the conversation for a person and tell staff, in this transaction.

    `alert_at`: colleagues are alerted only then; the group has its post now. A conversation has one
    unclosed case: a new reason raises it and never lowers it. A complaint leaves the hands of
    whoever does not handle complaints.
    """
    independent = independent or await cases.was_independent(turn.session, turn.conversation.id)
    confidential = confidential or independent
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None:
        case = await cases.add(
            turn.session,
            turn.conversation,
            reason=reason,
            priority=priority,
            brief=await _brief(turn),
            now=turn.now,
            intent=intent,
            confidential=confidential or mirror.hides_family(turn),
            independent=independent,
        )
        fresh = True
    else:
        was_shown = not case.confidential
        fresh = _raise(case, reason, priority, intent, confidential=confidential)
        if was_shown and case.confidential:
            await mirror.withdraw(turn)
        if fresh and reason == Reason.SENSITIVE:  # a colleague reads what the danger is about
            case.brief = {**case.brief, **await _brief(turn)}
        case.independent = case.independent or independent
        if reason != Reason.CALLBACK:
            case.brief = {**case.brief, cases.MORE: True}
        if case.independent:
            await _take_from_others(turn)
    handoff = await cases.running_handoff(turn.session, case.id)
    if handoff is None:
        handoff = await cases.request_handoff(turn.session, case, now=turn.now)
        fresh = True
    elif reason != Reason.CALLBACK and handoff.claimed_at is None:
        soon = turn.now + turn.house.policy.alert_after  # an agreed call keeps nobody else waiting
        handoff.next_alert_at = min(handoff.next_alert_at or soon, soon)
    if turn.conversation.control == Control.BOT:
        turn.conversation.control = Control.QUEUED
    turn.conversation.unsure_streak = 0
    if fresh:
        post = await _post(turn, case)
        if turn.address.unsafe_at and post is not None:
            await mirror.post(turn, posts.NOT_SAFE)
        if alert_at is None:
            await alerts.announce(turn, case, handoff, post=post)
        else:
            handoff.next_alert_at = alert_at
        handoff.notified_at = handoff.notified_at or turn.now
    return case


async def ask_for_person(
    turn: Turn, reason: Reason = Reason.ASKED, *, confidential: bool = False
) -> bool:
    """ "Talk to a person": pass it on, and say honestly when somebody is there."""
    known = await cases.unclosed(turn.session, turn.conversation.id)
    running = known and await cases.running_handoff(turn.session, known.id)
    await open_case(turn, reason, confidential=confidential)
    if running:
        await saying.say(turn, texts.ALREADY_PASSED_ON)
    else:
        await say_when(turn, texts.PASSED_ON_OPEN, texts.PASSED_ON_LATER)
    return True


async def say_when(turn: Turn, during: Text, later: Text) -> None:
    """One of two texts: somebody is there now, or from a weekday, date and time; and the place."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None:
        await promise.say(turn, case, during, later)


async def repeat_one(
    session: AsyncSession, house: House, conversation_id: int, *, now: dt.datetime
) -> bool:
    """Tell staff again about a request that nobody has taken; False when that is not due now."""
    turn = await context.reopen(session, house, conversation_id, now=now)
    case = await cases.unclosed(session, conversation_id)
    handoff = case and await cases.running_handoff(session, case.id)
    if turn is None or case is None or not handoff or not _is_due(case, handoff, now):
        return False
    handoff.alerts += 1
    post = None
    if not case.independent:
        post = await mirror.post(
            turn, posts.STILL_WAITING, reason=_reason(turn, case), link=desk_link(turn)
        )
    await alerts.repeat(turn, case, handoff, post=post)
    return True


async def _take_from_others(turn: Turn) -> None:
    """A complaint may be about the very colleague who has the conversation."""
    owner = await charge.owner(turn)
    if owner is not None and not desk.handles_complaints(owner):
        await charge.end(turn, Control.QUEUED)


def desk_link(turn: Turn) -> str:
    """Where staff open this conversation."""
    return alert_words.link(turn.house, turn.conversation.id)


def _is_due(case: Case, handoff: Handoff, now: dt.datetime) -> bool:
    due = handoff.next_alert_at
    is_free = handoff.claimed_at is None and case.state == CaseState.OPEN
    return is_free and due is not None and due <= now


def _raise(
    case: Case, reason: Reason, priority: Priority, intent: str | None, *, confidential: bool
) -> bool:
    """Make a case more serious; True when it became so and staff must hear of it."""
    case.confidential = case.confidential or confidential
    graver = PRIORITY_RANK[priority] < case.priority_rank
    if graver:
        case.priority, case.priority_rank = priority, PRIORITY_RANK[priority]
    if intent and intent != case.intent:
        case.intent, case.reason = intent, reason
        return True
    return graver


async def _brief(turn: Turn) -> dict[str, Any]:
    """Language, question and answers tried: what a colleague wants to know first."""
    recent = await messages.latest(turn.session, turn.conversation.id, limit=8)
    answers = [one.content["entry_id"] for one in recent if one.content.get("entry_id")]
    question = next(
        (one.content.get("text", "") for one in reversed(recent) if _asks(one)),
        "",
    )
    return {
        "language": turn.reads,
        "group_id": turn.group.id if turn.group else None,
        "household_id": turn.household.id if turn.household else None,
        "question": question[:BRIEF_CHARACTERS],
        "tried": list(dict.fromkeys(answers)),
        **({cases.UNSAFE: True} if turn.address.unsafe_at else {}),
    }


def _asks(message: Message) -> bool:
    """Words of the person that are no command: "somebody" is not what they wanted to know."""
    if message.direction != Direction.IN or message.content.get("form") != Form.TEXT:
        return False
    text = message.content.get("text", "")
    return bool(text.strip()) and keywords.command(text) is None


async def _post(turn: Turn, case: Case) -> Message | None:
    """The first post about a case: with the question, or without any text when confidential.

    A complaint is not posted at all: the group is not who may know of it.
    """
    if case.independent:
        return None
    language = _named(case.brief.get("language"))
    if await mirror.is_confidential(turn, case):
        return await mirror.post(
            turn,
            posts.CONFIDENTIAL_CASE,
            number=case.id,
            reason=_reason(turn, case),
            language=language,
            link=desk_link(turn),
        )
    post = await mirror.post(
        turn,
        posts.NEW_CASE,
        reason=_reason(turn, case),
        language=language,
        group=turn.group.name if turn.group else "–",
        question=case.brief.get("question") or "–",
        tried="; ".join(_titles(turn, case)) or "–",
        buttons=((posts.CLAIM, "claim:"),),
    )
    if turn.message and not await messages.is_text(turn.session, turn.message):
        await mirror.copy(turn, turn.message)
    return post


def _titles(turn: Turn, case: Case) -> list[str]:
    """What the bot has answered, as staff know it; an entry that is gone is left out."""
    knowledge, language = turn.house.knowledge, turn.house.policy.staff_language
    known = [one for one in case.brief.get("tried", []) if one in knowledge.entries]
    return [knowledge.title(one, language) for one in known]


def _reason(turn: Turn, case: Case) -> str:
    return turn.house.words.say(posts.REASONS[case.reason], turn.house.policy.staff_language)


def _named(code: object) -> str:
    return languages.own_name(str(code)) if code in languages.LANGUAGES else "?"
