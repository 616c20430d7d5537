"""May a delivery go now? Decided from facts, without I/O; `handlers.delivery` looks them up."""

import datetime as dt
from dataclasses import dataclass

from db.models import NEVER_TWICE, DeliveryKind, DeliveryState
from handlers.gentle import Hold

#: A held delivery is looked at again at the latest after this, whatever releases it sooner.
HOLD = dt.timedelta(hours=1)

#: State, reason, and when it is looked at again.
Blocked = tuple[DeliveryState, str, dt.datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A delivery and whom it goes to, at one instant."""

    kind: DeliveryKind
    #: after this it is of no use; None: always of use
    expires_at: dt.datetime | None
    #: what it waited for until now
    reason: str | None
    #: the phone was lost, or belongs to somebody else
    detached: bool
    reachable: bool
    #: people of this side may be written to with this kind (`handlers.consent.may_send`)
    allowed: bool
    #: it asks whether we may write first
    asks_consent: bool
    #: others may read the phone, and this is nothing that the person waits for
    unsafe: bool
    #: a colleague has taken the conversation over
    in_charge: bool
    #: an answer of the bot from before that
    stale: bool


def blocked(facts: Facts, now: dt.datetime) -> Blocked | None:
    """Why it may not go now, apart from what is kind; None when it may."""
    to_staff = facts.kind == DeliveryKind.STAFF
    if facts.detached and not to_staff:
        return DeliveryState.CANCELLED, "detached", None
    if facts.expires_at is not None and facts.expires_at <= now:
        return DeliveryState.EXPIRED, facts.reason or "too_late", None
    if facts.kind == DeliveryKind.ANSWER and facts.stale:
        return DeliveryState.CANCELLED, "taken_over", None
    if not to_staff and not facts.reachable:
        return DeliveryState.HELD, "unreachable", now + HOLD
    if not facts.allowed:
        return DeliveryState.CANCELLED, "no_consent", None
    if facts.unsafe:
        return DeliveryState.HELD, "not_safe", _until(now + HOLD, facts.expires_at)
    unprompted = facts.kind == DeliveryKind.UNPROMPTED
    if (unprompted or facts.asks_consent) and facts.in_charge:
        return DeliveryState.HELD, "person_in_charge", _until(now + HOLD, facts.expires_at)
    return None


def asks_kindness(kind: DeliveryKind | str) -> bool:
    """Whether it has to be a kind moment for it."""
    return kind in NEVER_TWICE


def is_outlived(kind: DeliveryKind | str, expires_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Nobody asked for it, and what it says ("tomorrow") is not true any more."""
    return asks_kindness(kind) and expires_at is not None and expires_at <= now


def rest(hold: Hold, expires_at: dt.datetime | None) -> Blocked:
    """What `gentle.hold` says, for a delivery."""
    return DeliveryState.HELD, str(hold.reason), _until(hold.until, expires_at)


def is_closed(window: dt.timedelta | None, heard_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a channel takes only templates now; `heard_at`: the person's last word."""
    return window is not None and (heard_at is None or now - heard_at >= window)


def _until(later: dt.datetime, expires_at: dt.datetime | None) -> dt.datetime:
    return min(later, expires_at) if expires_at else later
