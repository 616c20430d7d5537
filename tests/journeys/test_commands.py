"""Commands and the plain words for them."""

import pytest

from db.models import Control
from locales import languages
from locales.texts import general
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", "This is the helpdesk of Caritas International"),
        ("/help", "/human: talk to a person"),
        ("/foo", "/human: talk to a person"),
        ("hulp", "/human: praat met iemand"),
        ("aide", "/human"),
        ("مساعدة", "/human"),
        ("/privacy", "They are stored encrypted"),
        ("vie privée", "Ils sont enregistrés"),
        ("STOP", "We do not send you messages by ourselves any more"),
    ],
)
async def test_a_command_or_its_plain_word_is_obeyed(
    telegram: Phone, text: str, expected: str
) -> None:
    [shown] = await telegram.asks(text)
    assert expected in shown.text


@pytest.mark.parametrize("language", ["nl", "ti"])
async def test_the_help_of_a_family_names_what_is_theirs(
    world: World, phone: Phone, language: str
) -> None:
    home = await world.add_family(language)
    await phone.asks(f"/start {await world.invite(home)}")
    [shown] = await phone.asks("/help")
    assert world.house.words.say(general.HELP_FAMILY, language) in shown.text
    assert world.house.words.say(general.HELP_VOLUNTEER, language) not in shown.text


@pytest.mark.parametrize("word", ["/human", "persoon", "quelqu'un", "شخص"])
async def test_a_person_can_be_asked_for_in_any_interface_language(
    world: World, telegram: Phone, word: str
) -> None:
    await telegram.asks(word)
    assert (await world.conversation(telegram)).control == Control.QUEUED


async def test_a_chosen_language_holds(world: World, phone: Phone) -> None:
    [asked] = await phone.asks("/language")
    assert all(name in asked.text + str(asked.buttons) for name in ("Nederlands", "العربية"))

    await phone.presses("Nederlands")
    [shown] = await phone.asks("/help")

    assert "/human: met een mens praten" in shown.text or "je eigen" in shown.text
    assert (await world.conversation(phone)).language_chosen is True


async def test_a_wrong_language_can_be_undone_by_its_sign(world: World, phone: Phone) -> None:
    [first] = await phone.asks("/start")
    assert "🌐" in first.text + str(first.buttons)
    [asked] = await phone.presses("🌐")
    names = [languages.own_name(code) for code in languages.CHOOSABLE]
    offered = asked.buttons or [one.split(". ")[1] for one in asked.text.splitlines()[2:]]
    assert list(offered) == names, "each by its own name, always in this order"

    [wrong] = await phone.presses("ትግርኛ")
    assert "ትግርኛ" in wrong.text and "🌐" in wrong.text + str(wrong.buttons)
    [again] = await phone.asks("🌐")
    assert again.text.startswith("🌐 ብኣየናይ ቋንቋ")
    [right] = await phone.presses("دری")
    assert right.text == world.house.words.say(general.LANGUAGE_CHOSEN, "fa_AF")
    assert (await world.conversation(phone)).language == "fa_AF"
    [help_] = await phone.asks("راهنما")
    organisation = world.house.policy.organisation
    said = world.house.words.say(general.HELP, "fa", organisation=organisation)
    assert help_.text.startswith(said)


async def test_a_message_in_another_language_is_answered_in_it_and_the_choice_stays(
    world: World, telegram: Phone
) -> None:
    await telegram.asks("/language")
    await telegram.presses("Français")
    *_, answer, offer = await telegram.asks(engine.QUESTION)
    assert answer.buttons[0] == "This helped"
    assert offer.buttons == ("Yes", "No")

    [shown] = await telegram.asks("/privacy")

    assert "chiffr" in shown.text
