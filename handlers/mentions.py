"""Colleagues named in an internal note, by @login or @name, are told."""

from collections.abc import Iterator, Sequence

from db import cases, desk, staff
from db import mentions as rows
from db.models import Case, InternalNote, StaffMember
from handlers import alerts, charge, escalation
from handlers.context import Turn
from locales.texts import casework as posts

MARK = "@"


async def record(turn: Turn, member: StaffMember, note: InternalNote) -> Sequence[StaffMember]:
    """Keep whom a note names; those from whom the case is kept are not told of it."""
    if MARK not in note.text:
        return ()
    case = await cases.unclosed(turn.session, turn.conversation.id)
    kept = await cases.was_independent(turn.session, turn.conversation.id)
    named = [
        one
        for one in find(note.text, await staff.working(turn.session))
        if one.id != member.id and (not kept or desk.handles_complaints(one))
    ]
    case_id, added = case.id if case else None, {}
    for one in named:
        number = await rows.add(turn.session, note, one.id, case_id=case_id, now=turn.now)
        if number is not None:
            added[one.id] = number
    if named:
        await alerts.mention(turn, case, added)
        await charge.tell_topic(
            turn,
            posts.MENTIONED,
            name=member.name,
            colleagues=", ".join(one.name for one in named),
            link=escalation.desk_link(turn),
        )
    return named


def may_see(member: StaffMember, case: Case | None) -> bool:
    """A complaint is kept from all but those who handle complaints."""
    return case is None or not case.independent or desk.handles_complaints(member)


def find(text: str, members: Sequence[StaffMember]) -> list[StaffMember]:
    """Whoever a text names after an @, in order: by login, full name or first name.

    Of several names that fit at one place the longest counts; two colleagues of one name are both
    meant.
    """
    found: dict[int, StaffMember] = {}
    folded = text.casefold()
    for start in _marks(folded):
        fits = [
            (len(name), member)
            for member in members
            for name in _names(member)
            if folded.startswith(name, start) and _ends(folded, start + len(name))
        ]
        longest = max((length for length, _ in fits), default=0)
        found |= {member.id: member for length, member in fits if length == longest}
    return list(found.values())


def _marks(text: str) -> Iterator[int]:
    """Where a name begins: behind each @ that is not inside a word, as in an e-mail address."""
    for place, sign in enumerate(text):
        if sign == MARK and not (place and text[place - 1].isalnum()):
            yield place + 1


def _names(member: StaffMember) -> set[str]:
    return {member.login.casefold(), member.name.casefold(), member.name.split()[0].casefold()}


def _ends(text: str, place: int) -> bool:
    return place == len(text) or not text[place].isalnum()
