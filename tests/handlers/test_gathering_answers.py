"""How many people come, as people write it."""

import pytest

from handlers import gathering_answers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5", [5]),
        ("we zijn met 12", [12]),
        ("نحن ٥", [5]),
        ("2 adults and 3 children", [2, 3]),
        ("in 2026", []),
        ("no", []),
        ("we come with 4, and we want to ask you about the school of our son", []),
    ],
)
def test_a_number_of_people_is_found_in_short_words_only(text: str, found: list[int]) -> None:
    assert gathering_answers.numbers(text) == found
