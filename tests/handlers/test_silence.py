"""Silence: the second check-in without a word begins it, once; what reached nobody says nothing."""

import datetime as dt

import pytest

from handlers import silence
from handlers.silence import Asked

START = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def asked(marks: str) -> list[Asked]:
    """One sign for each check-in, the newest first: "." no word, "!" answered, "x" not arrived."""
    return [
        Asked(at=START - dt.timedelta(days=30 * at), arrived=mark != "x", answered=mark == "!")
        for at, mark in enumerate(marks)
    ]


@pytest.mark.parametrize(
    ("marks", "heard_days_ago", "begins"),
    [
        ("..", None, True),
        ("..!", None, True),
        (".", None, False),
        (".!", None, False),
        ("!.", None, False),
        ("...", None, False),  # it began at the second one
        ("...!", None, False),
        ("..!..", None, True),
        ("x.", None, False),
        (".x.", None, True),
        ("..", 40, True),
        ("..", 20, False),  # wrote something else after the first one
        ("..", 0, False),
        ("", None, False),
    ],
)
def test_the_second_check_in_without_a_word_begins_a_silence(
    marks: str, heard_days_ago: int | None, begins: bool
) -> None:
    heard = None if heard_days_ago is None else START - dt.timedelta(days=heard_days_ago)
    assert silence.begins(asked(marks), heard) is begins
