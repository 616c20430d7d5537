"""Column types: instants that are always UTC, and encrypted text and JSON."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from db.keyring import Keyring

#: SQLite counts only INTEGER PRIMARY KEY by itself.
BigId = BigInteger().with_variant(Integer, "sqlite")


class NaiveTime(TypeError):
    """An instant without a zone was about to be stored; every instant carries UTC."""


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware instant, stored as UTC; SQLite would drop the offset without converting it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)  # type: ignore[no-any-return]
        return value.astimezone(dt.UTC)  # type: ignore[no-any-return]


def keyring_of(dialect: Dialect) -> Keyring:
    """The keyring that `Database` hung on the engine's dialect: no key lives in a global."""
    return dialect.keyring  # type: ignore[attr-defined, no-any-return]


class Encrypted(TypeDecorator[str]):
    """Personal text, encrypted with the engine's keyring."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).decrypt(value)


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value, encrypted with the engine's keyring."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return keyring_of(dialect).encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(keyring_of(dialect).decrypt(value))
