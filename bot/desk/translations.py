"""Asking a machine for a translation: of what a person said, and of a reply before it is sent."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, conversation, versions
from bot.desk.access import Visit
from bot.desk.conversation import Notice, Refused
from bot.translators import TranslationError, Translator
from db import desk, staff
from handlers import translating
from handlers.context import Turn


async def message(visit: Visit) -> Response:
    """A message into the language of the desk; asked outside any transaction, then kept."""
    conversation_id, message_id = visit.number("conversation_id"), visit.number("message_id")
    translator = _translator(visit)
    async with visit.runtime.database.reading() as session:
        line = await desk.find_line(session, visit.member, conversation_id)
        said = await translating.find(session, conversation_id, message_id)
        asked = await versions.machine(session, visit.runtime, conversation_id)
    if line is None:
        return access.go(f"/desk/conversations/{conversation_id}")  # which says who has it
    if said is None:
        raise HTTPException(404)
    into = visit.member.desk_language
    text, refused = await _ask(visit, translator, asked, translating.words(said), into)

    async def keep(turn: Turn) -> None:
        if refused is not None:
            raise Refused(refused)
        try:
            await translating.keep(
                turn, visit.member, said, text, language=into, engine=translator.name
            )
        except translating.ChangedMeanwhile:
            raise Refused(Notice(kind="message_changed")) from None

    there = f"/desk/conversations/{conversation_id}#m-{message_id}"
    return await conversation.act(visit, keep, then=there, asked_too=True)


async def reply(visit: Visit) -> Response:
    """What was typed, in the person's language: back into the box for a look, and not sent."""
    conversation_id = visit.number("conversation_id")
    translator = _translator(visit)
    async with visit.runtime.database.reading() as session:
        line = await desk.find_line(session, visit.member, conversation_id)
        asked = await versions.machine(session, visit.runtime, conversation_id)
    own = visit.form.get("text", "").strip()
    if line is None or not own or len(own) > conversation.LONGEST:
        return await _refuse(visit, Notice(kind="empty" if not own else "too_long"))
    text, refused = await _ask(visit, translator, asked, own, line.language)
    if refused is not None:
        return await _refuse(visit, refused)
    async with visit.runtime.database.transaction() as session:
        await staff.audit(
            session, visit.member.id, "translate", "conversation", conversation_id, now=visit.now
        )
    form = {**visit.form, "text": text, "own": own, "engine": translator.name}
    return await conversation.page(replace(visit, form=form), line)


async def _ask(
    visit: Visit, translator: Translator, asked: versions.Machine | None, text: str, into: str
) -> tuple[str, Notice | None]:
    """The translation, or why there is none: not confirmed, or the machine could not."""
    if asked is not None and asked.asks_first and visit.form.get("sure") != "1":
        return "", Notice(kind="not_sure")
    try:
        return await translator.translate(text, into=into), None
    except TranslationError as error:
        return "", Notice(kind=f"translator_{error.code}")


async def _refuse(visit: Visit, notice: Notice) -> Response:
    """The page with what was typed; or who has the conversation."""

    async def say(turn: Turn) -> None:
        raise Refused(notice)

    return await conversation.act(visit, say, asked_too=True)


def _translator(visit: Visit) -> Translator:
    translator = visit.runtime.translator
    if translator is None:
        raise HTTPException(404)
    return translator
