"""Check-ins: planned for a local date, sent in the family's language, answered by a button."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, awaiting, consents, conversations, occurrences, people
from db.content import Content
from db.models import (
    Address,
    ConsentState,
    Control,
    DeliveryKind,
    Household,
    Occurrence,
    Priority,
    Purpose,
    Reason,
)
from db.occurrences import OccurrenceState
from faq.decision import Decision
from handlers import context, escalation, hours, saying, templates, wording
from handlers.context import Turn
from handlers.events import Said
from handlers.house import House
from locales import dates, policy
from locales.policy import Kind
from locales.text import Text
from locales.texts import calls as call_texts
from locales.texts import checkins as texts

#: Texts that staff can plan, by key.
STEPS = texts.STEPS
#: After this time a check-in is of no use any more.
EXPIRES_AFTER = dt.timedelta(days=2)
#: How often a check-in that waits for something is looked at again.
LOOK_AGAIN = dt.timedelta(minutes=15)
#: Answers by the last part of a button's payload.
ANSWERS: dict[str, tuple[Text, Text]] = {
    "fine": (texts.FINE, texts.THANKS_FINE),
    "help": (texts.NEED_HELP, texts.THANKS_HELP),
    "call": (texts.CALL_ME, texts.THANKS_CALL),
}
SUBJECT = "checkin:"


class PastTime(ValueError):
    """The check-in's time has passed already; choose a later one."""


class UnknownStep(ValueError):
    """There is no check-in text of this name."""


async def plan(
    session: AsyncSession,
    household: Household,
    *,
    step: str,
    on: dt.date,
    at: dt.time,
    now: dt.datetime,
    created_by: int | None = None,
) -> Occurrence:
    """Plan a check-in for a local date and time; nothing is sent by planning."""
    if step not in STEPS:
        raise UnknownStep(f"{step}; known: {', '.join(STEPS)}")
    zone = ZoneInfo(household.timezone)
    due = hours.resolve(on, at, zone)
    if due <= now:
        raise PastTime(f"{on} {at:%H:%M} {household.timezone}")
    return await occurrences.add(
        session,
        Occurrence(
            household_id=household.id,
            step_key=step,
            ordinal=await occurrences.next_ordinal(session, household.id, step),
            local_date=on,
            local_time=at,
            timezone=household.timezone,
            due_at=due,
            look_at=due,
            expires_at=due + EXPIRES_AFTER,
            state=OccurrenceState.PLANNED,
            created_by=created_by,
            created_at=now,
        ),
    )


async def send_one(
    session: AsyncSession, house: House, occurrence_id: int, *, now: dt.datetime
) -> bool:
    """Turn a due occurrence into messages, or say why not; False when it is not due any more."""
    occurrence = await occurrences.claim(session, occurrence_id, now=now)
    if occurrence is not None:
        await _send(session, house, occurrence, now=now)
    return occurrence is not None


async def _send(
    session: AsyncSession, house: House, occurrence: Occurrence, *, now: dt.datetime
) -> None:
    household = await session.get_one(Household, occurrence.household_id)
    recipients = await recipients_of(session, household)
    reason = await _why_not(session, house, household, recipients)
    if reason is None and not await _is_readable(session, house, household, occurrence.step_key):
        reason = "no_translation"
    if occurrence.expires_at <= now:
        occurrence.state = OccurrenceState.EXPIRED
        occurrence.reason = reason or "too_late"
        return
    if reason in ("consent_withdrawn", "unreachable", "no_translation"):
        occurrence.state, occurrence.reason = OccurrenceState.SKIPPED, reason
        return
    if reason is not None:
        occurrence.reason = reason
        occurrence.look_at = min(now + LOOK_AGAIN, occurrence.expires_at)
        return
    sent = 0
    for address in recipients:
        if await consents.is_given(session, address, Purpose.CHECKINS):
            sent += await _send_to(session, house, occurrence, address, now=now)
    occurrence.state, occurrence.reason = (
        (OccurrenceState.SENT, None) if sent else (OccurrenceState.SKIPPED, "no_translation")
    )


async def recipients_of(session: AsyncSession, household: Household) -> Sequence[Address]:
    """People of the family with an address of their own, else the household's address."""
    members = await people.members(session, household.id)
    own = await addresses.of_contacts(session, [member.id for member in members])
    return own or await addresses.of_household(session, household.id)


async def _why_not(
    session: AsyncSession, house: House, household: Household, recipients: Sequence[Address]
) -> str | None:
    """Why a check-in cannot go now; None when it can."""
    if not recipients:
        return "first_contact"
    if not any(address.reachable for address in recipients):
        return "unreachable"
    words = [
        await consents.newest(
            session, Purpose.CHECKINS, contact_id=one.contact_id, household_id=one.household_id
        )
        for one in recipients
    ]
    willing = [
        one
        for one, word in zip(recipients, words, strict=True)
        if word and word.state == ConsentState.GIVEN
    ]
    if not willing:
        return "consent_withdrawn" if all(words) else "no_consent"
    if all(one.unsafe_at for one in willing):
        return "not_safe"
    return None


async def _is_readable(
    session: AsyncSession, house: House, household: Household, step_key: str
) -> bool:
    """Whether anybody of the family reads a language in which this may be sent."""
    members = await people.members(session, household.id)
    spoken = [one for member in members for one in (member.language, member.second_language)]
    read = [code for code in (household.language, *spoken) if code]
    chosen = policy.choose(Kind.STEP, read, lambda code: house.words.state(STEPS[step_key], code))
    return chosen.language is not None


async def _send_to(
    session: AsyncSession,
    house: House,
    occurrence: Occurrence,
    address: Address,
    *,
    now: dt.datetime,
) -> bool:
    """False where this person reads no language that it may be sent in."""
    conversation = await conversations.of_address(session, address, now=now)
    turn = await context.of(session, house, address, conversation, now=now)
    step, labels = STEPS[occurrence.step_key], [label for label, _ in ANSWERS.values()]
    chosen = wording.choose(turn, Kind.STEP, step, *labels)
    if chosen.language is None:
        return False
    turn = replace(turn, language=chosen.language)
    day = dates.written_day(occurrence.local_date, turn.language)
    text = saying.marked(turn, saying.words(turn, step, turn.language, day=day), chosen)
    payloads = {answer: f"checkin:{occurrence.id}:{answer}" for answer in ANSWERS}
    message = await saying.tell(
        turn,
        Content(
            text=text,
            buttons=tuple(
                saying.button(turn, ANSWERS[answer][0], load, turn.language)
                for answer, load in payloads.items()
            ),
            template=templates.of(
                f"checkin-{occurrence.step_key}",
                organisation=house.policy.organisation,
                day=day,
            ),
        ),
        kind=DeliveryKind.UNPROMPTED,
        subject=f"{SUBJECT}{occurrence.id}",
        expires_at=occurrence.expires_at,
        dedupe_key=f"occurrence:{occurrence.id}:{address.id}",
    )
    occurrence.message_id = message.id
    return True


async def press_answer(turn: Turn, argument: str) -> bool:
    """A button under a check-in: record it; "need help" and "call me" open a case."""
    number, _, answer = argument.partition(":")
    occurrence = await _own(turn, number)
    if occurrence is None or answer not in ANSWERS:
        return False
    first = occurrence.answer != answer
    occurrence.answer, occurrence.answered_at = answer, turn.now
    occurrence.state = OccurrenceState.ANSWERED
    await awaiting.close(
        turn.session, turn.conversation.id, f"{SUBJECT}{occurrence.id}", now=turn.now
    )
    if answer != "fine" and first:
        await escalation.open_case(turn, Reason.CHECKIN, priority=Priority.TODAY, confidential=True)
    offered = ((call_texts.CHOOSE_TIME, "call:"),) if answer == "call" else ()
    await saying.say(turn, ANSWERS[answer][1], buttons=offered)
    return True


async def answer_in_words(turn: Turn, event: Said) -> bool:
    """Own words while a check-in is open: kept as its answer, and read by a person.

    A question the FAQ can answer is left to the question handler.
    """
    waiting = await awaiting.open_question(
        turn.session, turn.conversation.id, now=turn.now, prefix=SUBJECT
    )
    in_charge = turn.conversation.control == Control.HUMAN
    if waiting is None or in_charge or not event.text.strip():
        return False
    newest = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    understood = turn.understanding
    is_question = understood and understood.decision in (Decision.ANSWER, Decision.CHOOSE)
    if newest is None or newest.id != waiting.id or is_question:
        return False
    occurrence = await _own(turn, waiting.subject.removeprefix(SUBJECT))
    if occurrence is None:
        return False
    occurrence.answer, occurrence.answer_text = "words", event.text[:4000]
    occurrence.answered_at, occurrence.state = turn.now, OccurrenceState.ANSWERED
    await awaiting.close(turn.session, turn.conversation.id, waiting.subject, now=turn.now)
    await escalation.open_case(turn, Reason.CHECKIN, confidential=True)
    await saying.say(turn, texts.THANKS_WORDS)
    return True


async def _own(turn: Turn, number: str) -> Occurrence | None:
    """The occurrence of this number, only if it is this family's."""
    if not (number.isascii() and number.isdigit() and len(number) < 12) or turn.household is None:
        return None
    found = await turn.session.get(Occurrence, int(number))
    return found if found and found.household_id == turn.household.id else None
