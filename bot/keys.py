"""The keys the program runs with. The demo makes its own once and keeps them in DATA_DIR."""

import json
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

from bot.settings import Settings
from db.keyring import KeyFault, Keyring

#: The file in DATA_DIR, readable by its owner only.
FILE = "keys.json"
#: Random bytes of the keys that are no Fernet key.
RANDOM_BYTES = 32
NAMES = frozenset({"secret_key", "lookup_key", "telegram_webhook_secret"})


class KeysUnreadable(Exception):
    """The file with the demo's keys is damaged: put a copy back, or remove it with the database."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read: {self.__doc__}")


def keyring(settings: Settings) -> Keyring:
    """The database's keys. Raises KeysUnreadable, or KeyFault when there are none."""
    given, lookup = settings.secret_keys, settings.lookup_key
    if settings.demo and not (given and lookup):
        kept = _kept(settings.data_dir)
        given = given or (kept["secret_key"],)
        return Keyring(given, lookup.get_secret_value() if lookup else kept["lookup_key"])
    if lookup is None:
        raise KeyFault
    return Keyring(given, lookup.get_secret_value())


def webhook_secret(settings: Settings) -> str | None:
    """What Telegram repeats in every webhook call."""
    if settings.telegram_webhook_secret:
        return settings.telegram_webhook_secret.get_secret_value()
    return _kept(settings.data_dir)["telegram_webhook_secret"] if settings.demo else None


def _kept(folder: Path) -> dict[str, str]:
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise KeysUnreadable(path) from fault
    if not isinstance(kept, dict) or not kept.keys() >= NAMES:
        raise KeysUnreadable(path)
    return kept


def _make(path: Path) -> None:
    """Complete or not at all; of several processes the first one's keys stay."""
    made = {
        "secret_key": Fernet.generate_key().decode(),
        "lookup_key": secrets.token_urlsafe(RANDOM_BYTES),
        "telegram_webhook_secret": secrets.token_urlsafe(RANDOM_BYTES),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=FILE)  # 0600 from its first byte
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(made, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(written, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(written)
