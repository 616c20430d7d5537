"""Danger, in a language that nobody here has reviewed."""

import datetime as dt
import re
from collections.abc import Sequence

import pytest

from db.models import (
    AuditEvent,
    Case,
    Delivery,
    DeliveryState,
    Household,
    Occurrence,
    Priority,
    Reason,
)
from db.occurrences import OccurrenceState
from faq.decision import Decision
from handlers import checkins, safety
from handlers import staff as desk
from locales import languages
from locales.texts import emergency
from locales.texts import topics as posts
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

#: The last of what is said after violence.
QUESTION = "Is it safe to write to you on this phone?"
YES, NO = "Yes, it is safe", "No, not safe"
#: A day and a time in daylight, in the WhatsApp window of the clock's first instant.
DAY, AFTERNOON = dt.date(2026, 2, 4), dt.time(14)
DUE = dt.datetime(2026, 2, 4, 13, tzinfo=dt.UTC)
ETHIOPIC = re.compile(r"[\u1200-\u137f]")


async def test_a_draft_in_tigrinya_is_followed_by_english_and_french_each_with_numbers(
    world: World, phone: Phone, office: Office
) -> None:
    tigrinya, english, french = (await phone.asks(engine.DANGER_TI))[:3]

    intent = world.house.knowledge.intents["domestic-violence"]
    assert ETHIOPIC.search(tigrinya.text)
    assert not ETHIOPIC.search(english.text + french.text)
    assert intent.says_first[:30] in english.text
    for shown in (tigrinya, english, french):
        assert all(number in shown.text for number in intent.numbers)
    case = await world.case(phone)
    assert case is not None
    assert (case.reason, case.priority, case.confidential) == (
        Reason.SENSITIVE,
        Priority.URGENT,
        True,
    )
    [post] = office.texts()
    assert "Confidential request" in post and "ትግርኛ" in post
    assert engine.DANGER_TI not in post


async def test_a_complaint_goes_to_whoever_handles_complaints_and_not_into_the_group(
    world: World, telegram: Phone, office: Office
) -> None:
    shown = await telegram.asks(engine.COMPLAINT)

    assert "not your welcome group" in shown[-1].text
    case = await world.case(telegram)
    assert case is not None and case.independent and case.confidential
    assert not any(engine.COMPLAINT in one for one in office.texts())


# --- is it safe to write to this phone?


async def unsafe(world: World, phone: Phone) -> Case:
    """Somebody was hit, and says that others may read the phone."""
    await phone.asks(engine.DANGER)
    assert await phone.presses(NO) == []
    case = await world.case(phone)
    assert case is not None
    return case


async def plan_checkin(world: World, phone: Phone) -> None:
    """A family whose phone this is has agreed to be asked how it is."""
    family = await world.add_family("en")
    await phone.asks(f"/start {await world.invite(family)}")
    await phone.asks("yes")
    async with world.database.transaction() as session:
        home = await session.get_one(Household, family.id)
        await checkins.plan(
            session, home, step="how-are-you", on=DAY, at=AFTERNOON, now=world.clock.now()
        )


async def held(world: World, phone: Phone) -> Sequence[Delivery]:
    return [one for one in await world.deliveries(phone) if one.reason == "not_safe"]


@pytest.mark.parametrize("intent", sorted(safety.READ_BY_OTHERS))
async def test_after_the_numbers_of_violence_it_is_asked_whether_the_phone_is_safe(
    world: World, phone: Phone, intent: str
) -> None:
    assert intent in world.house.knowledge.intents
    world.engine.known[engine.DANGER] = engine.understanding(
        "en", Decision.SENSITIVE, intent=intent
    )
    first, question = await phone.asks(engine.DANGER)

    assert all(number in first.text for number in world.house.knowledge.intents[intent].numbers)
    assert (question.text, question.buttons) == (QUESTION, (YES, NO))


@pytest.mark.parametrize("text", [engine.FIRE, engine.COMPLAINT])
async def test_after_other_dangers_it_is_not_asked(
    world: World, telegram: Phone, text: str
) -> None:
    shown = await telegram.asks(text)
    assert not any(one.text == QUESTION for one in shown)


@pytest.mark.parametrize("code", [one for one in languages.EMERGENCY if one != "en"])
async def test_the_question_is_whole_in_every_language_of_emergencies(
    world: World, telegram: Phone, code: str
) -> None:
    world.engine.known[engine.DANGER] = engine.understanding(
        code, Decision.SENSITIVE, intent="domestic-violence"
    )
    question = (await telegram.asks(engine.DANGER))[-1]

    say = world.house.words.say
    words = (emergency.SAFE_TO_WRITE, emergency.YES_SAFE, emergency.NOT_SAFE)
    asked, *labels = (say(one, code) for one in words)
    assert (question.text, question.buttons) == (asked, tuple(labels))
    assert question.text != QUESTION


async def test_a_no_is_kept_told_to_staff_and_answered_with_silence(
    world: World, phone: Phone, office: Office
) -> None:
    case = await unsafe(world, phone)

    assert case.brief["unsafe"] is True
    assert (await world.address(phone)).unsafe_at == world.clock.now()
    confidential, warning = office.texts()
    assert "Confidential request" in confidential
    assert warning == posts.NOT_SAFE.english


async def test_a_yes_is_kept_in_the_brief(world: World, phone: Phone, office: Office) -> None:
    await phone.asks(engine.DANGER)
    [told] = await phone.presses(YES)

    assert told.text == "I have told a person of the team."
    case = await world.case(phone)
    assert case is not None and case.brief["unsafe"] is False
    assert (await world.address(phone)).unsafe_at is None
    assert len(office.texts()) == 1


@pytest.mark.parametrize(
    ("word", "kept"), [("no", True), ("yes", False), ("2", True), ("ok", None), ("okay", None)]
)
async def test_the_question_is_answered_in_words_and_an_okay_says_nothing(
    world: World, telegram: Phone, word: str, kept: bool | None
) -> None:
    await telegram.asks(engine.DANGER)
    await telegram.asks(word)
    case = await world.case(telegram)
    assert case is not None and case.brief.get("unsafe") is kept


async def test_a_later_yes_is_not_believed_until_staff_say_so(
    world: World, telegram: Phone
) -> None:
    await unsafe(world, telegram)
    assert await telegram.presses(YES) == []
    case = await world.case(telegram)
    assert case is not None and case.brief["unsafe"] is True
    assert (await world.address(telegram)).unsafe_at is not None


async def test_what_the_person_writes_is_still_answered(world: World, phone: Phone) -> None:
    await unsafe(world, phone)
    assert (await phone.asks(engine.QUESTION))[-1].buttons[0] == "This helped"
    first, *rest = await phone.asks(engine.DANGER)
    assert "112" in first.text
    assert not any(one.text == QUESTION for one in (first, *rest))


async def test_nobody_announces_themselves_on_a_phone_that_is_not_safe(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    await unsafe(world, phone)
    await world.claims(ana, phone)
    await world.releases(ana, phone)
    await world.claims(ana, phone)
    async with world.at_desk(phone) as turn:
        await desk.close(turn, ana, "answered")
    await world.settle()
    assert phone.reads() == []


async def test_a_colleagues_reply_waits_until_the_person_writes(world: World, phone: Phone) -> None:
    ana = await world.add_staff()
    await unsafe(world, phone)
    await world.replies(ana, phone, "Can you talk?")
    assert phone.reads() == []
    [waiting] = await held(world, phone)
    assert waiting.state == DeliveryState.HELD

    await world.pass_time(hours=2)
    assert phone.reads() == []
    assert [one.text for one in await phone.asks("I am alone now")] == ["Can you talk?"]


@pytest.mark.parametrize("wrote_again", [True, False])
async def test_a_closed_window_is_not_announced_on_a_phone_that_is_not_safe(
    world: World, whatsapp: Phone, wrote_again: bool
) -> None:
    await world.approve_templates()
    ana = await world.add_staff()
    await unsafe(world, whatsapp)
    if wrote_again:
        world.clock.advance(dt.timedelta(minutes=1))
        await whatsapp.asks(engine.HELLO)
    await world.pass_time(hours=25)
    await world.replies(ana, whatsapp, "Can you talk?")
    await world.pass_time(hours=2)
    assert whatsapp.reads() == []


async def test_a_checkin_waits_with_its_reason_until_staff_release_the_phone(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    await plan_checkin(world, phone)
    await unsafe(world, phone)
    phone.reads()
    await world.at(DUE)
    assert phone.reads() == []
    [waiting] = await world.rows(Occurrence)
    assert (waiting.state, waiting.reason) == (OccurrenceState.PLANNED, "not_safe")

    await world.marks_safe(ana, phone)
    await world.pass_time(minutes=16)

    [checkin] = phone.reads()
    assert "How are you and your family?" in checkin.text
    [sent] = await world.rows(Occurrence)
    assert (sent.state, sent.reason) == (OccurrenceState.SENT, None)


async def test_a_checkin_that_waits_too_long_says_why_it_did_not_go(
    world: World, telegram: Phone
) -> None:
    await plan_checkin(world, telegram)
    await unsafe(world, telegram)
    await world.at(DUE)
    await world.at(DUE + dt.timedelta(days=2, minutes=1))
    [late] = await world.rows(Occurrence)
    assert (late.state, late.reason) == (OccurrenceState.EXPIRED, "not_safe")


async def test_a_checkin_on_its_way_is_held_when_the_phone_is_not_safe_any_more(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await plan_checkin(world, telegram)
    await telegram.asks(engine.DANGER)
    await world.replies(ana, telegram, "We are here for you.")
    await world.at(DUE)
    await telegram.presses(NO)
    await world.releases(ana, telegram)
    await world.pass_time(hours=1)
    [waiting] = await held(world, telegram)
    assert (waiting.kind, waiting.state) == ("unprompted", DeliveryState.HELD)

    telegram.reads()
    await world.marks_safe(ana, telegram)
    [checkin] = telegram.reads()
    assert "How are you and your family?" in checkin.text


async def test_the_release_is_audited_and_told_in_the_topic(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await unsafe(world, telegram)
    office.texts()
    await world.marks_safe(ana, telegram)

    [post] = office.texts()
    assert "Ana Peeters" in post and "safe to write to this phone again" in post
    released = await world.rows(AuditEvent, AuditEvent.action == "safe")
    assert [one.staff_id for one in released] == [ana.id]
    case = await world.case(telegram)
    assert case is not None and "unsafe" not in case.brief
    assert (await world.address(telegram)).unsafe_at is None
    await world.marks_safe(ana, telegram)
    assert office.texts() == []


async def test_the_next_case_of_an_unsafe_phone_begins_with_the_warning(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await unsafe(world, telegram)
    async with world.at_desk(telegram) as turn:
        await desk.close(turn, ana, "answered")
    await world.settle()
    office.texts()
    await telegram.asks("/human")

    case = await world.case(telegram)
    assert case is not None and case.brief["unsafe"] is True
    assert posts.NOT_SAFE.english in office.texts()


async def test_whether_the_phone_is_safe_is_heard_though_a_colleague_spoke_since(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks(engine.DANGER)
    await world.claims(ana, telegram)
    world.clock.advance(dt.timedelta(minutes=1))
    await world.replies(ana, telegram, "I am with you.")
    await telegram.asks("no")
    assert (await world.address(telegram)).unsafe_at == world.clock.now()
