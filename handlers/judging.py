"""What becomes of an occurrence whose moment has come: sent, to wait, skipped or expired.

Pure: facts in, a verdict out. Whether one person may be written to at this very moment (quiet
hours, a colleague in charge) is asked when a delivery is sent, in handlers/delivery.py.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from db.models import ConsentState
from faq.year import Side, StepKind
from handlers import gentle

#: How often an occurrence that waits for something is looked at again.
LOOK_AGAIN = dt.timedelta(minutes=15)


class Why(StrEnum):
    """Why an occurrence was not sent (yet), or a task about it is of no use any more."""

    #: nobody of that side has written to us
    FIRST_CONTACT = "first_contact"
    #: the family has not said yes
    NO_CONSENT = "no_consent"
    #: everybody of that side has said no
    CONSENT_WITHDRAWN = "consent_withdrawn"
    #: the consent question has its yes already
    CONSENT_GIVEN = "consent_given"
    #: no phone of that side can be reached
    UNREACHABLE = "unreachable"
    #: others may read every phone that may be written to
    NOT_SAFE = "not_safe"
    #: nobody reads a language that has all of its words
    NO_TRANSLATION = "no_translation"
    #: its legal words are confirmed by nobody in the languages that are read
    UNCONFIRMED = "unconfirmed"
    #: only for who asked for it, and nobody did
    OPT_IN = "opt_in"
    #: the days around the arrival
    ARRIVAL = "arrival"
    #: the plan has no such step any more
    NO_STEP = "no_step"
    #: its moment passed before it could go
    TOO_LATE = "too_late"
    #: nobody has to say it in person: it went out
    SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is due."""

    side: Side
    #: None: the plan has no such step (any more)
    kind: StepKind | None
    #: after this it is of no use
    expires_at: dt.datetime
    zone: ZoneInfo
    #: the day on which the family arrives, where it is known
    arrival_on: dt.date | None = None
    #: sent only with words that a person has confirmed
    legal: bool = False
    #: only for who said so
    opt_in: bool = False
    #: a colleague has a task about it, whatever becomes of it
    has_task: bool = False
    #: a colleague tells it in person where it does not go
    in_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One address of the side that it is for."""

    address_id: int
    reachable: bool
    #: nobody else may read the phone
    safe: bool
    #: the newest word on check-ins; None: not asked, or no answer
    consent: ConsentState | None
    #: asked to be written to after the year
    opted_in: bool
    #: there is a language that is read here and has all the words
    has_words: bool
    #: these words are confirmed by a person
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Said now, to these addresses; none: a task for staff."""

    addresses: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Looked at again later."""

    reason: Why
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Never sent."""

    reason: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """Not sent in time."""

    reason: Why


Verdict = Send | Wait | Skip | Expire
#: Why words that have to be confirmed do not go: somebody explains them in person.
IN_PERSON = (Why.UNCONFIRMED, Why.NO_TRANSLATION)
#: Whoever has to hear something all the same hears it in person, except for these reasons.
_NOT_IN_PERSON = (Why.ARRIVAL, Why.NO_STEP)


class Errand(StrEnum):
    """What becomes of a colleague's task about what is due."""

    #: it is there from now on, with this reason
    MAKE = "make"
    #: if there is one, this is its reason now
    FOLLOW = "follow"
    #: if there is one, nobody has to do it any more
    DROP = "drop"


def judge(matter: Matter, recipients: Sequence[Recipient], now: dt.datetime) -> Verdict:
    """The verdict on what is due. A task for staff never comes too late."""
    if matter.side == Side.STAFF and matter.kind is not None:
        return Send(addresses=())
    found = _now(matter, recipients, now)
    if matter.expires_at <= now:
        return Expire(reason=found.reason if isinstance(found, Wait | Skip) else Why.TOO_LATE)
    if isinstance(found, Wait):
        return replace(found, until=min(found.until, matter.expires_at))
    return found


def errand(matter: Matter, verdict: Verdict) -> tuple[Errand, Why | None] | None:
    """What becomes of a colleague's task, and its reason; None where there is never one."""
    reason = None if isinstance(verdict, Send) else verdict.reason
    why = reason if _explained(matter, reason) else None
    if matter.has_task or why:
        return Errand.MAKE, why
    if not matter.legal and not matter.in_person:
        return None
    if isinstance(verdict, Send | Skip):
        return Errand.DROP, reason or Why.SAID
    return Errand.FOLLOW, reason


def hush_ends(matter: Matter, now: dt.datetime) -> dt.datetime | None:
    """Until when the family is left alone because of its arrival; None when it need not be."""
    arrival = matter.arrival_on
    if arrival is None or matter.side != Side.FAMILY or matter.kind == StepKind.CONSENT:
        return None
    return gentle.arrival_ends(arrival, matter.zone, now)


def _explained(matter: Matter, reason: Why | None) -> bool:
    """Somebody has to say it in person."""
    if reason is None:
        return False
    anyhow = matter.in_person and reason not in _NOT_IN_PERSON
    return anyhow or (matter.legal and reason in IN_PERSON)


def _now(matter: Matter, recipients: Sequence[Recipient], now: dt.datetime) -> Send | Wait | Skip:
    soon = now + LOOK_AGAIN
    if matter.kind is None:
        return Skip(reason=Why.NO_STEP)
    if not recipients:
        return Wait(reason=Why.FIRST_CONTACT, until=soon)
    if not any(one.reachable for one in recipients):
        return Wait(reason=Why.UNREACHABLE, until=soon)
    willing = _willing(matter, recipients)
    if not willing:
        why = _refusal(matter, recipients)
        return Wait(reason=why, until=soon) if why == Why.NO_CONSENT else Skip(reason=why)
    if matter.opt_in:
        willing = [one for one in willing if one.opted_in]
        if not willing:
            return Skip(reason=Why.OPT_IN)
    if not any(one.reachable for one in willing):
        return Wait(reason=Why.UNREACHABLE, until=soon)
    if not any(one.safe for one in willing):
        return Wait(reason=Why.NOT_SAFE, until=soon)
    hush = hush_ends(matter, now)
    if hush is not None:
        return Wait(reason=Why.ARRIVAL, until=hush)
    return _in_words(matter, willing, soon)


def _in_words(
    matter: Matter, willing: Sequence[Recipient], soon: dt.datetime
) -> Send | Wait | Skip:
    """To whoever reads a language that has it; nobody gets a legal text nobody has confirmed."""
    reading = [one for one in willing if one.has_words]
    if not reading:
        return Skip(reason=Why.NO_TRANSLATION)
    if matter.legal:
        reading = [one for one in reading if one.confirmed]
        if not reading:
            return Wait(reason=Why.UNCONFIRMED, until=soon)
    return Send(addresses=tuple(one.address_id for one in reading))


def _willing(matter: Matter, recipients: Sequence[Recipient]) -> list[Recipient]:
    """A family has to say yes, a volunteer only not to say no; who has not said is asked."""
    if matter.kind == StepKind.CONSENT:
        return [one for one in recipients if one.consent is None]
    if matter.side == Side.FAMILY:
        return [one for one in recipients if one.consent == ConsentState.GIVEN]
    return [one for one in recipients if one.consent != ConsentState.WITHDRAWN]


def _refusal(matter: Matter, recipients: Sequence[Recipient]) -> Why:
    said = {one.consent for one in recipients}
    if matter.kind == StepKind.CONSENT and ConsentState.GIVEN in said:
        return Why.CONSENT_GIVEN
    return Why.NO_CONSENT if None in said else Why.CONSENT_WITHDRAWN
