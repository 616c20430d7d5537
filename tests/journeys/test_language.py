"""Which language somebody is written to: theirs, another one on offer, Persian or Dari."""

from dataclasses import replace

import pytest

from db.models import Contact, Control
from faq.decision import Decision
from faq.entry import Region
from locales import languages
from locales.texts import general, question
from tests.handlers import scene
from tests.journeys import engine
from tests.journeys.phones import Phone, Shown, TelegramPhone
from tests.journeys.world import World

#: In French, because the message was.
OFFER_FR = "Voulez-vous que je vous écrive en français à partir de maintenant"
PERSIAN, DARI = "فارسی", "دری"
GREETING_FA = "سلام، من تازه به بلژیک آمده‌ام"


async def come_in(world: World, phone: Phone, language: str = "en") -> Contact:
    """A volunteer who is known by this language."""
    lotte = await world.add_volunteer(language)
    await phone.asks(f"/start {await world.invite(lotte)}")
    return lotte


def offers(shown: list[Shown]) -> list[tuple[str, ...]]:
    return [one.buttons for one in shown if OFFER_FR in one.text]


# --- going on in another language


async def test_a_message_in_another_language_is_answered_in_it_and_followed_by_an_offer(
    world: World, phone: Phone
) -> None:
    await come_in(world, phone)
    *answer, offer = await phone.asks(engine.QUESTION_FR)

    assert answer[-1].buttons[0] == "Oui, cela m'aide"
    assert (OFFER_FR in offer.text, offer.buttons) == (True, ("Oui", "Non"))

    [chosen] = await phone.presses("Oui")
    assert "je vous écris en français" in chosen.text
    conversation = await world.conversation(phone)
    assert (conversation.language, conversation.language_chosen) == ("fr", True)
    [contact] = await world.rows(Contact)
    assert contact.language == "fr"


async def test_the_offer_is_made_once_for_each_language_and_conversation(
    world: World, phone: Phone
) -> None:
    await come_in(world, phone)
    assert len(offers(await phone.asks(engine.QUESTION_FR))) == 1
    await world.pass_time(days=8)
    phone.reads()
    assert offers(await phone.asks(engine.QUESTION_FR)) == []

    shown = await phone.asks(engine.QUESTION_NL)
    assert "in het Nederlands schrijven" in shown[-1].text


async def test_a_no_keeps_the_usual_language(world: World, phone: Phone) -> None:
    await come_in(world, phone)
    await phone.asks(engine.QUESTION_FR)
    [kept] = await phone.presses("Non")

    assert kept.text == "All right. I go on writing to you in English."
    [shown] = await phone.asks("/help")
    assert "/human: talk to a person" in shown.text
    assert (await world.conversation(phone)).language_chosen is False


@pytest.mark.parametrize(("word", "chosen"), [("oui", True), ("non", False)])
async def test_the_offer_is_answered_in_words_too(
    world: World, telegram: Phone, word: str, chosen: bool
) -> None:
    await come_in(world, telegram)
    await telegram.asks(engine.QUESTION_FR)
    await telegram.asks(word)
    assert (await world.conversation(telegram)).language_chosen is chosen


async def test_small_talk_in_another_language_is_followed_by_the_offer(
    world: World, telegram: Phone
) -> None:
    await come_in(world, telegram)
    thanks, offer = await telegram.asks(engine.MERCI)
    assert OFFER_FR not in thanks.text and OFFER_FR in offer.text


async def test_a_chosen_language_is_a_usual_one(world: World, phone: Phone) -> None:
    await phone.asks("/language")
    await phone.presses("Nederlands")
    assert len(offers(await phone.asks(engine.QUESTION_FR))) == 1


async def test_a_stranger_who_never_chose_is_followed_and_not_asked(
    world: World, phone: Phone
) -> None:
    await phone.asks(engine.QUESTION)
    assert offers(await phone.asks(engine.QUESTION_FR)) == []
    assert (await world.conversation(phone)).language == "fr"


async def test_one_thing_is_asked_at_a_time(world: World, phone: Phone) -> None:
    lotte = await come_in(world, phone)
    async with world.database.transaction() as session:
        row = await session.get_one(Contact, lotte.id)
        row.region, row.welcome_group_id = None, None
    shown = await phone.asks(engine.REGIONAL_FR)
    assert "Où habitez-vous" in shown[-1].text
    assert offers(shown) == []

    await phone.presses("Bruxelles")
    assert len(offers(await phone.asks(engine.QUESTION_FR))) == 1


@pytest.mark.parametrize("place", [0, 2], ids=["a topic", "none of these"])
async def test_a_choice_is_answered_in_the_language_of_its_question_and_followed_by_the_offer(
    world: World, phone: Phone, place: int
) -> None:
    await come_in(world, phone, "nl")
    knowledge = world.house.knowledge
    [offered] = await phone.asks(engine.VAGUE_TI)
    titles = [knowledge.title(one, "ti") for one in (engine.ENTRY, engine.OTHER)]
    labels = [*titles, scene.words().say(question.NONE_OF_THESE, "ti")]
    assert offered.buttons in (tuple(labels), ())
    assert all(one in "\n".join((offered.text, *offered.buttons)) for one in labels)

    *_, answer, offer = await phone.presses(labels[place])

    said = knowledge.short(engine.ENTRY, "ti")[:30]
    if place:
        organisation = world.house.policy.organisation
        said = scene.words().say(question.NOT_KNOWN, "ti", organisation=organisation)
    assert said in answer.text
    assert offer.text.startswith(scene.words().say(general.SWITCH, "ti"))
    [usual] = await phone.asks("/help")
    assert "/human: praat met iemand" in usual.text


async def test_in_danger_nothing_is_offered(world: World, telegram: Phone) -> None:
    await come_in(world, telegram, "fr")
    shown = await telegram.asks(engine.FIRE)
    assert not any("from now on" in one.text for one in shown)


# --- Persian or Dari


async def test_a_stranger_who_writes_persian_is_asked_once_whether_it_is_dari(
    world: World, phone: Phone
) -> None:
    question, *_ = await phone.asks(engine.QUESTION_FA)
    assert (question.text, question.buttons) == ("فارسی یا دری؟", (PERSIAN, DARI))
    shown = await phone.asks(engine.QUESTION_FA)
    assert not any(one.text == question.text for one in shown)


@pytest.mark.parametrize(("name", "code"), [(PERSIAN, "fa"), (DARI, "fa_AF")])
async def test_the_choice_is_remembered_and_later_messages_do_not_change_it(
    world: World, phone: Phone, name: str, code: str
) -> None:
    await phone.asks(engine.QUESTION_FA)
    [seen] = await phone.presses(name)
    assert seen.text == f"✓ {name}"
    await phone.asks(engine.QUESTION_FA)

    conversation = await world.conversation(phone)
    assert (conversation.language, conversation.language_chosen) == (code, True)


async def test_the_languages_of_the_answer_are_chosen_after_the_question(
    world: World, whatsapp: Phone
) -> None:
    world.forget_translations("fa")
    _, offer = await whatsapp.asks(engine.QUESTION_FA)
    assert "1. English" in offer.text
    shown = await whatsapp.asks("1")
    assert world.house.knowledge.entries[engine.ENTRY].short[:40] in shown[0].text


async def test_in_danger_a_reader_of_dari_gets_the_words_of_dari(
    world: World, phone: Phone
) -> None:
    await phone.asks(engine.QUESTION_FA)
    await phone.presses(DARI)
    first, *_ = await phone.asks(engine.DANGER_FA)

    said = world.house.words.faq("sensitive/domestic-violence", "says_first", "fa_AF")
    assert said is not None and said[:30] in first.text
    assert said != world.house.words.faq("sensitive/domestic-violence", "says_first", "fa")
    case = await world.case(phone)
    assert case is not None and case.brief["language"] == "fa_AF"


async def test_in_danger_nobody_is_asked_for_persian_or_dari(world: World, telegram: Phone) -> None:
    shown = await telegram.asks(engine.DANGER_FA)
    assert not any(one.text == languages.PERSIAN_OR_DARI for one in shown)


async def test_whoever_is_known_by_a_language_is_not_asked(world: World, telegram: Phone) -> None:
    await come_in(world, telegram, "fa_AF")
    shown = await telegram.asks(engine.QUESTION_FA)
    assert not any(one.text == languages.PERSIAN_OR_DARI for one in shown)
    assert (await world.conversation(telegram)).language_chosen is False


async def test_a_volunteer_of_unknown_language_is_known_by_it_afterwards(
    world: World, telegram: Phone
) -> None:
    lotte = await come_in(world, telegram)
    async with world.database.transaction() as session:
        (await session.get_one(Contact, lotte.id)).language = None
    await telegram.asks(engine.QUESTION_FA)
    await telegram.presses(DARI)
    [contact] = await world.rows(Contact)
    assert contact.language == "fa_AF"


async def test_somebody_unsure_is_not_taken_for_persian(world: World, telegram: Phone) -> None:
    world.engine.known[GREETING_FA] = engine.understanding(None, Decision.UNSURE)
    shown = await telegram.asks(GREETING_FA)
    assert not any(one.text == languages.PERSIAN_OR_DARI for one in shown)


# --- what the engine is told


async def test_a_stranger_is_understood_without_any_hint(world: World, telegram: Phone) -> None:
    await telegram.asks(engine.QUESTION)
    assert world.engine.hints == [{"language": None, "region": None, "earlier": ()}]


async def test_what_is_known_of_a_person_helps_to_understand_them(
    world: World, phone: Phone
) -> None:
    await come_in(world, phone, "nl")
    await phone.asks(engine.QUESTION)
    await phone.asks(engine.REGIONAL)
    await phone.asks(engine.QUESTION)
    await phone.asks(engine.VAGUE)

    assert world.engine.hints[-1] == {
        "language": "nl",
        "region": Region.FLANDERS,
        "earlier": (engine.ENTRY, engine.BY_REGION),
    }


async def test_after_half_an_hour_earlier_answers_count_no_more(
    world: World, telegram: Phone
) -> None:
    await telegram.asks(engine.QUESTION)
    await world.pass_time(minutes=20)
    await telegram.asks(engine.REGIONAL)
    await world.pass_time(minutes=11)
    await telegram.asks(engine.VAGUE)
    assert world.engine.hints[-1]["earlier"] == (engine.BY_REGION,)


async def test_dari_is_persian_to_the_engine(world: World, telegram: Phone) -> None:
    await telegram.asks(engine.QUESTION_FA)
    await telegram.presses(DARI)
    await telegram.asks(engine.QUESTION_FA)
    assert world.engine.hints[-1]["language"] == "fa"
    assert (await world.conversation(telegram)).control == Control.BOT


async def test_a_strangers_region_is_a_hint(world: World, telegram: Phone) -> None:
    await telegram.asks(engine.REGIONAL)
    await telegram.presses("Wallonia")
    await telegram.asks(engine.VAGUE)
    assert world.engine.hints[-1]["region"] == Region.WALLONIA


# --- the first words of a stranger


@pytest.mark.parametrize(
    ("text", "guess", "hint", "language"),
    [
        ("Bonjour", None, "en", "fr"),
        ("Guten Tag", None, None, "de"),
        ("Goedemorgen", None, None, "nl"),
        ("Merhaba", None, None, "tr"),
        ("مرحبا", "ar", "en", "ar"),
        ("سلام", "ar", None, "ar"),
        ("سلام", "ar", "fa", "fa"),
        ("Habari", None, None, "sw"),
        ("Salaan", None, None, "so"),
        ("appelez-moi", None, None, "fr"),
        ("رسائل أقل", "ar", "en", "ar"),
        ("minder vaak", "nl", None, "nl"),
        ("stop aub", None, None, "nl"),
        ("hallo", None, None, "nl"),
        ("hallo", None, "de", "de"),
        ("ok", None, "tr", "tr"),
        ("ok", None, None, None),
        ("STOP", None, "fr", "fr"),
    ],
)
async def test_a_stranger_is_answered_in_the_language_of_the_words_they_know(
    world: World, text: str, guess: str | None, hint: str | None, language: str | None
) -> None:
    stranger = TelegramPhone(world, world.count(), language=hint)
    known = engine.understanding(guess, Decision.UNSURE)
    world.engine.known[text] = replace(known, language_sure=False)
    await stranger.asks(text)
    conversation = await world.conversation(stranger)
    assert conversation.language == language
