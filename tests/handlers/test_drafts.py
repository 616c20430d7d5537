"""A second person approves, nobody overwrites a colleague unseen, and it can be taken back."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from db import drafts as rows
from db.engine import Database
from db.models import AuditEvent, DraftState, FaqDraft, StaffMember
from handlers import drafts, revisions
from handlers.drafts import Refused, Wording
from tests.handlers.test_drafting import BUS, Office, texts

SHORT = Wording(part="short", language="en", text="At the station.")


class Desk(Office):
    """Two colleagues, and a draft of Ana's for an entry that is there."""

    async def open(self) -> None:
        await super().open()
        self.number = (await self.begin(text="At the station.", language="en")).draft.id

    async def edit(self, words: Wording, *, by: StaffMember | None = None) -> None:
        await drafts.edit(self.session, self.knowledge, self.number, words, member=by, now=self.now)

    async def approve(self, number: int | None = None, *, by: StaffMember | None = None) -> None:
        await drafts.approve(
            self.session, self.knowledge, number or self.number, by or self.ben, now=self.now
        )
        live = await rows.live(self.session)
        self.knowledge.adopt(revisions.build(self.knowledge, live, organisation="Us"))

    async def state(self) -> str:
        return (await self.session.get_one(FaqDraft, self.number)).state


@pytest.fixture
async def desk(database: Database, now: dt.datetime) -> AsyncIterator[Desk]:
    async with database.transaction() as session:
        desk = Desk(session, now)
        await desk.open()
        yield desk


async def test_another_person_approves_and_the_text_is_live(desk: Desk) -> None:
    await desk.approve()
    draft = await desk.session.get_one(FaqDraft, desk.number)
    assert (draft.state, draft.approved_by, draft.approved_at) == (
        DraftState.APPROVED,
        desk.ben.id,
        desk.now,
    )
    assert desk.knowledge.entries["bus"].short == "At the station."


async def test_the_author_does_not_approve(desk: Desk) -> None:
    with pytest.raises(Refused, match="a second person approves"):
        await desk.approve(by=desk.ana)
    assert await desk.state() == DraftState.DRAFT


async def test_whoever_wrote_a_part_does_not_approve_it(desk: Desk) -> None:
    await desk.edit(Wording(part="details", language="en", text="More."), by=desk.ben)
    with pytest.raises(Refused, match="a second person approves"):
        await desk.approve()
    await desk.edit(Wording(part="details", language="en", text="Less."))
    await desk.approve()


async def test_a_part_is_written_anew_or_taken_out(desk: Desk) -> None:
    await desk.edit(Wording(part="short", language="en", text=" Elsewhere. "))
    await desk.edit(Wording(part="question", language="nl", text="Waar is de bus?"))
    found = await rows.find(desk.session, desk.number)
    assert found is not None
    assert texts(found) == {("short", "en"): "Elsewhere.", ("question", "nl"): "Waar is de bus?"}
    await desk.edit(Wording(part="short", language="en", text=" "))
    found = await rows.find(desk.session, desk.number)
    assert found is not None
    assert list(texts(found)) == [("question", "nl")]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (Wording(part="steps.1", language="en", text="x"), "steps.1"),
        (Wording(part="short", language="xx", text="x"), "--language"),
    ],
)
async def test_only_parts_and_languages_of_answers_are_written(
    desk: Desk, words: Wording, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await desk.edit(words)


async def test_a_draft_on_a_text_that_has_changed_is_not_approved(desk: Desk) -> None:
    other = (await desk.begin(text="Near the school.", language="en")).draft.id
    await desk.approve(other)
    with pytest.raises(Refused, match="has changed"):
        await desk.approve()
    found = await rows.find(desk.session, desk.number)
    assert found is not None
    assert [one.part for one in drafts.stale(desk.knowledge, found)] == ["short"]

    await desk.edit(SHORT)
    await desk.approve()
    assert desk.knowledge.entries["bus"].short == "At the station."
    assert desk.knowledge.overlay.conflicts == set()


async def test_a_placeholder_is_not_said_to_people(desk: Desk) -> None:
    await desk.edit(Wording(part="short", language="en", text="Ask [name] for the bus."))
    with pytest.raises(Refused, match=r"\[name\]"):
        await desk.approve()


async def test_there_is_something_to_approve(desk: Desk) -> None:
    await desk.edit(Wording(part="short", language="en", text=""))
    with pytest.raises(Refused, match="nothing"):
        await desk.approve()


async def test_a_new_entry_is_whole_in_one_language_first(desk: Desk) -> None:
    begun = await desk.begin("pets", group="transport", text="At a vet.", language="en")
    desk.number = begun.draft.id
    await desk.edit(Wording(part="question", language="nl", text="Waar?"))
    with pytest.raises(Refused, match="question and a short answer"):
        await desk.approve()
    await desk.edit(Wording(part="question", language="en", text="Where?"))
    await desk.approve()
    assert desk.knowledge.entries["pets"].question == "Where?"


async def test_what_was_approved_is_neither_edited_nor_approved_again(desk: Desk) -> None:
    await desk.approve()
    with pytest.raises(Refused, match="approved: only a draft can be edited"):
        await desk.edit(SHORT)
    with pytest.raises(Refused, match="only a draft can be approved"):
        await desk.approve()


async def test_what_was_live_can_be_taken_back(desk: Desk) -> None:
    await desk.approve()
    await drafts.reject(desk.session, desk.number, desk.ana, now=desk.now)
    live = await rows.live(desk.session)
    desk.knowledge.adopt(revisions.build(desk.knowledge, live, organisation="Us"))
    assert desk.knowledge.entries["bus"].short == BUS.short
    with pytest.raises(Refused, match="rejected"):
        await drafts.reject(desk.session, desk.number, desk.ana, now=desk.now)


async def test_what_is_in_the_files_is_changed_by_a_new_draft(desk: Desk) -> None:
    await desk.approve()
    await rows.mark_exported(desk.session, [desk.number])
    desk.session.expire_all()
    with pytest.raises(Refused, match="exported"):
        await drafts.reject(desk.session, desk.number, desk.ben, now=desk.now)


async def test_a_draft_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(Refused, match="no draft 99"):
        await desk.approve(99)
    with pytest.raises(Refused, match="no draft 99"):
        await drafts.reject(desk.session, 99, desk.ben, now=desk.now)


async def test_every_step_leaves_a_trace(desk: Desk) -> None:
    await desk.edit(SHORT)
    await desk.approve()
    await drafts.reject(desk.session, desk.number, desk.ben, now=desk.now)
    found = await desk.session.execute(select(AuditEvent).order_by(AuditEvent.id))
    assert [(one.staff_id, one.action, one.subject_id) for one in found.scalars()] == [
        (desk.ana.id, "draft_faq", desk.number),
        (desk.ana.id, "edit_faq", desk.number),
        (desk.ben.id, "approve_faq", desk.number),
        (desk.ben.id, "reject_faq", desk.number),
    ]
