"""A change of a year: nothing is planned twice, nothing is lost, nothing is said again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from db.occurrences import OccurrenceState
from faq import year_reading
from faq.entry import Region
from faq.year import LatePolicy, Side
from handlers import shifts, timeline
from handlers.shifts import Existing, Fate, Late
from handlers.timeline import Dates, Facts, Planned, Slot

PLAN = year_reading.load()
ZONE = ZoneInfo("Europe/Brussels")
ARRIVAL = dt.date(2026, 12, 1)
NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)

days = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)) | st.none()
facts = st.builds(
    Facts,
    zone=st.just(ZONE),
    region=st.sampled_from(Region) | st.none(),
    school_children=st.booleans() | st.none(),
    ended_on=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)),
)
steps = [
    replace(step, late_policy=policy)
    for step, policy in zip(PLAN.steps.values(), list(LatePolicy) * len(PLAN.steps), strict=False)
]


@st.composite
def dates(draw: st.DrawFn) -> Dates:
    given_days = {name: draw(days) for name in Dates.__dataclass_fields__}
    arrival, end = given_days["arrival_on"], given_days["support_ends_on"]
    if arrival and end and end < arrival:
        given_days["support_ends_on"] = None
    return Dates(**given_days)


def applied(
    existing: Mapping[Slot, Existing], every: shifts.Changes, late: Mapping[Slot, Late]
) -> dict[Slot, Existing]:
    """The occurrences after a change, as `handlers.planned_rows` writes them."""
    after = dict(existing)
    for one in every.every:
        slot = one.slot
        moment = one.planned.moment if one.planned else None
        values: dict[str, Any] = {"id": len(after), "slot": slot}
        if one.fate == Fate.DROPPED:
            values |= {"state": OccurrenceState.CANCELLED, "reason": shifts.why_dropped(one)}
        elif one.fate in (Fate.ADDED, Fate.MOVED) or late.get(slot) == Late.NOW:
            values |= {"state": OccurrenceState.PLANNED, "reason": None}
            values["hurried"] = one.fate == Fate.LATE
        elif one.fate == Fate.LATE:
            reason = shifts.LATE if late[slot] == Late.SKIP else shifts.UNDECIDED
            values |= {"state": OccurrenceState.SKIPPED, "reason": reason}
        else:
            continue
        if moment is not None:
            values["clock"] = moment.clock
        start = after.get(slot)
        after[slot] = replace(start, **values) if start else Existing(**values)
    return after


def wanted(when: Dates, known: Facts) -> tuple[Planned, ...]:
    return timeline.desired(steps, when, known)


@settings(max_examples=60, deadline=None)
@given(
    moves=st.lists(st.tuples(dates(), facts, st.integers(0, 900)), min_size=1, max_size=4),
    said=st.sets(st.integers(0, 40)),
)
def test_whatever_moves_every_side_of_a_step_stands_somewhere_once_and_is_said_once(
    moves: list[tuple[Dates, Facts, int]], said: set[int]
) -> None:
    there: dict[Slot, Existing] = {}
    sent: set[Slot] = set()
    for when, known, ahead in moves:
        now = NOW + dt.timedelta(days=ahead)
        year = wanted(when, known)
        every = shifts.compare(list(there.values()), year, now=now)
        fates = {one.planned.slot: one.fate for one in every.every if one.planned}
        assert len(every.every) == len(year) == len(fates), "each stands there once"
        late = shifts.settle(every, {})
        assert set(late) == {slot for slot, fate in fates.items() if fate == Fate.LATE}
        there = applied(there, every, late)
        for one in year:
            row = there.get(one.slot)
            if one.moment is None:
                assert row is None or row.state != OccurrenceState.PLANNED, "not for them (yet)"
            elif one.moment.due_at > now and one.slot not in sent and not row.hurried:
                assert row.state == OccurrenceState.PLANNED, "nothing is lost"
                assert row.clock == one.moment.clock
            else:
                assert row is not None, "what is late is told"
        again = shifts.compare(list(there.values()), year, now=now)
        settled = {Fate.STAYS, Fate.SENT, Fate.CLOSED, Fate.WAITING, Fate.LEFT_OUT}
        undecided = {slot for slot, outcome in late.items() if outcome == Late.UNDECIDED}
        for one in again.every:
            assert one.fate in settled or one.planned.slot in undecided, "done twice it is the same"
        assert all(there[slot].state == OccurrenceState.SENT for slot in sent), "never said again"
        for number, slot in enumerate(sorted(there)):
            if number in said and there[slot].state == OccurrenceState.PLANNED:
                there[slot] = replace(there[slot], state=OccurrenceState.SENT)
                sent.add(slot)


def _at(state: OccurrenceState, arrival: dt.date, **more: Any) -> tuple[Existing, Planned]:
    """An occurrence of week-1 as planned from one arrival, and what the first one asks for."""
    step = PLAN.steps["week-1"]
    clock = timeline.at(step, arrival, ZONE).clock
    one = Existing(id=1, slot=("week-1", Side.FAMILY), clock=clock, state=state, **more)
    (planned,) = timeline.desired([step], Dates(arrival_on=ARRIVAL), Facts(zone=ZONE))
    return one, planned


def test_what_a_moved_date_does_to_each_state() -> None:
    states = OccurrenceState
    other, past = ARRIVAL + dt.timedelta(days=9), ARRIVAL - dt.timedelta(days=90)
    for state, arrival, more, now, fate in (
        (states.PLANNED, ARRIVAL, {}, NOW, Fate.STAYS),
        # due, and perhaps being sent at this moment: it is not late
        (states.PLANNED, ARRIVAL, {}, NOW + dt.timedelta(days=12), Fate.STAYS),
        (states.PLANNED, other, {}, NOW, Fate.MOVED),
        (states.PLANNED, other, {}, NOW + dt.timedelta(days=12), Fate.LATE),
        (states.PLANNED, past, {"hurried": True}, NOW, Fate.STAYS),
        (states.SENT, past, {}, NOW, Fate.SENT),
        # it was never said, and its moment is to come now
        (states.EXPIRED, past, {"reason": "too_late"}, NOW, Fate.ADDED),
        (states.SKIPPED, past, {"reason": "late"}, NOW, Fate.ADDED),
        (states.CANCELLED, other, {"reason": "by_staff"}, NOW, Fate.CLOSED),
        # opened again, only what is to come is planned again
        (states.CANCELLED, ARRIVAL, {"reason": "ended"}, NOW, Fate.ADDED),
        (states.CANCELLED, ARRIVAL, {"reason": "ended"}, NOW + dt.timedelta(days=12), Fate.CLOSED),
        (states.CANCELLED, ARRIVAL, {"reason": "no_date"}, NOW + dt.timedelta(days=12), Fate.LATE),
    ):
        one, planned = _at(state, arrival, **more)
        (change,) = shifts.compare([one], [planned], now=now).every
        assert change.fate == fate, (state, arrival, more, now)


def test_what_is_late_follows_its_policy_unless_staff_chose() -> None:
    by_policy = {
        key: [
            replace(PLAN.steps[name], late_policy=key, fits_days=None)
            for name in ("week-1", "month-1", "month-1-group")
        ]
        for key in LatePolicy
    }
    for policy, chosen, may_hurry, outcome in (
        (LatePolicy.SKIP, {}, True, ["skip", "skip", "skip"]),
        (LatePolicy.STAFF_DECIDES, {}, True, ["undecided", "undecided", "undecided"]),
        # the newest of each side
        (LatePolicy.SEND_FIRST_ONLY, {}, True, ["skip", "now", "now"]),
        (LatePolicy.SEND_FIRST_ONLY, {}, False, ["undecided", "undecided", "undecided"]),
        (LatePolicy.SKIP, {"month-1": Late.NOW}, False, ["skip", "now", "skip"]),
    ):
        found = timeline.desired(
            by_policy[policy], Dates(arrival_on=dt.date(2026, 1, 1)), Facts(zone=ZONE)
        )
        changes = shifts.compare([], found, now=NOW)
        late = shifts.settle(changes, chosen, may_hurry=may_hurry)
        assert [late[one.slot] for one in found] == outcome, policy
    # what waits for a choice is not sent by saving something else
    one, planned = _at(OccurrenceState.SKIPPED, dt.date(2026, 1, 1), reason=shifts.UNDECIDED)
    step = replace(planned.step, late_policy=LatePolicy.SEND_FIRST_ONLY)
    (late_one,) = timeline.desired([step], Dates(arrival_on=dt.date(2026, 1, 1)), Facts(zone=ZONE))
    again = shifts.compare([one], [late_one], now=NOW)
    assert list(shifts.settle(again, {}).values()) == [Late.UNDECIDED]


def test_what_would_not_be_true_any_more_is_not_sent_whatever_was_chosen() -> None:
    day = dt.timedelta(days=1)
    for key, after, fits in (
        # three days before the arrival
        ("pre-3", -3, True),
        ("pre-3", -2, False),
        # before the arrival without a number of days
        ("pre-30-plain", -1, True),
        ("pre-30-plain", 0, False),
        ("week-1", 10, True),
        ("week-1", 11, False),
        ("week-6", 300, True),
        # a task is not said to anybody
        ("exchange-3", 500, True),
    ):
        step = PLAN.steps[key.removesuffix("-plain")]
        step = replace(step, fits_days=None) if key.endswith("-plain") else step
        found = timeline.desired([step], Dates(arrival_on=ARRIVAL), Facts(zone=ZONE))
        now = dt.datetime.combine(ARRIVAL + after * day, dt.time(23, 59), ZONE)
        changes = shifts.compare([], found, now=now)
        assert {one.fits for one in changes.every} == {fits}, (key, after)
        for one, outcome in shifts.settle(changes, {step.key: Late.NOW}).items():
            assert (outcome == Late.NOW) is fits, (key, one)


def test_of_what_passed_the_newest_that_is_still_true_is_sent() -> None:
    steps = [
        replace(PLAN.steps[name], late_policy=LatePolicy.SEND_FIRST_ONLY)
        for name in ("week-1", "week-6", "month-3")
    ]
    found = timeline.desired(steps, Dates(arrival_on=ARRIVAL), Facts(zone=ZONE))
    now = dt.datetime.combine(ARRIVAL + dt.timedelta(days=120), dt.time(12), ZONE)
    late = shifts.settle(shifts.compare([], found, now=now), {})
    family = {key: one for (key, side), one in late.items() if side == Side.FAMILY}
    assert family == {"week-1": Late.SKIP, "week-6": Late.NOW, "month-3": Late.SKIP}


def test_what_speaks_of_a_day_that_is_not_known_is_not_sent() -> None:
    found = timeline.desired(
        [PLAN.steps["card-60"], PLAN.steps["reunification"]], Dates(), Facts(zone=ZONE)
    )
    assert [one.fits for one in shifts.compare([], found, now=NOW).every] == [False, True]
