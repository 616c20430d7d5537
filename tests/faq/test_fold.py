"""One spelling for each word."""

import pytest

from faq.fold import fold


@pytest.mark.parametrize(
    ("label", "text", "folded"),
    [
        ("accents and case", "École  FERMÉE", "ecole fermee"),
        ("arabic letters", "أريدُ إجازةً", "اريد اجازه"),
        ("persian letters and joiner", "نمی‌خواهم", "نميخواهم"),
        ("digits of other scripts", "١٥ سنة", "15 سنه"),
        ("turkish i", "KIZIM İyi", "kizim iyi"),
        ("typographic marks", "can’t “now”", 'can\'t "now"'),
        ("ligature", "sœur", "soeur"),
    ],
)
def test_what_is_written_differently_is_folded_alike(label: str, text: str, folded: str) -> None:
    assert fold(text) == folded, label
    assert fold(folded) == folded
