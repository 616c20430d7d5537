"""A message that perhaps tells of a danger: answered as ever, with a person beside."""

import re

from db.models import Priority, Reason
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

ETHIOPIC = re.compile(r"[\u1200-\u137f]")


async def test_a_danger_in_doubt_is_answered_with_a_person_beside_and_alarms_nobody(
    world: World, phone: Phone, office: Office
) -> None:
    *_, answer, gentle = await phone.asks(engine.DOUBTFUL)

    assert answer.buttons[0] == "This helped"
    assert "112" in gentle.text and gentle.buttons == ("Talk to a person",)
    assert await world.case(phone) is None
    assert office.texts() == []

    await phone.presses("Talk to a person")

    case = await world.case(phone)
    assert case is not None
    assert (case.reason, case.priority, case.confidential) == (
        Reason.ASKED,
        Priority.NORMAL,
        True,
    )
    assert not any(engine.DOUBTFUL in one for one in office.texts())


async def test_the_gentle_line_is_in_the_language_of_the_message_and_names_112_only_for_danger(
    world: World, telegram: Phone
) -> None:
    gentle = (await telegram.asks(engine.DOUBTFUL_TI))[-1]
    assert ETHIOPIC.search(gentle.text) and "112" in gentle.text

    *_, choice, beside = await telegram.asks(engine.DOUBTFUL_LETTER)
    assert len(choice.buttons) == 3
    assert "112" not in beside.text


async def test_a_number_still_chooses_a_topic_after_the_gentle_line(
    world: World, whatsapp: Phone
) -> None:
    await whatsapp.asks(engine.DOUBTFUL_LETTER)
    shown = await whatsapp.asks("1")

    title = world.house.knowledge.short(engine.BY_REGION, "en")
    assert any(title in one.text for one in shown)
