"""The network and the runs of letters that tell a danger from what only sounds like one."""

import numpy as np
import pytest

from faq.alarm import Alarm, Letters, Network
from faq.embed import Vectors
from faq.spelling import Index

CHANCE = np.random.default_rng(7)
#: a danger only where two things come together: no straight line tells them apart
CORNERS = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]], np.float32) / np.sqrt(2)
TEXTS = ["he beats the boy", "he beats the eggs", "the boy is beaten", "the eggs are beaten"]


def crossed(count: int) -> tuple[Vectors, np.ndarray]:
    rows = np.repeat(CORNERS, count, axis=0)
    rows = rows + 0.1 * CHANCE.standard_normal(rows.shape).astype(np.float32)
    return rows, np.repeat([True, True, False, False], count)


def test_a_network_learns_what_no_straight_line_tells() -> None:
    rows, danger = crossed(200)

    found = Network.fit(rows, danger, np.ones(len(rows), np.float32), seed=0)

    assert ((found.logits(rows) > 0) == danger).mean() > 0.97


def test_a_network_is_the_same_for_the_same_seed() -> None:
    rows, danger = crossed(20)
    weight = np.ones(len(rows), np.float32)

    one, again, other = (Network.fit(rows, danger, weight, seed=n) for n in (1, 1, 2))

    assert np.array_equal(one.into, again.into)
    assert not np.array_equal(one.into, other.into)


def test_runs_of_letters_tell_dangers_by_their_words() -> None:
    index = Index.fit(TEXTS)
    runs = [index.runs(text) for text in TEXTS]
    danger = np.array([True, False, True, False])

    found = Letters.fit(runs, danger, np.ones(4, np.float32))

    assert [found.logit(run) > 0 for run in runs] == danger.tolist()
    assert found.logit(index.runs("two boys")) > found.logit(index.runs("two eggs"))
    assert found.logit(index.runs("!?")) == pytest.approx(found.bias)


def test_what_counts_more_is_learnt_more() -> None:
    index = Index.fit(TEXTS)
    runs = [index.runs(text) for text in ("the boy", "the boy")]
    danger = np.array([True, False])

    heavy = Letters.fit(runs, danger, np.array([3.0, 1.0], np.float32))
    light = Letters.fit(runs, danger, np.array([1.0, 3.0], np.float32))

    assert heavy.logit(runs[0]) > 0 > light.logit(runs[0])


def test_both_signs_stand_beside_each_other() -> None:
    index = Index.fit(TEXTS)
    runs = [index.runs(text) for text in TEXTS]
    found = Alarm.fit(CORNERS, runs, np.array([True, True, False, False]), np.ones(4, np.float32))

    logits = found.logits(CORNERS, runs)

    assert logits.shape == (4, 2)
    assert logits[:, 1].tolist() == pytest.approx([found.letters.logit(run) for run in runs])
