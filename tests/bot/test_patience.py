"""Rests grow with each fault in a row, and end when there is a reason to."""

import asyncio

from bot import patience
from bot.patience import Patience


def test_rests_grow_up_to_the_last_and_are_short_again_after_something_worked() -> None:
    one = Patience()
    assert [one.next() for _ in range(7)] == [*patience.PAUSES, 60.0, 60.0]
    one.renew()
    assert one.next() == patience.PAUSES[0]


async def test_a_rest_ends_with_its_event() -> None:
    stopping = asyncio.Event()
    stopping.set()
    async with asyncio.timeout(10):
        await patience.until(stopping, 3600)
    await patience.until(asyncio.Event(), 0)
