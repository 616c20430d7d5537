"""Somebody waits: what they are told, and who hears of it, by day and by night."""

import datetime as dt

from db import absences, duties, mentions, staff
from db.models import Alert, Control, StaffMember
from handlers import onboarding, passing, rota
from handlers import staff as work
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

#: 22:00 in Brussels, on a Wednesday and on the Friday after.
NIGHT = dt.datetime(2026, 2, 4, 21, 0, tzinfo=dt.UTC)
FRIDAY_NIGHT = NIGHT + dt.timedelta(days=2)
OPENING = dt.datetime(2026, 2, 5, 8, 0, tzinfo=dt.UTC)
DAY = (dt.time(9), dt.time(17))


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


async def add(world: World, name: str, *languages: str, **more: object) -> StaffMember:
    values = {"name": name, "login": name.casefold(), "role": "worker", **more}
    async with world.database.transaction() as session:
        return await staff.add(
            session,
            languages=list(languages),
            now=world.clock.now(),
            **values,  # type: ignore[arg-type]
        )


async def link(world: World, member: StaffMember) -> Phone:
    """The colleague ties their own Telegram to their account, as they really do it."""
    phone = world.phone("telegram")
    code = onboarding.new_code()
    async with world.database.transaction() as session:
        await staff.add_link(
            session,
            member.id,
            code,
            purpose="telegram",
            now=world.clock.now(),
            valid=dt.timedelta(hours=1),
        )
    [linked] = await phone.asks(f"/link {code}")
    assert "is linked" in linked.text
    return phone


async def told(world: World, *channels: str) -> list[tuple[str, int | None]]:
    return [
        (one.channel, one.staff_id)
        for one in await world.rows(Alert)
        if not channels or one.channel in channels
    ]


async def test_at_the_weekend_people_are_told_when_and_how_many_come_first(
    world: World, telegram: Phone
) -> None:
    await add(world, "Ana", "en", "nl")
    await add(world, "Omar", "ar")
    world.clock.set(FRIDAY_NIGHT)
    for other in ("simulator", "telegram"):
        [shown] = await world.phone(other).asks("/human")
    assert "1 person is before you." in plain(shown.text)
    [shown] = await telegram.asks("/human")

    assert "Nobody is there now" in shown.text
    assert "from Monday" in plain(shown.text) and "09:00" in shown.text
    assert plain(shown.text).endswith("2 people are before you.")


async def test_only_those_who_wait_for_the_same_colleagues_come_first(
    world: World, telegram: Phone
) -> None:
    await add(world, "Ana", "en")
    await add(world, "Omar", "ar")
    family = await world.add_family("ar")
    arabic = world.phone("simulator")
    await arabic.asks(f"/start {await world.invite(family)}")
    shown = await arabic.asks("/human")
    assert "دوركم هو التالي" in shown[-1].text
    [shown_too] = await telegram.asks("/human")
    assert plain(shown_too.text).endswith("You are next.")


async def test_where_nobody_speaks_the_language_no_answer_is_promised_and_coordinators_hear(
    world: World, telegram: Phone, office: Office
) -> None:
    await add(world, "Ana", "nl")
    carla = await add(world, "Carla", "nl", "fr", role="coordinator")
    [shown] = await telegram.asks("/human")

    assert "Nobody there speaks English yet" in plain(shown.text)
    assert "interpreter" in shown.text and "today" not in shown.text
    assert await told(world, "desk") == [("desk", carla.id)]
    assert any("Nobody on the staff speaks English" in plain(one) for one in office.texts())


async def test_a_colleague_who_speaks_the_language_is_waited_for_though_others_are_there(
    world: World, telegram: Phone
) -> None:
    ana = await add(world, "Ana", "en")
    await add(world, "Bob", "nl")
    async with world.database.transaction() as session:
        today = dt.date(2026, 2, 4)
        await absences.add(session, ana.id, today, today, now=world.clock.now())
    [shown] = await telegram.asks("/human")
    assert "Nobody who speaks English is there now" in plain(shown.text)
    assert "from Thursday" in plain(shown.text)


async def test_danger_at_night_wakes_whoever_is_on_duty_until_somebody_takes_it(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await add(world, "Ana", "en")
    omar = await add(world, "Omar", "ar")
    mobile = await link(world, omar)
    world.clock.set(NIGHT)
    async with world.database.transaction() as session:
        ends = NIGHT + dt.timedelta(hours=11)
        await duties.add(session, omar.id, NIGHT, ends, created_by=None, now=NIGHT)
    await telegram.asks(engine.DANGER)
    await world.pass_time(seconds=2)

    [alert] = mobile.reads()
    number = (await world.conversation(telegram)).id
    assert "English" in alert.text and "Urgent" in alert.text
    assert f"/desk/conversations/{number}" in alert.text
    assert engine.DANGER not in alert.text and "Ana" not in alert.text
    assert not any("on duty" in one for one in office.texts())
    assert {one for _, one in await told(world, "desk", "direct")} == {omar.id}

    await world.pass_time(minutes=5)
    await world.pass_time(seconds=2)
    assert len(mobile.reads()) == 1
    await world.claims(ana, telegram)
    await world.pass_time(minutes=20)
    assert mobile.reads() == []
    await world.pass_time(minutes=10)
    await world.pass_time(seconds=2)
    assert len(mobile.reads()) == 1  # taken and left alone: it is asked anew
    await world.replies(ana, telegram, "I am with you.")
    await world.pass_time(hours=3)
    assert mobile.reads() == []


async def test_danger_at_night_with_nobody_on_duty_is_said_in_the_group(
    world: World, telegram: Phone, office: Office
) -> None:
    await add(world, "Ana", "en")
    carla = await add(world, "Carla", "nl", role="coordinator")
    world.clock.set(NIGHT)
    await telegram.asks(engine.DANGER)
    assert any("nobody is there or on duty" in one for one in office.texts())
    assert await told(world, "desk") == [("desk", carla.id)]


async def test_what_can_wait_rests_at_night_and_is_told_when_the_office_opens(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await add(world, "Ana", "en")
    world.clock.set(NIGHT)
    await telegram.asks("/human")
    assert len(office.texts()) == 2, "the post, and what the person was told"
    await world.pass_time(hours=5)
    assert office.texts() == [] and await told(world, "desk") == []
    world.clock.set(OPENING)
    await world.pass_time(seconds=1)
    assert any("Still waiting" in one for one in office.texts())
    assert await told(world, "desk") == [("desk", ana.id)]


async def test_a_complaint_is_told_to_those_who_handle_complaints_and_nowhere_else(
    world: World, telegram: Phone, office: Office
) -> None:
    await add(world, "Ana", "en", role="coordinator")
    dina = await add(world, "Dina", "nl", handles_complaints=True)
    await telegram.asks(engine.COMPLAINT)
    await world.pass_time(minutes=30)
    assert office.texts() == [] and office.threads == []
    assert set(await told(world)) == {("desk", dina.id)}


async def test_a_private_alert_does_not_go_to_a_telegram_that_is_no_longer_tied(
    world: World, telegram: Phone
) -> None:
    ana = await add(world, "Ana", "en")
    mobile = await link(world, ana)
    async with world.database.transaction() as session:
        row = await session.get_one(StaffMember, ana.id)
        row.telegram_user_hash = None
    await telegram.asks("/human")
    await world.pass_time(seconds=2)
    assert mobile.reads() == []
    [alert] = [one for one in await world.rows(Alert) if one.channel == "direct"]
    assert (alert.state, alert.reason) == ("failed", "not_linked")


async def test_who_gets_it_passed_on_hears_it_alone_and_the_person_when_they_are_there(
    world: World, telegram: Phone, office: Office
) -> None:
    ana, bob = await add(world, "Ana", "en"), await add(world, "Bob", "en")
    mobile = await link(world, bob)
    async with world.database.transaction() as session:
        await rota.set_week(session, bob.id, ((), (), (), (DAY,), (), (), ()), by=None, now=NIGHT)
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    before = len(await told(world))
    telegram.reads(), mobile.reads()
    async with world.at_desk(telegram) as turn:
        await passing.assign(turn, ana, bob)
    await world.pass_time(seconds=2)
    [shown] = telegram.reads()
    assert plain(shown.text).startswith("Bob of Caritas International goes on")
    assert "from Thursday" in plain(shown.text) and "You are next" not in shown.text
    assert "Nobody is there" not in shown.text, "others are at work"
    new = (await told(world))[before:]
    assert new == [("group", None), ("desk", bob.id), ("direct", bob.id)]
    [alert] = mobile.reads()
    assert alert.text.startswith("Somebody is waiting.")


async def test_a_complaint_passed_on_is_no_post_for_the_group(
    world: World, telegram: Phone, office: Office
) -> None:
    dina, ed = [await add(world, name, "en", handles_complaints=True) for name in ("Dina", "Ed")]
    await telegram.asks(engine.COMPLAINT)
    await world.claims(dina, telegram)
    async with world.at_desk(telegram) as turn:
        await passing.assign(turn, dina, ed)
    await world.settle()
    assert office.texts() == []
    assert (await told(world))[-1] == ("desk", ed.id)


async def test_danger_written_to_a_colleague_in_charge_is_told_to_the_others(
    world: World, telegram: Phone
) -> None:
    ana, bob = await add(world, "Ana", "en"), await add(world, "Bob", "en")
    mobile = await link(world, bob)
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    await world.pass_time(minutes=1)
    assert mobile.reads() == [], "it was taken before it was told"
    await telegram.asks(engine.FIRE)
    await world.pass_time(seconds=2)
    [alert] = mobile.reads()
    assert alert.text.startswith("Somebody is waiting.")


async def test_a_complaint_leaves_the_hands_of_whom_it_may_be_about(
    world: World, telegram: Phone
) -> None:
    ana = await add(world, "Ana", "en", role="coordinator")
    dina = await add(world, "Dina", "nl", handles_complaints=True)
    mobile = await link(world, dina)
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    await world.pass_time(minutes=1)
    mobile.reads()
    await telegram.asks(engine.COMPLAINT)
    await world.pass_time(seconds=2)
    [alert] = mobile.reads()
    assert alert.text.startswith("Somebody is waiting.")
    conversation = await world.conversation(telegram)
    assert (conversation.control, conversation.assignee_id) == (Control.QUEUED, None)

    await world.claims(dina, telegram)
    await telegram.asks(engine.COMPLAINT)
    assert (await world.conversation(telegram)).assignee_id == dina.id


async def test_a_colleague_named_in_a_note_is_told_when_at_work_and_not_after_reading_it(
    world: World, telegram: Phone, office: Office
) -> None:
    ana, bob = await add(world, "Ana", "en"), await add(world, "Bob", "nl")
    mobile = await link(world, bob)
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    for moment, reads in ((world.clock.now(), 1), (NIGHT, 0)):
        world.clock.set(moment)
        async with world.at_desk(telegram) as turn:
            await work.note(turn, ana, "@bob do you know this school?")
        await world.pass_time(seconds=2)
        found = mobile.reads()
        assert len(found) == reads
        assert all(one.text.startswith("A colleague asks you to read a note.") for one in found)
    assert {name for name, who in await told(world) if who == bob.id} == {"desk", "direct"}
    number = (await world.conversation(telegram)).id
    async with world.database.transaction() as session:
        await mentions.see(session, bob, number, now=world.clock.now())
    world.clock.set(OPENING)
    await world.pass_time(seconds=2)
    assert mobile.reads() == []
