"""The demo makes its keys once; everybody else brings them."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot import keys
from bot.settings import Settings
from db.keyring import KeyFault


def test_the_demos_keys_are_the_same_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(demo=True, data_dir=tmp_path / "new" / "data")
    sealed = keys.keyring(settings).encrypt("text")
    assert keys.keyring(settings).decrypt(sealed) == "text"
    assert keys.keyring(settings).hash("a") == keys.keyring(settings).hash("a")
    assert keys.webhook_secret(settings) == keys.webhook_secret(settings)


def test_only_the_owner_can_read_the_kept_keys(tmp_path: Path) -> None:
    keys.keyring(Settings(demo=True, data_dir=tmp_path / "data"))
    (file,) = (tmp_path / "data").iterdir()
    assert file.name == keys.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_starting_many_times_at_once_makes_one_set_of_keys(tmp_path: Path) -> None:
    settings = Settings(demo=True, data_dir=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: keys.keyring(settings), range(32)))
    assert len({ring.fingerprints() for ring in rings}) == 1
    assert [file.name for file in tmp_path.iterdir()] == [keys.FILE]


def test_keys_that_are_given_are_used_and_none_are_made(tmp_path: Path) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    lookup = SecretStr("lookup-key-of-the-tests")
    before = Settings(secret_key=SecretStr(old), lookup_key=lookup, data_dir=tmp_path)
    after = Settings(secret_key=SecretStr(f"{new},{old}"), lookup_key=lookup, data_dir=tmp_path)
    sealed = keys.keyring(before).encrypt("text")
    assert keys.keyring(after).decrypt(sealed) == "text"
    assert keys.keyring(after.model_copy(update={"demo": True})).decrypt(sealed) == "text"
    assert list(tmp_path.iterdir()) == []


def test_outside_the_demo_nothing_is_made(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(KeyFault):
        keys.keyring(settings)
    assert keys.webhook_secret(settings) is None
    assert list(tmp_path.iterdir()) == []


def test_the_given_webhook_secret_wins(tmp_path: Path) -> None:
    given = SecretStr("from-the-settings")
    settings = Settings(demo=True, data_dir=tmp_path, telegram_webhook_secret=given)
    assert keys.webhook_secret(settings) == "from-the-settings"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"secret_key": "x"}'])
def test_damaged_keys_stop_the_start_with_advice(tmp_path: Path, text: str) -> None:
    (tmp_path / keys.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(keys.KeysUnreadable, match="put a copy back"):
        keys.keyring(Settings(demo=True, data_dir=tmp_path))
    assert (tmp_path / keys.FILE).read_text(encoding="utf-8") == text
