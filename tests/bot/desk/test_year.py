"""The year on a sponsorship's page: looked at before it is saved, told message by message."""

import datetime as dt
import re

from bot import scheduler
from bot.media import MediaWorker
from db import deliveries, planning
from db.models import (
    Address,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Household,
    Occurrence,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from handlers import sponsorships
from handlers.sponsorships import Dates
from tests.bot.desk.world import World

SEEN = re.compile(r'name="(seen)" value="([^"]+)"')
DAY = dt.timedelta(days=1)


async def _linked(
    world: World, arrival: dt.date, name: str = "Al-Hamdan"
) -> tuple[Sponsorship, str]:
    """A family with its group and a year; the address of its page."""
    home, group = await world.family(name), await world.group(f"The group of {name}")
    await world.volunteer("Lotte", language="nl", welcome_group_id=group.id)
    async with world.runtime.database.transaction() as session:
        row = await sponsorships.link(
            session,
            world.runtime.house,
            await session.get_one(Household, home.id),
            await session.get_one(WelcomeGroup, group.id),
            staff_id=None,
            dates=Dates(arrival_on=arrival),
            member=await session.get_one(StaffMember, 1),
            now=world.now,
        )
    return row, f"/desk/sponsorships/{row.id}"


async def _one(world: World, row: Sponsorship, key: str, side: str = "family") -> Occurrence:
    async with world.runtime.database.reading() as session:
        every = await planning.steps_of_household(session, row.household_id)
    return next(one for one in every if (one.step_key, one.side) == (key, side))


def _form(page: str, **dates: str) -> dict[str, str]:
    return {**dict(SEEN.findall(page)), **dates}


async def test_other_dates_are_shown_before_they_are_saved(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    arrival = world.now.date() + 10 * DAY
    row, path = await _linked(world, arrival)
    async with world.runtime.database.transaction() as session:
        sent = await session.get_one(Occurrence, (await _one(world, row, "pre-3", "group")).id)
        sent.state = "sent"
    page = (await browser.get(path)).text
    form = _form(page, arrival_on=(arrival - 25 * DAY).isoformat(), card_expires_on="2027-05-01")
    look = await browser.post(path, **form)
    assert look.status_code == 200
    for words in ("These move", "These are planned", "not sent again", "The day of these has"):
        assert words in look.text
    # nothing is saved yet
    assert (await world.fresh(Sponsorship, row.id)).arrival_on == arrival
    assert (await _one(world, row, "week-1")).local_date == arrival + 7 * DAY
    shown = look.text.split('class="panel preview-year"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    hidden.pop("csrf")
    assert set(re.findall(r'type="radio" name="([^"]+)"', shown)) >= {"late-week-1", "late-hello"}
    # "for one week now" is not true on the fifteenth day
    week, hello = (shown.split(f'name="late-{key}"')[1:] for key in ("week-1", "hello"))
    assert [one.split('"')[1] for one in week] == ["undecided", "skip"]
    assert [one.split('"')[1] for one in hello] == ["undecided", "now", "skip"]
    assert "its words would not be true any more" in shown
    chosen = {**hidden, "late-hello": "now", "late-week-2": "skip"}
    saved = await browser.post(path, **chosen)
    assert saved.headers["location"] == f"{path}?done=saved"
    assert (await world.fresh(Sponsorship, row.id)).card_expires_on == dt.date(2027, 5, 1)
    first = await _one(world, row, "hello")
    assert first.state == "planned" and first.due_at <= world.now
    assert (await _one(world, row, "week-2", "group")).reason == "late"
    assert (await _one(world, row, "week-1-group", "group")).reason == "late_undecided"
    assert (await _one(world, row, "pre-3", "group")).state == "sent"
    # the same look is out of date once it was saved
    stale = await browser.post(path, **{**chosen, "arrival_on": arrival.isoformat()})
    assert stale.status_code == 409


async def test_dates_that_cannot_be_are_refused_before_anything_is_shown(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, path = await _linked(world, world.now.date())
    form = _form((await browser.get(path)).text, arrival_on="2026-03-01")
    wrong = await browser.post(path, **form, support_ends_on="2026-02-01")
    assert (wrong.status_code, "before the arrival" in wrong.text) == (422, True)
    assert "preview-year" not in wrong.text
    assert (await world.fresh(Sponsorship, row.id)).arrival_on == world.now.date()


async def test_each_message_says_where_it_stands_and_why(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, path = await _linked(world, world.now.date() - 8 * DAY)
    thread = await world.talk(await world.fresh(Household, row.household_id))
    message = (await world.last(thread))[0]
    sent, waits = await _one(world, row, "month-1"), await _one(world, row, "month-3")
    async with world.runtime.database.transaction() as session:
        one = await session.get_one(Occurrence, sent.id)
        one.state, one.sent_at = "sent", world.now
        (await session.get_one(Occurrence, waits.id)).reason = "first_contact"
        address = await session.get_one(Address, thread.address_id)
        key = f"occurrence:{sent.id}:{address.id}"
        number = await deliveries.queue(
            session,
            message,
            address,
            kind=DeliveryKind.UNPROMPTED,
            now=world.now,
            dedupe_key=key,
            occurrence_id=sent.id,
        )
        copy = await session.get_one(Delivery, number)
        copy.state, copy.reason = DeliveryState.HELD, "quiet_hours"
        copy.not_before = world.now + DAY / 2
    page = (await browser.get(path)).text
    for words in (
        "Its day had passed: send it now, or do without",
        "Waits for first contact: hand over the invitation",
        "Waits for the date of the registration in the municipality",
        "<bdi>shared phone</bdi>, Try-it page",
        "Held until",
        "quiet hours",
        "a year after the arrival",
        "90 days after the arrival",
        "Mon 27 Apr",
        "You are here for three months now",
    ):
        assert words in page, words
    assert f"occurrences/{sent.id}/skip" in page and f"occurrences/{sent.id}/send" not in page
    async with world.runtime.database.transaction() as session:
        lost = await session.get_one(Delivery, number)
        lost.state, lost.reason = DeliveryState.FAILED, "blocked"
    page = (await browser.get(path)).text
    assert "It did not arrive" in page
    assert f"occurrences/{sent.id}/send" in page and f"occurrences/{sent.id}/skip" not in page


async def test_one_message_is_sent_now_or_done_without(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, path = await _linked(world, world.now.date() - 8 * DAY)
    late = await _one(world, row, "week-1")
    done = await browser.post(f"{path}/occurrences/{late.id}/send")
    assert done.headers["location"] == f"{path}?done=hurried#year"
    assert (await _one(world, row, "week-1")).state == "planned"
    coming = await _one(world, row, "month-1")
    await browser.post(f"{path}/occurrences/{coming.id}/skip")
    assert (await _one(world, row, "month-1")).reason == "by_staff"
    async with world.runtime.database.transaction() as session:
        (await session.get_one(Occurrence, late.id)).state = "sent"
    again = await browser.post(f"{path}/occurrences/{late.id}/send")
    assert (again.status_code, "not sent a second time" in again.text) == (422, True)
    # another family's message is not found by this page
    other, _ = await _linked(world, world.now.date(), "Other")
    theirs = await _one(world, other, "month-1")
    wrong = await browser.post(f"{path}/occurrences/{theirs.id}/skip")
    assert wrong.status_code == 422
    assert (await _one(world, other, "month-1")).state == "planned"


async def test_it_is_sent_now_only_by_the_second_press(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, path = await _linked(world, world.now.date() - 8 * DAY)
    week = await _one(world, row, "week-1")
    item = (await browser.get(path)).text.split(f'id="m-{week.id}"')[1].split("</li>")[0]
    # the first press opens what is asked, and is no form
    first, _, asked = item.partition("<details>")[2].partition("</summary>")
    assert "Send it now" in first and "<form" not in first
    assert "cannot be taken back" in asked and "Yes, send it" in asked
    [action] = re.findall(r'action="([^"]+/send)"', asked)
    [token] = re.findall(r'name="csrf" value="([^"]+)"', asked.partition("</form>")[0])
    done = await browser.http.post(action, data={"csrf": token})
    assert done.headers["location"] == f"{path}?done=hurried#year"
    assert (await _one(world, row, "week-1")).hurried_at == world.now
    page = (await browser.get(f"{path}?done=hurried")).text
    assert "It goes out now" in page and action not in page


async def test_what_is_not_true_any_more_is_not_offered_and_says_so(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, path = await _linked(world, world.now.date() - 20 * DAY)
    week, hello = await _one(world, row, "week-1"), await _one(world, row, "hello")
    page = (await browser.get(path)).text
    item = page.split(f'id="m-{week.id}"')[1].split("</li>")[0]
    assert "its words would not be true any more" in item
    assert f"{week.id}/send" not in item and f"{week.id}/skip" in item
    assert "send it now" not in item.lower()
    assert f"{hello.id}/send" in page
    waits = page.split('id="m-card-60-family"')[1].split("</li>")[0]
    assert "would not be true" not in waits, "it waits for its date"
    forced = await browser.post(f"{path}/occurrences/{week.id}/send")
    assert (forced.status_code, "would not be true any more" in forced.text) == (422, True)
    assert (await _one(world, row, "week-1")).hurried_at is None


async def test_a_fact_about_a_family_has_its_year_planned_again(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, _ = await _linked(world, world.now.date())
    path = f"/desk/families/{row.household_id}"
    page = (await browser.get(path)).text
    form = _form(page, name="Al-Hamdan", language="ar", postal_code="", school_children="no")
    assert (await browser.post(path, **form)).status_code == 303
    assert (await world.fresh(Household, row.household_id)).has_school_children is False
    assert (await world.fresh(Sponsorship, row.id)).replan_at == world.now
    assert '<option value="no" selected>' in (await browser.get(path)).text
    ticks = scheduler.Ticks(
        world.runtime,
        MediaWorker(world.runtime.database, world.runtime.media, world.runtime.channels),
    )
    assert await ticks.planning(world.now) == 1
    assert await ticks.planning(world.now) == 0
    assert (await world.fresh(Sponsorship, row.id)).replan_at is None
