"""Sorting cases: how soon somebody must look, and labels."""

from db import cases, labels
from db.models import PRIORITY_RANK, Case, CaseState, Control, Priority, StaffMember
from handlers import charge
from handlers.context import Turn
from locales.texts import casework as texts

#: Characters of a label.
LONGEST_LABEL = 40
#: Labels on one case.
MOST_LABELS = 10


class NoLabel(ValueError):
    """A label is a word or a few, of at most 40 characters."""


class TooManyLabels(ValueError):
    """A case has at most ten labels."""


async def set_priority(turn: Turn, member: StaffMember, priority: Priority) -> None:
    """Change how soon somebody must look; what became graver is told again soon.

    What is urgent and in nobody's hands is not put aside any more, and asks for a person.
    """
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None or case.priority == priority:
        return
    graver = PRIORITY_RANK[priority] < case.priority_rank
    case.priority, case.priority_rank = priority, PRIORITY_RANK[priority]
    if priority == Priority.URGENT and turn.conversation.control != Control.HUMAN:
        if case.state == CaseState.SNOOZED:
            charge.awaken(case)
        await charge.queue_again(turn, case)
    handoff = await cases.running_handoff(turn.session, case.id)
    if graver and handoff is not None and handoff.claimed_at is None:
        handoff.alerts, handoff.next_alert_at = 0, turn.now
    say, language = turn.house.words.say, turn.house.policy.staff_language
    word = say(texts.PRIORITIES[priority], language)
    await charge.tell_topic(turn, texts.PRIORITY, name=member.name, priority=word)
    await charge.audit(turn, member, f"priority:{priority}")


async def label(turn: Turn, member: StaffMember, name: str) -> None:
    """Put a label on the case; NoLabel for nothing or too much, TooManyLabels."""
    word = " ".join(name.split())
    if not word or len(word) > LONGEST_LABEL:
        raise NoLabel(NoLabel.__doc__)
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None:
        return
    if await _count(turn, case) >= MOST_LABELS:
        raise TooManyLabels(TooManyLabels.__doc__)
    if await labels.put(turn.session, case.id, word, now=turn.now):
        await charge.audit(turn, member, "label")


async def unlabel(turn: Turn, member: StaffMember, label_id: int) -> None:
    """Take a label off the case; repeating is harmless."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None and await labels.take(turn.session, case.id, label_id):
        await charge.audit(turn, member, "unlabel")


async def _count(turn: Turn, case: Case) -> int:
    found = await labels.of_cases(turn.session, [case.id])
    return len(found.get(case.id, []))
