"""A volunteer enters an appointment in the chat; the family answers, is reminded, and is told."""

import datetime as dt

import pytest
from icalendar import Calendar
from sqlalchemy import select

from db.models import (
    Appointment,
    AppointmentDraft,
    AppointmentState,
    Case,
    Contact,
    Household,
    Occurrence,
    Priority,
    Reason,
    Sponsorship,
)
from faq.decision import Decision
from handlers import appointments as entering
from handlers.appointments import Author, Facts
from tests.journeys import engine
from tests.journeys.phones import Phone, Shown
from tests.journeys.world import World

#: The clock starts on Wednesday 4 February 2026, 10:00 in Brussels.
FRIDAY_WEEK = dt.date(2026, 2, 13)
ADDRESS = "Grote Markt 1 & 2, 2800 Mechelen"


async def welcomed(world: World, volunteer: Phone, language: str = "en") -> Household:
    """A volunteer on a phone, whose group welcomes one family."""
    jan = await world.add_volunteer(language)
    home = await world.add_family("en")
    async with world.database.transaction() as session:
        row = await session.get_one(Contact, jan.id)
        assert row.welcome_group_id is not None
        session.add(
            Sponsorship(
                welcome_group_id=row.welcome_group_id,
                household_id=home.id,
                created_at=world.clock.now(),
            )
        )
    await volunteer.asks(f"/start {await world.invite(jan)}")
    return home


async def with_family(world: World, volunteer: Phone, family: Phone) -> Household:
    home = await welcomed(world, volunteer)
    await family.asks(f"/start {await world.invite(home)}")
    return home


async def enter(phone: Phone, when: str = "13/2 14u30") -> None:
    """From the command to the look at it."""
    await phone.asks("/appointment")
    await phone.presses("Dentist")
    await phone.asks(when)
    await phone.presses("Yes")
    await phone.asks(ADDRESS)
    await phone.presses("Identity card")
    await phone.presses("I go along")


async def the_appointment(world: World) -> Appointment:
    [found] = await world.rows(Appointment)
    assert isinstance(found, Appointment)
    return found


def calendar_of(world: World, shown: list[Shown]) -> Calendar | None:
    """The file of the first message that has one."""
    files = [one.file for one in shown if one.file]
    return Calendar.from_ical(files[0]) if files else None


async def test_one_question_a_message_until_it_is_saved_and_the_family_answers(
    world: World, phone: Phone
) -> None:
    family = world.phone("simulator")
    await with_family(world, phone, family)
    [asked] = await phone.asks("/appointment")
    assert "What is the appointment?" in asked.text
    [asked] = await phone.presses("Dentist")
    assert "Write the day and the time" in asked.text
    [asked] = await phone.asks("next week or so")
    assert "I do not understand which day" in asked.text
    [asked] = await phone.asks("31/2 10u")
    assert "does not exist" in asked.text
    [asked] = await phone.asks("vr 12/2 14u30")
    assert "that date is Thursday, February 12, 2026" in asked.text
    await world.close()
    world.arrange()  # a restart in the middle
    [asked] = await phone.asks("vrijdag 13/2")
    assert "At what time?" in asked.text
    [asked] = await phone.asks("2:30")
    assert "Which time" in asked.text
    [asked] = await phone.presses("14:30")
    assert "Friday" in asked.text and "14:30" in asked.text and "right?" in asked.text
    [asked] = await phone.asks("yes")
    assert "Where is it?" in asked.text
    [asked] = await phone.asks(ADDRESS)
    assert "bring" in asked.text
    [asked] = await phone.presses("Identity card")
    assert "goes along" in asked.text
    [asked] = await phone.presses("I go along")
    assert "Please look at it" in asked.text and ADDRESS in asked.text
    assert await world.rows(Appointment) == []
    assert family.reads()[2:] == []
    [saved] = await phone.presses("Save")
    assert saved.text.startswith("Saved.")
    row = await the_appointment(world)
    assert (row.local_date, row.local_time) == (FRIDAY_WEEK, dt.time(14, 30))
    assert row.starts_at == dt.datetime(2026, 2, 13, 13, 30, tzinfo=dt.UTC)
    assert await world.rows(AppointmentDraft) == []

    await world.pass_time(seconds=5)
    [new] = family.reads()[-1:]
    assert "Friday" in new.text and "14:30" in new.text and "Jan goes with you." in new.text
    assert "query=Grote%20Markt%201%2C%202800%20Mechelen" in new.text
    assert new.buttons == ("I come", "I cannot come", "I need help")
    thanks = await family.presses("I come")
    event = calendar_of(world, thanks)
    assert event is not None and str(event.events[0]["summary"]) == "Dentist"
    assert (await the_appointment(world)).state == AppointmentState.CONFIRMED


async def test_a_command_is_no_answer_to_a_question_of_the_flow(
    world: World, telegram: Phone
) -> None:
    await welcomed(world, telegram)
    await telegram.asks("/appointment")
    await telegram.presses("Dentist")
    await telegram.asks("13/2 14:30")
    await telegram.presses("Yes")
    [before] = await world.rows(AppointmentDraft)
    for word in ("/leave", "not now", "uitwisseling", "checklist"):
        assert await telegram.asks(word) != []
        [draft] = await world.rows(AppointmentDraft)
        assert draft.content == before.content, word
        await telegram.asks("/appointment")
        await telegram.presses("Dentist")
        await telegram.asks("13/2 14:30")
        await telegram.presses("Yes")
        [before] = await world.rows(AppointmentDraft)


async def test_a_reminder_comes_a_week_and_a_day_before_and_i_cannot_come_reaches_the_volunteer(
    world: World, phone: Phone
) -> None:
    volunteer = world.phone("simulator")
    home = await welcomed(world, volunteer)
    await phone.asks(f"/start {await world.invite(home)}")
    await enter(volunteer)
    await volunteer.presses("Save")
    await world.pass_time(seconds=5)
    phone.reads(), volunteer.reads()

    await world.at(dt.datetime(2026, 2, 6, 8, 59, tzinfo=dt.UTC))
    assert phone.reads() == []
    await phone.asks("hello")  # the window of WhatsApp is open
    await world.at(dt.datetime(2026, 2, 6, 9, 0, 5, tzinfo=dt.UTC))
    week = phone.reads()
    assert "you have an appointment." in week[-1].text and "tomorrow" not in week[-1].text
    assert week[-1].buttons == ("I come", "I cannot come", "I need help")
    if phone.channel == "whatsapp":
        assert "https://help.example/media/" in week[-1].text
    else:
        event = calendar_of(world, week)
        assert event is not None
        assert event.events[0].start == dt.datetime(2026, 2, 13, 13, 30, tzinfo=dt.UTC)

    await world.at(dt.datetime(2026, 2, 12, 16, 50, tzinfo=dt.UTC))
    await phone.asks("hello")
    await world.at(dt.datetime(2026, 2, 12, 17, 0, 5, tzinfo=dt.UTC))
    assert "an appointment tomorrow" in phone.reads()[-1].text
    [thanks] = await phone.presses("I cannot come")
    assert "help to find another time" in thanks.text
    await phone.asks("My child is ill and I am sad")
    await world.pass_time(seconds=5)
    [told] = volunteer.reads()
    assert "Haddad cannot come" in told.text and told.buttons == ("Move it", "Cancel it")
    assert "ill" not in told.text
    assert (await the_appointment(world)).state == AppointmentState.DECLINED
    states = {one.step_key: one.state for one in await world.rows(Occurrence)}
    assert states == dict.fromkeys(states, "sent") and len(states) == 4
    [help_comes] = await phone.presses("Yes, please help")
    assert "contacts you" in help_comes.text
    case = await world.case(phone)
    assert case is not None and case.priority == Priority.TODAY
    assert (await the_appointment(world)).help_case_id == case.id


async def test_a_moved_appointment_says_so_once_and_its_reminders_follow(
    world: World, telegram: Phone
) -> None:
    phone, family = telegram, world.phone("simulator")
    await with_family(world, phone, family)
    await enter(phone)
    await phone.presses("Save")
    await world.pass_time(seconds=5)
    await family.presses("I come")
    [listed] = await phone.asks("/appointment")
    await phone.presses("Dentist 13/02")
    await phone.presses("Move it")
    await phone.asks("16/2 9u")
    [look] = await phone.presses("Yes")
    assert "new time" in look.text and ADDRESS in look.text
    await phone.presses("Save")
    assert "Dentist 13/02" in listed.text + "".join(listed.buttons)
    await world.pass_time(seconds=5)
    moved = family.reads()
    assert "at another time now" in moved[-1].text and "09:00" in moved[-1].text
    event = calendar_of(world, moved)
    assert event is not None and event.events[0]["sequence"] == 1
    row = await the_appointment(world)
    assert (row.state, row.local_date) == (AppointmentState.MOVED, dt.date(2026, 2, 16))
    waiting = await world.rows(Occurrence, Occurrence.state == "planned")
    assert {one.local_date for one in waiting} == {dt.date(2026, 2, 9), dt.date(2026, 2, 15)}

    await phone.asks("/appointment")
    await phone.presses("Dentist 16/02")
    [gone] = await phone.presses("Cancel it")
    assert "cancelled" in gone.text
    await world.pass_time(seconds=5)
    last = family.reads()
    assert "does not take place" in last[-1].text
    event = calendar_of(world, last)
    assert event is not None and str(event.events[0]["status"]) == "CANCELLED"
    assert await world.rows(Occurrence, Occurrence.state == "planned") == []


async def test_a_time_that_has_passed_is_never_kept(world: World, telegram: Phone) -> None:
    await welcomed(world, telegram)
    [explained] = await telegram.asks("/help")
    assert "/appointment: enter an appointment" in explained.text
    await telegram.asks("/appointment")
    await telegram.presses("School")
    [asked] = await telegram.asks("today 9:00")
    assert "has passed" in asked.text
    assert asked.buttons == ("It is now", "Another time", "Stop")
    [asked] = await telegram.presses("It is now")
    assert "Where is it?" in asked.text
    [stopped] = await telegram.presses("Stop")
    assert "Nothing was saved" in stopped.text
    assert await world.rows(Appointment) == await world.rows(AppointmentDraft) == []


async def test_a_family_that_has_not_written_yet_hears_of_it_with_its_first_words(
    world: World, telegram: Phone
) -> None:
    home = await welcomed(world, telegram)
    await enter(telegram)
    [saved] = await telegram.presses("Save")
    assert "Please tell them yourself" in saved.text
    await world.pass_time(minutes=20)
    [new] = await world.rows(Occurrence, Occurrence.step_key == "appointment-new")
    assert (new.state, new.reason) == ("planned", "first_contact")
    family = world.phone("simulator")
    await family.asks(f"/start {await world.invite(home)}")
    await world.pass_time(minutes=20)
    assert "You have an appointment." in family.reads()[-1].text
    await family.asks("STOP")
    await telegram.asks("/appointment")
    await telegram.presses("Dentist 13/02")
    await telegram.presses("Cancel it")
    family.reads()
    await world.pass_time(minutes=1)
    assert family.reads() == []


async def plan(world: World, home: Household, *moments: tuple[str, dt.date, dt.time]) -> None:
    """Appointments that staff enter at the desk; whatever is to be said of them is said."""
    async with world.database.transaction() as session:
        family = await session.get_one(Household, home.id)
        for kind, on, at in moments:
            await entering.enter(
                session, world.house, family, Facts(kind=kind, on=on, at=at),
                by=Author(), now=world.clock.now(),
            )  # fmt: skip
    await world.pass_time(seconds=5)


SCHOOL_THEN_DENTIST = (
    ("school", dt.date(2026, 2, 20), dt.time(9)),
    ("dentist", FRIDAY_WEEK, dt.time(14, 30)),
)


async def test_each_appointment_of_the_family_s_list_is_answered_under_it(
    world: World, phone: Phone
) -> None:
    home = await world.add_family("en")
    await phone.asks(f"/start {await world.invite(home)}")
    await plan(world, home, *SCHOOL_THEN_DENTIST)
    phone.reads()

    school, dentist = await phone.asks("my appointments")
    assert school.text.startswith("Your appointments:\n\nWhat: School\nWhen: Friday, February 20")
    assert dentist.text.startswith("What: Dentist\nWhen: Friday, February 13")
    assert school.buttons == dentist.buttons == ("I come", "I cannot come", "I need help")

    [thanks] = await phone.asks("1")  # what was said last: the next one
    assert "We know that you come" in thanks.text and "Dentist" in thanks.text
    [thanks] = await phone.asks("no")  # and then the one before it
    assert "help to find another time" in thanks.text
    states = {one.kind: one.state for one in await world.rows(Appointment)}
    assert states == {
        "dentist": AppointmentState.CONFIRMED,
        "school": AppointmentState.DECLINED,
    }
    await phone.asks("/appointment")
    [thanks] = await phone.presses("I come")
    assert "Dentist" in thanks.text


@pytest.mark.parametrize("who", ["family", "stranger"])
async def test_only_volunteers_enter_appointments_and_each_family_answers_its_own(
    world: World, telegram: Phone, who: str
) -> None:
    volunteer, other = world.phone("simulator"), await world.add_family("en")
    await welcomed(world, volunteer)
    if who == "family":
        await telegram.asks(f"/start {await world.invite(other)}")
    await enter(volunteer)
    await volunteer.presses("Save")
    row = await the_appointment(world)
    [said] = await telegram.asks("/appointment")
    expected = "You have no appointments" if who == "family" else "volunteers and staff"
    assert expected in said.text
    async with world.at_desk(telegram) as turn:
        from handlers import dispatch

        for verb in ("yes", "no", "help", "off", "move", "open"):
            assert not await dispatch.press(turn, f"appointment:{verb}:{row.id}")
    async with world.database.reading() as session:
        states = (await session.execute(select(Appointment.state))).scalars().all()
    assert list(states) == [AppointmentState.PLANNED]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("we cannot come", AppointmentState.DECLINED),
        ("لا نستطيع أن نأتي", AppointmentState.DECLINED),
        ("We cannot come because our daughter is ill", AppointmentState.DECLINED),
        ("ok we komen", AppointmentState.CONFIRMED),
        ("we need help", AppointmentState.PLANNED),
    ],
)
async def test_an_answer_in_own_words_is_read_before_a_danger_that_nobody_named(
    world: World, text: str, state: AppointmentState
) -> None:
    family = await asked_to_come(world)
    world.engine.known[text] = engine.understanding(
        "en", Decision.SENSITIVE, intent="medical-emergency"
    )
    told = await family.asks(text)
    assert (await the_appointment(world)).state == state
    comes = state is AppointmentState.CONFIRMED
    assert [one.reason for one in await world.rows(Case)] == [Reason.CHECKIN] * (not comes)
    if text == "we cannot come":
        assert told[-1].buttons == ("Yes, please help", "No, thank you")
        await family.asks("yes we need help")
    if text.startswith("we "):
        assert (await the_appointment(world)).help_case_id is not None


async def test_what_is_no_clear_answer_to_an_appointment_goes_to_a_person(world: World) -> None:
    family = await asked_to_come(world)
    world.engine.known["thank you"] = engine.understanding("en", Decision.CHAT)
    await family.asks("thank you")
    assert await world.rows(Case) == []
    said = await family.asks("my cousin has the car that day")
    assert ["reads your words" in one.text for one in said] == [True], said
    [case] = await world.rows(Case)
    assert (case.reason, case.confidential) == (Reason.CHECKIN, True)
    await family.asks("ok we komen")
    assert (await the_appointment(world)).state == AppointmentState.CONFIRMED


async def test_a_danger_in_so_many_words_is_no_answer_to_an_appointment(world: World) -> None:
    family = await asked_to_come(world)
    await family.asks(engine.DANGER)
    assert (await the_appointment(world)).state == AppointmentState.PLANNED
    assert [one.reason for one in await world.rows(Case)] == [Reason.SENSITIVE]


async def asked_to_come(world: World) -> Phone:
    """The phone of a family that is asked whether it comes to the dentist."""
    family, home = world.phone("simulator"), await world.add_family("en")
    await family.asks(f"/start {await world.invite(home)}")
    await family.asks("yes")
    await plan(world, home, SCHOOL_THEN_DENTIST[1])
    family.reads()
    return family
