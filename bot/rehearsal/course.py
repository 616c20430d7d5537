"""The course of one story: what is due, in order, and what becomes of it, from jump to jump.

What waits for people is looked at when something happens to them, not every quarter of an hour:
nothing that decides it could have changed between.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.rehearsal import acts, hearing, rows
from bot.rehearsal.chances import awake
from bot.rehearsal.outgoing import Outgoing
from bot.rehearsal.rows import Copy, Rows
from bot.rehearsal.stage import Pause, Stage
from bot.rehearsal.story import NEVER, Agreed, Answered, Deed, Story
from db.models import ConsentState, Occurrence
from db.occurrences import OccurrenceState
from faq.year import Side, StepKind
from handlers import arriving, judging, parting, planned_rows, planning, sending, shifts, silence
from handlers.judging import Send, Wait
from handlers.shifts import Late


@dataclass(slots=True, kw_only=True)
class Told:
    """What a story came to."""

    rows: Rows
    #: sides that fell silent, and when a case was opened for it
    silences: list[tuple[Side, dt.datetime]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    #: when something was looked at
    instants: list[dt.datetime] = field(default_factory=list)


class Course:
    """Plays one story."""

    def __init__(self, stage: Stage, story: Story) -> None:
        self.stage = stage
        self.story = story
        self.rows = rows.open_rows(story, stage.house.policy.zone.key)
        self.outgoing = Outgoing(stage, self.rows)
        self.told = Told(rows=self.rows, pauses=self.outgoing.pauses)
        self._deeds = sorted(story.deeds, key=_at, reverse=True)
        #: ids of occurrences that wait until something happens
        self._watched: set[int] = set()

    def run(self) -> Told:
        self.replan(awake(self.stage.outages, self.story.linked_at), {}, may_hurry=True)
        while (at := self._next()) <= self.stage.ends_at:
            now = awake(self.stage.outages, at)
            self.told.instants.append(now)
            self._happen(now)
            self._say_due(now)
            for copy in self.outgoing.send(now):
                self._expect_answer(copy, now)
            self._listen(now)
        return self.told

    def replan(self, now: dt.datetime, late: Mapping[str, Late], *, may_hurry: bool) -> None:
        """As `planning.replan`."""
        held, link = self.rows, self.rows.sponsorship
        dates, every = planning.dates_of(link), held.occurrences
        year = planning.year_of(
            self.stage.plan,
            link,
            held.household,
            every,
            dates=dates,
            quiet=self.stage.house.policy.quiet,
            now=now,
        )
        writer = self._writer(now)
        writer.write_all(year.changes, shifts.settle(year.changes, late, may_hurry=may_hurry))
        self._add(writer)

    def part(self, now: dt.datetime) -> None:
        """As `parting.plan` when a sponsorship has ended."""
        held, link, plan = self.rows, self.rows.sponsorship, self.stage.plan
        change = parting.due(plan, link, held.household, parting.GROUP, now=now)
        known = parting.heard(plan, link, parting.GROUP, held.occurrences)
        if change is None or any(not arriving.is_lost(held.copies_of(one)) for one in known):
            return
        writer = self._writer(now)
        writer.write(change, None)
        self._add(writer)

    def _writer(self, now: dt.datetime) -> planned_rows.Writer:
        held, house = self.rows, self.stage.house
        return planned_rows.Writer(
            house=house,
            row=held.sponsorship,
            household=held.household,
            every=held.occurrences,
            now=now,
        )

    def _add(self, writer: planned_rows.Writer) -> None:
        every = self.rows.occurrences
        for values in writer.added:
            every.append(Occurrence(id=len(every) + 1, **values))
        self._forget("_planned")

    def _next(self) -> dt.datetime:
        deed = self._deeds[-1].at if self._deeds else NEVER
        look = min((one.look_at for one in self._planned), default=NEVER)
        silences = [one.silence_at for one in self._asked if one.silence_at]
        return min(deed, look, self.outgoing.next_at(), min(silences, default=NEVER))

    @cached_property
    def _planned(self) -> list[Occurrence]:
        planned = OccurrenceState.PLANNED
        return [one for one in self.rows.occurrences if one.state == planned]

    @cached_property
    def _asked(self) -> list[Occurrence]:
        return [one for one in self.rows.occurrences if one.silence_at is not None]

    def _forget(self, *names: str) -> None:
        for name in names:
            self.__dict__.pop(name, None)

    def _happen(self, now: dt.datetime) -> None:
        """What people and staff do."""
        happened = False
        while self._deeds and self._deeds[-1].at <= now:
            acts.do(self, self._deeds.pop(), now)
            happened = True
        if happened:
            self._stir(now)

    def _stir(self, now: dt.datetime) -> None:
        """Something happened: what waits for that is looked at again as soon as it would be."""
        self.outgoing.stir(now)
        for row in self._planned:
            if row.id in self._watched:
                row.look_at = min(row.look_at, now + judging.LOOK_AGAIN)
        self._watched.clear()

    def _say_due(self, now: dt.datetime) -> None:
        """As `handlers.sending.send`, in the order in which rows are claimed."""
        due = [one for one in self._planned if one.look_at <= now]
        for row in sorted(due, key=lambda one: one.id):
            look = sending.look(row, self.stage.words, self.rows.audience)
            verdict = judging.judge(look.matter, look.recipients, now)
            for name, value in sending.written(look, verdict, now):
                setattr(row, name, value)
            if isinstance(verdict, Wait):
                self._wait(row, verdict, now)
            elif isinstance(verdict, Send):
                self._queue(look, verdict, now)
            if errand := judging.errand(look.matter, verdict):
                self.rows.keep_task(row, *errand, now)
        if due:
            self._forget("_planned", "_asked")

    def _wait(self, row: Occurrence, verdict: Wait, now: dt.datetime) -> None:
        until = verdict.until
        if until <= now + judging.LOOK_AGAIN:
            self._watched.add(row.id)
            row.look_at = until = row.expires_at
        pause = Pause(occurrence_id=row.id, at=now, reason=verdict.reason, until=until)
        self.told.pauses.append(pause)

    def _queue(self, look: sending.Due, verdict: Send, now: dt.datetime) -> None:
        row, step = look.occurrence, look.step
        names = {one.id: name for name, one in self.rows.addresses.items()}
        for number in verdict.addresses:
            said = look.spoken[number]
            assert said is not None and step is not None
            kind = sending.kind_of(step)
            self.outgoing.queue(row, names[number], said, kind=kind, now=now)

    def _expect_answer(self, copy: Copy, now: dt.datetime) -> None:
        step = self.stage.plan.steps[copy.occurrence.step_key]
        found = self.stage.chances.answer(self.story, copy.phone, step)
        if found is None:
            return
        after, key = found
        at, who = now + after, copy.phone
        deed: Deed
        if step.kind == StepKind.CONSENT:
            state = ConsentState.GIVEN if key == "yes" else ConsentState.WITHDRAWN
            deed = Agreed(at=at, who=who, state=state)
        else:
            deed = Answered(at=at, who=who, occurrence_id=copy.occurrence.id, answer=key)
        self._deeds.append(deed)
        self._deeds.sort(key=_at, reverse=True)

    def _listen(self, now: dt.datetime) -> None:
        """As `handlers.silence.look_at`."""
        due = [one for one in self._asked if one.silence_at and one.silence_at <= now]
        for row in due:
            row.silence_at = silence.look_again(self.rows.copies_of(row), now)
            if row.silence_at is None and hearing.is_silent(self.rows, self.stage.plan, row):
                self.told.silences.append((Side(row.side), now))
        if due:
            self._forget("_asked")


def _at(deed: Deed) -> dt.datetime:
    return deed.at
