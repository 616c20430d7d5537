"""Signed links to files: they work for an hour, for one file, with our key."""

import datetime as dt

import pytest

from bot import links
from bot.links import BadLink
from db.keyring import Keyring
from tests import databases


def parts(path: str) -> tuple[int, int, str]:
    _, folder, attachment, until, signature = path.split("/")
    assert folder == "media"
    return int(attachment), int(until), signature


def test_a_fresh_link_works_until_its_hour_is_over(keyring: Keyring, now: dt.datetime) -> None:
    attachment, until, signature = parts(links.path(keyring, 7, now))
    assert attachment == 7
    for later in (dt.timedelta(0), links.VALID):
        links.check(keyring, attachment, until, signature, now=now + later)
    late = now + links.VALID + dt.timedelta(seconds=1)
    with pytest.raises(BadLink):
        links.check(keyring, attachment, until, signature, now=late)


@pytest.mark.parametrize(
    "change",
    [
        lambda number, until, signed: (number + 1, until, signed),
        lambda number, until, signed: (number, until + 1, signed),
        lambda number, until, signed: (number, 10**30, signed),
        lambda number, until, signed: (number, until, signed[:-1]),
        lambda number, until, signed: (number, until, ""),
        lambda number, until, signed: (number, until, signed.upper()),
        lambda number, until, signed: (number, until, "é" * 64),
        lambda number, until, signed: (number, until, "\udc80" + signed),
    ],
    ids=["file", "time", "for ever", "shorter", "empty", "capitals", "letters", "surrogate"],
)
def test_a_changed_link_does_not_work(keyring: Keyring, now: dt.datetime, change: object) -> None:
    assert callable(change)
    attachment, until, signature = change(*parts(links.path(keyring, 7, now)))
    with pytest.raises(BadLink):
        links.check(keyring, attachment, until, signature, now=now)


def test_a_link_of_another_key_does_not_work(keyring: Keyring, now: dt.datetime) -> None:
    other = Keyring([databases.SECRET], "another lookup key")
    with pytest.raises(BadLink):
        links.check(keyring, *parts(links.path(other, 7, now)), now=now)
