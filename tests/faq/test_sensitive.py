"""The shipped intents, their words, and the pieces a message is read in."""

from pathlib import Path

import pytest
import yaml

from faq import engine, sensitive, training
from faq.sensitive import Intent, SensitiveError, Tier
from tests.faq.fakes import FIRE, PATTERNS

HERE = engine.HERE
ALL = {"en", "nl", "fr", "de", "ar", "fa", "ti", "so", "uk", "tr", "ps", "ku", "sw"}


@pytest.fixture(scope="module")
def intents() -> dict[str, Intent]:
    return dict(sensitive.load(HERE / "sensitive.yaml", HERE / "patterns.yaml"))


def test_all_intents_are_there_in_every_language(intents: dict[str, Intent]) -> None:
    assert len(intents) == 22
    for intent in intents.values():
        assert set(intent.examples) >= ALL, intent.id
        assert intent.numbers or not intent.tier.startswith("emergency"), intent.id


def test_hardly_any_harmless_text_has_the_words_of_a_danger() -> None:
    # words do not decide alone, but a line with 112 follows them: they must be rare elsewhere
    _, intents, examples = training.load(HERE)
    harmless = [example.text for example in examples if example.intent == training.NONE]

    found = [text for text in harmless if sensitive.by_words(text, intents)]

    assert len(found) <= 0.01 * len(harmless), found


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("suicide-self-harm", "He said: I WANT TO DIE!"),
        ("suicide-self-harm", "ik denk soms aan zelfmoord"),
        ("suicide-self-harm", "أنا بدي موت"),
        ("domestic-violence", "Merci. Mon mari me frappe depuis hier. Où est l'école ?"),
        ("medical-emergency", "de baby ademt niet"),
        ("fire-gas-danger-at-home", "l'appartement est en feu"),
        ("child-abuse-neglect", "the father beats the children"),
        ("wants-a-human", "Ik wil met een echte mens praten"),
    ],
)
def test_words_give_it_away_in_any_sentence(
    intents: dict[str, Intent], intent: str, text: str
) -> None:
    assert intent in sensitive.by_words(text, intents)


def test_words_are_found_at_both_ends_of_an_endless_text(intents: dict[str, Intent]) -> None:
    endless = "bla bla. " * 20_000

    for text in (f"My husband hits me. {endless}", f"{endless} My husband hits me."):
        assert sensitive.by_words(text, intents) == ("domestic-violence",)


def test_the_most_serious_comes_first(intents: dict[str, Intent]) -> None:
    text = "I want to talk to a real person. The kitchen is on fire."

    assert sensitive.by_words(text, intents) == ("fire-gas-danger-at-home", "wants-a-human")
    assert Tier.EMERGENCY_FIRST.severity > Tier.STAFF_NOW_INDEPENDENT.severity > Tier.STAFF.severity


def test_the_sentence_or_the_half_with_the_words_is_found(intents: dict[str, Intent]) -> None:
    long = " ".join(["bla"] * 60)

    assert sensitive.telling("Dank u. Mijn man slaat mij. Tot morgen!", intents) == (
        "Mijn man slaat mij",
    )
    [half] = sensitive.telling(f"{long} my husband hits me", intents)
    assert half.endswith("my husband hits me") and len(half.split()) <= 14
    assert sensitive.telling("Waar is de school?", intents) == ()


def test_one_sentence_has_no_pieces_and_a_long_message_at_most_twelve() -> None:
    assert sensitive.pieces("Mijn man werkt vandaag") == ()
    assert sensitive.pieces("Good morning all. He is very ill.") == (
        "Good morning all",
        "He is very ill",
    )
    long = sensitive.pieces(" ".join(f"word{n}" for n in range(40)))
    assert long[0].split()[7] == long[1].split()[0]
    many = sensitive.pieces(" ".join(f"sentence number {n}." for n in range(100)))
    assert len(many) == sensitive.PIECES
    assert many[-1] == "sentence number 91"


@pytest.mark.parametrize(
    ("change", "words", "fault"),
    [
        ({"tier": "later"}, PATTERNS, "tier must be one of"),
        ({"says_first": " "}, PATTERNS, "says_first must be a text"),
        ({"examples": {"xx": ["x"], "en": ["y"]}}, PATTERNS, "unknown language xx"),
        ({}, {"fire": ["("]}, "the pattern"),
        ({}, {"flood": ["x"]}, "flood: patterns of an unknown intent"),
    ],
)
def test_faults_are_named(
    tmp_path: Path, change: dict[str, object], words: dict[str, list[str]], fault: str
) -> None:
    known = {key: value for key, value in words.items() if key != "wants-a-human"}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump({"intents": [FIRE | change]}), "utf-8")
    (tmp_path / "p.yaml").write_text(yaml.safe_dump(known), "utf-8")

    with pytest.raises(SensitiveError, match=fault.replace("(", r"\(")):
        sensitive.load(tmp_path / "s.yaml", tmp_path / "p.yaml")
