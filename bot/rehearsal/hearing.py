"""Whether a side has fallen silent, from the rows of a story: as `handlers.silence` looks."""

from bot.rehearsal.rows import Rows
from db.models import DeliveryState, Occurrence
from faq.year import Side, StepKind
from handlers import silence
from handlers.plans import Current


def is_silent(held: Rows, plan: Current, last: Occurrence) -> bool:
    """Whether this check-in is the one that makes it a silence."""
    return silence.begins(_asked(held, plan, last), held.heard_at.get(Side(last.side)))


def _asked(held: Rows, plan: Current, last: Occurrence) -> list[silence.Asked]:
    """As `db.replies.asked`."""
    until = last.sent_at
    assert until is not None
    found = [
        (one.sent_at, one.id, one)
        for one in held.occurrences
        if one.sent_at is not None and one.sent_at <= until and _is_like(one, last, plan)
    ]
    answered = {number for number, _ in held.replies}
    return [
        silence.Asked(
            at=at,
            arrived=any(one.state == DeliveryState.DONE for one in held.copies_of(row)),
            answered=row.id in answered,
        )
        for at, _, row in sorted(found, key=lambda one: one[:2], reverse=True)
    ]


def _is_like(row: Occurrence, last: Occurrence, plan: Current) -> bool:
    step = plan.steps.get(row.step_key)
    return row.side == last.side and step is not None and step.kind == StepKind.CHECKIN
