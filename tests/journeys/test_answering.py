"""Answers: two at once, whole in a language that the person reads, for where they live."""

import datetime as dt
from typing import Any

import pytest

from db.content import Content
from db.models import Contact, Control, DeliveryState, Feedback, Household, Message
from faq.entry import Entry, Region
from locales.texts import question as texts
from tests.journeys import engine
from tests.journeys.phones import Phone, Shown
from tests.journeys.world import World

BUTTONS = ("This helped", "Not quite", "Talk to a person")
REGIONS = ("Flanders", "Brussels", "Wallonia", "German-speaking Community")


def entry_of(world: World, entry_id: str) -> Entry:
    return world.house.knowledge.entries[entry_id]


def flat(shown: list[Shown]) -> str:
    """Everything that was read, without the marks that set values apart."""
    return "\n".join(one.text for one in shown).replace("\u2068", "").replace("\u2069", "")


def choices(shown: Shown) -> tuple[str, ...]:
    """What can be chosen under a message: buttons, or a numbered list."""
    lines = (line.partition(". ") for line in shown.text.splitlines())
    return shown.buttons or tuple(rest for number, _, rest in lines if number.isdigit())


async def answers(world: World) -> list[Message]:
    return [one for one in await world.rows(Message) if one.content.get("entry_id")]


# --- two questions in one message


async def test_two_questions_get_two_answers_each_with_its_own_feedback(
    world: World, phone: Phone
) -> None:
    shown = await phone.asks(engine.TWO)

    assert [one.buttons for one in shown].count(BUTTONS) == 2
    first, second = await answers(world)
    assert [one.content["entry_id"] for one in (first, second)] == [engine.ENTRY, engine.OTHER]
    for message in (first, second):
        helped = Content.from_json(message.content).buttons[0]
        assert helped.payload == f"helped:{message.id}"
        assert entry_of(world, message.content["entry_id"]).short[:40] in message.content["text"]

    await phone.presses("This helped")
    [verdict] = await world.rows(Feedback)
    assert (verdict.message_id, verdict.entry_id) == (second.id, engine.OTHER)


async def test_two_questions_that_mean_the_same_are_answered_once(
    world: World, telegram: Phone
) -> None:
    world.engine.known[engine.TWO] = engine.answer("en", engine.ENTRY, engine.ENTRY)
    await telegram.asks(engine.TWO)
    assert len(await answers(world)) == 1


# --- where the person lives


@pytest.mark.parametrize(("place", "region"), list(enumerate(Region)))
async def test_after_an_answer_that_depends_on_it_the_region_is_asked_and_its_part_added(
    world: World, phone: Phone, place: int, region: Region
) -> None:
    *_, question = await phone.asks(engine.REGIONAL)
    assert "Where do you live?" in question.text
    assert choices(question) == REGIONS

    added = await phone.presses(REGIONS[place])

    entry = entry_of(world, engine.BY_REGION)
    assert flat(added) == f"In your region: {entry.regions[region]}"
    assert (await world.conversation(phone)).region == region


async def test_a_region_that_is_known_is_answered_for_and_not_asked(
    world: World, phone: Phone
) -> None:
    await phone.asks(engine.REGIONAL)
    await phone.presses("Wallonia")
    shown = await phone.asks(engine.REGIONAL)

    assert shown[-1].buttons == BUTTONS
    assert f"In your region: {entry_of(world, engine.BY_REGION).regions[Region.WALLONIA]}"[
        :60
    ] in flat(shown)


async def test_a_region_in_the_question_is_answered_for_wherever_the_person_lives(
    world: World, telegram: Phone
) -> None:
    regions = entry_of(world, engine.BY_REGION).regions
    shown = await telegram.asks(engine.REGIONAL_ELSEWHERE)
    assert f"Brussels\n{regions[Region.BRUSSELS]}" in flat(shown)
    assert shown[-1].buttons == BUTTONS  # it need not be asked
    assert (await world.conversation(telegram)).region is None  # and nobody said they live there

    await telegram.asks(engine.REGIONAL)
    await telegram.presses("Flanders")
    again = flat(await telegram.asks(engine.REGIONAL_ELSEWHERE))
    assert f"Brussels\n{regions[Region.BRUSSELS]}" in again
    assert regions[Region.FLANDERS] not in again

    offered = await telegram.asks(engine.VAGUE_ELSEWHERE)
    chosen = flat(await telegram.presses(choices(offered[-1])[0]))
    assert f"Wallonia\n{regions[Region.WALLONIA]}" in chosen


@pytest.mark.parametrize("answer", [None, engine.HELLO, "9"])
async def test_the_region_is_asked_once_also_when_nobody_answers(
    world: World, phone: Phone, answer: str | None
) -> None:
    await phone.asks(engine.REGIONAL)
    if answer is not None:
        await phone.asks(answer)
    await world.pass_time(days=8)
    phone.reads()

    shown = await phone.asks(engine.REGIONAL)

    assert shown[-1].buttons == BUTTONS
    assert (await world.conversation(phone)).region is None


async def test_an_answer_without_regional_parts_asks_nothing(world: World, phone: Phone) -> None:
    shown = await phone.asks(engine.QUESTION)
    assert shown[-1].buttons == BUTTONS


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("2800", "flanders"),
        ("1000 Brussels", "brussels"),
        ("B-5000", "wallonia"),
        ("٤٧٠٠", "german_speaking"),
        ("6060 La Louvière-Centre", "wallonia"),
    ],
)
async def test_a_postal_code_answers_where_somebody_lives(
    world: World, phone: Phone, written: str, region: str
) -> None:
    await phone.asks(engine.REGIONAL)
    added = await phone.asks(written)

    assert flat(added) == (
        f"In your region: {entry_of(world, engine.BY_REGION).regions[Region(region)]}"
    )
    assert (await world.conversation(phone)).region == region


@pytest.mark.parametrize("written", ["0999", "1500 euro", "in 2024 we moved", "2800?", "32470"])
async def test_other_numbers_are_no_postal_code(
    world: World, telegram: Phone, written: str
) -> None:
    await telegram.asks(engine.REGIONAL)
    await telegram.asks(written)
    assert (await world.conversation(telegram)).region is None


async def test_a_postal_code_that_nobody_asked_for_is_a_question(
    world: World, telegram: Phone
) -> None:
    [shown] = await telegram.asks("2800")
    assert "I do not know the answer" in shown.text


async def _without_region(world: World, table: Any, number: int) -> None:
    async with world.database.transaction() as session:
        (await session.get_one(table, number)).region = None


async def test_a_familys_region_is_remembered_for_the_family(world: World, phone: Phone) -> None:
    family = await world.add_family("en")
    await _without_region(world, Household, family.id)
    await phone.asks(f"/start {await world.invite(family)}")
    await phone.asks(engine.REGIONAL)
    await phone.asks("4700")

    [home] = await world.rows(Household)
    assert (home.region, home.postal_code) == ("german_speaking", "4700")
    assert (await world.conversation(phone)).region is None


async def test_a_volunteers_region_is_remembered_for_the_volunteer(
    world: World, telegram: Phone
) -> None:
    lotte = await world.add_volunteer("en")
    async with world.database.transaction() as session:
        row = await session.get_one(Contact, lotte.id)
        row.region, row.welcome_group_id = None, None
    await telegram.asks(f"/start {await world.invite(lotte)}")
    await telegram.asks(engine.REGIONAL)
    await telegram.presses("Brussels")

    [contact] = await world.rows(Contact)
    assert contact.region == "brussels"


async def test_a_region_without_a_rule_of_its_own_is_thanked_for(
    world: World, telegram: Phone
) -> None:
    only_flanders = "discrimination-racism"
    world.engine.known[engine.REGIONAL] = engine.answer("en", only_flanders)
    assert set(entry_of(world, only_flanders).regions) == {Region.FLANDERS}
    await telegram.asks(engine.REGIONAL)
    [thanks] = await telegram.presses("Brussels")
    assert thanks.text == texts.REGION_KEPT.english


async def test_two_regional_answers_ask_once_and_get_both_parts(world: World, phone: Phone) -> None:
    shown = await phone.asks(engine.TWO_REGIONAL)
    assert sum(choices(one) == REGIONS for one in shown) == 1

    added = flat(await phone.presses("Brussels"))

    for entry_id in (engine.BY_REGION, engine.ALSO_BY_REGION):
        assert entry_of(world, entry_id).regions[Region.BRUSSELS] in added


async def test_the_regional_part_is_in_the_language_of_its_answer(
    world: World, phone: Phone
) -> None:
    *_, question = await phone.asks(engine.REGIONAL_FR)
    assert choices(question)[3] == "Communauté germanophone"
    added = flat(await phone.presses("Bruxelles"))

    translated = world.house.knowledge.translate(engine.BY_REGION, "region.brussels", "fr")
    assert translated is not None
    assert added == f"{world.house.words.say(texts.IN_YOUR_REGION, 'fr')} {translated}"


async def test_while_a_person_is_in_charge_the_region_is_remembered_in_silence(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks(engine.REGIONAL)
    await world.claims(ana, telegram)
    telegram.reads()

    assert await telegram.presses("Flanders") == []
    conversation = await world.conversation(telegram)
    assert (conversation.control, conversation.region) == (Control.HUMAN, "flanders")


async def test_a_year_told_to_a_colleague_is_no_postal_code(world: World, telegram: Phone) -> None:
    ana = await world.add_staff()
    await telegram.asks(engine.REGIONAL)
    await world.claims(ana, telegram)
    await telegram.asks("1985")
    assert (await world.conversation(telegram)).region is None


# --- in which languages it is there


async def test_an_answer_that_is_not_there_in_ones_language_is_offered_in_the_others(
    world: World, phone: Phone
) -> None:
    world.forget_translations("ar")
    [offer] = await phone.asks(engine.QUESTION_AR)

    names = ("English", "Nederlands", "Français", "Deutsch")
    assert choices(offer) == (*names, "التحدث إلى شخص")
    assert "، ".join(names) in flat([offer])
    assert "ليس لدي هذا الجواب بلغتكم بعد" in offer.text
    assert await answers(world) == []


@pytest.mark.parametrize(
    ("name", "code", "helped"),
    [("English", "en", "This helped"), ("Français", "fr", "Oui, cela m'aide")],
)
async def test_the_chosen_language_brings_the_whole_answer_with_its_buttons(
    world: World, phone: Phone, name: str, code: str, helped: str
) -> None:
    world.forget_translations("ar")
    await phone.asks(engine.QUESTION_AR)
    shown = await phone.presses(name)

    known = world.house.knowledge
    short = known.translate(engine.ENTRY, "short", code) if code != "en" else None
    assert (short or known.entries[engine.ENTRY].short)[:40] in shown[0].text
    assert shown[-1].buttons[0] == helped and len(shown[-1].buttons) == 3
    arabic = [sign for sign in flat(shown) if "\u0600" <= sign <= "\u06ff"]
    assert arabic == []
    [answer] = await answers(world)
    assert answer.language == code
    assert (await world.conversation(phone)).language == "ar"


async def test_a_person_can_be_asked_for_instead(world: World, phone: Phone) -> None:
    world.forget_translations("ar")
    await phone.asks(engine.QUESTION_AR)
    await phone.presses("التحدث إلى شخص")
    assert await world.case(phone) is not None


async def test_a_reader_whose_answer_is_missing_is_asked_in_their_own_language(
    world: World, telegram: Phone
) -> None:
    world.forget_translations("ti")
    world.engine.known["ሰላም"] = engine.answer("ti", engine.ENTRY)
    [offer] = await telegram.asks("ሰላም")
    names = ("English", "Nederlands", "Français", "Deutsch", "العربية")
    assert offer.buttons == (*names, "ምስ ሰብ ተዛረቡ")
    assert offer.text.startswith("እዚ መልሲ")


async def test_two_answers_are_offered_in_one_message_and_read_with_one_press(
    world: World, phone: Phone
) -> None:
    world.forget_translations("ar")
    assert len(await phone.asks(engine.TWO_AR)) == 1
    await phone.presses("Nederlands")

    found = await answers(world)
    assert [(one.content["entry_id"], one.language) for one in found] == [
        (engine.ENTRY, "nl"),
        (engine.OTHER, "nl"),
    ]


async def test_the_second_language_is_announced_and_the_answer_follows_at_once(
    world: World, phone: Phone
) -> None:
    world.forget_translations("ar")
    lotte = await world.add_volunteer("ar")
    async with world.database.transaction() as session:
        (await session.get_one(Contact, lotte.id)).second_language = "nl"
    await phone.asks(f"/start {await world.invite(lotte)}")
    announced, *answer = await phone.asks(engine.QUESTION_AR)

    assert flat([announced]).endswith("Nederlands.")
    assert "ليس لدي هذا الجواب بلغتكم بعد" in announced.text
    short = world.house.knowledge.translate(engine.ENTRY, "short", "nl")
    assert short is not None and short[:40] in answer[0].text
    assert answer[-1].buttons[0] == "Dit helpt mij"


async def test_while_a_person_is_in_charge_a_language_brings_nothing(
    world: World, telegram: Phone
) -> None:
    world.forget_translations("ar")
    ana = await world.add_staff()
    await telegram.asks(engine.QUESTION_AR)
    await world.claims(ana, telegram)
    telegram.reads()
    assert await telegram.presses("Français") == []
    assert await answers(world) == []


async def test_an_offer_that_staff_overtook_is_withdrawn(world: World, telegram: Phone) -> None:
    world.forget_translations("ar")
    ana = await world.add_staff()
    await telegram.says(engine.QUESTION_AR)
    await world.intake.drain()
    await world.claims(ana, telegram)
    offer = (await world.deliveries(telegram))[0]
    assert (offer.state, offer.reason) == (DeliveryState.CANCELLED, "taken_over")


# --- an answer that nobody has looked at for long


async def test_an_answer_past_its_review_begins_with_a_warning_and_offers_a_person(
    world: World, phone: Phone
) -> None:
    entry = entry_of(world, engine.ENTRY)
    fresh = await phone.asks(engine.QUESTION)
    assert texts.OVERDUE.english not in flat(fresh)
    await world.at(dt.datetime.combine(entry.review_by, dt.time(12), dt.UTC) + dt.timedelta(days=1))
    phone.reads()

    shown = await phone.asks(engine.QUESTION)

    assert shown[0].text.startswith(texts.OVERDUE.english)
    assert entry.short[:40] in shown[0].text
    await phone.presses(shown[-1].buttons[2])
    assert await world.case(phone) is not None
