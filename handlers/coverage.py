"""In which languages an entry is there: whole or in part, confirmed by a person or only drafted."""

from enum import StrEnum

from handlers.knowledge import Knowledge
from locales import languages
from locales.policy import State


class Coverage(StrEnum):
    """How far an entry is there in a language."""

    #: written in it
    OWN = "own"
    #: whole, and a person has looked at every part
    CONFIRMED = "confirmed"
    #: whole, with parts that no person has reviewed yet
    DRAFTED = "drafted"
    #: some parts are there, but nobody is answered in it
    PARTLY = "partly"
    #: nothing is there
    MISSING = "missing"


#: The languages that have texts of their own, in the order in which people choose.
LANGUAGES = tuple(
    code for code, known in languages.LANGUAGES.items() if known.falls_back_to is None
)


def of_entry(knowledge: Knowledge, entry_id: str) -> dict[str, Coverage]:
    """How far an entry is there in each language."""
    return {code: _in(knowledge, entry_id, code) for code in LANGUAGES}


def is_drafted(knowledge: Knowledge, entry_id: str, part: str, language: str) -> bool:
    """No person has reviewed this text: it is a draft of a machine."""
    return knowledge.state_of(entry_id, part, language) is State.DRAFTED


def _in(knowledge: Knowledge, entry_id: str, language: str) -> Coverage:
    if knowledge.own_language(entry_id) == language:
        return Coverage.OWN
    parts = knowledge.entries[entry_id].parts()
    if knowledge.language_of(entry_id, language) != language:
        there = any(knowledge.text(entry_id, part, language) for part in parts)
        return Coverage.PARTLY if there else Coverage.MISSING
    drafted = any(is_drafted(knowledge, entry_id, part, language) for part in parts)
    return Coverage.DRAFTED if drafted else Coverage.CONFIRMED
