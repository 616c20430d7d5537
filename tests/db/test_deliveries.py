"""The outbox: states by a table, order per address and topic, one worker per delivery."""

import asyncio
import datetime as dt
import itertools

import pytest
from sqlalchemy import select, text

from db import conversations, deliveries, topics
from db.engine import Database
from db.models import NEVER_TWICE, Address, Delivery, DeliveryEvent, DeliveryKind, DeliveryState
from tests.db import scene
from tests.db.test_inbox import NESTED_LOOPS

S = DeliveryState
SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)
#: States from which nothing follows.
FINAL = {S.FAILED, S.EXPIRED, S.CANCELLED}


async def claim(database: Database, now: dt.datetime, worker: str = "worker") -> Delivery | None:
    async with database.transaction() as session:
        return await deliveries.claim(session, scene.CHANNEL, scene.ACCOUNT, now=now, worker=worker)


async def claim_key(database: Database, now: dt.datetime) -> str | None:
    delivery = await claim(database, now)
    return None if delivery is None else delivery.dedupe_key


async def move(
    database: Database, key: str, *states: DeliveryState, now: dt.datetime, reason: str = "test"
) -> None:
    async with database.transaction() as session:
        found = await session.execute(select(Delivery).where(Delivery.dedupe_key == key))
        delivery = found.scalar_one()
        for state in states:
            deliveries.move(session, delivery, state, now=now, reason=reason)


async def states(database: Database) -> dict[str, str]:
    async with database.reading() as session:
        found = await session.execute(select(Delivery))
        return {delivery.dedupe_key: delivery.state for delivery in found.scalars()}


def lease(delivery: Delivery) -> tuple[dt.datetime | None, str | None]:
    return delivery.lease_until, delivery.worker


def reachable(start: str, *, stop: str | None = None) -> set[str]:
    """Every state that can follow, looking no further than `stop`."""
    reached, fresh = {start}, {start}
    while fresh:
        following = [deliveries.TRANSITIONS[state] for state in fresh if state != stop]
        fresh = set[str]().union(*following) - reached
        reached |= fresh
    return reached


def test_every_state_has_its_line_in_the_table() -> None:
    assert set(deliveries.TRANSITIONS) == set(S)
    assert {state for state in S if not deliveries.TRANSITIONS[state]} == FINAL


def test_every_state_can_be_reached_from_queued() -> None:
    assert reachable(S.QUEUED) == set(S)


def test_what_may_have_arrived_is_never_sent_again() -> None:
    # a provider that refuses afterwards (`done` to `held`) has not delivered
    for state in (S.UNCERTAIN, *FINAL):
        assert not reachable(state, stop=S.DONE) & {S.QUEUED, S.SENDING, S.HELD}


async def test_a_delivery_moves_only_along_the_table(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        delivery = await scene.queued(session, now, "1")
        for before, after in itertools.product(S, S):
            delivery.state, delivery.settled_at = before, None
            delivery.lease_until, delivery.worker = now, "worker"
            await session.flush()
            if after in deliveries.TRANSITIONS[before]:
                deliveries.move(session, delivery, after, now=now, reason="why")
                assert (delivery.state, delivery.reason) == (after, "why")
                assert lease(delivery) == (None, None)
                waits = after in (S.QUEUED, S.HELD, S.SENDING)
                assert delivery.settled_at == (None if waits else now)
            else:
                with pytest.raises(deliveries.ImpossibleTransition):
                    deliveries.move(session, delivery, after, now=now)
                assert delivery.state == before


async def test_each_change_of_state_leaves_an_event(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await scene.queued(session, now, "1")
    await claim(database, now)
    await move(database, "1", S.HELD, now=now, reason="window")
    async with database.reading() as session:
        found = await session.execute(
            select(DeliveryEvent.state, DeliveryEvent.reason).order_by(DeliveryEvent.id)
        )
        assert [tuple(row) for row in found] == [
            ("queued", None),
            ("sending", None),
            ("held", "window"),
        ]


async def test_the_same_dedupe_key_is_queued_once(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        message = await scene.said(session, thread, now)
        home = await session.get_one(Address, thread.address_id)

    async def queue() -> int | None:
        async with database.transaction() as session:
            return await deliveries.queue(
                session, message, home, kind=DeliveryKind.UNPROMPTED, now=now, dedupe_key="day-30"
            )

    made = await asyncio.gather(*(queue() for _ in range(5)))
    assert len([one for one in made if one is not None]) == 1
    async with database.reading() as session:
        events = await session.execute(select(DeliveryEvent))
        assert len(events.scalars().all()) == 1


async def test_deliveries_to_one_address_go_one_at_a_time_and_in_order(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for key in ("1", "2", "3"):
            await scene.queued(session, now, key)
    sent = []
    while (delivery := await claim(database, now)) is not None:
        sent.append(delivery.dedupe_key)
        assert await claim(database, now) is None
        await move(database, delivery.dedupe_key, S.DONE, now=now)
    assert sent == ["1", "2", "3"]


async def test_addresses_do_not_wait_for_each_other(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await scene.queued(session, now, "1", to="a")
        await scene.queued(session, now, "2", to="a")
        await scene.queued(session, now, "3", to="b")
    assert [await claim_key(database, now) for _ in range(3)] == ["1", "3", None]


async def test_topics_of_one_staff_group_do_not_wait_for_each_other(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        group = await scene.address(session, now, "group")
        for person, keys in (("a", ("1", "2")), ("b", ("3",))):
            thread = await scene.conversation(session, now, person)
            topic = await topics.ensure(session, thread.id, group, now=now)
            for key in keys:
                await scene.queued(
                    session, now, key, to="group", kind=DeliveryKind.STAFF, topic_id=topic.id
                )
    assert [await claim_key(database, now) for _ in range(3)] == ["1", "3", None]


async def test_another_account_is_not_claimed(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await scene.queued(session, now, "1")
        assert await deliveries.claim(session, scene.CHANNEL, "other", now=now, worker="w") is None


async def test_a_retry_keeps_its_place_before_the_next_message(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await scene.queued(session, now, "1")
        await scene.queued(session, now, "2")
    claimed = await claim(database, now)
    assert claimed is not None
    async with database.transaction() as session:
        again = await deliveries.locked(session, claimed.id)
        assert again is not None
        deliveries.move(session, again, S.QUEUED, now=now, not_before=now + HOUR)
    assert await claim_key(database, now) is None
    assert await claim_key(database, now + HOUR) == "1"


async def test_what_is_held_does_not_hold_back_what_follows(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        held = await scene.queued(session, now, "1")
        deliveries.move(session, held, S.HELD, now=now, reason="quiet", not_before=now + HOUR)
        await scene.queued(session, now, "2")
    assert await claim_key(database, now) == "2"


async def test_a_claim_takes_one_delivery_whatever_the_planner_chooses(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for number in range(20):
            await scene.queued(session, now, str(number), to=f"phone-{number}")
    async with database.transaction() as session:
        if not database.is_sqlite:
            await session.execute(text(NESTED_LOOPS))
        assert await deliveries.claim(session, scene.CHANNEL, scene.ACCOUNT, now=now, worker="w")
    assert list((await states(database)).values()).count(S.SENDING) == 1


async def test_many_workers_at_once_never_claim_the_same_delivery(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for number in range(6):
            await scene.queued(session, now, str(number), to=f"phone-{number}")
    won: list[int] = []
    for _ in range(3):
        round_ = await asyncio.gather(*(claim(database, now, f"w{n}") for n in range(6)))
        won += [delivery.id for delivery in round_ if delivery is not None]
    assert len(won) == len(set(won)) == 6


async def test_many_workers_at_once_keep_the_order_of_one_address(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for key in ("1", "2", "3"):
            await scene.queued(session, now, key)
    for expected in ("1", "2", "3"):
        found = await asyncio.gather(*(claim(database, now, f"w{n}") for n in range(4)))
        assert [one.dedupe_key for one in found if one is not None] == [expected]
        await move(database, expected, S.DONE, now=now)


async def test_a_lost_worker_leaves_a_check_in_or_reminder_uncertain_and_a_reply_queued(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for number, kind in enumerate(DeliveryKind):
            await scene.queued(session, now, kind, to=f"phone-{number}", kind=kind)
    for _ in DeliveryKind:
        assert await claim(database, now) is not None
    later = now + deliveries.LEASE + SECOND
    async with database.transaction() as session:
        assert await deliveries.recover(session, now=now + deliveries.LEASE) == 0
        assert await deliveries.recover(session, now=later) == len(DeliveryKind)
        assert await deliveries.recover(session, now=later) == 0
    expected = dict.fromkeys(DeliveryKind, S.QUEUED) | dict.fromkeys(NEVER_TWICE, S.UNCERTAIN)
    assert await states(database) == expected
    async with database.reading() as session:
        lost = await session.execute(
            select(Delivery.kind, Delivery.reason).where(Delivery.state == S.UNCERTAIN)
        )
        assert {*lost} == {("unprompted", "worker_lost"), ("reminder", "worker_lost")}


async def test_a_takeover_cancels_the_answers_of_before_and_nothing_else(
    database: Database, now: dt.datetime
) -> None:
    answer = DeliveryKind.ANSWER
    async with database.transaction() as session:
        sending = await scene.queued(session, now, "under way", kind=answer, epoch=0)
        deliveries.move(session, sending, S.SENDING, now=now)
        held = await scene.queued(session, now, "held", kind=answer, epoch=0)
        deliveries.move(session, held, S.HELD, now=now)
        await scene.queued(session, now, "stale", kind=answer, epoch=0)
        await scene.queued(session, now, "fresh", kind=answer, epoch=1)
        await scene.queued(session, now, "notice", epoch=0)
        await scene.queued(session, now, "somebody else's", to="b", kind=answer, epoch=0)
        mine = await scene.conversation(session, now)
        assert await deliveries.cancel_answers(session, mine.id, 1, now=now) == 2
    assert await states(database) == {
        "under way": S.SENDING,
        "held": S.CANCELLED,
        "stale": S.CANCELLED,
        "fresh": S.QUEUED,
        "notice": S.QUEUED,
        "somebody else's": S.QUEUED,
    }


async def test_a_takeover_racing_the_outbox_leaves_the_answer_sent_or_cancelled(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        staff_id = (await scene.colleague(session, now)).id
        await scene.queued(session, now, "answer", kind=DeliveryKind.ANSWER, epoch=0)

    async def take_over() -> int:
        async with database.transaction() as session:
            mine = await conversations.take(session, thread.id, staff_id, epoch=0)
            assert mine is not None
            return await deliveries.cancel_answers(session, mine.id, mine.epoch, now=now)

    claimed, cancelled = await asyncio.gather(claim(database, now), take_over())
    assert (claimed is None) == (cancelled == 1)
    assert (await states(database))["answer"] == (S.SENDING if claimed else S.CANCELLED)


async def test_held_deliveries_go_when_what_held_them_is_over(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for key, reason in (("1", "window"), ("2", "quiet_hours")):
            held = await scene.queued(session, now, key)
            deliveries.move(session, held, S.HELD, now=now, reason=reason, not_before=now + HOUR)
        elsewhere = await scene.queued(session, now, "3", to="b")
        deliveries.move(session, elsewhere, S.HELD, now=now, reason="window")
        home = await scene.address(session, now)
        assert await deliveries.release(session, home.id, now=now, reasons=["window"]) == 1
    assert await states(database) == {"1": S.QUEUED, "2": S.HELD, "3": S.HELD}
    assert await claim_key(database, now) == "1"


async def test_deliveries_are_listed_by_message(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        first = await scene.queued(session, now, "1")
        second = await scene.queued(session, now, "2")
        found = await deliveries.of_messages(session, [first.message_id, second.message_id])
    assert {message: [one.id for one in copies] for message, copies in found.items()} == {
        first.message_id: [first.id],
        second.message_id: [second.id],
    }
