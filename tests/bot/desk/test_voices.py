"""Two voices beside each other, and the tasks of a colleague: within scope, and nowhere else."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from db import replies
from db.models import AuditEvent, Household, Occurrence, Sponsorship, WelcomeGroup
from db.occurrences import OccurrenceState
from tests.bot.desk.world import World
from tests.db import scene as rows
from tests.handlers import year


async def sponsored(world: World) -> year.Circle:
    group: WelcomeGroup = await world.group()
    home: Household = await world.family("Al-Hamdan", language="ar", group=group)
    async with world.runtime.database.transaction() as session:
        [link] = (await session.execute(sa_link(home.id))).scalars()
        return year.Circle(home=home, link=link)


def sa_link(home_id: int) -> Any:
    return select(Sponsorship).where(Sponsorship.household_id == home_id)


async def asked(
    world: World, ours: year.Circle, step: str, *answers: tuple[str, str, str | None]
) -> None:
    """A step that both sides were sent, and what they answered: (side, answer, words)."""
    async with world.runtime.database.transaction() as session:
        for side in ("family", "group"):
            one = await year.due(
                session, ours, step, side, world.now, state="sent", sent_at=world.now
            )
            for number, (who, answer, words) in enumerate(answers):
                if who == side:
                    phone = await rows.address(session, world.now, f"{step}-{side}-{number}")
                    await replies.record(
                        session, one.id, phone.id, answer=answer, text=words, contact_id=None,
                        now=world.now,
                    )  # fmt: skip


def table(page: str) -> list[str]:
    """The rows of both voices, as read."""
    found = re.findall(r"<tr.*?</tr>", page[page.index('class="voices"') :], re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


@pytest.mark.parametrize("path", ["/desk/checkins", "/desk/families/{}"])
async def test_both_voices_stand_side_by_side_and_a_difference_is_marked(
    world: World, path: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    ours = await sponsored(world)
    await asked(
        world, ours, "week-6", ("family", "need_help", "<b>tired</b>"), ("group", "good", None)
    )
    await asked(world, ours, "month-6", ("family", "good", None), ("family", "good", None))
    await asked(world, ours, "month-9")
    page = (await browser.get(path.format(ours.home.id))).text
    same, differs = sorted(table(page), key=lambda row: "differently" in row)
    assert "They see it differently" in differs
    assert "Needs help" in differs and "Fine" in differs and "<b>tired" not in page
    assert "differently" not in same and same.count("Fine") == 2 and "no answer" in same


async def test_nobody_reads_the_voices_of_a_family_out_of_scope(world: World) -> None:
    worker = await world.signed_in(await world.colleague("Ben", languages=("nl",)))
    ours = await sponsored(world)
    await asked(world, ours, "week-6", ("family", "need_help", "tired"), ("group", "good", None))
    assert "Al-Hamdan" not in (await worker.get("/desk/checkins")).text
    assert (await worker.get(f"/desk/families/{ours.home.id}")).status_code == 404


async def test_a_task_stands_on_the_desk_until_it_is_done(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    stranger = await world.signed_in(await world.colleague("Ben", languages=("nl",)))
    ours = await sponsored(world)
    async with world.runtime.database.transaction() as session:
        task = await year.due(session, ours, "exchange-1", "staff", world.now, state="sent")
    page = (await browser.get("/desk/checkins")).text
    assert "Plan the first exchange moment" in page[page.index('id="to-do"') :]
    path = f"/desk/checkins/{task.id}/done"
    assert (await stranger.post(path, "/desk/checkins")).status_code == 404
    assert "Plan the first" not in (await stranger.get("/desk/checkins")).text
    for _ in range(2):
        done = await browser.post(path, "/desk/checkins")
        assert done.headers["location"] == "/desk/checkins?done=finished"
    assert (await world.fresh(Occurrence, task.id)).state == OccurrenceState.DONE
    assert 'id="to-do"' not in (await browser.get("/desk/checkins")).text
    async with world.runtime.database.reading() as session:
        events = (await session.execute(_finished(task.id))).scalars().all()
    assert len(events) == 1


def _finished(task_id: int) -> Any:
    return select(AuditEvent).where(AuditEvent.action == "finish", AuditEvent.subject_id == task_id)
