"""Gaps in clusters: who asks the same stands together, per language, and the same every time."""

from pathlib import Path

import numpy as np

from faq import gaps, training
from faq.embed import Kind, Vectors, VectorStore
from faq.gaps import Cluster, Known
from tests.faq.fakes import WordEncoder, write_knowledge

ASKED = [
    ("en", "Where can the cat get a vaccine?"),
    ("nl", "Waar laten we onze kat inenten?"),
    ("en", "Where can our cat get a vaccine?"),
    ("en", "Does a dentist take new patients on Sunday?"),
    ("nl", "Waar laten we de kat inenten?"),
    ("en", "Where can the old cat get a vaccine?"),
    (None, "???"),
]


def gathered(folder: Path, asked: list[tuple[str | None, str]]) -> tuple[Cluster, ...]:
    entries, _, examples = training.load(write_knowledge(folder))
    encoder = WordEncoder()
    store = VectorStore.open(encoder, [])
    store.vectors([one.text for one in examples])
    known = Known.of(examples, store)
    vectors = encoder.encode([text for _, text in asked], Kind.QUERY)
    return gaps.gather(vectors, [code for code, _ in asked], known, entries)


def test_the_same_question_of_one_language_stands_together(tmp_path: Path) -> None:
    found = gathered(tmp_path, ASKED)
    assert [(one.language, set(one.members)) for one in found[:2]] == [
        ("en", {0, 2, 5}),
        ("nl", {1, 4}),
    ]
    assert {one.members for one in found[2:]} == {(3,), (6,)}


def test_a_cluster_names_the_nearest_entry_and_its_group(tmp_path: Path) -> None:
    [one] = [one for one in gathered(tmp_path, ASKED) if one.members == (3,)]
    assert (one.nearest, one.theme) == ("dentist", "health")
    assert 0.3 < one.likeness <= 1


def test_questions_are_in_one_cluster_each_and_it_is_the_same_again(tmp_path: Path) -> None:
    first = gathered(tmp_path, ASKED)
    assert sorted(n for one in first for n in one.members) == list(range(len(ASKED)))
    assert gathered(tmp_path, ASKED) == first


def test_without_questions_there_is_no_cluster(tmp_path: Path) -> None:
    assert gathered(tmp_path, []) == ()


def rows(*angles: float) -> Vectors:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], np.float32)


def test_whoever_has_most_neighbours_begins_and_comes_first() -> None:
    vectors = rows(0.0, 0.5, 1.0, 3.0)
    assert gaps.group(vectors, [True] * 4, least=float(np.cos(0.6))) == [(1, 0, 2), (3,)]


def test_rows_that_were_not_chosen_are_in_no_group() -> None:
    vectors = rows(0.0, 0.1, 0.2)
    assert gaps.group(vectors, [True, False, True], least=0.9) == [(0, 2)]


def test_an_example_without_a_vector_is_not_embedded(tmp_path: Path) -> None:
    _, _, examples = training.load(write_knowledge(tmp_path))
    encoder = WordEncoder()
    store = VectorStore.open(encoder, [])
    store.vectors([one.text for one in examples][:4])
    asked = len(encoder.asked)
    assert len(Known.of(examples, store).entries) == 4
    assert len(encoder.asked) == asked
