"""A question, from any channel: answered, asked back, honestly not known, judged."""

import pytest

from db.models import Control, FaqGap, Feedback, Reason
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
