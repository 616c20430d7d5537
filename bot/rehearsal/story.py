"""Who is in a sponsorship that is only played, and what they do in its year. Values only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.models import ConsentState, Purpose
from faq.entry import Region
from faq.year import Side
from handlers.shifts import Late
from handlers.timeline import Dates

#: After every instant that is played.
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
#: The phone that a household shares, and the household where wishes are meant.
HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A volunteer, or somebody of the family."""

    #: their own within the story, and their phone's
    name: str
    side: Side
    language: str
    second_language: str | None = None
    is_contact_person: bool = False
    #: None: no phone of their own
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that happens, whatever we do."""

    at: dt.datetime
    #: whose phone, or HOME; of what staff do for everybody it is empty
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote(Deed):
    """Somebody writes; the first time we come to know their phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Deed):
    """Somebody says yes or no to messages."""

    state: ConsentState
    purpose: Purpose = Purpose.CHECKINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Deed):
    """Somebody answers what they were asked."""

    occurrence_id: int
    #: key of the answer
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished(Deed):
    """Somebody says how they want to be written to: fields of `db.models.Wish`."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Deed):
    """Staff enter other dates."""

    dates: Mapping[str, dt.date | None]
    #: what they choose about late steps
    late: Mapping[str, Late] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Deed):
    """Staff end the sponsorship."""

    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Deed):
    """A colleague takes a conversation over, or gives it back."""

    in_charge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded(Deed):
    """Others may read a phone, or do not any more."""

    unsafe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One sponsorship."""

    number: int
    #: of the family
    language: str
    region: Region | None
    has_school_children: bool | None
    #: as staff know them at `linked_at`
    dates: Dates
    linked_at: dt.datetime
    people: tuple[Person, ...]
    #: channel of the shared phone; None: there is none
    shared: str | None
    #: by time
    deeds: tuple[Deed, ...]
    #: when a phone has blocked us, by its name: from, until
    blocked: Mapping[str, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)
    #: how likely each phone answers, from 0 to 1
    answers: Mapping[str, float] = field(default_factory=dict)

    @property
    def phones(self) -> Mapping[str, str]:
        """Channels by the name of the phone, in the order in which people are named."""
        own = {one.name: one.channel for one in self.people if one.channel}
        return {HOME: self.shared, **own} if self.shared else own
