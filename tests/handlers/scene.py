"""A house with an invented FAQ and the real words, for tests that need one."""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bot import wiring
from faq.entry import Entry, Evidence, Source
from faq.sensitive import Intent
from handlers.events import Sender
from handlers.hours import QuietHours, WorkingHours
from handlers.house import House, Policy
from handlers.knowledge import Knowledge
from locales.catalogue import Catalogues

ZONE = ZoneInfo("Europe/Brussels")
OFFICE = (((dt.time(9), dt.time(17)),),) * 5 + ((), ())
NIGHT = QuietHours(start=dt.time(20), end=dt.time(8, 30))
#: The staff's group, reached through the same scripted channel as everybody.
GROUP = Sender(channel="simulator", account="demo", external_id="-100")

#: (entry, part, language) and its translation.
Translations = Mapping[tuple[str, str, str], str]


@functools.cache
def words() -> Catalogues:
    """What the bot really says."""
    return Catalogues.open()


@functools.cache
def real_intents() -> Mapping[str, Intent]:
    return wiring.open_knowledge(words()).intents


def entry(entry_id: str = "bus", **values: Any) -> Entry:
    """An entry with nothing but a question and a short answer, and whatever is given."""
    return Entry(
        **{
            "id": entry_id,
            "group": "transport",
            "priority": 1,
            "question": "Where is the bus stop?",
            "short": "It is near the invented town hall.",
            "details": "",
            "steps": (),
            "regions": {},
            "official_body": "The Invented Office",
            "sources": (),
            "evidence": Evidence.SOURCED,
            "general_knowledge_part": None,
            "time_sensitive": False,
            "time_sensitive_what": None,
            "review_by": dt.date(2027, 1, 1),
            "related": (),
            "always_offer_person": False,
            "always_offer_person_why": None,
            "phone_numbers": (),
            "examples": {},
            **values,
        }
    )


def source(
    day: dt.date, url: str = "https://office.example/bus", language: str | None = None
) -> Source:
    return Source(url=url, seen_on=day, page_age="unknown", language=language)


def knowledge(*entries: Entry, translations: Translations | None = None) -> Knowledge:
    known = dict(translations or {})
    return Knowledge(
        entries={one.id: one for one in entries or (entry(),)},
        intents={},
        translate=lambda entry_id, part, language: known.get((entry_id, part, language)),
        words=words(),
    )


def house(known: Knowledge | None = None, **policy: Any) -> House:
    """Office hours and quiet nights in Brussels, no staff group unless one is given."""
    values: dict[str, Any] = {
        "organisation": "The Invented Organisation",
        "privacy_contact": None,
        "zone": ZONE,
        "working": WorkingHours(week=OFFICE, zone=ZONE),
        "quiet": NIGHT,
    }
    return House(words=words(), knowledge=known or knowledge(), policy=Policy(**values | policy))
