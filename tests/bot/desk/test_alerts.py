"""Alerts at the open desk, and what a conversation's page says about who was told."""

import datetime as dt
import json

from db.models import Alert, AlertState, Priority, Reason
from tests.bot.desk.streams import opened
from tests.bot.desk.world import World


async def test_an_open_desk_hears_that_somebody_waits_and_nothing_of_whom(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben", languages=("nl",))
    thread = await world.talk(await world.family(), text="My secret")
    case = await world.case(thread)
    async with opened(world, await world.signed_in(ana)) as stream:
        event = await stream.until("alert")
        # another case, while the page is open
        other = await world.talk(phone="phone-2")
        await world.case(other, priority=Priority.TODAY)
        world.runtime.signals.ring()
        second = json.loads((await stream.until("alert"))["data"])
    shown = json.loads(event["data"])
    assert shown["title"] == "Somebody is waiting"
    assert shown["body"] == "Arabic · Not urgent"
    assert shown["link"] == f"/desk/conversations/{case.conversation_id}"
    assert "secret" not in event["data"] and "invented" not in event["data"]
    assert second["id"] > shown["id"] and second["link"].endswith(str(other.id))
    assert (await world.fresh(Alert, shown["id"])).state == AlertState.SENT

    world.runtime.signals.close()
    async with opened(world, await world.signed_in(ben)) as stream:
        assert "alert" not in await stream.end(), "it is not in his languages"


async def test_what_is_old_or_taken_is_not_shown_again(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    old = await world.talk()
    await world.case(old)
    world.clock.advance(dt.timedelta(minutes=10))
    taken = await world.talk(phone="phone-2")
    await world.case(taken)
    await browser.act(taken.id, "claim")
    async with opened(world, browser) as stream:
        await stream.until("changed")
        world.runtime.signals.close()
        assert "alert" not in await stream.end()


async def test_the_page_shows_who_was_told_and_how_many_come_before(world: World) -> None:
    await world.colleague("Ana")
    carla = await world.colleague("Carla", languages=("fr",))
    first, second = await world.talk(), await world.talk(phone="phone-2")
    await world.case(first)
    await world.case(second)
    browser = await world.signed_in(await world.colleague("Dina"))
    page = (await browser.get(f"/desk/conversations/{first.id}")).text
    assert "first in the queue" in page
    assert "1 alert<" in page and "Ana" in page and "desk not open" in page
    told = page.split('class="alerted"')[1].split("</details>")[0]
    assert "Ana" in told and carla.name not in told
    page = (await browser.get(f"/desk/conversations/{second.id}")).text
    assert "1 case is before it" in page
    await browser.act(first.id, "claim")
    page = (await browser.get(f"/desk/conversations/{second.id}")).text
    assert "first in the queue" in page


async def test_a_complaint_says_that_only_those_who_handle_them_are_told(world: World) -> None:
    ana, dina = await world.colleague("Ana"), await world.colleague("Dina", complaints=True)
    thread = await world.talk()
    await world.case(
        thread, Reason.SENSITIVE, priority=Priority.TODAY, independent=True, confidential=True
    )
    browser = await world.signed_in(dina)
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "Dina" in page and ana.name not in page


async def test_whoever_was_told_can_open_the_link_also_in_another_language(world: World) -> None:
    dina = await world.colleague("Dina", languages=("nl",), complaints=True)
    ben = await world.signed_in(await world.colleague("Ben", languages=("nl",)))
    thread = await world.talk(language="ar")
    path = f"/desk/conversations/{thread.id}"
    browser = await world.signed_in(dina)
    assert (await browser.get(path)).status_code == 404
    await world.case(
        thread, Reason.SENSITIVE, priority=Priority.TODAY, independent=True, confidential=True
    )
    assert (await browser.get(path)).status_code == 200
    assert (await ben.get(path)).status_code == 404


async def test_an_alert_is_kept_back_once_its_case_became_a_complaint(world: World) -> None:
    ana = await world.colleague("Ana")
    await world.colleague("Dina", complaints=True)
    thread = await world.talk()
    await world.case(thread)
    await world.case(thread, Reason.SENSITIVE, intent="misconduct", independent=True)
    async with opened(world, await world.signed_in(ana)) as stream:
        await stream.until("changed")
        world.runtime.signals.close()
        assert "alert" not in await stream.end()


async def test_the_button_for_notifications_needs_its_script_and_hides_without_it(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    page = (await browser.get("/desk/")).text
    assert '<button class="quiet" data-allow-alerts hidden>' in page
    script = await browser.get("/desk/static/alerts.js")
    assert script.status_code == 200 and "Notification" in script.text
