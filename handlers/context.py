"""A turn: one event in one conversation, inside one transaction, with everything it may use."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, conversations, messages, people
from db.models import Address, Contact, Conversation, Household, Message, WelcomeGroup
from faq.entry import Region
from faq.understanding import Understanding
from handlers.events import Sender
from handlers.house import House
from locales import languages

#: So long an answer is what "and how much is it?" may be about.
EARLIER = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What helps to understand somebody's words; nothing of a stranger's first ones."""

    #: what they usually write in, as the engine names it: fa for Dari, too
    language: str | None = None
    #: where they live
    region: Region | None = None
    #: ids of the entries they were answered from just before, the newest first
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a handler works with. Handlers await only `session`, and never commit."""

    #: the open transaction
    session: AsyncSession
    #: the moment of this turn
    now: dt.datetime
    #: texts, knowledge, rules
    house: House
    #: who is written to
    address: Address
    #: the thread, locked
    conversation: Conversation
    #: the person behind the address, if it is one person's
    contact: Contact | None = None
    #: the household behind the address, or the person's own
    household: Household | None = None
    #: the welcome group that the person belongs to or is welcomed by
    group: WelcomeGroup | None = None
    #: what the text was understood to be, computed before the transaction
    understanding: Understanding | None = None
    #: the person's message as it was recorded
    message: Message | None = None
    #: the language in which to answer now: one in which all our texts are there
    language: str = languages.ENGLISH
    #: the language the person reads, also where we have only emergency texts in it
    reads: str = languages.ENGLISH

    @property
    def region(self) -> str | None:
        """The region whose rules apply, if it is known."""
        owners = (self.contact, self.household, self.group, self.conversation)
        return next((owner.region for owner in owners if owner and owner.region), None)

    @property
    def readable(self) -> tuple[str, ...]:
        """The languages that the person reads, the dearest first."""
        second = self.contact.second_language if self.contact else None
        return (self.reads, *([second] if second and second != self.reads else []))

    @property
    def is_family(self) -> bool:
        """The conversation is with a family or one of its members."""
        return self.household is not None

    @property
    def speaker_id(self) -> int | None:
        """Who speaks: the phone's one owner, or who said so on a shared phone not long ago."""
        if self.contact is not None:
            return self.contact.id
        until = self.address.speaker_until
        return self.address.speaker_id if until is not None and until > self.now else None

    @property
    def today(self) -> dt.date:
        """The date on the organisation's wall."""
        return self.now.astimezone(self.house.policy.zone).date()


async def meet(session: AsyncSession, house: House, sender: Sender, *, now: dt.datetime) -> Turn:
    """The turn of somebody who wrote, known or not; the conversation is locked."""
    address = await addresses.meet(
        session, sender.channel, sender.account, sender.external_id, now=now
    )
    conversation = await conversations.of_address(session, address, now=now)
    return await of(session, house, address, conversation, now=now)


async def reopen(
    session: AsyncSession, house: House, conversation_id: int, *, now: dt.datetime
) -> Turn | None:
    """The turn of a conversation that staff or the clock act in; None when there is none."""
    conversation = await conversations.locked(session, conversation_id)
    if conversation is None:
        return None
    address = await session.get_one(Address, conversation.address_id)
    return await of(session, house, address, conversation, now=now)


async def of(
    session: AsyncSession,
    house: House,
    address: Address,
    conversation: Conversation,
    *,
    now: dt.datetime,
) -> Turn:
    """A turn for an address and its conversation, with whoever stands behind them."""
    contact = await session.get(Contact, address.contact_id) if address.contact_id else None
    if contact is not None and contact.left_at is not None:
        contact = None
    home = address.household_id or (contact.household_id if contact else None)
    household = await session.get(Household, home) if home else None
    turn = Turn(
        session=session,
        now=now,
        house=house,
        address=address,
        conversation=conversation,
        contact=contact,
        household=household,
        group=await people.group_of(session, contact, household),
    )
    usual = usual_language(turn)
    return replace(turn, reads=usual, language=spoken(turn, usual))


def spoken(turn: Turn, wanted: str) -> str:
    """The wanted language if all our texts are in it, else the second one, else English."""
    second = turn.contact.second_language if turn.contact else None
    return languages.negotiate([wanted, *([second] if second else [])], languages.CHOOSABLE)


async def known(session: AsyncSession, house: House, sender: Sender, *, now: dt.datetime) -> Known:
    """What is known of somebody before they are understood; looked up without a lock."""
    address = await addresses.find(session, sender.channel, sender.account, sender.external_id)
    conversation = await conversations.find(session, address) if address else None
    if address is None or conversation is None:
        return Known()
    turn = await of(session, house, address, conversation, now=now)
    usual = settled_language(turn) or conversation.language
    return Known(
        language=languages.chain(usual)[-1] if usual else None,
        region=Region(turn.region) if turn.region else None,
        earlier=await messages.answered(session, conversation.id, since=now - EARLIER),
    )


def settled_language(turn: Turn) -> str | None:
    """The language a person chose or is known by; None for a stranger who never chose."""
    if turn.conversation.language and turn.conversation.language_chosen:
        return turn.conversation.language
    if turn.contact and turn.contact.language:
        return turn.contact.language
    return turn.household.language if turn.household else None


def usual_language(turn: Turn) -> str:
    """The language of a conversation when the message itself says nothing."""
    return settled_language(turn) or turn.conversation.language or languages.ENGLISH
