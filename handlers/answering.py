"""Giving answers: each whole in one language; where ours is missing, the others are offered."""

from collections.abc import Sequence

from db import feedback, messages
from db.content import Button, Content
from db.models import Control, DeliveryKind, Message
from faq.entry import Region
from handlers import regions, saying, suggesting, wording
from handlers.context import Turn
from locales import languages, lists
from locales.languages import ENGLISH
from locales.policy import Kind
from locales.text import Text
from locales.texts import checkins as checkin_texts
from locales.texts import general
from locales.texts import question as texts

#: So far back the answer before a new one is looked for, in messages.
RECENT = 20
PERSON = (general.TALK_TO_PERSON, "human:")
CALL = (checkin_texts.CALL_ME, "call:")


def ways_to_a_person(turn: Turn) -> tuple[tuple[Text, str], ...]:
    """Buttons: write to somebody of the staff, or be called."""
    return (PERSON, CALL) if turn.house.policy.calls_at_once else (PERSON,)


async def give(turn: Turn, entry_ids: Sequence[str], asked: Region | None = None) -> bool:
    """Answer from each entry in a message of its own; True when something is asked back.

    The region that was `asked` about is answered for, wherever the person lives.
    """
    if not await _last_one_failed(turn):
        turn.conversation.unsure_streak = 0
    answers: list[Message] = []
    elsewhere: list[str] = []
    announced: set[str] = set()
    for entry_id in dict.fromkeys(entry_ids):
        language = turn.house.knowledge.readable(entry_id, turn.readable)
        if language is None:
            elsewhere.append(entry_id)
            continue
        if language != turn.reads and language not in announced:
            announced.add(language)
            name = languages.own_name(language)
            await saying.say(turn, texts.IN_ANOTHER_LANGUAGE, kind=DeliveryKind.ANSWER, name=name)
        answers.append(await _send(turn, entry_id, language, asked))
    if elsewhere:
        await _offer_languages(turn, elsewhere)
        return True
    return await regions.ask(turn, answers, asked)


async def press_read(turn: Turn, argument: str) -> bool:
    """A language was chosen in which to read what is not there in one's own."""
    language, _, number = argument.partition(":")
    offer = await saying.find(turn, number)
    knowledge = turn.house.knowledge
    entries = [
        one
        for one in (Content.from_json(offer.content).offers if offer else ())
        if one in knowledge.entries and language in knowledge.languages_of(one)
    ]
    if not entries:
        return False
    if turn.conversation.control != Control.HUMAN:
        about = {one: await suggesting.region_asked(turn, one) for one in entries}
        sent = [await _send(turn, one, language, about[one]) for one in entries]
        await regions.ask(turn, sent, next(iter(about.values())))
    return True


async def _send(turn: Turn, entry_id: str, language: str, asked: Region | None = None) -> Message:
    """One entry, with its three buttons, all in one language."""
    found = turn.house.knowledge.answer(
        entry_id, language, region=turn.region, today=turn.today, asked=asked
    )
    buttons = (
        (texts.HELPED, f"helped:{saying.THIS}"),
        (texts.NOT_QUITE, f"nothelped:{saying.THIS}"),
        PERSON,
    )
    row = tuple(saying.button(turn, label, load, found.language) for label, load in buttons)
    return await saying.tell(
        turn,
        Content(text=found.text, buttons=row, entry_id=entry_id),
        kind=DeliveryKind.ANSWER,
        language=found.language,
    )


async def _offer_languages(turn: Turn, entry_ids: Sequence[str]) -> None:
    """Say in which languages all of these are there, with a button for each.

    A dozen languages are no choice: the likely ones, unless the answers are in none of these.
    """
    knowledge = turn.house.knowledge
    every = [knowledge.languages_of(one) for one in entry_ids]
    shared = [code for code in every[0] if all(code in one for one in every)]
    likely = [code for code in languages.likely(turn.reads) if code in shared]
    shared = likely or shared
    spoken = wording.choose(turn, Kind.ORDINARY, texts.IN_OTHER_LANGUAGES).language or ENGLISH
    names = lists.listed([languages.own_name(code) for code in shared], spoken)
    buttons = [
        Button(label=languages.own_name(code), payload=f"read:{code}:{saying.THIS}")
        for code in shared
    ]
    await saying.tell(
        turn,
        Content(
            text=saying.words(turn, texts.IN_OTHER_LANGUAGES, spoken, languages=names),
            buttons=(*buttons, saying.button(turn, *PERSON, spoken)),
            offers=tuple(entry_ids),
        ),
        kind=DeliveryKind.ANSWER,
        language=spoken,
    )


async def _last_one_failed(turn: Turn) -> bool:
    """The answer before this one was judged "not quite": another such is the second in a row."""
    recent = await messages.latest(turn.session, turn.conversation.id, limit=RECENT)
    answers = [one.id for one in recent if one.content.get("entry_id")]
    return bool(answers) and await feedback.of_message(turn.session, answers[-1]) is False
