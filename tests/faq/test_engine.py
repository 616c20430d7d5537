"""From a text to a decision, on a tiny knowledge and a deterministic encoder."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq import decision
from faq.chat import Chat
from faq.decision import Decision
from faq.engine import Engine
from faq.understanding import Understanding
from tests.faq.fakes import WordEncoder, write_knowledge


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    root = write_knowledge(tmp_path_factory.mktemp("knowledge"))
    return Engine.open(root, encoder=WordEncoder(), second=WordEncoder("words-2"))


def test_a_known_question_is_answered(engine: Engine) -> None:
    found = engine.understand("How do we find a dentist?")

    assert found.decision is Decision.ANSWER
    assert found.ranked[0].entry_id == "dentist"
    assert 0.5 < found.confidence <= 1.0
    assert (found.language, found.language_sure, found.intent) == ("en", True, None)


def test_two_equally_likely_entries_are_a_choice(engine: Engine) -> None:
    found = engine.understand("find patients ask child")

    assert found.decision is Decision.CHOOSE
    assert {found.ranked[0].entry_id, found.ranked[1].entry_id} == {"dentist", "child-benefit"}


def test_a_question_of_others_is_unsure(engine: Engine) -> None:
    assert engine.understand("Who won the football match?").decision is Decision.UNSURE


def test_words_that_nothing_knows_are_unsure(engine: Engine) -> None:
    found = engine.understand("Lorem ipsum dolor sit amet consectetur")

    assert found.decision is Decision.UNSURE


def test_danger_is_found_by_its_words(engine: Engine) -> None:
    found = engine.understand("Our house is on fire")

    assert (found.decision, found.intent) == (Decision.SENSITIVE, "fire")
    assert found.confidence >= 0.5


def test_danger_is_found_by_its_meaning(engine: Engine) -> None:
    found = engine.understand("flames come from our oven")

    assert (found.decision, found.intent) == (Decision.SENSITIVE, "fire")


def test_danger_is_found_inside_a_longer_message(engine: Engine) -> None:
    found = engine.understand(
        "How do we find a dentist? The kitchen is burning. Is child benefit automatic?"
    )

    assert (found.decision, found.intent) == (Decision.SENSITIVE, "fire")


def test_a_lookalike_is_not_danger(engine: Engine) -> None:
    found = engine.understand("The fire insurance is expensive")

    assert found.decision is not Decision.SENSITIVE


def test_a_danger_in_doubt_is_answered_as_ever_and_said_to_be_one(tmp_path: Path) -> None:
    careful = replace(decision.PLAIN, danger_from=1.0, named_from=1.0, doubt_from=0.0)
    decision.save(careful, write_knowledge(tmp_path) / decision.FILE)
    doubtful = Engine.open(tmp_path, encoder=WordEncoder(), second=WordEncoder("words-2"))

    found = doubtful.understand("How do we find a dentist?")
    assert (found.decision, found.ranked[0].entry_id) == (Decision.ANSWER, "dentist")
    assert found.doubt in doubtful.intents and found.intent is None
    assert doubtful.understand("Our house is on fire").doubt == "fire"


def test_the_more_serious_of_two_intents_wins(engine: Engine) -> None:
    found = engine.understand("I want to talk to a real person, the kitchen is on fire")

    assert found.intent == "fire"


def test_danger_beats_a_greeting_but_a_greeting_alone_is_chat(engine: Engine) -> None:
    assert engine.understand("hello").chat is Chat.GREETING
    assert engine.understand("hello").ranked == ()
    assert engine.understand("hello, real person").decision is Decision.SENSITIVE


def test_the_usual_language_counts_only_when_the_text_does_not_tell(engine: Engine) -> None:
    short = engine.understand("dentist", language="fr")
    plain = engine.understand("Hoe vinden we een tandarts voor de kinderen?", language="fr")

    assert (short.language, short.language_sure) == ("fr", False)
    assert (plain.language, plain.language_sure) == ("nl", True)


def test_what_was_made_at_a_start_is_kept_for_the_next(tmp_path: Path) -> None:
    root, cache = write_knowledge(tmp_path / "faq"), tmp_path / "cache"
    Engine.open(root, encoder=WordEncoder(), second=WordEncoder("words-2"), cache=cache)
    encoder, second = WordEncoder(), WordEncoder("words-2")

    again = Engine.open(root, encoder=encoder, second=second, cache=cache)

    assert (encoder.asked, second.asked) == ([], [])
    assert again.understand("How do we find a dentist?").decision is Decision.ANSWER


def test_two_questions_in_one_message_are_both_found(engine: Engine) -> None:
    found = engine.understand("How do we find a dentist? How do we apply for child benefit?")

    assert found.decision is Decision.ANSWER
    assert found.second is not None
    assert {found.ranked[0].entry_id, found.second.entry_id} == {"dentist", "child-benefit"}


def test_two_short_questions_in_one_sentence_are_both_found(engine: Engine) -> None:
    found = engine.understand("how do we find a dentist and is child benefit automatic")

    assert (found.decision, found.second is not None) == (Decision.ANSWER, True)
    assert {one.entry_id for one in (found.ranked[0], found.second) if one} == {
        "dentist",
        "child-benefit",
    }


@pytest.mark.parametrize(
    "text",
    [
        "which dentist takes new patients and is the dentist free",
        "which dentist takes new patients and children with bad teeth",
        "which dentist takes new patients and who won the football match",
    ],
)
def test_an_and_does_not_make_two_questions_of_one(engine: Engine, text: str) -> None:
    found = engine.understand(text)

    assert (found.ranked[0].entry_id, found.second) == ("dentist", None)


def test_one_question_in_two_sentences_is_one_question(engine: Engine) -> None:
    found = engine.understand("We need a dentist. Which dentist takes new patients?")

    assert (found.ranked[0].entry_id, found.second) == ("dentist", None)


def test_an_approved_example_is_known_at_once_and_can_be_taken_back(engine: Engine) -> None:
    text = "Zebra crossing giraffe elephant"
    assert engine.understand(text).decision is Decision.UNSURE

    engine.learn({"zoo": [("en", "zebra crossing giraffe elephant")]})
    found = engine.understand(text)
    engine.learn({})

    assert (found.decision, found.ranked[0].entry_id) == (Decision.ANSWER, "zoo")
    assert engine.understand(text).decision is Decision.UNSURE


def test_a_few_words_after_an_answer_are_offered_its_topic(engine: Engine) -> None:
    text = "and over there?"
    assert engine.understand(text).decision is Decision.UNSURE

    found = engine.understand(text, earlier=("child-benefit",))

    assert found.decision is Decision.CHOOSE
    assert found.ranked[0].entry_id == "child-benefit"


@pytest.mark.parametrize("text", ["zebra giraffe", "<script>alert(1)</script>"])
def test_a_new_question_is_not_read_as_going_on(engine: Engine, text: str) -> None:
    alone = engine.understand(text)

    assert engine.understand(text, earlier=("child-benefit",)) == alone


def test_forty_threads_understand_the_same(engine: Engine) -> None:
    texts = ["How do we find a dentist?", "The kitchen is burning", "Waar vragen we het aan?"] * 20
    alone = [engine.understand(text) for text in texts]

    with ThreadPoolExecutor(40) as pool:
        together = list(pool.map(engine.understand, texts))

    assert together == alone


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "\u202e", "a" * 100_000, "? " * 50_000, "\n" * 9, "ﷺ" * 999]
)
def test_no_text_is_too_strange(engine: Engine, text: str) -> None:
    assert isinstance(engine.understand(text), Understanding)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_is_understood_or_not_but_never_raises(engine: Engine, text: str) -> None:
    found = engine.understand(text)

    assert (found.decision is Decision.SENSITIVE) == (found.intent is not None)
    assert (found.decision is Decision.CHAT) == (found.chat is not None)
    assert 0.0 <= found.confidence <= 1.0
