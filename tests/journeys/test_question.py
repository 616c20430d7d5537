"""A question, from any channel: answered, asked back, honestly not known, judged."""

from dataclasses import replace

import pytest

from db.models import Case, Control, FaqGap, Feedback, Reason
from faq.decision import Decision
from faq.understanding import Candidate
from handlers import question
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World

BUTTONS = ("This helped", "Not quite", "Talk to a person")


async def test_a_question_is_answered_with_source_date_and_three_buttons(
    world: World, phone: Phone
) -> None:
    shown = await phone.asks(engine.QUESTION)

    entry = world.house.knowledge.entries[engine.ENTRY]
    text = "\n".join(one.text for one in shown)  # WhatsApp takes less under its buttons
    assert entry.official_body in text
    assert entry.sources[0].url in text
    assert "Last checked:" in text
    assert text.startswith(entry.short[:40])
    assert [one.buttons for one in shown if one.buttons] == [BUTTONS]
    assert shown[-1].buttons == BUTTONS


async def test_this_helped_is_recorded_once(world: World, phone: Phone) -> None:
    await phone.asks(engine.QUESTION)

    assert len(await phone.presses("This helped")) == 1
    await phone.presses("This helped")

    [verdict] = await world.rows(Feedback)
    assert (verdict.entry_id, verdict.helped) == (engine.ENTRY, True)
    assert await world.case(phone) is None


async def test_not_quite_after_two_answers_in_a_row_opens_a_case(
    world: World, phone: Phone
) -> None:
    await phone.asks(engine.QUESTION)
    await phone.presses("Not quite")
    assert await world.case(phone) is None
    await phone.asks(engine.QUESTION)
    shown = await phone.presses("Not quite")

    case = await world.case(phone)
    assert case is not None and case.reason == Reason.UNSURE
    assert case.brief["tried"] == [engine.ENTRY]
    assert "asked a person" in shown[0].text


async def test_not_quite_pressed_twice_on_one_answer_counts_once(
    world: World, telegram: Phone
) -> None:
    await telegram.asks(engine.QUESTION)
    await telegram.presses("Not quite")
    await telegram.presses("Not quite")

    assert await world.case(telegram) is None


async def test_two_unsure_answers_in_a_row_open_a_case(world: World, phone: Phone) -> None:
    [first] = await phone.asks(engine.UNKNOWN)
    assert "I do not know the answer" in first.text
    assert first.buttons == ("Talk to a person", "Please call me")
    assert await world.case(phone) is None

    await phone.asks(engine.UNKNOWN_TOO)

    case = await world.case(phone)
    assert case is not None
    assert (case.reason, case.brief["question"]) == (Reason.UNSURE, engine.UNKNOWN_TOO)
    assert [gap.text for gap in await world.rows(FaqGap)] == [engine.UNKNOWN, engine.UNKNOWN_TOO]
    assert (await world.conversation(phone)).control == Control.QUEUED


async def test_an_answer_between_two_unsure_ones_begins_the_count_anew(
    world: World, telegram: Phone
) -> None:
    await telegram.asks(engine.UNKNOWN)
    await telegram.asks(engine.QUESTION)
    await telegram.asks(engine.UNKNOWN_TOO)

    assert await world.case(telegram) is None


async def test_two_entries_about_equally_likely_are_offered_and_one_is_chosen(
    world: World, phone: Phone
) -> None:
    [offered] = await phone.asks(engine.VAGUE)
    entry = world.house.knowledge.entries[engine.OTHER]
    assert entry.question in (*offered.buttons, offered.text.splitlines()[-2].removeprefix("2. "))

    answer, *_ = await phone.presses(entry.question)

    assert entry.short[:40] in answer.text


@pytest.mark.parametrize("number", ["1", "١", "۱"])
async def test_a_choice_on_whatsapp_is_a_numbered_list_answered_in_any_digits(
    world: World, whatsapp: Phone, number: str
) -> None:
    [offered] = await whatsapp.asks(engine.VAGUE)
    assert offered.buttons == ()
    assert "\n1. " in offered.text and "\n3. None of these" in offered.text

    answer, *_ = await whatsapp.asks(number)

    assert world.house.knowledge.entries[engine.ENTRY].short[:40] in answer.text


async def test_none_of_these_says_honestly_that_it_is_not_known(telegram: Phone) -> None:
    await telegram.asks(engine.VAGUE)
    [shown] = await telegram.presses("None of these")
    assert "I do not know the answer" in shown.text


async def test_small_talk_is_answered_politely(telegram: Phone) -> None:
    [shown] = await telegram.asks(engine.HELLO)
    assert shown.text == "Hello! What is your question?"
    [shown] = await telegram.asks(engine.FINE)
    assert shown.text == "All right. Write again when you have a question."


async def test_a_very_long_message_is_answered_and_the_sender_told(
    world: World, phone: Phone
) -> None:
    text = "ا" * 100_000 if phone.channel != "whatsapp" else "ا" * 4_500
    shown = await phone.asks(text)
    assert len(shown) == 2
    assert (await world.case(phone)) is None


async def test_what_is_nearest_to_an_unsure_question_is_offered_once_beside_a_person(
    world: World, telegram: Phone
) -> None:
    text = "nous avons des punaises"
    unsure = engine.understanding(
        "fr", Decision.UNSURE, ranked=(engine.ENTRY, engine.OTHER, "dentist", "childcare")
    )
    scores = (0.03, 0.002, 0.001, 0.0002)
    ranked = [replace(one, score=s) for one, s in zip(unsure.ranked, scores, strict=True)]
    world.engine.known[text] = replace(unsure, ranked=tuple(ranked))
    [offer] = await telegram.asks(text)
    assert offer.text.startswith("Je ne suis pas sûr")
    assert "5. Parler à quelqu'un" in offer.text  # long titles are numbered
    gaps = await world.rows(FaqGap)
    assert [one.text for one in gaps] == [text]
    said = await telegram.asks(text)
    assert all("pas sûr" not in one.text for one in said)
    assert [one.reason for one in await world.rows(Case)] == [Reason.UNSURE]


@pytest.mark.parametrize(
    ("text", "scores", "offered"),
    [
        ("bed bugs", (0.029, 0.002, 0.001, 0.001, 0.0), 3),
        ("waar kan ik een wasmachine krijgen", (0.25, 0.2, 0.001, 0.0, 0.0), 3),
        ("pizza recipe please", (0.001, 0.0, 0.0, 0.0, 0.0), 0),
        ("something of everything", (0.1, 0.09, 0.08, 0.07, 0.06), 0),
        ("<script>alert(1)</script>", (0.028, 0.009, 0.006, 0.004, 0.0), 0),
        ("?!", (0.2, 0.0, 0.0, 0.0, 0.0), 0),
    ],
)
def test_only_what_stands_out_is_near_to_a_question(
    text: str, scores: tuple[float, ...], offered: int
) -> None:
    unsure = engine.understanding("en", Decision.UNSURE)
    ranked = tuple(Candidate(entry_id=f"e{n}", score=one) for n, one in enumerate(scores))
    assert len(question.nearest(replace(unsure, text=text, ranked=ranked))) == offered
