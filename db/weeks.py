"""The weeks that numbers are counted by: ranges of instants, so that no database has a calendar."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, true

from db.models import StaffMember

#: The week of what happened in the stretch before, as one.
BEFORE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Weeks in a row, and an equally long stretch before them to compare with."""

    #: the instants at which the weeks begin, the first one first
    weeks: tuple[dt.datetime, ...]
    #: now, inclusive: the last week may not be over
    until: dt.datetime
    #: beginning and end, exclusive, of the stretch before
    before: tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is counted, and for whom."""

    #: whose scope limits it
    member: StaffMember
    period: Period
    #: only this language and its variants; None: all
    language: str | None = None


def in_language(column: ColumnElement[str] | Any, wanted: Wanted) -> ColumnElement[bool]:
    """The wanted language or a variant of it; everything when none is wanted."""
    code = wanted.language
    if code is None:
        return true()
    return or_(column == code, column.startswith(f"{code}_", autoescape=True))


def week_of(at: Any, wanted: Wanted) -> ColumnElement[int]:
    """The index of the week of an instant, BEFORE for the stretch before."""
    weeks = wanted.period.weeks
    later = [(at < end, literal(index)) for index, end in enumerate(weeks[1:])]
    return case((at < weeks[0], literal(BEFORE)), *later, else_=literal(len(weeks) - 1))


def within(at: Any, wanted: Wanted) -> ColumnElement[bool]:
    """In one of the weeks or in the stretch before."""
    period = wanted.period
    first, last = period.before
    return or_(and_(at >= first, at < last), and_(at >= period.weeks[0], at <= period.until))
