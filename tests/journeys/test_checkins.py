"""A family comes in by invitation, agrees, is asked how it is, and answers."""

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from db.models import (
    Consent,
    Control,
    DeliveryState,
    Household,
    Occurrence,
    OccurrenceReply,
    Reason,
)
from db.occurrences import OccurrenceState
from handlers import checkins
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World

BRUSSELS = ZoneInfo("Europe/Brussels")
#: The Wednesday on which the clock starts, and an afternoon in its WhatsApp window.
DAY = dt.date(2026, 2, 4)
AFTERNOON = dt.time(14)
DUE = dt.datetime(2026, 2, 4, 13, tzinfo=dt.UTC)
NEXT_DAY = dt.date(2026, 2, 5)
YES, NO = "نعم", "لا"


async def come_in(world: World, phone: Phone, language: str = "ar") -> Household:
    """A family brings its invitation."""
    family = await world.add_family(language)
    await phone.asks(f"/start {await world.invite(family)}")
    return family


async def agree(world: World, phone: Phone) -> Household:
    """A family brings its invitation and says yes in its own word."""
    family = await come_in(world, phone)
    await phone.asks(YES)
    return family


async def plan(
    world: World, family: Household, on: dt.date = DAY, at: dt.time = AFTERNOON
) -> Occurrence:
    async with world.database.transaction() as session:
        home = await session.get_one(Household, family.id)
        return await checkins.plan(
            session, home, step="how-are-you", on=on, at=at, now=world.clock.now()
        )


async def occurrence(world: World) -> Occurrence:
    found: list[Occurrence] = list(await world.rows(Occurrence))
    assert len(found) == 1
    return found[0]


async def reply(world: World) -> OccurrenceReply:
    """The one answer that is there; its occurrence still counts as sent."""
    assert (await occurrence(world)).state == OccurrenceState.SENT
    [found] = await world.rows(OccurrenceReply)
    assert isinstance(found, OccurrenceReply)
    return found


async def test_an_invitation_brings_the_consent_question_in_the_familys_language(
    world: World, phone: Phone
) -> None:
    family = await world.add_family("ar")
    welcome, question = await phone.asks(f"/start {await world.invite(family)}")

    assert "\u2068Caritas International\u2069" in welcome.text
    assert question.buttons[:2] == (YES, NO)
    assert not any("a" <= sign <= "z" for sign in question.text)
    assert (await world.address(phone)).household_id == family.id


@pytest.mark.parametrize("answer", ["1", "١", YES, "نعم.", "yes", "JA"])
async def test_consent_is_given_by_number_or_by_word(
    world: World, telegram: Phone, answer: str
) -> None:
    await come_in(world, telegram)
    await telegram.asks(answer)

    [consent] = await world.rows(Consent)
    assert (consent.state, consent.language) == ("given", "ar")
    assert consent.wording_version == world.house.policy.consent_wording
    assert consent.how == f"telegram:{'number' if answer in ('1', '١') else 'word'}"


async def test_consent_is_refused_by_a_button_and_questions_stay_possible(
    world: World, phone: Phone
) -> None:
    await come_in(world, phone)
    await phone.presses(NO)
    assert [one.state for one in await world.rows(Consent)] == ["withdrawn"]
    assert await phone.asks(engine.QUESTION_AR) != []


async def test_a_checkin_goes_at_the_local_time_with_the_arabic_date_and_three_buttons(
    world: World, phone: Phone
) -> None:
    family = await agree(world, phone)
    await plan(world, family)
    phone.reads()
    await world.at(DUE - dt.timedelta(minutes=1))
    assert phone.reads() == []

    await world.at(DUE)

    [shown] = phone.reads()
    assert "الأربعاء" in shown.text and "2026" in shown.text and "فبراير" in shown.text
    assert len(shown.buttons) == 3
    assert (await occurrence(world)).state == OccurrenceState.SENT


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_checkin_is_answered_by_its_button(world: World, phone: Phone, place: int) -> None:
    await plan(world, await agree(world, phone))
    await world.at(DUE)
    labels = phone.reads()[-1].buttons
    [thanks] = await phone.presses(labels[place])

    assert (await reply(world)).answer == ("good", "need_help", "call")[place]
    case = await world.case(phone)
    assert (case is None) == (place == 0)
    assert "شكر" in thanks.text


@pytest.mark.parametrize("number", ["2", "٢"])
async def test_need_help_as_a_number_opens_a_case(
    world: World, telegram: Phone, number: str
) -> None:
    await plan(world, await agree(world, telegram))
    await world.at(DUE)
    await telegram.asks(number)

    case = await world.case(telegram)
    assert case is not None
    assert (case.reason, case.priority, case.confidential) == (Reason.CHECKIN, "today", True)
    assert (await reply(world)).answer == "need_help"


async def test_own_words_in_arabic_are_kept_and_read_by_a_person(
    world: World, phone: Phone
) -> None:
    await plan(world, await agree(world, phone))
    await world.at(DUE)
    phone.reads()
    [thanks] = await phone.asks(engine.HOMESICK_AR)

    answered = await reply(world)
    assert (answered.answer, answered.text) == ("words", engine.HOMESICK_AR)
    assert "شكر" in thanks.text
    assert await world.case(phone) is not None


async def test_a_question_while_a_checkin_is_open_is_answered_from_the_faq(
    world: World, telegram: Phone
) -> None:
    await plan(world, await agree(world, telegram))
    await world.at(DUE)
    telegram.reads()
    assert await telegram.asks(engine.QUESTION_AR) != []
    assert await world.rows(OccurrenceReply) == []


async def test_without_consent_nothing_is_sent_and_the_reason_is_shown(
    world: World, telegram: Phone
) -> None:
    await plan(world, await come_in(world, telegram))
    telegram.reads()
    await world.at(DUE)

    assert telegram.reads() == []
    waiting = await occurrence(world)
    assert (waiting.state, waiting.reason) == (OccurrenceState.PLANNED, "no_consent")

    await telegram.asks(YES)
    await world.pass_time(minutes=16)
    assert (await occurrence(world)).state == OccurrenceState.SENT


async def test_a_family_that_never_wrote_is_waited_for_until_it_is_too_late(world: World) -> None:
    await plan(world, await world.add_family())
    await world.at(DUE)
    assert (await occurrence(world)).reason == "first_contact"
    await world.at(DUE + dt.timedelta(days=2))
    expired = await occurrence(world)
    assert (expired.state, expired.reason) == (OccurrenceState.EXPIRED, "first_contact")


@pytest.mark.parametrize("word", ["STOP", "stop!", "stoppen", "arrêter", "توقف", "إيقاف", "/stop"])
async def test_stop_in_any_language_ends_checkins_and_nothing_else(
    world: World, telegram: Phone, word: str
) -> None:
    await plan(world, await agree(world, telegram))
    await telegram.asks(word)
    await world.at(DUE)

    skipped = await occurrence(world)
    assert (skipped.state, skipped.reason) == (OccurrenceState.SKIPPED, "consent_withdrawn")
    assert len(telegram.reads()) == 0
    assert await telegram.asks(engine.QUESTION_AR) != []
    assert [one.state for one in await world.rows(Consent)] == ["given", "withdrawn"]


async def test_stop_within_a_sentence_stops_nothing(world: World, telegram: Phone) -> None:
    await agree(world, telegram)
    await telegram.asks("The bus does not stop here any more")
    assert [one.state for one in await world.rows(Consent)] == ["given"]


async def test_only_an_explicit_yes_subscribes_again(world: World, phone: Phone) -> None:
    await agree(world, phone)
    [stopped] = await phone.asks("STOP")
    for text in (engine.QUESTION_AR, engine.HELLO, "ok", YES, "/start"):
        await phone.asks(text)
    assert [one.state for one in await world.rows(Consent)] == ["given", "withdrawn"]

    await phone.presses(stopped.buttons[0])
    assert [one.state for one in await world.rows(Consent)] == ["given", "withdrawn", "given"]


async def test_a_checkin_already_on_its_way_is_withdrawn_by_stop(
    world: World, telegram: Phone
) -> None:
    await plan(world, await agree(world, telegram), on=NEXT_DAY, at=dt.time(6))
    await world.at(dt.datetime(2026, 2, 5, 5, tzinfo=dt.UTC))
    await telegram.asks("STOP")

    [unprompted] = [one for one in await world.deliveries(telegram) if one.kind == "unprompted"]
    assert (unprompted.state, unprompted.reason) == (DeliveryState.CANCELLED, "no_consent")


async def test_quiet_hours_hold_a_checkin_until_half_past_eight(world: World, phone: Phone) -> None:
    await plan(world, await agree(world, phone), on=NEXT_DAY, at=dt.time(6))
    phone.reads()
    await world.at(dt.datetime(2026, 2, 5, 5, tzinfo=dt.UTC))
    [held] = [one for one in await world.deliveries(phone) if one.kind == "unprompted"]
    assert (held.state, held.reason) == (DeliveryState.HELD, "quiet_hours")
    await world.at(dt.datetime(2026, 2, 5, 7, 29, tzinfo=dt.UTC))
    assert phone.reads() == []

    await world.at(dt.datetime(2026, 2, 5, 7, 30, tzinfo=dt.UTC))
    assert len(phone.reads()) == 1


async def test_a_checkin_expires_rather_than_come_days_late(world: World, telegram: Phone) -> None:
    family = await agree(world, telegram)
    await plan(world, family)
    ana = await world.add_staff()
    await world.claims(ana, telegram)
    await world.at(DUE)
    [held] = [one for one in await world.deliveries(telegram) if one.kind == "unprompted"]
    assert (held.state, held.reason) == (DeliveryState.HELD, "person_in_charge")

    await world.at(DUE + dt.timedelta(days=2, minutes=1))
    [late] = [one for one in await world.deliveries(telegram) if one.kind == "unprompted"]
    assert (late.state, late.reason) == (DeliveryState.EXPIRED, "person_in_charge")


async def test_a_person_in_charge_holds_a_checkin_until_release(world: World, phone: Phone) -> None:
    await plan(world, await agree(world, phone))
    ana = await world.add_staff()
    await world.claims(ana, phone)
    phone.reads()
    await world.at(DUE)
    assert phone.reads() == []

    await world.releases(ana, phone)
    assert sorted(len(one.buttons) for one in phone.reads()) == [0, 3]
    assert (await world.conversation(phone)).control == Control.BOT


async def test_two_workers_that_tick_at_once_send_a_checkin_once(
    world: World, telegram: Phone
) -> None:
    await plan(world, await agree(world, telegram))
    telegram.reads()
    world.clock.set(DUE)
    now = world.clock.now()
    await asyncio.gather(*(world.ticks.checkins(now) for _ in range(4)))
    other = world.outbox(world.channel("telegram"), "another worker")
    await asyncio.gather(world.settle(), other.drain())
    await world.tick()
    await world.settle()

    assert len(telegram.reads()) == 1


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        # 02:30 does not exist in this night: moved forward by the gap, to 03:30
        (dt.date(2026, 3, 29), dt.time(2, 30), dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)),
        (dt.date(2026, 3, 29), dt.time(10), dt.datetime(2026, 3, 29, 8, tzinfo=dt.UTC)),
        (dt.date(2026, 3, 28), dt.time(10), dt.datetime(2026, 3, 28, 9, tzinfo=dt.UTC)),
        # 02:30 exists twice in this night: the first one counts
        (dt.date(2026, 10, 25), dt.time(2, 30), dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 25), dt.time(10), dt.datetime(2026, 10, 25, 9, tzinfo=dt.UTC)),
    ],
)
async def test_the_clock_changes_and_a_checkin_comes_once_at_its_local_time(
    world: World, telegram: Phone, day: dt.date, time: dt.time, instant: dt.datetime
) -> None:
    family = await agree(world, telegram)
    planned = await plan(world, family, on=day, at=time)
    assert planned.due_at == instant
    telegram.reads()

    await world.at(instant - dt.timedelta(minutes=1))
    assert (await occurrence(world)).state == OccurrenceState.PLANNED
    await world.at(instant)
    assert (await occurrence(world)).state == OccurrenceState.SENT
    for _ in range(3):
        await world.pass_time(hours=1)
    # both nights end on a Sunday, which is quiet until noon
    start = dt.time(12) if day.weekday() == 6 else dt.time(8, 30)
    free = dt.datetime.combine(day, start, BRUSSELS)
    if world.clock.now() < free:
        assert telegram.reads() == []
        await world.at(free)

    assert len(telegram.reads()) == 1


async def test_quiet_hours_end_at_the_new_local_time_after_the_clock_changed(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    await plan(world, family, on=dt.date(2026, 3, 28), at=dt.time(23))
    telegram.reads()
    await world.at(dt.datetime(2026, 3, 28, 22, tzinfo=dt.UTC))
    await world.at(dt.datetime(2026, 3, 29, 9, 59, tzinfo=dt.UTC))
    assert telegram.reads() == []
    await world.at(dt.datetime(2026, 3, 29, 10, tzinfo=dt.UTC))  # noon of a Sunday
    assert len(telegram.reads()) == 1


async def test_a_volunteer_is_welcomed_by_name_in_their_language(
    world: World, phone: Phone
) -> None:
    jan = await world.add_volunteer("nl")
    [shown] = await phone.asks(f"/start {await world.invite(jan)}")
    assert "Jan" in shown.text and "onthaalgroep" in shown.text
    assert (await world.address(phone)).contact_id == jan.id


async def test_a_used_a_wrong_and_an_expired_invitation_are_refused_in_a_clear_sentence(
    world: World, phone: Phone
) -> None:
    jan = await world.add_volunteer()
    used, late = await world.invite(jan), await world.invite(jan)
    await world.phone("telegram").asks(f"/start {used}")
    world.clock.advance(dt.timedelta(days=15))
    for code in (used, late, "WRONGCODE2"):
        [shown] = await phone.asks(f"/start {code}")
        assert "This invitation does not work" in shown.text
    assert (await world.address(phone)).contact_id is None
    answer = await phone.asks(engine.QUESTION)
    short = world.house.knowledge.entries[engine.ENTRY].short
    assert short[:40] in answer[0].text, "a question is answered all the same"


async def test_one_word_of_ten_letters_is_a_question_and_no_invitation(
    world: World, telegram: Phone
) -> None:
    [shown] = await telegram.asks("department")
    assert "invitation" not in shown.text


async def test_a_household_phone_is_one_conversation_for_several_people(
    world: World, phone: Phone
) -> None:
    family = await agree(world, phone)
    conversation = await world.conversation(phone)
    await phone.asks("/human")
    case = await world.case(phone)
    assert case is not None and case.brief["household_id"] == family.id
    assert case.conversation_id == conversation.id
    assert [one.household_id for one in await world.rows(Consent)] == [family.id]
