"""The sheet that is handed over to a family, and who waits for it."""

import datetime as dt
import re

from db import consents
from db.models import Address, ConsentState, Household, Purpose, StaffMember, WelcomeGroup
from handlers import first_contact, sponsorships
from handlers.sponsorships import Dates
from tests.bot.desk.world import World

CODE = re.compile(r"JOIN ([A-Z2-9]{10})")


async def test_a_sheet_is_in_the_familys_language_and_its_code_works_once(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family("Al-Hamdan", language="ar")
    path = f"/desk/families/{home.id}/handover"
    asked = (await browser.get(path)).text
    assert CODE.search(asked) is None, "looking makes no code"
    sheet = (await browser.post(path, page=path, **{"for": "household"}, language="ar")).text
    paper = sheet.split('<article class="paper"')[1].split("</article>")[0]
    assert 'lang="ar" dir="rtl"' in paper and "<svg" in paper
    assert "اكتبوا" in paper and "Al-Hamdan" not in paper
    code = CODE.search(paper)
    assert code is not None and f"code={code[1]}" in paper
    again = (await browser.post(path, page=path, **{"for": "household"}, language="ar")).text
    assert code[1] not in again

    stranger = await world.family("Others")
    amal = await world.volunteer("Amal", kind="family", household_id=stranger.id)
    other = await browser.post(path, page=path, **{"for": str(amal.id)}, language="ar")
    assert other.status_code == 400


async def test_a_sheet_that_nobody_translated_is_in_english_and_says_so(world: World) -> None:
    world.forget("ti")
    browser = await world.signed_in(await world.colleague("Ana"))
    path = f"/desk/families/{(await world.family('Al-Hamdan', language='ar')).id}/handover"
    english = (await browser.post(path, page=path, language="ti")).text
    assert "not there in Tigrinya" in english and 'lang="en" dir="ltr"' in english


async def test_who_waits_is_listed_within_scope_until_they_write(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben", languages=("fr",))
    home, group = await world.family("Al-Hamdan"), await world.group("Mechelen")
    await world.volunteer("Lotte", welcome_group_id=group.id)
    async with world.runtime.database.transaction() as session:
        await sponsorships.link(
            session,
            world.runtime.house,
            await session.get_one(Household, home.id),
            await session.get_one(WelcomeGroup, group.id),
            staff_id=ana.id,
            dates=Dates(arrival_on=world.now.date()),
            member=await session.get_one(StaffMember, ana.id),
            now=world.now,
        )
        await first_contact.notice(session, now=world.now + dt.timedelta(days=2))
    page = (await (await world.signed_in(ana)).get("/desk/first-contact")).text
    assert f"/desk/families/{home.id}/handover" in page and "not reminded yet" in page
    assert "Al-Hamdan" not in (await (await world.signed_in(ben)).get("/desk/first-contact")).text

    thread = await world.talk(home)
    async with world.runtime.database.transaction() as session:
        phone = await session.get_one(Address, thread.address_id)
        await first_contact.made(session, phone, now=world.now)
    page = (await (await world.signed_in(ana)).get("/desk/first-contact")).text
    assert f"/desk/families/{home.id}/handover" not in page


async def test_a_familys_page_lists_every_yes_and_no(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family("Al-Hamdan")
    thread = await world.talk(home)
    async with world.runtime.database.transaction() as session:
        phone = await session.get_one(Address, thread.address_id)
        for state, how in ((ConsentState.GIVEN, "button"), (ConsentState.WITHDRAWN, "stop_word")):
            await consents.record(
                session,
                phone,
                purpose=Purpose.CHECKINS,
                state=state,
                wording_version="2026-11",
                wording_hash="a1b2c3d4e5f6" if how == "button" else None,
                recording_sha256="f" * 64 if how == "button" else None,
                language="ar",
                how=f"telegram:{how}",
                now=world.now,
            )
    page = (await browser.get(f"/desk/families/{home.id}")).text
    proof = page.split('id="consent"')[1].split("</section>")[0]
    assert proof.count("<li>") == 2
    assert "Telegram, by a button" in proof and "with the word STOP" in proof
    assert "a1b2c3d4e5f6" in proof and "ffffffffffff" in proof and "Arabic" in proof
