"""Values set apart where the directions of two scripts meet."""

import pytest

from locales import direction
from locales.languages import Direction

LTR, RTL = Direction.LTR, Direction.RTL


@pytest.mark.parametrize(
    ("label", "value", "into", "expected"),
    [
        ("a Latin name in Dutch", "Ana", LTR, "Ana"),
        ("an Arabic name in Dutch", "سامي", LTR, "\u2068سامي\u2069"),
        ("a mixed name in Dutch", "Ana سامي", LTR, "\u2068Ana سامي\u2069"),
        ("a Latin name in Arabic", "Ana", RTL, "\u2068Ana\u2069"),
        ("an Arabic name in Arabic", "سامي", RTL, "\u2068سامي\u2069"),
        ("a phone number in Arabic", "0800 32 123", RTL, "\u20680800 32 123\u2069"),
        ("nothing", "", RTL, ""),
        ("an override that would turn the sentence round", "a\u202eb", LTR, "\u2068a\u202eb\u2069"),
        ("an isolate closed too early", "a\u2069b", RTL, "\u2068ab\u2069"),
        ("an isolate left open", "\u2067a", LTR, "a"),
        (
            "what stands apart already",
            "\u2067\u2068a\u2069، \u2068b\u2069\u2069",
            RTL,
            "\u2067\u2068a\u2069، \u2068b\u2069\u2069",
        ),
        (
            "two isolates",
            "\u2068a\u2069 \u2068b\u2069",
            RTL,
            "\u2068\u2068a\u2069 \u2068b\u2069\u2069",
        ),
        ("an isolate of our own", "x \u20681 2\u2069", RTL, "\u2068x \u20681 2\u2069\u2069"),
    ],
)
def test_a_value_is_set_apart_where_the_directions_could_mix(
    label: str, value: str, into: Direction, expected: str
) -> None:
    apart = direction.isolate(value, into)
    assert apart == expected, label
    assert direction.balanced(apart)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\u200b", ""),
        (" \u2060\ufeff\n", ""),
        ("\u3164", ""),
        ("Ana \u202egnp", "Ana gnp"),
        ("\u2066open", "open"),
        ("\u2068علي\u2069 ok", "\u2068علي\u2069 ok"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👍🏽", "👍🏽"),
    ],
)
def test_what_nobody_sees_is_nothing_and_nothing_is_turned_round(text: str, seen: str) -> None:
    assert direction.visible(text) == seen
