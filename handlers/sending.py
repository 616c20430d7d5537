"""Due steps become messages, many at a time: facts in few queries, a verdict each, rows in bulk."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import audiences, batches, occurrences
from db.audiences import Audience
from db.batches import Saying
from db.models import ConsentState, DeliveryKind, Message, Occurrence, Purpose, Recording
from db.occurrences import OccurrenceState
from faq.year import Side, Step, StepKind
from handlers import (
    consent,
    context,
    judging,
    mirror,
    parting,
    recordings,
    step_content,
    step_words,
)
from handlers.house import House
from handlers.judging import Errand, Expire, Matter, Recipient, Send, Skip, Verdict, Wait, Why
from handlers.recordings import Voices
from handlers.step_words import Spoken, StepWords
from locales import languages

#: After so long without a word staff look whether this is a silence.
SILENT_AFTER = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An occurrence whose moment has come, and whom it may be said to."""

    occurrence: Occurrence
    step: Step | None
    side: Side
    #: with their words, by address
    spoken: dict[int, Spoken | None]
    matter: Matter
    recipients: Sequence[Recipient]


async def send(
    session: AsyncSession, house: House, due: Sequence[Occurrence], *, now: dt.datetime
) -> None:
    """Say these occurrences, which are claimed, or write down why not."""
    words = await step_words.load(session, house)
    voices = await recordings.load(session)
    audience = await audiences.gather(session, due, now=now)
    sayings: list[Saying] = []
    spoken: list[Recording | None] = []
    quiet: list[bool] = []
    errands: list[tuple[Occurrence, Errand, str | None]] = []
    changes: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for one in (look(occurrence, words, audience) for occurrence in due):
        verdict = judging.judge(one.matter, one.recipients, now)
        changes.setdefault(written(one, verdict, now), []).append(one.occurrence.id)
        if errand := judging.errand(one.matter, verdict):
            errands.append((one.occurrence, *errand))
        if isinstance(verdict, Send) and one.step is not None:
            step, chosen = one.step, verdict.addresses
            fresh = [_saying(one, step, number, audience, house) for number in chosen]
            sayings += fresh
            quiet += [one.step.private] * len(fresh)
            spoken += [_voice(one, step, number, voices) for number in chosen]
    last = {one.id: one.last_seq for one in audience.conversations.values()}
    valid = house.policy.question_valid
    ids = await batches.write(session, sayings, last, now=now, valid=valid)
    await recordings.enclose(session, zip(ids, sayings, spoken, strict=True))
    for values, numbers in changes.items():
        await occurrences.change(session, numbers, **dict(values))
    await _keep_tasks(session, errands, now=now)
    shown = [(n, one) for n, one, kept in zip(ids, sayings, quiet, strict=True) if not kept]
    await _mirror(session, house, shown, now=now)


async def foresee(
    session: AsyncSession, words: StepWords, occurrence: Occurrence, *, at: dt.datetime
) -> Verdict:
    """The verdict that an occurrence would get at an instant if nothing changed until then."""
    audience = await audiences.gather(session, [occurrence], now=at, is_look=True)
    one = look(occurrence, words, audience)
    return judging.judge(one.matter, one.recipients, at)


def recipients_of(side: Side, occurrence: Any, audience: Audience) -> Iterator[tuple[Any, Any]]:
    """(address, contact or None) of a side.

    Family: adults with an address of their own; the household's as well where none of those can be
    reached. Group: its contact people, everybody where it has none.
    """
    link = audience.sponsorships.get(occurrence.sponsorship_id or 0)
    if side == Side.FAMILY:
        home = occurrence.household_id
        own = list(_phones(audience.members.get(home, ()), audience))
        yield from own
        if not any(address.reachable for address, _ in own):
            yield from ((one, None) for one in audience.shared.get(home, ()))
    elif side == Side.GROUP and link is not None:
        every = audience.volunteers.get(link.welcome_group_id, ())
        yield from _phones([one for one in every if one.is_contact_person] or every, audience)


def _phones(people: Iterable[Any], audience: Audience) -> Iterator[tuple[Any, Any]]:
    for person in people:
        for address in audience.own.get(person.id, ()):
            yield address, person


def look(occurrence: Occurrence, words: StepWords, audience: Audience) -> Due:
    """An occurrence with whom it may be said to, and what decides on it."""
    side, step = Side(occurrence.side), words.steps.get(occurrence.step_key)
    link = audience.sponsorships.get(occurrence.sponsorship_id or 0)
    spoken: dict[int, Spoken | None] = {}
    recipients = []
    for address, contact in recipients_of(side, occurrence, audience):
        read = _readable(address, contact, audience, occurrence)
        said = words.say(step, side, read) if step is not None else None
        spoken[address.id] = said
        recipients.append(_recipient(address, said, audience))
    return Due(
        occurrence=occurrence,
        step=step,
        side=side,
        spoken=spoken,
        recipients=recipients,
        matter=Matter(
            side=side,
            kind=step.kind if step else None,
            expires_at=occurrence.expires_at,
            zone=ZoneInfo(occurrence.timezone),
            arrival_on=link.arrival_on if link else None,
            legal=step is not None and (step.legal or step.kind == StepKind.CONSENT),
            opt_in=step.opt_in if step else False,
            has_task=step is not None and (step.notify_staff or step.legal),
            in_person=occurrence.step_key in parting.STEPS,
        ),
    )


def _recipient(address: Any, said: Spoken | None, audience: Audience) -> Recipient:
    owner = (address.contact_id, address.household_id)
    word = audience.consents.get((*owner, Purpose.CHECKINS))
    after = audience.consents.get((*owner, Purpose.AFTER_SUPPORT))
    if after == ConsentState.WITHDRAWN:
        word = after
    return Recipient(
        address_id=address.id,
        reachable=address.reachable,
        safe=address.unsafe_at is None,
        consent=ConsentState(word) if word else None,
        opted_in=after == ConsentState.GIVEN,
        has_words=said is not None,
        confirmed=said is not None and said.confirmed,
    )


def _readable(
    address: Any, contact: Any, audience: Audience, occurrence: Occurrence
) -> tuple[str, ...]:
    """The languages that are read at an address, the dearest first; as `context.of` has them."""
    thread = audience.conversations.get(address.id)
    chosen = thread.language if thread is not None and thread.language_chosen else None
    if contact is not None:
        known = (chosen or contact.language, contact.second_language)
    else:
        known = (chosen, None)
    home_id = address.household_id or (contact.household_id if contact else None)
    home = audience.households.get(home_id or 0)
    first = known[0] or (home.language if home else None)
    guessed = thread.language if thread is not None else None
    usual = first or guessed or languages.ENGLISH
    return tuple(dict.fromkeys(one for one in (usual, known[1]) if one))


def written(one: Due, verdict: Verdict, now: dt.datetime) -> tuple[tuple[str, Any], ...]:
    """What the verdict changes in the occurrence."""
    asks = one.step is not None and one.step.kind == StepKind.CHECKIN
    match verdict:
        case Send():
            version = one.step.version if one.step is not None else one.occurrence.version
            silence = now + SILENT_AFTER if asks else None
            return (
                ("state", OccurrenceState.SENT),
                ("reason", None),
                ("sent_at", now),
                ("version", version),
                ("silence_at", silence),
            )
        case Wait():
            return ("reason", verdict.reason), ("look_at", verdict.until)
        case Skip():
            return ("state", OccurrenceState.SKIPPED), ("reason", verdict.reason)
        case Expire():
            # whoever cannot be reached says nothing either
            silence = now if asks and verdict.reason == Why.UNREACHABLE else None
            state = ("state", OccurrenceState.EXPIRED)
            return state, ("reason", verdict.reason), ("silence_at", silence)


def _saying(one: Due, step: Step, address_id: int, audience: Audience, house: House) -> Saying:
    said, row = one.spoken[address_id], one.occurrence
    assert said is not None
    address = audience.addresses[address_id]
    asks = step.kind == StepKind.CONSENT
    again = f":again{row.sent_again}" if row.sent_again else ""
    return Saying(
        conversation_id=audience.conversations[address_id].id,
        address_id=address_id,
        channel=address.channel,
        account=address.account,
        content=step_content.content(house, step, said, row, own_text=row.own_text),
        language=said.language,
        subject=consent.SUBJECT if asks else f"{step_content.SUBJECT}{row.id}",
        kind=kind_of(step),
        expires_at=row.expires_at,
        dedupe_key=f"occurrence:{row.id}:{address_id}{again}",
        occurrence_id=row.id,
    )


def _voice(one: Due, step: Step, address_id: int, voices: Voices) -> Recording | None:
    """Who spoke these very words; nobody spoke what staff wrote for one family."""
    said = one.spoken[address_id]
    if said is None or one.occurrence.own_text:
        return None
    return voices.find(recordings.key_of(step), one.side, said.language, said.text)


def kind_of(step: Step) -> DeliveryKind:
    """The consent question is no message that nobody asked for: it asks for that."""
    return DeliveryKind.REMINDER if step.kind == StepKind.CONSENT else DeliveryKind.UNPROMPTED


async def _keep_tasks(
    session: AsyncSession,
    errands: Sequence[tuple[Occurrence, Errand, str | None]],
    *,
    now: dt.datetime,
) -> None:
    """Tasks of colleagues are made, follow the reason of today, or are of no use any more."""
    others = [one.id for one, deed, _ in errands if deed is not Errand.MAKE]
    there = await occurrences.with_task(session, others) if others else frozenset()
    for one, deed, reason in errands:
        if deed is Errand.MAKE:
            await occurrences.add_task(session, one, reason=reason, now=now)
        elif one.id in there:
            needed = deed is Errand.FOLLOW
            await occurrences.change_task(session, one, is_needed=needed, reason=reason)


async def _mirror(
    session: AsyncSession, house: House, said: Sequence[tuple[int, Saying]], *, now: dt.datetime
) -> None:
    """Show staff what was said where they have a topic; few conversations have one."""
    if house.policy.staff_group is None or not said:
        return
    threads = {one.conversation_id for _, one in said}
    shown = await audiences.with_topic(session, threads)
    for message_id, one in said:
        if one.conversation_id in shown:
            turn = await context.reopen(session, house, one.conversation_id, now=now)
            if turn is not None:
                await mirror.copy(turn, await session.get_one(Message, message_id))
