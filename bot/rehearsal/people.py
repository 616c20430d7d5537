"""Made-up sponsorships, the same for the same seed: who is there, and what they will do.

Every share here is invented. It is chosen so that each reason why a message does not go comes up.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.rehearsal.story import (
    HOME,
    Agreed,
    Dated,
    Deed,
    Ended,
    Guarded,
    Person,
    Story,
    TakenOver,
    Wished,
    Wrote,
)
from db.models import ConsentState
from faq.entry import Region
from faq.year import Side
from handlers import hours, ramadan
from handlers.house import House
from handlers.shifts import Late
from handlers.timeline import Dates

T = TypeVar("T")
#: A choice and how often it is made, of what the shares add up to.
Shares = Mapping[T, float]

DAY = dt.timedelta(days=1)
FAMILIES: Shares[str] = {
    "ar": 30, "ti": 14, "fa": 10, "fa_AF": 7, "so": 8, "ps": 7, "ku": 5, "sw": 4, "fr": 4,
    "en": 4, "tr": 3, "uk": 4,
}  # fmt: skip
VOLUNTEERS: Shares[str] = {"nl": 55, "fr": 30, "en": 10, "de": 5}
CHANNELS: Shares[str] = {"whatsapp": 60, "telegram": 40}
REGIONS: Shares[Region | None] = {
    Region.FLANDERS: 55, Region.WALLONIA: 28, Region.BRUSSELS: 14, None: 3,
}  # fmt: skip
CHILDREN: Shares[bool | None] = {True: 55, False: 30, None: 15}
#: Languages of families of whom some keep Ramadan.
RAMADAN = ("ar", "fa", "fa_AF", "so", "ps", "ku", "tr")
#: Names of people, which are their phones' as well.
ADULTS, GROUP = ("amal", "samir"), ("jan", "lotte", "marc", "els")
#: Groups and families are brought together within so many days.
SPREAD = 60


class Inventor:
    """Makes one story."""

    def __init__(self, house: House, number: int, *, seed: int, start: dt.date) -> None:
        self._zone = house.policy.zone
        self._number = number
        self._start = start
        self._random = random.Random(f"{seed}/{number}")

    def story(self) -> Story:
        matched = self._start + DAY * self._whole(0, SPREAD)
        arrival = matched + DAY * self._whole(20, 75)
        late = self._chance(0.12)
        linked = arrival + DAY * self._whole(1, 40) if late else matched + DAY
        language = self._pick(FAMILIES)
        shared = self._pick(CHANNELS) if self._chance(0.55) else None
        people = tuple(self._people(language, has_shared=shared is not None))
        channels = {HOME: shared} if shared else {}
        names = [*channels, *(one.name for one in people if one.channel)]
        dates, moves = self._dates(matched, arrival, linked)
        linked_at = self._at(linked)
        first = linked_at + dt.timedelta(minutes=1)
        lives = [*moves, *self._lives(names, people, arrival, linked, language)]
        deeds = [one if one.at >= first else replace(one, at=first) for one in lives]
        return Story(
            number=self._number,
            language=language,
            region=self._pick(REGIONS),
            has_school_children=self._pick(CHILDREN),
            dates=dates,
            linked_at=linked_at,
            people=people,
            shared=shared,
            deeds=tuple(sorted(deeds, key=lambda one: one.at)),
            blocked=dict(self._blocking(names, arrival)),
            answers={name: self._answering() for name in names},
        )

    # --- who is there

    def _people(self, language: str, *, has_shared: bool) -> Iterator[Person]:
        adults = self._whole(1, 2)
        for number, name in enumerate(ADULTS[:adults]):
            own = not has_shared and (number == 0 or self._chance(0.6)) and not self._chance(0.04)
            second = "en" if self._chance(0.15) else None
            channel = self._pick(CHANNELS) if own else None
            yield Person(
                name=name, side=Side.FAMILY, language=language, second_language=second,
                channel=channel,
            )  # fmt: skip
        contacts = self._whole(0, 2) if self._chance(0.2) else 1
        spoken = self._pick(VOLUNTEERS)
        for number, name in enumerate(GROUP[: self._whole(2, 4)]):
            yield Person(
                name=name, side=Side.GROUP,
                language=spoken if self._chance(0.9) else self._pick(VOLUNTEERS),
                is_contact_person=number < contacts, channel=self._pick(CHANNELS),
            )  # fmt: skip

    def _answering(self) -> float:
        return 0.0 if self._chance(0.08) else 0.45 + 0.5 * self._random.random()

    # --- what staff do

    def _dates(
        self, matched: dt.date, arrival: dt.date, linked: dt.date
    ) -> tuple[Dates, Sequence[Deed]]:
        """What is known at first, and what becomes known or moves."""
        ends = arrival + DAY * self._whole(360, 370) if self._chance(0.5) else None
        moves: list[Deed] = []
        first: dt.date | None = arrival
        if linked < arrival and self._chance(0.25):
            first = arrival + DAY * self._whole(-18, 25)
            told = linked + DAY * self._whole(1, max((min(first, arrival) - linked).days - 1, 1))
            moves.append(self._move(told, {"arrival_on": arrival}))
        elif linked < arrival and self._chance(0.04):
            first = None
            moves.append(self._move(linked + DAY * 5, {"arrival_on": arrival}))
        if self._chance(0.85):
            registered = arrival + DAY * self._whole(6, 30)
            told = max(registered + DAY * self._whole(0, 6), linked + DAY)
            moves.append(self._move(told, {"registered_on": registered}))
        if self._chance(0.6):
            granted = arrival + DAY * self._whole(25, 120)
            told = max(granted + DAY * self._whole(0, 5), linked + DAY)
            card = granted + DAY * self._whole(180, 400) if self._chance(0.6) else None
            moves.append(self._move(told, {"status_granted_on": granted, "card_expires_on": card}))
        if self._chance(0.03):
            on = arrival + DAY * self._whole(60, 300)
            moves.append(Ended(at=self._at(on), on=on))
        if ends and first and ends < first:
            ends = None
        dates = Dates(matched_on=matched, arrival_on=first, support_ends_on=ends)
        return dates, moves

    def _move(self, on: dt.date, dates: Mapping[str, dt.date | None]) -> Deed:
        """Of what is late by it, some is sent at once."""
        choice = Late.NOW if self._chance(0.4) else Late.SKIP
        keys = ("school", "integration", "week-1-group", "week-1", "pre-14")
        late = {key: choice for key in keys if self._chance(0.5)}
        return Dated(at=self._at(on), dates=dates, late=late)

    # --- what people do

    def _lives(
        self,
        names: Sequence[str],
        people: Sequence[Person],
        arrival: dt.date,
        linked: dt.date,
        language: str,
    ) -> Iterator[Deed]:
        group = {one.name for one in people if one.side == Side.GROUP}
        for name in names:
            began = self._begin(arrival, linked, is_group=name in group)
            if began is None:
                continue
            yield Wrote(at=self._at(began), who=name)
            if name not in group:
                yield from self._consent(name, began)
                yield from self._ramadan(name, began, language)
            elif self._chance(0.03):
                on = began + DAY * self._whole(10, 300)
                yield Agreed(at=self._at(on), who=name, state=ConsentState.WITHDRAWN)
            yield from self._wishes(name, began)
            yield from self._talks(name, began)

    def _begin(self, arrival: dt.date, linked: dt.date, *, is_group: bool) -> dt.date | None:
        """The day of somebody's first word; None: it never comes."""
        if self._chance(0.05 if is_group else 0.09):
            return None
        if is_group:
            return linked + DAY * (0 if self._chance(0.8) else self._whole(1, 40))
        late = self._whole(7, 45) if self._chance(0.15) else self._whole(0, 6)
        return max(arrival, linked) + DAY * late

    def _consent(self, name: str, began: dt.date) -> Iterator[Deed]:
        """At the first word most are asked, and say so at once; others wait for the question."""
        said = self._pick({ConsentState.GIVEN: 74, ConsentState.WITHDRAWN: 8, None: 18})
        if said is not None:
            yield Agreed(at=self._at(began) + dt.timedelta(minutes=5), who=name, state=said)
        if said == ConsentState.GIVEN and self._chance(0.07):
            stop = began + DAY * self._whole(10, 320)
            yield Agreed(at=self._at(stop), who=name, state=ConsentState.WITHDRAWN)
            if self._chance(0.3):
                on = stop + DAY * self._whole(5, 60)
                yield Agreed(at=self._at(on), who=name, state=ConsentState.GIVEN)

    def _ramadan(self, name: str, began: dt.date, language: str) -> Iterator[Deed]:
        if language not in RAMADAN or not self._chance(0.35):
            return
        for first, last in ramadan.SPANS:
            if began < first < began + DAY * 380:
                on = first - DAY * self._whole(1, 10)
                values: dict[str, Any] = {"evenings_from": first, "evenings_until": last}
                yield Wished(at=self._at(on), who=name, values=values)

    def _wishes(self, name: str, began: dt.date) -> Iterator[Deed]:
        def on() -> dt.datetime:
            return self._at(began + DAY * self._whole(5, 330))

        if self._chance(0.08):
            at = on()
            until = at + DAY * self._whole(7, 30) if self._chance(0.7) else None
            yield Wished(at=at, who=name, values={"paused_at": at, "paused_until": until})
            yield Wrote(at=at + DAY * self._whole(10, 60), who=name)
        if self._chance(0.06):
            yield Wished(at=on(), who=name, values={"less_often": True})
        if self._chance(0.06):
            yield Wished(at=on(), who=name, values={"hour": dt.time(self._whole(8, 20))})

    def _talks(self, name: str, began: dt.date) -> Iterator[Deed]:
        """Questions of their own, and what comes of some."""
        for _ in range(self._whole(0, 6)):
            yield Wrote(at=self._at(began + DAY * self._whole(1, 380)), who=name)
        if self._chance(0.2):
            at = self._at(began + DAY * self._whole(1, 330))
            yield TakenOver(at=at, who=name, in_charge=True)
            yield TakenOver(at=at + DAY * self._whole(1, 10), who=name, in_charge=False)
        if self._chance(0.015):
            at = self._at(began + DAY * self._whole(1, 330))
            yield Guarded(at=at, who=name, unsafe=True)
            yield Guarded(at=at + DAY * self._whole(2, 90), who=name, unsafe=False)

    def _blocking(
        self, names: Sequence[str], arrival: dt.date
    ) -> Iterator[tuple[str, tuple[dt.datetime, dt.datetime]]]:
        for name in names:
            if self._chance(0.03):
                start = self._at(arrival + DAY * self._whole(20, 300))
                yield name, (start, start + DAY * self._whole(20, 200))

    # --- chance

    def _at(self, day: dt.date) -> dt.datetime:
        """Some time of a day on which people are awake."""
        minute = self._whole(8 * 60, 22 * 60)
        return hours.resolve(day, dt.time(minute // 60, minute % 60), self._zone)

    def _whole(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _pick(self, shares: Shares[T]) -> T:
        return self._random.choices(list(shares), list(shares.values()))[0]


def invent(house: House, count: int, *, seed: int, start: dt.date) -> Iterator[Story]:
    """So many stories that begin within some weeks of a day."""
    for number in range(1, count + 1):
        yield Inventor(house, number, seed=seed, start=start).story()


def outages(
    seed: int, start: dt.date, days: int, zone: Any
) -> Sequence[tuple[dt.datetime, dt.datetime]]:
    """From and until when nothing of ours runs: some hours now and then, once for two days."""
    chance = random.Random(f"{seed}/outages")
    lengths = [chance.randint(2, 30) for _ in range(max(days // 60, 1))] + [50]
    found = []
    for number, length in enumerate(lengths):
        day = start + DAY * (days * number // len(lengths) + chance.randint(5, 40))
        began = hours.resolve(day, dt.time(chance.randint(0, 23), chance.randint(0, 59)), zone)
        found.append((began, began + dt.timedelta(hours=length)))
    return sorted(found)
