"""The inbox: each update once, in order per lane, and poison never blocks the next message."""

import asyncio
import datetime as dt
from typing import Any

import sqlalchemy as sa

from db import inbox, queues
from db.engine import Database
from db.models import InboundEvent

SECOND = dt.timedelta(seconds=1)
#: Makes PostgreSQL run an IN's subquery once per row, as it may at any size of the table.
NESTED_LOOPS = (
    "SELECT set_config('enable_' || name, 'off', true) FROM"
    " unnest(ARRAY['hashjoin', 'mergejoin', 'material', 'hashagg', 'sort']) AS name"
)


def update(key: str, lane: str = "lane") -> dict[str, Any]:
    return {
        "channel": "simulator",
        "account": "demo",
        "provider_key": key,
        "lane": lane,
        "payload": {"text": key},
    }


async def record(database: Database, now: dt.datetime, *updates: dict[str, Any]) -> None:
    async with database.transaction() as session:
        for one in updates:
            assert await inbox.record(session, one, now=now)


async def claim(database: Database, now: dt.datetime, token: str = "worker") -> InboundEvent | None:
    async with database.transaction() as session:
        return await inbox.claim(session, now=now, token=token)


async def claimed(database: Database, now: dt.datetime, token: str = "worker") -> InboundEvent:
    event = await claim(database, now, token)
    assert event is not None
    return event


async def finish(database: Database, event: InboundEvent, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await inbox.finish(session, event.id, now=now)


async def fail(database: Database, event: InboundEvent, now: dt.datetime) -> bool:
    assert event.lease_token is not None
    async with database.transaction() as session:
        return await inbox.give_back(
            session, event.id, event.lease_token, now=now, error="ValueError"
        )


async def test_the_same_update_five_times_at_once_is_one_event(
    database: Database, now: dt.datetime
) -> None:
    async def deliver() -> bool:
        async with database.transaction() as session:
            return await inbox.record(session, update("42"), now=now)

    fresh = await asyncio.gather(*(deliver() for _ in range(5)))
    assert sorted(fresh) == [False, False, False, False, True]
    async with database.reading() as session:
        assert (await queues.sizes(session, now=now))["inbox"][0] == 1


async def test_the_same_key_of_another_account_is_another_event(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"), update("1") | {"account": "other"})
    async with database.reading() as session:
        assert (await queues.sizes(session, now=now))["inbox"][0] == 2


async def test_a_payload_comes_back_as_it_was_recorded(
    database: Database, now: dt.datetime
) -> None:
    payload = {"text": "مرحبا", "list": [1, None, {"deep": True}]}
    await record(database, now, update("1") | {"payload": payload})
    event = await claimed(database, now)
    async with database.reading() as session:
        assert await inbox.payload(session, event.id) == payload


async def test_events_of_a_lane_come_one_at_a_time_and_in_order(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"), update("2"), update("3"))
    keys = []
    while (event := await claim(database, now)) is not None:
        keys.append(event.provider_key)
        assert await claim(database, now) is None
        await finish(database, event, now)
    assert keys == ["1", "2", "3"]


async def test_lanes_do_not_wait_for_each_other(database: Database, now: dt.datetime) -> None:
    await record(database, now, update("1", "a"), update("2", "a"), update("3", "b"))
    first, second = await claimed(database, now), await claimed(database, now)
    assert (first.provider_key, second.provider_key) == ("1", "3")
    assert await claim(database, now) is None


async def test_two_workers_never_claim_the_same_event(database: Database, now: dt.datetime) -> None:
    await record(database, now, *(update(str(n), f"lane-{n}") for n in range(6)))
    tokens = [f"worker-{n}" for n in range(6)]
    events = [await asyncio.gather(*(claim(database, now, token) for token in tokens))]
    events.append(await asyncio.gather(*(claim(database, now, token) for token in tokens)))
    ids = [event.id for batch in events for event in batch if event is not None]
    assert len(ids) == len(set(ids)) == 6


async def test_a_claim_leases_one_event_whatever_the_planner_chooses(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, *(update(str(n), f"lane-{n}") for n in range(20)))
    async with database.transaction() as session:
        if not database.is_sqlite:
            await session.execute(sa.text(NESTED_LOOPS))
        assert await inbox.claim(session, now=now, token="worker") is not None
    async with database.reading() as session:
        leased = await session.execute(
            sa.select(InboundEvent.id).where(InboundEvent.lease_token.is_not(None))
        )
        assert len(leased.all()) == 1


async def test_an_event_that_waits_for_an_album_is_not_claimed_early(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await inbox.record(session, update("1"), now=now, wait=SECOND)
    assert await claim(database, now) is None
    assert await claim(database, now + SECOND) is not None


async def test_a_lost_worker_loses_its_event_when_the_lease_ends(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    await claimed(database, now, "lost")
    assert await claim(database, now + inbox.LEASE) is None
    later = now + inbox.LEASE + SECOND
    again = await claimed(database, later, "other")
    assert again.attempts == 2
    async with database.transaction() as session:
        assert not await inbox.hold_lease(session, again.id, "lost")
        assert await inbox.hold_lease(session, again.id, "other")


async def test_a_finished_event_is_not_ours_to_apply_again(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    event = await claimed(database, now)
    await finish(database, event, now)
    async with database.transaction() as session:
        assert not await inbox.hold_lease(session, event.id, "worker")


async def test_poison_is_parked_after_three_attempts_and_the_next_message_goes_on(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("poison"), update("next"))
    parked = []
    for attempt in range(inbox.MAX_ATTEMPTS):
        moment = now + dt.timedelta(minutes=attempt)
        event = await claimed(database, moment)
        assert event.provider_key == "poison"
        parked.append(await fail(database, event, moment))
    assert parked == [False, False, True]
    assert (await claimed(database, now + dt.timedelta(minutes=5))).provider_key == "next"
    async with database.reading() as session:
        shown = await inbox.parked(session)
    assert [(event.provider_key, event.error) for event, _ in shown] == [("poison", "ValueError")]


async def test_an_event_that_kills_its_worker_each_time_is_parked_too(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("deadly"), update("next"))
    for _ in range(inbox.MAX_ATTEMPTS):
        assert (await claimed(database, now)).provider_key == "deadly"
        now += inbox.LEASE + SECOND
    assert (await claimed(database, now)).provider_key == "next"
    async with database.reading() as session:
        assert [event.provider_key for event, _ in await inbox.parked(session)] == ["deadly"]


async def test_a_failed_event_waits_before_it_is_tried_again(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"), update("2"))
    await fail(database, await claimed(database, now), now)
    assert await claim(database, now + SECOND) is None
    assert (await claimed(database, now + 2 * SECOND)).provider_key == "1"


async def test_only_the_holder_of_the_lease_gives_an_event_back(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    event = await claimed(database, now, "mine")
    async with database.transaction() as session:
        assert not await inbox.give_back(session, event.id, "theirs", now=now, error="X")
        await inbox.unclaim(session, event.id, "theirs")
    async with database.transaction() as session:
        assert await inbox.hold_lease(session, event.id, "mine")


async def test_a_clean_stop_gives_an_event_back_as_if_it_had_not_been_tried(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    event = await claimed(database, now, "stopping")
    async with database.transaction() as session:
        await inbox.unclaim(session, event.id, "stopping")
    assert (await claimed(database, now, "next")).attempts == 1


async def test_a_person_puts_a_parked_event_back_in_its_lane(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    event = await claimed(database, now)
    for attempt in range(inbox.MAX_ATTEMPTS):
        now += dt.timedelta(minutes=1)
        if attempt:
            event = await claimed(database, now)
        await fail(database, event, now)
    assert await claim(database, now + dt.timedelta(hours=1)) is None
    async with database.transaction() as session:
        assert await inbox.retry(session, event.id, now=now)
    assert (await claimed(database, now)).attempts == 1


async def test_an_event_whose_content_was_erased_cannot_be_put_back(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    event = await claimed(database, now)
    async with database.transaction() as session:
        row = await session.get_one(InboundEvent, event.id)
        row.processed_at, row.error, row.payload = now, "KeyError", None
    async with database.transaction() as session:
        assert not await inbox.retry(session, event.id, now=now)


async def test_an_event_that_was_applied_cannot_be_put_back(
    database: Database, now: dt.datetime
) -> None:
    await record(database, now, update("1"))
    event = await claimed(database, now)
    await finish(database, event, now)
    async with database.transaction() as session:
        assert not await inbox.retry(session, event.id, now=now)
