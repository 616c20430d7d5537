"""Texts that a colleague has spoken: kept per language, sent with the very text they speak.

A recording whose text has changed since is outdated: it is shown to staff and sent to nobody.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db import recordings, staff
from db.batches import Saying
from db.models import Address, Message, Recording, StaffMember
from faq.year import Side, Step, StepKind
from handlers.media import Kept
from handlers.plans import Current
from locales import languages

#: The consent question among the texts; it is the same text wherever it is asked.
CONSENT = "consent"
#: The largest recording, in bytes: some minutes of speech.
LARGEST = 5 * 1024 * 1024
#: Who hears something; staff read their tasks.
SIDES = (Side.FAMILY, Side.GROUP)


class State(StrEnum):
    """Where the spoken version of a text in one language stands."""

    #: it is sent with the text
    THERE = "there"
    #: the text has changed since: record it again
    OUTDATED = "outdated"
    #: nobody has spoken it
    MISSING = "missing"
    #: the text itself is not there in this language
    NO_TEXT = "no_text"


class TooLong(ValueError):
    """The recording is larger than five megabytes: leave out the pauses, or record fewer words."""


class UnknownText(LookupError):
    """There is no such text in this language."""


class TextChanged(Exception):
    """The text was changed since you saw it: record the new words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A text that can be spoken."""

    key: str
    side: Side
    #: None: the consent question
    step: Step | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """All recordings that may be sent, loaded once for many messages."""

    #: by key, side and language
    known: Mapping[tuple[str, str, str], Recording]

    def find(self, key: str, side: str, language: str, text: str) -> Recording | None:
        """The recording that speaks this very text, its places unfilled."""
        wanted = hash_of(text)
        for code in languages.chain(language):
            found = self.known.get((key, side, code))
            if found is not None and found.text_hash == wanted:
                return found
        return None

    def state(self, key: str, side: str, language: str, text: str | None) -> State:
        if not text:
            return State.NO_TEXT
        found = self.known.get((key, side, language))
        if found is None:
            return State.MISSING
        return State.THERE if found.text_hash == hash_of(text) else State.OUTDATED


async def load(session: AsyncSession) -> Voices:
    return _voices(await recordings.current(session))


async def find(
    session: AsyncSession, key: str, side: str, language: str, text: str
) -> Recording | None:
    """The recording of a text (unfilled) for one reader; None when none speaks these words."""
    rows = await recordings.current(session, keys=[key])
    return _voices(rows).find(key, side, language, text)


async def attach(
    session: AsyncSession, message: Message, address: Address, voice: Recording
) -> None:
    """Let a message carry a recording, before its words."""
    carried = (message.id, address.channel, address.account, voice)
    await recordings.enclose(session, [carried])


async def enclose(
    session: AsyncSession, said: Iterable[tuple[int, Saying, Recording | None]]
) -> None:
    """The same for many messages, by their ids; those that nobody spoke go without."""
    carried = [
        (number, one.channel, one.account, voice)
        for number, one, voice in said
        if voice is not None
    ]
    await recordings.enclose(session, carried)


def key_of(step: Step) -> str:
    """Under which name a step is spoken."""
    return CONSENT if step.kind == StepKind.CONSENT else step.key


def texts(plan: Current) -> Iterator[Spoken]:
    """What can be spoken: the consent question, then the plan in its order."""
    yield Spoken(key=CONSENT, side=Side.FAMILY, step=None)
    for step in plan.steps.values():
        if step.kind != StepKind.CONSENT:
            for side in SIDES:
                if step.text.get(side):
                    yield Spoken(key=step.key, side=side, step=step)


def hash_of(text: str) -> str:
    """Of the words, not of how they were typed."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return hashlib.sha256(plain.encode()).hexdigest()


async def keep(
    session: AsyncSession,
    about: Spoken,
    language: str,
    text: str,
    file: Kept,
    *,
    seconds: int | None,
    member: StaffMember,
    now: dt.datetime,
) -> Recording:
    """A colleague has spoken this text (unfilled); what was there before is not sent any more."""
    row = Recording(
        text_key=about.key,
        side=about.side,
        language=language,
        text_hash=hash_of(text),
        sha256=file.sha256,
        mime=file.mime,
        size=file.size,
        seconds=seconds,
        storage_key=file.storage_key,
        recorded_by=member.id,
        recorded_at=now,
    )
    row = await recordings.add(session, row)
    await staff.audit(session, member.id, "record", "recording", row.id, now=now)
    return row


async def take_back(
    session: AsyncSession, recording_id: int, *, member: StaffMember, now: dt.datetime
) -> bool:
    """It is not sent any more; messages that went out keep it. False when it was not any more."""
    removed = await recordings.remove(session, recording_id, now=now)
    if removed:
        await staff.audit(session, member.id, "unrecord", "recording", recording_id, now=now)
    return removed


def _voices(rows: Iterable[Recording]) -> Voices:
    return Voices(known={(row.text_key, row.side, row.language): row for row in rows})
