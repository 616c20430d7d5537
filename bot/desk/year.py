"""The year of a sponsorship as its page shows it: each message with its day, words and fate."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.access import Visit
from db import circles, copies
from db.copies import Copy
from db.models import Household, Occurrence, Sponsorship
from db.occurrences import OccurrenceState
from faq.year import Side, Step
from handlers import arriving, planning, shifts
from handlers.house import House
from handlers.planning import Year
from handlers.shifts import Change, Fate, Late
from handlers.timeline import Dates, Moment, Planned, Slot
from locales import dates, languages

#: How far ahead a family's page shows its messages.
NEAR = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of a step for one side, as its readers get it and in English."""

    #: None: they have no text in their language
    own: str | None
    #: the readers' language; None: nobody is known there yet
    language: str | None
    english: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of the year."""

    side: Side
    #: None: the step is not in the plan any more
    step: Step | None
    planned: Planned | None
    row: Occurrence | None
    #: on the family's calendar; None: a date is not known
    on: dt.date | None
    at: dt.time | None
    words: Words
    copies: Sequence[Copy] = ()
    #: a colleague may send it now, or do without it
    can_send: bool = False
    can_skip: bool = False
    #: it is not offered to be sent now, because its words would not be true any more
    is_stale: bool = False
    #: it was sent, and no copy arrived, nor may have
    is_lost: bool = False

    @property
    def to(self) -> Moment | None:
        """When it should be; `on` is when it is."""
        return self.planned.moment if self.planned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The whole year, sorted by what a reader looks for."""

    #: its day had passed, and a colleague has to choose
    undecided: Sequence[Line]
    coming: Sequence[Line]
    waiting: Sequence[Line]
    past: Sequence[Line]
    #: not for this family, or taken back before its day
    left_out: Sequence[Line]
    #: no end was entered: it is taken to be a year after the arrival
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What saving other dates would do."""

    moved: Sequence[Line]
    added: Sequence[Line]
    dropped: Sequence[Line]
    late: Sequence[Line]
    sent: Sequence[Line]
    #: what becomes of the late ones unless something else is chosen
    outcomes: Mapping[Slot, Late]
    #: what is typed, to be sent again with the choices
    typed: Mapping[str, str] = field(default_factory=dict)


async def show(visit: Visit, session: AsyncSession, row: Sponsorship) -> Shown:
    """The year as it is."""
    year = await planning.look(session, visit.runtime.house, row, now=visit.now)
    lines = await _lines(visit, session, row, year)
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(_group(one, visit.now), []).append(one)
    return Shown(
        **{name: groups.get(name, ()) for name in ("undecided", "coming", "waiting", "left_out")},
        past=groups.get("past", ())[::-1],
        assumed=any(one.planned.assumed for one in lines if one.planned),
    )


async def preview(
    visit: Visit, session: AsyncSession, row: Sponsorship, typed: Dates
) -> Preview | None:
    """What other dates would shift; None when nothing is. Raises EndBeforeArrival."""
    year = await planning.look(session, visit.runtime.house, row, now=visit.now, dates=typed)
    if not year.changes.is_seen:
        return None
    lines = await _lines(visit, session, row, year)
    by_fate: dict[Fate, list[Line]] = {}
    for line, change in zip(lines, sorted(year.changes.every, key=_when), strict=True):
        by_fate.setdefault(change.fate, []).append(line)
    return Preview(
        moved=by_fate.get(Fate.MOVED, ()),
        added=by_fate.get(Fate.ADDED, ()),
        dropped=by_fate.get(Fate.DROPPED, ()),
        late=by_fate.get(Fate.LATE, ()),
        sent=by_fate.get(Fate.SENT, ()),
        outcomes=shifts.settle(year.changes, {}),
        typed=visit.form,
    )


def near(found: Sequence[Occurrence], now: dt.datetime, limit: int) -> list[Occurrence]:
    """What a family was asked and will be asked soon, the latest first."""
    soon = [one for one in found if one.side == Side.FAMILY and one.due_at <= now + NEAR]
    return soon[:limit]


def _group(one: Line, now: dt.datetime) -> str:
    row, planned = one.row, one.planned
    if row is not None:
        if row.state in shifts.SAID:
            return "past"
        if row.reason == shifts.UNDECIDED:
            return "undecided"
        if row.state == OccurrenceState.PLANNED:
            return "coming"
    if planned is not None and planned.waiting_for:
        return "waiting"
    if row is not None:
        return "past" if row.due_at <= now else "left_out"
    return "left_out" if planned is None or planned.left_out else "coming"


async def _lines(visit: Visit, session: AsyncSession, row: Sponsorship, year: Year) -> list[Line]:
    """By day; what has none comes last, in the order of the plan."""
    found = await copies.of_year(session, row, [one.id for one in year.rows.values()])
    teller = _Teller(
        house=visit.runtime.house,
        year=year,
        spoken=await _spoken(visit, session, row),
        copies=found,
        is_open=row.ended_on is None,
    )
    return [teller.line(change) for change in sorted(year.changes.every, key=_when)]


def _when(change: Change) -> tuple[dt.date, dt.time]:
    return _clock(change) or (dt.date.max, dt.time.max)


def _clock(change: Change) -> tuple[dt.date, dt.time] | None:
    """The day of a message: as it is, else as it should be."""
    if change.existing is not None:
        return change.existing.clock[:2]
    moment = change.planned.moment if change.planned else None
    return moment.clock[:2] if moment else None


async def _spoken(
    visit: Visit, session: AsyncSession, row: Sponsorship
) -> Mapping[Side, str | None]:
    """The language in which each side is shown: of a group, that of its first contact person."""
    home = await session.get_one(Household, row.household_id)
    group = await circles.in_homes(session, group_ids=[row.welcome_group_id])
    known = [one.language for one in group if one.language]
    return {
        Side.FAMILY: home.language,
        Side.GROUP: known[0] if known else None,
        Side.STAFF: visit.member.desk_language,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Makes a line of each change."""

    house: House
    year: Year
    spoken: Mapping[Side, str | None]
    copies: Mapping[int, Sequence[Copy]]
    #: the sponsorship has not ended
    is_open: bool

    def line(self, change: Change) -> Line:
        planned, there = change.planned, change.existing
        row = self.year.rows[there.id] if there else None
        key, side = change.slot
        step = planned.step if planned else self.year.plan.steps.get(key)
        day, time = _clock(change) or (None, None)
        sent = [one.delivery for one in self.copies.get(row.id, ())] if row else []
        is_sent = row is not None and row.state == OccurrenceState.SENT
        is_lost = is_sent and arriving.is_lost(sent)
        waits = row is not None and _waits(row)
        can_skip = self.is_open and (waits or (is_sent and arriving.may_take_back(sent)))
        unsaid = row is not None and (is_lost or row.state not in shifts.SAID)
        is_hurried = waits and row is not None and row.hurried_at is not None
        may_go = self.is_open and unsaid and step is not None and not is_hurried
        return Line(
            side=side,
            step=step,
            planned=planned,
            row=row,
            on=day,
            at=time,
            words=self._words(step, side, day),
            copies=self.copies.get(row.id, ()) if row else (),
            can_send=may_go and change.fits,
            can_skip=can_skip,
            is_stale=not change.fits and (may_go or (row is None and day is not None)),
            is_lost=is_lost,
        )

    def _words(self, step: Step | None, side: Side, day: dt.date | None) -> Words:
        language = self.spoken[side]
        return Words(
            own=self._said(step, side, language, day) if language else None,
            language=language,
            english=self._said(step, side, languages.ENGLISH, day),
        )

    def _said(
        self, step: Step | None, side: Side, language: str, day: dt.date | None
    ) -> str | None:
        text = self.year.plan.text(step, side, language) if step else None
        if text is None:
            return None
        written = dates.written_day(day, language) if day else "…"
        text = text.replace("{organisation}", self.house.policy.organisation)
        return text.replace("{day}", written)


def _waits(row: Occurrence) -> bool:
    return row.state == OccurrenceState.PLANNED or row.reason == shifts.UNDECIDED
