"""Whether a side has fallen silent, from the rows of a story: as `handlers.silence` looks."""

import datetime as dt

from bot.rehearsal.rows import Rows
from db.models import Occurrence
from db.occurrences import OccurrenceState
from faq.year import Side, StepKind
from handlers import silence
from handlers.judging import Why
from handlers.plans import Current


def is_silent(held: Rows, plan: Current, last: Occurrence) -> bool:
    """Whether this check-in is the one that makes it a silence."""
    return silence.begins(_asked(held, plan, last), held.heard_at.get(Side(last.side)))


def _asked(held: Rows, plan: Current, last: Occurrence) -> list[silence.Asked]:
    """As `db.replies.asked`."""
    until = _at(last)
    found = [
        one
        for one in held.occurrences
        if _was_due(one) and _at(one) <= until and _is_like(one, last, plan)
    ]
    answered = {number for number, _ in held.replies}
    return [
        silence.asked_of(row, list(held.copies_of(row)), answered=row.id in answered)
        for row in sorted(found, key=lambda one: (_at(one), one.id), reverse=True)
    ]


def _at(row: Occurrence) -> dt.datetime:
    return row.sent_at or row.due_at


def _was_due(row: Occurrence) -> bool:
    """It was sent, or not because nobody could be reached."""
    expired = row.state == OccurrenceState.EXPIRED and row.reason == Why.UNREACHABLE
    return row.sent_at is not None or expired


def _is_like(row: Occurrence, last: Occurrence, plan: Current) -> bool:
    step = plan.steps.get(row.step_key)
    return row.side == last.side and step is not None and step.kind == StepKind.CHECKIN
