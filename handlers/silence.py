"""Silence is a signal: two check-ins in a row without a word from a side become a case, once.

So does who cannot be reached: whether they got it and said nothing, or never got it, is the same
question for a colleague.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from db import copies, replies
from db.models import Address, Contact, Occurrence, Reason, Sponsorship
from faq.year import Side, StepKind
from handlers import arriving, context, escalation, sending, step_words
from handlers.house import House

#: So many check-ins in a row without a word are a silence.
IN_A_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A check-in that one side was sent, or was to be sent."""

    at: dt.datetime
    #: at least one phone got it
    arrived: bool
    #: somebody of that side answered it
    answered: bool
    #: it got to no phone, because none could be reached
    unreached: bool = False

    @property
    def counts(self) -> bool:
        """It says something that nobody answered it."""
        return self.arrived or self.unreached


def asked_of(row: Occurrence, copies: Sequence[Any], *, answered: bool) -> Asked:
    """An occurrence with its copies; one without any was not sent since nobody could be reached."""
    return Asked(
        at=row.sent_at or row.due_at,
        arrived=arriving.has_arrived(copies),
        answered=answered,
        unreached=arriving.is_unreached(copies) or row.sent_at is None,
    )


def look_again(copies: Iterable[Any], now: dt.datetime) -> dt.datetime | None:
    """When it is too early to tell, since a copy may still go or went only lately; else None."""
    every = list(copies)
    if arriving.is_open(every):
        return now + sending.SILENT_AFTER
    settled = [one.settled_at for one in every if one.settled_at is not None]
    ends = max(settled, default=None)
    return ends + sending.SILENT_AFTER if ends and ends + sending.SILENT_AFTER > now else None


def begins(asked: Sequence[Asked], heard_at: dt.datetime | None) -> bool:
    """Whether the newest of these check-ins, the newest first, makes it a silence.

    One that was taken back says nothing. A third one in the same silence does not begin it again.
    `heard_at`: the last word of any kind from that side.
    """
    if not asked or not asked[0].counts:
        return False
    quiet = 0
    for one in asked:
        if one.answered or (heard_at is not None and heard_at >= one.at):
            break
        quiet += one.counts
    return quiet == IN_A_ROW


async def look_at(
    session: AsyncSession, house: House, occurrence_id: int, *, now: dt.datetime
) -> bool:
    """Look whether a check-in was the second without a word; True when a case was opened."""
    occurrence = await replies.claim_silence(session, occurrence_id, now=now)
    if occurrence is None:
        return False
    words = await step_words.load(session, house)
    keys = [key for key, step in words.steps.items() if step.kind == StepKind.CHECKIN]
    found = await replies.asked(session, occurrence, keys)
    sent = await copies.of_occurrences(session, [occurrence.id, *(row.id for row, _ in found)])
    occurrence.silence_at = look_again(sent[occurrence.id], now)
    if occurrence.silence_at is not None:
        return False
    asked = [asked_of(row, sent[row.id], answered=said) for row, said in found]
    phones = await _addresses(session, occurrence)
    if not begins(asked, await replies.heard_at(session, phones)):
        return False
    threads = await replies.asked_at(session, occurrence.id)
    threads = threads or await replies.threads_of(session, phones)
    turn = await context.reopen(session, house, threads[0], now=now) if threads else None
    if turn is None:
        return False
    family = occurrence.side == Side.FAMILY
    await escalation.open_case(turn, Reason.SILENCE, confidential=family)
    return True


async def _addresses(session: AsyncSession, occurrence: Occurrence) -> Sequence[int]:
    """Where that side writes from: every phone of the family, or of everybody in the group."""
    owned: ColumnElement[bool]
    if occurrence.side == Side.FAMILY:
        home = occurrence.household_id
        owned = (Address.household_id == home) | (Contact.household_id == home)
    else:
        link = await session.get_one(Sponsorship, occurrence.sponsorship_id)
        owned = Contact.welcome_group_id == link.welcome_group_id
    return await replies.addresses_of(session, owned)
