"""Regions that a question names, in many languages, and words that only look like one."""

import pytest

from faq import places
from faq.entry import Region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Wie betaalt de kinderbijslag in Brussel?", Region.BRUSSELS),
        ("Qui paie les allocations familiales à Liège ?", Region.WALLONIA),
        ("wat kost de bus in vlaanderen", Region.FLANDERS),
        ("Gibt es in Eupen Deutschkurse?", Region.GERMAN_SPEAKING),
        ("Qui paie à Louvain-la-Neuve ?", Region.WALLONIA),
        ("Qui paie à Louvain ?", Region.FLANDERS),
        ("Brüksel'de okul parası var mı?", Region.BRUSSELS),
        ("Gent'te otobüs ne kadar?", Region.FLANDERS),
        ("كم الباص ببروكسل؟", Region.BRUSSELS),
        ("اتوبوس در بروکسل چند است؟", Region.BRUSSELS),
        ("Скільки коштує автобус у Брюсселі?", Region.BRUSSELS),
        ("Otobês li Brukselê çend e?", Region.BRUSSELS),
        ("ኣብ ብራስልስ ኣውቶቡስ ክንደይ እዩ?", Region.BRUSSELS),
    ],
)
def test_a_region_is_known_by_its_name_and_by_its_towns(text: str, region: Region) -> None:
    assert places.named(text) is region


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wie betaalt de kinderbijslag?",
        "Ich liege im Bett und bin krank",
        "De namen op de brievenbus, en een laken voor het bed",
        "Où est-ce que je jette les piles ?",
        "Flamanca kursu nerede var?",
        "Waar is er Vlaamse les?",
        "We verhuizen van Brussel naar Gent",
    ],
)
def test_other_words_and_two_regions_are_none(text: str) -> None:
    assert places.named(text) is None
