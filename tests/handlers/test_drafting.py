"""How a draft begins: of a gap, of one's own reply, of a text; never with somebody's details."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import drafts as rows
from db import feedback, messages
from db.content import Content
from db.drafts import Written
from db.engine import Database
from db.models import (
    Address,
    AuditEvent,
    Author,
    Direction,
    FaqDraft,
    StaffMember,
)
from faq.strip import Detail
from handlers import drafting, revisions
from handlers.drafting import Begun, Idea
from handlers.drafts import Refused
from tests.db import scene as people
from tests.handlers import scene

BUS = scene.entry()
GAP = "Waar kan Fatima haar kat laten inenten? Bel me op 0470 12 34 56"
REPLY = "Dag Fatima, je kan met de kat naar de dierenarts in de Kerkstraat 12. Groetjes, Ana"


class Office:
    """A colleague at work on drafts."""

    def __init__(self, session: AsyncSession, now: dt.datetime) -> None:
        self.session, self.now = session, now
        self.knowledge = scene.knowledge(
            BUS, translations={("bus", part, "nl"): f"nl:{part}" for part in BUS.parts()}
        )
        self.ana: StaffMember
        self.ben: StaffMember

    async def open(self) -> None:
        self.ana = await people.colleague(self.session, self.now, "ana")
        self.ben = await people.colleague(self.session, self.now, "ben")
        self.thread = await people.conversation(self.session, self.now)
        address = await self.session.get_one(Address, self.thread.address_id)
        fatima = await people.contact(self.session, self.now, name="Fatima Haddad")
        address.contact_id = fatima.id
        await self.session.flush()

    async def gap(self, text: str = GAP, language: str | None = "nl") -> int:
        await feedback.add_gap(self.session, self.thread.id, text, language, now=self.now)
        await self.session.flush()
        return 1

    async def reply(self, text: str = REPLY, **values: Any) -> int:
        message = await messages.write(
            self.session,
            self.thread,
            Content(text=text),
            direction=Direction.OUT,
            now=self.now,
            **{"author": Author.STAFF, "staff_id": self.ana.id, **values},
        )
        return message.id

    async def begin(self, entry_id: str = "bus", **idea: Any) -> Begun:
        return await drafting.begin(
            self.session, self.knowledge, self.ana, Idea(entry_id=entry_id, **idea), now=self.now
        )

    async def found(self, begun: Begun) -> Written:
        found = await rows.find(self.session, begun.draft.id)
        assert found is not None
        return found

    async def refused(self, *words: str, entry_id: str = "bus", **idea: Any) -> None:
        with pytest.raises(Refused) as fault:
            await self.begin(entry_id, **idea)
        for word in words:
            assert word in str(fault.value)
        assert (await self.session.execute(select(FaqDraft))).first() is None


@pytest.fixture
async def office(database: Database, now: dt.datetime) -> AsyncIterator[Office]:
    async with database.transaction() as session:
        office = Office(session, now)
        await office.open()
        yield office


def texts(found: Written) -> dict[tuple[str, str], str]:
    return {(one.part, one.language): one.text for one in found.revisions}


def asked(found: Written) -> list[tuple[str | None, str]]:
    return [(one.language, one.text) for one in found.examples]


async def test_the_question_of_a_gap_becomes_an_example(office: Office) -> None:
    begun = await office.begin(gap_id=await office.gap())
    found = await office.found(begun)
    assert asked(found) == [("nl", "Waar kan [name] haar kat laten inenten? Bel me op [phone]")]
    assert texts(found) == {}
    assert (found.draft.gap_id, found.draft.is_new, found.draft.state) == (1, False, "draft")
    assert [dict(one.taken) for one in begun.stripped] == [{Detail.PHONE: 1, Detail.NAME: 1}]


async def test_of_a_new_entry_it_becomes_the_question_too(office: Office) -> None:
    gap = await office.gap("Waar kan ik een kat laten inenten?")
    found = await office.found(await office.begin("pets", group="transport", gap_id=gap))
    assert texts(found) == {("question", "nl"): "Waar kan ik een kat laten inenten?"}
    assert (found.draft.is_new, found.draft.group) == (True, "transport")


async def test_the_author_may_call_a_new_entry_otherwise(office: Office) -> None:
    gap = await office.gap("ኣበይ እየ ድሙ ዝኸትብ?", "ti")
    begun = await office.begin(
        "pets", group="transport", gap_id=gap, question="Een kat inenten", language="nl"
    )
    found = await office.found(begun)
    assert texts(found) == {("question", "nl"): "Een kat inenten"}
    assert asked(found) == [("ti", "ኣበይ እየ ድሙ ዝኸትብ?"), ("nl", "Een kat inenten")]


async def test_a_question_is_the_title_in_whatever_language_of_ours_it_was_asked(
    office: Office,
) -> None:
    gap = await office.gap("ኣበይ እየ ድሙ ዝኸትብ?", "ti")
    found = await office.found(await office.begin("pets", group="transport", gap_id=gap))
    assert texts(found) == {("question", "ti"): "ኣበይ እየ ድሙ ዝኸትብ?"}
    assert asked(found) == [("ti", "ኣበይ እየ ድሙ ዝኸትብ?")]


async def test_what_a_text_shows_tells_more_than_what_its_reader_reads(office: Office) -> None:
    gap = await office.gap("Où est-ce que je peux faire vacciner mon chat ici ?", "nl")
    assert asked(await office.found(await office.begin(gap_id=gap)))[0][0] == "fr"


async def test_a_reply_of_ones_own_becomes_the_answer(office: Office) -> None:
    begun = await office.begin(message_id=await office.reply())
    found = await office.found(begun)
    [(key, text)] = texts(found).items()
    assert key == ("short", "nl")
    assert "dierenarts" in text
    for word in ("Fatima", "Kerkstraat", "Ana"):
        assert word not in text
    assert found.draft.message_id is not None
    assert found.revisions[0].author_id == office.ana.id


async def test_a_revision_remembers_what_it_replaces(office: Office) -> None:
    message = await office.reply("Neem de bus naar het station en vraag het daar nog eens.")
    [one] = (await office.found(await office.begin(message_id=message))).revisions
    assert one.base_hash == revisions.fingerprint("nl:short")
    message = await office.reply("Prenez le bus jusqu'à la gare et demandez encore là-bas.")
    [one] = (await office.found(await office.begin(message_id=message, part="details"))).revisions
    assert (one.part, one.language, one.base_hash) == ("details", "fr", "")


async def test_a_text_for_the_faq_is_taken_as_it_is(office: Office) -> None:
    begun = await office.begin(text=" Call 0800 12 345.\n", language="en", part="details")
    assert texts(await office.found(begun)) == {("details", "en"): "Call 0800 12 345."}
    assert [one.taken for one in begun.stripped] == [()]


async def test_a_draft_leaves_a_trace(office: Office) -> None:
    begun = await office.begin(text="x", language="en")
    [row] = (await office.session.execute(select(AuditEvent))).scalars()
    assert (row.staff_id, row.action, row.subject_kind, row.subject_id) == (
        office.ana.id,
        "draft_faq",
        "faq_draft",
        begun.draft.id,
    )


# --- what cannot be


async def test_a_reply_of_somebody_else_is_not_ones_own(office: Office) -> None:
    theirs = await office.reply(staff_id=office.ben.id)
    persons = await office.reply(author=Author.PERSON, staff_id=None)
    for number in (theirs, persons, 999):
        await office.refused(f"message {number}", "your own", message_id=number)
    await office.refused("no words", message_id=await office.reply(" "))


async def test_there_is_something_in_it(office: Office) -> None:
    await office.refused("nothing", text=" ")
    await office.refused("no gap 9", gap_id=9)


@pytest.mark.parametrize(
    ("idea", "words"),
    [
        ({"entry_id": "gone"}, ["'gone'", "faq list", "--new"]),
        ({"entry_id": "bus", "group": "transport"}, ["'bus'", "already", "--entry"]),
        ({"entry_id": "pets", "group": "zoo"}, ["'zoo'", "transport"]),
        ({"entry_id": "Pets and vet", "group": "transport"}, ["small letters"]),
        ({"entry_id": "a" * 49, "group": "transport"}, ["48 characters"]),
        ({"part": "steps"}, ["'steps'", "details"]),
        ({"language": "xx"}, ["--language", "nl"]),
        ({"language": None, "text": "🚌"}, ["--language"]),
        ({"question": "🚌", "language": None}, ["question", "--language"]),
    ],
)
async def test_what_was_typed_wrong_is_said(
    office: Office, idea: dict[str, Any], words: list[str]
) -> None:
    given: dict[str, Any] = {"text": "At the station.", "language": "en", **idea}
    with pytest.raises(Refused) as fault:
        await office.begin(**given)
    assert all(word in str(fault.value) for word in words)


async def test_a_new_entry_is_proposed_once(office: Office) -> None:
    first = await office.begin("pets", group="transport", text="x", language="en")
    with pytest.raises(Refused, match=f"draft {first.draft.id}"):
        await office.begin("pets", group="transport", text="x", language="en")
