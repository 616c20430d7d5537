"""The numbers of a period: its weeks, what is set side by side, and how it is summed up."""

import datetime as dt
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import number_questions, numbers
from db.models import Face
from db.number_questions import Outcome
from db.numbers import Fate, Heard, Hold, Opened
from db.weeks import BEFORE, Period, Wanted
from handlers import question
from handlers.voices import TONES

#: Periods that can be chosen, in weeks; the first is shown unless another is asked for.
PERIODS = {"4-weeks": 4, "3-months": 13, "year": 52}
#: Ages that open cases are sorted by: younger than each; the last group is older than all.
AGES = (
    ("day", dt.timedelta(days=1)),
    ("3-days", dt.timedelta(days=3)),
    ("week", dt.timedelta(weeks=1)),
    ("month", dt.timedelta(weeks=4)),
)
OLDER = "older"
#: From so many on a share or a median says something by itself.
ENOUGH = 5
#: So many languages have a colour of their own in a chart; the others are summed.
COLOURS = 5
OTHER = "other"
#: What the answers to the plan say, in as many words as a chart can hold, and own words.
ANSWERED = ("fine", "so_so", "help", "words")
#: What is said in the table of first answers, by column.
FIRST_ANSWER = ("opened", "answered", "median_minutes", "p90_minutes")

Place = str | dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Numbers by place (a week, a state, an age) and kind: one chart, one table, one file."""

    #: what the places are: "week", "state" or "age"
    axis: str
    places: tuple[Place, ...]
    kinds: tuple[str, ...]
    #: a row for each place; None: there is nothing to say
    rows: tuple[tuple[float | None, ...], ...]

    @property
    def total(self) -> float:
        return sum(number or 0 for row in self.rows for number in row)

    def sums(self) -> list[float]:
        """How many each place has."""
        return [sum(number or 0 for number in row) for row in self.rows]

    def only(self, *kinds: str) -> "Grid":
        """Some of the kinds."""
        at = [self.kinds.index(one) for one in kinds]
        rows = tuple(tuple(row[index] for index in at) for row in self.rows)
        return Grid(axis=self.axis, places=self.places, kinds=kinds, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """None when there was nothing to have a share of."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """How long people waited for the first answer of a colleague, nights and weekends included."""

    opened: int
    answered: int
    #: closed without any
    unanswered: int
    median: dt.timedelta | None
    p90: dt.timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The numbers on top, of the period or of the stretch before it."""

    questions: int
    answered: Part
    helped: Part
    waited: Waited


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Everything that the page shows."""

    now: Stretch
    before: Stretch
    #: unclosed cases
    open: int
    #: the same, not taken by anybody
    free: int
    #: by the name of the chart, in the order of the page
    grids: Mapping[str, Grid]


def period(now: dt.datetime, zone: ZoneInfo, weeks: int) -> Period:
    """So many weeks up to now, from Mondays on the zone's calendar; the stretch before is as long.

    It ends at the same hour of the same weekday, so that half a week is compared with half a week.
    """
    local = now.astimezone(zone)
    monday = local.date() - dt.timedelta(days=local.weekday())
    days = [monday - dt.timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    first = days[0] - dt.timedelta(weeks=weeks)
    return Period(
        weeks=tuple(dt.datetime.combine(day, dt.time(), zone) for day in days),
        until=now,
        before=(
            dt.datetime.combine(first, dt.time(), zone),
            local - dt.timedelta(weeks=weeks),
        ),
    )


async def gather(session: AsyncSession, wanted: Wanted) -> Numbers:
    """All figures of a period."""
    days = tuple(at.date() for at in wanted.period.weeks)
    asked = await number_questions.count(session, wanted, choose=question.CHOOSE)
    judged = await numbers.verdicts(session, wanted)
    faces = await numbers.faces(session, wanted)
    opened = await numbers.opened(session, wanted)
    edges = [wanted.period.until - age for _, age in AGES]
    unclosed = await numbers.unclosed(session, wanted, edges)
    sent = await numbers.sent(session, wanted)
    heard: Counter[tuple[int, str]] = Counter()
    for (week, answer), count in (await numbers.checkins(session, wanted)).items():
        heard[week, TONES.get(answer, answer)] += count
    verdicts = {
        (week, "helped" if helped else "not_quite"): n for (week, helped), n in judged.items()
    }
    rated = {(week, face or Heard.SILENT): n for (week, face), n in faces.items()}
    ages = [*(name for name, _ in AGES), OLDER]
    answers = (*ANSWERED, *Heard)
    return Numbers(
        now=_stretch(asked, judged, opened, range(len(days))),
        before=_stretch(asked, judged, opened, (BEFORE,)),
        open=sum(unclosed.values()),
        free=sum(n for (_, hold), n in unclosed.items() if hold == Hold.FREE),
        grids={
            "questions": _languages(days, asked),
            "answered": _weekly(days, tuple(Outcome), _by(asked, 0, 2)),
            "helped": _weekly(days, ("helped", "not_quite"), verdicts),
            "first-answer": _waits(days, opened),
            "faces": _weekly(days, (*Face, Heard.SILENT), rated),
            "open": _grid("age", ages, tuple(Hold), unclosed, range(len(ages))),
            "deliveries": _fates(sent),
            "checkins": _weekly(days, answers, heard),
        },
    )


def leading(grid: Grid) -> Grid:
    """The kinds that come most often; the rest is one."""
    if len(grid.kinds) <= COLOURS + 1:
        return grid
    totals = [sum(row[at] or 0 for row in grid.rows) for at in range(len(grid.kinds))]
    order = sorted(range(len(totals)), key=lambda at: (-totals[at], grid.kinds[at]))
    first, rest = order[:COLOURS], order[COLOURS:]
    return Grid(
        axis=grid.axis,
        places=grid.places,
        kinds=(*(grid.kinds[at] for at in first), OTHER),
        rows=tuple(
            (*(row[at] for at in first), sum(row[at] or 0 for at in rest)) for row in grid.rows
        ),
    )


def waited(cases: Iterable[Opened]) -> Waited:
    """What is known about the waiting of these cases."""
    cases = list(cases)
    spans = sorted(one.answered_at - one.opened_at for one in cases if one.answered_at)
    return Waited(
        opened=len(cases),
        answered=len(spans),
        unanswered=sum(one.closed and one.answered_at is None for one in cases),
        median=statistics.median(spans) if spans else None,  # type: ignore[type-var]
        p90=spans[math.ceil(0.9 * len(spans)) - 1] if spans else None,
    )


def _stretch(
    asked: Counter[number_questions.Key],
    judged: Mapping[tuple[int, bool], int],
    opened: Sequence[Opened],
    weeks: Iterable[int],
) -> Stretch:
    weeks = set(weeks)
    questions = {key: n for key, n in asked.items() if key[0] in weeks}
    total = sum(questions.values())
    answered = sum(n for (_, _, what), n in questions.items() if what == Outcome.ANSWERED)
    verdicts = {key: n for key, n in judged.items() if key[0] in weeks}
    helped = sum(n for (_, good), n in verdicts.items() if good)
    return Stretch(
        questions=total,
        answered=Part(count=answered, of=total),
        helped=Part(count=helped, of=sum(verdicts.values())),
        waited=waited(one for one in opened if one.week in weeks),
    )


def _languages(days: Sequence[dt.date], asked: Counter[number_questions.Key]) -> Grid:
    counts = _by(asked, 0, 1)
    inside: Counter[str] = Counter()
    for (week, language), n in counts.items():
        if week != BEFORE:
            inside[language] += n
    return _weekly(days, sorted(inside, key=lambda one: (-inside[one], one)), counts)


def _waits(days: Sequence[dt.date], opened: Sequence[Opened]) -> Grid:
    rows: list[tuple[float | None, ...]] = []
    for week in range(len(days)):
        one = waited(each for each in opened if each.week == week)
        rows.append((one.opened, one.answered, _minutes(one.median), _minutes(one.p90)))
    return Grid(axis="week", places=tuple(days), kinds=FIRST_ANSWER, rows=tuple(rows))


def _fates(sent: Mapping[tuple[str, str], int]) -> Grid:
    channels = sorted({channel for channel, _ in sent})
    counts = {(fate, channel): n for (channel, fate), n in sent.items()}
    return _grid("state", list(Fate), channels, counts, list(Fate))


def _weekly(days: Sequence[dt.date], kinds: Sequence[str], counts: Mapping[Any, int]) -> Grid:
    return _grid("week", days, kinds, counts, range(len(days)))


def _grid(
    axis: str,
    places: Sequence[Place],
    kinds: Sequence[str],
    counts: Mapping[Any, int],
    keys: Iterable[Any],
) -> Grid:
    """`keys` are the places as `counts` names them."""
    rows = tuple(tuple(counts.get((key, kind), 0) for kind in kinds) for key in keys)
    return Grid(axis=axis, places=tuple(places), kinds=tuple(kinds), rows=rows)


def _by(counts: Mapping[Any, int], *parts: int) -> Counter[Any]:
    """Counts summed by some parts of their keys."""
    summed: Counter[Any] = Counter()
    for key, n in counts.items():
        summed[tuple(key[part] for part in parts)] += n
    return summed


def _minutes(span: dt.timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)
