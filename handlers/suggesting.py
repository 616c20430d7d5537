"""Answers from the FAQ for a colleague to send: kept when a person asks, shown beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import messages, suggestions
from db.content import Content
from db.models import FaqSuggestion
from faq import places
from faq.entry import Region
from handlers import safety
from handlers.context import Turn
from handlers.events import Said
from locales import keywords

#: So many answers are suggested.
SUGGESTED = 3
#: A ranking whose best entry is less likely than this says nothing, and replaces nothing.
LIKELY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One answer as the person would read it."""

    entry_id: str
    #: the entry's question in the colleague's language, or in the entry's own
    title: str
    #: in the person's language, or in another where it is not there in theirs
    short: str
    #: what is different where the person lives; "" for nothing
    region: str
    #: the whole answer with its source, as the bot gives it
    text: str
    #: of `short`, `region` and `text`
    language: str
    #: the person does not read that language as far as we know
    in_another: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What the bot would answer to the last question."""

    #: the question, in the person's words
    question: str
    offers: Sequence[Offer]


async def remember(turn: Turn, event: Said) -> None:
    """Keep what a message was understood to ask for, so that no other process needs the model."""
    understood = turn.understanding
    if understood is None or not understood.ranked or understood.ranked[0].score < LIKELY:
        return
    says_what_to_do = (
        understood.intent == safety.WANTS_A_HUMAN
        or keywords.command(event.text, turn.reads) is not None
        or keywords.reply(event.text, turn.reads) is not None
        or keywords.number(event.text) is not None
    )
    if not says_what_to_do:
        best = [(one.entry_id, round(one.score, 4)) for one in understood.ranked[:SUGGESTED]]
        message_id = turn.message.id if turn.message else None
        await suggestions.put(turn.session, turn.conversation.id, message_id, best, now=turn.now)


async def suggested(turn: Turn, desk_language: str) -> Suggested | None:
    """The answers to the last question; entries that are gone since are left out."""
    kept = await suggestions.find(turn.session, turn.conversation.id)
    if kept is None:
        return None
    known = [one for one, _ in kept.ranked if one in turn.house.knowledge.entries]
    text = await _words(turn, kept)
    asked = places.named(text)
    return Suggested(
        question=text, offers=[offer(turn, one, desk_language, asked) for one in known]
    )


async def region_asked(turn: Turn, entry_id: str) -> Region | None:
    """The region that the last question names, if this entry was among its answers."""
    kept = await suggestions.find(turn.session, turn.conversation.id)
    if kept is None or entry_id not in [one for one, _ in kept.ranked]:
        return None
    return places.named(await _words(turn, kept))


def offer(turn: Turn, entry_id: str, desk_language: str, asked: Region | None = None) -> Offer:
    """One entry for the person of this turn, or for the region that they asked about."""
    knowledge = turn.house.knowledge
    wanted = turn.readable
    spoken = knowledge.readable(entry_id, wanted) or knowledge.language_of(entry_id, turn.reads)
    answer = knowledge.answer(entry_id, spoken, region=turn.region, today=turn.today, asked=asked)
    return Offer(
        entry_id=entry_id,
        title=knowledge.title(entry_id, desk_language),
        short=knowledge.short(entry_id, spoken),
        region=knowledge.in_region(entry_id, spoken, turn.region, asked),
        text=answer.text,
        language=spoken,
        in_another=spoken not in wanted,
    )


async def _words(turn: Turn, kept: FaqSuggestion) -> str:
    asked = kept.message_id and await messages.of_conversation(
        turn.session, turn.conversation.id, kept.message_id
    )
    return Content.from_json(asked.content).text if asked else ""
