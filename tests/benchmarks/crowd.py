"""A desk as large as the whole of Belgium would need: invented people, rows in bulk."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import Database
from db.models import (
    PRIORITY_RANK,
    Address,
    Author,
    Base,
    Case,
    CaseState,
    Contact,
    ContactKind,
    Control,
    Conversation,
    Direction,
    Handoff,
    Household,
    Message,
    Priority,
    Reason,
    Role,
    Sponsorship,
    StaffMember,
    StaffTopic,
    WelcomeGroup,
)

CONVERSATIONS, MESSAGES = 10_000, 200_000
GROUPS, FAMILIES, COLLEAGUES = 300, 2_500, 25
#: Conversations that nobody has taken, that colleagues have in hand, and that are put aside.
UNCLAIMED, CLAIMED, SNOOZED = 400, 600, 200
#: Of the others, so many had a case once.
ONCE = 0.6
CHUNK = 2_000
LANGUAGES = ("nl", "fr", "en", "de", "ar", "fa", "fa_AF", "tr", "uk", "ps", "ti", "so", "ku", "sw")
CHANNELS = ("telegram", "whatsapp")
REGIONS = ("flanders", "brussels", "wallonia", None)
PLACES = ("Mechelen", "Gent", "Brugge", "Liège", "Namur", "Mons", "Leuven", "Eupen", "Hasselt")
NAMES = ("Lotte", "Jonas", "Amira", "Yusuf", "Zahra", "Tekle", "Olena", "Mehmet", "Ayaan", "Baran")
WORDS = (
    *("we", "wonen", "sinds", "vorige", "week", "hier", "en", "willen", "de", "kinderen"),
    *("inschrijven", "op", "school", "wie", "kan", "helpen", "met", "huurwaarborg", "bank"),
    *("want", "het", "ocmw", "vraagt", "een", "attest", "van", "gemeente"),
)

Rows = list[dict[str, Any]]


@dataclass
class Crowd:
    """All rows, by table."""

    now: dt.datetime
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    rows: dict[type[Base], Rows] = field(default_factory=dict)

    def add(self, model: type[Base], **values: Any) -> int:
        rows = self.rows.setdefault(model, [])
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)

    def fill(self) -> None:
        self._people()
        numbers = list(range(CONVERSATIONS))
        self.rng.shuffle(numbers)
        for place, number in enumerate(numbers):
            self._conversation(place, number)

    def _people(self) -> None:
        now, rng = self.now, self.rng
        for number in range(COLLEAGUES):
            self.add(
                StaffMember,
                name=f"{rng.choice(NAMES)} {number}",
                login=f"colleague-{number}",
                login_hash=f"{number:064}",
                role=Role.COORDINATOR if number == 0 else Role.WORKER,
                languages=list(rng.sample(LANGUAGES, 4)),
                desk_language="en",
                handles_complaints=False,
                created_at=now,
            )
        for number in range(GROUPS):
            name = f"Onthaalgroep {rng.choice(PLACES)} {number}"
            self.add(WelcomeGroup, name=name, region=rng.choice(REGIONS), created_at=now)
        for number in range(FAMILIES):
            home = self.add(
                Household,
                name=f"Family {rng.choice(NAMES)} {number}",
                language=rng.choice(LANGUAGES),
                timezone="Europe/Brussels",
                region=rng.choice(REGIONS),
                created_at=now,
            )
            group = rng.randint(1, GROUPS)
            self.add(Sponsorship, household_id=home, welcome_group_id=group, created_at=now)

    def _conversation(self, place: int, number: int) -> None:
        now, rng = self.now, self.rng
        contact, home = self._owner(rng.random())
        address = self.add(
            Address,
            channel=rng.choice(CHANNELS),
            account="bot",
            external_id=f"{number}",
            external_id_hash=f"{number:064}",
            contact_id=contact,
            household_id=home,
            reachable=True,
            created_at=now,
        )
        thread = self.add(
            Conversation,
            address_id=address,
            control=Control.BOT,
            assignee_id=None,
            epoch=0,
            language=rng.choice(LANGUAGES),
            language_chosen=rng.random() < 0.1,
            unsure_streak=0,
            region=None,
            created_at=now,
        )
        row = self.rows[Conversation][-1]
        self._talk(row, replied=rng.random() < 0.5)
        self._work(row, place)
        if rng.random() < 0.3:
            office = 1
            self.add(
                StaffTopic, conversation_id=thread, address_id=office, thread_id=number,
                created_at=now,
            )  # fmt: skip

    def _owner(self, chance: float) -> tuple[int | None, int | None]:
        """A volunteer, a member of a family, a family's own phone, or a stranger."""
        if chance > 0.85:
            return None, None
        if chance > 0.65:
            return None, self.rng.randint(1, FAMILIES)
        family = chance > 0.4
        contact = self.add(
            Contact,
            kind=ContactKind.FAMILY if family else ContactKind.VOLUNTEER,
            name=f"{self.rng.choice(NAMES)} {len(self.rows.get(Contact, ()))}",
            language=self.rng.choice(LANGUAGES),
            timezone="Europe/Brussels",
            region=None if family else self.rng.choice(REGIONS),
            household_id=self.rng.randint(1, FAMILIES) if family else None,
            welcome_group_id=None if family else self.rng.randint(1, GROUPS),
            created_at=self.now,
        )
        return contact, None

    def _talk(self, thread: dict[str, Any], *, replied: bool) -> None:
        per = MESSAGES // CONVERSATIONS
        start = self.now - dt.timedelta(minutes=self.rng.randint(per * 60, 400_000))
        answered = per // 2 if replied else 0
        for seq in range(1, per + 1):
            at = start + dt.timedelta(minutes=seq * 50)
            inbound, staff = seq % 2 == 0, seq == answered
            self.add(
                Message,
                conversation_id=thread["id"],
                seq=seq,
                direction=Direction.IN if inbound and not staff else Direction.OUT,
                author=Author.STAFF if staff else Author.PERSON if inbound else Author.BOT,
                content={"form": "text", "text": " ".join(self.rng.choices(WORDS, k=14))},
                at=at,
            )
        last = per if per != answered else per - 2
        waiting = start + dt.timedelta(minutes=(answered + 2) * 50)
        thread.update(
            last_seq=per, last_message_at=at, last_inbound_seq=last, unanswered_at=waiting
        )

    def _work(self, thread: dict[str, Any], place: int) -> None:
        """What staff have to do with it: the first places are taken by what is open."""
        if place >= UNCLAIMED + CLAIMED + SNOOZED:
            if self.rng.random() < ONCE:
                self._case(thread, CaseState.CLOSED)
            return
        if place < UNCLAIMED:
            thread["control"] = Control.QUEUED
        else:
            thread["control"] = Control.HUMAN
            thread["assignee_id"] = self.rng.randint(1, COLLEAGUES)
            if self.rng.random() < 0.4:
                thread["unanswered_at"] = None
        aside = place >= UNCLAIMED + CLAIMED
        self._case(thread, CaseState.SNOOZED if aside else CaseState.OPEN)

    def _case(self, thread: dict[str, Any], state: CaseState) -> None:
        priority = self.rng.choices(list(Priority), (1, 4, 15))[0]
        at, closed = thread["last_message_at"], state == CaseState.CLOSED
        case = self.add(
            Case,
            conversation_id=thread["id"],
            state=state,
            reason=self.rng.choice(list(Reason)),
            priority=priority,
            priority_rank=PRIORITY_RANK[priority],
            confidential=self.rng.random() < 0.2,
            independent=self.rng.random() < 0.01,
            brief={"language": "nl", "question": "wie kan helpen?", "tried": []},
            opened_at=at,
            closed_at=at + dt.timedelta(hours=3) if closed else None,
            closed_by=1 if closed else None,
            outcome="answered" if closed else None,
        )
        taken = thread["control"] == Control.HUMAN or closed
        self.add(
            Handoff, case_id=case, requested_at=at, alerts=0,
            claimed_at=at + dt.timedelta(minutes=20) if taken else None,
            released_at=at + dt.timedelta(hours=3) if closed else None,
        )  # fmt: skip


async def seed(database: Database, now: dt.datetime) -> None:
    """Put the whole crowd into an empty, migrated database."""
    crowd = Crowd(now)
    # the staff's group, whose address has no conversation
    crowd.add(
        Address, channel="telegram", account="bot", external_id="office",
        external_id_hash="office", reachable=True, created_at=now,
    )  # fmt: skip
    crowd.fill()
    async with database.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            model = next((one for one in crowd.rows if one.__table__ is table), None)
            for chunk in _chunks(crowd.rows[model]) if model else ():
                await connection.execute(insert(table), chunk)
        await _settle(connection, crowd, is_sqlite=database.is_sqlite)


async def _settle(connection: AsyncConnection, crowd: Crowd, *, is_sqlite: bool) -> None:
    """Ids go on behind the rows."""
    if not is_sqlite:
        for model in crowd.rows:
            name = model.__tablename__
            sequence = f"pg_get_serial_sequence('\"{name}\"', 'id')"
            newest = f'(SELECT max(id) FROM "{name}")'
            await connection.execute(text(f"SELECT setval({sequence}, {newest})"))
    await connection.execute(text("ANALYZE"))


def _chunks(rows: Rows) -> Iterator[Rows]:
    """Rows of one table in pieces, each with the same columns."""
    names = dict.fromkeys(name for row in rows for name in row)
    for start in range(0, len(rows), CHUNK):
        yield [{name: row.get(name) for name in names} for row in rows[start : start + CHUNK]]
