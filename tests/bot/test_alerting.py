"""Alerts by e-mail: claimed, sent once, tried again, given up, and never sent for nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot import alerting
from bot.alerting import Alerting
from db import alerts
from db.engine import Database
from db.models import Alert, Priority, StaffMember
from handlers import context, rota
from handlers import staff as work
from tests.bot.desk import world as desk_world
from tests.bot.desk.world import World
from tests.fakes.clock import FixedClock
from tests.fakes.smtp import FakeMail


@pytest.fixture
async def post() -> AsyncIterator[FakeMail]:
    async with FakeMail().serving() as fake:
        yield fake


@pytest.fixture
def world(database: Database, tmp_path: Path, clock: FixedClock, post: FakeMail) -> World:
    settings: dict[str, Any] = {"smtp_url": SecretStr(post.url), "smtp_from": "bot@x.example"}
    choices = {"mails": True, "desk_url": "https://help.example"}
    runtime = desk_world.make_runtime(
        database, tmp_path / "media", clock, choices=choices, **settings
    )
    return World(runtime, clock)


async def with_mailbox(world: World, name: str, **more: Any) -> StaffMember:
    member = await world.colleague(name, **more)
    async with world.runtime.database.transaction() as session:
        email = f"{name.casefold()}@x.example"
        await rota.set_email(session, member.id, email, by=None, now=world.now)
    return member


async def letters(world: World) -> list[Alert]:
    async with world.runtime.database.reading() as session:
        found = await session.execute(
            select(Alert).where(Alert.channel == "email").order_by(Alert.id)
        )
        return list(found.scalars())


async def test_a_letter_says_that_somebody_waits_and_nothing_of_whom(
    world: World, post: FakeMail
) -> None:
    ana = await with_mailbox(world, "Ana")
    await world.colleague("Ben")
    thread = await world.talk(await world.family(), text="My secret")
    await world.case(thread, priority=Priority.URGENT)
    work_once = Alerting(world.runtime)
    assert await asyncio.gather(work_once.step(world.now), work_once.step(world.now))
    assert await work_once.step(world.now) == 0

    [(receiver, letter)] = post.letters
    assert receiver == "ana@x.example"
    assert letter["Subject"] == "Somebody is waiting"
    text = letter.get_content()
    assert "Arabic" in text and "Urgent" in text and f"/desk/conversations/{thread.id}" in text
    whole = letter.as_string()
    assert "secret" not in whole and "invented family" not in whole
    [row] = await letters(world)
    assert (row.staff_id, row.state, row.attempts) == (ana.id, "sent", 1)


async def test_a_server_in_trouble_is_tried_later_and_given_up_in_the_end(
    world: World, post: FakeMail, capsys: pytest.CaptureFixture[str]
) -> None:
    await with_mailbox(world, "Ana")
    await world.case(await world.talk())
    post.answers["MAIL"] = "451 later"
    for pause in alerting.BACKOFF:
        await Alerting(world.runtime).step(world.now)
        [row] = await letters(world)
        assert (row.state, row.reason) == ("queued", "smtp_451")
        assert await Alerting(world.runtime).step(world.now) == 0, "not before its time"
        world.clock.advance(pause)
    await Alerting(world.runtime).step(world.now)
    [row] = await letters(world)
    assert (row.state, row.reason) == ("failed", "smtp_451")
    assert "ana@" not in "".join(capsys.readouterr())


async def test_once_somebody_took_the_case_no_letter_goes_any_more(
    world: World, post: FakeMail
) -> None:
    ana = await with_mailbox(world, "Ana")
    thread = await world.talk()
    await world.case(thread)
    async with world.runtime.database.transaction() as session:
        turn = await context.reopen(session, world.runtime.house, thread.id, now=world.now)
        assert turn is not None
        await work.claim(turn, ana)
    await Alerting(world.runtime).step(world.now)
    assert post.letters == []
    assert [one.state for one in await letters(world)] == ["cancelled"]


async def test_a_letter_of_a_lost_worker_is_sent_by_another(world: World, post: FakeMail) -> None:
    await with_mailbox(world, "Ana")
    await world.case(await world.talk())
    async with world.runtime.database.transaction() as session:
        assert await alerts.claim_letter(session, now=world.now)
        assert await alerts.claim_letter(session, now=world.now) is None
    assert await Alerting(world.runtime).step(world.now) == 0
    world.clock.advance(alerts.LEASE * 2)
    await Alerting(world.runtime).step(world.now)
    assert len(post.letters) == 1
