"""Centring takes away the language, the regression tells topics apart."""

import numpy as np

from faq import search
from faq.search import Centring, Head, best_of

RNG = np.random.default_rng(7)
TOPICS = {name: RNG.standard_normal(384).astype(np.float32) for name in ("dentist", "school")}
ACCENTS = {code: 3 * RNG.standard_normal(384).astype(np.float32) for code in ("nl", "fr")}


def _texts(count: int) -> tuple[np.ndarray, list[str], list[str]]:
    rows, labels, codes = [], [], []
    for n in range(count):
        topic, code = list(TOPICS)[n % 2], list(ACCENTS)[(n // 2) % 2]
        row = TOPICS[topic] + ACCENTS[code] + 0.5 * RNG.standard_normal(384)
        rows.append(row / np.linalg.norm(row))
        labels.append(topic)
        codes.append(code)
    return np.array(rows, np.float32), labels, codes


def test_centring_brings_a_topic_of_two_languages_together() -> None:
    vectors, _, codes = _texts(400)
    plain = float(vectors[0] @ vectors[2])

    centred = Centring.fit(vectors, codes).apply(vectors, codes)

    assert codes[0] != codes[2]
    assert float(centred[0] @ centred[2]) > plain + 0.2
    assert np.allclose(np.linalg.norm(centred, axis=1), 1.0, atol=1e-5)


def test_an_unknown_language_is_centred_on_all() -> None:
    vectors, _, codes = _texts(20)
    centring = Centring.fit(vectors, codes)

    assert np.allclose(centring.apply(vectors[:1], [None]), centring.apply(vectors[:1], ["sw"]))


def test_the_regression_learns_and_gives_probabilities() -> None:
    vectors, labels, codes = _texts(80)
    centring = Centring.fit(vectors, codes)
    head = Head.fit(centring.apply(vectors, codes), labels)

    fresh, truth, languages = _texts(40)
    found = head.probabilities(centring.apply(fresh, languages))

    assert [head.classes[n] for n in found.argmax(axis=1)] == truth
    assert np.allclose(found.sum(axis=1), 1.0, atol=1e-5)


def test_the_regression_is_the_same_every_time() -> None:
    vectors, labels, _ = _texts(30)

    assert np.array_equal(Head.fit(vectors, labels).weights, Head.fit(vectors, labels).weights)


def test_an_example_that_weighs_nothing_teaches_nothing() -> None:
    vectors, labels, _ = _texts(30)
    weight = np.array([label == "school" for label in labels], np.float32)

    head = Head.fit(vectors, labels, weight)

    assert (head.probabilities(vectors).argmax(axis=1) == head.classes.index("school")).all()


def test_the_best_score_of_each_class_is_found() -> None:
    scores = np.array([[0.2, 0.9, 0.4]], np.float32)

    best = best_of(scores, np.array([0, 1]), np.array([0, 1]), 3)

    assert np.allclose(best, [[0.2, 0.9, -1.0]])


def test_an_eighth_of_the_size_gives_nearly_the_same_products() -> None:
    random = np.random.default_rng(3)
    # what texts are about lies on few axes; the rest is noise
    meaning = random.standard_normal((2_503, 150)) @ random.standard_normal((150, 384))
    noise = 0.05 * random.standard_normal((2_503, 384))
    every = search.unit((meaning + noise).astype(np.float32))
    rows, queries = every[3:], every[:3]

    kept = search.Compact.of(rows)

    assert kept.rounded.nbytes * 8 == rows.nbytes
    assert np.abs(kept.products(queries) - queries @ rows.T).max() < 0.01
