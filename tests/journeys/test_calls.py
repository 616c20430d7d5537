"""A person asks to be called: day, time, number, reminder, change; nobody has two calls at once."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.desk import access
from db import staff
from db.models import (
    Alert,
    AuditEvent,
    CallState,
    CaseState,
    Control,
    Delivery,
    DeliveryState,
    Handoff,
    PhoneCall,
    Reason,
    StaffMember,
)
from handlers import calling, reach, snoozing
from handlers import staff as work
from tests.bot.desk.world import Browser
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone, Shown
from tests.journeys.test_checkins import DUE, agree, come_in, plan
from tests.journeys.world import World

NUMBER, WRITTEN = "+32470123456", "0470 12 34 56"
#: The clock starts on Wednesday 4 February 2026 at 10:00 in Brussels.
FIRST = dt.datetime(2026, 2, 4, 9, 20, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2026, 2, 5, 8, tzinfo=dt.UTC)
WEDNESDAY, NEXT_DAY = "Wednesday, February 4, 2026", "Thursday, February 5, 2026"


@pytest.fixture(params=("telegram", "whatsapp"))
def phone(world: World, request: pytest.FixtureRequest) -> Phone:
    """Somebody who has never written, where the number is asked for and where it is known."""
    return world.phone(request.param)


async def colleague(world: World, name: str = "Ana Peeters", *spoken: str) -> StaffMember:
    async with world.database.transaction() as session:
        return await staff.add(
            session,
            name=name,
            login=name.casefold().replace(" ", "."),
            role="worker",
            languages=spoken or ("en", "ar", "fr"),
            now=world.clock.now(),
        )


@contextlib.asynccontextmanager
async def at_the_desk(world: World, member: StaffMember) -> AsyncIterator[Browser]:
    """A browser in which this colleague is signed in."""
    async with world.database.transaction() as session:
        token = await access.open_session(session, member, now=world.clock.now())
    browser = Browser(world.runtime)
    browser.http.cookies.set(access.COOKIE, token)
    yield browser
    await browser.http.aclose()


async def choose(phone: Phone, *, day: str = NEXT_DAY, time: str = "09:00") -> Shown:
    """Ask for a call in English, up to the question that follows the time."""
    await phone.asks("call me")
    await phone.presses("English")
    await phone.presses(day)
    return (await phone.presses(time))[-1]


async def book(phone: Phone, *, day: str = NEXT_DAY, time: str = "09:00") -> Shown:
    """Ask for a call in English and agree it on the number of these journeys."""
    asked = await choose(phone, day=day, time=time)
    if "Another number" in asked.buttons:
        await phone.presses("Another number")
    [booked] = await phone.asks(WRITTEN)
    return booked


async def the_call(world: World) -> PhoneCall:
    calls = await world.rows(PhoneCall, PhoneCall.state == CallState.BOOKED)
    assert len(calls) == 1
    call: PhoneCall = calls[0]
    return call


async def test_a_call_is_agreed_from_the_word_to_the_inbox(
    world: World, phone: Phone, office: Office
) -> None:
    ana = await colleague(world)
    [languages] = await phone.asks("Call me back!")
    assert "English" in languages.text + str(languages.buttons)
    [days] = await phone.presses("English")
    assert all(day in days.text + str(days.buttons) for day in (WEDNESDAY, NEXT_DAY))
    [times] = await phone.presses(WEDNESDAY)
    assert WEDNESDAY in times.text
    assert "10:20" in times.text + str(times.buttons)  # sooner than in a quarter of an hour: no

    [asked] = await phone.presses("10:20")
    if phone.channel == "whatsapp":
        assert asked.buttons == ("Yes, this number", "Another number")
        [booked] = await phone.asks("yes")
    else:
        assert "Which telephone number" in asked.text
        [booked] = await phone.asks(WRITTEN)

    call = await the_call(world)
    assert (call.starts_at, call.staff_id, call.language) == (FIRST, ana.id, "en")
    assert call.number == (f"{phone.id}" if phone.channel == "whatsapp" else NUMBER)
    assert f"{WEDNESDAY}, 10:20" in booked.text and "Language: English" in booked.text
    assert booked.buttons == ("Change the time", "No call")
    assert "one hour before" not in booked.text and "112" in booked.text
    case = await world.case(phone)
    assert case is not None
    assert (case.reason, case.confidential, case.id) == (Reason.CALLBACK, True, call.case_id)
    posts = " ".join(office.texts())
    assert "A call is agreed" in posts and "470" not in posts


async def test_times_that_do_not_fit_under_one_message_come_on_further_pages(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await telegram.asks("/call")
    await telegram.presses("English")
    [first] = await telegram.presses(NEXT_DAY)
    assert first.buttons[0] == "09:00" and first.buttons[-2:] == ("Later", "Another day")
    [second] = await telegram.presses("Later")
    assert second.buttons[0] == "11:00"
    [again] = await telegram.presses("Another day")
    assert len(again.buttons) == 3


async def test_a_time_can_be_written_and_one_that_is_not_free_is_said_to_be_gone(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await telegram.asks("call me")
    await telegram.presses("English")
    await telegram.presses(NEXT_DAY)
    gone, _days = await telegram.asks("18h20")
    assert "not free any more" in gone.text
    await telegram.presses(NEXT_DAY)
    await telegram.asks("14.40")
    [held] = await world.rows(PhoneCall)
    assert held.starts_at == dt.datetime(2026, 2, 5, 13, 40, tzinfo=dt.UTC)


async def test_a_bad_number_gets_a_clear_sentence_and_can_be_written_again(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await choose(telegram)
    for wrong in ("0470 12", "0900 12 345", "+979 1234 5678", "my own one"):
        [refused] = await telegram.asks(wrong)
        assert "We cannot call this number" in refused.text
        assert (await world.rows(PhoneCall))[0].number is None
    await telegram.asks("0032 470 12.34.56")
    assert (await the_call(world)).number == NUMBER


async def test_a_question_while_a_number_is_awaited_is_answered_and_the_number_still_counts(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await choose(telegram)
    [answer] = await telegram.asks(engine.HELLO)
    assert "What is your question" in answer.text
    await telegram.asks(WRITTEN)
    assert (await the_call(world)).number == NUMBER


async def test_a_wrong_number_is_put_right_by_writing_another_one(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await book(telegram)
    [shown] = await telegram.asks("+49 1511 2345678")
    assert "+4915112345678" in shown.text
    assert (await the_call(world)).number == "+4915112345678"


async def test_who_speaks_the_language_calls_and_an_interpreter_helps_with_any(
    world: World, telegram: Phone
) -> None:
    await colleague(world, "Ben", "nl")
    home = await world.add_family("ti")
    await telegram.asks(f"/start {await world.invite(home)}")
    [languages] = await telegram.asks("ደውሉለይ")
    assert languages.buttons == ("Nederlands", "ምስ ተርጓሚ")  # in Tigrinya throughout
    await telegram.presses("ምስ ተርጓሚ")
    days = telegram.shows()[-1].buttons
    await telegram.presses(days[0])
    await telegram.presses("10:20")
    [booked] = await telegram.asks(WRITTEN)
    call = await the_call(world)
    assert (call.language, call.interpreter) == ("ti", True)
    assert "ትግርኛ · ምስ ተርጓሚ" in booked.text and "04/02/2026 10:20" in booked.text


@pytest.mark.parametrize(
    ("spoken", "offered"),
    [
        (("nl", "fr"), ("Nederlands", "Français")),  # no interpreter between two who speak Dutch
        (("fr",), ("Français", "Met een tolk")),
    ],
)
async def test_an_interpreter_is_offered_only_where_nobody_speaks_what_the_person_reads(
    world: World, telegram: Phone, spoken: tuple[str, ...], offered: tuple[str, ...]
) -> None:
    await colleague(world, "Ben", *spoken)
    await telegram.asks(f"/start {await world.invite(await world.add_volunteer('nl'))}")
    [languages] = await telegram.asks("bel me")
    assert languages.buttons == offered


async def test_where_only_one_language_is_left_the_day_is_asked_at_once(
    world: World, telegram: Phone
) -> None:
    await colleague(world, "Ben", "nl")
    await telegram.asks(f"/start {await world.invite(await world.add_volunteer('nl'))}")
    [days] = await telegram.asks("bel me")
    assert "Op welke dag" in days.text and "woensdag 4 februari 2026" in days.buttons


async def test_the_reminder_comes_an_hour_before_once_and_names_nobody(
    world: World, phone: Phone
) -> None:
    await world.approve_templates()
    await colleague(world)
    booked = await book(phone, time="10:20")
    assert "one hour before" in booked.text
    await world.at(dt.datetime(2026, 2, 5, 8, 19, tzinfo=dt.UTC))
    assert phone.reads() == []
    await phone.asks("thanks")  # the window is open again
    await world.at(dt.datetime(2026, 2, 5, 8, 20, tzinfo=dt.UTC))
    await world.pass_time(minutes=1)
    [reminder] = phone.reads()
    assert "A reminder from Caritas International: we call you" in reminder.text
    assert "10:20" in reminder.text and "470" not in reminder.text
    assert reminder.buttons == ("Change the time", "No call")


async def test_somebody_is_alerted_at_the_time_of_a_call_whatever_became_of_its_case(
    world: World, telegram: Phone
) -> None:
    ana, other = await colleague(world), world.phone("telegram")
    await book(telegram, time="10:20")
    await book(other, time="10:40")
    async with world.at_desk(telegram) as turn:
        await work.close(turn, ana, "answered")
    async with world.at_desk(other) as turn:
        await snoozing.snooze(turn, ana, turn.now + dt.timedelta(days=3))
    await world.at(dt.datetime(2026, 2, 5, 8, 40, tzinfo=dt.UTC))
    for phone in (telegram, other):
        assert "A reminder" in phone.reads()[-1].text
        case = await world.case(phone)
        assert case is not None and case.state == CaseState.OPEN
        [request] = await world.rows(
            Handoff, Handoff.case_id == case.id, Handoff.released_at.is_(None)
        )
        [call] = await world.rows(PhoneCall, PhoneCall.case_id == case.id)
        assert request.next_alert_at is not None and request.next_alert_at <= call.starts_at


async def test_who_was_called_has_been_answered(world: World, telegram: Phone) -> None:
    ana = await colleague(world)
    await book(telegram, day=WEDNESDAY, time="10:20")
    await telegram.asks("What about the letter?")
    async with world.at_desk(telegram) as turn:
        await work.claim(turn, ana)
        call = await turn.session.get_one(PhoneCall, (await the_call(world)).id)
        await calling.mark_done(turn, call, ana, close=False)
    await world.pass_time(minutes=45)
    assert (await world.conversation(telegram)).control == Control.HUMAN
    await telegram.asks("And the other letter?")
    await world.pass_time(minutes=31)
    assert (await world.conversation(telegram)).control == Control.QUEUED


async def test_a_reminder_that_could_not_go_in_time_does_not_go(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await book(telegram, time="10:20")
    telegram.reads()
    world.clock.set(dt.datetime(2026, 2, 5, 8, 20, tzinfo=dt.UTC))
    await world.tick()
    world.clock.set(dt.datetime(2026, 2, 5, 9, 21, tzinfo=dt.UTC))
    await world.settle()
    assert telegram.reads() == []
    [reminder] = await world.rows(Delivery, Delivery.kind == "reminder")
    assert reminder.state == DeliveryState.EXPIRED


async def test_nothing_goes_unasked_to_a_phone_that_is_not_safe(
    world: World, telegram: Phone
) -> None:
    ana = await colleague(world)
    await telegram.asks(engine.DANGER)
    await telegram.presses("No, not safe")
    booked = await book(telegram, time="10:20")
    assert "one hour before" not in booked.text
    await world.at(dt.datetime(2026, 2, 5, 8, 20, tzinfo=dt.UTC))
    await world.pass_time(minutes=30)
    assert telegram.reads() == []
    async with world.at_desk(telegram) as turn:
        call = await turn.session.get_one(PhoneCall, (await the_call(world)).id)
        await calling.mark_missed(turn, call, ana)
    await world.settle()
    assert telegram.reads() == []
    assert "another time" not in " ".join(one.text for one in await telegram.asks("hello"))


async def test_the_time_is_changed_by_the_button_and_the_number_is_not_asked_again(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await book(telegram)
    await telegram.presses("Change the time")
    await telegram.presses(NEXT_DAY)
    [booked] = await telegram.presses("09:40")
    assert "09:40" in booked.text
    call = await the_call(world)
    assert (call.starts_at, call.number) == (THURSDAY + dt.timedelta(minutes=40), NUMBER)
    [moved] = await world.rows(PhoneCall, PhoneCall.state == CallState.MOVED)
    assert moved.starts_at == THURSDAY


@pytest.mark.parametrize("way", ["No call", "إلغاء", "bel me niet"])
async def test_a_call_is_cancelled_by_button_or_word_and_its_time_is_free(
    world: World, telegram: Phone, way: str
) -> None:
    await colleague(world)
    await book(telegram)
    [said] = await (telegram.presses(way) if way == "No call" else telegram.asks(way))
    assert "we do not call you" in said.text
    [call] = await world.rows(PhoneCall)
    assert (call.state, call.remind_at) == (CallState.CANCELLED, None)
    # nothing else was asked: nobody is called to a time at which nothing happens
    assert await world.case(telegram) is None
    assert (await world.conversation(telegram)).control == Control.BOT
    other = world.phone("telegram")
    await book(other)
    assert (await the_call(world)).starts_at == THURSDAY


async def test_who_takes_a_call_back_and_asked_for_more_or_is_not_safe_is_still_looked_at(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    unsafe = world.phone("telegram")
    await telegram.asks("/human")
    for phone in (telegram, unsafe):
        await book(phone, time="09:00" if phone is telegram else "09:20")
    async with world.at_desk(unsafe) as turn:
        turn.address.unsafe_at = turn.now
    for phone in (telegram, unsafe):
        await phone.presses("No call")
        case = await world.case(phone)
        assert case is not None and case.state == CaseState.OPEN
        [request] = await world.rows(Handoff, Handoff.case_id == case.id)
        assert request.next_alert_at is not None
        assert request.next_alert_at <= world.clock.now() + dt.timedelta(minutes=5)


async def test_what_is_asked_after_a_call_was_agreed_neither_waits_for_it_nor_ends_with_it(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await book(telegram)
    await telegram.asks("/human")
    case = await world.case(telegram)
    assert case is not None
    [request] = await world.rows(Handoff, Handoff.case_id == case.id)
    soon = world.clock.now() + world.house.policy.alert_after
    assert request.next_alert_at == soon
    await telegram.asks("bel me niet")
    assert [one.state for one in await world.rows(PhoneCall)] == [CallState.CANCELLED]
    kept = await world.case(telegram)
    assert kept is not None and (kept.id, kept.state) == (case.id, CaseState.OPEN)
    [request] = await world.rows(Handoff, Handoff.released_at.is_(None))
    assert request.next_alert_at == soon


async def test_an_old_button_takes_back_no_later_call(world: World, telegram: Phone) -> None:
    await colleague(world)
    await book(telegram)
    old = telegram.shows()[-1]
    await telegram.presses("Change the time")
    await telegram.presses(NEXT_DAY)
    await telegram.presses("10:00")
    first = [one for one in world.telegram.sent_to(telegram.person.id) if one.text == old.text][-1]  # type: ignore[attr-defined]
    await world.hook_telegram(world.telegram.presses(telegram.person, first, "No call"))  # type: ignore[attr-defined]
    await world.settle()
    assert "does not work any more" in telegram.reads()[-1].text
    assert (await the_call(world)).starts_at == THURSDAY + dt.timedelta(hours=1)


async def test_a_time_without_a_number_is_free_again_and_a_person_looks_why(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await choose(telegram)
    assert await world.case(telegram) is None
    await world.pass_time(minutes=31)
    [call] = await world.rows(PhoneCall)
    assert call.state == CallState.LAPSED
    case = await world.case(telegram)
    assert case is not None and case.reason == Reason.CALLBACK
    [gone] = await telegram.asks(WRITTEN)
    assert gone.buttons == ("Choose a time",)


async def test_nobody_free_is_said_and_passed_on(world: World, telegram: Phone) -> None:
    world.arrange(working_hours="sun 09:00-09:10")  # shorter than any call
    await colleague(world)
    await telegram.asks("call me")
    said = await telegram.presses("English")
    assert "no free time" in said[0].text and "passed this on" in said[1].text
    case = await world.case(telegram)
    assert case is not None and case.reason == Reason.CALLBACK


async def test_a_checkin_answered_call_me_offers_a_time(world: World, phone: Phone) -> None:
    await colleague(world)
    await plan(world, await agree(world, phone))
    await world.at(DUE)
    label = phone.reads()[-1].buttons[2]
    [thanks] = await phone.presses(label)
    assert thanks.buttons == ("اختيار وقت",)
    [languages] = await phone.presses("اختيار وقت")
    assert "العربية" in languages.text + str(languages.buttons)


async def test_beside_the_offer_of_a_person_stands_that_of_a_call(
    world: World, phone: Phone
) -> None:
    await colleague(world)
    [unsure] = await phone.asks(engine.UNKNOWN)
    assert unsure.buttons == ("Talk to a person", "Please call me")
    [asked] = await phone.presses("Please call me")
    assert "In which language" in asked.text


async def test_without_calls_a_person_is_asked_for(world: World, telegram: Phone) -> None:
    world.arrange(calls_at_once=0)
    await telegram.asks("call me")
    case = await world.case(telegram)
    assert case is not None and case.reason == Reason.ASKED
    [unsure] = await telegram.asks(engine.UNKNOWN)
    assert "Please call me" not in unsure.buttons


async def test_staff_call_in_vain_the_person_chooses_again_and_they_talk(
    world: World, phone: Phone
) -> None:
    ana = await colleague(world)
    await book(phone, day=WEDNESDAY, time="10:20")
    world.clock.set(FIRST + dt.timedelta(minutes=5))
    async with at_the_desk(world, ana) as browser:
        first = await the_call(world)
        assert f'href="tel:{NUMBER}"' in (await browser.get("/desk/calls")).text
        await browser.post(f"/desk/calls/{first.id}/missed", "/desk/calls")
        await world.settle()
        assert "nobody answered" in phone.reads()[-1].text
        await phone.presses("Choose a time")
        await phone.presses("English")
        await phone.presses(WEDNESDAY)
        [booked] = await phone.presses("11:00")  # the number is known
        assert "11:00" in booked.text
        again = await the_call(world)
        assert ">11:00</time>" in (await browser.get("/desk/calls")).text
        await browser.post(f"/desk/calls/{again.id}/done", "/desk/calls", close="1")
    await world.settle()
    assert await world.case(phone) is None
    deeds = [one.action for one in await world.rows(AuditEvent)]
    assert [one for one in deeds if one.startswith("call_")] == ["call_missed", "call_done"]


async def test_staff_move_a_call_and_the_person_reads_when(world: World, phone: Phone) -> None:
    ana = await colleague(world)
    await book(phone)
    phone.reads()
    async with world.at_desk(phone) as turn:
        call = await turn.session.get_one(PhoneCall, (await the_call(world)).id)
        with pytest.raises(calling.NotFree):
            await calling.move(turn, call, ana, THURSDAY - dt.timedelta(hours=3))
        await calling.move(turn, call, ana, THURSDAY + dt.timedelta(hours=2))
    await world.settle()
    [moved] = phone.reads()
    assert "11:00" in moved.text and moved.buttons == ("Change the time", "No call")


async def test_a_lost_phone_takes_its_call_and_its_number_with_it(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    await agree(world, telegram)
    await telegram.asks("اتصلوا بي")
    await telegram.presses("العربية")
    await telegram.presses(telegram.shows()[-1].buttons[1])
    await telegram.presses("09:00")
    await telegram.asks(WRITTEN)
    number = (await world.address(telegram)).id
    async with world.database.transaction() as session:
        await reach.detach(session, world.house, number, member=None, now=world.clock.now())
    [call] = await world.rows(PhoneCall)
    assert (call.state, call.number) == (CallState.CANCELLED, None)


async def test_stop_keeps_the_call_and_ends_the_reminder(world: World, telegram: Phone) -> None:
    await colleague(world)
    await book(telegram, time="10:20")
    await telegram.asks("STOP")
    await world.at(dt.datetime(2026, 2, 5, 8, 20, tzinfo=dt.UTC))
    assert telegram.reads() == []
    assert (await the_call(world)).starts_at == THURSDAY + dt.timedelta(minutes=80)


async def test_whoever_asks_for_a_call_after_stop_is_reminded_of_it(
    world: World, phone: Phone
) -> None:
    await colleague(world)
    await come_in(world, phone, "en")
    await phone.asks("STOP")
    await world.pass_time(minutes=1)
    await book(phone, time="10:20")
    phone.reads()
    await world.at(dt.datetime(2026, 2, 5, 8, 20, tzinfo=dt.UTC))
    [reminder] = await world.rows(Delivery, Delivery.kind == "reminder")
    assert (reminder.state, reminder.reason) == (DeliveryState.DONE, None)


async def test_whoever_wants_the_last_time_first_gets_it_and_nobody_else(world: World) -> None:
    """However many want one time at once: as many calls as colleagues, and no more than lines."""
    count, lines = 3, 2
    world.arrange(calls_at_once=lines)
    for number in range(count):
        await colleague(world, f"Colleague {number}")
    phones = [world.phone("simulator") for _ in range(5)]
    for phone in phones:
        await phone.asks("call me")
        await phone.presses("English")
        await phone.presses(NEXT_DAY)
    for phone in phones:
        await phone.taps("09:00")
    await asyncio.gather(*(world.intake.drain() for _ in phones))
    await world.settle()
    held = await world.rows(PhoneCall, PhoneCall.state == CallState.HELD)

    assert len(held) == min(count, lines)
    assert len({one.staff_id for one in held}) == len({one.line for one in held}) == len(held)
    gone = [one for one in phones if "not free any more" in str(one.reads())]
    assert len(gone) == len(phones) - len(held)


async def test_numbers_are_erased_some_time_after_the_call(world: World, telegram: Phone) -> None:
    await colleague(world)
    await book(telegram)
    await world.pass_time(days=29)
    assert (await the_call(world)).number == NUMBER
    await world.pass_time(days=3)
    assert (await the_call(world)).number is None


async def test_call_me_asks_for_a_call_though_the_engine_hears_a_wish_for_a_person(
    world: World, telegram: Phone
) -> None:
    await colleague(world)
    [asked] = await telegram.asks(engine.CALL_ME)
    assert "English" in asked.buttons
    assert await world.case(telegram) is None


async def test_whoever_complained_is_called_by_who_handles_complaints_and_the_group_hears_nothing(
    world: World, telegram: Phone, office: Office
) -> None:
    await colleague(world)
    await telegram.asks("/human")
    await telegram.asks(engine.COMPLAINT)
    office.texts(), telegram.reads()
    await telegram.asks("call me")
    assert "no free time" in (await telegram.presses("English"))[0].text
    lea = await colleague(world, "Lea Janssens")
    async with world.database.transaction() as session:
        (await session.get_one(StaffMember, lea.id)).handles_complaints = True
    await book(telegram)
    call = await the_call(world)
    assert call.staff_id == lea.id
    await telegram.asks("No call")
    assert office.texts() == []


async def test_whoever_is_to_call_is_alerted_at_the_time_and_others_when_nothing_happens(
    world: World, telegram: Phone
) -> None:
    ana, bob = await colleague(world), await colleague(world, "Bob Claes")
    await book(telegram, time="09:20")
    planned = (await the_call(world)).staff_id
    assert [one for one in await world.rows(Alert) if one.channel == "desk"] == []
    world.clock.set(THURSDAY + dt.timedelta(minutes=20))
    await world.pass_time(seconds=1)
    told = {one.staff_id for one in await world.rows(Alert) if one.channel == "desk"}
    assert told == {planned}
    await world.pass_time(minutes=40)
    told = {one.staff_id for one in await world.rows(Alert) if one.channel == "desk"}
    assert told == {ana.id, bob.id}


async def test_what_answers_a_colleague_changes_no_call_and_a_button_still_does(
    world: World, phone: Phone
) -> None:
    ana = await colleague(world)
    await book(phone)
    await world.claims(ana, phone)
    phone.reads()
    await phone.asks("0471 11 22 33")  # nobody else has asked anything yet
    assert (await the_call(world)).number == "+32471112233"

    world.clock.advance(dt.timedelta(minutes=1))
    await world.replies(ana, phone, "How many rooms? And the landlord's number, please.")
    phone.reads()
    for words in ("2", "0472 44 55 66", "no"):
        assert await phone.asks(words) == []
        assert (await the_call(world)).number == "+32471112233"
    [cancelled] = await phone.presses("No call")
    assert "112" not in cancelled.text
    assert {one.state for one in await world.rows(PhoneCall)} == {CallState.CANCELLED}
