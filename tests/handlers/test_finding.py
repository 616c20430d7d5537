"""Entries by words: every word must be there, titles count most, and what staff wrote is found."""

from handlers.finding import Finder
from handlers.revisions import Overlay
from tests.handlers import scene

BUS = scene.entry("bus", examples={"nl": ("Hoe neem ik de trám?",)})
TRAIN = scene.entry("train", question="Where is the station?", short="Behind the square.")


async def test_every_word_must_begin_a_word_and_a_title_counts_most() -> None:
    finder = Finder(scene.knowledge(BUS, TRAIN))
    for words, found in (
        ("STATION", ("train",)),
        ("where is the", ("bus", "train")),
        ("squa behind", ("train",)),
        ("tram", ("bus",)),
        ("station tram", ()),
        (" ?! ", ()),
        ("  ", ()),
    ):
        assert await finder.find(words, limit=6) == found
    assert await finder.find("where", limit=1) == ("bus",)


async def test_what_staff_wrote_is_found_once_it_is_said() -> None:
    knowledge = scene.knowledge(BUS, TRAIN)
    finder = Finder(knowledge)
    assert await finder.find("tunnel", limit=6) == ()
    texts = {("train", "short", "nl"): "Door de tunnel."}
    knowledge.adopt(Overlay(entries=knowledge.entries, texts=texts))
    assert await finder.find("tunnel", limit=6) == ("train",)
    knowledge.adopt(Overlay(entries={"bus": BUS}))
    assert await finder.find("station", limit=6) == ()
