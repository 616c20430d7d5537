"""Runs of letters: what is spelt alike is found, in any script."""

import numpy as np
import pytest

from faq.spelling import Index

TEXTS = [
    "Zarok kengî dest bi dibistanê dikin?",
    "Em bijîşkê diranan çawa dibînin?",
    "ቆልዑ መዓስ ቤት ትምህርቲ ይጅምሩ?",
    "متى يبدأ الأطفال المدرسة؟",
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.fit(TEXTS)


@pytest.mark.parametrize("row", range(len(TEXTS)))
def test_a_text_is_most_like_itself(index: Index, row: int) -> None:
    found = index.similar(index.runs(TEXTS[row]))

    assert found[row] == pytest.approx(1.0, abs=0.01)
    assert int(found.argmax()) == row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("zaroken min kengi dicin dibistane", 0),
        ("bijiskê dirana", 1),
        ("ቆልዑ ቤት ትምህርቲ", 2),
        ("الاطفال و المدرسه", 3),
    ],
)
def test_other_endings_and_missing_accents_are_still_near(
    index: Index, text: str, row: int
) -> None:
    found = index.similar(index.runs(text))

    assert int(found.argmax()) == row
    assert found[row] > 0.3


def test_a_text_without_letters_is_like_nothing(index: Index) -> None:
    assert not index.similar(index.runs("")).any()
    assert not np.isnan(index.similar(index.runs("\ud800 \x00 ..."))).any()


def test_what_nearly_every_text_has_is_not_looked_up() -> None:
    texts = [f"{one} waar is de {two}" for one in range(20) for two in range(20)]

    index = Index.fit([*texts, "zebra"])

    assert not index.similar(index.runs("waar is de"))[:400].any()
    assert index.similar(index.runs("zebra"))[400] > 0.9
