"""Nobody is written to more than is kind: limits, pauses, "later", and the hours of each person."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from db.models import (
    AuditEvent,
    Awaiting,
    Case,
    Delivery,
    DeliveryState,
    Household,
    Occurrence,
    OccurrenceReply,
    Sponsorship,
    WelcomeGroup,
    Wish,
)
from db.occurrences import OccurrenceState
from faq.decision import Decision
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.test_checkins import agree, plan
from tests.journeys.world import World

BRUSSELS = ZoneInfo("Europe/Brussels")
S = DeliveryState


def on(day: int, hour: int, minute: int = 0, *, month: int = 2) -> dt.datetime:
    """An instant of 2026 on the clock of Brussels; 4 February is the Wednesday it starts on."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BRUSSELS).astimezone(dt.UTC)


async def checkin(world: World, family: Household, at: dt.datetime) -> None:
    local = at.astimezone(BRUSSELS)
    await plan(world, family, on=local.date(), at=local.time())


async def unprompted(world: World, phone: Phone) -> list[Delivery]:
    found = await world.deliveries(phone)
    return sorted((one for one in found if one.kind == "unprompted"), key=lambda one: one.id)


async def states(world: World, phone: Phone) -> list[tuple[str, str | None]]:
    return [(one.state, one.reason) for one in await unprompted(world, phone)]


async def test_a_third_check_in_of_a_week_waits_until_the_first_has_left_it(
    world: World, phone: Phone
) -> None:
    family = await agree(world, phone)
    for at in (on(5, 9, 30), on(6, 9)):
        await checkin(world, family, at)
        await world.at(at)
        await phone.asks("1")  # the window of WhatsApp stays open
    await world.at(on(11, 9))
    await phone.asks("نعم")
    await checkin(world, family, on(11, 10))
    phone.reads()
    await world.at(on(11, 10))

    assert (await states(world, phone))[2] == (S.HELD, "weekly_limit")
    assert (await unprompted(world, phone))[2].not_before == on(12, 8, 30)
    assert phone.reads() == []
    await world.at(on(12, 8, 30))
    assert len(phone.reads()) == 1


async def test_a_step_on_both_phones_of_a_person_is_one_message_of_the_week(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    other = world.phone("simulator")
    await other.asks(f"/start {await world.invite(family)}")
    for day in (5, 6):
        await checkin(world, family, on(day, 10))
        await world.at(on(day, 10))
    assert [len(await unprompted(world, one)) for one in (telegram, other)] == [2, 2]
    assert {state for one in (telegram, other) for state in await states(world, one)} == {
        (S.DONE, None)
    }


async def test_less_often_is_one_a_week_and_can_be_undone(world: World, phone: Phone) -> None:
    family = await agree(world, phone)
    await checkin(world, family, on(5, 9))
    await world.at(on(5, 9))
    phone.reads()
    [said] = await phone.asks("رسائل أقل")
    assert len(said.buttons) == 2
    await checkin(world, family, on(6, 8, 45))
    await world.at(on(6, 8, 45))
    assert (await states(world, phone))[1] == (S.HELD, "weekly_limit")

    await phone.presses(said.buttons[0])
    assert (await states(world, phone))[1] == (S.DONE, None)
    [wish] = await world.rows(Wish)
    assert (wish.household_id, wish.less_often, wish.changed_by) == (family.id, False, None)


async def test_a_pause_of_a_week_holds_and_ends_by_itself_and_what_came_too_late_says_why(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    [question] = await telegram.asks("pause")
    [said] = await telegram.presses(question.buttons[0])
    await telegram.presses(said.buttons[1])  # said without being asked
    [wish] = await world.rows(Wish)
    assert (wish.paused_why, wish.paused_until) == ("mourning", on(11, 0))
    telegram.reads()
    await checkin(world, family, on(6, 10))
    await checkin(world, family, on(10, 10))
    await world.at(on(6, 10))
    await world.at(on(10, 10))
    assert await states(world, telegram) == [(S.EXPIRED, "paused"), (S.HELD, "paused")]
    await world.at(on(11, 8, 30))
    assert (await states(world, telegram))[1] == (S.DONE, None)


async def test_a_pause_until_they_write_ends_when_they_write_and_nothing_is_lost(
    world: World, phone: Phone
) -> None:
    family = await agree(world, phone)
    [question] = await phone.asks("استراحة")
    [said] = await phone.presses(question.buttons[2])
    await phone.presses(said.buttons[0])  # saying why is not writing
    await checkin(world, family, on(4, 14))
    await world.at(on(4, 14))
    assert await states(world, phone) == [(S.HELD, "until_they_write")]
    phone.reads()

    shown = await phone.asks("كيف حالكم")
    assert await states(world, phone) == [(S.DONE, None)]
    assert any(len(one.buttons) == 3 for one in shown)
    [wish] = await world.rows(Wish)
    assert (wish.paused_at, wish.paused_why) == (None, None)


async def test_later_brings_the_same_question_again_and_its_answer_counts(
    world: World, phone: Phone
) -> None:
    family = await agree(world, phone)
    await checkin(world, family, on(4, 14))
    await world.at(on(4, 14))
    [asked] = phone.reads()
    [said] = await phone.asks("لاحقا")
    assert len(said.buttons) == 1
    again = (await unprompted(world, phone))[1]
    assert (again.state, again.not_before) == (S.HELD, on(5, 14))

    await phone.presses(said.buttons[0])  # in three hours
    assert [one.state for one in await unprompted(world, phone)] == [S.DONE, S.CANCELLED, S.HELD]
    phone.reads()
    await world.at(on(4, 17))
    assert [one.text for one in phone.reads()] == [asked.text]
    await phone.asks("1")
    assert await world.case(phone) is None
    await world.at(on(5, 14))
    assert len(await unprompted(world, phone)) == 3


async def test_what_waits_to_be_said_is_not_answered_by_words_for_something_else(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    await telegram.asks("اكتبوا لي الساعة 18:00")
    await checkin(world, family, on(4, 14))
    await world.at(on(4, 14))
    assert await states(world, telegram) == [(S.HELD, "chosen_hour")]
    await telegram.asks(engine.QUESTION)
    for thanks in ("ok, thank you", "1"):
        await telegram.asks(thanks)
    assert await world.rows(OccurrenceReply) == []

    await world.at(on(4, 18))
    [asked] = [one for one in await world.rows(Awaiting) if one.subject.startswith("checkin:")]
    valid = world.runtime.house.policy.question_valid
    assert (asked.asked_at, asked.expires_at) == (on(4, 18), on(4, 18) + valid)
    await telegram.asks("1")
    assert [one.answer for one in await world.rows(OccurrenceReply)] == ["good"]


async def test_what_was_answered_does_not_come_again(world: World, phone: Phone) -> None:
    family = await agree(world, phone)
    await checkin(world, family, on(4, 14))
    await world.at(on(4, 14))
    await phone.asks("لاحقا")
    await phone.asks("1")
    assert await states(world, phone) == [(S.DONE, None), (S.CANCELLED, "answered")]
    phone.reads()
    await world.at(on(5, 14))
    assert phone.reads() == []


async def test_later_without_an_open_check_in_is_no_wish(world: World, telegram: Phone) -> None:
    await agree(world, telegram)
    await telegram.asks("later")
    assert await unprompted(world, telegram) == []
    assert "later" in world.engine.asked


async def test_in_ramadan_it_comes_after_iftar_and_a_chosen_hour_holds_before(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    [said] = await telegram.asks("اكتبوا لي الساعة ١٨:٠٠")
    assert "18:00" in said.text
    await checkin(world, family, on(5, 10))
    await world.at(on(5, 10))
    assert await states(world, telegram) == [(S.HELD, "chosen_hour")]
    await world.at(on(5, 18))
    assert await states(world, telegram) == [(S.DONE, None)]

    telegram.reads()
    [menu] = await telegram.asks("/messages")
    assert len(menu.buttons) == 5
    await telegram.presses(menu.buttons[4])
    await checkin(world, family, on(20, 10))
    await world.at(on(20, 18))
    assert (await states(world, telegram))[1] == (S.HELD, "ramadan")
    await world.at(on(20, 20))
    assert (await states(world, telegram))[1] == (S.DONE, None)


async def test_sunday_morning_and_the_days_around_the_arrival_are_left_alone(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    await checkin(world, family, on(8, 10))
    await world.at(on(8, 10))
    assert await states(world, telegram) == [(S.HELD, "sunday_morning")]
    await world.at(on(8, 12))
    assert await states(world, telegram) == [(S.DONE, None)]

    async with world.database.transaction() as session:
        group = WelcomeGroup(name="Mechelen", created_at=world.clock.now())
        session.add(group)
        await session.flush()
        link = Sponsorship(
            welcome_group_id=group.id,
            household_id=family.id,
            arrival_on=dt.date(2026, 2, 17),
            created_at=world.clock.now(),
        )
        session.add(link)
    await checkin(world, family, on(17, 14))
    await world.at(on(17, 14))
    last = (await world.rows(Occurrence))[-1]
    assert (last.state, last.reason) == (OccurrenceState.PLANNED, "arrival")
    await world.at(on(19, 8, 30))
    assert (await states(world, telegram))[1] == (S.DONE, None)


async def test_an_answer_to_a_colleague_is_no_wish_and_what_waited_goes_when_they_are_done(
    world: World, telegram: Phone
) -> None:
    family = await agree(world, telegram)
    ana = await world.add_staff()
    await world.claims(ana, telegram)
    await telegram.asks("not in the morning")
    assert await world.rows(Wish) == []
    await checkin(world, family, on(4, 14))
    await world.at(on(4, 14))
    assert await states(world, telegram) == [(S.HELD, "person_in_charge")]
    await world.releases(ana, telegram)
    assert await states(world, telegram) == [(S.DONE, None)]


async def test_a_reply_at_night_goes_at_once_and_is_written_down(
    world: World, telegram: Phone
) -> None:
    await agree(world, telegram)
    ana = await world.add_staff()
    await world.replies(ana, telegram, "We call you tomorrow")
    await world.at(on(4, 22))
    telegram.reads()
    await world.replies(ana, telegram, "The appointment is at 8, not at 9")
    assert len(telegram.reads()) == 1
    urgent = [one for one in await world.rows(AuditEvent) if one.action == "urgent_reply"]
    assert [(one.staff_id, one.subject_kind) for one in urgent] == [(ana.id, "conversation")]


@pytest.mark.parametrize("text", ["نريد رسائل أقل", "write to us at 18:00"])
async def test_a_polite_wish_is_set_and_nobody_is_called_for_it(world: World, text: str) -> None:
    phone = world.phone("simulator")
    await agree(world, phone)
    world.engine.known[text] = engine.understanding(
        "en", Decision.SENSITIVE, intent="wants-a-human"
    )
    await phone.asks(text)
    assert await world.rows(Case) == []
    [row] = await world.rows(Wish)
    assert row.less_often or row.hour == dt.time(18)
