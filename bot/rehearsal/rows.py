"""What a database would hold of one story: its rows, and what became of each message."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from bot.rehearsal.story import HOME, Person, Story
from db.audiences import Audience
from db.models import (
    Address,
    Contact,
    ContactKind,
    Control,
    Conversation,
    DeliveryKind,
    DeliveryState,
    Household,
    Occurrence,
    Sponsorship,
    Wish,
)
from db.occurrences import OccurrenceState
from faq.year import Side
from handlers.judging import Errand

#: There is one of each in a story.
HOUSEHOLD = GROUP = SPONSORSHIP = 1
#: What a task for staff has from the step that it comes from.
_COPIED = (
    *("household_id", "sponsorship_id", "kind", "step_key", "ordinal", "version"),
    *("local_date", "local_time", "timezone", "due_at", "look_at", "expires_at"),
)
#: A copy on its way.
OPEN = (DeliveryState.QUEUED, DeliveryState.HELD)


@dataclass(slots=True, kw_only=True, eq=False)
class Copy:
    """One copy of a message on its way to one phone: what `db.models.Delivery` holds of it."""

    id: int
    occurrence: Occurrence
    phone: str
    kind: DeliveryKind
    language: str
    not_before: dt.datetime
    state: DeliveryState = DeliveryState.QUEUED
    reason: str | None = None
    attempts: int = 0
    settled_at: dt.datetime | None = None
    #: it went, or was tried, as a template
    as_template: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(slots=True, kw_only=True)
class Rows:
    """Rows as they are now; `db.models` as plain values, that no session knows."""

    story: Story
    household: Household
    sponsorship: Sponsorship
    #: by name
    contacts: dict[str, Contact]
    addresses: dict[str, Address] = field(default_factory=dict)
    #: by the id of the address
    conversations: dict[int, Conversation] = field(default_factory=dict)
    #: the newest word by (contact, household, purpose)
    consents: dict[tuple[int | None, int | None, str], str] = field(default_factory=dict)
    #: by name of the person, or HOME
    wishes: dict[str, Wish] = field(default_factory=dict)
    occurrences: list[Occurrence] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    #: (occurrence, name of the phone): somebody answered there
    replies: set[tuple[int, str]] = field(default_factory=set)
    #: the last word from each side
    heard_at: dict[Side, dt.datetime] = field(default_factory=dict)
    _audience: Audience | None = None

    def person(self, phone: str) -> Contact | None:
        """Whose phone it is; None: the household's."""
        return self.contacts.get(phone)

    def phones_of(self, owner: str) -> list[str]:
        """The phones to which a wish applies: of a person, or of the household and its people."""
        if owner != HOME:
            return [owner] if owner in self.addresses else []
        return [one for one in self.addresses if side_of(self.story, one) == Side.FAMILY]

    def meet(self, phone: str, now: dt.datetime) -> None:
        """Somebody writes to us from a phone for the first time."""
        number = len(self.addresses) + 1
        contact = self.person(phone)
        self.addresses[phone] = Address(
            id=number,
            channel=self.story.phones[phone],
            account="demo",
            contact_id=contact.id if contact else None,
            household_id=None if contact else HOUSEHOLD,
            reachable=True,
            created_at=now,
        )
        self.conversations[number] = Conversation(
            id=number, address_id=number, last_seq=0, control=Control.BOT, language_chosen=False
        )
        self._audience = None

    def say(self, phone: str, purpose: str, state: str) -> None:
        """Somebody says yes or no."""
        address = self.addresses[phone]
        self.consents[address.contact_id, address.household_id, purpose] = state

    def said(self, phone: str, purpose: str) -> str | None:
        address = self.addresses[phone]
        return self.consents.get((address.contact_id, address.household_id, purpose))

    def wish_of(self, owner: str, now: dt.datetime) -> Wish:
        if owner not in self.wishes:
            contact = self.person(owner)
            owned = {"contact_id": contact.id} if contact else {"household_id": HOUSEHOLD}
            self.wishes[owner] = Wish(**owned, less_often=False, version=0, changed_at=now)
        return self.wishes[owner]

    def wishes_for(self, phone: str) -> list[Wish]:
        """As `kindness.rows` finds them: a person's own first, then the household's."""
        owners = [phone] if phone == HOME or side_of(self.story, phone) == Side.GROUP else None
        return [self.wishes[one] for one in owners or (phone, HOME) if one in self.wishes]

    @property
    def audience(self) -> Audience:
        """As `db.audiences.gather` finds it."""
        if self._audience is None:
            self._audience = self._gather()
        return self._audience

    def _gather(self) -> Audience:
        own: dict[int, list[Address]] = {}
        shared: list[Address] = []
        for one in self.addresses.values():
            if one.contact_id is None:
                shared.append(one)
            else:
                own.setdefault(one.contact_id, []).append(one)
        every = self.contacts.values()
        return Audience(
            households={HOUSEHOLD: self.household},
            sponsorships={SPONSORSHIP: self.sponsorship},
            contacts={one.id: one for one in every},
            addresses={one.id: one for one in self.addresses.values()},
            members={HOUSEHOLD: [one for one in every if one.household_id]},
            volunteers={GROUP: [one for one in every if one.welcome_group_id]},
            own={number: list(found) for number, found in own.items()},
            shared={HOUSEHOLD: list(shared)},
            consents=self.consents,
            conversations={one.address_id: one for one in self.conversations.values()},
        )

    def keep_task(
        self, row: Occurrence, deed: Errand, reason: str | None, now: dt.datetime
    ) -> None:
        """As `handlers.sending` keeps tasks of colleagues."""
        slot = (row.step_key, Side.STAFF, row.ordinal)
        every = (one for one in self.occurrences if (one.step_key, one.side, one.ordinal) == slot)
        there = next(every, None)
        if there is None and deed is Errand.MAKE:
            self._add_task(row, reason, now)
        elif there is not None and (deed is Errand.MAKE or there.state == OccurrenceState.SENT):
            self._change_task(there, deed, reason)

    def _add_task(self, row: Occurrence, reason: str | None, now: dt.datetime) -> None:
        values = {name: getattr(row, name) for name in _COPIED}
        number = len(self.occurrences) + 1
        task = Occurrence(id=number, **values, side=Side.STAFF, sent_at=now, created_at=now)
        task.state, task.reason = OccurrenceState.SENT, reason
        self.occurrences.append(task)

    def _change_task(self, task: Occurrence, deed: Errand, reason: str | None) -> None:
        if task.state != OccurrenceState.DONE:
            needed = deed is not Errand.DROP
            task.state = OccurrenceState.SENT if needed else OccurrenceState.CANCELLED
            task.reason = reason

    def copies_of(self, occurrence: Occurrence) -> Iterator[Copy]:
        return (one for one in self.copies if one.occurrence is occurrence)


def open_rows(story: Story, zone: str) -> Rows:
    """As they are when group and family are linked."""
    region = str(story.region) if story.region else None
    household = Household(
        id=HOUSEHOLD,
        language=story.language,
        timezone=zone,
        region=region,
        has_school_children=story.has_school_children,
    )
    sponsorship = Sponsorship(
        id=SPONSORSHIP,
        welcome_group_id=GROUP,
        household_id=HOUSEHOLD,
        created_at=story.linked_at,
        **asdict(story.dates),
    )
    people = {
        one.name: _contact(number, one, zone) for number, one in enumerate(story.people, start=1)
    }
    return Rows(story=story, household=household, sponsorship=sponsorship, contacts=people)


def side_of(story: Story, phone: str) -> Side:
    return next((one.side for one in story.people if one.name == phone), Side.FAMILY)


def _contact(number: int, person: Person, zone: str) -> Contact:
    family = person.side == Side.FAMILY
    return Contact(
        id=number,
        kind=ContactKind.FAMILY if family else ContactKind.VOLUNTEER,
        language=person.language,
        second_language=person.second_language,
        timezone=zone,
        household_id=HOUSEHOLD if family else None,
        welcome_group_id=None if family else GROUP,
        is_contact_person=person.is_contact_person,
    )
