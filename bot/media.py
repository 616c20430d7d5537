"""Files of messages: fetched from the provider by a worker step, kept encrypted in MEDIA_DIR."""

import asyncio
import datetime as dt
import hashlib
import re
import secrets
from pathlib import Path

import structlog

from bot.channel import Channel, FetchError
from db import messages
from db.engine import Database
from db.keyring import Keyring
from db.models import Attachment, MediaState
from handlers.events import MediaKind
from handlers.media import LARGEST, Kept

log = structlog.get_logger(__name__)

#: How long one attempt to fetch may take before another worker tries.
LEASE = dt.timedelta(minutes=2)
MAX_ATTEMPTS = 4
#: What a browser may say that a file is; anything else is only handed over.
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")
UNKNOWN_MIME = "application/octet-stream"
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


class MediaStore:
    """Encrypted files under random names; nothing about a person is in the name."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring

    async def put(self, content: bytes) -> str:
        """Keep a file; its storage key."""
        key = secrets.token_hex(16)
        await asyncio.to_thread(self._write, key, content)
        return key

    async def keep(self, content: bytes, *, name: str, mime: str) -> Kept:
        """Keep a file that somebody uploaded; erase its key if it is then not used."""
        return Kept(
            kind=kind_of(mime),
            mime=mime,
            name=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            storage_key=await self.put(content),
        )

    async def of(self, file: Attachment) -> bytes:
        """What a stored file holds, wherever it lies. Raises FileNotFoundError."""
        if file.body is not None:
            return file.body.encode()
        return await self.get(file.storage_key or "")

    async def get(self, key: str) -> bytes:
        """The file of a storage key. Raises FileNotFoundError."""
        return await asyncio.to_thread(self._read, key)

    async def erase(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def renew(self) -> int:
        """Write every file anew that an older key wrote; how many. Nothing else may run then."""
        return await asyncio.to_thread(self._renew)

    def _renew(self) -> int:
        count = 0
        for path in sorted(self._folder.glob("??/" + "[0-9a-f]" * 32)):
            sealed = self._keyring.renewed(path.read_bytes())
            if sealed is not None:
                _replace(path, sealed)
                count += 1
        return count

    def _write(self, key: str, content: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, self._keyring.seal(content))

    def _read(self, key: str) -> bytes:
        return self._keyring.unseal(self._path(key).read_bytes())

    def _path(self, key: str) -> Path:
        if not (len(key) == 32 and all(sign in "0123456789abcdef" for sign in key)):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key


def _replace(path: Path, sealed: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(".part")
    draft.write_bytes(sealed)
    draft.replace(path)


def mime_of(given: str | None) -> str:
    """The type that a browser names, without its parameters; UNKNOWN_MIME when it is odd."""
    plain = (given or "").partition(";")[0].strip().lower()
    return plain if MIME.fullmatch(plain) else UNKNOWN_MIME


def kind_of(mime: str) -> MediaKind:
    """How a file of this type is sent."""
    if mime in PICTURES:
        return MediaKind.PHOTO
    family = mime.partition("/")[0]
    return {"audio": MediaKind.AUDIO, "video": MediaKind.VIDEO}.get(family, MediaKind.DOCUMENT)


class MediaWorker:
    """Fetches wanted files of the channels this process has."""

    def __init__(
        self, database: Database, store: MediaStore, channels: dict[tuple[str, str], Channel]
    ) -> None:
        self._database = database
        self._store = store
        self._channels = channels

    async def step(self, now: dt.datetime) -> int:
        """Fetch what is due; how many files were looked at."""
        async with self._database.transaction() as session:
            claimed = await messages.wanted_files(session, now=now, lease=LEASE)
            files = [(one.id, one.channel, one.account, one.reference) for one in claimed]
        for attachment_id, channel, account, reference in files:
            await self._fetch(attachment_id, self._channels.get((channel, account)), reference, now)
        return len(files)

    async def _fetch(
        self, attachment_id: int, channel: Channel | None, reference: str, now: dt.datetime
    ) -> None:
        try:
            if channel is None:
                raise FetchError("no_channel", retryable=False)
            fetched = await channel.fetch(reference, LARGEST)
        except FetchError as error:
            log.warning("media_not_fetched", attachment_id=attachment_id, code=error.code)
            await self._give_up(attachment_id, error, now)
            return
        key = await self._store.put(fetched.content)
        async with self._database.transaction() as session:
            row = await session.get_one(Attachment, attachment_id)
            row.state, row.storage_key, row.size = MediaState.STORED, key, len(fetched.content)
            row.sha256 = hashlib.sha256(fetched.content).hexdigest()
            row.mime = (fetched.mime or row.mime)[:100]
            await self._database.notify(session)

    async def _give_up(self, attachment_id: int, error: FetchError, now: dt.datetime) -> None:
        async with self._database.transaction() as session:
            row = await session.get_one(Attachment, attachment_id)
            if error.too_big:
                row.state = MediaState.TOO_BIG
            elif not error.retryable or row.attempts >= MAX_ATTEMPTS:
                row.state = MediaState.FAILED
            else:
                row.next_try_at = now + dt.timedelta(seconds=5 * 2**row.attempts)
