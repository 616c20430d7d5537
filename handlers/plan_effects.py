"""What a change of one step does to the years that run, before it is saved. Nothing is written."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import plan_figures
from db.models import Occurrence
from faq.year import Side, Step
from handlers import planned_rows, planning, shifts, timeline
from handlers.shifts import Change, Fate, Late
from handlers.timeline import EndBeforeArrival

#: So many families are named; the rest is counted.
NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One message that is sent on another day, or not any more."""

    sponsorship_id: int
    family: str
    side: Side
    #: on the family's calendar
    before: tuple[dt.date, dt.time]
    #: None: it is not sent
    after: tuple[dt.date, dt.time] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What becomes of the messages of one step."""

    #: how many, by what becomes of them
    counts: Mapping[Fate, int]
    #: of those whose day has passed: how many wait for a colleague to choose
    undecided: int
    #: the first that move or are not sent
    named: Sequence[Shift]


async def look(session: AsyncSession, step: Step, *, now: dt.datetime) -> Effects:
    """Every running sponsorship with the step as it would be, by the rules of the next tick."""
    there: defaultdict[int | None, dict[str, Occurrence]] = defaultdict(dict)
    for one in await plan_figures.occurrences(session, step.key):
        there[one.sponsorship_id].setdefault(one.side, one)
    counts: Counter[Fate] = Counter()
    undecided, named = 0, list[Shift]()
    for row, home in await plan_figures.years(session):
        existing = [planned_rows.existing(one) for one in there[row.id].values()]
        try:
            wanted = timeline.desired([step], planning.dates_of(row), planning.facts_of(home, row))
        except EndBeforeArrival:
            continue
        changes = shifts.compare(existing, wanted, now=now)
        counts.update(one.fate for one in changes.every)
        settled = shifts.settle(changes, planning.NO_CHOICE, may_hurry=False)
        undecided += sum(one == Late.UNDECIDED for one in settled.values())
        if len(named) < NAMED:
            seen = changes.of(Fate.MOVED, Fate.DROPPED)
            named += [_shift(row.id, home.name, one) for one in seen]
    return Effects(counts=counts, undecided=undecided, named=named[:NAMED])


def _shift(sponsorship_id: int, family: str, change: Change) -> Shift:
    assert change.existing is not None
    moment = change.planned.moment if change.planned else None
    return Shift(
        sponsorship_id=sponsorship_id,
        family=family,
        side=change.slot[1],
        before=change.existing.clock[:2],
        after=moment.clock[:2] if moment else None,
    )
