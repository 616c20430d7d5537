"""Forms of the desk that were carried out, so that the same one never is twice."""

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import staff, upsert
from db.models import SentForm


async def begin(session: AsyncSession, what: str, led_to: str, *, now: dt.datetime) -> str | None:
    """Remember a form with its deed; where it led when it was carried out before.

    `what` tells it from every other one, and only its keyed hash is kept. Of two at the same
    moment the second waits here for the end of the first.
    """
    key = _key(session, what)
    values = {"key": key, "led_to": led_to, "sent_at": now}
    if await upsert.insert_new_named(session, SentForm, **values):
        return None
    found = await session.execute(select(SentForm.led_to).where(SentForm.key == key))
    return found.scalar_one()


async def lead(session: AsyncSession, what: str, led_to: str) -> None:
    """A form leads to what it made, which is known only now."""
    key = _key(session, what)
    await session.execute(update(SentForm).where(SentForm.key == key).values(led_to=led_to))


async def forget(session: AsyncSession, *, before: dt.datetime) -> None:
    await session.execute(delete(SentForm).where(SentForm.sent_at < before))


def _key(session: AsyncSession, what: str) -> str:
    return staff.fingerprint(session, "form", what)
