"""A whole case in a topic of the staff's group: by commands and buttons, on every channel."""

import datetime as dt

from db import desk_lists
from db.content import Content
from db.models import (
    Alert,
    Case,
    CaseState,
    Control,
    Delivery,
    DeliveryState,
    InternalNote,
    Message,
)
from handlers import staff as desk
from locales.texts import topic_work
from tests.fakes.telegram_world import Person
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import STAFF_GROUP, World


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


async def test_a_case_from_claim_to_close_by_commands(
    world: World, whatsapp: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await whatsapp.asks(engine.QUESTION)
    await whatsapp.asks("/human")
    whatsapp.reads(), office.texts()

    [card] = await office.writes(ana, "/who")
    assert "Nobody we know yet · WhatsApp" in plain(card) and "English" in card
    assert "/desk/conversations/" in card and "nobody yet" in card
    claimed = await office.writes(ana, "/claim@onthaal_bot")
    assert any("has taken this conversation" in one for one in claimed)
    whatsapp.reads()

    await office.writes(ana, "Good morning")
    assert [one.text for one in whatsapp.reads()] == ["Good morning"]
    await office.writes(ana, "/note Calls back on Friday")
    assert [one.text for one in await world.rows(InternalNote)] == ["Calls back on Friday"]

    [asked] = await office.writes(ana, "/faq bank account")
    assert asked == "Which answer? You see it before it is sent."
    [best, *_] = office.shows()[-1].labels
    assert best.startswith("How can the family open a bank account")
    [look] = await office.presses(ana, best)
    assert whatsapp.reads() == []
    [copy] = await office.presses(ana, "Send to the person")
    sent = whatsapp.reads()[0].text
    assert copy.startswith("💬 Ana Peeters: ") and sent[:200] in plain(look)

    await office.writes(ana, "/snooze")
    [put_aside] = await office.presses(ana, "Tomorrow morning")
    assert "has put this aside until" in put_aside
    case = await world.case(whatsapp)
    assert case is not None and case.state == CaseState.SNOOZED
    await whatsapp.asks("One more thing")

    await office.writes(ana, "/close")
    await office.presses(ana, "Answered")
    assert await world.case(whatsapp) is None
    assert (await world.rows(Case))[0].outcome == "answered"
    assert (await world.conversation(whatsapp)).control == Control.BOT
    assert await office.writes(ana, "/snooze") == ["There is no open request here."]


async def test_what_is_no_command_is_answered_by_the_list_and_goes_to_nobody(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    await office.presses(ana, "Take over")
    telegram.reads()
    unknown, commands = await office.writes(ana, "/clame now")
    assert "/clame" in unknown and commands == topic_work.COMMANDS.english
    place = world.telegram.sends_location(ana, chat=world.group, thread_id=office.threads[-1])
    await world.hook_telegram(place)
    await world.settle()
    assert "went to nobody" in office.texts()[0]
    assert telegram.reads() == []


async def test_a_button_of_an_earlier_request_closes_nothing(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    await office.writes(ana, "/close")
    await office.presses(ana, "Answered")
    await telegram.asks("/human")
    assert "earlier request" in (await office.presses(ana, "Answered"))[-1]
    case = await world.case(telegram)
    assert case is not None and case.state == CaseState.OPEN


async def test_confidential_work_in_a_topic_tells_nothing_of_the_person(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    volunteer = await world.add_volunteer("en")
    await telegram.asks(f"/start {await world.invite(volunteer)}")
    await telegram.asks(engine.DANGER)
    telegram.reads(), office.texts()
    [topic] = world.telegram.topics(STAFF_GROUP)
    assert "Jan" not in topic.name

    [card] = await office.writes(ana, "/who")
    assert "is confidential" in card and "Jan" not in card and "Mechelen" not in card
    [refused] = await office.writes(ana, "/faq shelter")
    assert "Please answer it in the desk" in refused
    await office.writes(ana, "/snooze")
    assert "Take it over before" in (await office.presses(ana, "In an hour"))[0]
    await office.writes(ana, "/claim")
    assert (await world.conversation(telegram)).control == Control.HUMAN
    await office.writes(ana, "/close")
    await office.presses(ana, "Passed on to somebody else")
    [card] = await office.writes(ana, "/who")
    assert "is confidential" in card, "also after it was closed"


async def test_a_complaint_is_kept_from_those_it_may_be_about(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    lea = await office.joins(await world.add_staff("Lea Janssens", handles_complaints=True), 9002)
    await telegram.asks("/human")
    await telegram.asks(engine.COMPLAINT)
    office.texts()
    for person, control in ((ana, Control.QUEUED), (lea, Control.HUMAN)):
        [answer] = await office.writes(person, "/claim")
        assert answer.startswith("This conversation is confidential. Please answer it in the desk")
        assert (await world.conversation(telegram)).control == control


async def test_after_a_complaint_was_closed_the_conversation_stays_kept_from_the_others(
    world: World, telegram: Phone, office: Office
) -> None:
    member = await world.add_staff()
    ana = await office.joins(member)
    lea = await world.add_staff("Lea Janssens", handles_complaints=True)
    await telegram.asks("/human")
    office.texts()
    await telegram.asks(engine.COMPLAINT)
    await world.claims(lea, telegram)
    async with world.at_desk(telegram) as turn:
        await desk.note(turn, lea, "@ana look")
        await desk.close(turn, lea, "answered")
        await desk.note(turn, lea, "@ana look again")
    await world.settle()
    assert office.texts() == [], "nothing of the complaint"
    [answer] = await office.writes(ana, "Which letter?")
    assert answer.startswith("This conversation is confidential.")

    await telegram.asks("/human")
    await telegram.asks("It is the blue letter")
    case = await world.case(telegram)
    assert case is not None and case.independent and case.confidential
    assert office.texts() == []
    async with world.at_desk(telegram) as turn:
        await desk.close(turn, lea, "answered")
        begun = await desk.case_of(turn)
        assert begun.independent and begun.confidential
    alerts = await world.rows(Alert, Alert.staff_id == member.id)
    assert alerts and all(one.handoff_id == 1 for one in alerts), "told of the first request only"


async def test_a_closed_topic_is_made_anew_with_both_sides_and_the_old_one_is_still_heard(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    await office.presses(ana, "Take over")
    old = office.threads[-1]
    await office.writes(ana, "Which letter?")
    world.telegram.fail_next("sendMessage", status=400, description="Bad Request: TOPIC_CLOSED")
    await telegram.asks("The blue one")
    telegram.reads()

    new = office.threads[-1]
    replay, last = [one.text for one in office.shows(new)]
    assert new != old and "↩ 💬 Ana Peeters: Which letter?" in plain(replay)
    assert last == "👤 The blue one"
    await office.writes(ana, "Thank you", thread=old)
    assert [one.text for one in telegram.reads()] == ["Thank you"]


async def test_thirty_messages_in_a_minute_are_collected_in_order_and_quoted_rightly(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    await office.presses(ana, "Take over")
    telegram.reads(), office.texts()
    for number in range(30):
        await telegram.says(f"line {number}.")
    other = world.phone("simulator")
    await other.says(engine.FIRE)
    await world.settle()

    posts = office.texts()
    assert len(posts) + 4 <= 20
    assert any("Confidential request" in one for one in posts[:2]), "danger goes first"
    lines = "\n\n".join(one for one in posts if one.startswith("👤")).split("\n\n")
    assert lines == [f"👤 line {number}." for number in range(30)]
    copies = await world.rows(Delivery, Delivery.kind == "staff")
    assert {one.state for one in copies} == {DeliveryState.DONE}

    joined = next(one for one in office.shows() if "line 20." in one.text)
    assert "line 25." in joined.text
    thread = joined.thread_id
    await office.writes(ana, "Yes", reply_to=joined.message_id, quote="line 20.", thread=thread)
    [reply] = await world.rows(Message, Message.reply_to_id.is_not(None))
    [quoted] = await world.rows(Message, Message.id == reply.reply_to_id)
    assert Content.from_json(quoted.content).text == "line 20."


async def test_words_in_a_topic_of_nobody_are_answered_there_once_a_day(
    world: World, office: Office
) -> None:
    member = await world.add_staff()
    ana = await office.joins(member)
    guest = await office.joins(None, 9002)
    beside = await world.channel("telegram").create_topic(str(STAFF_GROUP), "Coffee")

    async def writes(person: Person, thread: int | None) -> list[tuple[int | None, str]]:
        before = len(office.shows())
        update = world.telegram.writes_in_topic(person, world.group, thread, "Good morning")
        await world.hook_telegram(update)
        await world.settle()
        return [(one.thread_id, one.text) for one in office.shows()[before:]]

    said = "This topic belongs to no conversation."
    assert await writes(guest, None) == []
    for thread in (None, beside):
        assert await writes(ana, thread) == [(thread, said)]
        assert await writes(ana, thread) == []
    await world.pass_time(days=1)
    assert await writes(ana, beside) == [(beside, said)]
    async with world.database.reading() as session:
        lines = await desk_lists.page(session, member, "all", limit=10)
    assert lines == [], "the group is nobody whom the desk talks to"


async def test_edits_and_reactions_are_shown_under_what_they_are_about(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    fake, person = world.telegram, world.telegram.world.people[int(telegram.id)]
    await telegram.asks("/human")
    await office.presses(ana, "Take over")
    said = fake.says(person, "At nine")
    await world.hook_telegram(said)
    await office.writes(ana, "Fine")
    copy = next(one for one in office.shows() if one.text == "👤 At nine")

    await world.hook_telegram(fake.edits(person, said, "At ten"))
    await world.hook_telegram(fake.reacts(person, fake.last_to(person.id), "👍"))
    await world.hook_telegram(fake.reacts(person, fake.last_to(person.id)))
    await world.settle()

    edit, sign, gone = office.shows()[-3:]
    assert ("At ten" in edit.text, edit.reply_to) == (True, copy.message_id)
    assert "👍" in sign.text and sign.reply_to is not None
    assert "took their reaction back" in gone.text
    [mine] = await world.rows(Message, Message.author == "staff", Message.direction == "out")
    assert "reactions" not in mine.content


async def test_what_a_colleague_changes_is_sent_as_changed_or_said_to_be_too_late(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    fake, thread = world.telegram, office.threads[-1]
    written = fake.writes_in_topic(ana, world.group, thread, "At nine")
    await world.hook_telegram(written)
    await world.hook_telegram(fake.edits(ana, written, "At ten", chat=world.group))
    await world.settle()
    await office.presses(ana, "Send to the person")
    assert telegram.reads()[-1].text == "At ten"

    await world.hook_telegram(fake.edits(ana, written, "At eleven", chat=world.group))
    await world.settle()
    assert "was passed on as it was" in office.texts()[-1]
    assert telegram.reads() == []


async def test_a_reply_that_waits_or_fails_is_told_under_it_in_the_staffs_language(
    world: World, whatsapp: Phone, telegram: Phone, office: Office
) -> None:
    world.arrange(staff_language="nl")
    await world.approve_templates()
    ana = await office.joins(await world.add_staff())
    await whatsapp.asks("/human")
    await office.presses(ana, "Overnemen")
    world.clock.advance(dt.timedelta(hours=25))
    held = await office.writes(ana, "The answer")
    assert any("24 uur" in one for one in held)
    assert len([one for one in await office.writes(ana, "And more") if "24 uur" in one]) == 1
    shown = await whatsapp.asks("hello?")
    assert [one.text for one in shown][-2:] == ["The answer", "And more"]

    await telegram.asks("/human")
    world.telegram.blocks(world.telegram.world.people[int(telegram.id)])
    await office.presses(ana, "Overnemen")
    await office.writes(ana, "Another answer")
    waits_or_failed = office.shows(office.threads[-1])[-1]
    assert "Je bericht" in waits_or_failed.text and waits_or_failed.reply_to is not None
