"""What the stories of one rehearsal share, and how waiting is told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.rehearsal.chances import Chances, Outages
from handlers.house import House
from handlers.plans import Current
from handlers.step_words import StepWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What all stories share."""

    house: House
    plan: Current
    words: StepWords
    chances: Chances
    #: by channel: how long after a word free text may be sent
    windows: Mapping[str, dt.timedelta]
    outages: Outages = ()
    #: the last instant that is played
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A message waited."""

    occurrence_id: int
    at: dt.datetime
    reason: str
    #: when it is looked at again, as far as was known then
    until: dt.datetime
