"""Receipts: by rank whatever their order, early ones replayed, two parts seen together."""

import asyncio
import datetime as dt
import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import receipts
from db.engine import AsyncSession, Database
from db.models import RECEIPT_RANK, Delivery, ParkedReceipt, ReceiptRank, Transmission
from tests.db import scene

R = ReceiptRank


async def sent(session: AsyncSession, now: dt.datetime, key: str, parts: int = 1) -> Delivery:
    """A delivery whose parts the provider has taken as "<key>-0", "<key>-1", …."""
    delivery = await scene.queued(session, now, key)
    for part in range(parts):
        await receipts.record_transmission(session, delivery, part, f"{key}-{part}", now=now)
    return delivery


async def receive(
    session: AsyncSession, provider_id: str, receipt: ReceiptRank, now: dt.datetime
) -> None:
    """What the hook of a status callback does."""
    known = await receipts.find_transmission(session, scene.CHANNEL, scene.ACCOUNT, provider_id)
    if known is not None:
        await receipts.raise_receipt(session, known.id, receipt, None, now=now)
        return
    await receipts.park_receipt(
        session,
        channel=scene.CHANNEL,
        account=scene.ACCOUNT,
        provider_id=provider_id,
        receipt=receipt,
        at=now,
    )


async def shown(session: AsyncSession, delivery: Delivery) -> str | None:
    found = await session.execute(select(Delivery.receipt).where(Delivery.id == delivery.id))
    return found.scalar_one()


async def test_a_sent_message_is_accepted_until_the_provider_says_more(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        delivery = await sent(session, now, "1")
        assert await shown(session, delivery) == R.ACCEPTED
        assert await receipts.transmitted(session, delivery.id) == {0}


async def test_receipts_in_any_order_end_at_the_highest(
    database: Database, now: dt.datetime
) -> None:
    received = (R.SENT, R.DELIVERED, R.READ)
    async with database.transaction() as session:
        for number, order in enumerate(itertools.permutations(received)):
            delivery = await sent(session, now, str(number))
            for receipt in order:
                await receive(session, f"{number}-0", receipt, now)
            assert await shown(session, delivery) == R.READ


async def test_a_message_that_arrived_is_not_undelivered_afterwards(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for number, order in enumerate(
            itertools.permutations((R.UNDELIVERED, R.DELIVERED, R.SENT))
        ):
            delivery = await sent(session, now, str(number))
            for receipt in order:
                await receive(session, f"{number}-0", receipt, now)
            assert await shown(session, delivery) == R.DELIVERED


async def test_only_a_receipt_that_rises_is_applied(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        delivery = await sent(session, now, "1")
        part = await receipts.find_transmission(session, scene.CHANNEL, scene.ACCOUNT, "1-0")
        assert part is not None
        assert await receipts.raise_receipt(session, part.id, R.DELIVERED, None, now=now)
        for late in (R.DELIVERED, R.SENT, R.ACCEPTED, R.UNDELIVERED):
            assert not await receipts.raise_receipt(session, part.id, late, "30008", now=now)
        assert part.error_code is None
        assert await shown(session, delivery) == R.DELIVERED


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    events=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(ReceiptRank)), min_size=1, max_size=6
    ),
    early=st.integers(0, 6),
    shuffled=st.randoms(use_true_random=False),
)
async def test_two_parts_show_the_same_whatever_the_order_of_their_receipts(
    database: Database,
    now: dt.datetime,
    events: list[tuple[int, ReceiptRank]],
    early: int,
    shuffled: object,
) -> None:
    reordered = list(events)
    shuffled.shuffle(reordered)  # type: ignore[attr-defined]
    ends = []
    async with database.transaction() as session:
        start = (await session.execute(select(func.count()).select_from(Delivery))).scalar_one()
        for number, (order, before) in enumerate(((events, 0), (reordered, early))):
            key = f"{start + number}"
            for part, receipt in order[:before]:
                await receive(session, f"{key}-{part}", receipt, now)
            delivery = await sent(session, now, key, parts=2)
            for part, receipt in order[before:]:
                await receive(session, f"{key}-{part}", receipt, now)
            ends.append(await shown(session, delivery))
    highest = [
        max([R.ACCEPTED, *(r for p, r in events if p == part)], key=RECEIPT_RANK.__getitem__)
        for part in (0, 1)
    ]
    lowest = min(highest, key=RECEIPT_RANK.__getitem__)
    expected = R.UNDELIVERED if R.UNDELIVERED in highest else lowest
    assert ends == [expected, expected]


async def test_receipts_of_two_parts_at_once_are_both_seen(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        made = [await sent(session, now, str(number), parts=2) for number in range(5)]

    async def arrives(provider_id: str) -> None:
        async with database.transaction() as session:
            await receive(session, provider_id, R.DELIVERED, now)

    for number in range(5):
        await asyncio.gather(arrives(f"{number}-0"), arrives(f"{number}-1"))
    async with database.reading() as session:
        assert {await shown(session, delivery) for delivery in made} == {R.DELIVERED}


async def test_a_receipt_before_the_provider_id_is_saved_is_parked_and_replayed(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await receive(session, "1-0", R.DELIVERED, now)
        await receive(session, "1-0", R.SENT, now)
    async with database.transaction() as session:
        delivery = await sent(session, now, "1")
    async with database.reading() as session:
        assert await shown(session, delivery) == R.DELIVERED
        assert (await session.execute(select(ParkedReceipt))).first() is None


async def test_a_receipt_while_the_provider_id_is_being_saved_is_not_lost(
    database: Database, now: dt.datetime
) -> None:
    async def arrives() -> None:
        async with database.transaction() as session:
            await receive(session, "1-0", R.DELIVERED, now)

    async with database.transaction() as session:
        delivery = await sent(session, now, "1")
        callback = asyncio.create_task(arrives())
        for _ in range(20):
            await session.execute(select(1))
    await callback
    async with database.reading() as session:
        assert await shown(session, delivery) == R.DELIVERED


async def test_the_same_part_is_recorded_once(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        delivery = await sent(session, now, "1")
        await receipts.record_transmission(session, delivery, 0, "another id", now=now)
        found = await session.execute(select(Transmission.provider_id))
        assert found.scalars().all() == ["1-0"]
