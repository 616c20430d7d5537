"""From a question that nobody could answer to an answer, and what is learnt from every answer."""

from typing import Any

import pytest

from db import feedback, staff
from db.feedback import Tally
from db.models import FaqAnswer, FaqChoice, FaqGap
from handlers import drafting, drafts
from handlers.drafting import Idea
from handlers.drafts import Wording
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World

PETS = "pets-and-vet"
QUESTION = "Waar laten we onze kat inenten?"


async def draft(world: World, **idea: Any) -> int:
    """Ana begins a draft."""
    async with world.database.transaction() as session:
        ana = await staff.by_login(session, "ana.peeters")
        assert ana is not None
        knowledge = world.house.knowledge
        begun = await drafting.begin(session, knowledge, ana, Idea(**idea), now=world.clock.now())
        return begun.draft.id


async def approve(world: World, number: int) -> None:
    """Ben approves, and every process has looked."""
    async with world.database.transaction() as session:
        ben = await staff.by_login(session, "ben.maes")
        assert ben is not None
        await drafts.approve(session, world.house.knowledge, number, ben, now=world.clock.now())
    await world.tick()


@pytest.fixture(autouse=True)
async def colleagues(world: World) -> None:
    await world.add_staff("Ana Peeters")
    await world.add_staff("Ben Maes")


async def test_what_was_approved_is_the_next_answer(world: World, phone: Phone) -> None:
    number = await draft(
        world, entry_id=engine.ENTRY, text="Ask any bank in your street.", language="en"
    )
    [before, *_] = await phone.asks(engine.QUESTION)
    assert "any bank in your street" not in before.text

    await approve(world, number)

    [after, *_] = await phone.asks(engine.QUESTION)
    assert after.text.startswith("Ask any bank in your street.")


async def test_a_gap_becomes_an_entry_that_is_answered(world: World, telegram: Phone) -> None:
    jan = await world.add_volunteer("nl")
    await telegram.says(f"/start {await world.invite(jan)}")
    await telegram.asks(f"{QUESTION} Groetjes, Jan")
    [gap] = await world.rows(FaqGap)
    number = await draft(
        world, entry_id=PETS, group="daily-life", gap_id=gap.id, question=QUESTION, language="nl"
    )
    async with world.database.transaction() as session:
        words = Wording(part="short", language="nl", text="Bij een dierenarts.")
        await drafts.edit(
            session, world.house.knowledge, number, words, member=None, now=world.clock.now()
        )
    await approve(world, number)
    learnt = world.house.knowledge.overlay.examples[PETS]
    assert learnt == (("nl", f"{QUESTION} Groetjes, [name]"), ("nl", QUESTION))

    world.engine.known[QUESTION] = engine.answer("nl", PETS)
    [answer] = await telegram.asks(QUESTION)

    assert answer.text.startswith("Bij een dierenarts.")
    assert world.house.policy.organisation in answer.text
    assert len(answer.buttons) == 3


async def test_an_entry_that_was_taken_back_is_honestly_not_known(
    world: World, telegram: Phone
) -> None:
    world.engine.known[QUESTION] = engine.answer("nl", PETS)  # learnt, and taken back since
    [shown] = await telegram.asks(QUESTION)
    assert shown.buttons[0] == "Praat met iemand"
    assert [gap.text for gap in await world.rows(FaqGap)] == [QUESTION]


async def test_every_answer_is_counted_with_what_people_thought_of_it(
    world: World, telegram: Phone
) -> None:
    await telegram.asks(engine.QUESTION)
    await telegram.presses("This helped")
    await telegram.asks(engine.QUESTION)
    async with world.database.reading() as session:
        assert await feedback.tallies(session) == [
            Tally(entry_id=engine.ENTRY, answered=2, helped=1, not_quite=0, chosen=0)
        ]
    assert [one.language for one in await world.rows(FaqAnswer)] == ["en", "en"]


async def test_which_topic_was_chosen_among_which_is_kept(world: World, phone: Phone) -> None:
    await phone.asks(engine.VAGUE)
    await phone.presses(world.house.knowledge.entries[engine.OTHER].question)

    [choice] = await world.rows(FaqChoice)
    assert (choice.entry_id, choice.offered) == (engine.OTHER, [engine.ENTRY, engine.OTHER])
    assert choice.message_id is not None
