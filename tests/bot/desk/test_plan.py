"""The plan of the year at the desk: looked at before it is saved, and never half saved."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select

from bot.channel import Channel
from bot.channels import whatsapp_content
from db import contents, planning
from db.models import (
    AuditEvent,
    Household,
    Occurrence,
    PlanStep,
    Role,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from handlers import planning as years
from handlers import sponsorships
from handlers.sponsorships import Dates
from tests.bot.desk.world import Browser, World

SEEN = re.compile(r'name="seen" value="([^"]+)"')
DAY = dt.timedelta(days=1)
#: What a browser sends of an own step without buttons.
OWN = {
    "key": "month-4", "days": "120", "relation": "after", "anchor": "arrival",
    "local_time": "10:00", "audience": "family", "kind": "checkin", "late_policy": "skip",
    "expires_after_hours": "48", "answer-1": "", "answer-2": "", "answer-3": "", "faq": "",
    "school_children": "", "text-family-en": "How are you, <b>all</b> of you?",
}  # fmt: skip
ARABIC = "كيف حالكم؟ {organisation}"


async def coordinator(world: World, name: str = "Ana") -> Browser:
    return await world.signed_in(await world.colleague(name, role=Role.COORDINATOR))


async def linked(world: World, *, language: str = "ar") -> Sponsorship:
    """A family that arrives in ten days, and its group."""
    home, group = await world.family("Haddad", language=language), await world.group()
    await world.volunteer("Lotte", language="en", welcome_group_id=group.id)
    async with world.runtime.database.transaction() as session:
        return await sponsorships.link(
            session,
            world.runtime.house,
            await session.get_one(Household, home.id),
            await session.get_one(WelcomeGroup, group.id),
            staff_id=None,
            dates=Dates(arrival_on=world.now.date() + 10 * DAY),
            member=await session.get_one(StaffMember, 1),
            now=world.now,
        )


async def page(browser: Browser, key: str = "week-1") -> str:
    return (await browser.get(f"/desk/plan/{key}")).text


def form(text: str) -> dict[str, str]:
    """What the edit form of a page would send as it stands."""
    inner = text.split("plan-edit")[1].split("</form>")[0]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inner))
    for tag in re.findall(r"<input [^>]+>", inner):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checkbox" not in tag or "checked" in tag):
            found[name[1]] = value[1]
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', inner, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', inner, re.S))
    found.pop("csrf")
    return {name: unescape(value) for name, value in found.items()}


async def rows(world: World) -> list[tuple[str, int, bool]]:
    async with world.runtime.database.reading() as session:
        found = await session.execute(select(PlanStep).order_by(PlanStep.id))
        return [(one.key, one.version, one.enabled) for one in found.scalars()]


async def deeds(world: World) -> list[str]:
    async with world.runtime.database.reading() as session:
        found = await session.execute(
            select(AuditEvent.action)
            .where(AuditEvent.subject_kind == "plan_step")
            .order_by(AuditEvent.id)
        )
        return list(found.scalars())


async def occurrence(world: World, row: Sponsorship, key: str) -> Occurrence:
    async with world.runtime.database.reading() as session:
        every = await planning.steps_of_household(session, row.household_id)
    return next(one for one in every if one.step_key == key)


async def added(browser: Browser, **fields: str) -> None:
    """An own step, with an Arabic text."""
    answer = await browser.post("/desk/plan/new", **OWN | fields)
    assert answer.headers.get("location", "").endswith("?done=added"), answer.text


async def test_the_list_is_in_the_order_of_the_year_and_workers_only_read_it(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Jonas"))
    text = (await browser.get("/desk/plan")).text
    order = [
        text.index(words)
        for words in (
            "Around the arrival",
            "30 days before the arrival",
            "7 days after the arrival",
            "Around the end of the support",
            "on the day of the end of the support",
        )
    ]
    assert order == sorted(order)
    assert "as it ships" in text and 'title="Tigrinya">ti</abbr>' in text
    assert "/desk/plan/new" not in text
    one = await page(browser)
    assert "I need help" in one and "The invented helpdesk" in one
    assert "Change it" not in one and "Switch it off" not in one
    for path in ("/plan/new", "/plan/week-1", "/plan/week-1/switch", "/plan/week-1/restore"):
        refused = await browser.post(f"/desk{path}", **OWN, confirm="1")
        assert refused.status_code == 403, path
    assert (await browser.get("/desk/plan/new")).status_code == 403
    assert (await browser.get("/desk/plan/nothing")).status_code == 404
    assert await rows(world) == []


async def test_a_change_is_shown_with_what_moves_and_then_saved_as_a_version(world: World) -> None:
    browser = await coordinator(world)
    row = await linked(world)
    before = await occurrence(world, row, "week-1")
    fields = form(await page(browser)) | {"days": "9", "local_time": "18:00"}
    look = await browser.post("/desk/plan/week-1", **fields)
    assert look.status_code == 200
    for words in (
        "7 days after the arrival",
        "9 days after the arrival",
        "1 planned message moves to another day or time.",
        "Haddad",
        "nothing is sent again",
        "Save version 1",
    ):
        assert words in look.text, words
    assert await rows(world) == [] and 'value="9"' in look.text
    saved = await browser.post("/desk/plan/week-1", **fields, confirm="1")
    assert saved.headers["location"] == "/desk/plan/week-1?done=saved"
    assert (await rows(world), await deeds(world)) == ([("week-1", 1, True)], ["edit"])
    async with world.runtime.database.transaction() as session:
        assert await years.replan_one(session, world.runtime.house, row.id, now=world.now)
    after = await occurrence(world, row, "week-1")
    assert (after.id, after.local_date) == (before.id, before.local_date + 2 * DAY)
    text = await page(browser)
    history = text.split('id="versions"')[1]
    assert "Version 1" in history and "Ana" in history and "18:00" in history
    # and back again
    back = {"seen": SEEN.findall(text)[0]}
    assert "10:00" in (await browser.post("/desk/plan/week-1/restore", **back)).text
    await browser.post("/desk/plan/week-1/restore", **back, confirm="1")
    assert await deeds(world) == ["edit", "restore"]
    assert "7 days after the arrival" in (await page(browser)).split("</h1>")[0]
    same = await browser.post("/desk/plan/week-1", **form(await page(browser)))
    assert same.headers["location"].endswith("?done=same")


async def test_new_words_need_an_approval_where_whatsapp_is_used(world: World) -> None:
    needs = "WhatsApp needs a new approval for these words."
    channel = cast(Channel, SimpleNamespace(name="whatsapp", account="+32"))
    world.runtime = replace(world.runtime, channels={("whatsapp", "+32"): channel})
    browser = await coordinator(world)
    moved = form(await page(browser)) | {"days": "9"}
    assert needs not in (await browser.post("/desk/plan/week-1", **moved)).text
    said = form(await page(browser)) | {"text-family-en": "How are you all doing today?"}
    assert needs in (await browser.post("/desk/plan/week-1", **said)).text
    await browser.post("/desk/plan/week-1", **said, confirm="1")
    text = await page(browser)
    key = re.findall(r"plan-week-1-family-[0-9a-f]{8}", text)[0]
    assert needs in text
    year = "/desk/plan/preview?arrival_on=2026-12-01&language=en&channel="
    assert needs in (await browser.get(f"{year}whatsapp")).text
    assert needs not in (await browser.get(f"{year}telegram")).text
    async with world.runtime.database.transaction() as session:
        hashed, known = whatsapp_content.template_hash(key), {"content_sid": "HX1"}
        await contents.save(
            session, "+32", hashed, "en", **known, approval="approved", now=world.now
        )
    assert needs not in await page(browser)
    assert needs not in (await browser.get(f"{year}whatsapp")).text


async def test_how_long_the_words_are_true_is_shown_and_changed(world: World) -> None:
    browser = await coordinator(world)
    text = await page(browser)
    fields = form(text)
    assert "until 3 days after its day" in text and fields["fits_days"] == "3"
    for typed, said in (("0", "only on its day"), ("", "at any time")):
        look = (await browser.post("/desk/plan/week-1", **fields | {"fits_days": typed})).text
        assert said in look.split("until 3 days after its day")[1]
    await browser.post("/desk/plan/week-1", **fields | {"fits_days": "0"}, confirm="1")
    text = await page(browser)
    assert form(text)["fits_days"] == "0" and "only on its day" in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"anchor": "birthday"}, "The plan does not know this day."),
        ({"days": "soon"}, "A number of days, 1095 at most"),
        ({"local_time": "late"}, "This is not a time of day"),
        ({"expires_after_hours": "0"}, "A number of hours, from 1 to 1440."),
        ({"fits_days": "366"}, "A number of days, from 0 to 365, or nothing"),
        ({"fits_days": "some"}, "A number of days, from 0 to 365, or nothing"),
        ({"answer-1": "good", "answer-2": "good"}, "The same answer is chosen twice."),
        ({"faq": "no-such-entry"}, "There is no such entry in the FAQ."),
        ({"audience": "both"}, "The words are missing"),
        ({"text-family-en": "Hello {name}"}, "“{name}” means nothing here."),
        ({"text-family-nl": "a" * 1000}, "This is too long: 960 characters at most"),
        ({"kind": "consent"}, "Choose one from the list."),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    world: World, change: dict[str, str], sentence: str
) -> None:
    browser = await coordinator(world)
    kept = {"text-group-en": "Typed & kept"}
    fields = form(await page(browser)) | kept | change
    fields.setdefault("text-family-nl", "")
    if "audience" in change:
        fields["text-group-en"] = " "
    for confirm in ({}, {"confirm": "1"}):
        answer = await browser.post("/desk/plan/week-1", **fields, **confirm)
        assert (answer.status_code, sentence in unescape(answer.text)) == (422, True)
        assert "Typed &amp; kept" in answer.text or "audience" in change
    new = await browser.post("/desk/plan/new", **OWN | {"key": "new"})
    assert (new.status_code, "There is a step of this name already." in new.text) == (422, True)
    assert await rows(world) == []


async def test_a_step_is_not_switched_on_while_a_family_has_no_text_for_it(world: World) -> None:
    browser = await coordinator(world)
    await linked(world, language="ar")
    await added(browser)
    here = "/desk/plan/month-4"
    text = await page(browser, "month-4")
    assert "made here, version 1" in text and "<b>all</b>" not in text
    on = {"enabled": "1", "seen": SEEN.findall(text)[0]}
    for confirm in ({}, {"confirm": "1"}):
        refused = await browser.post(f"{here}/switch", **on, **confirm)
        assert refused.status_code == 422
        assert "Family, Arabic: 1 family" in re.sub(r"\s+", " ", refused.text)
    assert await rows(world) == [("month-4", 1, False)]
    written = form(text) | {"text-family-ar": ARABIC}
    await browser.post(here, **written, confirm="1")
    bubble = (await browser.get(f"{here}?language=ar")).text.split('class="bubble"')[1]
    assert bubble.startswith(' lang="ar" dir="rtl"') and "كيف حالكم؟" in bubble
    on["seen"] = SEEN.findall(await page(browser, "month-4"))[0]
    look = await browser.post(f"{here}/switch", **on)
    assert "1 message is planned in addition." in look.text
    await browser.post(f"{here}/switch", **on, confirm="1")
    assert (await rows(world))[-1] == ("month-4", 3, True)
    # other English takes the Arabic away: refused, unless a colleague says that it still fits
    fields = form(await page(browser, "month-4")) | {"text-family-en": "And how are you?"}
    refused = await browser.post(here, **fields)
    assert refused.status_code == 422 and 'name="keep-family-ar"' in refused.text
    assert (await browser.post(here, **fields, confirm="1")).status_code == 422
    kept = await browser.post(here, **fields, **{"keep-family-ar": "1", "confirm": "1"})
    assert kept.status_code == 303
    assert await deeds(world) == ["add", "edit", "switch_on", "edit"]
    assert ARABIC in (await page(browser, "month-4"))


async def test_of_two_who_change_a_step_the_second_is_told_and_keeps_her_words(
    world: World,
) -> None:
    ana, eva = await coordinator(world), await coordinator(world, "Eva")
    fields = form(await page(ana))
    await ana.post("/desk/plan/week-1", **fields | {"days": "8"}, confirm="1")
    typed = fields | {"text-family-en": "Hello, how is it going?"}
    for confirm in ({}, {"confirm": "1"}):
        stale = await eva.post("/desk/plan/week-1", **typed, **confirm)
        assert (stale.status_code, "Ana changed this meanwhile" in stale.text) == (409, True)
        assert "Hello, how is it going?" in stale.text
    assert await rows(world) == [("week-1", 1, True)]
    switch = {"enabled": "0", "seen": fields["seen"], "confirm": "1"}
    assert (await eva.post("/desk/plan/week-1/switch", **switch)).status_code == 409
    # with the page as it is now, hers is shown beside Ana's and saved on top of it
    again = typed | {"seen": SEEN.findall(stale.text)[0]}
    look = (await eva.post("/desk/plan/week-1", **again)).text
    assert "8 days after the arrival" in look and "Save version 2" in look
