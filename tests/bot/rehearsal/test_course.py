"""A year played in memory comes to the same as in earnest, message by message and phone by phone.

This keeps both honest: the figures of `plan simulate`, and the program itself.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal import people
from bot.rehearsal.chances import Chances
from bot.rehearsal.course import Course, Told
from bot.rehearsal.stage import Stage
from bot.rehearsal.story import Person, Story
from bot.rehearsal.sums import Fate, Sums, fate
from db.engine import Database
from db.models import (
    NEVER_TWICE,
    Address,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Occurrence,
    Reason,
)
from db.models import Case as Matter
from faq.year import Side
from handlers import gentle, plans
from handlers.step_words import StepWords
from tests.bot.rehearsal.earnest import Earnest
from tests.handlers import scene

DAYS, SEED = 460, 4
#: So many sponsorships on each database.
STORIES = {True: 12, False: 6}
START = dt.date(2026, 9, 1)

#: By phone: state, reason, and the day on which it went.
Copies = frozenset[tuple[str, str, str, dt.date | None]]
#: By step, side and ordinal.
Year = Mapping[tuple[str, str, int], tuple[Fate, str, Copies]]


@pytest.fixture(scope="module")
def stage() -> Stage:
    return make_stage(SEED)


def make_stage(seed: int) -> Stage:
    """Rougher than in `plan simulate`, so that a few years see everything."""
    house = scene.house()
    plan = plans.shipped(house)
    zone = house.policy.zone
    return Stage(
        house=house,
        plan=plan,
        words=StepWords(house, plan),
        chances=Chances(
            seed=seed, untranslated=frozenset({"ti"}), perhaps=0.04, busy=0.08, refused=0.04
        ),
        windows={"whatsapp": dt.timedelta(hours=24)},
        outages=people.outages(seed, START, DAYS, zone),
        ends_at=dt.datetime.combine(START, dt.time(), zone) + dt.timedelta(days=DAYS),
    )


def cast(stage: Stage, count: int) -> list[Story]:
    """Most of them read English, which has all the words of the plan whatever is translated.

    Groups are small, and few answer: every word here is a journey through a real database.
    """
    invented = people.invent(stage.house, count, seed=stage.chances.seed, start=START)
    return [_small(one) for one in invented]


def _small(story: Story) -> Story:
    def read(one: Person) -> Person:
        return one if one.language == "ti" else replace(one, language="en")

    here = tuple(read(one) for one in story.people if one.name not in people.GROUP[2:])
    gone = set(people.GROUP[2:])
    return replace(
        story,
        language=story.language if story.language == "ti" else "en",
        people=here,
        deeds=tuple(one for one in story.deeds if one.who not in gone),
        answers={name: share / 3 for name, share in story.answers.items()},
    )


async def test_a_year_in_memory_comes_to_the_same_as_in_earnest(
    database: Database, stage: Stage, tmp_path: Path
) -> None:
    stories = cast(stage, STORIES[database.is_sqlite])
    played = {one.number: Course(stage, one).run() for one in stories}
    sums = Sums()
    for told in played.values():
        sums.add(told, stage.plan, stage.windows)
    sums.check()
    earnest = Earnest(database, stage, tmp_path)
    await earnest.play(stories, sorted({at for one in played.values() for at in one.instants}))

    for number, year in (await _years(earnest)).items():
        assert year == _year(played[number], stage), number
    await _check_database(earnest, sums)


async def _check_database(earnest: Earnest, sums: Sums) -> None:
    rows = await earnest.every(Occurrence)
    copies = [one for one in await earnest.every(Delivery) if one.occurrence_id]
    assert Counter(one.side for one in rows) == sums.planned
    found = Counter(became for year in (await _years(earnest)).values() for became in _fates(year))
    assert found.total() == len(rows), "nothing is unaccounted for"
    if earnest.database.is_sqlite:
        assert set(found) == set(Fate), "these years have everything that can become of a message"
    quiet = [one.id for one in rows if one.state in ("skipped", "expired", "cancelled")]
    assert all(one.reason for one in rows if one.id in quiet), "every row has a reason"
    settled = [one for one in copies if one.state not in (DeliveryState.DONE, DeliveryState.QUEUED)]
    assert settled and all(one.reason for one in settled)
    assert len({(one.occurrence_id, one.address_id) for one in copies}) == len(copies), "not twice"
    for days in (await _days(earnest, copies)).values():
        assert all(sum(day - gentle.WEEK < one <= day for one in days) <= 2 for day in days)
    silent = [one for one in await earnest.every(Matter) if one.reason == Reason.SILENCE]
    assert bool(silent) == bool(sums.silences)


async def _days(earnest: Earnest, copies: list[Any]) -> dict[int, list[dt.date]]:
    """By address: when something went there that nobody asked for."""
    zone, found = earnest.stage.house.policy.zone, {}
    for one in copies:
        went = one.state in (DeliveryState.DONE, DeliveryState.UNCERTAIN)
        if went and one.kind == DeliveryKind.UNPROMPTED:
            found.setdefault(one.address_id, []).append(one.settled_at.astimezone(zone).date())
    return found


def _fates(year: Year) -> Iterator[Fate]:
    return (became for became, _, _ in year.values())


def _year(told: Told, stage: Stage) -> Year:
    zone = stage.house.policy.zone
    return {
        (row.step_key, str(row.side), row.ordinal): _told(
            row, [(one.phone, one) for one in told.rows.copies_of(row)], zone
        )
        for row in told.rows.occurrences
    }


async def _years(earnest: Earnest) -> dict[int, Year]:
    zone = earnest.stage.house.policy.zone
    names = {one.id: one.external_id.split(":")[1] for one in await earnest.every(Address)}
    by_row: dict[int, list[tuple[str, Delivery]]] = {}
    for one in await earnest.every(Delivery, Delivery.kind.in_(NEVER_TWICE)):
        by_row.setdefault(one.occurrence_id, []).append((names[one.address_id], one))
    homes = {home: number for number, (home, _) in earnest.ids.items()}
    years: dict[int, dict[tuple[str, str, int], Any]] = {number: {} for number in earnest.ids}
    for row in await earnest.every(Occurrence):
        slot = (row.step_key, row.side, row.ordinal)
        years[homes[row.household_id]][slot] = _told(row, by_row.get(row.id, []), zone)
    return years


def _told(row: Occurrence, copies: list[tuple[str, Any]], zone: Any) -> tuple[Fate, str, Copies]:
    became, reason = fate(row.state, row.reason, [(one.state, one.reason) for _, one in copies])
    return (
        became,
        str(reason),
        frozenset(
            (
                name,
                str(one.state),
                one.reason or "",
                one.settled_at.astimezone(zone).date() if one.state == DeliveryState.DONE else None,
            )
            for name, one in copies
        ),
    )


def test_the_same_seed_makes_the_same_people() -> None:
    house = scene.house()
    first, again = (list(people.invent(house, 3, seed=7, start=START)) for _ in range(2))
    assert first == again
    assert first != list(people.invent(house, 3, seed=8, start=START))
    assert {one.side for story in first for one in story.people} == {Side.FAMILY, Side.GROUP}
