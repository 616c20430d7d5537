"""Failures ordered in advance: "the next sendMessage is answered 429"."""

from dataclasses import dataclass, field
from enum import StrEnum

import httpx

#: Matches every method.
ANY = "*"


class Hang(StrEnum):
    """What a caller sees of a request that was carried out but not answered."""

    #: The connection breaks at once (in process: a read timeout, without waiting for it).
    DROP = "drop"
    #: Nothing comes until the caller gives up or dies.
    WAIT = "wait"


class DroppedError(httpx.ReadTimeout):
    """The request was carried out and its answer was lost.

    In process httpx hands it to the caller as its own timeout; `http.serve` turns it into a broken
    connection.
    """

    def __init__(self) -> None:
        super().__init__(self.__doc__ or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure waiting for its request."""

    #: The method it waits for, or `ANY`.
    method: str
    #: HTTP status to answer with; ignored for a hang.
    status: int = 500
    #: The provider's own error code, where it has one.
    code: int | None = None
    #: Text of the error; the provider's usual one if None.
    description: str | None = None
    #: Seconds the caller is asked to wait.
    retry_after: int | None = None
    #: Carry the request out, then do not answer.
    hang: Hang | None = None


@dataclass(slots=True)
class Faults:
    """The queue of ordered failures and the record of those that struck."""

    waiting: list[Fault] = field(default_factory=list)
    struck: list[Fault] = field(default_factory=list)

    def order(self, fault: Fault, times: int = 1) -> None:
        """Let `fault` strike the next `times` matching requests."""
        self.waiting.extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The failure that this request meets, if one was ordered for it."""
        for position, fault in enumerate(self.waiting):
            if fault.method in (method, ANY):
                self.struck.append(self.waiting.pop(position))
                return fault
        return None
