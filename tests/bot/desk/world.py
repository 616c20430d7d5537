"""A small helpdesk: staff, a family, a volunteer, a stranger, and browsers to look at its desk."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette

from bot.desk import access
from bot.desk import routes as desk
from bot.media import MediaStore
from bot.metrics import Metrics
from bot.runtime import Runtime
from bot.settings import Settings
from bot.signals import Signals
from db import addresses, conversations, messages, staff
from db.content import Content
from db.engine import Database
from db.models import (
    Attachment,
    Author,
    Case,
    Contact,
    ContactKind,
    Conversation,
    Direction,
    Household,
    MediaState,
    Message,
    Priority,
    Reason,
    Role,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from faq.entry import Entry, Evidence
from handlers import context, escalation
from handlers.hours import QuietHours, WorkingHours
from handlers.house import House, Policy
from handlers.knowledge import Knowledge
from locales.catalogue import Catalogues
from tests.fakes.clock import FixedClock

ZONE = ZoneInfo("Europe/Brussels")
PASSWORD = "correct horse battery staple"
#: Hashing in tests costs next to nothing.
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
FIELD = re.compile(r'<input type="hidden" name="(epoch|case)" value="([^"]*)"')


def make_runtime(
    database: Database,
    folder: Path,
    clock: FixedClock,
    *,
    choices: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Runtime:
    words = Catalogues.open()
    everyday = ((dt.time(9), dt.time(17)),)
    policy = Policy(
        organisation="The invented helpdesk",
        privacy_contact=None,
        zone=ZONE,
        working=WorkingHours(week=(everyday,) * 7, zone=ZONE),
        quiet=QuietHours(start=dt.time(20), end=dt.time(8, 30)),
        **(choices or {}),
    )
    entry = an_entry()
    knowledge = Knowledge(entries={entry.id: entry}, intents={}, translate=words.faq, words=words)
    return Runtime(
        settings=Settings(demo=True, **settings),
        database=database,
        house=House(words=words, knowledge=knowledge, policy=policy),
        clock=clock.now,
        signals=Signals(),
        media=MediaStore(folder, database.keyring),
        metrics=Metrics(),
    )


def an_entry() -> Entry:
    return Entry(
        id="school-enrol",
        group="school-children",
        priority=1,
        question="How do we enrol the children?",
        short="Go to the school.",
        details="",
        steps=(),
        regions={},
        official_body="The school",
        sources=(),
        evidence=Evidence.GENERAL_KNOWLEDGE,
        general_knowledge_part=None,
        time_sensitive=False,
        time_sensitive_what=None,
        review_by=dt.date(2030, 1, 1),
        related=(),
        always_offer_person=False,
        always_offer_person_why=None,
        phone_numbers=(),
        examples={},
    )


class Browser:
    """A client with cookies of its own."""

    def __init__(self, runtime: Runtime, client: str = "192.0.2.1") -> None:
        app = Starlette(routes=desk.routes(runtime))
        transport = httpx.ASGITransport(app, client=(client, 5000))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://desk.test")

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def post(self, path: str, page: str = "/desk/", **form: str) -> httpx.Response:
        """Fill in the form of a page and send it; `page` empty sends the fields alone."""
        token = CSRF.search((await self.get(page)).text) if page else None
        fields = {"csrf": token[1], **form} if token else form
        return await self.http.post(path, data=fields)

    async def act(self, conversation_id: int, deed: str, **form: str) -> httpx.Response:
        """Load a conversation's page and press one of its buttons."""
        return await self.send(conversation_id, deed, await self.fields(conversation_id), **form)

    async def fields(self, conversation_id: int) -> dict[str, str]:
        """What the forms of a conversation's page hold."""
        page = (await self.get(f"/desk/conversations/{conversation_id}")).text
        token = CSRF.search(page)
        assert token is not None
        return {"csrf": token[1], **dict(FIELD.findall(page))}

    async def send(
        self, conversation_id: int, deed: str, fields: Mapping[str, str], **form: str
    ) -> httpx.Response:
        path = f"/desk/conversations/{conversation_id}/{deed}"
        return await self.http.post(path, data={**fields, **form})


class World:
    """The rows that tests begin with, and how to add more."""

    def __init__(self, runtime: Runtime, clock: FixedClock) -> None:
        self.runtime = runtime
        self.clock = clock
        self.browsers: list[Browser] = []

    def forget(self, language: str) -> None:
        """As if nobody had translated anything into a language yet; before browsers are opened."""
        house = self.runtime.house
        kept = {key: one for key, one in house.words._found.items() if key[1] != language}
        house = dataclasses.replace(house, words=Catalogues(kept))
        self.runtime = dataclasses.replace(self.runtime, house=house)

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    def browser(self, client: str = "192.0.2.1") -> Browser:
        self.browsers.append(Browser(self.runtime, client))
        return self.browsers[-1]

    async def colleague(
        self,
        name: str,
        *,
        role: Role = Role.WORKER,
        languages: tuple[str, ...] = ("en", "ar"),
        complaints: bool = False,
    ) -> StaffMember:
        async with self.runtime.database.transaction() as session:
            member = await staff.add(
                session,
                name=name,
                login=name.split()[0].casefold(),
                role=role,
                languages=languages,
                now=self.now,
                handles_complaints=complaints,
            )
            member.password_hash = HASHER.hash(PASSWORD)
        return member

    async def signed_in(self, member: StaffMember) -> Browser:
        """A browser with a session of this colleague."""
        async with self.runtime.database.transaction() as session:
            token = await access.open_session(session, member, now=self.now)
        browser = self.browser()
        browser.http.cookies.set(access.COOKIE, token)
        return browser

    async def group(self, name: str = "Onthaalgroep Mechelen") -> WelcomeGroup:
        return await self._add(
            WelcomeGroup(name=name, postal_code="2800", region="flanders", created_at=self.now)
        )

    async def family(
        self,
        name: str = "The invented family",
        *,
        language: str = "ar",
        group: WelcomeGroup | None = None,
    ) -> Household:
        home = await self._add(Household(name=name, language=language, created_at=self.now))
        if group is not None:
            await self._add(
                Sponsorship(welcome_group_id=group.id, household_id=home.id, created_at=self.now)
            )
        return home

    async def volunteer(self, name: str = "Lotte", **values: Any) -> Contact:
        values = {"kind": ContactKind.VOLUNTEER, "language": "en", **values}
        return await self._add(Contact(name=name, created_at=self.now, **values))

    async def talk(
        self,
        owner: Contact | Household | None = None,
        *,
        phone: str = "phone-1",
        channel: str = "simulator",
        text: str = "Good morning",
        language: str | None = None,
    ) -> Conversation:
        """A conversation in which the person has said something."""
        async with self.runtime.database.transaction() as session:
            address = await addresses.meet(session, channel, "demo", phone, now=self.now)
            address.contact_id = owner.id if isinstance(owner, Contact) else None
            address.household_id = owner.id if isinstance(owner, Household) else None
            address.last_inbound_at = self.now
            thread = await conversations.of_address(session, address, now=self.now)
            thread.language = language
            await self._say(session, thread, text)
        return thread

    async def hear(self, thread: Conversation, text: str) -> Message:
        """The person says something more; whoever listens is woken."""
        async with self.runtime.database.transaction() as session:
            row = await conversations.locked(session, thread.id)
            assert row is not None
            message = await self._say(session, row, text)
        self.runtime.signals.ring()
        return message

    async def case(self, thread: Conversation, reason: Reason = Reason.ASKED, **more: Any) -> Case:
        """Somebody asks for a person there."""
        async with self.runtime.database.transaction() as session:
            turn = await context.reopen(session, self.runtime.house, thread.id, now=self.now)
            assert turn is not None
            return await escalation.open_case(
                turn, reason, priority=more.pop("priority", Priority.NORMAL), **more
            )

    async def file(self, message: Message, content: bytes, **values: Any) -> Attachment:
        key = await self.runtime.media.put(content)
        row = {
            "kind": "photo",
            "mime": "image/png",
            "name": "letter.png",
            "state": MediaState.STORED,
            "storage_key": key,
            **values,
        }
        return await self._add(
            Attachment(
                message_id=message.id,
                position=0,
                channel="simulator",
                account="demo",
                reference="r",
                **row,
            )
        )

    async def last(self, thread: Conversation) -> list[Message]:
        async with self.runtime.database.reading() as session:
            return list(await messages.latest(session, thread.id))

    async def fresh(self, model: type[Any], key: int) -> Any:
        """A row as it is now."""
        async with self.runtime.database.reading() as session:
            return await session.get_one(model, key)

    async def _say(self, session: AsyncSession, thread: Conversation, text: str) -> Message:
        return await messages.write(
            session,
            thread,
            Content(text=text),
            direction=Direction.IN,
            author=Author.PERSON,
            now=self.now,
        )

    async def _add(self, row: Any) -> Any:
        async with self.runtime.database.transaction() as session:
            session.add(row)
            await session.flush()
        return row


def with_settings(runtime: Runtime, **settings: Any) -> Runtime:
    """The same runtime under other settings."""
    return dataclasses.replace(runtime, settings=Settings(demo=True, **settings))
