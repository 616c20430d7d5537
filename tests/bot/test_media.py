"""Files: encrypted under random names, fetched by a worker that retries and gives up."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import media
from bot.channel import Fetched, FetchError
from bot.media import MediaStore, MediaWorker
from db import messages
from db.engine import Database
from db.keyring import Keyring, WrongKey
from db.models import Attachment, MediaState
from tests import databases
from tests.bot.scene import ScriptedChannel
from tests.db import scene as rows
from tests.fakes.clock import FixedClock

LETTER = b"A letter with a name in it"


@pytest.fixture
def store(tmp_path: Path, keyring: Keyring) -> MediaStore:
    return MediaStore(tmp_path / "media", keyring)


async def test_what_was_put_comes_back(store: MediaStore) -> None:
    key = await store.put(LETTER)
    assert await store.get(key) == LETTER
    assert await store.put(LETTER) != key, "equal files are not told apart by their names"


async def test_on_the_disk_nothing_can_be_read(store: MediaStore, tmp_path: Path) -> None:
    await store.put(LETTER)
    [file] = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert b"letter" not in file.read_bytes()
    assert b"name" not in file.read_bytes()
    assert set(file.name) <= set("0123456789abcdef")


async def test_another_key_does_not_open_it(store: MediaStore, tmp_path: Path) -> None:
    key = await store.put(LETTER)
    other = MediaStore(tmp_path / "media", Keyring([databases.OLDER_SECRET], databases.LOOKUP))
    with pytest.raises(WrongKey):
        await other.get(key)


async def test_files_of_an_older_key_are_written_anew(store: MediaStore, tmp_path: Path) -> None:
    keys = [await store.put(LETTER) for _ in range(2)]
    newer = databases.OLDER_SECRET
    both = Keyring([newer, databases.SECRET], databases.LOOKUP)
    assert await MediaStore(tmp_path / "media", both).renew() == 2
    assert await MediaStore(tmp_path / "media", both).renew() == 0
    only = MediaStore(tmp_path / "media", Keyring([newer], databases.LOOKUP))
    assert [await only.get(key) for key in keys] == [LETTER] * 2


async def test_a_changed_key_still_opens_older_files(store: MediaStore, tmp_path: Path) -> None:
    key = await store.put(LETTER)
    both = Keyring([databases.OLDER_SECRET, databases.SECRET], databases.LOOKUP)
    assert await MediaStore(tmp_path / "media", both).get(key) == LETTER


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "/" * 32, "..", "a" * 30 + "/x", "٠" * 32]
)
async def test_a_key_that_is_none_of_ours_finds_nothing(store: MediaStore, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        await store.get(key)
    with pytest.raises(FileNotFoundError):
        await store.erase(key)


async def test_what_was_erased_is_gone_and_may_be_erased_again(
    store: MediaStore, tmp_path: Path
) -> None:
    key = await store.put(LETTER)
    await store.erase(key)
    await store.erase(key)
    with pytest.raises(FileNotFoundError):
        await store.get(key)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


async def test_files_of_any_size_come_back(store: MediaStore) -> None:
    for content in (b"", b"\x00" * 1_000_000):
        assert await store.get(await store.put(content)) == content


# --- fetching


@pytest.fixture
def channel(tmp_path: Path) -> ScriptedChannel:
    return ScriptedChannel(tmp_path)


@pytest.fixture
def worker(database: Database, store: MediaStore, channel: ScriptedChannel) -> MediaWorker:
    return MediaWorker(database, store, {(channel.name, channel.account): channel})


async def wanted(database: Database, now: dt.datetime, *, account: str = rows.ACCOUNT) -> int:
    async with database.transaction() as session:
        thread = await rows.conversation(session, now)
        message = await rows.said(session, thread, now)
        row = await messages.attach(
            session,
            message,
            now=now,
            kind="photo",
            mime="application/octet-stream",
            name="letter.jpg",
            size=None,
            channel=rows.CHANNEL,
            account=account,
            reference="reference",
        )
        return row.id


async def row(database: Database, attachment_id: int) -> Attachment:
    async with database.reading() as session:
        found = await session.execute(select(Attachment).where(Attachment.id == attachment_id))
        return found.scalar_one()


async def test_a_wanted_file_is_fetched_once_and_stored(
    database: Database,
    worker: MediaWorker,
    store: MediaStore,
    channel: ScriptedChannel,
    clock: FixedClock,
) -> None:
    one = await wanted(database, clock.now())
    channel.files.append(Fetched(content=LETTER, mime="image/jpeg"))
    assert await worker.step(clock.now()) == 1
    found = await row(database, one)
    assert (found.state, found.mime, found.size) == (MediaState.STORED, "image/jpeg", len(LETTER))
    assert found.sha256 == hashlib.sha256(LETTER).hexdigest()
    assert await store.get(found.storage_key or "") == LETTER
    clock.advance(dt.timedelta(days=1))
    assert await worker.step(clock.now()) == 0


async def test_where_the_provider_names_no_kind_the_senders_is_kept(
    database: Database, worker: MediaWorker, channel: ScriptedChannel, clock: FixedClock
) -> None:
    one = await wanted(database, clock.now())
    channel.files.append(Fetched(content=LETTER, mime=None))
    await worker.step(clock.now())
    assert (await row(database, one)).mime == "application/octet-stream"


async def test_a_refusal_that_may_pass_is_tried_again_after_growing_pauses_and_then_no_more(
    database: Database, worker: MediaWorker, channel: ScriptedChannel, clock: FixedClock
) -> None:
    one = await wanted(database, clock.now())
    channel.files.extend([FetchError("server", retryable=True)] * 10)
    pauses = []
    for _ in range(media.MAX_ATTEMPTS - 1):
        assert await worker.step(clock.now()) == 1
        found = await row(database, one)
        assert found.state == MediaState.WANTED and found.next_try_at is not None
        pauses.append(found.next_try_at - clock.now())
        assert await worker.step(clock.now()) == 0, "not before its time"
        clock.set(found.next_try_at)
    assert pauses == sorted(set(pauses))
    await worker.step(clock.now())
    assert (await row(database, one)).state == MediaState.FAILED
    clock.advance(dt.timedelta(days=1))
    assert await worker.step(clock.now()) == 0


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (FetchError("too_big", retryable=False, too_big=True), MediaState.TOO_BIG),
        (FetchError("gone", retryable=False), MediaState.FAILED),
    ],
)
async def test_what_will_never_come_is_given_up_at_once(
    database: Database,
    worker: MediaWorker,
    channel: ScriptedChannel,
    clock: FixedClock,
    error: FetchError,
    state: MediaState,
) -> None:
    one = await wanted(database, clock.now())
    channel.files.append(error)
    await worker.step(clock.now())
    assert (await row(database, one)).state == state


async def test_one_file_that_cannot_be_fetched_keeps_no_other_from_coming(
    database: Database, worker: MediaWorker, channel: ScriptedChannel, clock: FixedClock
) -> None:
    ids = [await wanted(database, clock.now()) for _ in range(3)]
    channel.files.extend(
        [
            Fetched(content=LETTER, mime=None),
            FetchError("gone", retryable=False),
            Fetched(content=LETTER, mime=None),
        ]
    )
    await worker.step(clock.now())
    assert [(await row(database, one)).state for one in ids] == ["stored", "failed", "stored"]


async def test_a_file_of_an_account_we_no_longer_have_is_given_up(
    database: Database, worker: MediaWorker, clock: FixedClock
) -> None:
    one = await wanted(database, clock.now(), account="gone")
    await worker.step(clock.now())
    assert (await row(database, one)).state == MediaState.FAILED


async def test_a_file_whose_worker_was_lost_is_fetched_by_another(
    database: Database, worker: MediaWorker, channel: ScriptedChannel, clock: FixedClock
) -> None:
    one = await wanted(database, clock.now())
    channel.files.append(OSError("the process ends here"))
    with pytest.raises(OSError, match="ends"):
        await worker.step(clock.now())
    assert await worker.step(clock.now()) == 0, "its lease still holds"
    clock.advance(media.LEASE)
    channel.files.append(Fetched(content=LETTER, mime=None))
    assert await worker.step(clock.now()) == 1
    assert (await row(database, one)).state == MediaState.STORED
