"""Silence is a signal: two check-ins in a row without a word from a side become a case, once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from db import replies
from db.models import Address, Contact, Occurrence, Reason, Sponsorship
from faq.year import Side, StepKind
from handlers import context, escalation, step_words
from handlers.house import House

#: So many check-ins in a row without a word are a silence.
IN_A_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A check-in that one side was sent."""

    at: dt.datetime
    #: at least one phone got it
    arrived: bool
    #: somebody of that side answered it
    answered: bool


def begins(asked: Sequence[Asked], heard_at: dt.datetime | None) -> bool:
    """Whether the newest of these check-ins, the newest first, makes it a silence.

    One that reached no phone says nothing. A third one in the same silence does not begin it again.
    `heard_at`: the last word of any kind from that side.
    """
    if not asked or not asked[0].arrived:
        return False
    quiet = 0
    for one in asked:
        if one.answered or (heard_at is not None and heard_at >= one.at):
            break
        quiet += one.arrived
    return quiet == IN_A_ROW


async def look_at(
    session: AsyncSession, house: House, occurrence_id: int, *, now: dt.datetime
) -> bool:
    """Look whether a check-in was the second without a word; True when a case was opened."""
    occurrence = await replies.claim_silence(session, occurrence_id, now=now)
    if occurrence is None:
        return False
    occurrence.silence_at = None
    words = await step_words.load(session, house)
    keys = [key for key, step in words.steps.items() if step.kind == StepKind.CHECKIN]
    found = await replies.asked(session, occurrence, keys)
    asked = [Asked(at=at, arrived=arrived, answered=said) for at, arrived, said in found]
    heard = await replies.heard_at(session, await _addresses(session, occurrence))
    if not begins(asked, heard):
        return False
    threads = await replies.asked_at(session, occurrence.id)
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
