"""A choice of topics is all in one language: the person's, else one that has every topic."""

import datetime as dt
from typing import Any, cast

import pytest

from db.models import Address, Contact, Conversation
from handlers import question
from handlers.context import Turn
from handlers.knowledge import Knowledge
from tests.handlers import scene

BUS, TRAIN = scene.entry("bus"), scene.entry("train", question="Where is the station?")


def knowledge(*there: tuple[str, str]) -> Knowledge:
    """Two entries, whole in English and in these languages."""
    parts = BUS.parts()
    known = {(one, part, code): f"{code}:{one}" for one, code in there for part in parts}
    return scene.knowledge(BUS, TRAIN, translations=known)


@pytest.mark.parametrize(
    ("there", "second", "language"),
    [
        ([("bus", "nl"), ("train", "nl")], None, "nl"),
        ([("bus", "nl")], None, "en"),
        ([("bus", "nl"), ("bus", "fr"), ("train", "fr")], "fr", "fr"),
        ([("bus", "nl"), ("bus", "fr")], "fr", "en"),
        ([("bus", "nl"), ("bus", "ti"), ("train", "ti")], "ti", "ti"),
    ],
)
def test_one_missing_title_changes_the_language_of_the_whole_choice(
    now: dt.datetime, there: list[tuple[str, str]], second: str | None, language: str
) -> None:
    turn = Turn(
        session=cast(Any, None),
        now=now,
        house=scene.house(knowledge(*there)),
        address=Address(),
        conversation=Conversation(),
        contact=Contact(second_language=second),
        language="nl",
        reads="nl",
    )
    assert question.one_language(turn, ["bus", "train"]) == (language, ["bus", "train"])
