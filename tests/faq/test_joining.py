"""Where a sentence may be cut into two questions."""

import pytest

from faq import joining


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        (
            "how do we open an account and who pays for school",
            [("how do we open an account", "who pays for school")],
        ),
        (
            "Wie zahlt die Schule UND wo ist der Arzt?",
            [("Wie zahlt die Schule", "wo ist der Arzt?")],
        ),
        ("كيف نفتح حسابا وكيف نجد طبيبا", [("كيف نفتح حسابا", "كيف نجد طبيبا")]),
        ("kinderen en ouders", []),
        ("wat kosten brood en melk", []),
        ("Where is the andiron of the landlord kept?", []),
        ("", []),
    ],
)
def test_it_is_cut_at_an_and_with_words_enough_on_both_sides(
    text: str, halves: list[tuple[str, str]]
) -> None:
    assert list(joining.halves(text)) == halves


def test_many_ands_are_not_all_tried() -> None:
    assert len(joining.halves("one two three and " * 50)) <= 3
