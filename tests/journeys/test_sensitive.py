"""Danger, in a language that nobody here has reviewed."""

import re

from db.models import Priority, Reason
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

ETHIOPIC = re.compile(r"[\u1200-\u137f]")


async def test_a_draft_in_tigrinya_is_followed_by_english_and_french_each_with_numbers(
    world: World, phone: Phone, office: Office
) -> None:
    tigrinya, english, french = (await phone.asks(engine.DANGER_TI))[:3]

    intent = world.house.knowledge.intents["domestic-violence"]
    assert ETHIOPIC.search(tigrinya.text)
    assert not ETHIOPIC.search(english.text + french.text)
    assert intent.says_first[:30] in english.text
    for shown in (tigrinya, english, french):
        assert all(number in shown.text for number in intent.numbers)
    case = await world.case(phone)
    assert case is not None
    assert (case.reason, case.priority, case.confidential) == (
        Reason.SENSITIVE,
        Priority.URGENT,
        True,
    )
    [post] = office.texts()
    assert "Confidential request" in post and "ትግርኛ" in post
    assert engine.DANGER_TI not in post


async def test_a_complaint_goes_to_whoever_handles_complaints_and_not_into_the_group(
    world: World, telegram: Phone, office: Office
) -> None:
    shown = await telegram.asks(engine.COMPLAINT)

    assert "not your welcome group" in shown[-1].text
    case = await world.case(telegram)
    assert case is not None and case.independent and case.confidential
    assert not any(engine.COMPLAINT in one for one in office.texts())
