"""Answers beside a conversation: what is kept of a question, and how the person would read it."""

import datetime as dt
from typing import Any, cast

from db import suggestions
from db.engine import Database
from db.models import Address, Contact, Conversation
from faq.decision import Decision
from faq.entry import Region
from handlers import suggesting
from handlers.context import Turn
from handlers.events import Said, Sender
from handlers.knowledge import Knowledge
from tests.db import scene as people
from tests.handlers import scene
from tests.journeys import engine

BUS = scene.entry("bus", regions={Region.FLANDERS: "De Lijn.", Region.WALLONIA: "TEC."})
TRAIN = scene.entry("train", question="Where is the station?", short="Behind the square.")
JAN = Sender(channel="simulator", account="demo", external_id="jan")


def knowledge() -> Knowledge:
    known = {("bus", part, "nl"): f"nl:{part}" for part in BUS.parts()}
    return scene.knowledge(BUS, TRAIN, translations=known)


def turn(now: dt.datetime, **values: Any) -> Turn:
    return Turn(
        session=cast(Any, None),
        now=now,
        house=scene.house(knowledge()),
        address=Address(),
        **{"conversation": Conversation(), "reads": "nl", **values},
    )


def test_an_answer_is_in_the_persons_language_for_where_they_live(now: dt.datetime) -> None:
    jan = Contact(region="flanders")
    found = suggesting.offer(turn(now, contact=jan), "bus", "en")
    assert (found.title, found.short, found.language) == (
        "Where is the bus stop?",
        "nl:short",
        "nl",
    )
    assert found.region.endswith("nl:region.flanders")
    assert "nl:official_body" in found.text and "wallonia" not in found.text
    assert not found.in_another


def test_an_answer_that_is_not_there_in_it_says_in_which_language_it_is(now: dt.datetime) -> None:
    found = suggesting.offer(turn(now), "train", "nl")
    assert (found.title, found.language, found.in_another) == ("Where is the station?", "en", True)
    second = suggesting.offer(turn(now, contact=Contact(second_language="en")), "train", "nl")
    assert not second.in_another


async def test_the_last_question_is_kept_and_a_command_or_a_guess_replaces_nothing(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await people.conversation(session, now)

        async def hear(text: str, *ranked: tuple[str, float]) -> None:
            understood = engine.understanding("en", Decision.UNSURE, ranked=())
            candidates = tuple(engine.Candidate(entry_id=one, score=score) for one, score in ranked)
            heard = turn(
                now,
                conversation=thread,
                understanding=engine.replace(understood, ranked=candidates, text=text),
            )
            heard = engine.replace(heard, session=session)
            await suggesting.remember(heard, Said(sender=JAN, message_id="1", text=text))

        await hear("Where is it?", ("bus", 0.6), ("gone", 0.2), ("train", 0.1))
        await hear("iemand", ("train", 0.9))
        await hear("ok", ("train", 0.9))
        await hear("2", ("train", 0.9))
        await hear("Who paints best?", ("train", 0.05))
        kept = await suggestions.find(session, thread.id)
        assert kept is not None
        assert [one for one, _ in kept.ranked] == ["bus", "gone", "train"]
        shown = await suggesting.suggested(
            engine.replace(turn(now, conversation=thread), session=session), "en"
        )
        assert shown is not None
        assert [one.entry_id for one in shown.offers] == ["bus", "train"]
        await hear("And the station?", ("train", 0.7))
        await session.refresh(kept)
        assert kept.ranked == [["train", 0.7]]
