"""People are invited in their own languages, answer, are reminded, and hear what changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from db import gatherings as rows
from db import people
from db.models import (
    Address,
    Case,
    Contact,
    Delivery,
    DeliveryKind,
    Gathering,
    GatheringKind,
    GatheringNotice,
    Household,
    Invitation,
    InvitationState,
    NoticeKind,
    NoticeState,
    Reason,
    Sponsorship,
    StaffMember,
)
from faq.decision import Decision
from handlers import gathering_guests, gatherings
from handlers.gatherings import Facts
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World

BRUSSELS = ZoneInfo("Europe/Brussels")
#: Ten days after the clock starts, a Saturday; and the reminder's moment, two days before.
DAY, REMINDED = dt.date(2026, 2, 14), dt.datetime(2026, 2, 12, 9, tzinfo=dt.UTC)
PLACE = "Zaal Hof, Grote Markt 1"


def facts(**changes: object) -> Facts:
    values = {
        "title": "", "language": "nl", "on": DAY, "at": dt.time(14), "until": dt.time(16, 30),
        "place": PLACE, "capacity": None,
    }  # fmt: skip
    return Facts(**(values | changes))  # type: ignore[arg-type]


async def meet_family(world: World, phone: Phone) -> Household:
    """A family that reads French says yes to our messages."""
    family = await world.add_family("fr")
    await phone.asks(f"/start {await world.invite(family)}")
    await phone.asks("oui")
    return family


async def plan(
    world: World, member: StaffMember, family: Household | None = None, **changes: object
) -> Gathering:
    """An exchange moment of the family and the one group there is, or a training for all."""
    async with world.database.transaction() as session:
        link = None
        if family is not None:
            [group] = await people.groups(session)
            link = Sponsorship(
                welcome_group_id=group.id, household_id=family.id, arrival_on=dt.date(2026, 1, 5),
                created_at=world.clock.now(),
            )  # fmt: skip
            session.add(link)
            await session.flush()
        return await gatherings.create(
            session,
            GatheringKind.EXCHANGE if link else GatheringKind.TRAINING,
            facts(**({} if link else {"title": "Traumasensitief"}) | changes),
            zone=BRUSSELS,
            sponsorship_id=link.id if link else None,
            member=member,
            now=world.clock.now(),
        )


async def invite(world: World, member: StaffMember, row: Gathering) -> int:
    """Staff see who will be invited, and then invite them."""
    async with world.database.transaction() as session:
        chosen = await gathering_guests.to_invite(session, world.house, row)
        count = await gathering_guests.invite(
            session, world.house, row,
            seen=gathering_guests.stamp(chosen), member=member, now=world.clock.now(),
        )  # fmt: skip
    await world.tick()
    await world.settle()
    return count


async def invitation(world: World, **of: int) -> Invitation:
    found: list[Invitation] = list(
        await world.rows(Invitation, *(getattr(Invitation, name) == id for name, id in of.items()))
    )
    assert len(found) == 1
    return found[0]


async def test_a_volunteer_answers_one_question_after_the_other_and_changes_the_answer(
    world: World, phone: Phone
) -> None:
    ana, volunteer = await world.add_staff(), await world.add_volunteer("nl")
    await phone.asks(f"/start {await world.invite(volunteer)}")
    row = await plan(world, ana)
    assert phone.reads() == []  # saving sends nothing
    assert await invite(world, ana, row) == 1

    [asked] = phone.reads()
    assert "nodigt je uit voor een vorming" in asked.text and "Traumasensitief" in asked.text
    assert "zaterdag 14 februari 2026" in asked.text and "14:00" in asked.text
    assert "tot 16:30" in asked.text and PLACE in asked.text
    assert asked.buttons == ("Wij komen", "Ik kan niet komen", "Praat met iemand")
    [persons] = await phone.presses("Wij komen")
    assert "Met hoeveel mensen" in persons.text and persons.buttons == ("1", "2", "3")
    [again] = await phone.asks("2 volwassenen en 3 kinderen")
    assert again.text == persons.text
    [childcare] = await phone.asks("we zijn met 5")  # no interpreter for Dutch into Dutch
    assert "kinderen" in childcare.text
    noted = (await phone.presses("Ja"))[-1]
    assert "met 5 personen" in noted.text and "past op de kinderen" in noted.text
    if phone.channel == "telegram":
        files = [one.file for one in phone.shows() if one.file]
        assert b"DTSTART:20260214T130000Z" in files[-1] and b"DTEND:20260214T153000Z" in files[-1]
    said = await invitation(world, contact_id=volunteer.id)
    assert (said.state, said.persons) == (InvitationState.YES, 5)
    assert (said.needs_interpreter, said.needs_childcare) == (False, True)

    [sorry] = await phone.presses("Ik kan niet komen")
    assert "Kun je toch komen" in sorry.text
    said = await invitation(world, contact_id=volunteer.id)
    assert (said.state, said.persons) == (InvitationState.NO, None)
    states = [one.state for one in await world.rows(GatheringNotice)]
    assert states == [NoticeState.SENT, NoticeState.CANCELLED]  # and no reminder


async def both_come(world: World, telegram: Phone, whatsapp: Phone) -> Gathering:
    """A volunteer who reads Dutch and a family that reads French say that they come."""
    ana, volunteer = await world.add_staff(), await world.add_volunteer("nl")
    await telegram.asks(f"/start {await world.invite(volunteer)}")
    family = await meet_family(world, whatsapp)
    row = await plan(world, ana, family)
    for one in (telegram, whatsapp):
        one.reads()
    assert await invite(world, ana, row) == 2
    [dutch], [french] = telegram.reads(), whatsapp.reads()
    assert "uitwisselingsmoment" in dutch.text and "samedi 14 février 2026" in french.text
    assert "Jan" not in french.text and "Haddad" not in dutch.text + french.text
    await telegram.presses("Wij komen")
    await whatsapp.presses("Nous venons")
    await whatsapp.presses("3")
    await whatsapp.presses("Oui")
    await whatsapp.presses("Non")
    said = await invitation(world, household_id=family.id)
    assert (said.persons, said.interpreter_language) == (3, "fr")
    assert said.needs_childcare is False
    return row


@pytest.mark.parametrize(
    ("held_in", "host", "asked"),
    [
        ("nl", ["nl"], "interprète"),
        ("fr", ["nl"], "enfants"),
        ("nl", ["nl", "fr"], "enfants"),  # the colleague who is there speaks it
    ],
)
async def test_an_interpreter_is_offered_only_for_what_nobody_there_speaks(
    world: World, telegram: Phone, held_in: str, host: list[str], asked: str
) -> None:
    ana, _ = await world.add_staff(), await world.add_volunteer("nl")
    row = await plan(world, ana, await meet_family(world, telegram), language=held_in)
    async with world.database.transaction() as session:
        (await session.get_one(StaffMember, ana.id)).languages = host
        (await session.get_one(Sponsorship, row.sponsorship_id)).staff_id = ana.id
    await invite(world, ana, row)
    await telegram.presses("Nous venons")
    [question] = await telegram.presses("3")
    assert asked in question.text


async def test_family_and_group_are_reminded_each_in_their_own_language(
    world: World, telegram: Phone, whatsapp: Phone
) -> None:
    await both_come(world, telegram, whatsapp)
    await world.at(REMINDED - dt.timedelta(hours=1))
    assert telegram.reads() == []
    await whatsapp.says("bonjour")  # so that free text may go
    await world.at(REMINDED)
    assert "Een herinnering" in telegram.reads()[-1].text
    [french] = [one for one in whatsapp.reads() if "Un rappel" in one.text]
    assert "samedi 14 février 2026" in french.text and "14:00" in french.text
    assert french.buttons == ("Je ne peux pas venir", "Parler à quelqu'un")
    kinds = {one.kind for one in await world.rows(Delivery)}
    assert {DeliveryKind.UNPROMPTED, DeliveryKind.REMINDER} <= kinds


async def test_a_moved_gathering_is_told_once_with_its_new_calendar_file_and_reminded_anew(
    world: World, telegram: Phone, whatsapp: Phone
) -> None:
    row = await both_come(world, telegram, whatsapp)
    [ana] = await world.rows(StaffMember)
    async with world.database.transaction() as session:
        there = await rows.locked(session, row.id)
        assert there is not None
        await gatherings.change(
            session, there, facts(at=dt.time(10), until=None),
            seen=gatherings.stamp(there, []), member=ana, now=world.clock.now(),
        )  # fmt: skip
    telegram.reads(), whatsapp.reads()
    await world.pass_time(minutes=1)
    assert telegram.reads() == []  # saving sends nothing
    async with world.database.transaction() as session:
        there = await rows.locked(session, row.id)
        assert there is not None
        for told in (2, 0):
            count = await gathering_guests.tell(session, there, member=ana, now=world.clock.now())
            assert count == told
    await world.pass_time(minutes=1)
    moved = telegram.reads()
    assert "is veranderd" in "".join(one.text for one in moved)
    [file] = [one.file for one in moved if one.file]
    assert b"DTSTART:20260214T090000Z" in file and b"SEQUENCE:1" in file
    assert f"UID:gathering-{row.id}@".encode() in file
    assert "a changé" in "".join(one.text for one in whatsapp.reads())
    reminders = await world.rows(GatheringNotice, GatheringNotice.kind == NoticeKind.REMIND)
    found = [(one.ordinal, one.state) for one in reminders]
    assert found == [(0, NoticeState.CANCELLED)] * 2 + [(1, NoticeState.PLANNED)] * 2


async def test_whoever_waits_is_offered_the_place_that_somebody_gives_back(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    other = world.phone("telegram")
    for phone in (telegram, other):
        await phone.asks(f"/start {await world.invite(await world.add_volunteer('nl'))}")
    row = await plan(world, ana, capacity=2)
    assert await invite(world, ana, row) == 2
    await telegram.presses("Wij komen")
    [fewer] = await telegram.presses("3")
    assert "Er zijn nog maar 2 plaatsen" in fewer.text and fewer.buttons == ("1", "2")
    await telegram.presses("2")
    other.reads()
    [waits] = await other.presses("Wij komen")
    assert "wachtlijst" in waits.text
    await other.presses("1")
    await telegram.presses("Nee")
    other.reads()

    await telegram.presses("Ik kan niet komen")
    await world.pass_time(minutes=1)
    [offer] = other.reads()
    assert "er is nu een plaats vrij" in offer.text and "vrijdag 6 februari 2026" in offer.text
    await other.presses("Wij komen")
    states = [one.state for one in await world.rows(Invitation)]
    assert states == [InvitationState.NO, InvitationState.YES]


@pytest.mark.parametrize("how", ["stop", "left"])
async def test_whoever_said_stop_or_left_is_not_invited(
    world: World, telegram: Phone, how: str
) -> None:
    ana, volunteer = await world.add_staff(), await world.add_volunteer("nl")
    await telegram.asks(f"/start {await world.invite(volunteer)}")
    row = await plan(world, ana)
    if how == "stop":
        await telegram.asks("stop")
    else:
        async with world.database.transaction() as session:
            (await session.get_one(type(volunteer), volunteer.id)).left_at = world.clock.now()
    telegram.reads()
    assert await invite(world, ana, row) == 0
    assert telegram.reads() == []
    if how == "stop":
        async with world.database.reading() as session:
            [guest] = await gathering_guests.guests(session, world.house, row)
            assert guest.obstacle == "withdrawn"


async def test_a_notice_that_no_phone_may_get_says_why_instead_of_being_sent(
    world: World, telegram: Phone, whatsapp: Phone
) -> None:
    """One phone of the family said stop, the other cannot be written to safely."""
    ana, family = await world.add_staff(), await meet_family(world, telegram)
    await world.add_volunteer("nl")
    async with world.database.transaction() as session:
        mother = Contact(
            kind="family", name="Amal", household_id=family.id, language="fr",
            created_at=world.clock.now(),
        )  # fmt: skip
        father = Contact(
            kind="family", name="Sami", household_id=family.id, language="fr",
            created_at=world.clock.now(),
        )  # fmt: skip
        session.add_all([mother, father])
    second = world.phone("telegram")
    for phone, person, word in ((whatsapp, mother, "stop"), (second, father, "oui")):
        await phone.asks(f"/start {await world.invite(person)}")
        await phone.asks(word)
    number = (await world.address(second)).id
    async with world.database.transaction() as session:
        (await session.get_one(Address, number)).unsafe_at = world.clock.now()
    await invite(world, ana, await plan(world, ana, family))
    [row] = await world.rows(Invitation, Invitation.household_id == family.id)
    [notice] = await world.rows(GatheringNotice, GatheringNotice.invitation_id == row.id)
    assert (notice.state, notice.reason) == (NoticeState.PLANNED, "not_safe")
    assert row.told_version is None
    keys = await world.rows(Delivery, Delivery.dedupe_key.like(f"gathering:{notice.id}:%"))
    assert keys == []


async def test_an_invitation_is_answered_in_own_words_before_a_danger_that_nobody_named(
    world: World, telegram: Phone
) -> None:
    ana, _ = await world.add_staff(), await world.add_volunteer("nl")
    family = await meet_family(world, telegram)
    await invite(world, ana, await plan(world, ana, family))
    telegram.reads()
    for text in ("Désolé, on ne peut pas venir", "Oui, nous venons"):
        world.engine.known[text] = engine.understanding(
            "fr", Decision.SENSITIVE, intent="medical-emergency"
        )
    await telegram.asks("Désolé, on ne peut pas venir")
    assert (await invitation(world, household_id=family.id)).state == InvitationState.NO
    await telegram.asks("Oui, nous venons")
    said = await invitation(world, household_id=family.id)
    assert said.state == InvitationState.YES
    await telegram.asks("moi et ma femme")
    assert [one.reason for one in await world.rows(Case)] == [Reason.CHECKIN]
