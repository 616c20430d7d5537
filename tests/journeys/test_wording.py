"""The table decides what may be sent: confirmed, drafted, or made for an English of before."""

import shutil
from pathlib import Path

import pytest

from db.models import Consent, Conversation, Household, Occurrence, Reason
from db.occurrences import OccurrenceState
from handlers import consent
from locales import catalogue, update
from locales.policy import State
from locales.texts import checkins as texts
from locales.texts import escalation, question
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.test_checkins import DUE, plan
from tests.journeys.world import World

TIGRINYA = "ti"
NAMES = {"organisation": "Caritas International"}


async def come_in(world: World, phone: Phone, language: str) -> Household:
    family = await world.add_family(language)
    await phone.says(f"/start {await world.invite(family)}")
    await world.settle()
    return family


async def test_a_colleague_asks_for_consent_where_nobody_has_confirmed_the_words(
    world: World, phone: Phone
) -> None:
    world.arrange(allow_drafted_consent=False)
    words = world.house.words
    await come_in(world, phone, TIGRINYA)
    assert len(phone.reads()) == 1, "the welcome, and no question that may be wrong"
    case = await world.case(phone)
    assert case is not None and (case.reason, case.confidential) == (Reason.CONSENT, True)

    [told] = await phone.asks("/privacy")
    assert told.text == words.say(escalation.ALREADY_PASSED_ON, TIGRINYA, **NAMES)


async def test_the_setting_lets_a_drafted_question_out_in_the_familys_language(
    world: World, telegram: Phone
) -> None:
    await come_in(world, telegram, TIGRINYA)
    _, asked = telegram.reads()
    assert asked.text == world.house.words.say(texts.CONSENT, TIGRINYA)
    assert await world.case(telegram) is None


async def test_a_drafted_answer_says_so_in_one_line_and_a_confirmed_one_does_not(
    world: World, telegram: Phone
) -> None:
    words = world.house.words
    shown = await telegram.asks(engine.QUESTION_FR)
    mark = words.say(question.MACHINE_TRANSLATED, "fr")
    assert [one.text.count(mark) for one in shown if one.buttons[0] == "Oui, cela m'aide"] == [1]
    shown = await telegram.asks(engine.QUESTION)
    assert not any(question.MACHINE_TRANSLATED.english in one.text for one in shown)


# --- an English text changed

#: Sentences of today, and what they were when they were translated.
BEFORE = {
    "May we write to you from time to time": "May we write to you every week",
    "Today is {day}. How are you and your family?": "It is {day}. How are you and your family?",
    "Choose a bank and make an appointment": "Find a bank and make an appointment",
}
QUESTION_TI = "ሕሳብ ባንክ ከመይ ገይረ ይኸፍት፧"


@pytest.fixture
def outdated(tmp_path: Path, world: World) -> World:
    """The translation into Tigrinya was made before these English texts changed."""
    folder = tmp_path / TIGRINYA / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for domain in (catalogue.MESSAGES, catalogue.FAQ):
        shutil.copy(catalogue.FOLDER / f"{domain}.pot", tmp_path)
        content = (catalogue.FOLDER / TIGRINYA / "LC_MESSAGES" / f"{domain}.po").read_text("utf-8")
        for now, before in BEFORE.items():
            content = content.replace(now, before)
        (folder / f"{domain}.po").write_text(content, "utf-8")
    assert update.main(["--root", str(tmp_path)]) == 0
    world.read_catalogues(tmp_path)
    world.engine.known[QUESTION_TI] = engine.answer(TIGRINYA, engine.ENTRY)
    return world


async def test_nothing_is_sent_that_was_translated_from_another_english(
    outdated: World, phone: Phone
) -> None:
    words = outdated.house.words
    assert words.state(texts.CONSENT, TIGRINYA) is State.FUZZY
    await come_in(outdated, phone, TIGRINYA)
    assert len(phone.reads()) == 1, "the setting does not let a changed consent out either"
    case = await outdated.case(phone)
    assert case is not None and case.reason == Reason.CONSENT

    [offer] = await phone.asks(QUESTION_TI)
    assert offer.text.startswith(
        words.say(question.IN_OTHER_LANGUAGES, TIGRINYA, languages="", **NAMES)[:20]
    )
    assert outdated.house.knowledge.entries[engine.ENTRY].short[:40] not in offer.text


async def test_a_check_in_goes_out_in_the_second_language_or_not_at_all(
    outdated: World, telegram: Phone
) -> None:
    family = await come_in(outdated, telegram, "en")
    await telegram.asks("yes")
    async with outdated.database.transaction() as session:
        (await session.get_one(Household, family.id)).language = TIGRINYA
        conversation = await session.get_one(
            Conversation, (await outdated.conversation(telegram)).id
        )
        conversation.language, conversation.language_chosen = TIGRINYA, True
    await plan(outdated, family)
    await outdated.at(DUE)
    assert telegram.reads() == []
    [planned] = await outdated.rows(Occurrence)
    assert (planned.state, planned.reason) == (OccurrenceState.SKIPPED, "no_translation")


async def test_what_a_colleague_was_told_in_person_counts_as_the_answer(
    world: World, telegram: Phone
) -> None:
    world.arrange(allow_drafted_consent=False)
    family = await come_in(world, telegram, TIGRINYA)
    ana = await world.add_staff()
    async with world.at_desk(telegram) as turn:
        assert await consent.note_in_person(turn, ana, given=True)
        assert not await consent.note_in_person(turn, ana, given=False), "it was answered before"
    await plan(world, family)
    telegram.reads()
    await world.at(DUE)
    [asked] = telegram.reads()
    assert "ከመይ" in asked.text
    [row] = await world.rows(Consent)
    assert (row.how, row.language) == ("telegram:asked_in_person", TIGRINYA)
