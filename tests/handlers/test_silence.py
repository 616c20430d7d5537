"""Silence: the second check-in without a word begins it, once; what reached nobody says nothing."""

import datetime as dt

import pytest

from db.models import Delivery, DeliveryState
from handlers import silence
from handlers.silence import Asked

START = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def asked(marks: str) -> list[Asked]:
    """One sign for each check-in, the newest first.

    "." no word, "!" answered, "x" taken back, "u" nobody could be reached.
    """
    return [
        Asked(
            at=START - dt.timedelta(days=30 * at),
            arrived=mark not in "xu",
            answered=mark == "!",
            unreached=mark == "u",
        )
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
        ("u", None, False),
        ("uu", None, True),
        ("u.", None, True),
        ("u!", None, False),
        ("uuu", None, False),
        ("uxu", None, True),
        ("uu", 20, False),
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


def copy(state: DeliveryState, days_ago: int | None = None) -> Delivery:
    at = None if days_ago is None else START - dt.timedelta(days=days_ago)
    return Delivery(state=state, settled_at=at)


@pytest.mark.parametrize(
    ("copies", "again_in_days"),
    [
        ([copy(DeliveryState.DONE, 3)], None),
        ([copy(DeliveryState.DONE, 1)], 2),
        ([copy(DeliveryState.DONE, 9), copy(DeliveryState.FAILED, 2)], 1),
        ([copy(DeliveryState.DONE, 9), copy(DeliveryState.HELD)], 3),
        ([copy(DeliveryState.SENDING)], 3),
        ([], None),
    ],
)
def test_three_days_are_counted_from_the_arrival_and_not_while_a_copy_may_still_go(
    copies: list[Delivery], again_in_days: int | None
) -> None:
    again = None if again_in_days is None else START + dt.timedelta(days=again_in_days)
    assert silence.look_again(copies, START) == again
