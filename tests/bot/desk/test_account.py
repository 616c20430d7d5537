"""A colleague's own account: language, name, password, and the browsers that are signed in."""

import pytest

from bot import passwords
from bot.desk import access, browsers
from db import desk_sessions
from db.models import StaffMember
from tests.bot.desk.world import PASSWORD, World

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"
NEW = "four invented words here"


@pytest.mark.parametrize(
    ("language", "inbox"), [("nl", "Inbox"), ("fr", "Boîte"), ("de", "Posteingang")]
)
async def test_the_desk_speaks_the_chosen_language_from_then_on(
    world: World, language: str, inbox: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    answer = await browser.post("/desk/language", language=language, next="/desk/people")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/people")
    page = (await browser.get("/desk/")).text
    assert f'<html lang="{language}"' in page
    assert inbox in page


async def test_a_language_that_the_desk_does_not_speak_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    assert (await browser.post("/desk/language", language="ti")).status_code == 400


async def test_name_and_languages_are_ones_own(world: World) -> None:
    ana = await world.colleague("Ana", languages=("en", "ar"))
    browser = await world.signed_in(ana)
    page = (await browser.get("/desk/account")).text
    assert 'name="speaks-ar" value="1" checked' in page
    assert 'name="speaks-nl" value="1" checked' not in page
    fields = {"name": "<b>Ana</b> Haddad", "speaks-nl": "1", "speaks-fr": "1", "role": "admin"}
    saved = await browser.post("/desk/account", "/desk/account", **fields)
    assert saved.headers["location"] == "/desk/account?done=saved"
    row = await world.fresh(StaffMember, ana.id)
    assert (row.name, set(row.languages), row.role) == (
        "<b>Ana</b> Haddad",
        {"nl", "fr"},
        "worker",
    )
    assert "&lt;b&gt;Ana" in (await browser.get("/desk/account")).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " ", "speaks-nl": "1"}, "A name is missing"),
        ({"name": "A" * 500, "speaks-nl": "1"}, "This is too long"),
        ({"name": "Ana-Maria"}, "at least one language"),
    ],
)
async def test_a_description_by_half_is_refused_and_kept(
    world: World, fields: dict[str, str], sentence: str
) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    answer = await browser.post("/desk/account", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = fields["name"].strip()  # nobody sees a blank: nothing is kept of it
    assert f'autocomplete="name" dir="auto" value="{kept}"' in answer.text
    assert (await world.fresh(StaffMember, ana.id)).name == "Ana"


async def test_a_new_password_needs_the_old_one_and_ends_other_sessions(world: World) -> None:
    ana = await world.colleague("Ana")
    here, there = await world.signed_in(ana), await world.signed_in(ana)
    path = "/desk/account/password"
    for fields, status, sentence in (
        ({"current": "wrong", "new": NEW, "again": NEW}, 403, "not your present password"),
        ({"current": PASSWORD, "new": NEW, "again": f"{NEW}!"}, 422, "not the same"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, 422, "at least 12"),
    ):
        answer = await here.post(path, **fields)
        assert (answer.status_code, sentence in answer.text) == (status, True)
        assert NEW not in answer.text
    assert (await there.get("/desk/account")).status_code == 200
    done = await here.post(path, current=PASSWORD, new=NEW, again=NEW)
    assert done.headers["location"] == "/desk/account?done=password"
    assert passwords.fits((await world.fresh(StaffMember, ana.id)).password_hash, NEW)
    assert (await here.get("/desk/account")).status_code == 200
    assert (await there.get("/desk/account")).status_code == 303


async def test_a_first_password_needs_no_old_one(world: World) -> None:
    ana = await world.colleague("Ana")
    async with world.runtime.database.transaction() as session:
        (await session.get_one(StaffMember, ana.id)).password_hash = None
    browser = await world.signed_in(ana)
    assert "Present password" not in (await browser.get("/desk/account")).text
    answer = await browser.post("/desk/account/password", new=NEW, again=NEW)
    assert answer.status_code == 303


async def test_the_old_password_cannot_be_guessed_here_either(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    form = {"new": NEW, "again": NEW}
    for _ in range(5):
        assert (
            await browser.post("/desk/account/password", current="guess", **form)
        ).status_code == 403
    answer = await browser.post("/desk/account/password", current=PASSWORD, **form)
    assert answer.status_code == 429
    signing_in = {"login": "ana", "password": PASSWORD}
    assert (await browser.http.post("/desk/sign-in", data=signing_in)).status_code == 429


async def test_browsers_are_listed_and_signed_out_one_by_one_or_all(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    here, there, third = [await world.signed_in(ana) for _ in range(3)]
    other = await world.signed_in(ben)
    phone = world.browser()
    form = {"login": "ana", "password": PASSWORD}
    await phone.http.post("/desk/sign-in", data=form, headers={"user-agent": FIREFOX})
    page = (await here.get("/desk/account")).text
    assert page.count("this one") == 1
    assert page.count("Sign out there") == 3
    assert "Firefox · Android" in page
    assert "131" not in page
    async with world.runtime.database.reading() as session:
        rows = {one.id for one in await desk_sessions.of_colleague(session, ana.id, now=world.now)}
        (foreign,) = await desk_sessions.of_colleague(session, ben.id, now=world.now)
    await here.post(f"/desk/account/sessions/{foreign.id}/end")
    assert (await other.get("/desk/")).status_code == 200
    await here.post(f"/desk/account/sessions/{sorted(rows)[1]}/end")
    states = [(await one.get("/desk/")).status_code for one in (here, there, third)]
    assert states == [200, 303, 200]
    await here.post("/desk/account/sessions/end-others")
    states = [(await one.get("/desk/")).status_code for one in (here, third, phone, other)]
    assert states == [200, 303, 303, 200]
    gone = await here.post(f"/desk/account/sessions/{sorted(rows)[0]}/end")
    assert gone.headers["location"] == access.SIGN_IN
    assert (await here.get("/desk/")).status_code == 303


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (FIREFOX, "Firefox · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537", "Chrome · Linux"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_known_by_its_family_only(agent: str, family: str) -> None:
    assert browsers.family(agent) == family
