"""Prepared replies: offered in the person's language, written and changed by colleagues."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import canned, desk, staff
from db.canned import Canned
from db.models import CannedReply, CannedScope, StaffMember
from handlers.context import Turn
from locales import languages
from locales.catalogue import Catalogues
from locales.text import Text
from locales.texts import canned as texts

#: Characters of a title and of a text.
LONGEST_TITLE, LONGEST = 80, 3000


class Unfit(ValueError):
    """A prepared reply cannot be kept like this."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        #: no_title, no_text, too_long, changed, not_yours or gone
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A prepared reply as the person would read it."""

    #: names it in a link
    key: str
    title: str
    text: str
    language: str
    #: the person does not read that language as far as we know
    in_another: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a colleague typed."""

    title: str
    scope: CannedScope
    #: by language, empty ones too
    variants: Mapping[str, str]


async def offers(turn: Turn, member: StaffMember) -> list[Offer]:
    """Those that colleagues wrote, by title, then those that come with the program."""
    written = [
        _offer(turn, str(one.reply.id), one.reply.title, one.variants)
        for one in await canned.visible(turn.session, member)
        if one.variants
    ]
    written.sort(key=lambda one: one.title.casefold())
    say = turn.house.words.say
    return written + [
        _offer(turn, key, say(said, member.desk_language), translated(turn.house.words, said))
        for key, said in texts.STARTERS.items()
    ]


def translated(words: Catalogues, said: Text) -> dict[str, str]:
    """A text in every language in which it is there itself."""
    return {
        code: words.say(said, code)
        for code in languages.LANGUAGES
        if len(languages.chain(code)) == 1 and words.has(said, code)
    }


def may_change(member: StaffMember, reply: CannedReply) -> bool:
    """Whoever wrote it, and those who see everything."""
    return reply.owner_id == member.id or desk.sees_all(member)


async def write(
    session: AsyncSession,
    member: StaffMember,
    draft: Draft,
    *,
    number: int | None,
    seen: str,
    now: dt.datetime,
) -> CannedReply:
    """Keep a new one (no number), or change one that is as it was `seen`. Raises Unfit."""
    title, variants = draft.title.strip(), _filled(draft.variants)
    if not title:
        raise Unfit("no_title")
    if not variants:
        raise Unfit("no_text")
    if len(title) > LONGEST_TITLE or any(len(one) > LONGEST for one in variants.values()):
        raise Unfit("too_long")
    if number is None:
        row = await canned.add(session, member, title, now=now)
    else:
        row = await _mine(session, member, number, seen)
        row.title, row.changed_by, row.changed_at = title, member.id, now
    row.scope = draft.scope
    await canned.put_variants(session, row.id, variants)
    await staff.audit(session, member.id, "prepare", "canned_reply", row.id, now=now)
    return row


async def remove(
    session: AsyncSession, member: StaffMember, number: int, *, seen: str, now: dt.datetime
) -> None:
    """Raises Unfit when somebody changed it meanwhile."""
    row = await _mine(session, member, number, seen)
    await canned.remove(session, row.id)
    await staff.audit(session, member.id, "unprepare", "canned_reply", number, now=now)


def stamp(reply: CannedReply) -> str:
    """Changes with every change, for forms."""
    return reply.changed_at.isoformat()


async def _mine(session: AsyncSession, member: StaffMember, number: int, seen: str) -> CannedReply:
    row = await canned.locked(session, member, number)
    if row is None:
        raise Unfit("gone")
    if not may_change(member, row):
        raise Unfit("not_yours")
    if stamp(row) != seen:
        raise Unfit("changed")
    return row


def _filled(variants: Mapping[str, str]) -> dict[str, str]:
    known = {code: text.strip() for code, text in variants.items() if code in languages.LANGUAGES}
    return {code: text for code, text in known.items() if text}


def _offer(turn: Turn, key: str, title: str, variants: Mapping[str, str]) -> Offer:
    theirs = [code for wanted in turn.readable for code in languages.chain(wanted)]
    chosen = _first([*theirs, languages.ENGLISH, *variants], variants.__contains__)
    return Offer(
        key=key,
        title=title,
        text=variants[chosen],
        language=chosen,
        in_another=chosen not in theirs,
    )


def _first(codes: Iterable[str], is_there: Callable[[str], bool]) -> str:
    return next(code for code in codes if is_there(code))


def coverage(words: Catalogues, written: Sequence[Canned]) -> dict[str, int]:
    """How many prepared replies are there in each language."""
    everything = [one.variants for one in written]
    everything += [translated(words, said) for said in texts.STARTERS.values()]
    return {code: sum(code in one for one in everything) for code in languages.LANGUAGES}
