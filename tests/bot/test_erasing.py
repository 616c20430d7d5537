"""What is older than RETENTION_DAYS is erased with its files; figures and open cases stay."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.erasing import Eraser
from bot.runtime import Runtime
from db import cases, gaps, inbox, messages
from db.content import Content
from db.engine import Database
from db.models import (
    Appointment,
    Attachment,
    Author,
    Case,
    ChecklistItem,
    Conversation,
    Direction,
    FaqGap,
    Gathering,
    InboundEvent,
    InternalNote,
    MediaState,
    Message,
    MessageTranslation,
    OccurrenceReply,
    Priority,
    Reason,
    Recording,
    Sponsorship,
    StaffMember,
)
from handlers import checkins
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.db import scene as rows
from tests.fakes.clock import FixedClock
from tests.handlers import year

DAY = dt.timedelta(days=1)
OLD = 366 * DAY
FILE: dict[str, Any] = {
    "kind": "voice",
    "mime": "audio/ogg",
    "name": "secret.ogg",
    "sha256": "a" * 64,
    "state": MediaState.STORED,
    "channel": "simulator",
    "account": "demo",
    "reference": "x",
}


@pytest.fixture
def runtime(database: Database, clock: FixedClock, tmp_path: Path) -> Runtime:
    return scene.runtime(database, clock, tmp_path, ScriptedChannel(tmp_path))


async def told(
    runtime: Runtime, phone: str, ana: StaffMember, *, ago: dt.timedelta, keys: list[str]
) -> Conversation:
    """Somebody said a thing with files, in a case; a colleague made a note."""
    at = runtime.clock() - ago
    async with runtime.database.transaction() as session:
        thread = await rows.conversation(session, at, phone)
        said = await messages.write(
            session,
            thread,
            Content(text="secret"),
            direction=Direction.IN,
            author=Author.PERSON,
            now=at,
        )
        for key in keys:
            await messages.attach(session, said, now=at, storage_key=key, **FILE)
        await cases.add(
            session,
            thread,
            reason=Reason.ASKED,
            priority=Priority.NORMAL,
            brief={"text": "secret"},
            now=at + dt.timedelta(minutes=1),
        )
        own = {"text": "secret", "at": at}
        session.add(MessageTranslation(message_id=said.id, language="nl", staff_id=ana.id, **own))
        session.add(InternalNote(conversation_id=thread.id, author_id=ana.id, after_seq=1, **own))
        session.add(FaqGap(conversation_id=thread.id, **own))
    return thread


async def kept(runtime: Runtime, thread: Conversation) -> list[bool]:
    """Whether words of the message, note, case and gap are still there."""
    async with runtime.database.reading() as session:
        at = [one.conversation_id == thread.id for one in (Message, InternalNote, Case, FaqGap)]
        [said] = (await session.execute(select(Message.content).where(at[0]))).scalars()
        [note] = (await session.execute(select(InternalNote.text).where(at[1]))).scalars()
        [brief] = (await session.execute(select(Case.brief).where(at[2]))).scalars()
        [gap] = (await session.execute(select(FaqGap.text).where(at[3]))).scalars()
    return ["secret" in str(one) for one in (said, note, brief, gap)]


async def close(runtime: Runtime, *threads: Conversation) -> None:
    async with runtime.database.transaction() as session:
        found = await session.execute(
            select(Case).where(Case.conversation_id.in_([one.id for one in threads]))
        )
        for case in found.scalars():
            case.state, case.closed_at = "closed", case.opened_at


async def test_old_words_and_files_are_erased_and_open_cases_and_rows_stay(
    runtime: Runtime,
) -> None:
    now, media = runtime.clock(), runtime.media
    own, spoken, shared, young = [await media.put(b"voice") for _ in range(4)]
    async with runtime.database.transaction() as session:
        ana = await rows.colleague(session, now - OLD)
        recording = {"text_key": "week-1", "side": "family", "language": "ar", "mime": "audio/ogg"}
        session.add(
            Recording(
                **recording,
                text_hash="x",
                sha256="a" * 64,
                size=5,
                storage_key=spoken,
                recorded_by=ana.id,
                recorded_at=now - OLD,
            )
        )
    old = await told(runtime, "phone-1", ana, ago=OLD, keys=[own, spoken, shared])
    new = await told(runtime, "phone-2", ana, ago=30 * DAY, keys=[young, shared])
    waits = await told(runtime, "phone-3", ana, ago=OLD, keys=[])
    await close(runtime, old, new)

    assert await Eraser(runtime).step(now) == 4
    assert await kept(runtime, old) == [False] * 4
    assert await kept(runtime, new) == await kept(runtime, waits) == [True] * 4
    for key in (spoken, shared, young):
        assert await media.get(key) == b"voice"
    with pytest.raises(FileNotFoundError):
        await media.get(own)
    async with runtime.database.reading() as session:
        files = (await session.execute(select(Attachment).order_by(Attachment.id))).scalars().all()
        assert [(one.state, one.storage_key, one.name) for one in files[:3]] == [
            ("erased", None, None)
        ] * 3
        assert {one.state for one in files[3:]} == {"stored"}
        assert len((await session.execute(select(MessageTranslation))).scalars().all()) == 2
        assert len(await gaps.unanswered(session)) == 2, "an erased question is shown to nobody"
        for table in (Message, InternalNote, Case, FaqGap):
            assert (await session.execute(select(func.count(table.id)))).scalar_one() == 3
    assert await Eraser(runtime).step(now) == 0
    await close(runtime, waits)
    assert await Eraser(runtime).step(now) == 4, "its case is closed now"


async def test_replies_and_details_of_appointments_are_emptied_and_still_counted(
    runtime: Runtime,
) -> None:
    now = runtime.clock()
    async with runtime.database.transaction() as session:
        thread = await rows.conversation(session, now - OLD)
        home = await rows.household(session, now - OLD)
        for ago in (OLD, DAY):
            on = (now - ago).date()
            planned = await checkins.plan(
                session, home, step="how-are-you", on=on, at=dt.time(12), now=now - ago - 2 * DAY
            )
            session.add(
                OccurrenceReply(
                    occurrence_id=planned.id,
                    address_id=thread.address_id,
                    answer="words",
                    text="secret",
                    at=now - ago,
                )
            )
            session.add(
                Appointment(
                    household_id=home.id,
                    kind="other",
                    what="secret",
                    place="secret",
                    local_date=on,
                    local_time=dt.time(9),
                    timezone="Europe/Brussels",
                    starts_at=now - ago,
                    state="done",
                    created_at=now - ago,
                )
            )
    assert await Eraser(runtime).step(now) == 2
    async with runtime.database.reading() as session:
        replies = await session.execute(select(OccurrenceReply).order_by(OccurrenceReply.id))
        assert [(one.answer, one.text) for one in replies.scalars()] == [
            ("words", None),
            ("words", "secret"),
        ]
        visits = await session.execute(select(Appointment).order_by(Appointment.id))
        assert [(one.state, one.what, one.place) for one in visits.scalars()] == [
            ("done", None, None),
            ("done", "secret", "secret"),
        ]
    assert await Eraser(runtime).step(now) == 0


def item(link: Sponsorship, key: str, at: dt.datetime, **values: Any) -> ChecklistItem:
    """An item of the group's list that staff said something about."""
    told = {"comment": "secret", "comment_at": at}
    return ChecklistItem(
        sponsorship_id=link.id, phase="arrival", item=key, changed_at=at, **told | values
    )


async def test_words_on_lists_are_erased_when_nobody_waits_for_them_any_more(
    runtime: Runtime,
) -> None:
    now = runtime.clock()
    stuck = {"state": "blocked", "blocked_reason": "secret", "blocked_at": now - OLD}
    async with runtime.database.transaction() as session:
        runs = (await year.circle(session, now - OLD)).link
        over = (await year.circle(session, now - OLD, login="ben")).link
        over.ended_on = now.date()
        session.add_all(
            [
                item(runs, "old", now - OLD, state="done"),
                item(runs, "new", now - 30 * DAY, state="done"),
                item(runs, "stuck", now - OLD, **stuck),
                item(over, "stuck", now - OLD, **stuck),
            ]
        )
    assert await Eraser(runtime).step(now) == 3
    async with runtime.database.reading() as session:
        found = await session.execute(select(ChecklistItem).order_by(ChecklistItem.id))
        assert [(one.state, one.comment, one.blocked_reason) for one in found.scalars()] == [
            ("done", None, None),
            ("done", "secret", None),
            ("blocked", "secret", "secret"),
            ("blocked", None, None),
        ]
    assert await Eraser(runtime).step(now) == 0


async def test_the_organisation_chooses_the_time(runtime: Runtime) -> None:
    now = runtime.clock()
    async with runtime.database.transaction() as session:
        ana = await rows.colleague(session, now - OLD)
    thread = await told(runtime, "phone-1", ana, ago=30 * DAY, keys=[])
    await close(runtime, thread)
    policy = replace(runtime.house.policy, retention=29 * DAY)
    short = replace(runtime, house=replace(runtime.house, policy=policy))
    assert await Eraser(short).step(now) == 4


async def test_titles_and_places_of_past_gatherings_are_emptied_and_still_counted(
    runtime: Runtime,
) -> None:
    now = runtime.clock()
    async with runtime.database.transaction() as session:
        for starts_at in (now - OLD, now - 30 * DAY):
            session.add(
                Gathering(
                    kind="training",
                    title="secret",
                    place="secret",
                    language="nl",
                    local_date=starts_at.date(),
                    local_time=dt.time(9),
                    timezone="Europe/Brussels",
                    starts_at=starts_at,
                    state="held",
                    created_at=now - OLD,
                )
            )
    assert await Eraser(runtime).step(now) == 1
    async with runtime.database.reading() as session:
        found = await session.execute(select(Gathering).order_by(Gathering.id))
        assert [(one.state, one.title, one.place) for one in found.scalars()] == [
            ("held", None, None),
            ("held", "secret", "secret"),
        ]
    assert await Eraser(runtime).step(now) == 0


async def test_raw_words_that_could_not_be_applied_are_erased_as_well(runtime: Runtime) -> None:
    now = runtime.clock()
    for number, ago in enumerate((OLD, 30 * DAY, OLD)):
        event = {
            "channel": "simulator",
            "account": "demo",
            "provider_key": str(number),
            "lane": str(number),
            "payload": {"text": "secret"},
        }
        async with runtime.database.transaction() as session:
            await inbox.record(session, event, now=now - ago)
            stuck = await inbox.claim(session, now=now - ago, token=str(number))
            assert stuck is not None
            if number < 2:  # the last one is worked on
                stuck.processed_at, stuck.error = now - ago, "KeyError"
    assert await Eraser(runtime).step(now) == 1
    async with runtime.database.reading() as session:
        found = await session.execute(select(InboundEvent).order_by(InboundEvent.id))
        events = [(one.payload is None, one.error) for one in found.scalars()]
    assert events == [(True, "KeyError"), (False, "KeyError"), (False, None)]
