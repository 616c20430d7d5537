"""Searching names, groups, numbers and what was said: in memory, within scope, up to a limit."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import access
from bot.desk.access import Visit
from bot.desk.conversation import VIEW_AGAIN
from bot.desk.wanted import Wanted
from db import desk_search, staff
from db.desk_lists import Narrow
from db.desk_search import Place, Words
from db.models import Contact, Household, StaffMember
from faq.fold import fold

#: Conversations whose names are looked through, and messages that are: the page says so.
NAMED, READ = 5_000, 1_000
#: Results on the page.
SHOWN = 30
#: Characters of a message shown before and behind what was found.
AROUND = 45
#: What the audit trail calls a hit in words that only their own page shows.
FOUND = "found"
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a conversation has what was searched for."""

    #: of "number", "name", "group" and "text"
    where: tuple[str, ...]
    #: the newest message that has it
    words: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A found word with what stands around it."""

    before: str
    word: str
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The result of a search."""

    #: by conversation: those found by name, then those found by their words, the newest first
    hits: Mapping[int, Hit]
    #: more were found than the page shows
    more: bool
    #: everything in this list was looked through
    whole: bool


async def find(
    session: AsyncSession,
    member: StaffMember,
    wanted: Wanted,
    *,
    narrow: Narrow,
    groups: Mapping[int, str],
    named: int = NAMED,
    read: int = READ,
) -> Found:
    """Conversations of a list whose names, or one of whose messages, have all the words.

    `groups` are the names of all welcome groups; `named` and `read` limit what is looked through.
    """
    words = fold(wanted.words).split()
    seen = await desk_search.places(session, member, wanted.view, narrow, limit=named + 1)
    places = seen[:named]
    hits = await _by_name(session, words, places, groups)
    done = 0
    async for said in desk_search.texts(session, places, limit=read):
        done += 1
        known = hits.get(said.conversation_id, Hit(where=()))
        if known.words is None and _has(words, said.text):
            hits[said.conversation_id] = Hit(where=(*known.where, "text"), words=said)
    return Found(
        hits=dict(list(hits.items())[:SHOWN]),
        more=len(hits) > SHOWN,
        whole=len(seen) <= named and done < read,
    )


def excerpt(asked: str, text: str) -> Excerpt | None:
    """The first place of a text that has one of the words."""
    words = fold(asked).split()
    for one in _WORD.finditer(text):
        if any(word in fold(one[0]) for word in words):
            before, behind = text[: one.start()], text[one.end() :]
            return Excerpt(
                before=before if len(before) <= AROUND else f"…{before[-AROUND:]}",
                word=one[0],
                behind=behind if len(behind) <= AROUND else f"{behind[:AROUND]}…",
            )
    return None


async def note_hits(visit: Visit, conversation_ids: Collection[int]) -> None:
    """Write down that a colleague learnt what was said in conversations they did not open.

    A page that refreshes itself writes it once in a while.
    """
    new, now, member = set(conversation_ids), visit.now, visit.member
    if not new:
        return
    async with visit.runtime.database.transaction() as session:
        if access.REFRESH in visit.request.headers:
            new -= await desk_search.noted(session, member.id, FOUND, new, since=now - VIEW_AGAIN)
        for one in sorted(new):
            await staff.audit(session, member.id, FOUND, "conversation", one, now=now)


async def _by_name(
    session: AsyncSession, words: Sequence[str], places: Sequence[Place], groups: Mapping[int, str]
) -> dict[int, Hit]:
    people = await desk_search.names(session, Contact, [one.contact_id for one in places])
    homes = await desk_search.names(session, Household, [one.household_id for one in places])
    folded = {key: fold(name) for key, name in groups.items()}
    found = {}
    for one in places:
        person, home = people.get(one.contact_id or 0, ""), homes.get(one.household_id or 0, "")
        named = {"name": fold(f"{person} {home}"), "group": folded.get(one.group_id or 0, "")}
        where = _where(words, named, one.conversation_id)
        if where:
            found[one.conversation_id] = Hit(where=where)
    return found


def _where(words: Sequence[str], named: Mapping[str, str], number: int) -> tuple[str, ...]:
    """What has the words, if all of them are there together."""
    has = [
        {name for name, text in named.items() if word in text}
        | ({"number"} if word in (f"#{number}", f"{number}") else set())
        for word in words
    ]
    return tuple(sorted(set().union(*has))) if words and all(has) else ()


def _has(words: Sequence[str], text: str) -> bool:
    folded = fold(text)
    return bool(words) and all(word in folded for word in words)
