"""The FAQ at the desk: every entry with its languages, review date and feedback, and one whole."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import forms
from bot.desk.access import Visit
from db import drafts, feedback
from db.drafts import Written
from db.feedback import Tally
from faq.entry import Entry
from handlers import coverage, revisions
from handlers.coverage import Coverage
from handlers.knowledge import Knowledge
from locales import languages

#: Characters of a search that are read, and entries that it finds.
LONGEST, FOUND = 100, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry in the list."""

    entry: Entry
    #: in the colleague's language, or in the entry's own
    title: str
    #: its review is due
    overdue: bool
    #: the languages by how far it is there in them
    there: Mapping[Coverage, Sequence[str]]
    feedback: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One part in one language as it is said now."""

    part: str
    language: str
    text: str
    #: no person has reviewed it
    drafted: bool
    #: staff may write it anew
    editable: bool


async def show(visit: Visit) -> Response:
    """All entries by group, or those in which words stand; what is overdue comes first."""
    knowledge = visit.runtime.house.knowledge
    words = forms.clean(visit.request.query_params.get("q", "")).strip()[:LONGEST]
    async with visit.runtime.database.reading() as session:
        tallies = {one.entry_id: one for one in await feedback.tallies(session)}
    rows = [_row(visit, one, tallies.get(one.id)) for one in knowledge.entries.values()]
    by_id = {one.entry.id: one for one in rows}
    finder = visit.runtime.house.finder
    found = [by_id[one] for one in await finder.find(words, limit=FOUND)]
    groups: dict[str, list[Row]] = {}
    for one in rows:
        groups.setdefault(one.entry.group, []).append(one)
    overdue = [one for one in rows if one.overdue]
    return await visit.show(
        "faq.html",
        asked=words,
        found=found,
        total=len(rows),
        groups=dict(sorted(groups.items())),
        overdue=sorted(overdue, key=lambda one: (one.entry.review_by, one.entry.id)),
        summary=_summary(rows),
    )


async def entry(visit: Visit) -> Response:
    """One entry: every text in every language, or in one beside its own."""
    knowledge = visit.runtime.house.knowledge
    found = knowledge.entries.get(str(visit.request.path_params["entry_id"]))
    if found is None:
        raise HTTPException(404)
    async with visit.runtime.database.reading() as session:
        tallies = {one.entry_id: one for one in await feedback.tallies(session)}
        about = await drafts.listing(session, entry_id=found.id)
    there = coverage.of_entry(knowledge, found.id)
    own = knowledge.own_language(found.id)
    wanted = visit.request.query_params.get("language")
    shown = [one for one in there if one in (own, wanted)] if wanted in there else list(there)
    return await visit.show(
        "faq_entry.html",
        row=_row(visit, found, tallies.get(found.id)),
        entry=found,
        own=own,
        there=there,
        wanted=wanted if wanted in there else None,
        parts={part: _texts(knowledge, found.id, part, shown) for part in found.parts()},
        lacking=lacking(knowledge, found.id, shown),
        examples={code: len(found.examples.get(code, ())) for code in there},
        learnt=len(knowledge.overlay.examples.get(found.id, ())),
        drafts=sorted(about, key=_newest_first),
        titles={
            one: knowledge.title(one, visit.member.desk_language)
            for one in found.related
            if one in knowledge.entries
        },
    )


def lacking(knowledge: Knowledge, entry_id: str, shown: Sequence[str]) -> dict[str, list[str]]:
    """By part that staff write: the languages in which it is not there."""
    return {
        part: [
            code
            for code in shown
            if code in languages.INTERFACE and not knowledge.text(entry_id, part, code)
        ]
        for part in revisions.PARTS
    }


def is_editable(part: str, language: str) -> bool:
    """Staff may write this part in this language."""
    return part in revisions.PARTS and language in languages.INTERFACE


def _newest_first(one: Written) -> int:
    return -one.draft.id


def _row(visit: Visit, found: Entry, tally: Tally | None) -> Row:
    knowledge = visit.runtime.house.knowledge
    there: dict[Coverage, list[str]] = {}
    for code, state in coverage.of_entry(knowledge, found.id).items():
        there.setdefault(state, []).append(code)
    today: dt.date = visit.now.astimezone(visit.pages.zone).date()
    return Row(
        entry=found,
        title=knowledge.title(found.id, visit.member.desk_language),
        overdue=found.overdue(today),
        there=there,
        feedback=tally,
    )


def _summary(rows: Sequence[Row]) -> dict[str, Counter[Coverage]]:
    """By language: how many entries are there, and how far."""
    counted: dict[str, Counter[Coverage]] = {code: Counter() for code in coverage.LANGUAGES}
    for one in rows:
        for state, codes in one.there.items():
            for code in codes:
                counted[code][state] += 1
    return counted


def _texts(knowledge: Knowledge, entry_id: str, part: str, shown: Sequence[str]) -> Sequence[Text]:
    return [
        Text(
            part=part,
            language=code,
            text=text,
            drafted=coverage.is_drafted(knowledge, entry_id, part, code),
            editable=is_editable(part, code),
        )
        for code in shown
        if (text := knowledge.text(entry_id, part, code))
    ]
