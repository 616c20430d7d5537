"""Colleagues: invited by a link shown once, changed, and shut out when they leave."""

import re

import pytest
from sqlalchemy import select

from db import second_factors, staff
from db.models import AuditEvent, Conversation, Role, Sponsorship, StaffMember
from tests.bot.desk.streams import opened
from tests.bot.desk.world import PASSWORD, Browser, World

LINK = re.compile(r"/desk/link/([\w-]{20,})")
SEEN = re.compile(r'action="/desk/staff/(\d+)">.*?name="seen" value="([^"]+)"', re.DOTALL)


async def _admin(world: World) -> tuple[StaffMember, Browser]:
    member = await world.colleague("Zoë Admin", role=Role.ADMIN)
    return member, await world.signed_in(member)


async def _seen(browser: Browser, member: StaffMember) -> str:
    return dict(SEEN.findall((await browser.get("/desk/staff")).text))[str(member.id)]


@pytest.mark.parametrize("role", [Role.WORKER, Role.COORDINATOR])
async def test_only_admins_see_and_change_accounts(world: World, role: Role) -> None:
    member = await world.colleague("Ana", role=role)
    browser = await world.signed_in(member)
    for path in ("/desk/staff", "/desk/audit"):
        assert (await browser.get(path)).status_code == 403
        assert path not in (await browser.get("/desk/account")).text
    form = {"name": "B", "login": "b", "role": "admin", "speaks-nl": "1", "seen": ""}
    for path in ("", f"/{member.id}", f"/{member.id}/link", f"/{member.id}/leave"):
        assert (await browser.post(f"/desk/staff{path}", **form)).status_code == 403
    path = f"/desk/staff/{member.id}/second-factor/reset"
    assert (await browser.post(path)).status_code == 403
    async with world.runtime.database.reading() as session:
        assert len(await staff.working(session)) == 1


async def test_a_colleague_comes_in_by_a_link_that_is_shown_once(world: World) -> None:
    _, browser = await _admin(world)
    form = {"name": "Ben Peeters", "login": "ben@x.invalid", "role": "coordinator"}
    page = await browser.post("/desk/staff", **form, **{"speaks-nl": "1", "complaints": "1"})
    token = LINK.search(page.text)
    assert page.status_code == 200 and token is not None
    assert "<svg" in page.text
    listed = (await browser.get("/desk/staff")).text
    assert "Ben Peeters" in listed and "never at the desk yet" in listed
    assert token[1] not in listed
    newcomer = world.browser()
    assert (await newcomer.http.post(f"/desk/link/{token[1]}")).status_code == 303
    assert "Ben Peeters" in (await newcomer.get("/desk/account")).text
    async with world.runtime.database.reading() as session:
        ben = await staff.by_login(session, "ben@x.invalid")
    assert ben is not None
    assert (ben.role, ben.languages, ben.handles_complaints) == ("coordinator", ["nl"], True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "login": "b"}, "A name is missing"),
        ({"name": "A" * 500, "login": "b"}, "This is too long"),
        ({"name": "B", "login": "ben b"}, "A login has no spaces"),
        ({"name": "B", "login": ""}, "A login is missing"),
        ({"name": "B", "login": "ZOË"}, "has this login already"),
    ],
)
async def test_an_invitation_by_half_is_refused_and_kept(
    world: World, fields: dict[str, str], sentence: str
) -> None:
    _, browser = await _admin(world)
    answer = await browser.post("/desk/staff", role="worker", **fields, **{"speaks-fr": "1"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{fields["login"]}"' in answer.text
    assert 'name="speaks-fr" value="1" checked' in answer.text
    async with world.runtime.database.reading() as session:
        assert len(await staff.working(session)) == 1


async def test_role_and_languages_change_and_an_older_form_does_not_win(world: World) -> None:
    _, browser = await _admin(world)
    ben = await world.colleague("Ben", languages=("nl",))
    seen = await _seen(browser, ben)
    form = {"role": "coordinator", "speaks-fr": "1", "seen": seen}
    saved = await browser.post(f"/desk/staff/{ben.id}", **form)
    assert saved.status_code == 303
    stale = await browser.post(f"/desk/staff/{ben.id}", **{**form, "role": "admin"})
    assert stale.status_code == 409
    assert "changed this account since" in stale.text
    row = await world.fresh(StaffMember, ben.id)
    assert (row.role, row.languages) == ("coordinator", ["fr"])
    none = await browser.post(
        f"/desk/staff/{ben.id}", role="worker", seen=await _seen(browser, ben)
    )
    assert (none.status_code, "at least one language" in none.text) == (422, True)
    odd = await browser.post(f"/desk/staff/{ben.id}", role="queen", seen="")
    assert odd.status_code == 400


async def test_nobody_lowers_or_removes_themselves(world: World) -> None:
    zoe, browser = await _admin(world)
    form = {"role": "worker", "speaks-en": "1", "seen": await _seen(browser, zoe)}
    for answer in (
        await browser.post(f"/desk/staff/{zoe.id}", **form),
        await browser.post(f"/desk/staff/{zoe.id}/leave"),
    ):
        assert answer.status_code == 409
        assert "cannot change your own role" in answer.text
    assert (await world.fresh(StaffMember, zoe.id)).role == "admin"


async def test_whoever_leaves_is_out_at_once_and_their_conversations_wait(world: World) -> None:
    _, browser = await _admin(world)
    ben = await world.colleague("Ben")
    his = await world.signed_in(ben)
    home = await world.family(group=await world.group())
    async with world.runtime.database.transaction() as session:
        (await session.get_one(Sponsorship, 1)).staff_id = ben.id
    thread = await world.talk(home)
    await his.act(thread.id, "claim")
    async with opened(world, his) as stream:
        await stream.until("changed")
        answer = await browser.post(f"/desk/staff/{ben.id}/leave")
        await stream.end()
    page = (await browser.get(answer.headers["location"])).text
    assert "1 conversation is a request again" in page
    assert "responsible for 1 family now" in page
    assert 'id="c-2"' not in page
    assert (await his.get("/desk/")).status_code == 303
    form = {"login": "ben", "password": PASSWORD}
    assert (await world.browser().http.post("/desk/sign-in", data=form)).status_code == 403
    row = await world.fresh(Conversation, thread.id)
    assert (row.control, row.assignee_id) == ("queued", None)
    assert f"/desk/conversations/{thread.id}" in (await browser.get("/desk/")).text
    for deed in ("leave", "link", "second-factor/reset"):
        again = await browser.post(f"/desk/staff/{ben.id}/{deed}")
        assert (again.status_code, "has left meanwhile" in again.text) == (409, True)


async def test_a_lost_phone_is_reset_by_an_admin_and_written_down(world: World) -> None:
    zoe, browser = await _admin(world)
    ben = await world.colleague("Ben")
    his = await world.signed_in(ben)
    async with world.runtime.database.transaction() as session:
        for one in (ben, zoe):
            await second_factors.begin(session, one.id, "SECRET", now=world.now)
            row = await second_factors.of_colleague(session, one.id)
            assert row is not None
            row.confirmed_at = world.now
    assert (await browser.get("/desk/staff")).text.count("second factor on") == 2
    await browser.post(f"/desk/staff/{ben.id}/second-factor/reset")
    assert (await his.get("/desk/")).status_code == 303
    own = await browser.post(f"/desk/staff/{zoe.id}/second-factor/reset")
    assert own.status_code == 403
    async with world.runtime.database.reading() as session:
        assert await second_factors.protected(session) == {zoe.id}
        found = await session.execute(
            select(AuditEvent).where(AuditEvent.action == "reset_second_factor")
        )
        row = found.scalar_one()
    assert (row.staff_id, row.subject_id) == (zoe.id, ben.id)
