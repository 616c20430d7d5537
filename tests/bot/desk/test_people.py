"""People: entered, invited once, and out of reach at once when a phone is lost."""

import re

import pytest
from sqlalchemy import func, select

from bot import invitations
from bot.channels.telegram import TelegramChannel
from db import addresses, invites, people
from db.models import (
    Address,
    AuditEvent,
    Contact,
    Conversation,
    Household,
    InviteCode,
    Role,
    Sponsorship,
    WelcomeGroup,
)
from handlers import onboarding
from tests.bot.desk import world as desk_world
from tests.bot.desk.world import Browser, World

CODE = re.compile(rf"JOIN ([{onboarding.ALPHABET}]{{{onboarding.CODE_LENGTH}}})")


async def _count(world: World, model: type[object]) -> int:
    async with world.runtime.database.reading() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def test_a_group_a_family_and_people_are_entered(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    await browser.post("/desk/people/groups", name=" Onthaalgroep  Eupen ", postal_code="4700")
    async with world.runtime.database.reading() as session:
        (group,) = await people.groups(session)
    assert (group.name, group.region) == ("Onthaalgroep Eupen", "german_speaking")
    await browser.post(
        "/desk/people/households",
        name="Al-Hamdan",
        language="ar",
        group=str(group.id),
        postal_code="",
        arrival_on="2026-01-20",
    )
    async with world.runtime.database.reading() as session:
        (home,) = await people.households(session)
        link = await people.sponsorship_of(session, household_id=home.id)
    assert (home.region, home.timezone) == ("german_speaking", "Europe/Brussels")
    assert link is not None
    assert (link.welcome_group_id, link.staff_id) == (group.id, ana.id)
    assert str(link.arrival_on) == "2026-01-20"
    for name, path in (("Lotte", f"groups/{group.id}"), ("Amal", f"families/{home.id}")):
        await browser.post(f"/desk/{path}/persons", name=name, language="ar")
    async with world.runtime.database.reading() as session:
        lotte, amal = await people.contacts(session)
    assert (lotte.kind, lotte.welcome_group_id) == ("volunteer", group.id)
    assert (amal.kind, amal.household_id) == ("family", home.id)
    page = (await browser.get("/desk/people")).text
    assert "Onthaalgroep Eupen" in page
    assert "Al-Hamdan" in page
    assert "Lotte" in (await browser.get(f"/desk/groups/{group.id}")).text
    assert "Amal" in (await browser.get(f"/desk/families/{home.id}")).text


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("people/groups", {"name": "  \n", "postal_code": "2800"}, "A name is missing"),
        ("people/groups", {"name": "\u200b", "postal_code": "2800"}, "A name is missing"),
        ("people/groups", {"name": "<G>", "postal_code": "28"}, "four digits"),
        ("groups/1/persons", {"name": "<G>", "language": "xx"}, "Choose one of"),
        ("people/households", {"name": "<G>", "group": "1", "language": ""}, "Choose one of"),
        (
            "people/households",
            {"name": "<G>", "group": "1", "language": "ar", "arrival_on": "soon"},
            "not a date",
        ),
    ],
)
async def test_what_was_entered_wrong_gets_a_sentence_and_is_kept(
    world: World, path: str, form: dict[str, str], sentence: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    await world.group()
    answer = await browser.post(f"/desk/{path}", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "<" in form["name"]:
        assert 'value="&lt;G&gt;"' in answer.text
    assert await _count(world, WelcomeGroup) == 1
    assert await _count(world, Household) == await _count(world, Contact) == 0


@pytest.mark.parametrize("home", ["groups/9", "families/1", "families/9"])
async def test_nobody_is_added_to_what_is_not_there(world: World, home: str) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    await world.family(language="ar")
    answer = await browser.post(f"/desk/{home}/persons", name="X", language="en")
    assert answer.status_code == 404
    assert await _count(world, Contact) == 0


async def _invited(browser: Browser, path: str) -> str:
    answer = await browser.post(path, "/desk/people")
    assert answer.status_code == 200
    found = CODE.search(answer.text)
    assert found is not None
    return found[1]


async def test_an_invitation_works_once_and_is_never_shown_again(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    lotte = await world.volunteer()
    code = await _invited(browser, f"/desk/people/contacts/{lotte.id}/invite")
    assert code not in (await browser.get("/desk/people")).text
    async with world.runtime.database.transaction() as session:
        phone = await addresses.meet(session, "simulator", "demo", "new", now=world.now)
        used = await invites.use(session, code, phone.id, now=world.now)
        again = await invites.use(session, code, phone.id, now=world.now)
    assert used is not None
    assert (used.contact_id, used.created_by) == (lotte.id, 1)
    assert again is None


async def test_an_invitation_for_a_family_is_for_its_shared_phone(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    await _invited(browser, f"/desk/people/households/{home.id}/invite")
    invite = await world.fresh(InviteCode, 1)
    assert (invite.household_id, invite.contact_id) == (home.id, None)


async def test_an_invitation_has_a_link_and_a_drawing_for_each_channel(world: World) -> None:
    runtime = desk_world.with_settings(
        world.runtime,
        telegram_token="123456:" + "A" * 35,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="x",
        twilio_whatsapp_from="+32470000000",
        public_url="https://desk.test",
    )
    telegram = TelegramChannel("123456:" + "A" * 35)
    runtime.channels[(telegram.name, telegram.account)] = telegram
    world.runtime = runtime
    async with runtime.database.transaction() as session:
        await invitations.remember_name(session, telegram.account, "our_bot")
    browser = await world.signed_in(await world.colleague("Ana"))
    lotte = await world.volunteer()
    answer = await browser.post(f"/desk/people/contacts/{lotte.id}/invite", "/desk/people")
    code = CODE.search(answer.text)
    assert code is not None
    assert f"https://t.me/our_bot?start={code[1]}" in answer.text
    assert f"https://wa.me/32470000000?text=JOIN%20{code[1]}" in answer.text
    drawings = answer.text.split('<div class="qr">')[1:]
    assert len(drawings) == 3
    assert all(one.startswith("<svg") for one in drawings)


async def test_a_lost_phone_is_detached_in_one_step(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.family())
    await browser.act(thread.id, "claim")
    path = f"/desk/people/addresses/{thread.address_id}/detach"
    answer = await browser.post(path, "/desk/people")
    assert answer.headers["location"] == "/desk/families/1?done=detached"
    assert (await world.fresh(Address, thread.address_id)).detached_at == world.now
    assert (await world.fresh(Conversation, thread.id)).assignee_id is None
    assert (await browser.post(path, "/desk/people")).status_code == 404


async def test_whoever_leaves_disappears_from_the_page_and_loses_the_phone(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    lotte = await world.volunteer("Lotte", welcome_group_id=(await world.group()).id)
    thread = await world.talk(lotte)
    await browser.post(f"/desk/people/contacts/{lotte.id}/leave", "/desk/people")
    assert "Lotte" not in (await browser.get("/desk/groups/1")).text
    assert (await world.fresh(Address, thread.address_id)).detached_at == world.now
    again = await browser.post(f"/desk/people/contacts/{lotte.id}/invite", "/desk/people")
    assert again.status_code == 404


async def test_families_of_other_languages_are_not_a_worker_s(world: World) -> None:
    worker = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    boss = await world.signed_in(await world.colleague("Ben", role=Role.COORDINATOR))
    home = await world.family("Al-Hamdan", language="ar", group=await world.group())
    amal = await world.volunteer("Amal", kind="family", household_id=home.id, language="ar")
    thread = await world.talk(amal)
    for browser, seen in ((worker, False), (boss, True)):
        for page in ("people", "people?q=amal", "groups/1"):
            assert ("Al-Hamdan" in (await browser.get(f"/desk/{page}")).text) == seen, page
        for page in (
            "families/1",
            "sponsorships/1",
            f"people/contacts/{amal.id}",
            f"people/contacts/{amal.id}/leave",
            f"people/contacts/{amal.id}/merge",
            f"people/addresses/{thread.address_id}/detach",
        ):
            status = (await browser.get(f"/desk/{page}")).status_code
            assert status == (200 if seen else 404), page
    for path in (
        f"contacts/{amal.id}/invite",
        f"contacts/{amal.id}/leave",
        f"households/{home.id}/invite",
        f"addresses/{thread.address_id}/detach",
        f"addresses/{thread.address_id}/give",
        f"addresses/{thread.address_id}/speaker",
        f"contacts/{amal.id}",
        f"contacts/{amal.id}/merge",
        "../families/1",
        "../families/1/sponsorships",
        "../sponsorships/1",
        "../sponsorships/1/end",
        "../sponsorships/1/reopen",
    ):
        answer = await worker.post(f"/desk/people/{path}", "/desk/people", keep=str(amal.id))
        assert answer.status_code == 404, path
    assert await _count(world, InviteCode) == 0
    assert (await world.fresh(Contact, amal.id)).left_at is None


async def test_a_family_is_its_responsible_colleague_s_in_any_language(world: World) -> None:
    ana = await world.colleague("Ana", languages=("nl",))
    browser = await world.signed_in(ana)
    home = await world.family("Al-Hamdan", language="ar", group=await world.group())
    async with world.runtime.database.transaction() as session:
        (await session.get_one(Sponsorship, 1)).staff_id = ana.id
    assert "Al-Hamdan" in (await browser.get("/desk/people")).text
    assert (await browser.get("/desk/checkins")).text.count(home.name) == 1


async def test_a_stranger_s_phone_cannot_be_detached(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    answer = await browser.post(
        f"/desk/people/addresses/{thread.address_id}/detach", "/desk/people"
    )
    assert answer.status_code == 404


async def test_what_is_entered_is_written_down_with_who_did_it(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    await browser.post("/desk/people/groups", name="G", postal_code="")
    async with world.runtime.database.reading() as session:
        found = await session.execute(select(AuditEvent).where(AuditEvent.action == "add"))
        row = found.scalar_one()
    assert (row.staff_id, row.subject_kind) == (ana.id, "group")


async def test_a_name_that_is_too_long_is_refused_and_not_cut(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    form = {"name": "A" * 5000, "language": "ar", "group": str(group.id)}
    for path in ("people/groups", "people/households", f"groups/{group.id}/persons"):
        answer = await browser.post(f"/desk/{path}", **form)
        assert answer.status_code == 422, path
        assert "This is too long: say it in fewer words." in answer.text, path
        assert form["name"] in answer.text, path
