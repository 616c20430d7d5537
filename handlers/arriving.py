"""What became of the copies of one message of the year, taken together: did anything arrive? Pure.

A copy is a `db.models.Delivery`, or what stands for one in a rehearsal.
"""

from collections.abc import Iterable
from typing import Any

from db.models import DeliveryState

#: It may still go.
OPEN = frozenset({DeliveryState.QUEUED, DeliveryState.HELD, DeliveryState.SENDING})
#: It may be taken back.
WAITING = OPEN - {DeliveryState.SENDING}
#: It did not arrive, and never will.
LOST = frozenset({DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.CANCELLED})


def is_open(copies: Iterable[Any]) -> bool:
    return any(one.state in OPEN for one in copies)


def may_take_back(copies: Iterable[Any]) -> bool:
    return any(one.state in WAITING for one in copies)


def has_arrived(copies: Iterable[Any]) -> bool:
    """At least one phone got it."""
    return any(one.state == DeliveryState.DONE for one in copies)


def is_lost(copies: Iterable[Any]) -> bool:
    """There were copies; none of them arrived, nor may have."""
    states = {one.state for one in copies}
    return bool(states) and states <= LOST


def is_unreached(copies: Iterable[Any]) -> bool:
    """They are lost, and a phone that could not be reached is why, not only what people wished."""
    every = list(copies)
    failed = (one.state == DeliveryState.FAILED or one.reason == "unreachable" for one in every)
    return is_lost(every) and any(failed)
