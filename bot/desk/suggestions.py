"""Answers from the FAQ beside a conversation: what the bot would say, and what words find."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import forms
from bot.desk.access import Visit
from db.desk import Line
from handlers import canned, context, suggesting
from handlers.suggesting import Offer, Suggested

#: Characters of a search that are read, and entries that it finds.
LONGEST, FOUND = 100, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is shown of the FAQ beside a conversation."""

    #: None when nothing was asked yet
    suggested: Suggested | None
    #: words that a colleague looks for, and what has them
    words: str
    found: Sequence[Offer]
    #: the text of the answer that was chosen by its link, for the reply box
    chosen: str
    #: what colleagues have prepared for all people
    prepared: Sequence[canned.Offer]


async def beside(session: AsyncSession, visit: Visit, line: Line) -> Beside:
    """Everything in the person's language; `?find=` looks for words, `?use=` chooses an entry."""
    house, desk_language = visit.runtime.house, visit.member.desk_language
    asked = visit.request.query_params
    turn = await context.of(session, house, line.address, line.conversation, now=visit.now)
    words = forms.clean(asked.get("find", "")).strip()[:LONGEST]
    used = asked.get("use")
    prepared = await canned.offers(turn, visit.member)
    picked = next((one.text for one in prepared if one.key == asked.get("canned")), "")
    if used is not None and used in house.knowledge.entries:
        region = await suggesting.region_asked(turn, used)
        picked = suggesting.offer(turn, used, desk_language, region).text
    return Beside(
        suggested=await suggesting.suggested(turn, desk_language),
        words=words,
        found=[
            suggesting.offer(turn, one, desk_language)
            for one in await house.finder.find(words, limit=FOUND)
        ],
        chosen=picked,
        prepared=prepared,
    )
