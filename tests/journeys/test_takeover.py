"""A person takes over: from the desk, from the topic, on every channel."""

import datetime as dt

import pytest

from db import staff
from db.models import Case, Control, DeliveryState, Handoff, InternalNote, Reason
from handlers import staff as desk
from tests.fakes.clock import START
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import STAFF_GROUP, World


async def test_asking_for_a_person_opens_a_case_with_its_brief_and_tells_staff(
    world: World, phone: Phone, office: Office
) -> None:
    await phone.asks(engine.QUESTION)
    [shown] = await phone.presses("Talk to a person")
    assert "I have passed this on to the staff" in shown.text

    case = await world.case(phone)
    assert case is not None
    assert (case.reason, case.brief["question"], case.brief["tried"]) == (
        Reason.ASKED,
        engine.QUESTION,
        [engine.ENTRY],
    )
    post, told = office.texts()
    title = world.house.knowledge.title(engine.ENTRY, "en")
    assert engine.QUESTION in post and title in post and "English" in post
    assert told.startswith("🤖 I have passed this on")
    assert len(office.threads) == 1


async def test_desk_reply_and_topic_and_person_show_the_same_conversation(
    world: World, phone: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await phone.asks("/human")
    office.texts()

    await world.claims(ana, phone)
    [joined] = phone.reads()
    assert "Ana of" in joined.text.replace("\u2068", "").replace("\u2069", "")
    await world.replies(ana, phone, "Bring the letter tomorrow.")
    assert [one.text for one in phone.reads()] == ["Bring the letter tomorrow."]
    assert await phone.asks("Which letter?") == []

    posts = "\n".join(office.texts())
    assert "Ana Peeters" in posts and "has taken this conversation" in posts
    assert "💬 Ana Peeters: Bring the letter tomorrow." in posts
    assert "👤 Which letter?" in posts


async def test_while_it_waits_the_bot_answers_and_while_a_person_is_in_charge_it_does_not(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    await phone.asks("/human")
    *_, answer = await phone.asks(engine.QUESTION)
    assert answer.buttons[0] == "This helped"

    await world.claims(ana, phone)
    phone.reads()
    assert await phone.asks(engine.QUESTION) == []

    await world.releases(ana, phone)
    [left] = phone.reads()
    assert "has left this chat" in left.text
    *_, answer = await phone.asks(engine.QUESTION)
    assert answer.buttons[0] == "This helped"


async def test_the_desk_closes_the_case_and_the_person_is_told(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    await world.replies(ana, telegram, "Solved?")
    telegram.reads()
    async with world.at_desk(telegram) as turn:
        await desk.close(turn, ana, "answered")
    await world.settle()

    [shown] = telegram.reads()
    assert "has closed this question" in shown.text
    assert await world.case(telegram) is None
    assert (await world.conversation(telegram)).control == Control.BOT
    assert (await world.rows(Handoff))[0].released_at == world.clock.now()


async def test_who_claims_second_is_told_who_took_it(
    world: World, telegram: Phone, office: Office
) -> None:
    ana, bob = await world.add_staff(), await world.add_staff("Bob Claes")
    person = await office.joins(bob)
    await telegram.asks("/human")
    await world.claims(ana, telegram)
    office.texts()

    async with world.at_desk(telegram) as turn:
        with pytest.raises(desk.TakenBy) as taken:
            await desk.claim(turn, bob)
    [post] = await office.writes(person, "/claim")

    assert taken.value.name == "Ana Peeters"
    assert "Ana Peeters" in post and "already took this" in post


async def test_a_bot_answer_queued_before_the_takeover_is_withdrawn_visibly(
    world: World, phone: Phone
) -> None:
    ana = await world.add_staff()
    await phone.asks("/human")
    await phone.says(engine.QUESTION)
    await world.intake.drain()
    await world.claims(ana, phone)

    [joined] = phone.reads()
    assert "is now in this chat" in joined.text
    [withdrawn] = [one for one in await world.deliveries(phone) if one.kind == "answer"]
    assert (withdrawn.state, withdrawn.reason) == (DeliveryState.CANCELLED, "taken_over")


async def test_danger_is_answered_with_numbers_first_also_while_a_person_is_in_charge(
    world: World, phone: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await phone.asks("/human")
    await world.claims(ana, phone)
    phone.reads(), office.texts()

    shown = await phone.asks(engine.DANGER)

    assert "112" in shown[0].text and "☎" in shown[0].text
    case = await world.case(phone)
    assert case is not None and (case.priority, case.confidential) == ("urgent", True)
    posts = office.texts()
    assert any("Confidential request" in one for one in posts)
    assert not any(engine.DANGER in one for one in posts)


async def test_a_reply_in_the_topic_reaches_a_whatsapp_person(
    world: World, whatsapp: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await whatsapp.asks("/human")
    office.texts()

    [question] = await office.writes(ana, "Hello, this is Ana.")
    assert "What should I do with your message" in question
    assert whatsapp.reads()[1:] == []
    await office.presses(ana, "Send to the person")
    assert whatsapp.reads()[-1].text == "Hello, this is Ana."

    await office.writes(ana, "And this goes at once.")
    assert [one.text for one in whatsapp.reads()] == ["And this goes at once."]


async def test_a_first_message_can_be_kept_as_a_note(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    await office.writes(ana, "She called yesterday.")
    await office.presses(ana, "Keep as note")
    await office.writes(ana, "// and the day before")
    await office.writes(ana, "/note and last week")

    notes = [one.text for one in await world.rows(InternalNote)]
    assert notes == ["She called yesterday.", "and the day before", "and last week"]
    assert telegram.reads() == []
    assert (await world.conversation(telegram)).control == Control.QUEUED


async def test_a_photo_as_first_message_in_the_topic_is_sent_with_its_words(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    fake, thread = world.telegram, office.threads[-1]
    update = fake.sends_photo(ana, b"map", caption="Here", chat=world.group, thread_id=thread)
    await world.hook_telegram(update)
    await world.settle()
    await office.presses(ana, "Send to the person")

    shown = telegram.reads()[-1]
    assert (shown.text, shown.file) == ("Here", b"map")


async def test_release_and_close_work_from_the_topic(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    office.texts()
    await office.presses(ana, "Take over")
    assert (await world.conversation(telegram)).control == Control.HUMAN

    await office.writes(ana, "/release")
    assert (await world.conversation(telegram)).control == Control.BOT
    assert await world.case(telegram) is not None
    await office.writes(ana, "/close")
    assert await world.case(telegram) is not None
    await office.presses(ana, "Not needed any more")
    assert await world.case(telegram) is None


async def test_somebody_who_is_not_linked_is_told_and_not_relayed(
    world: World, telegram: Phone, office: Office
) -> None:
    stranger = await office.joins(None)
    await telegram.asks("/human")
    office.texts()

    [post] = await office.writes(stranger, "I am the director")
    assert "Only linked staff" in post
    assert await office.writes(stranger, "Let me in") == []
    assert telegram.reads() == []


async def test_linking_a_telegram_account_uses_up_its_code(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    async with world.database.transaction() as session:
        await staff.add_link(
            session, ana.id, "a-code", purpose="telegram", now=world.clock.now(),
            valid=world.house.policy.invite_valid,
        )  # fmt: skip
    [shown] = await telegram.asks("/link a-code")
    assert "is linked to your staff account" in shown.text
    [again] = await world.phone("telegram").asks("/link a-code")
    assert "does not work" in again.text


async def test_a_quote_in_the_topic_is_a_quote_on_the_phone(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks("/human")
    await office.presses(ana, "Take over")
    await telegram.asks("Which paper?")
    copy = next(one for one in office.shows() if "Which paper?" in one.text)
    await office.writes(ana, "The blue one", reply_to=copy.message_id)

    mine = [m for m in world.telegram.world.messages.values() if m.get("text") == "Which paper?"]
    assert world.telegram.last_to(int(telegram.id)).reply_to == mine[0]["message_id"]


@pytest.mark.parametrize("topics_for_all", [False, True])
async def test_a_family_is_shown_in_the_topic_only_when_the_organisation_chose_so(
    world: World, telegram: Phone, office: Office, topics_for_all: bool
) -> None:
    if topics_for_all:
        world.arrange(staff_topics="all")
    family = await world.add_family("en")
    await telegram.asks(f"/start {await world.invite(family)}")
    await telegram.asks("Our neighbour is loud")
    await telegram.asks("/human")
    await telegram.asks("Every single night")

    posts = "\n".join(office.texts())
    shown = "Every single night" in posts or "Our neighbour" in posts
    case = await world.case(telegram)
    assert case is not None
    assert shown == topics_for_all
    assert topics_for_all or f"Confidential request {case.id}" in posts


async def test_staff_cannot_answer_a_confidential_case_in_the_topic(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await telegram.asks(engine.DANGER)
    telegram.reads(), office.texts()

    [post] = await office.writes(ana, "We are coming")

    assert "is confidential" in post
    assert telegram.reads() == []


async def test_a_danger_told_in_an_open_topic_does_not_stand_there(
    world: World, telegram: Phone, office: Office
) -> None:
    await telegram.asks("/human")
    office.texts()
    await telegram.asks(engine.DANGER)

    assert not any(engine.DANGER in one for one in office.texts())


async def test_a_deleted_topic_is_made_again_and_the_end_replayed_in_order(
    world: World, whatsapp: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await whatsapp.asks("/human")
    await world.claims(ana, whatsapp)
    for text in ("one", "two", "three"):
        await whatsapp.asks(text)
    first = office.threads[-1]
    world.telegram.deletes_topic(world.group, first)
    await whatsapp.asks("four")

    second = office.threads[-1]
    assert second != first
    replay, *new = [one.text for one in office.shows(second)]
    assert "was closed or deleted" in replay
    assert replay.endswith("↩ 👤 one\n\n↩ 👤 two\n\n↩ 👤 three")
    assert new == ["👤 four"]


async def test_the_replay_of_a_lost_topic_shows_nothing_confidential(
    world: World, telegram: Phone, office: Office
) -> None:
    await telegram.asks("/human")
    await telegram.asks(engine.DANGER)
    world.telegram.deletes_topic(world.group, office.threads[-1])
    await world.pass_time(minutes=6)

    assert len(office.threads) == 1
    assert not any(engine.DANGER in one.text for one in office.shows())
    assert "Still waiting" in office.shows(office.threads[-1])[-1].text


async def test_a_process_that_did_not_hear_of_the_move_stays_in_the_staff_group(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    person = await office.joins(ana)
    for _ in range(9):
        world.telegram.world.count(f"messages of {STAFF_GROUP - 1}")
    moved = world.telegram.migrates(world.group, STAFF_GROUP - 1)
    for update in world.telegram.updates.made[-2:]:
        await world.hook_telegram(update)
    await world.settle()
    other = world.phone("telegram")
    await other.asks("/human")
    claim = world.telegram.writes_in_topic(person, moved, max(moved.topics), "/claim")
    await world.hook_telegram(claim)
    world.arrange()  # another process, which knows only the id in its settings
    await world.settle()
    assert moved.has_bot
    assert (await world.conversation(other)).control == Control.HUMAN


async def test_a_staff_group_that_moved_is_found_under_its_new_id(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    person = await office.joins(ana)
    for _ in range(9):  # message numbers of the new group are beyond those of the old one
        world.telegram.world.count(f"messages of {STAFF_GROUP - 1}")
    moved = world.telegram.migrates(world.group, STAFF_GROUP - 1)
    for update in world.telegram.updates.made[-2:]:
        await world.hook_telegram(update)
    await world.settle()
    other = world.phone("telegram")
    await other.asks("/human")
    await telegram.asks("Are you there?")

    posts = [one.text for one in world.telegram.sent_to(moved.id)]
    assert any("👤 Are you there?" in one for one in posts)
    assert any("New request" in one for one in posts)
    claim = world.telegram.writes_in_topic(person, moved, max(moved.topics), "/claim")
    await world.hook_telegram(claim)
    await world.settle()
    assert (await world.conversation(other)).control == Control.HUMAN
    assert moved.has_bot


async def test_an_unclaimed_request_is_told_again_at_rising_intervals_until_it_is_claimed(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    office.texts()
    told = []
    for minute in (4, 5, 14, 15, 34, 35, 60):
        await world.at(START + dt.timedelta(minutes=minute))
        if any("Still waiting" in one for one in office.texts()):
            told.append(minute)
    assert told == [5, 15, 35]

    await world.claims(ana, telegram)
    office.texts()
    await world.pass_time(minutes=29)
    assert office.texts() == []
    assert len(await world.rows(Case)) == 1
