"""A group shares one list: who does what, what is done, and what is stuck and reaches staff."""

import asyncio
import datetime as dt

from db.models import ChecklistItem, Contact, Sponsorship
from handlers import checklist_staff
from tests.journeys.phones import Phone
from tests.journeys.world import World

#: The clock stands on 4 February 2026: the family came two days ago.
ARRIVAL = dt.date(2026, 2, 2)
MINE, DONE, STUCK = "Ik doe dit", "Het is klaar", "Het zit vast"


async def group_of_two(
    world: World, phone: Phone, other: Phone, arrival: dt.date | None = ARRIVAL
) -> list[Contact]:
    """Two volunteers of one group, which is linked to a family."""
    first = await world.add_volunteer()
    family = await world.add_family()
    now = world.clock.now()
    async with world.database.transaction() as session:
        second = Contact(
            kind="volunteer", name="Mieke Jacobs", language="nl", region="flanders",
            welcome_group_id=first.welcome_group_id, created_at=now,
        )  # fmt: skip
        link = Sponsorship(
            welcome_group_id=first.welcome_group_id, household_id=family.id,
            arrival_on=arrival, created_at=now,
        )  # fmt: skip
        session.add_all([second, link])
    await phone.asks(f"/start {await world.invite(first)}")
    await other.asks(f"/start {await world.invite(second)}")
    return [first, second]


def line(phone: Phone, words: str) -> str:
    """The newest line of a list that holds these words, as a button or in a numbered list."""
    for shown in reversed(phone.shows()):
        lines = [one.partition(". ")[2] for one in shown.text.splitlines()]
        for label in (*shown.buttons, *lines):
            if words in label:
                return label
    raise LookupError(words)


async def choose(phone: Phone, words: str) -> str:
    """Choose a line of the list, on whichever page it is, and read what it says."""
    shown = await phone.asks("checklist")
    if not any(words in text for one in shown for text in (*one.buttons, one.text)):
        await phone.presses("Meer")
    return (await phone.presses(line(phone, words)))[-1].text


async def test_the_list_of_the_phase_is_shared_and_each_sees_who_does_what(
    world: World, phone: Phone
) -> None:
    other = world.phone(phone.channel)
    await group_of_two(world, phone, other)
    assert "Niemand doet dit" in await choose(phone, "huisarts")
    [mine] = await phone.presses(MINE)
    assert "huisarts" in mine.text

    assert "Jan doet dit" in await choose(other, "huisarts")
    assert "Jan" in line(other, "huisarts")
    [done] = await other.presses(DONE)
    assert "huisarts" in done.text
    assert "Dit is klaar" in await choose(phone, "huisarts")
    assert "✅" in line(phone, "huisarts")
    assert any("1 van 8 klaar" in one.text for one in phone.shows())


async def test_two_volunteers_at_once_have_one_item_between_them(
    world: World, phone: Phone
) -> None:
    other = world.phone(phone.channel)
    people = await group_of_two(world, phone, other)
    for one in (phone, other):
        await choose(one, "huisarts")
    await asyncio.gather(say(phone, MINE), say(other, MINE))
    await asyncio.gather(world.intake.drain(), world.intake.drain())
    await world.settle()

    texts = [one.reads()[-1].text for one in (phone, other)]
    [row] = await world.rows(ChecklistItem, ChecklistItem.item == "doctor")
    assert row.state == "taken" and row.holder_id in [one.id for one in people]
    assert sorted("iets sneller" in text for text in texts) == [False, True]


async def say(phone: Phone, label: str) -> None:
    """Press or answer by number, without waiting for what happens."""
    place = phone._place_in_list(label)
    await (phone.taps(label) if place is None else phone.says(str(place)))


async def test_what_is_stuck_reaches_staff_and_their_answer_reaches_the_volunteer(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    other = world.phone(phone.channel)
    await group_of_two(world, phone, other)
    await choose(phone, "bank")
    await phone.presses(STUCK)
    [noted] = await phone.asks("De bank wil een Belgische kaart zien.")
    assert "zit" in noted.text or "bekijkt" in noted.text
    case = await world.case(phone)
    assert case is not None and case.reason == "checklist"
    assert case.brief["question"] == "De bank wil een Belgische kaart zien."
    assert "Belgische kaart" in await choose(other, "bank")

    [row] = await world.rows(ChecklistItem, ChecklistItem.item == "bank")
    async with world.database.transaction() as session:
        row = await session.get_one(ChecklistItem, row.id)
        await checklist_staff.comment(
            session, world.house, row, "Vraag de basisbankdienst.", member=ana,
            now=world.clock.now(),
        )  # fmt: skip
        await checklist_staff.unblock(session, world.house, row, member=ana, now=world.clock.now())
    phone.reads()
    await world.settle()
    heard = [one.text for one in phone.reads()]
    assert len(heard) == 2 and "basisbankdienst" in heard[0]
    assert "basisbankdienst" in await choose(other, "bank")


async def test_an_item_opens_its_entry_of_the_faq(world: World, telegram: Phone) -> None:
    await group_of_two(world, telegram, world.phone("telegram"), arrival=None)
    assert "Niemand doet dit" in await choose(telegram, "huurwaarborg")
    answer = await telegram.presses("Meer lezen")
    assert "waarborg" in answer[0].text and "https://" in answer[0].text


async def test_only_the_groups_own_list_is_shown(world: World, telegram: Phone) -> None:
    await group_of_two(world, telegram, world.phone("telegram"))
    await choose(telegram, "huisarts")
    [row] = await world.rows(ChecklistItem, ChecklistItem.item == "doctor")
    stranger = world.phone("simulator")
    await stranger.asks("hello")
    await world.take_in(
        "simulator",
        {
            "id": "forged",
            "from": stranger.id,
            "kind": "button",
            "payload": f"checklist:take:{row.id}",
        },
    )
    await world.settle()
    [row] = await world.rows(ChecklistItem, ChecklistItem.item == "doctor")
    assert row.state == "open"
    assert "huisarts" not in " ".join(one.text for one in stranger.shows())
