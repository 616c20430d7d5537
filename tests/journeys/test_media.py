"""Files and everything else that the bot cannot read."""

from db.models import Case, MediaState, Reason
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World


async def test_a_photo_opens_a_case_and_the_sender_is_told_who_looks_and_when(
    world: World, phone: Phone, office: Office
) -> None:
    await phone.sends_photo(b"the letter")
    await world.settle()

    [shown] = phone.reads()
    assert "I cannot look at this myself" in shown.text
    case = await world.case(phone)
    assert case is not None and case.reason == Reason.UNREAD
    [file] = await world.files()
    assert file.state == MediaState.STORED
    assert await world.runtime.media.get(file.storage_key or "") == b"the letter"
    posts = office.shows()
    assert [one.media.content for one in posts if one.media] == [b"the letter"]


async def test_a_caption_is_answered_as_well(world: World, phone: Phone) -> None:
    await phone.sends_photo(b"the letter", engine.QUESTION)
    await world.settle()

    told, *_, answer = phone.reads()
    assert "I cannot look at this myself" in told.text
    assert answer.buttons[0] == "This helped"


async def test_a_voice_note_at_night_says_when_somebody_is_there(
    world: World, phone: Phone
) -> None:
    world.clock.set(world.clock.now().replace(hour=22))
    await phone.sends_voice()
    await world.settle()

    [shown] = phone.reads()
    assert "09:00" in shown.text and "112" in shown.text


async def test_a_document_opens_a_case(world: World, phone: Phone) -> None:
    await phone.sends_document()
    await world.settle()
    assert (await world.case(phone)) is not None
    assert [one.kind for one in await world.files()] == ["document"]


async def test_an_album_of_three_is_one_case_one_notice_and_one_post_with_three_files(
    world: World, telegram: Phone, office: Office
) -> None:
    fake = world.telegram
    items = [("photo", b"one"), ("photo", b"two"), ("photo", b"three")]
    for update in fake.sends_album(fake.world.people[int(telegram.id)], items):
        await world.hook_telegram(update)
    await world.settle()
    assert telegram.reads() == []
    await world.pass_time(seconds=1)
    await world.pass_time(seconds=1)

    assert len(telegram.reads()) == 1
    assert len(await world.rows(Case)) == 1
    shown = [one.media.content for one in office.shows() if one.media]
    assert shown == [b"one", b"two", b"three"]
    assert len([one for one in office.shows() if one.text.startswith("👤")]) == 1


async def test_a_sticker_cannot_be_read_and_the_sender_is_told(world: World, phone: Phone) -> None:
    await phone.sends_sticker()
    await world.settle()
    [shown] = phone.reads()
    assert "I cannot read this kind of message" in shown.text
    assert await world.case(phone) is None


async def test_a_place_is_shown_to_a_person(world: World, phone: Phone, office: Office) -> None:
    await phone.sends_location()
    await world.settle()
    assert len(phone.reads()) == 1
    assert any("51.03" in one for one in office.texts())


async def test_a_contact_card_is_shown_to_a_person(
    world: World, telegram: Phone, office: Office
) -> None:
    fake = world.telegram
    update = fake.sends_contact(fake.world.people[int(telegram.id)], "+32470000009", "Doctor Lee")
    await world.hook_telegram(update)
    await world.settle()
    assert len(telegram.reads()) == 1
    assert any("Doctor Lee" in one for one in office.texts())


async def test_a_staff_photo_from_the_topic_reaches_the_person(
    world: World, phone: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff())
    await phone.asks("/human")
    await office.presses(ana, "Take over")
    phone.reads()
    update = world.telegram.sends_photo(
        ana, b"the way", caption="This way", chat=world.group, thread_id=office.threads[-1]
    )
    await world.hook_telegram(update)
    await world.settle()

    [shown] = phone.reads()
    assert shown.text == "This way"
    if phone.channel == "whatsapp":
        assert "/media/" in (world.twilio.last_to(phone.id).media_url or "")
    else:
        assert shown.file == b"the way"


async def test_an_edited_message_is_shown_to_staff_and_not_answered_twice(
    world: World, telegram: Phone, office: Office
) -> None:
    await telegram.asks("/human")
    fake = world.telegram
    person = fake.world.people[int(telegram.id)]
    said = fake.says(person, "at nine")
    await world.hook_telegram(said)
    await world.settle()
    office.texts(), telegram.reads()
    await world.hook_telegram(fake.edits(person, said, "at ten"))
    await world.settle()

    assert any("at ten" in one for one in office.texts())
    assert telegram.reads() == []
