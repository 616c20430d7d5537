"""Groups, families, persons and sponsorships on the desk: pages, stale forms, merging, phones."""

import datetime as dt
import re

from sqlalchemy import select

from db import people
from db.models import (
    Address,
    AuditEvent,
    Contact,
    Conversation,
    Household,
    Role,
    Sponsorship,
    WelcomeGroup,
)
from tests.bot.desk.world import Browser, World

SEEN = re.compile(r'name="(seen[^"]*)" value="([^"]+)"')


async def _seen(browser: Browser, path: str) -> dict[str, str]:
    return dict(SEEN.findall((await browser.get(path)).text))


async def test_the_list_is_found_by_name_by_person_and_by_postal_code(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group("Onthaalgroep <b>Mechelen</b>")
    await world.group("Another")
    home = await world.family("Al-Hamdan", group=group)
    await world.volunteer("Amal", kind="family", household_id=home.id, language="ar")
    await world.talk(home)
    page = (await browser.get("/desk/people")).text
    assert "Onthaalgroep &lt;b&gt;Mechelen&lt;/b&gt;" in page
    assert "1 person · 1 phone" in page
    for words, found in (
        ("amal", {"Al-Hamdan"}),
        ("hamdan al", {"Al-Hamdan"}),
        ("2800", {"Mechelen", "Another"}),
        ("nobody", set()),
    ):
        lines = (await browser.get("/desk/people", params={"q": words})).text.split('id="found"')[1]
        rows = set(re.findall(r'href="/desk/(?:families|groups)/\d+"><bdi>([^<]+)', lines))
        assert {name for name in ("Al-Hamdan", "Another", "Mechelen") if name in str(rows)} == found
    only = (await browser.get("/desk/people?kind=groups")).text.split("<ol")[1]
    assert "/desk/families/" not in only


async def test_a_family_s_page_shows_everything_and_each_look_is_written_down(
    world: World,
) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    home = await world.family("Al-Hamdan", group=await world.group())
    amal = await world.volunteer(
        "<i>Amal</i>", kind="family", household_id=home.id, language="ar", is_contact_person=True
    )
    shared = await world.talk(home, phone="shared", channel="whatsapp")
    lost = await world.talk(amal, phone="own", channel="telegram")
    await browser.post(f"/desk/people/addresses/{lost.address_id}/detach")
    page = (await browser.get(f"/desk/families/{home.id}")).text
    assert "&lt;i&gt;Amal&lt;/i&gt;" in page
    for words in ("contact person", "Whose phone is it?", "a phone that was detached"):
        assert words in page
    for thread in (shared, lost):
        assert f"/desk/conversations/{thread.id}" in page
    assert "detached a phone" in page
    async with world.runtime.database.reading() as session:
        seen = await session.execute(
            select(AuditEvent.subject_id).where(
                AuditEvent.action == "view", AuditEvent.subject_kind == "household"
            )
        )
        assert seen.scalars().all() == [home.id]


async def test_a_stale_form_says_who_was_quicker_and_keeps_what_was_typed(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    home = await world.family("Al-Hamdan", group=await world.group())
    path = f"/desk/families/{home.id}"
    old = await _seen(ben, path)
    saved = await ana.post(path, name="Hamdan", language="ar", postal_code="1000", **old)
    assert saved.headers["location"] == f"{path}?done=saved"
    stale = await ben.post(path, name="<Hamdani>", language="ar", postal_code="", **old)
    assert stale.status_code == 409
    assert "Ana changed this meanwhile" in stale.text
    assert 'value="&lt;Hamdani&gt;"' in stale.text
    assert "Now:</span> <bdi>Hamdan" in stale.text or "Now: <bdi>Hamdan" in stale.text
    assert (await world.fresh(Household, home.id)).name == "Hamdan"
    # the form that was shown again can be saved
    fresh = dict(SEEN.findall(stale.text))
    await ben.post(path, name="Hamdani", language="ar", postal_code="", **fresh)
    row = await world.fresh(Household, home.id)
    assert (row.name, row.region) == ("Hamdani", None)


async def test_a_group_and_a_person_are_edited_where_their_faults_are_said(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    lotte = await world.volunteer("Lotte", welcome_group_id=group.id)
    path = f"/desk/groups/{group.id}"
    form = {"name": "New", "postal_code": "28", "speaks-nl": "1", "speaks-ar": "1"}
    wrong = await browser.post(path, **form, **await _seen(browser, path))
    assert wrong.status_code == 422
    assert 'aria-invalid="true" aria-describedby="wrong-edit-postal_code"' in wrong.text
    assert 'name="speaks-ar" value="1" checked' in wrong.text
    form["postal_code"] = "5000"
    await browser.post(path, **form, **await _seen(browser, path))
    row = await world.fresh(WelcomeGroup, group.id)
    assert (row.name, row.region, row.languages) == ("New", "wallonia", ["nl", "ar"])
    path = f"/desk/people/contacts/{lotte.id}"
    form = {"name": "Lotte J", "language": "nl", "second_language": "fr", "is_contact_person": "1"}
    await browser.post(path, **form, **await _seen(browser, path))
    changed = await world.fresh(Contact, lotte.id)
    assert (changed.name, changed.second_language) == ("Lotte J", "fr")
    assert changed.is_contact_person
    assert "contact person" in (await browser.get(f"/desk/groups/{group.id}")).text


async def test_a_sponsorship_is_made_handed_over_and_ended_here(world: World) -> None:
    ana = await world.colleague("Ana", languages=("nl",))
    ben = await world.colleague("Ben")
    boss = await world.signed_in(await world.colleague("Cas", role=Role.COORDINATOR))
    browser = await world.signed_in(ana)
    home, group = await world.family("Al-Hamdan"), await world.group()
    today = world.now.date()
    linking = {"group": str(group.id), "staff": str(ana.id), "arrival_on": "2026-01-20"}
    made = await boss.post(f"/desk/families/{home.id}/sponsorships", **linking)
    assert made.headers["location"] == f"/desk/families/{home.id}?done=linked"
    again = await boss.post(f"/desk/families/{home.id}/sponsorships", **linking)
    assert (again.status_code, "has a group already" in again.text) == (422, True)
    path = "/desk/sponsorships/1"
    dates = {"arrival_on": "2026-01-20", "staff": str(ana.id)}
    for support, sentence in (("2026-01-19", "before the arrival"), ("never", "not a date")):
        form = {**dates, "support_ends_on": support, **await _seen(browser, path)}
        wrong = await browser.post(path, **form)
        assert (wrong.status_code, sentence in wrong.text) == (422, True)
        assert (await world.fresh(Sponsorship, 1)).support_ends_on is None
    # other dates are saved by a second look (tests/bot/desk/test_year.py)
    form = {**dates, "registered_on": "2026-01-25", "confirm": "1", **await _seen(browser, path)}
    assert (await browser.post(path, **form)).headers["location"] == f"{path}?done=saved"
    # handing it over, Ana loses sight of a family whose language she does not speak
    form = {**form, "staff": str(ben.id), **await _seen(browser, path)}
    given = await browser.post(path, **form)
    assert given.headers["location"] == "/desk/people?done=handed_over"
    assert (await browser.get(path)).status_code == 404
    later = (today + dt.timedelta(days=9)).isoformat()
    ending = {"ended_on": later, **await _seen(boss, path)}
    assert "has not come yet" in (await boss.post(f"{path}/end", **ending)).text
    assert "not a date" in (await boss.post(f"{path}/end", **{**ending, "ended_on": ""})).text
    await boss.post(f"{path}/end", **{**ending, "ended_on": today.isoformat()})
    assert (await world.fresh(Sponsorship, 1)).ended_on == today
    page = (await boss.get(path)).text
    for deed in ("changed who is responsible", "ended the sponsorship", "changed the dates"):
        assert deed in page
    await boss.post(f"{path}/reopen", **await _seen(boss, path))
    assert (await world.fresh(Sponsorship, 1)).ended_on is None


async def test_two_entries_are_merged_after_a_look_at_both(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    one, two = [await world.family(name) for name in ("One", "Two")]
    amal = await world.volunteer("Amal H", kind="family", household_id=one.id, language="ar")
    twin = await world.volunteer("Amal", kind="family", household_id=two.id, language="ar")
    thread = await world.talk(twin)
    path = f"/desk/people/contacts/{amal.id}/merge"
    assert f"{path}?with={twin.id}" in (await browser.get(path)).text
    assert f"{path}?with={twin.id}" in (await browser.get(f"{path}?q=mal")).text
    assert (await browser.get(f"{path}?with=99")).status_code == 404
    assert "one entry, not two" in (await browser.get(f"{path}?with={amal.id}")).text
    both = await _seen(browser, f"{path}?with={twin.id}")
    form = {"with": str(twin.id), "keep": str(amal.id), **both}
    unsure = await browser.post(path, **form)
    assert unsure.status_code == 422
    assert "two families" in unsure.text
    none = await browser.post(path, **{**form, "keep": "99", "sure": "1"})
    assert "Choose which of the two stays" in none.text
    assert (await world.fresh(Contact, twin.id)).left_at is None
    for _ in range(2):
        done = await browser.post(path, **form, sure="1")
        assert done.headers["location"] == f"/desk/people/contacts/{amal.id}?done=merged"
    assert (await world.fresh(Address, thread.address_id)).contact_id == amal.id
    page = (await browser.get(f"/desk/people/contacts/{amal.id}")).text
    assert page.count("merged two entries") == 1
    assert f"/desk/conversations/{thread.id}" in page
    assert (await browser.get(f"/desk/people/contacts/{twin.id}")).status_code == 404


async def test_a_merge_brings_no_conversation_into_a_colleague_s_scope(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    boss = await world.signed_in(await world.colleague("Cas", role=Role.COORDINATOR))
    group = await world.group()
    own = await world.volunteer("Lotte", language="nl", welcome_group_id=group.id)
    for phone, language in (("other", "fr"), ("taken", "nl"), ("free", "nl")):
        twin = await world.volunteer("Lotte", language=language, welcome_group_id=group.id)
        thread = await world.talk(twin, phone=phone)
        await world.case(thread)
        if phone == "taken":
            await boss.act(thread.id, "claim")
        path = f"/desk/people/contacts/{own.id}/merge"
        both = await _seen(boss, f"{path}?with={twin.id}")
        merging = {"with": str(twin.id), "keep": str(own.id), **both}
        status = (await ana.get(f"{path}?with={twin.id}")).status_code
        done = await ana.post(path, **merging)
        assert (status, done.status_code) == ((200, 303) if phone == "free" else (403, 403))
        owner = (await world.fresh(Address, thread.address_id)).contact_id
        assert owner == (own.id if phone == "free" else twin.id)


async def test_a_shared_phone_is_asked_and_given(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    thread = await world.talk(home)
    phone = f"/desk/people/addresses/{thread.address_id}"
    nobody = await browser.post(f"{phone}/speaker")
    assert nobody.headers["location"] == f"/desk/families/{home.id}?done=nobody_named"
    amal = await world.volunteer("Amal", kind="family", household_id=home.id, language="ar")
    other = await world.volunteer("Lotte")
    asked = await browser.post(f"{phone}/speaker")
    assert asked.headers["location"] == f"/desk/families/{home.id}?done=asked"
    for contact in ("", str(other.id), "99"):
        assert (await browser.post(f"{phone}/give", contact=contact)).status_code in (400, 404)
    given = await browser.post(f"{phone}/give", contact=str(amal.id))
    assert given.headers["location"] == f"/desk/families/{home.id}?done=given"
    assert (await world.fresh(Address, thread.address_id)).contact_id == amal.id
    assert (await browser.post(f"{phone}/speaker")).status_code == 404


async def test_before_a_phone_is_detached_or_somebody_leaves_it_says_what_stops(
    world: World,
) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    home = await world.family(group=await world.group())
    amal = await world.volunteer("Amal", kind="family", household_id=home.id, language="ar")
    thread = await world.talk(amal)
    await browser.post(f"/desk/people/contacts/{amal.id}/invite")
    await browser.act(thread.id, "claim")
    page = (await browser.get(f"/desk/people/addresses/{thread.address_id}/detach")).text
    for words in ("1 message that is waiting", "1 unused invitation", "Ana is not in charge"):
        assert words in page
    leave = (await browser.get(f"/desk/people/contacts/{amal.id}/leave")).text
    for words in ("1 phone of their own", "1 message that is waiting", "shared phone stays"):
        assert words in leave
    assert (await world.fresh(Address, thread.address_id)).detached_at is None
    gone = await browser.post(f"/desk/people/contacts/{amal.id}/leave")
    assert gone.headers["location"] == f"/desk/families/{home.id}?done=left"
    # what she wrote stays in the family's file
    page = (await browser.get(f"/desk/families/{home.id}")).text
    assert f"/desk/conversations/{thread.id}" in page
    async with world.runtime.database.reading() as session:
        assert await people.members(session, home.id) == []


async def test_a_phone_whose_complaint_is_kept_from_one_is_not_theirs_to_detach(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    dora = await world.colleague("Dora", complaints=True)
    handler = await world.signed_in(dora)
    lotte = await world.volunteer(welcome_group_id=(await world.group()).id)
    thread = await world.talk(lotte)
    await world.case(thread, independent=True)
    await handler.act(thread.id, "claim")
    phone, person = (
        f"/desk/people/addresses/{thread.address_id}/detach",
        f"/desk/people/contacts/{lotte.id}/leave",
    )
    for path in (phone, person):
        for response in (await ana.get(path), await ana.post(path)):
            assert response.status_code == 404
    assert (await world.fresh(Conversation, thread.id)).assignee_id == dora.id
    assert (await world.fresh(Contact, lotte.id)).left_at is None
    assert "Dora is not in charge" in (await handler.get(phone)).text
    assert (await handler.post(person)).status_code == 303


async def test_a_shared_phone_whose_complaint_is_kept_from_one_is_not_theirs_to_give(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    amal = await world.volunteer("Amal", kind="family", household_id=home.id)
    thread = await world.talk(home)
    await world.case(thread, independent=True)
    phone = f"/desk/people/addresses/{thread.address_id}"
    assert (await ana.post(f"{phone}/give", contact=str(amal.id))).status_code == 404
    assert (await ana.post(f"{phone}/speaker")).status_code == 404
    assert (await world.fresh(Address, thread.address_id)).contact_id is None


async def test_who_is_in_charge_is_said_only_to_who_may_open_the_conversation(
    world: World,
) -> None:
    ben = await world.signed_in(await world.colleague("Ben"))
    boss = await world.signed_in(await world.colleague("Cas", role=Role.COORDINATOR))
    thread = await world.talk(await world.volunteer(welcome_group_id=(await world.group()).id))
    await world.case(thread)
    await boss.act(thread.id, "claim")
    path = f"/desk/people/addresses/{thread.address_id}/detach"
    sentences = ("Cas is not in charge", "open case stays open")
    for browser, is_said in ((ben, False), (boss, True)):
        page = (await browser.get(path)).text
        assert [one in page for one in sentences] == [is_said] * 2
