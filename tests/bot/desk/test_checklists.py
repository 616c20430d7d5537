"""Groups' checklists at the desk: what is stuck, for whom it may be seen, and what staff do."""

import datetime as dt

from sqlalchemy import select

from db.models import ChecklistItem, Contact, Conversation, Sponsorship
from tests.bot.desk.world import Browser, World


async def _stuck(world: World, *, days: int, language: str = "ar") -> tuple[ChecklistItem, Contact]:
    """A line that a volunteer called stuck so many days ago."""
    group = await world.group()
    home = await world.family("Haddad", language=language, group=group)
    lotte = await world.volunteer("Lotte Vermeulen", welcome_group_id=group.id)
    await world.talk(lotte)
    async with world.runtime.database.reading() as session:
        link = (
            await session.execute(select(Sponsorship).where(Sponsorship.household_id == home.id))
        ).scalar_one()
    row = await world._add(
        ChecklistItem(
            sponsorship_id=link.id,
            phase="first_week",
            item="bank",
            state="blocked",
            holder_id=lotte.id,
            changed_at=world.now,
            blocked_by=lotte.id,
            blocked_at=world.now - dt.timedelta(days=days),
            blocked_reason="They want a card.",
        )
    )
    return row, lotte


async def _said(world: World) -> list[str]:
    thread = await world.fresh(Conversation, 1)
    return [one.content["text"] for one in await world.last(thread)]


async def _desk(world: World, *languages: str) -> Browser:
    ana = await world.colleague("Ana", languages=languages or ("en", "ar"))
    return await world.signed_in(ana)


async def test_what_is_stuck_is_listed_with_a_warning_when_it_lasts(world: World) -> None:
    desk = await _desk(world)
    row, _ = await _stuck(world, days=8)
    page = (await desk.get("/desk/checklists")).text
    assert "Make an appointment with a bank" in page and "They want a card." in page
    assert "Stuck for more than a week." in page
    async with world.runtime.database.transaction() as session:
        (await session.get_one(ChecklistItem, row.id)).blocked_at = world.now
    assert "more than a week" not in (await desk.get("/desk/checklists")).text


async def test_the_groups_page_shows_every_list_with_who_does_what(world: World) -> None:
    desk = await _desk(world)
    await _stuck(world, days=1)
    page = (await desk.get("/desk/groups/1/checklist")).text
    assert "Haddad" in page and "Before the arrival" in page and "0 of 8 done" in page
    assert "They want a card." in page
    assert "/desk/groups/1/checklist" in (await desk.get("/desk/groups/1")).text


async def test_staff_free_it_and_write_to_the_group_and_the_volunteer_hears_it(
    world: World,
) -> None:
    desk = await _desk(world)
    row, lotte = await _stuck(world, days=1)
    path = f"/desk/checklists/{row.id}"
    empty = await desk.post(f"{path}/comment", "/desk/checklists", comment=" ")
    assert empty.status_code == 422 and "Words are missing." in empty.text
    await desk.post(f"{path}/comment", "/desk/checklists", comment="Ask for the basic service.")
    freed = await desk.post(f"{path}/unblock", "/desk/checklists")
    assert freed.headers["location"] == "/desk/checklists?done=unblocked"
    now = await world.fresh(ChecklistItem, row.id)
    assert (now.state, now.holder_id, now.blocked_reason) == ("taken", lotte.id, None)
    comment, news = (await _said(world))[-2:]
    assert "Ask for the basic service." in comment and "not stuck any more" in news
    again = await desk.post(f"{path}/unblock", "/desk/checklists")
    assert again.status_code == 409


async def test_lists_of_families_outside_the_scope_are_not_there(world: World) -> None:
    desk = await _desk(world, "en")
    row, _ = await _stuck(world, days=9, language="ti")
    for page in ("/desk/checklists", "/desk/groups/1/checklist"):
        text = (await desk.get(page)).text
        assert "They want a card." not in text and "Haddad" not in text
    refused = await desk.post(f"/desk/checklists/{row.id}/unblock", "/desk/checklists")
    assert refused.status_code == 404
    assert (await world.fresh(ChecklistItem, row.id)).state == "blocked"
