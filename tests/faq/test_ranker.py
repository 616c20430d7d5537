"""Signals summed: what meaning leaves open, spelling and the second model decide."""

import numpy as np

from faq.ranker import Ranker, Signals
from faq.search import Head

CLASSES = ("dentist", "school")
EXAMPLES = np.array([[0.9, 0.0, 0.0], [0.9, 0.0, 0.0], [0.0, 1.0, 0.0]], np.float32)


def ranker() -> Ranker:
    flat = Head(weights=np.zeros((4, 2), np.float32), classes=CLASSES)
    return Ranker(flat, flat, np.array([2, 0, 1]), np.array([1, 0, 1]))


def signals(language: str | None, spelling: list[float]) -> Signals:
    row = np.array([[1.0, 0.0, 0.0]], np.float32)
    return Signals(
        language=language,
        meaning=[row],
        second=[row],
        near=row @ EXAMPLES.T,
        spelling=np.array([spelling], np.float32),
        alarm=np.zeros((1, 2), np.float32),
    )


def test_spelling_decides_between_equals_in_a_language_that_models_hardly_know() -> None:
    found = ranker().scores(signals("ku", [0.1, 0.6, 0.0]))

    assert found.likely[0].argmax() == CLASSES.index("school")
    assert np.allclose(found.alike[0], [0.1, 0.6])
    assert np.allclose(found.near[0], [0.9, 0.9])


def test_spelling_counts_less_where_models_know_the_language() -> None:
    kurdish = ranker().scores(signals("ku", [0.1, 0.6, 0.0])).likely[0]
    dutch = ranker().scores(signals("nl", [0.1, 0.6, 0.0])).likely[0]

    assert 0.5 < dutch[1] < kurdish[1]


def test_the_nearest_examples_vote_for_their_class_the_nearer_the_more() -> None:
    asked = signals("en", [0.0, 0.0, 0.0])

    dentist, school = (float(ranker().votes(asked, name)[0]) for name in CLASSES)

    # one of two equally near examples is of each; the third is too far to count
    assert dentist + school == 1.0
    assert abs(school - 0.5) < 1e-3


def test_every_row_is_a_distribution() -> None:
    found = ranker().scores(signals(None, [0.0, 0.0, 0.0]))

    assert np.allclose(found.likely.sum(axis=1), 1.0, atol=1e-5)
