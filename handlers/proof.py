"""What a yes or a no was given to: the text that was shown, and who spoke it. For whoever asks."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from db import awaiting, recordings
from db.content import Content
from db.models import Consent, Message
from handlers.context import Turn

#: Signs of a hash that are kept: enough to tell one wording from another.
HASH_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question as it stood on the phone."""

    language: str
    wording_hash: str
    #: None: it was not spoken
    recording_sha256: str | None


async def shown(turn: Turn, subject: str) -> Shown | None:
    """The question of this subject that was put last in a conversation; None: it never was."""
    number = await awaiting.last_message(turn.session, turn.conversation.id, subject)
    message = await turn.session.get(Message, number) if number else None
    if message is None:
        return None
    return Shown(
        language=message.language or turn.language,
        wording_hash=wording_hash(Content.from_json(message.content).text),
        recording_sha256=await recordings.spoken_in(turn.session, message.id),
    )


def wording_hash(text: str) -> str:
    """Changes with any change of the English or translated words."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def written(row: Consent) -> Mapping[str, str | None]:
    """A proof as it is handed to the person whom it is about."""
    return {
        "at": row.at.isoformat(),
        "purpose": row.purpose,
        "answer": row.state,
        "how": row.how,
        "language": row.language,
        "wording_version": row.wording_version,
        "wording_sha256_begins": row.wording_hash,
        "recording_sha256": row.recording_sha256,
    }
