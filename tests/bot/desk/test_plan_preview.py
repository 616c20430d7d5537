"""The year before it happens: every message as a bubble, and why one would not go."""

import datetime as dt
import html
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

from sqlalchemy import func, select

from bot.channel import Channel
from bot.channels import whatsapp_content
from db import contents
from db.models import Address, Delivery, Household, Message, Occurrence, Role, Sponsorship
from faq.year import Side
from handlers import plan_editing
from tests.bot.desk.world import World

PATH = "/desk/plan/preview"


def item(page: str, key: str) -> str:
    """What stands about one message, as plain text."""
    found = page.split(f'id="m-{key}"')[1].split('</li>\n<li class="message')[0]
    return html.unescape(re.sub(r"<[^>]+>|\s+", " ", found))


async def test_the_whole_year_is_shown_and_nothing_is_written(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    assert 'id="year"' not in (await browser.get(PATH)).text
    asked = (
        f"{PATH}?arrival_on=2026-12-01&language=en&group_language=en&children=no&region=flanders"
    )
    page = (await browser.get(asked)).text
    hello = item(page, "hello-family")
    assert "May we write to you" in hello and "needs first contact" in hello
    assert "Thu 3 Dec" in hello and "Would wait: template not approved" in hello
    month = item(page, "month-1-group-group")
    assert "as a template" in month and "Something is stuck" not in month and "So-so" in month
    # 2026-11-01 is a Sunday: it is held until noon
    assert "Held until Sun 1 Nov 12:00: Sunday morning" in item(page, "pre-30-group")
    assert "legal words" in item(page, "reunification-family")
    assert "Waits for the date of the status" in item(page, "reunification-family")
    assert "children of school age" in item(page, "school-group")
    assert "nobody asked for it" in item(page, "after-90-family")
    assert "To do" in item(page, "exchange-1-staff")
    async with world.runtime.database.reading() as session:
        for table in (Occurrence, Message, Delivery, Address, Household):
            assert (await session.execute(select(func.count(table.id)))).scalar_one() == 0


async def test_a_template_goes_when_the_sender_would_take_it(world: World) -> None:
    channel = cast(Channel, SimpleNamespace(name="whatsapp", account="+32"))
    world.runtime = replace(world.runtime, channels={("whatsapp", "+32"): channel})
    browser = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    known = {"week-1": ("fa", "approved"), "month-3": ("fa", "pending")}
    async with world.runtime.database.transaction() as session:
        for key, (language, approval) in known.items():
            hashed = whatsapp_content.template_hash(f"plan-{key}-family")
            await contents.save(
                session, "+32", hashed, language,
                content_sid="HX1", approval=approval, now=world.now,
            )  # fmt: skip
    # Dari is answered in Persian, and takes its template
    for language in ("fa", "fa_AF"):
        page = (await browser.get(f"{PATH}?arrival_on=2026-12-01&language={language}")).text
        assert "Goes out" in item(page, "week-1-family")
        for key in ("month-3-family", "week-6-family"):
            assert "Would wait: template not approved" in item(page, key)
    telegram = f"{PATH}?arrival_on=2026-12-01&language=fa&channel=telegram"
    assert "Would wait" not in (await browser.get(telegram)).text


async def test_a_language_without_words_and_dates_that_cannot_be_are_said(world: World) -> None:
    ana = await world.colleague("Ana", role=Role.COORDINATOR)
    browser, house = await world.signed_in(ana), world.runtime.house
    async with world.runtime.database.transaction() as session:
        step = replace(house.plan.steps["week-1"], text={Side.FAMILY: "Changed: how are you?"})
        change = plan_editing.Change(step=step)
        await plan_editing.save(session, house, change, member=ana, now=world.now)
    page = (await browser.get(f"{PATH}?arrival_on=2026-12-01&language=ti&channel=telegram")).text
    week = item(page, "week-1-family")
    assert "There is no text in Tigrinya yet" in week and "no text in a language that" in week
    assert "Changed: how are you?" in week
    assert "as a template" not in week
    wrong = await browser.get(f"{PATH}?arrival_on=2026-12-01&support_ends_on=2026-11-01")
    assert (wrong.status_code, "before the arrival" in wrong.text) == (422, True)
    missing = await browser.get(f"{PATH}?arrival_on=soon&language=ti")
    assert missing.status_code == 422 and 'value="soon"' in missing.text


async def test_only_coordinators_look_and_a_sponsorship_leads_there(world: World) -> None:
    jan = await world.signed_in(await world.colleague("Jan", role=Role.WORKER))
    assert (await jan.get(PATH)).status_code == 403
    browser = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    home, group = await world.family("Al-Hamdan", language="ar"), await world.group("Leuven")
    await world.volunteer("Lotte", language="fr", welcome_group_id=group.id)
    async with world.runtime.database.transaction() as session:
        row = Sponsorship(
            household_id=home.id, welcome_group_id=group.id, arrival_on=dt.date(2026, 12, 1),
            created_at=world.now,
        )  # fmt: skip
        session.add(row)
    page = (await browser.get(f"/desk/sponsorships/{row.id}")).text
    [found] = re.findall(r'href="(/desk/plan/preview\?[^"]+)"', page)
    link = html.unescape(found)
    assert {"arrival_on=2026-12-01", "language=ar", "group_language=fr"} <= set(
        link.split("?")[1].split("&")
    )
    assert 'dir="rtl"' in (await browser.get(link)).text
