"""Consent to unprompted messages: asked in the family's language, proven, taken back by STOP."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, calls, consents, deliveries
from db.content import Content
from db.models import (
    Address,
    ConsentState,
    Contact,
    ContactKind,
    Conversation,
    Delivery,
    DeliveryKind,
    Priority,
    Purpose,
    Reason,
    StaffMember,
)
from faq.year import Side
from handlers import call_booking, charge, escalation, exchange, proof, recordings, saying, wording
from handlers.context import Turn
from locales import keywords
from locales.policy import Kind
from locales.text import Text
from locales.texts import checkins as texts
from locales.texts import general, wishes

#: The subject under which the consent question waits for its answer.
SUBJECT = "consent:checkins"
#: How the payloads of its answers begin.
PRESS = "consent:"
#: Under the question.
BUTTONS = (
    (texts.CONSENT_YES, "consent:yes"),
    (texts.CONSENT_NO, "consent:no"),
    (general.TALK_TO_PERSON, "consent:person"),
)
#: Under what is said after STOP.
START_AGAIN = (texts.START_AGAIN, "consent:yes")


async def ask(turn: Turn) -> None:
    """Ask whether we may write first; yes, no, or talk to a person. Spoken, too, where it is.

    Where no person has confirmed the words in a language that is read, a colleague asks instead.
    """
    asked = (texts.CONSENT, texts.CONSENT_YES, texts.CONSENT_NO)
    chosen = wording.choose(turn, Kind.CONSENT, *asked)
    if chosen.language is None:
        await escalation.open_case(turn, Reason.CONSENT, priority=Priority.TODAY, confidential=True)
        return
    spoken = replace(turn, language=chosen.language)
    said = [one for one in BUTTONS if turn.house.words.has(one[0], chosen.language)]
    message = await saying.say(spoken, texts.CONSENT, buttons=said, subject=SUBJECT)
    words = turn.house.words.say(texts.CONSENT, chosen.language)
    key, side = recordings.CONSENT, Side.FAMILY
    voice = await recordings.find(turn.session, key, side, chosen.language, words)
    if voice is not None:
        await recordings.attach(turn.session, message, turn.address, voice)


async def press_consent(turn: Turn, argument: str) -> bool:
    """The answer to the consent question, or "start again" after STOP."""
    if argument == "person":
        return await escalation.ask_for_person(turn)
    if argument not in ("yes", "no") or not _has_owner(turn.address):
        return False
    given = argument == "yes"
    state = ConsentState.GIVEN if given else ConsentState.WITHDRAWN
    await _record(turn, state, how=_means(turn), shown=await proof.shown(turn, SUBJECT))
    if given and await _is_over(turn.session, turn.address):
        await _record(turn, state, how=_means(turn), purpose=Purpose.AFTER_SUPPORT)
    await awaiting.close(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    if not given:
        await _cancel_unprompted(turn)
    # the button is in the same language, or there is none
    choices = ((wishes.ALL_WISHES, "wish:menu"),) if given and _speaks_of_wishes(turn) else ()
    said = texts.CONSENT_GIVEN if given else texts.CONSENT_REFUSED
    await saying.say(turn, said, buttons=choices)
    return True


async def note_in_person(turn: Turn, member: StaffMember, *, given: bool) -> bool:
    """What somebody told a colleague who asked them; False when they have answered before."""
    owner = turn.address
    known = await consents.newest(
        turn.session,
        Purpose.CHECKINS,
        contact_id=owner.contact_id,
        household_id=owner.household_id,
    )
    if known is not None or not _has_owner(owner):
        return False
    await _record(
        turn, ConsentState.GIVEN if given else ConsentState.WITHDRAWN, how="asked_in_person"
    )
    await awaiting.close(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    await charge.audit(turn, member, "note_consent")
    return True


async def stop(turn: Turn) -> bool:
    """STOP ends check-ins and nothing else: asking stays possible."""
    buttons: tuple[tuple[Text, str], ...] = ()
    if _has_owner(turn.address):
        await _record(turn, ConsentState.WITHDRAWN, how="stop_word")
        buttons = ((texts.START_AGAIN, "consent:yes"),)
    if await exchange.member(turn) is not None:
        await exchange.end(turn, how="stop_word")
    await _cancel_unprompted(turn)
    await _cancel_unprompted(turn, DeliveryKind.REMINDER)
    await calls.stop_reminding(turn.session, turn.conversation.id)
    await saying.say(turn, texts.STOPPED, buttons=buttons)
    return True


async def end(turn: Turn) -> tuple[tuple[Text, str], ...]:
    """An answer that ends a family's check-ins, now that the support is over; the way back.

    What appointments need stays. A volunteer may welcome others: they say STOP to end everything.
    """
    if not turn.is_family:
        return ()
    await _record(turn, ConsentState.WITHDRAWN, how="answer", purpose=Purpose.AFTER_SUPPORT)
    await _cancel_unprompted(turn)
    return ((texts.START_AGAIN, f"{PRESS}yes"),)


async def keep(turn: Turn) -> None:
    """An answer by which check-ins go on after the support has ended."""
    if _has_owner(turn.address):
        await _record(turn, ConsentState.GIVEN, how="answer", purpose=Purpose.AFTER_SUPPORT)


async def has_stopped(turn: Turn) -> bool:
    """The person, or the household behind the phone, takes no messages that nobody asked for."""
    return await _stopped_at(turn.session, turn.address) is not None


async def may_send(
    session: AsyncSession, delivery: Delivery, address: Address, conversation: Conversation
) -> bool:
    """Asked for every phone at the moment of sending: STOP on one of them counts for all.

    Of a call that was asked for after STOP the person is reminded.
    """
    if delivery.kind == DeliveryKind.UNPROMPTED:
        return await may_write(session, address)
    if delivery.kind != DeliveryKind.REMINDER:
        return True
    stopped_at = await _stopped_at(session, address)
    if stopped_at is None:
        return True
    call = await call_booking.of_message(session, conversation.id, delivery.message_id)
    return call is not None and call.created_at > stopped_at


async def may_write(session: AsyncSession, address: Address) -> bool:
    """A family has said yes; a volunteer, who offered to be written to, has not said stop."""
    owner = await session.get(Contact, address.contact_id) if address.contact_id else None
    if owner is None or owner.kind != ContactKind.VOLUNTEER:
        given = await consents.is_given(session, address, Purpose.CHECKINS)
        return given and not await _is_over(session, address)
    last = await consents.newest(session, Purpose.CHECKINS, contact_id=owner.id)
    return allows(owner, last.state if last else None, None)


def allows(owner: Contact | None, said: str | None, after: str | None) -> bool:
    """The same from what is known; `owner` None: a shared phone, `said`: their newest word.

    `after`: their newest one about the time after the support.
    """
    if owner is None or owner.kind != ContactKind.VOLUNTEER:
        return said == ConsentState.GIVEN and after != ConsentState.WITHDRAWN
    return owner.left_at is None and said in (None, ConsentState.GIVEN)


async def _stopped_at(session: AsyncSession, address: Address) -> dt.datetime | None:
    """When the owner of a phone said no, if that is their newest word."""
    if not _has_owner(address):
        return None
    last = await consents.newest(
        session,
        Purpose.CHECKINS,
        contact_id=address.contact_id,
        household_id=address.household_id,
    )
    return last.at if last is not None and last.state == ConsentState.WITHDRAWN else None


async def _is_over(session: AsyncSession, address: Address) -> bool:
    """They wanted no more check-ins when the support ended."""
    last = await consents.newest(
        session,
        Purpose.AFTER_SUPPORT,
        contact_id=address.contact_id,
        household_id=address.household_id,
    )
    return last is not None and last.state == ConsentState.WITHDRAWN


async def _record(
    turn: Turn,
    state: ConsentState,
    *,
    how: str,
    purpose: Purpose = Purpose.CHECKINS,
    shown: proof.Shown | None = None,
) -> None:
    await consents.record(
        turn.session,
        turn.address,
        purpose=purpose,
        state=state,
        wording_version=turn.house.policy.consent_wording,
        wording_hash=shown.wording_hash if shown else None,
        recording_sha256=shown.recording_sha256 if shown else None,
        language=shown.language if shown else turn.language,
        how=f"{turn.address.channel}:{how}",
        now=turn.now,
    )


def _means(turn: Turn) -> str:
    """How an answer was given: by a button, by its number, or in a word."""
    if turn.message is None:
        return "button"
    written = Content.from_json(turn.message.content).text
    return "word" if keywords.number(written) is None else "number"


async def _cancel_unprompted(turn: Turn, kind: DeliveryKind = DeliveryKind.UNPROMPTED) -> None:
    await deliveries.cancel(
        turn.session,
        Delivery.address_id == turn.address.id,
        Delivery.kind == kind,
        now=turn.now,
        reason="no_consent",
    )


def _speaks_of_wishes(turn: Turn) -> bool:
    return turn.house.words.has(wishes.ALL_WISHES, turn.language)


def _has_owner(address: Address) -> bool:
    return address.contact_id is not None or address.household_id is not None
