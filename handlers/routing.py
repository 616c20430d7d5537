"""Whom to tell about a case, best first, and whether somebody is there now. Pure: no database."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.hours import NeverOpen, WorkingHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a case asks of a colleague."""

    #: the languages in which the person can be helped, the dearest first
    languages: tuple[str, ...]
    #: it cannot wait for the office to open
    pressing: bool = False
    #: only those who handle complaints may know of it
    independent: bool = False
    #: the colleague who is responsible for the sponsorship
    responsible_id: int | None = None
    #: the colleague to whom it was passed on, and who has not taken it up yet
    offered_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A staff member as routing knows them."""

    id: int
    #: codes of the languages they speak
    languages: tuple[str, ...]
    #: when they work, absences and holidays left out
    hours: WorkingHours
    #: they see every case
    coordinates: bool = False
    #: complaints come to them
    handles_complaints: bool = False
    #: they manage the desk, and hear of complaints where nobody else does
    administers: bool = False
    #: they answer for urgent cases now
    on_duty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A colleague who may take the case."""

    colleague: Colleague
    #: speaks one of the languages
    speaks: bool
    #: is responsible for the sponsorship
    responsible: bool
    #: it was passed on to them
    named: bool
    #: is at work now
    is_there: bool

    @property
    def fits(self) -> bool:
        """Can help without an interpreter, knows the family, or was asked by a colleague."""
        return self.speaks or self.responsible or self.named


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a case goes."""

    #: everybody who may take it, best first
    ranked: tuple[Candidate, ...]
    #: whether anybody at all speaks the person's language
    is_spoken: bool
    #: somebody who can help is at work now
    is_there: bool
    #: when somebody who can help is at work; None when nobody knows
    there_at: dt.datetime | None

    @property
    def on_duty(self) -> tuple[Candidate, ...]:
        return tuple(one for one in self.ranked if one.colleague.on_duty)


def rank(
    need: Need, colleagues: Sequence[Colleague], office: WorkingHours, *, now: dt.datetime
) -> Route:
    """Whoever is there comes first, then the responsible one, then who speaks the language.

    What was passed on to somebody waits for them. Where nobody works here yet, the organisation's
    hours are all that can be said. Where nobody speaks the language, coordinators are there to
    look for somebody who does.
    """
    ranked = sorted(_candidates(need, colleagues, now), key=_order)
    named = [one for one in ranked if one.named]
    is_spoken = bool(named) or any(one.speaks for one in ranked) or not colleagues
    helping = (
        named
        or [one for one in ranked if one.speaks]
        or [one for one in ranked if one.responsible or one.colleague.coordinates]
    )
    hours = [one.colleague.hours for one in helping] if helping else [office]
    return Route(
        ranked=tuple(ranked),
        is_spoken=is_spoken,
        is_there=any(one.are_now(now) for one in hours),
        there_at=_first_start(hours, now),
    )


def recipients(route: Route, need: Need, *, repeat: int) -> tuple[Candidate, ...]:
    """Whom to tell now; `repeat` counts the alerts before this one, and each reaches further.

    Whoever it was passed on to hears first and alone: for as long as they are there, or once where
    it presses or they are not.
    Nobody else who is not at work is disturbed, unless it presses. Then whoever is on duty is told,
    and coordinators where nobody is, or where it was not taken at once.
    """
    named = [one for one in route.ranked if one.named]
    first, there = repeat == 0, any(one.is_there for one in named)
    if named and (first and there if need.pressing else first or there):
        return tuple(named)
    return _once([*named, *_usual(route, need, repeat)])


def speaks(spoken: Iterable[str], wanted: str) -> bool:
    """Whoever reads a language reads its variants: Dari is fa_AF."""
    return any(wanted == code or wanted.startswith(f"{code}_") for code in spoken)


def _usual(route: Route, need: Need, repeat: int) -> Sequence[Candidate]:
    """Whom to tell of what nobody was asked by name to take."""
    there = [one for one in route.ranked if one.is_there]
    fitting = [one for one in there if one.fits]
    coordinating = [one for one in route.ranked if one.colleague.coordinates]
    if not need.pressing:
        responsible = [one for one in fitting if one.responsible]
        first = responsible if responsible and repeat == 0 else fitting
        if not first or repeat > 1:
            first = [*first, *(one for one in coordinating if one.is_there)]
        return first
    told = [*fitting, *route.on_duty]
    if not told or repeat > 0:
        told += coordinating
    if need.independent:
        told += route.ranked  # nobody else may hear of it
    return told


def _candidates(
    need: Need, colleagues: Sequence[Colleague], now: dt.datetime
) -> Iterable[Candidate]:
    for one in _allowed(need, colleagues):
        candidate = Candidate(
            colleague=one,
            speaks=any(speaks(one.languages, code) for code in need.languages),
            responsible=one.id == need.responsible_id,
            named=one.id == need.offered_to,
            is_there=one.hours.are_now(now),
        )
        if candidate.fits or one.coordinates or one.on_duty or need.independent:
            yield candidate


def _allowed(need: Need, colleagues: Sequence[Colleague]) -> Sequence[Colleague]:
    return for_complaints(colleagues) if need.independent else colleagues


def for_complaints(colleagues: Sequence[Colleague]) -> Sequence[Colleague]:
    """Those who handle complaints; without any, administrators."""
    handling = [one for one in colleagues if one.handles_complaints]
    return handling or [one for one in colleagues if one.administers]


def _order(one: Candidate) -> tuple[bool, bool, bool, bool, bool, bool, int]:
    return (
        not one.named,
        not one.is_there,
        not one.responsible,
        not one.speaks,
        not one.colleague.on_duty,
        one.colleague.coordinates,  # whoever answers people comes before whoever coordinates
        one.colleague.id,
    )


def _first_start(hours: Sequence[WorkingHours], now: dt.datetime) -> dt.datetime | None:
    starts = []
    for one in hours:
        try:
            starts.append(one.next_start(now))
        except NeverOpen:
            continue
    return min(starts, default=None)


def _once(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple({one.colleague.id: one for one in found}.values())
