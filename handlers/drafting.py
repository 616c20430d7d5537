"""How a draft of the FAQ begins: a question nothing answered, a reply of one's own, or a text."""

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import drafts as rows
from db import gaps, staff
from db.content import Content
from db.models import Author, FaqDraft, Message, StaffMember
from faq import entry, language, strip
from faq.strip import Stripped
from handlers import drafts
from handlers.drafts import Refused, Why, Wording
from handlers.knowledge import Knowledge
from locales import languages

#: An id names an entry for ever, in files and in buttons.
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: A button's payload has 64 bytes.
LONGEST_ID = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """What a draft is to begin with."""

    #: the entry it is for
    entry_id: str
    #: the group of a new entry; None: the entry is there
    group: str | None = None
    #: the language of the words; None: as far as they tell
    language: str | None = None
    #: a question that nothing answered
    gap_id: int | None = None
    #: a reply of the author's own, which becomes the answer
    message_id: int | None = None
    #: the answer, written for the FAQ
    text: str = ""
    #: which part the answer is
    part: str = "short"
    #: how people ask it; what a new entry is called
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A new draft, and what was taken out of the words it was made of."""

    draft: FaqDraft
    stripped: tuple[Stripped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a draft would begin with."""

    #: of a gap
    question: Stripped | None
    #: of a reply
    answer: Stripped | None
    #: as far as the words tell
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A text without personal details."""

    stripped: Stripped
    #: its language, as far as it is known
    language: str | None

    def wording(self, part: str) -> Wording:
        return Wording(part=part, language=self.language, text=self.stripped.text)


async def begin(
    session: AsyncSession,
    knowledge: Knowledge,
    member: StaffMember,
    idea: Idea,
    *,
    now: dt.datetime,
) -> Begun:
    """Make a draft of a gap, of a reply of one's own, or of a text. Raises Refused."""
    await _check_target(session, knowledge, idea)
    drafts.check_part(idea.part)
    asked = await _asked(session, idea)
    if any(one.language not in entry.LANGUAGES for one in asked):
        raise Refused(
            "the language of the question is not clear: say it with --language", Why.LANGUAGE
        )
    answer = await _answer(session, member, idea)
    if not asked and answer is None:
        raise Refused(
            "there is nothing in it: give a gap, a message, a text or a question", Why.EMPTY
        )
    draft = await rows.add(
        session,
        FaqDraft(
            entry_id=idea.entry_id,
            is_new=idea.group is not None,
            group=idea.group,
            author_id=member.id,
            created_at=now,
            gap_id=idea.gap_id,
            message_id=idea.message_id,
        ),
    )
    for words in asked:
        await rows.add_example(session, draft.id, words.language, words.stripped.text)
    if draft.is_new and asked and (idea.question or asked[-1].language in languages.INTERFACE):
        title = asked[-1].wording("question")
        await drafts.write(session, knowledge, draft, title, by=member.id)
    if answer is not None:
        said = answer.wording(idea.part)
        await drafts.write(session, knowledge, draft, said, by=member.id)
    await staff.audit(session, member.id, "draft_faq", drafts.SUBJECT, draft.id, now=now)
    found = [*asked, *([answer] if answer else [])]
    return Begun(draft=draft, stripped=tuple(one.stripped for one in found))


async def sketch(session: AsyncSession, member: StaffMember, idea: Idea) -> Sketch:
    """What would stand in a draft, without personal details; nothing is kept. Raises Refused."""
    asked = await _asked(session, idea)
    answer = await _answer(session, member, idea)
    return Sketch(
        question=asked[0].stripped if asked else None,
        answer=answer.stripped if answer else None,
        language=(answer or asked[0]).language if answer or asked else None,
    )


async def _check_target(session: AsyncSession, knowledge: Knowledge, idea: Idea) -> None:
    there = idea.entry_id in knowledge.entries
    if idea.group is None:
        if not there:
            raise Refused(
                f"there is no entry {idea.entry_id!r}: see `faq list`, or make one with --new",
                Why.GONE,
            )
        return
    groups = knowledge.groups
    if there:
        raise Refused(
            f"there is an entry {idea.entry_id!r} already: draft for it with --entry", Why.EXISTS
        )
    if not ID.fullmatch(idea.entry_id) or len(idea.entry_id) > LONGEST_ID:
        raise Refused(
            f"{idea.entry_id!r} is no id: small letters, digits and hyphens, "
            f"at most {LONGEST_ID} characters",
            Why.ID,
            longest=str(LONGEST_ID),
        )
    if idea.group not in groups:
        raise Refused(f"there is no group {idea.group!r}: one of {', '.join(groups)}", Why.GONE)
    proposed = await rows.proposed(session, idea.entry_id)
    if proposed is not None:
        raise Refused(
            f"draft {proposed.id} proposes {idea.entry_id!r} already: edit that one",
            Why.PROPOSED,
            draft=str(proposed.id),
        )


async def _asked(session: AsyncSession, idea: Idea) -> list[_Words]:
    """How it is asked, without personal details: as in the gap, and as the author puts it."""
    found = []
    if idea.gap_id is not None:
        gap = await gaps.find(session, idea.gap_id)
        if gap is None:
            raise Refused(f"there is no gap {idea.gap_id}: see `faq gaps`", Why.GONE)
        thread = gap.conversation_id
        names = await gaps.names_in(session, thread) if thread is not None else []
        told = None if idea.question else idea.language
        found.append(_words(gap.text, names, told=told, usual=gap.language))
    if idea.question.strip():
        found.append(_words(idea.question, [], told=idea.language))
    return found


async def _answer(session: AsyncSession, member: StaffMember, idea: Idea) -> _Words | None:
    """The answer; a reply that was sent is stripped, a text for the FAQ is not."""
    if idea.message_id is not None:
        message = await _own_reply(session, member, idea.message_id)
        names = await gaps.names_in(session, message.conversation_id)
        return _words(Content.from_json(message.content).text, names, told=idea.language)
    text = idea.text.strip()
    if not text:
        return None
    spoken = idea.language or language.detect(text).code
    return _Words(stripped=Stripped(text=text, taken=()), language=spoken)


def _words(text: str, names: list[str], *, told: str | None, usual: str | None = None) -> _Words:
    guess = language.detect(text)
    spoken = told or (guess.code if guess.sure else None) or usual or guess.code
    return _Words(
        stripped=strip.strip(text.strip(), names),
        language=languages.chain(spoken)[-1] if spoken else None,
    )


async def _own_reply(session: AsyncSession, member: StaffMember, message_id: int) -> Message:
    message = await session.get(Message, message_id)
    if message is None or message.author != Author.STAFF or message.staff_id != member.id:
        raise Refused(f"message {message_id} is no reply of your own", Why.NOT_OWN)
    if not Content.from_json(message.content).text.strip():
        raise Refused(f"message {message_id} has no words", Why.NOT_OWN)
    return message
