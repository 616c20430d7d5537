"""Coming in: the first words, and invitation codes that attach an address to its owner."""

import datetime as dt
import re
import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from db import invites
from db.content import Content
from db.models import Contact, ContactKind, Household
from handlers import answering, consent, context, exchange, first_contact, language, saying
from handlers.context import Turn
from handlers.events import Said
from handlers.house import House
from locales.texts import checklists as list_texts
from locales.texts import exchange as exchange_texts
from locales.texts import general
from locales.texts import onboarding as texts

#: A code is this many characters of an alphabet without look-alikes.
CODE_LENGTH = 10
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
DIGITS = "23456789"
#: How a code comes back: "/start CODE", "JOIN CODE", or the bare code. It has a digit, so that
#: no word of ten letters is taken for one.
_BROUGHT = re.compile(
    rf"(?:(?:/start|start|join)[ _-]+)?(?P<code>(?=\w*[{DIGITS}])[{ALPHABET}]{{{CODE_LENGTH}}})",
    re.IGNORECASE,
)
#: What a link of another kind carries: whatever it is, it is no code of ours.
_OTHER_START = re.compile(r"/start[ _-]+\S+")


def new_code() -> str:
    """A fresh invitation code, with a digit in it."""
    signs = [secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1)]
    signs.insert(secrets.randbelow(CODE_LENGTH), secrets.choice(DIGITS))
    return "".join(signs)


async def invite(
    session: AsyncSession,
    house: House,
    owner: Contact | Household,
    *,
    created_by: int | None,
    now: dt.datetime,
) -> str:
    """A single-use code for a person or a shared household phone; shown once, kept as a hash."""
    code = new_code()
    await invites.add(
        session,
        code,
        contact_id=owner.id if isinstance(owner, Contact) else None,
        household_id=owner.id if isinstance(owner, Household) else None,
        created_by=created_by,
        now=now,
        valid=house.policy.invite_valid,
    )
    return code


async def bring_code(turn: Turn, event: Said) -> bool:
    """Somebody brings an invitation: attach the address, greet, ask a family for consent."""
    written = event.text.strip()
    found = _BROUGHT.fullmatch(written)
    if found is None and _OTHER_START.fullmatch(written) is None:
        return False
    code = found["code"].upper() if found else ""
    if turn.contact or turn.address.household_id:
        await saying.say(turn, texts.ALREADY_LINKED)
        return True
    invite_row = await invites.use(turn.session, code, turn.address.id, now=turn.now)
    if invite_row is None:
        await saying.say(turn, texts.WRONG_CODE)
        return True
    turn.address.contact_id = invite_row.contact_id
    turn.address.household_id = invite_row.household_id
    await turn.session.flush()
    await first_contact.made(turn.session, turn.address, now=turn.now)
    await welcome(
        await context.of(turn.session, turn.house, turn.address, turn.conversation, now=turn.now)
    )
    return True


async def welcome(turn: Turn) -> None:
    """The first words to somebody we know now, in the language we know them by."""
    if turn.contact and turn.contact.kind == ContactKind.VOLUNTEER:
        await saying.say(turn, texts.WELCOME_VOLUNTEER, name=turn.contact.name)
        return
    text = saying.words(turn, texts.WELCOME_FAMILY)
    await saying.tell(turn, Content(text=text, buttons=(language.UNDO,)))
    await consent.ask(turn)


async def start(turn: Turn) -> bool:
    """/start without a code: who we are, and in which language we may go on."""
    content = Content(text=saying.words(turn, general.WELCOME), buttons=(language.UNDO,))
    await saying.tell(turn, content)
    return True


async def explain(turn: Turn) -> bool:
    """/help: what the bot can do; families and volunteers of a group find what is theirs."""
    text = saying.words(turn, general.HELP)
    if turn.contact and turn.contact.kind == ContactKind.VOLUNTEER:
        text = f"{text}\n{saying.words(turn, general.HELP_VOLUNTEER)}"
    elif turn.is_family:
        text = f"{text}\n{saying.words(turn, general.HELP_FAMILY)}"
    ways = answering.ways_to_a_person(turn)
    if exchange.volunteer(turn) is not None:
        ways = (*ways, (list_texts.OPEN_LIST, "checklist:"))
        ways = (*ways, (exchange_texts.OTHER_GROUPS, "exchange:menu"))
    row = [saying.button(turn, *one) for one in ways]
    await saying.tell(turn, Content(text=text, buttons=(*row, language.UNDO)))
    return True
