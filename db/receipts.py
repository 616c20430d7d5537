"""Receipts: what the provider calls our messages, and what it reports of them, by rank."""

import datetime as dt
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries, upsert
from db.models import (
    RECEIPT_RANK,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    ParkedReceipt,
    ReceiptRank,
    Transmission,
)


async def transmitted(session: AsyncSession, delivery_id: int) -> set[int]:
    """Parts of a delivery that the provider has already taken."""
    found = await session.execute(
        select(Transmission.part).where(Transmission.delivery_id == delivery_id)
    )
    return set(found.scalars())


async def record_transmission(
    session: AsyncSession, delivery: Delivery, part: int, provider_id: str, *, now: dt.datetime
) -> None:
    """Keep the provider's id of one part, and apply receipts that came too early."""
    await _lock_provider_id(session, provider_id)
    row = await upsert.insert_new(
        session,
        Transmission,
        delivery_id=delivery.id,
        part=part,
        channel=delivery.channel,
        account=delivery.account,
        provider_id=provider_id,
        receipt=ReceiptRank.ACCEPTED,
        at=now,
    )
    if row is None:
        return
    await _show_receipt(session, delivery.id)
    early = await session.execute(
        select(ParkedReceipt).where(
            ParkedReceipt.channel == delivery.channel,
            ParkedReceipt.account == delivery.account,
            ParkedReceipt.provider_id == provider_id,
        )
    )
    for parked in early.scalars().all():
        await raise_receipt(session, row, parked.receipt, parked.error_code, now=now)
        await session.delete(parked)


async def forget_undelivered(session: AsyncSession, delivery_id: int) -> None:
    """The parts of a delivery that did not arrive go once more; those that did, do not."""
    arrived = (ReceiptRank.DELIVERED, ReceiptRank.READ)
    await session.execute(
        delete(Transmission).where(
            Transmission.delivery_id == delivery_id, Transmission.receipt.not_in(arrived)
        )
    )


async def settle_uncertain(session: AsyncSession, *, now: dt.datetime) -> int:
    """Settle uncertain deliveries of which the provider has reported already; how many.

    The report came while the call was still under way, so that nobody knew its message's id.
    """
    found = await session.execute(
        select(ParkedReceipt, Delivery)
        .join(Delivery, Delivery.id == ParkedReceipt.delivery_id)
        .where(
            Delivery.state == DeliveryState.UNCERTAIN,
            Delivery.channel == ParkedReceipt.channel,
            Delivery.account == ParkedReceipt.account,
        )
        .order_by(ParkedReceipt.id)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    reported = [(parked.provider_id, delivery) for parked, delivery in found]
    for provider_id, delivery in reported:
        if delivery.state != DeliveryState.UNCERTAIN:
            continue
        part = len(await transmitted(session, delivery.id))
        deliveries.move(session, delivery, DeliveryState.DONE, now=now, reason="late_receipt")
        await session.flush()
        await record_transmission(session, delivery, part, provider_id, now=now)
        await session.refresh(delivery)
        if delivery.receipt == ReceiptRank.UNDELIVERED:
            deliveries.move(session, delivery, DeliveryState.FAILED, now=now, reason="undelivered")
    return len({delivery.id for _, delivery in reported})


async def find_transmission(
    session: AsyncSession, channel: str, account: str, provider_id: str
) -> Transmission | None:
    found = await session.execute(
        select(Transmission)
        .where(
            Transmission.channel == channel,
            Transmission.account == account,
            Transmission.provider_id == provider_id,
        )
        .order_by(Transmission.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def raise_receipt(
    session: AsyncSession,
    transmission_id: int,
    receipt: str,
    error_code: str | None,
    *,
    now: dt.datetime,
) -> bool:
    """Apply a receipt by rank; the delivery shows its least advanced part. True when it rose."""
    transmission = await session.get_one(Transmission, transmission_id)
    # receipts of two parts wait for each other here, so that the later one sees both
    await deliveries.locked(session, transmission.delivery_id)
    await session.refresh(transmission, with_for_update=True)
    if RECEIPT_RANK[ReceiptRank(receipt)] <= RECEIPT_RANK[ReceiptRank(transmission.receipt)]:
        return False
    transmission.receipt, transmission.error_code = receipt, error_code
    await session.flush()
    await _show_receipt(session, transmission.delivery_id)
    session.add(
        DeliveryEvent(
            delivery_id=transmission.delivery_id, state=receipt, reason=error_code, at=now
        )
    )
    return True


async def park_receipt(session: AsyncSession, **values: Any) -> None:
    """Keep a receipt whose message we do not know yet, or apply it when we just learned it.

    `values`: channel, account, provider_id, receipt, error_code, at, delivery_id if known.
    """
    await _lock_provider_id(session, values["provider_id"])
    known = await find_transmission(
        session, values["channel"], values["account"], values["provider_id"]
    )
    if known is None:
        session.add(ParkedReceipt(**values))
        return
    await raise_receipt(
        session, known.id, values["receipt"], values.get("error_code"), now=values["at"]
    )


async def _lock_provider_id(session: AsyncSession, provider_id: str) -> None:
    """Saving a provider's id and parking its receipt happen one after the other, never at once.

    Otherwise neither transaction would see the other's row, and the receipt would stay parked.
    On SQLite a writer is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(provider_id, 0)
        await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _show_receipt(session: AsyncSession, delivery_id: int) -> None:
    """A delivery shows its least advanced part, and at once when one part did not arrive."""
    found = await session.execute(
        select(Transmission.receipt).where(Transmission.delivery_id == delivery_id)
    )
    parts = [ReceiptRank(receipt) for receipt in found.scalars()]
    lowest = min(parts, key=RECEIPT_RANK.__getitem__)
    shown = ReceiptRank.UNDELIVERED if ReceiptRank.UNDELIVERED in parts else lowest
    await session.execute(update(Delivery).where(Delivery.id == delivery_id).values(receipt=shown))
