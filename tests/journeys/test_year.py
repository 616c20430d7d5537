"""The sponsorship year on the phones: two voices, answers in words, silence, and the end of it."""

import datetime as dt

import pytest

from db.models import (
    Address,
    Case,
    Consent,
    Contact,
    Household,
    Occurrence,
    OccurrenceReply,
    Purpose,
    Reason,
    Sponsorship,
)
from db.occurrences import OccurrenceState
from tests.handlers import year
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.test_checkins import DUE, plan
from tests.journeys.world import World

DAY = dt.timedelta(days=1)
SOMALI = "Haa, wax walba waa fiican yihiin, mahadsanid"


async def family(world: World, phone: Phone, language: str = "en") -> Household:
    """A family that brought its invitation and said yes."""
    home = await world.add_family(language)
    await phone.asks(f"/start {await world.invite(home)}")
    await phone.presses(phone.shows()[-1].buttons[0])
    return home


async def volunteer(world: World, phone: Phone) -> Contact:
    jan = await world.add_volunteer("en")
    await phone.asks(f"/start {await world.invite(jan)}")
    return jan


async def step(
    world: World, home: Household, jan: Contact, key: str, *sides: str, at: dt.datetime = DUE
) -> None:
    """A step of the plan that falls due for these sides of one sponsorship."""
    async with world.database.transaction() as session:
        link = Sponsorship(
            household_id=home.id, welcome_group_id=jan.welcome_group_id, created_at=at
        )
        session.add(link)
        await session.flush()
        ours = year.Circle(home=home, link=link)
        for side in sides:
            await year.due(session, ours, key, side, at)


async def test_family_and_group_answer_the_same_step_and_neither_sees_the_other(
    world: World, telegram: Phone, office: Office
) -> None:
    theirs = world.phone("simulator")
    home, jan = await family(world, theirs), await volunteer(world, telegram)
    await telegram.asks("/human")  # a topic of the staff group shows what the volunteer says
    await step(world, home, jan, "week-6", "family", "group")
    office.texts(), theirs.reads(), telegram.reads()
    await world.at(DUE)
    assert "between you and the volunteers" in theirs.reads()[0].text
    assert "between you and the family" in telegram.reads()[0].text

    [thanks] = await theirs.presses("So-so")
    assert "small things" in thanks.text
    await telegram.asks("All good with us")
    posted = " ".join(office.texts())
    assert not any(one in posted for one in ("All good", "good to hear", "between you"))
    await telegram.presses("I need help")

    answers = {one.address_id: one.answer for one in await world.rows(OccurrenceReply)}
    assert answers == {
        (await world.address(theirs)).id: "so_so",
        (await world.address(telegram)).id: "need_help",
    }
    assert [one.text for one in theirs.reads() + telegram.reads()] == []
    case = await world.case(telegram)
    assert case is not None and case.confidential, "only staff read a private step"
    assert "I need help" not in " ".join(office.texts())


@pytest.mark.parametrize("after", ["fine", "a question", "something else"])
async def test_what_is_said_in_words_is_an_answer_and_a_question_in_it_is_answered(
    world: World, telegram: Phone, after: str
) -> None:
    home = await family(world, telegram, "so" if after == "fine" else "en")
    await plan(world, home)
    await world.at(DUE)
    telegram.reads()
    if after == "fine":
        [thanks] = await telegram.asks(SOMALI)
        assert thanks.text.startswith("Mahadsanid")
    elif after == "a question":
        said = f"All good. {engine.QUESTION}"
        world.engine.known[said] = engine.answer("en", engine.ENTRY)
        thanks, answer = await telegram.asks(said)
        assert "good to hear" in thanks.text and "bank" in answer.text
    else:
        [thanks] = await telegram.asks("All good. But who paints the wall?")
        assert "answers your question" in thanks.text

    [reply] = await world.rows(OccurrenceReply)
    assert reply.answer == ("words" if after == "something else" else "good")
    assert reply.text
    assert (await world.case(telegram) is not None) == (after == "something else")


async def test_danger_comes_before_an_answer_to_a_check_in(world: World, telegram: Phone) -> None:
    await plan(world, await family(world, telegram))
    await world.at(DUE)
    telegram.reads()
    assert await telegram.asks(engine.DANGER) != []
    case = await world.case(telegram)
    assert case is not None and case.reason == Reason.SENSITIVE
    assert await world.rows(OccurrenceReply) == []


async def test_two_check_ins_without_a_word_become_one_case(world: World, telegram: Phone) -> None:
    home = await family(world, telegram)
    for days in (0, 7, 14):
        await plan(world, home, on=(DUE + days * DAY).date())
    for days in (0, 3, 7):
        await world.at(DUE + days * DAY)
    assert await world.rows(Case) == [], "three days have not passed since the second one"
    await world.at(DUE + 10 * DAY)
    [case] = await world.rows(Case)
    assert (case.reason, case.confidential) == (Reason.SILENCE, True)
    for days in (14, 17):
        await world.at(DUE + days * DAY)
    assert len(await world.rows(Case)) == 1


async def test_two_check_ins_that_reach_nobody_become_one_case(
    world: World, telegram: Phone
) -> None:
    home = await family(world, telegram)
    for days in (0, 7, 14):
        await plan(world, home, on=(DUE + days * DAY).date())
    async with world.database.transaction() as session:
        address = await session.get_one(Address, (await world.address(telegram)).id)
        address.reachable = False
    for days in (0, 2, 7):
        await world.at(DUE + days * DAY)
    first = (await world.rows(Occurrence))[0]
    assert (first.state, first.reason) == (OccurrenceState.EXPIRED, "unreachable")
    assert await world.rows(Case) == [], "they may be reached again before the second one expires"
    await world.at(DUE + 9 * DAY)
    [case] = await world.rows(Case)
    assert (case.reason, case.confidential) == (Reason.SILENCE, True)
    for days in (14, 16):
        await world.at(DUE + days * DAY)
    assert len(await world.rows(Case)) == 1


async def test_any_word_in_between_is_no_silence(world: World, telegram: Phone) -> None:
    home = await family(world, telegram)
    for days in (0, 7):
        await plan(world, home, on=(DUE + days * DAY).date())
    await world.at(DUE)
    await world.at(DUE + 7 * DAY)
    await telegram.asks(engine.QUESTION)
    await world.at(DUE + 10 * DAY)
    assert await world.rows(Case) == []


@pytest.mark.parametrize("label", ["Keep writing", "No more messages"])
async def test_the_last_words_of_the_year_ask_whether_to_go_on(
    world: World, telegram: Phone, label: str
) -> None:
    lotte = world.phone("simulator")
    home, jan = await family(world, telegram), await volunteer(world, lotte)
    await step(world, home, jan, "end", "family")
    await world.at(DUE)
    telegram.reads()
    await telegram.presses(label)
    await step(world, home, jan, "after-90", "family", at=DUE + 90 * DAY)
    await world.at(DUE + 90 * DAY)

    later = (await world.rows(Occurrence))[-1]
    said = [(one.purpose, one.state) for one in await world.rows(Consent)]
    if label == "Keep writing":
        assert said[-1] == (Purpose.AFTER_SUPPORT, "given")
        assert later.state == OccurrenceState.SENT
        assert "Some months have passed" in telegram.reads()[-1].text
    else:
        assert said[-1] == (Purpose.AFTER_SUPPORT, "withdrawn")
        assert (Purpose.CHECKINS, "withdrawn") not in said, "appointments are reminded of still"
        assert (later.state, later.reason) == (OccurrenceState.SKIPPED, "consent_withdrawn")


async def test_a_group_is_not_asked_to_go_on_and_a_bare_no_ends_nothing(
    world: World, telegram: Phone
) -> None:
    lotte = world.phone("simulator")
    home, jan = await family(world, telegram), await volunteer(world, lotte)
    await step(world, home, jan, "end", "family")
    await step(world, home, jan, "end-group", "group")
    telegram.reads(), lotte.reads()
    await world.at(DUE)
    [closing] = lotte.reads()
    assert closing.buttons == ("Good", "Let us talk") and "unless" not in closing.text
    await telegram.asks("no")
    assert "end" not in {one.answer for one in await world.rows(OccurrenceReply)}

    async with world.database.transaction() as session:  # as an earlier version asked
        [earlier] = [one for one in await world.rows(Occurrence) if one.side == "group"]
        (await session.get_one(Occurrence, earlier.id)).step_key = "end"
    payload = f"checkin:{earlier.id}:end"
    pressed = {"id": "sim-in-y", "from": lotte.id, "kind": "button", "payload": payload}
    await world.take_in("simulator", pressed)
    await world.settle()
    assert "end" in {one.answer for one in await world.rows(OccurrenceReply)}
    assert "withdrawn" not in {one.state for one in await world.rows(Consent)}


async def test_an_answer_to_what_another_family_was_asked_is_no_answer(
    world: World, telegram: Phone
) -> None:
    stranger = world.phone("simulator")
    await plan(world, await family(world, telegram))
    await family(world, stranger)
    await world.at(DUE)
    [asked] = await world.rows(Occurrence)
    stranger.reads()
    payload = f"checkin:{asked.id}:good"
    pressed = {"id": "sim-in-x", "from": stranger.id, "kind": "button", "payload": payload}
    await world.take_in("simulator", pressed)
    await world.settle()
    assert "does not work any more" in stranger.reads()[-1].text
    assert await world.rows(OccurrenceReply) == []
