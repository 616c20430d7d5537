"""An invented history, counted by week: the same on both databases, within scope, by language."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, feedback, number_questions, numbers
from db.engine import Database
from db.models import (
    Address,
    Author,
    Case,
    CaseRating,
    Control,
    Conversation,
    Delivery,
    Direction,
    FaqAnswer,
    FaqGap,
    Household,
    Message,
    Occurrence,
    OccurrenceReply,
    PhoneCall,
    StaffMember,
)
from db.number_questions import Outcome
from db.numbers import Opened
from db.weeks import BEFORE, Period, Wanted
from tests.db import scene

ZONE = ZoneInfo("Europe/Brussels")
#: The clocks go forward on 29 March 2026: the second of these weeks is an hour short.
PERIOD = Period(
    weeks=(
        dt.datetime(2026, 3, 16, tzinfo=ZONE),
        dt.datetime(2026, 3, 23, tzinfo=ZONE),
        dt.datetime(2026, 3, 30, tzinfo=ZONE),
    ),
    until=dt.datetime(2026, 4, 1, 12, tzinfo=ZONE),
    before=(dt.datetime(2026, 2, 23, tzinfo=ZONE), dt.datetime(2026, 3, 11, 12, tzinfo=ZONE)),
)
#: Sunday 23:30 in Brussels, which is 21:30 in UTC, and half an hour later.
LAST_OF_WEEK = dt.datetime(2026, 3, 29, 23, 30, tzinfo=ZONE)
FIRST_OF_WEEK = dt.datetime(2026, 3, 30, 0, 0, tzinfo=ZONE)
EARLY = dt.datetime(2026, 3, 17, 10, tzinfo=ZONE)
BEFORE_IT = dt.datetime(2026, 2, 24, 10, tzinfo=ZONE)
BETWEEN = dt.datetime(2026, 3, 12, 10, tzinfo=ZONE)
HOUR = dt.timedelta(hours=1)


class History:
    """Rows of a past that never was."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._phones = 0

    async def thread(self, language: str, **values: Any) -> Conversation:
        self._phones += 1
        made = await scene.conversation(self.session, EARLY, f"phone-{self._phones}")
        made.language, made.language_chosen = language, True
        for name, value in values.items():
            setattr(made, name, value)
        await self.session.flush()
        return made

    async def answer(
        self, thread: Conversation, at: dt.datetime, helped: bool | None = None
    ) -> None:
        message = await scene.said(self.session, thread, at)
        await feedback.record_answer(self.session, message.id, "bus", "en", now=at)
        if helped is not None:
            await feedback.record(self.session, message.id, "bus", helped=helped, now=at)

    async def offer(self, thread: Conversation, at: dt.datetime, *, chosen: bool) -> None:
        message = await scene.said(self.session, thread, at)
        await awaiting.ask(
            self.session,
            thread.id,
            message_id=message.id,
            subject=f"message:{message.id}",
            options=["choose:bus", "choose:tram", "none:"],
            now=at,
            valid=dt.timedelta(days=1),
        )
        if chosen:
            await feedback.record_choice(self.session, thread.id, "bus", choose="choose:", now=at)

    async def case(
        self,
        thread: Conversation,
        at: dt.datetime,
        closed: dt.datetime | None = None,
        **more: Any,
    ) -> Case:
        values = {"reason": "asked", "state": "closed" if closed else "open", "brief": {}, **more}
        return await self.add(
            Case(conversation_id=thread.id, opened_at=at, closed_at=closed, **values)
        )

    async def reply(
        self, thread: Conversation, at: dt.datetime, author: Author = Author.STAFF
    ) -> Message:
        thread.last_seq += 1
        return await self.add(
            Message(
                conversation_id=thread.id,
                seq=thread.last_seq,
                direction=Direction.OUT,
                author=author,
                content={"text": "Good day"},
                at=at,
            )
        )

    async def add(self, row: Any) -> Any:
        self.session.add(row)
        await self.session.flush()
        return row


@pytest.fixture
async def history(database: Database) -> AsyncIterator[History]:
    async with database.transaction() as session:
        yield History(session)


@pytest.fixture
async def boss(history: History) -> StaffMember:
    member = await scene.colleague(history.session, EARLY)
    member.role = "coordinator"
    return member


def wanted(member: StaffMember, language: str | None = None) -> Wanted:
    return Wanted(member=member, period=PERIOD, language=language)


async def test_questions_are_what_the_bot_answered_offered_or_did_not_know(
    history: History, boss: StaffMember
) -> None:
    dutch, dari = await history.thread("nl"), await history.thread("fa_AF")
    for at in (BEFORE_IT, BETWEEN, LAST_OF_WEEK, FIRST_OF_WEEK, PERIOD.until + HOUR):
        await history.answer(dutch, at)
    await history.answer(dutch, FIRST_OF_WEEK)  # two answers at once
    await history.answer(dari, FIRST_OF_WEEK)
    await history.offer(dari, EARLY, chosen=False)
    await history.offer(dari, EARLY + HOUR, chosen=True)
    await feedback.add_gap(history.session, dari.id, "How?", "fa", now=EARLY)
    await history.add(FaqGap(conversation_id=None, text="Why?", language=None, at=EARLY))
    await history.add(FaqAnswer(message_id=None, entry_id="bus", language="so", at=EARLY))
    await history.session.flush()

    every = await number_questions.count(history.session, wanted(boss), choose="choose:")
    assert every == {
        (BEFORE, "nl", Outcome.ANSWERED): 1,
        (1, "nl", Outcome.ANSWERED): 1,
        (2, "nl", Outcome.ANSWERED): 1,
        (2, "fa_AF", Outcome.ANSWERED): 1,
        (0, "so", Outcome.ANSWERED): 1,
        (0, "fa_AF", Outcome.OFFERED): 1,
        (0, "fa_AF", Outcome.UNKNOWN): 1,
        (0, "", Outcome.UNKNOWN): 1,
    }
    persian = await number_questions.count(history.session, wanted(boss, "fa"), choose="choose:")
    assert {language for _, language, _ in persian} == {"fa_AF"}
    assert sum(persian.values()) == 3
    assert await numbers.languages(history.session, boss) == ["fa_AF", "nl"]


async def test_verdicts_and_faces_are_counted_by_week(history: History, boss: StaffMember) -> None:
    dutch, arabic = await history.thread("nl"), await history.thread("ar")
    for thread, at, helped in (
        (dutch, BEFORE_IT, True),
        (dutch, EARLY, True),
        (dutch, EARLY + HOUR, True),
        (arabic, EARLY, False),
        (dutch, FIRST_OF_WEEK, None),
    ):
        await history.answer(thread, at, helped)
    for at, face in ((EARLY, "good"), (EARLY, None), (LAST_OF_WEEK, "bad")):
        row = await history.case(arabic, at - HOUR, closed=at)
        await history.add(CaseRating(case_id=row.id, asked_at=at, face=face))
    seen = wanted(boss)
    assert await numbers.verdicts(history.session, seen) == {
        (BEFORE, True): 1,
        (0, True): 2,
        (0, False): 1,
    }
    assert await numbers.verdicts(history.session, wanted(boss, "ar")) == {(0, False): 1}
    assert await numbers.faces(history.session, seen) == {
        (0, "good"): 1,
        (0, None): 1,
        (1, "bad"): 1,
    }
    assert await numbers.faces(history.session, wanted(boss, "nl")) == {}


async def test_a_case_is_answered_by_the_first_word_or_call_of_a_colleague_before_it_closes(
    history: History, boss: StaffMember
) -> None:
    thread = await history.thread("nl")
    await history.reply(thread, EARLY - HOUR)
    await history.case(thread, EARLY, closed=EARLY + 3 * HOUR)
    await history.reply(thread, EARLY + HOUR / 2, Author.BOT)
    await history.reply(thread, EARLY + HOUR)
    await history.reply(thread, EARLY + 2 * HOUR)
    unanswered = await history.thread("ar")
    await history.case(unanswered, EARLY, closed=EARLY + HOUR)
    await history.reply(unanswered, EARLY + 2 * HOUR)
    called = await history.thread("tr")
    case = await history.case(called, LAST_OF_WEEK, reason="callback")
    await history.add(
        PhoneCall(
            conversation_id=called.id,
            case_id=case.id,
            staff_id=boss.id,
            line=0,
            state="done",
            starts_at=FIRST_OF_WEEK,
            ends_at=FIRST_OF_WEEK + HOUR,
            language="tr",
            created_at=LAST_OF_WEEK,
            settled_at=FIRST_OF_WEEK + HOUR,
        )
    )
    await history.case(await history.thread("nl"), EARLY, reason="staff")
    found = await numbers.opened(history.session, wanted(boss))
    assert sorted(found, key=lambda one: (one.week, one.answered_at is None)) == [
        Opened(week=0, opened_at=EARLY, answered_at=EARLY + HOUR, closed=True),
        Opened(week=0, opened_at=EARLY, answered_at=None, closed=True),
        Opened(week=1, opened_at=LAST_OF_WEEK, answered_at=FIRST_OF_WEEK + HOUR, closed=False),
    ]


async def test_open_cases_have_an_age_and_a_hold(history: History, boss: StaffMember) -> None:
    now = PERIOD.until
    for at, control, state in (
        (now - HOUR, Control.QUEUED, "open"),
        (now - 30 * HOUR, Control.HUMAN, "open"),
        (now - 900 * HOUR, Control.HUMAN, "snoozed"),
    ):
        await history.case(await history.thread("nl", control=control), at, state=state)
    await history.case(await history.thread("nl"), now - HOUR, closed=now)
    edges = [now - dt.timedelta(days=1), now - dt.timedelta(days=3)]
    assert await numbers.unclosed(history.session, wanted(boss), edges) == {
        (0, "free"): 1,
        (1, "taken"): 1,
        (2, "snoozed"): 1,
    }


async def test_what_somebody_independent_looks_at_is_not_counted_for_others(
    history: History, boss: StaffMember
) -> None:
    thread = await history.thread("nl")
    await history.case(thread, EARLY, independent=True)
    await history.answer(thread, EARLY, helped=False)
    assert await numbers.opened(history.session, wanted(boss)) == []
    assert await numbers.verdicts(history.session, wanted(boss)) == {}
    boss.handles_complaints = True
    assert len(await numbers.opened(history.session, wanted(boss))) == 1


async def test_deliveries_are_counted_by_channel_and_by_what_became_of_them(
    history: History, boss: StaffMember
) -> None:
    for number, (state, receipt, kind, at) in enumerate(
        (
            ("done", "read", "reply", EARLY),
            ("done", "delivered", "reply", EARLY),
            ("done", "accepted", "answer", EARLY),
            ("done", None, "answer", EARLY),
            ("done", "undelivered", "notice", EARLY),
            ("failed", None, "notice", EARLY),
            ("held", None, "notice", EARLY),
            ("uncertain", None, "unprompted", EARLY),
            ("expired", None, "answer", EARLY),
            ("cancelled", None, "answer", EARLY),
            ("failed", None, "staff", EARLY),
            ("failed", None, "reply", BETWEEN),
        )
    ):
        row: Delivery = await scene.queued(history.session, EARLY, f"key-{number}")
        row.state, row.receipt, row.kind, row.created_at = state, receipt, kind, at
    thread = await history.session.get_one(Conversation, 1)
    address = await history.session.get_one(Address, thread.address_id)
    await history.session.flush()
    assert await numbers.sent(history.session, wanted(boss)) == {
        (address.channel, "arrived"): 2,
        (address.channel, "handed_over"): 2,
        (address.channel, "failed"): 2,
        (address.channel, "waiting"): 1,
        (address.channel, "uncertain"): 1,
        (address.channel, "expired"): 1,
        (address.channel, "withdrawn"): 1,
    }


async def test_check_ins_are_counted_by_the_answer_or_by_why_there_is_none(
    history: History, boss: StaffMember
) -> None:
    home: Household = await scene.household(history.session, EARLY)
    for number, (due, state, answer) in enumerate(
        (
            (EARLY, "sent", "good"),
            (EARLY, "sent", "words"),
            (EARLY, "sent", None),
            (LAST_OF_WEEK, "skipped", None),
            (FIRST_OF_WEEK, "expired", None),
            (FIRST_OF_WEEK, "cancelled", None),
            (FIRST_OF_WEEK, "planned", None),
        )
    ):
        one = await history.add(
            Occurrence(
                household_id=home.id,
                step_key="own",
                ordinal=number,
                local_date=due.date(),
                local_time=due.time(),
                timezone="Europe/Brussels",
                due_at=due,
                look_at=due,
                expires_at=due + HOUR,
                state=state,
                created_at=BEFORE_IT,
            )
        )
        for said, at in ((answer, LAST_OF_WEEK), ("so_so", EARLY)) if answer else ():
            asked = await history.thread("ar")
            await history.add(
                OccurrenceReply(
                    occurrence_id=one.id, address_id=asked.address_id, answer=said, at=at
                )
            )
    assert await numbers.checkins(history.session, wanted(boss)) == {
        (0, "good"): 1,
        (0, "words"): 1,
        (0, "silent"): 1,
        (1, "not_sent"): 1,
        (2, "not_sent"): 1,
    }
    assert await numbers.checkins(history.session, wanted(boss, "nl")) == {}
