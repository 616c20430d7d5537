"""Telephone numbers as people write them: the one form that can be called, or none."""

import pytest

from handlers import telephone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0470 12 34 56", "+32470123456"),
        ("0470/12.34.56", "+32470123456"),
        ("+32 (0)470 12 34 56", "+32470123456"),
        ("0032470123456", "+32470123456"),
        ("32470123456", "+32470123456"),
        ("470 12 34 56", "+32470123456"),
        ("٠٤٧٠١٢٣٤٥٦", "+32470123456"),
        ("۰۴۷۰ ۱۲ ۳۴ ۵۶", "+32470123456"),
        ("\u2068+32 470 12 34 56\u2069", "+32470123456"),
        ("015 12 34 56", "+3215123456"),
        ("02 123 45 67", "+3221234567"),
        ("04 222 22 22", "+3242222222"),
        ("+49 1511 2345678", "+4915112345678"),
        ("00963 933 123 456", "+963933123456"),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, number: str) -> None:
    assert telephone.read(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "+",
        "no number",
        "112",
        "0470 12 34 5",
        "0470 12 34 567",
        "070 22 33 44",  # costs whoever calls
        "078 15 15 15",
        "0900 12 345",
        "0800 12 345",  # free lines are nobody's own
        "+32 900 12 345",
        "+979 1234 5678",  # premium of all countries
        "+881 612 345 678",  # a satellite
        "+1234567890123456",  # more than E.164 has
        "+0 470 12 34 56",
        "0470 12 34 56 0471 12 34 56",
        "²³⁴⁵⁶⁷⁸⁹",
    ],
)
def test_what_nobody_could_call_is_no_number(written: str) -> None:
    assert telephone.read(written) is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+32470123456", "+32 470 12 34 56"),
        ("+3215123456", "+32 15 12 34 56"),
        ("+4915112345678", "+4915112345678"),
    ],
)
def test_a_number_is_shown_in_groups(number: str, shown: str) -> None:
    assert telephone.shown(number) == shown
