"""A year is written down once, follows its dates, and is never sent by saving."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from db import copies, deliveries
from db import planning as rows
from db.engine import AsyncSession, Database
from db.models import (
    DeliveryState,
    Household,
    Occurrence,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from db.occurrences import OccurrenceState
from faq.year import PlanError, Side, Step
from handlers import due, editing, plan_editing, planning, plans, shifts, sponsorships
from handlers.plan_editing import Change, ChangedMeanwhile, LanguageMissing
from handlers.shifts import Late
from handlers.sponsorships import Dates
from tests.db import scene
from tests.handlers import scene as houses
from tests.handlers import year as years

HOUSE = houses.house()
DAY = dt.timedelta(days=1)


async def linked(
    database: Database, now: dt.datetime, *, arrival: dt.date | None = None, language: str = "ar"
) -> tuple[Sponsorship, StaffMember]:
    """A family with its group, two volunteers, and a year."""
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        home = Household(name="F", language=language, created_at=now)
        group = WelcomeGroup(name="G", created_at=now)
        session.add_all([home, group])
        await session.flush()
        await scene.contact(session, now, language="nl", welcome_group_id=group.id)
        row = await sponsorships.link(
            session,
            HOUSE,
            home,
            group,
            staff_id=ana.id,
            dates=Dates(arrival_on=arrival or now.date() + 10 * DAY),
            member=ana,
            now=now,
        )
    return row, ana


async def year_of(session: AsyncSession, row: Sponsorship) -> Sequence[Occurrence]:
    every = await rows.steps_of_household(session, row.household_id)
    return [one for one in every if one.sponsorship_id == row.id]


async def now_there(database: Database, row: Sponsorship) -> dict[tuple[str, str], Occurrence]:
    async with database.reading() as session:
        found = await year_of(session, row)
    assert len({(one.step_key, one.side) for one in found}) == len(found)
    return {(one.step_key, one.side): one for one in found}


async def move(
    database: Database, row: Sponsorship, member: StaffMember, now: dt.datetime, **dates: dt.date
) -> None:
    async with database.transaction() as session:
        fresh = await session.get_one(Sponsorship, row.id)
        late = dates.pop("late", {})
        await sponsorships.change(
            session,
            HOUSE,
            fresh,
            staff_id=member.id,
            dates=replace(planning.dates_of(fresh), **dates),
            seen=editing.stamp(fresh),
            member=member,
            now=now,
            late=late,  # type: ignore[arg-type]
        )


async def test_a_moved_arrival_moves_what_is_to_come_and_never_what_was_sent(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now)
    before = await now_there(database, row)
    # pre-30 has passed already and waits for a choice; nothing is due by saving
    assert before["pre-30", "group"].reason == shifts.UNDECIDED
    states = Counter(one.state for one in before.values())
    assert set(states) == {OccurrenceState.PLANNED, OccurrenceState.SKIPPED}
    planned = [one for one in before.values() if one.state == OccurrenceState.PLANNED]
    assert all(one.look_at > now for one in planned)
    async with database.transaction() as session:
        sent = await session.get_one(Occurrence, before["pre-3", "group"].id)
        sent.state = OccurrenceState.SENT
    await move(database, row, ana, now, arrival_on=now.date() + 40 * DAY)
    after = await now_there(database, row)
    assert set(after) == set(before)
    assert after["pre-3", "group"].local_date == before["pre-3", "group"].local_date
    assert after["pre-3", "group"].state == OccurrenceState.SENT
    assert after["week-1", "family"].local_date == now.date() + 47 * DAY
    assert after["week-1", "family"].id == before["week-1", "family"].id
    # what was late is to come now
    assert after["pre-30", "group"].state == OccurrenceState.PLANNED
    await move(database, row, ana, now, registered_on=now.date())
    known = await now_there(database, row)
    assert set(known) - set(after) == {
        ("school", "group"),
        ("integration", "family"),
        ("integration", "group"),
    }
    async with database.transaction() as session:
        fresh = await session.get_one(Sponsorship, row.id)
        fresh.registered_on = None
        await planning.replan(session, HOUSE, fresh, now=now)
    gone = (await now_there(database, row))["school", "group"]
    assert (gone.state, gone.reason) == (OccurrenceState.CANCELLED, shifts.NO_DATE)


async def test_what_is_late_goes_out_only_when_staff_say_so_and_not_at_night(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, arrival=now.date() - 20 * DAY)
    late = await now_there(database, row)
    assert late["week-1", "family"].reason == shifts.UNDECIDED
    assert not [one for one in late.values() if one.state == OccurrenceState.PLANNED and
                one.due_at <= now]  # fmt: skip
    night = now.replace(hour=22)
    # "in Belgium for one week now" is not sent on the twentieth day, whatever is asked for
    chosen = {"hello": Late.NOW, "week-1": Late.NOW, "week-2": Late.SKIP}
    await move(database, row, ana, night, matched_on=now.date(), late=chosen)  # type: ignore[arg-type]
    after = await now_there(database, row)
    hello = after["hello", "family"]
    assert hello.state == OccurrenceState.PLANNED and hello.hurried_at == night
    assert hello.due_at.astimezone(houses.ZONE).time() == dt.time(8, 30)
    assert after["week-1", "family"].reason == shifts.UNDECIDED
    assert after["week-2", "group"].reason == shifts.LATE
    # saved once more, it is neither planned a second time nor taken back
    await move(database, row, ana, night + DAY / 24, matched_on=now.date() - DAY)
    again = (await now_there(database, row))["hello", "family"]
    assert (again.id, again.due_at, again.state) == (hello.id, hello.due_at, hello.state)
    async with database.transaction() as session:
        fresh = await session.get_one(Sponsorship, row.id)
        deed = {"member": ana, "now": now}
        with pytest.raises(planning.NotTrueNow):
            await planning.send_now(session, HOUSE, fresh, late["pre-3", "group"].id, **deed)
        one = late["week-2", "group"].id
        await planning.send_now(session, HOUSE, fresh, one, **deed)
        (await session.get_one(Occurrence, one)).state = OccurrenceState.SENT
        await session.flush()
        with pytest.raises(planning.AlreadySent):
            await planning.send_now(session, HOUSE, fresh, one, **deed)
        await planning.skip(session, fresh, late["pre-30", "group"].id, **deed)
        await planning.skip(session, fresh, late["month-1", "family"].id, **deed)
        with pytest.raises(planning.NotOpen):
            await planning.skip(session, fresh, 99_999, **deed)
    last = await now_there(database, row)
    assert last["month-1", "family"].reason == shifts.BY_STAFF
    assert last["pre-30", "group"].reason == shifts.LATE


async def test_what_is_sent_by_hand_waits_no_longer_than_it_is_true(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, arrival=now.date() - 9 * DAY)
    late = await now_there(database, row)
    async with database.transaction() as session:
        fresh = await session.get_one(Sponsorship, row.id)
        one = late["week-1", "family"].id
        await planning.send_now(session, HOUSE, fresh, one, member=ana, now=now)
    week = (await now_there(database, row))["week-1", "family"]
    midnight = week.expires_at.astimezone(houses.ZONE)
    assert (midnight.date(), midnight.time()) == (now.date() + 2 * DAY, dt.time(0))
    async with database.transaction() as session:
        fresh = await session.get_one(Sponsorship, row.id)
        night = (now + DAY).replace(hour=22)  # it would go on the day after its last one
        with pytest.raises(planning.NotTrueNow):
            await planning.send_now(session, HOUSE, fresh, one, member=ana, now=night)


async def test_an_end_takes_back_what_is_planned_and_a_reopening_brings_back_what_is_to_come(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now)
    deed = {"member": ana, "now": now}
    async with database.transaction() as session:
        fresh = await session.get_one(Sponsorship, row.id)
        today = now.date()
        seen = editing.stamp(fresh)
        await sponsorships.end(session, HOUSE, fresh, on=today, today=today, seen=seen, **deed)
        open_ones = {
            one.step_key for one in await year_of(session, fresh) if one.state == "planned"
        }
        # only for who asked to be written to after the end
        assert open_ones == {"after-90"}
        later = now + 20 * DAY
        await sponsorships.reopen(
            session, HOUSE, fresh, seen=editing.stamp(fresh), member=ana, now=later
        )
        found = {(one.step_key, one.side): one for one in await year_of(session, fresh)}
    assert found["month-1", "family"].state == OccurrenceState.PLANNED
    assert found["week-1", "family"].reason == "ended"
    # a family that is welcomed again gets its steps once more
    async with database.transaction() as session:
        old = await session.get_one(Sponsorship, row.id)
        old.ended_on = now.date()
        home = await session.get_one(Household, row.household_id)
        group = await session.get_one(WelcomeGroup, row.welcome_group_id)
        second = await sponsorships.link(
            session, HOUSE, home, group, staff_id=None, dates=planning.dates_of(old), **deed
        )
    assert {one.ordinal for one in (await now_there(database, second)).values()} == {1}


async def test_two_who_plan_one_year_at_once_plan_it_once(
    database: Database, now: dt.datetime
) -> None:
    row, _ = await linked(database, now)
    async with database.transaction() as session:
        for one in await year_of(session, row):
            await session.delete(one)
        await rows.ask(session, now=now)

    async def plan(*, locked: bool) -> None:
        async with database.transaction() as session:
            fresh = await session.get_one(Sponsorship, row.id)
            if locked:
                await planning.replan(session, HOUSE, fresh, now=now)
            else:
                await planning.replan_one(session, HOUSE, row.id, now=now)

    await asyncio.gather(*(plan(locked=number % 2 == 0) for number in range(4)))
    assert len(await now_there(database, row)) > 20
    async with database.reading() as session:
        assert await rows.asked(session) == []


async def test_a_changed_step_reaches_running_years_by_the_tick_and_never_what_was_sent(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now)
    before = await now_there(database, row)
    async with database.transaction() as session:
        (await session.get_one(Occurrence, before["pre-3", "group"].id)).state = "sent"
        plan = await plans.current(session, HOUSE)
        for key, change in (
            ("week-1", {"offset_days": 9, "local_time": dt.time(18)}),
            ("pre-3", {"offset_days": -4}),
        ):
            wanted = Change(step=replace(plan.steps[key], **change))
            await plan_editing.save(session, HOUSE, wanted, member=ana, now=now)
        off = plan_editing.switched(plan, "month-3", enabled=False)
        await plan_editing.save(session, HOUSE, off, member=ana, now=now)
        assert await rows.asked(session) == [row.id]
    assert (await now_there(database, row))["week-1", "family"].version == 0
    async with database.transaction() as session:
        assert await planning.replan_one(session, HOUSE, row.id, now=now)
        assert not await planning.replan_one(session, HOUSE, row.id, now=now)
    after = await now_there(database, row)
    week = after["week-1", "family"]
    assert (week.version, week.local_time) == (1, dt.time(18))
    assert week.local_date == before["week-1", "family"].local_date + 2 * DAY
    sent = after["pre-3", "group"]
    assert (sent.state, sent.version) == (OccurrenceState.SENT, 0)
    assert after["month-3", "family"].reason == "switched_off"


async def test_a_step_is_refused_while_somebody_who_would_get_it_cannot_read_it(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, language="ti")
    async with database.transaction() as session:
        shipped = (await plans.current(session, HOUSE)).steps["month-6"]
        own = replace(shipped, key="month-7", offset_days=210, answers=())
        dutch = {(Side.GROUP, "nl"): "Hoe gaat het?"}

        async def save(step: Step, texts: plan_editing.Wanted | None = None) -> Step:
            change = Change(step=step, texts=texts or {})
            return await plan_editing.save(session, HOUSE, change, member=ana, now=now)

        async def switch_on(key: str) -> Step:
            change = plan_editing.switched(await plans.current(session, HOUSE), key, enabled=True)
            return await plan_editing.save(session, HOUSE, change, member=ana, now=now)

        with pytest.raises(LanguageMissing) as refused:
            await save(own, dutch)
        assert refused.value.missing == {(Side.FAMILY, "ti"): 1}
        # it can be kept switched off, and not switched on
        await save(replace(own, enabled=False), dutch)
        with pytest.raises(LanguageMissing):
            await switch_on("month-7")
        with pytest.raises(ChangedMeanwhile):
            await save(own, dutch)
        # English counts for who reads it
        member = await scene.contact(
            session, now, kind="family", household_id=row.household_id, second_language="en"
        )
        on = await switch_on("month-7")
        member.second_language = None
        await session.flush()
        # what was so already stands in no edit's way; a text that was there is not lost by one
        later = await save(replace(on, offset_days=211))
        assert later.version == 3
        assert await plans.text(session, HOUSE, later, Side.GROUP, "nl") == "Hoe gaat het?"
        other = {**later.text, Side.GROUP: "How is it, {organisation} asks?"}
        with pytest.raises(LanguageMissing) as refused:
            await save(replace(later, text=other))
        assert refused.value.missing == {(Side.GROUP, "nl"): 1}
        with pytest.raises(LanguageMissing):
            await save(later, {(Side.GROUP, "nl"): None})
        with pytest.raises(PlanError, match=r"known are \{organisation\}"):
            await save(later, {(Side.GROUP, "nl"): "{organisatie}?"})


async def test_what_did_not_arrive_may_be_sent_again_and_what_waits_may_be_taken_back(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await years.circle(session, now)
        await years.phone(session, now, "shared", home=ours.home)
        one = await years.due(session, ours, "week-6", "family", now)
        assert ours.colleague is not None
        deed = {"member": ours.colleague, "now": now}
        await due.send(session, HOUSE, [one.id], now=now)
        with pytest.raises(planning.AlreadySent):
            await planning.send_now(session, HOUSE, ours.link, one.id, **deed)
        [copy] = (await copies.of_occurrences(session, [one.id]))[one.id]
        deliveries.move(session, copy, DeliveryState.FAILED, now=now, reason="blocked")
        await planning.send_now(session, HOUSE, ours.link, one.id, **deed)
        await due.send(session, HOUSE, [one.id], now=one.look_at)
        await session.refresh(one)
        again = (await copies.of_occurrences(session, [one.id]))[one.id][1]
        assert (one.state, again.state) == (OccurrenceState.SENT, DeliveryState.QUEUED)

        await planning.skip(session, ours.link, one.id, **deed)
        await session.refresh(again)
        assert (one.state, one.reason) == (OccurrenceState.CANCELLED, shifts.BY_STAFF)
        assert (again.state, again.reason) == (DeliveryState.CANCELLED, shifts.BY_STAFF)


async def test_an_end_calls_back_what_has_not_gone_yet(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await years.circle(session, now)
        await years.phone(session, now, "shared", home=ours.home)
        one = await years.due(session, ours, "week-6", "family", now)
        assert ours.colleague is not None
        await due.send(session, HOUSE, [one.id], now=now)
        await sponsorships.end(
            session, HOUSE, ours.link, on=now.date(), today=now.date(),
            seen=editing.stamp(ours.link), member=ours.colleague, now=now,
        )  # fmt: skip
        [copy] = (await copies.of_occurrences(session, [one.id]))[one.id]
        assert (copy.state, copy.reason) == (DeliveryState.CANCELLED, "ended")
