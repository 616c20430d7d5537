"""/who: whom a topic is about, as far as the staff's group may know."""

from db import cases, staff
from db.models import Control, StaffMember
from handlers import escalation, mirror
from handlers.charge import owner
from handlers.context import Turn
from handlers.knowledge import REGION_NAMES
from locales import languages
from locales.text import Text
from locales.texts import topic_work as texts


async def show(turn: Turn, member: StaffMember) -> None:
    """Post the card; of a confidential conversation only its number, language and link."""
    language = languages.own_name(turn.reads)
    link, charge = escalation.desk_link(turn), await _charge(turn)
    if await mirror.is_quiet(turn):
        known = await cases.of_conversation(turn.session, turn.conversation.id)
        number = known[0].id if known else turn.conversation.id
        await mirror.post(
            turn, texts.WHO_QUIET, number=number, language=language, charge=charge, link=link
        )
    else:
        await mirror.post(
            turn,
            texts.WHO,
            name=_name(turn),
            role=_role(turn),
            channel=_channel(turn),
            language=language,
            group=turn.group.name if turn.group else _said(turn, texts.UNKNOWN),
            region=_said(turn, REGION_NAMES[turn.region] if turn.region else texts.UNKNOWN),
            charge=charge,
            link=link,
        )
    await staff.audit(
        turn.session, member.id, "view", "conversation", turn.conversation.id, now=turn.now
    )


def _name(turn: Turn) -> str:
    owner = turn.contact or turn.household
    return owner.name if owner else _said(turn, texts.UNKNOWN_NAME)


def _role(turn: Turn) -> str:
    if turn.contact is not None:
        return _said(turn, texts.KINDS[turn.contact.kind])
    return _said(turn, texts.HOUSEHOLD if turn.household else texts.STRANGER)


def _channel(turn: Turn) -> str:
    return texts.CHANNELS.get(turn.address.channel) or _said(turn, texts.TRY_IT_PAGE)


async def _charge(turn: Turn) -> str:
    colleague = await owner(turn)
    if colleague is not None:
        return _said(turn, texts.IN_CHARGE, name=colleague.name)
    waits = turn.conversation.control == Control.QUEUED
    return _said(turn, texts.NOBODY_IN_CHARGE if waits else texts.BOT_IN_CHARGE)


def _said(turn: Turn, said: Text, **values: str) -> str:
    return turn.house.words.say(said, turn.house.policy.staff_language, **values)
