"""Passing a conversation on: to a colleague, or to whoever speaks a language."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries, staff
from db.models import Case, Control, StaffMember
from handlers import charge, mentions
from handlers import staff as work
from handlers.context import Turn
from locales import languages
from locales.texts import casework as texts


class HasLeft(ValueError):
    """This colleague does not work here any more."""


class KeptFromThem(ValueError):
    """This conversation is kept from this colleague: only who handles complaints may see it."""


class NobodySpeaks(ValueError):
    """No other colleague speaks this language."""


async def assign(turn: Turn, member: StaffMember, colleague: StaffMember) -> None:
    """Put the conversation into a colleague's hands; it comes back when they do not take it up.

    TakenBy when it is in other hands and `member` is no coordinator. HasLeft, KeptFromThem.
    """
    conversation, themselves = turn.conversation, colleague.id == member.id
    if themselves and conversation.assignee_id in (None, member.id):
        await work.claim(turn, member)
        return
    await charge.may_move(turn, member)
    if conversation.assignee_id == colleague.id:
        return
    case = await work.case_of(turn)
    if colleague.left_at is not None:
        raise HasLeft(HasLeft.__doc__)
    if not mentions.may_see(colleague, case):
        raise KeptFromThem(KeptFromThem.__doc__)
    await charge.end(turn, Control.HUMAN)
    conversation.assignee_id = colleague.id
    await deliveries.cancel_answers(turn.session, conversation.id, conversation.epoch, now=turn.now)
    charge.awaken(case)
    await charge.ask_again(
        turn, case, since=turn.now, offered_to=colleague.id, offered_by=member.id
    )
    if themselves:
        await charge.accept(turn, member)
    else:
        await charge.call(turn, case, texts.OFFERED, name=member.name, colleague=colleague.name)
    await charge.tell_when(
        turn, texts.PASSED_OPEN, texts.PASSED_LATER, colleague=charge.first_name(colleague)
    )
    await charge.audit(turn, member, "assign")


async def pass_to_language(turn: Turn, member: StaffMember, language: str) -> None:
    """Back to the queue, for whoever speaks a language; NobodySpeaks when nobody does."""
    await charge.may_move(turn, member)
    case = await work.case_of(turn)
    if language not in spoken(await colleagues(turn.session, member, case)):
        raise NobodySpeaks(NobodySpeaks.__doc__)
    await charge.end(turn, Control.QUEUED)
    charge.awaken(case)
    case.wanted_language = language
    await charge.ask_again(turn, case, since=turn.now)
    name = languages.own_name(language)
    await charge.call(turn, case, texts.WANTED, name=member.name, language=name)
    await charge.tell_when(turn, texts.LANGUAGE_OPEN, texts.LANGUAGE_LATER, name=name)
    await charge.audit(turn, member, "pass_on")


async def colleagues(
    session: AsyncSession, member: StaffMember, case: Case | None
) -> list[StaffMember]:
    """Everybody else who works here and may see the case."""
    working = await staff.working(session)
    return [one for one in working if one.id != member.id and mentions.may_see(one, case)]


def spoken(members: Sequence[StaffMember]) -> list[str]:
    """The languages that any of these colleagues speaks."""
    found = {code for one in members for code in one.languages}
    return [code for code in languages.LANGUAGES if code in found]
