"""What staff do with a draft of the FAQ: edit, approve, reject. A second person approves.

How one begins: `drafting`.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db import drafts, staff
from db.drafts import Written
from db.models import DraftState, FaqDraft, FaqRevision, StaffMember
from faq import strip
from handlers import revisions
from handlers.knowledge import Knowledge
from locales import languages

#: What an audit row is about.
SUBJECT = "faq_draft"
#: States of a draft that can be turned down.
REJECTABLE = (DraftState.DRAFT, DraftState.APPROVED)


class Why(StrEnum):
    """Why something is refused, for pages that say it in their own words."""

    #: whoever wrote a draft, or a part of it, does not approve it
    AUTHOR = "author"
    #: there is nothing in it
    EMPTY = "empty"
    #: it is not a draft any more, or cannot be turned down any more
    STATE = "state"
    #: what it replaces has changed since
    STALE = "stale"
    #: it still holds placeholders of personal details
    PLACEHOLDERS = "placeholders"
    #: a new entry has no question or no short answer
    INCOMPLETE = "incomplete"
    #: there is an entry of this id already
    EXISTS = "exists"
    #: another draft proposes an entry of this id
    PROPOSED = "proposed"
    #: there is no such entry, draft, gap, group or part
    GONE = "gone"
    #: an id of other signs than small letters, digits and hyphens, or too long
    ID = "id"
    #: the language is not one in which answers are written
    LANGUAGE = "language"
    #: a message that is no reply of one's own, or has no words
    NOT_OWN = "not_own"
    #: somebody else has written in it since it was looked at
    CHANGED = "changed"


class Refused(ValueError):
    """It cannot be done; the sentence says why, and what to do on the command line."""

    def __init__(self, said: str, why: Why, **about: str) -> None:
        super().__init__(said)
        self.why = why
        #: what it is about, by name: part, language, state, …
        self.about = about


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One part in one language."""

    #: one of revisions.PARTS
    part: str
    #: one of languages.INTERFACE, or a draft refuses it
    language: str | None
    #: "" takes it out of a draft
    text: str


async def edit(
    session: AsyncSession,
    knowledge: Knowledge,
    draft_id: int,
    words: Wording,
    *,
    member: StaffMember | None,
    now: dt.datetime,
    seen: str | None = None,
) -> FaqDraft:
    """Write one part anew, on what is said now. member None: the author does it.

    `seen` is the fingerprint of the text that the new one is to replace in the draft.
    """
    found = await _draft(session, draft_id, "edited")
    if seen is not None and seen != revisions.fingerprint(found.text(words.part, words.language)):
        raise Refused(f"draft {draft_id} was written in meanwhile", Why.CHANGED)
    by = member.id if member else found.draft.author_id
    await write(session, knowledge, found.draft, words, by=by)
    await staff.audit(session, by, "edit_faq", SUBJECT, draft_id, now=now)
    return found.draft


async def approve(
    session: AsyncSession,
    knowledge: Knowledge,
    draft_id: int,
    member: StaffMember,
    *,
    now: dt.datetime,
    seen: str | None = None,
) -> Written:
    """Let the bot answer with a draft. Raises Refused, to its authors first of all.

    `seen` is the stamp of what was looked at: nobody approves what they have not read.
    """
    found = await _draft(session, draft_id, "approved")
    _check_seen(found, seen)
    if member.id in authors(found):
        raise Refused("a second person approves: you wrote this draft, or a part of it", Why.AUTHOR)
    if not found.revisions and not found.examples:
        raise Refused("there is nothing in it", Why.EMPTY)
    _check_new(knowledge, found)
    _check_texts(knowledge, found)
    found.draft.state = DraftState.APPROVED
    found.draft.approved_by = member.id
    found.draft.approved_at = await drafts.approval_moment(session, now=now)
    await staff.audit(session, member.id, "approve_faq", SUBJECT, draft_id, now=now)
    return found


async def reject(
    session: AsyncSession,
    draft_id: int,
    member: StaffMember,
    *,
    now: dt.datetime,
    seen: str | None = None,
) -> FaqDraft:
    """Turn a draft down, or take back what was approved. `seen` as for `approve`."""
    found = await _found(session, draft_id)
    if found.draft.state not in REJECTABLE:
        raise Refused(
            f"draft {draft_id} is {found.draft.state}: change the entry by a new draft instead",
            Why.STATE,
            state=found.draft.state,
        )
    _check_seen(found, seen)
    found.draft.state = DraftState.REJECTED
    await staff.audit(session, member.id, "reject_faq", SUBJECT, draft_id, now=now)
    return found.draft


def authors(found: Written) -> frozenset[int]:
    """Who wrote in a draft: none of them approves it."""
    return frozenset({found.draft.author_id, *(one.author_id for one in found.revisions)})


def stamp(found: Written) -> str:
    """Changes whenever anything in a draft does, or what became of it."""
    texts = sorted((one.part, one.language, one.text) for one in found.revisions)
    asked = [(one.language, one.text) for one in found.examples]
    return revisions.fingerprint(repr((found.draft.state, texts, asked)))


def stale(knowledge: Knowledge, found: Written) -> tuple[FaqRevision, ...]:
    """Texts of a draft that was not approved yet whose base is no longer what is said."""
    return tuple(
        one
        for one in found.revisions
        if one.base_hash
        != revisions.fingerprint(knowledge.text(one.entry_id, one.part, one.language))
    )


def check_part(part: str) -> None:
    """Raises Refused for a part that staff do not write."""
    if part not in revisions.PARTS:
        known = ", ".join(revisions.PARTS)
        raise Refused(f"there is no part {part!r}: one of {known}", Why.GONE)


async def write(
    session: AsyncSession, knowledge: Knowledge, draft: FaqDraft, words: Wording, *, by: int
) -> None:
    """Put a text into a draft, on what is said now; "" takes it out. Raises Refused."""
    check_part(words.part)
    if words.language not in languages.INTERFACE:
        raise Refused(
            f"an answer is written in one of {', '.join(languages.INTERFACE)}: "
            "say which with --language",
            Why.LANGUAGE,
        )
    said = knowledge.text(draft.entry_id, words.part, words.language)
    await drafts.write(
        session,
        FaqRevision(
            draft_id=draft.id,
            entry_id=draft.entry_id,
            part=words.part,
            language=words.language,
            text=words.text.strip(),
            base_hash=revisions.fingerprint(said),
            author_id=by,
        ),
    )


async def _found(session: AsyncSession, draft_id: int) -> Written:
    found = await drafts.find(session, draft_id)
    if found is None:
        raise Refused(f"there is no draft {draft_id}: see `faq drafts`", Why.GONE)
    return found


async def _draft(session: AsyncSession, draft_id: int, verb: str) -> Written:
    found = await _found(session, draft_id)
    if found.draft.state != DraftState.DRAFT:
        raise Refused(
            f"draft {draft_id} is {found.draft.state}: only a draft can be {verb}",
            Why.STATE,
            state=found.draft.state,
        )
    return found


def _check_seen(found: Written, seen: str | None) -> None:
    if seen is not None and seen != stamp(found):
        raise Refused(f"draft {found.draft.id} was changed meanwhile", Why.CHANGED)


def _check_new(knowledge: Knowledge, found: Written) -> None:
    if not found.draft.is_new:
        return
    if found.draft.entry_id in knowledge.entries:
        raise Refused(f"there is an entry {found.draft.entry_id!r} already", Why.EXISTS)
    texts = {(one.entry_id, one.part, one.language): one.text for one in found.revisions}
    if not revisions.whole_in(texts, found.draft.entry_id):
        raise Refused(
            "a new entry needs a question and a short answer in one language: write what is "
            "missing with `faq edit-draft`",
            Why.INCOMPLETE,
        )


def _check_texts(knowledge: Knowledge, found: Written) -> None:
    changed = stale(knowledge, found)
    if changed:
        one = changed[0]
        raise Refused(
            f"{one.part} in {one.language} has changed since this draft was written: look at it "
            "with `faq show-draft`, and write it again with `faq edit-draft`",
            Why.STALE,
            part=one.part,
            language=one.language,
        )
    for one in found.revisions:
        left = strip.placeholders(one.text)
        if left:
            raise Refused(
                f"{one.part} in {one.language} still holds {', '.join(left)}: write it without, "
                "with `faq edit-draft`",
                Why.PLACEHOLDERS,
                part=one.part,
                language=one.language,
                left=", ".join(left),
            )
