"""The window closes while somebody waits: staff are warned once, and not of what is answered."""

import datetime as dt

from db.models import Alert, DeliveryState, StaffMember, WindowWarning
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

#: Most of WhatsApp's window of 24 hours; less than an hour is left.
ALMOST = dt.timedelta(hours=23, minutes=10)


async def warnings(world: World) -> list[tuple[str, int | None]]:
    found = await world.rows(Alert, Alert.kind == "window")
    return [(one.channel, one.staff_id) for one in found]


async def waits(world: World, phone: Phone) -> StaffMember:
    """Somebody has asked for a person, and a colleague works here."""
    ana = await world.add_staff()
    await phone.asks("/human")
    return ana


async def test_staff_hear_once_that_the_window_closes_on_somebody_who_waits(
    world: World, whatsapp: Phone, office: Office
) -> None:
    ana = await waits(world, whatsapp)
    await world.pass_time(hours=22, minutes=55)
    assert await warnings(world) == [], "more than an hour is left"
    await world.pass_time(minutes=15)

    assert await warnings(world) == [("group", None), ("desk", ana.id)]
    assert any("less than an hour more" in one for one in office.texts())
    await world.pass_time(minutes=10)
    assert len(await warnings(world)) == 2
    await world.pass_time(hours=2)
    assert len(await world.rows(WindowWarning)) == 1, "it is closed: nothing to warn of"


async def test_the_next_window_is_another_one(world: World, whatsapp: Phone) -> None:
    await waits(world, whatsapp)
    for count in (1, 2):
        await world.pass_time(hours=23, minutes=10)
        assert len(await world.rows(WindowWarning)) == count
        await whatsapp.asks("Is anybody there?")


async def test_nobody_is_warned_of_what_is_answered_or_needs_no_answer(
    world: World, whatsapp: Phone, telegram: Phone
) -> None:
    ana = await waits(world, whatsapp)
    await world.replies(ana, whatsapp, "Come on Monday.")
    await whatsapp.asks("thank you")
    await telegram.asks("/human")
    world.clock.advance(ALMOST)
    await world.ticks.windows(world.clock.now())
    assert await world.rows(WindowWarning) == []


async def test_whoever_has_it_in_hand_is_warned_and_nobody_else(
    world: World, whatsapp: Phone
) -> None:
    ana = await waits(world, whatsapp)
    await world.add_staff("Ben Claes")
    await world.claims(ana, whatsapp)
    world.clock.advance(ALMOST)
    await world.ticks.windows(world.clock.now())
    assert await warnings(world) == [("group", None), ("desk", ana.id)]


async def test_the_reply_that_came_too_late_is_held_until_anything_is_written(
    world: World, whatsapp: Phone
) -> None:
    """From the warning to the end: notice, text held, and any word at all releases it."""
    await world.approve_templates()
    ana = await waits(world, whatsapp)
    await world.pass_time(hours=23, minutes=10)
    await world.pass_time(hours=2)
    whatsapp.reads()
    await world.replies(ana, whatsapp, "The answer")
    [notice] = whatsapp.reads()
    assert notice.text.startswith("answer_waits en")
    held = [one for one in await world.deliveries(whatsapp) if one.kind == "reply"]
    assert [(one.state, one.reason) for one in held] == [(DeliveryState.HELD, "window")]
    shown = await whatsapp.asks("እወ")
    assert "The answer" in [one.text for one in shown]


async def test_while_nobody_can_be_told_no_warning_is_kept(world: World, whatsapp: Phone) -> None:
    """Without a group, and before anybody is at work: whoever comes in time hears of it."""
    world.arrange(staff_chat_id=None)
    await whatsapp.asks("/human")
    world.clock.advance(ALMOST)
    await world.ticks.windows(world.clock.now())
    assert await warnings(world) == []
    assert await world.rows(WindowWarning) == []
    ana = await world.add_staff()
    for _ in range(2):
        await world.pass_time(minutes=1)
        assert await warnings(world) == [("desk", ana.id)]
