"""Passing on, putting aside, taking back and closing, as people and staff live through it."""

import datetime as dt

import pytest

from db import conversations, staff
from db.models import (
    Alert,
    AuditEvent,
    CaseRating,
    CaseState,
    Control,
    Handoff,
    Priority,
    StaffMember,
)
from handlers import passing, snoozing, sorting
from handlers import staff as desk
from tests.fakes.clock import START
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

HOUR = dt.timedelta(hours=1)


def plain(text: str) -> str:
    """Without the marks around names."""
    return text.replace("\u2068", "").replace("\u2069", "")


async def speaker(world: World, name: str, *languages: str) -> StaffMember:
    member = await world.add_staff(name)
    async with world.database.transaction() as session:
        row = await session.get_one(StaffMember, member.id)
        row.languages = list(languages)
    return row


async def seen(world: World, member: StaffMember) -> None:
    """The colleague does something just now."""
    async with world.database.transaction() as session:
        await staff.audit(session, member.id, "view", "staff", 1, now=world.clock.now())


async def test_what_was_put_aside_wakes_in_its_owners_hands_and_returns_when_left_alone(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "I ask the town hall.")
    telegram.reads(), office.texts()
    async with world.at_desk(telegram) as turn:
        await snoozing.snooze(turn, ana, turn.now + HOUR)
    await world.settle()
    assert [plain(one)[:35] for one in office.texts()] == ["Ana Peeters has put this aside unti"]

    await world.pass_time(minutes=59)
    assert (await world.case(telegram)).state == CaseState.SNOOZED
    assert office.texts() == []
    await world.pass_time(minutes=1)
    assert (await world.case(telegram)).state == CaseState.OPEN
    assert office.texts()[0].startswith("Time to look at this again.")
    assert (await world.conversation(telegram)).assignee_id == ana.id

    await world.pass_time(minutes=30)
    thread = await world.conversation(telegram)
    assert (thread.control, thread.assignee_id) == (Control.QUEUED, None)
    assert any("Back in the queue: Ana Peeters" in plain(one) for one in office.texts())
    assert telegram.reads() == []


async def test_a_message_wakes_it_at_once_and_an_owner_who_is_away_loses_it(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "I ask the town hall.")
    async with world.at_desk(telegram) as turn:
        await snoozing.snooze(turn, ana, turn.now + dt.timedelta(days=3))
    await world.settle()
    telegram.reads(), office.texts()

    assert await telegram.asks("Is there news?") == []
    assert (await world.case(telegram)).state == CaseState.OPEN
    assert any("The person has written." in one for one in office.texts())

    async with world.at_desk(telegram) as turn:
        await snoozing.snooze(turn, ana, turn.now + dt.timedelta(days=3))
    await world.pass_time(hours=2)
    [told, *_] = await telegram.asks(engine.QUESTION)
    assert told.text.startswith("It takes longer than we thought.")
    thread = await world.conversation(telegram)
    assert (thread.control, thread.assignee_id) == (Control.QUEUED, None)


async def test_a_wrong_moment_is_refused_and_an_urgent_request_must_be_taken_first(
    world: World, telegram: Phone
) -> None:
    ana, bob = await world.add_staff(), await world.add_staff("Bob Claes")
    await telegram.asks(engine.FIRE)
    async with world.at_desk(telegram) as turn:
        for until, fault in (
            (turn.now, snoozing.PastTime),
            (turn.now + dt.timedelta(days=400), snoozing.TooFar),
            (turn.now + HOUR, snoozing.UrgentAndFree),
        ):
            with pytest.raises(fault):
                await snoozing.snooze(turn, ana, until)
        await desk.claim(turn, ana)
        with pytest.raises(desk.TakenBy):
            await snoozing.snooze(turn, bob, turn.now + HOUR)
        await snoozing.snooze(turn, ana, turn.now + HOUR)
        assert (await world.case(telegram) or turn) is not None


async def test_what_is_urgent_and_in_nobodys_hands_is_never_put_aside(
    world: World, telegram: Phone
) -> None:
    ana, other = await world.add_staff(), world.phone("telegram")
    await telegram.asks(engine.FIRE)
    await world.claims(ana, telegram)
    await other.asks("/human")
    telegram.reads()
    async with world.at_desk(telegram) as turn:
        await snoozing.snooze(turn, ana, turn.now + HOUR)
    await world.releases(ana, telegram)
    [told] = telegram.reads()
    assert "passed this on" in told.text
    async with world.at_desk(other) as turn:
        await snoozing.snooze(turn, ana, turn.now + HOUR)
    async with world.at_desk(other) as turn:
        await sorting.set_priority(turn, ana, Priority.URGENT)
    for phone in (telegram, other):
        case = await world.case(phone)
        assert case is not None and (case.state, case.snoozed_until) == (CaseState.OPEN, None)
        assert (await world.conversation(phone)).control == Control.QUEUED
        [request] = await world.rows(
            Handoff, Handoff.case_id == case.id, Handoff.released_at.is_(None)
        )
        assert request.claimed_at is None and request.next_alert_at is not None
        assert await world.rows(Alert, Alert.handoff_id == request.id, Alert.staff_id == ana.id)


def test_the_usual_moments_are_on_the_offices_clock(world: World) -> None:
    def offered(at: str) -> dict[str, str]:
        now = dt.datetime.fromisoformat(at)
        zone = world.house.policy.zone
        found = snoozing.choices(world.house, now=now)
        return {name: f"{one.astimezone(zone):%a %d %H:%M}" for name, one in found.items()}

    assert offered("2026-02-04T09:00+00:00") == {
        "hour": "Wed 04 11:00",
        "afternoon": "Wed 04 14:00",
        "tomorrow": "Thu 05 09:00",
        "monday": "Mon 09 09:00",
    }
    # Sunday evening before the clocks change: tomorrow is Monday, and nine stays nine
    assert offered("2026-03-28T20:00+00:00")["monday"] == "Mon 30 09:00"
    assert "monday" not in offered("2026-03-29T20:00+00:00")
    assert "afternoon" not in offered("2026-02-04T12:45+00:00")


async def test_a_colleague_gets_it_takes_it_up_or_loses_it_to_the_queue(
    world: World, phone: Phone, office: Office
) -> None:
    ana, bob = await world.add_staff(), await world.add_staff("Bob Claes")
    await phone.asks("/human")
    await world.claims(ana, phone)
    phone.reads(), office.texts()

    async with world.at_desk(phone) as turn:
        await passing.assign(turn, ana, bob)
    await world.settle()
    [told] = phone.reads()
    assert plain(told.text).startswith("Bob of Caritas International goes on with your question")
    assert any("Bob Claes, please take it" in plain(one) for one in office.texts())
    assert (await world.conversation(phone)).assignee_id == bob.id

    await world.replies(bob, phone, "Good morning, Bob here.")
    await world.pass_time(minutes=45)
    assert (await world.conversation(phone)).assignee_id == bob.id
    assert [one.text for one in phone.reads()] == ["Good morning, Bob here."]

    async with world.at_desk(phone) as turn:
        await passing.assign(turn, bob, ana)
    await world.pass_time(minutes=30)
    assert (await world.conversation(phone)).control == Control.QUEUED
    assert any("Back in the queue: Ana Peeters" in plain(one) for one in office.texts())
    waits = (await world.rows(Handoff, Handoff.released_at.is_(None)))[0]
    assert (waits.claimed_at, waits.offered_to) == (None, None)
    assert waits.next_alert_at is not None


async def test_it_is_passed_on_only_by_its_owner_or_a_coordinator_and_only_to_who_may_see_it(
    world: World, telegram: Phone
) -> None:
    ana, bob = await world.add_staff(), await world.add_staff("Bob Claes")
    cas = await world.add_staff("Cas Worker")
    cas.role = "worker"
    gone = await world.add_staff(
        "Gone Away",
    )
    gone.left_at = START
    await telegram.asks(engine.COMPLAINT)
    await world.claims(ana, telegram)
    async with world.at_desk(telegram) as turn:
        with pytest.raises(desk.TakenBy):
            await passing.assign(turn, cas, cas)
        with pytest.raises(passing.HasLeft):
            await passing.assign(turn, ana, gone)
        with pytest.raises(passing.KeptFromThem):
            await passing.assign(turn, ana, bob)
        with pytest.raises(passing.NobodySpeaks):
            await passing.pass_to_language(turn, ana, "en")
        bob.handles_complaints = True
        await passing.assign(turn, bob, bob)
    assert (await world.conversation(telegram)).assignee_id == bob.id


async def test_whoever_speaks_a_language_is_asked_and_the_bot_goes_on_answering(
    world: World, telegram: Phone, office: Office
) -> None:
    ana, sara = await world.add_staff(), await speaker(world, "Sara Tesfay", "ti", "en")
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    telegram.reads(), office.texts()
    async with world.at_desk(telegram) as turn:
        with pytest.raises(passing.NobodySpeaks):
            await passing.pass_to_language(turn, ana, "ps")
        await passing.pass_to_language(turn, ana, "ti")
    await world.settle()
    [told] = telegram.reads()
    assert "who speaks ትግርኛ" in plain(told.text)
    assert any("asks whoever speaks ትግርኛ" in plain(one) for one in office.texts())
    assert (await world.case(telegram)).wanted_language == "ti"
    assert len(await telegram.asks(engine.QUESTION)) == 1

    await world.claims(sara, telegram)
    assert (await world.case(telegram)).wanted_language is None


async def test_a_claim_without_an_answer_returns_with_a_new_request_and_one_word_to_the_person(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    await world.pass_time(minutes=29)
    await seen(world, ana)
    assert (await world.conversation(telegram)).control == Control.HUMAN
    telegram.reads(), office.texts()

    await world.pass_time(minutes=1)
    [told] = telegram.reads()
    assert told.text.startswith("It takes longer than we thought.")
    assert "as soon as possible today" in told.text
    assert any("Back in the queue" in one for one in office.texts())
    request = (await world.rows(Handoff, Handoff.released_at.is_(None)))[0]
    assert request.requested_at == START

    await world.claims(ana, telegram)
    telegram.reads()
    await world.pass_time(minutes=31)
    assert (await world.conversation(telegram)).control == Control.QUEUED
    assert telegram.reads() == []


async def test_thanks_after_an_answer_keeps_nobody_waiting(world: World, telegram: Phone) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "The office opens at nine.")
    for words in ("Thank you!", "ok", "👍"):
        await telegram.asks(words)
    await world.pass_time(minutes=45)
    assert (await world.conversation(telegram)).assignee_id == ana.id
    await telegram.asks("And on Saturday?")
    await world.pass_time(minutes=31)
    assert (await world.conversation(telegram)).control == Control.QUEUED


async def test_what_a_colleague_who_left_had_in_hand_returns(world: World, telegram: Phone) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "Wait a moment.")
    async with world.database.transaction() as session:
        (await session.get_one(StaffMember, ana.id)).left_at = world.clock.now()
    await world.pass_time(minutes=1)
    assert (await world.conversation(telegram)).control == Control.QUEUED


async def test_who_is_helped_says_so_with_a_face_and_is_thanked_once(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    await phone.asks("/human")
    await world.replies(ana, phone, "Bring the letter.")
    phone.reads()
    async with world.at_desk(phone) as turn:
        await desk.close(turn, ana, "answered")
    await world.settle()
    [asked] = phone.reads()
    assert "Did we help you?" in asked.text
    assert await world.case(phone) is None

    [thanks] = await phone.presses("😊 Yes")
    assert thanks.text == "Thank you for telling us."
    [row] = await world.rows(CaseRating)
    assert (row.face, row.answered_at) == ("good", world.clock.now())
    assert await world.case(phone) is None


async def test_a_face_alone_answers_too_and_a_bad_one_offers_a_person(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "Bring the letter.")
    async with world.at_desk(telegram) as turn:
        await desk.close(turn, ana, "answered")
    await world.settle()
    telegram.reads()
    [sorry] = await telegram.asks("🙁")
    assert "I am sorry that it did not help" in sorry.text
    assert sorry.buttons == ("Talk to a person",)
    assert await telegram.presses("😐 A little") == []
    assert [one.face for one in await world.rows(CaseRating)] == ["fair"]


@pytest.mark.parametrize(
    ("words", "outcome"), [(engine.DANGER, "answered"), ("/human", "no_answer")]
)
async def test_nobody_is_asked_after_danger_or_when_nothing_was_answered(
    world: World, telegram: Phone, words: str, outcome: str
) -> None:
    ana = await world.add_staff()
    await telegram.asks(words)
    async with world.at_desk(telegram) as turn:
        await desk.close(turn, ana, outcome)
    await world.settle()
    assert "Did we help you?" not in "".join(one.text for one in telegram.reads())
    assert await world.rows(CaseRating) == []


async def test_a_colleague_named_in_a_note_is_told_and_others_are_not(
    world: World, telegram: Phone, office: Office
) -> None:
    ana, bob = await world.add_staff(), await world.add_staff("Bob Claes")
    await telegram.asks("/human")
    office.texts()
    async with world.at_desk(telegram) as turn:
        await desk.note(turn, ana, "@bob.claes, and mail@ana.be: can you call? @Nobody")
        number = turn.conversation.id
    await world.settle()
    [post] = office.texts()
    assert "Ana Peeters asks Bob Claes to read a note" in plain(post)
    async with world.database.reading() as session:
        assert len(await conversations.notes(session, number)) == 1
    assert await world.rows(AuditEvent, AuditEvent.action == "note")
    assert bob.id != ana.id


async def test_a_face_sent_to_a_colleague_who_is_back_rates_nothing(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "Bring the letter.")
    async with world.at_desk(telegram) as turn:
        await desk.close(turn, ana, "answered")
    await world.settle()
    world.clock.advance(dt.timedelta(minutes=1))
    await world.replies(ana, telegram, "It was refused, I hear.")
    telegram.reads()
    for words in ("🙁", "3"):
        assert await telegram.asks(words) == []
    assert [one.face for one in await world.rows(CaseRating)] == [None]
