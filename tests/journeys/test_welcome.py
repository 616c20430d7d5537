"""The consent question is spoken, too; the answer proves what was seen and heard."""

import hashlib

from db.models import Consent, Recording, StaffMember
from faq.year import Side
from handlers import plans, proof, recordings
from handlers.recordings import Spoken
from tests import sounds
from tests.journeys.phones import Phone, Shown
from tests.journeys.test_checkins import YES, come_in
from tests.journeys.world import World

VOICE = sounds.ogg()


async def speak(world: World, text: str, content: bytes = VOICE) -> Recording:
    """A colleague speaks a text in Arabic as the consent question."""
    ana = await world.add_staff()
    mime = "audio/ogg" if content == VOICE else "audio/mp4"
    file = await world.runtime.media.keep(content, name="", mime=mime)
    async with world.database.transaction() as session:
        return await recordings.keep(
            session,
            Spoken(key=recordings.CONSENT, side=Side.FAMILY, step=None),
            "ar",
            text,
            file,
            seconds=3,
            member=await session.get_one(StaffMember, ana.id),
            now=world.clock.now(),
        )


def question(world: World) -> str:
    return plans.consent_question(world.house.words, "ar") or ""


def is_voice(world: World, phone: Phone, place: int) -> bool:
    """WhatsApp fetches the file from a signed address; the others get its bytes."""
    if phone.channel == "whatsapp":
        sent = world.twilio.sent_to(phone.id)[place]
        return sent.media_url is not None and "/media/" in sent.media_url and not sent.body
    return phone.shows()[place].file == VOICE


async def test_the_voice_comes_before_the_question_and_the_answer_proves_both(
    world: World, phone: Phone
) -> None:
    await speak(world, question(world))
    await come_in(world, phone)
    shown = phone.shows()
    place = next(number for number, one in enumerate(shown) if one.text == question(world))
    assert is_voice(world, phone, place - 1)
    assert YES in shown[place].buttons
    await phone.presses(YES)

    [consent] = await world.rows(Consent)
    assert consent.recording_sha256 == hashlib.sha256(VOICE).hexdigest()
    assert consent.wording_hash == proof.wording_hash(question(world))
    assert (consent.how, consent.language) == (f"{phone.channel}:button", "ar")
    assert proof.written(consent)["answer"] == "given"
    await phone.asks("STOP")
    [_, taken_back] = await world.rows(Consent)
    assert (taken_back.how, taken_back.wording_hash) == (f"{phone.channel}:stop_word", None)


async def test_an_outdated_recording_is_sent_to_nobody(world: World, telegram: Phone) -> None:
    await speak(world, "كلمات أخرى")
    await come_in(world, telegram)
    assert [one.file for one in telegram.shows() if one.file] == []
    await telegram.presses(YES)
    [consent] = await world.rows(Consent)
    assert consent.recording_sha256 is None and consent.wording_hash


async def test_what_whatsapp_does_not_play_is_left_out_and_the_words_go(
    world: World, whatsapp: Phone
) -> None:
    await speak(world, question(world), sounds.m4a())
    await come_in(world, whatsapp)
    shown: list[Shown] = whatsapp.shows()
    assert shown[-1].text == question(world) and YES in shown[-1].buttons
    assert all(one.media_url is None for one in world.twilio.sent_to(whatsapp.id))
