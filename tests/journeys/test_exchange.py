"""Volunteers of different groups ask each other something, and nobody learns who it was."""

import datetime as dt

from sqlalchemy import select

from db import desk_exchange
from db.models import (
    Consent,
    Contact,
    ContactKind,
    Delivery,
    DeliveryState,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    StaffMember,
    WelcomeGroup,
)
from handlers import exchange_staff, reach
from tests.journeys.phones import Phone
from tests.journeys.world import World

ASKED = "Hoe lang duurde het bij jullie voor het OCMW antwoordde?"
ANSWER = "Bij ons duurde het drie weken."
JOIN, ASK, ANSWER_IT, LEAVE = "Ja, ik doe mee", "Vraag stellen", "Antwoorden", "Niet meer meedoen"


async def volunteer(
    world: World, phone: Phone, name: str, postal_code: str, *, joins: bool = True
) -> Contact:
    """Somebody of a group of their own, who came in by invitation and takes part."""
    now = world.clock.now()
    async with world.database.transaction() as session:
        group = WelcomeGroup(
            name=f"Groep van {name}", postal_code=postal_code, region="flanders", created_at=now
        )
        session.add(group)
        await session.flush()
        person = Contact(
            kind=ContactKind.VOLUNTEER, name=name, language="nl", region="flanders",
            welcome_group_id=group.id, created_at=now,
        )  # fmt: skip
        session.add(person)
    await phone.asks(f"/start {await world.invite(person)}")
    if joins:
        await phone.asks("/exchange")
        await phone.presses(JOIN)
    return person


async def ask(phone: Phone, text: str = ASKED) -> list[str]:
    await phone.asks("/exchange")
    await phone.presses(ASK)
    return [one.text for one in await phone.asks(text)]


async def approve(world: World, member: StaffMember) -> None:
    """Staff pass on the newest question, and the clock says it."""
    async with world.database.transaction() as session:
        number = (
            await session.execute(
                select(ExchangeQuestion.id).order_by(ExchangeQuestion.id.desc()).limit(1)
            )
        ).scalar_one()
        await exchange_staff.approve(
            session, world.house, number, member=member, now=world.clock.now()
        )
    await world.settle()
    await world.pass_time(seconds=1)


async def test_a_question_goes_round_by_staff_and_an_answer_comes_back_without_any_name(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    other = world.phone(phone.channel)
    stranger = world.phone(phone.channel)
    await volunteer(world, phone, "Lotte Vermeulen", "2800")
    await volunteer(world, other, "Piet Maes", "9000")
    await volunteer(world, stranger, "Els Claes", "3000", joins=False)

    [thanks] = await ask(phone)
    await world.pass_time(seconds=5)
    assert "leest je vraag eerst" in thanks
    assert other.reads() == []

    await approve(world, ana)
    [asked] = other.reads()
    assert "Mechelen" in asked.text and ASKED in asked.text
    assert stranger.reads() == []
    await other.presses(ANSWER_IT)
    await other.asks(ANSWER)
    await world.pass_time(seconds=5)

    answered = phone.reads()[-1]
    assert "Iemand uit Gent antwoordt" in answered.text and ANSWER in answered.text
    seen = asked.text + answered.text
    assert not any(
        word in seen for word in ("Lotte", "Piet", "Vermeulen", "Maes", "Groep", phone.id, other.id)
    )
    proofs = [one for one in await world.rows(Consent) if one.purpose == "exchange"]
    assert {(one.state, one.wording_version) for one in proofs} == {("given", "exchange-2026-11")}

    await phone.presses("Terugschrijven")
    await phone.asks("Dank je! En ging iemand mee?")
    await world.pass_time(seconds=5)
    assert "ging iemand mee" in other.reads()[-1].text


async def test_a_detail_is_refused_with_its_kind_before_staff_see_anything(
    world: World, telegram: Phone
) -> None:
    await volunteer(world, telegram, "Lotte", "2800")
    await world.add_family()
    [refused] = await ask(telegram, "Familie Haddad, ٠٤٧٠ ١٢ ٣٤ ٥٦: wie helpt?")
    assert "een telefoonnummer" in refused and "de naam van iemand die we kennen" in refused
    assert await world.rows(ExchangeQuestion) == []

    [kept] = [one.text for one in await telegram.asks(ASKED)]
    assert "leest je vraag eerst" in kept
    assert [one.text for one in await world.rows(ExchangeQuestion)] == [ASKED]


async def test_who_leaves_is_left_alone_at_once_and_their_questions_are_closed(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    other, third = world.phone(phone.channel), world.phone(phone.channel)
    await volunteer(world, phone, "Lotte", "2800")
    await volunteer(world, other, "Piet", "9000")
    third_person = await volunteer(world, third, "Els", "3000")
    await ask(phone)
    world.clock.set(dt.datetime(2026, 2, 4, 21, tzinfo=dt.UTC))
    for one in (phone, other, third):
        one.reads()

    await approve(world, ana)
    assert (other.reads(), third.reads()) == ([], [])  # it is night: held
    [left] = await other.asks("Uitwisseling stoppen")
    assert "verlaten" in left.text
    async with world.database.transaction() as session:
        leaver = await session.get_one(Contact, third_person.id)
        await reach.leave(session, world.house, leaver, member=None, now=world.clock.now())

    await world.pass_time(hours=14)
    assert (other.reads(), third.reads()) == ([], [])
    copies = await world.rows(ExchangeCopy)
    assert {one.state for one in copies} == {"stopped"}
    messages = [one.message_id for one in copies]
    sent = await world.rows(Delivery, Delivery.message_id.in_(messages))
    assert {one.state for one in sent} == {DeliveryState.CANCELLED}


async def test_a_risky_answer_waits_for_staff_and_a_report_closes_the_thread(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    other = world.phone("telegram")
    await volunteer(world, telegram, "Lotte", "2800")
    await volunteer(world, other, "Piet", "9000")
    await ask(telegram)
    await approve(world, ana)
    telegram.reads()
    await other.presses(ANSWER_IT)
    [waits] = await other.asks("Bel ons gerust, we lenen jullie geld.")
    await world.pass_time(seconds=5)
    assert "leest je woorden eerst" in waits.text
    assert telegram.reads() == []
    [reply] = await world.rows(ExchangeReply)
    assert (reply.state, reply.risks) == ("waiting", ["contact", "money"])

    async with world.database.transaction() as session:
        await exchange_staff.approve_reply(session, reply.id, member=ana, now=world.clock.now())
    await world.pass_time(seconds=5)
    assert "lenen jullie geld" in telegram.reads()[-1].text
    [reported] = await telegram.presses("Er klopt iets niet")
    assert "Bedankt" in reported.text
    case = await world.case(telegram)
    assert case is not None and (case.reason, case.confidential) == ("exchange", True)
    [closed] = await other.presses(ANSWER_IT)
    assert "gesloten" in closed.text


async def test_staffs_wording_goes_on_only_with_the_authors_yes(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    other = world.phone("telegram")
    await volunteer(world, telegram, "Lotte", "2800")
    await volunteer(world, other, "Piet", "9000")
    await ask(telegram)
    [question] = await world.rows(ExchangeQuestion)
    async with world.database.transaction() as session:
        await exchange_staff.propose(
            session, world.house, question.id, "Hoe lang wachtten jullie op het OCMW?",
            member=ana, now=world.clock.now(),
        )  # fmt: skip
    await world.pass_time(seconds=5)
    other.reads()
    shown = telegram.reads()[-1]
    assert "Hoe lang wachtten jullie" in shown.text
    await telegram.presses("Ja, zo is het goed")
    await world.pass_time(seconds=5)
    assert "Hoe lang wachtten jullie" in other.reads()[-1].text


async def test_stop_ends_the_exchange_as_well(world: World, telegram: Phone) -> None:
    await volunteer(world, telegram, "Lotte", "2800")
    await ask(telegram)
    await telegram.asks("STOP")
    proofs = [one for one in await world.rows(Consent) if one.purpose == "exchange"]
    assert [(one.state, one.how) for one in proofs] == [
        ("given", "telegram:button"),
        ("withdrawn", "telegram:stop_word"),
    ]
    assert [one.state for one in await world.rows(ExchangeQuestion)] == ["withdrawn"]
    [menu] = await telegram.asks("/exchange")
    assert JOIN in menu.buttons


async def test_after_a_lost_phone_the_verdict_comes_to_the_new_one(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    lotte = await volunteer(world, telegram, "Lotte", "2800")
    await ask(telegram)
    number = (await world.address(telegram)).id
    async with world.database.transaction() as session:
        await reach.detach(session, world.house, number, member=ana, now=world.clock.now())
    new = world.phone("telegram")
    await new.asks(f"/start {await world.invite(lotte)}")
    new.reads()
    [question] = await world.rows(ExchangeQuestion)
    async with world.database.transaction() as session:
        await exchange_staff.refuse(
            session, world.house, question.id, "Vraag het ons.", member=ana, now=world.clock.now()
        )
    await world.pass_time(seconds=5)
    assert "Vraag het ons." in new.reads()[-1].text


async def test_outside_whatsapps_window_a_verdict_and_an_answer_are_announced_and_come_by_a_word(
    world: World, whatsapp: Phone
) -> None:
    await world.approve_templates()
    ana = await world.add_staff()
    other = world.phone("telegram")
    await volunteer(world, whatsapp, "Lotte", "2800")
    await volunteer(world, other, "Piet", "9000")
    await ask(whatsapp)
    await world.pass_time(hours=25)
    await approve(world, ana)
    await other.presses(ANSWER_IT)
    await other.asks(ANSWER)
    whatsapp.reads()
    await world.pass_time(seconds=5)
    [reply] = await world.rows(ExchangeReply)
    [sent] = await world.rows(
        Delivery, Delivery.message_id == reply.message_id, Delivery.kind == "reminder"
    )
    assert (reply.state, sent.state, sent.reason) == ("delivered", "held", "window")
    async with world.database.reading() as session:
        [thread] = await desk_exchange.threads(session, 1)
        assert thread.on_way[reply.message_id].state == "held"
    waits = await world.rows(Delivery, Delivery.dedupe_key.startswith("waiting:"))
    assert [one.state for one in waits] == ["done"]  # one for both

    await whatsapp.says("dag")
    await world.pass_time(seconds=5)
    assert ANSWER in "".join(one.text for one in whatsapp.reads())
