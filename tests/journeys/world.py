"""One helpdesk with its providers, a clock that stands still, and the staff: for whole journeys."""

import contextlib
import copy
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, cast

import httpx
from pydantic import SecretStr
from sqlalchemy import select
from starlette.applications import Starlette

from bot import hooks, intake, links, wiring
from bot.channel import Channel, Payload
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsappChannel
from bot.choices import StaffTopics
from bot.contents import DatabaseContents
from bot.intake import Intake
from bot.media import MediaStore, MediaWorker
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.runtime import Runtime
from bot.scheduler import Ticks
from bot.settings import Settings
from bot.signals import Signals
from db import addresses, cases, people, staff
from db.engine import Database
from db.models import (
    Address,
    Attachment,
    Case,
    Contact,
    ContactKind,
    Conversation,
    Delivery,
    Household,
    StaffMember,
    WelcomeGroup,
)
from faq import chat
from faq.engine import Engine
from handlers import context, onboarding
from handlers import staff as desk
from handlers.context import Turn
from handlers.house import House
from handlers.knowledge import Knowledge
from locales.catalogue import Catalogues
from tests import due
from tests.fakes.clock import FixedClock
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_world import Json
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, SENDER, FakeTwilio
from tests.fakes.twilio_webhooks import WebhookRequest
from tests.journeys.engine import FakeEngine
from tests.journeys.phones import PHONES, Phone, RecordingSimulator, path_of

#: The staff's Telegram group.
STAFF_GROUP = -1001000000001
SECRET = "a-secret_1"
PUBLIC_URL = "https://help.example"
TEMPLATES = ("answer_waits", "plan_how_are_you_family")
LANGUAGES = ("en", "nl", "fr", "ar")


class World:
    """Everything there is. Made by `open_world`."""

    def __init__(
        self,
        database: Database,
        clock: FixedClock,
        knowledge: Knowledge,
        folder: Path,
        twilio_url: str,
    ) -> None:
        self.database = database
        self.clock = clock
        self.engine = FakeEngine()
        self.pauses: list[float] = []
        #: events that a journey lets fail on purpose
        self.expected_faults: set[int] = set()
        self.telegram = FakeTelegram(clock=clock.now, secret=SECRET)
        self.twilio = FakeTwilio(clock=clock.now, public_url=PUBLIC_URL)
        self.twilio.api_url = twilio_url
        self.simulator = RecordingSimulator(spool=folder / "spool")
        self.simulator.sent = []
        self._numbers = itertools.count(1)
        self._folder = folder
        self._knowledge = copy.copy(knowledge)  # journeys share what ships, not what staff wrote
        self.group = self.telegram.group(STAFF_GROUP, title="Staff")
        # message 1 of a group is its making; a topic never has that number
        self.telegram.world.count(f"messages of {STAFF_GROUP}")
        self.arrange()

    def arrange(self, **changes: Any) -> None:
        """(Re)start the program on the same database, with settings changed."""
        values: dict[str, Any] = {
            "data_dir": self._folder,
            "public_url": PUBLIC_URL,
            "telegram_token": SecretStr(TOKEN),
            "telegram_webhook_secret": SecretStr(SECRET),
            "staff_chat_id": str(STAFF_GROUP),
            "staff_topics": StaffTopics.CONFIDENTIAL,
            "allow_drafted_consent": True,
        }
        settings = Settings(**(values | changes))
        channels = self._channels(settings)
        self.runtime = Runtime(
            settings=settings,
            database=self.database,
            house=House(
                words=self._knowledge.words,
                knowledge=self._knowledge,
                policy=wiring.policy(settings),
                small_talk=chat.load(wiring.FAQ / "chat.yaml"),
            ),
            channels={(one.name, one.account): one for one in channels},
            clock=self.clock.now,
            signals=Signals(),
            media=MediaStore(settings.media_dir, self.database.keyring),
            metrics=Metrics(),
        )
        # the table stands where the engine stands: it has the one method that intake calls
        self.intake = Intake(self.runtime, cast(Engine, self.engine))
        self.outboxes = {key: self.outbox(one) for key, one in self.runtime.channels.items()}
        self.media = MediaWorker(self.database, self.runtime.media, self.runtime.channels)
        self.ticks = Ticks(self.runtime, self.media)
        web = Starlette(routes=hooks.routes(self.runtime))
        self.web = httpx.AsyncClient(transport=httpx.ASGITransport(app=web), base_url=PUBLIC_URL)

    def forget_translations(self, *languages: str) -> None:
        """From now on the FAQ is not there in these languages."""
        known = self._knowledge

        def translate(entry_id: str, part: str, language: str) -> str | None:
            return None if language in languages else known.translate(entry_id, part, language)

        self._knowledge = Knowledge(
            entries=known.shipped, intents=known.intents, translate=translate, words=known.words
        )
        self.arrange()

    def read_catalogues(self, folder: Path) -> None:
        """From now on the bot speaks from the catalogues of another folder."""
        words, known = Catalogues.open(folder), self._knowledge
        self._knowledge = Knowledge(
            entries=known.shipped, intents=known.intents, translate=words.faq, words=words
        )
        self.arrange()

    def outbox(self, channel: Channel, worker: str = "worker") -> Outbox:
        """A worker's outbox for one account; its pauses are counted, not slept."""
        return Outbox(
            self.runtime,
            channel,
            worker=worker,
            link=self._link,
            sleep=self._sleep,
            seconds=lambda: self.clock.now().timestamp(),
        )

    @property
    def house(self) -> House:
        return self.runtime.house

    def channel(self, name: str) -> Channel:
        return next(one for (known, _), one in self.runtime.channels.items() if known == name)

    def count(self) -> int:
        return next(self._numbers)

    async def close(self) -> None:
        await self.web.aclose()
        for channel in self.runtime.channels.values():
            await channel.close()

    # --- what comes in

    async def post(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """A webhook call; the status it was answered with."""
        return (await self.web.post(path, headers=headers, content=body)).status_code

    async def hook_telegram(self, update: Json) -> None:
        headers, body = self.telegram.webhook_request(update)
        assert await self.post("/hooks/telegram", headers, body) == 200

    async def hook_twilio(self, call: WebhookRequest) -> None:
        assert await self.post(path_of(call), call.headers, call.body) in (200, 204)

    async def take_in(self, channel: str, payload: Payload) -> bool:
        return await intake.take_in(self.runtime, self.channel(channel), payload)

    # --- what happens then

    async def settle(self) -> None:
        """Work until nothing is due any more; time stands still."""
        while True:
            worked = await self.intake.drain()
            worked += await self.media.step(self.clock.now())
            async with self.database.reading() as session:
                owing = await due.accounts(session, now=self.clock.now())
            for account in owing:
                worked += await self.outboxes[account].drain()
            if not worked:
                return

    async def tick(self) -> None:
        """One tick of everything the clock does."""
        for _, tick in self.ticks.table().values():
            await tick(self.clock.now())

    async def pass_time(self, **length: float) -> None:
        """Let time pass at once; then the clock ticks and everything due happens."""
        self.clock.advance(dt.timedelta(**length))
        await self.tick()
        await self.settle()

    async def at(self, moment: dt.datetime) -> None:
        """Jump to a moment; then the clock ticks and everything due happens."""
        self.clock.set(moment)
        await self.tick()
        await self.settle()

    # --- who is there

    def phone(self, channel: str) -> Phone:
        return PHONES[channel](self, self.count())

    async def add_staff(self, name: str = "Ana Peeters", **more: Any) -> StaffMember:
        async with self.database.transaction() as session:
            return await staff.add(
                session,
                name=name,
                login=name.casefold().replace(" ", "."),
                role="coordinator",
                languages=["en"],
                now=self.clock.now(),
                **more,
            )

    async def add_family(self, language: str = "ar") -> Household:
        """A family in Mechelen, welcomed by a group; nobody knows its phone yet."""
        now = self.clock.now()
        async with self.database.transaction() as session:
            home = Household(
                name="Haddad", language=language, region="flanders", postal_code="2800",
                created_at=now,
            )  # fmt: skip
            session.add(home)
            await session.flush()
            return home

    async def add_volunteer(self, language: str = "nl") -> Contact:
        now = self.clock.now()
        async with self.database.transaction() as session:
            group = WelcomeGroup(name="Mechelen", region="flanders", created_at=now)
            session.add(group)
            await session.flush()
            contact = Contact(
                kind=ContactKind.VOLUNTEER, name="Jan", language=language, region="flanders",
                welcome_group_id=group.id, created_at=now,
            )  # fmt: skip
            session.add(contact)
            await session.flush()
            return contact

    async def invite(self, owner: Contact | Household) -> str:
        async with self.database.transaction() as session:
            return await onboarding.invite(
                session, self.house, owner, created_by=None, now=self.clock.now()
            )

    async def approve_templates(self) -> None:
        """Templates as an operator makes them in Twilio's console, approved in every language."""
        for name, language in itertools.product(TEMPLATES, LANGUAGES):
            made = self.twilio.create_content(
                {
                    "friendly_name": f"onthaal_{name}_{language}",
                    "language": language,
                    "variables": {"1": "x", "2": "y"} if name != "answer_waits" else {"1": "x"},
                    "types": {"twilio/text": {"body": f"{name} {language} {{{{1}}}}"}},
                }
            )
            self.twilio.decides(made.sid, "approved")
        await cast(WhatsappChannel, self.channel("whatsapp")).learn_templates()

    # --- what staff do at the desk

    @contextlib.asynccontextmanager
    async def at_desk(self, phone: Phone) -> AsyncIterator[Turn]:
        """A turn of the desk in the conversation with a phone."""
        number = (await self.conversation(phone)).id
        async with self.database.transaction() as session:
            turn = await context.reopen(session, self.house, number, now=self.clock.now())
            assert turn is not None
            yield turn

    async def claims(self, member: StaffMember, phone: Phone) -> None:
        async with self.at_desk(phone) as turn:
            await desk.claim(turn, member)
        await self.settle()

    async def marks_safe(self, member: StaffMember, phone: Phone) -> None:
        async with self.at_desk(phone) as turn:
            await desk.mark_safe(turn, member)
        await self.settle()

    async def replies(self, member: StaffMember, phone: Phone, text: str) -> None:
        async with self.at_desk(phone) as turn:
            await desk.reply(turn, member, text)
        await self.settle()

    async def releases(self, member: StaffMember, phone: Phone) -> None:
        async with self.at_desk(phone) as turn:
            await desk.release(turn, member)
        await self.settle()

    # --- what the database remembers

    async def address(self, phone: Phone) -> Address:
        async with self.database.reading() as session:
            found = await addresses.find(session, phone.channel, phone.account, phone.id)
            assert found is not None
            return found

    async def conversation(self, phone: Phone) -> Conversation:
        address = await self.address(phone)
        found: Sequence[Conversation] = await self.rows(
            Conversation, Conversation.address_id == address.id
        )
        return found[0]

    async def case(self, phone: Phone) -> Case | None:
        """The unclosed case."""
        number = (await self.conversation(phone)).id
        async with self.database.reading() as session:
            return await cases.unclosed(session, number)

    async def deliveries(self, phone: Phone) -> Sequence[Delivery]:
        """What is and was on its way to a phone, oldest first."""
        address = await self.address(phone)
        return await self.rows(Delivery, Delivery.address_id == address.id)

    async def files(self) -> Sequence[Attachment]:
        return await self.rows(Attachment)

    async def rows(self, table: Any, *conditions: Any) -> Sequence[Any]:
        async with self.database.reading() as session:
            found = await session.execute(select(table).where(*conditions).order_by(table.id))
            return found.scalars().all()

    async def members(self, home: Household) -> Sequence[Contact]:
        async with self.database.reading() as session:
            return await people.members(session, home.id)

    def _channels(self, settings: Settings) -> list[Channel]:
        account = SENDER.removeprefix("whatsapp:")
        return [
            TelegramChannel(
                TOKEN,
                api_url="http://telegram.test",
                webhook_secret=SECRET,
                staff_chat_id=settings.staff_chat_id,
                transport=httpx.ASGITransport(app=self.telegram.app),
                poll_timeout=0,
            ),
            WhatsappChannel(
                account_sid=ACCOUNT_SID,
                auth_token=AUTH_TOKEN,
                sender=SENDER,
                api_url=self.twilio.api_url,
                public_url=PUBLIC_URL,
                contents=DatabaseContents(self.database, account, self.clock.now),
            ),
            self.simulator,
        ]

    def _link(self, file: Attachment) -> str:
        valid = links.VALID if file.body is None else links.FOR_PEOPLE
        now = self.clock.now()
        return PUBLIC_URL + links.path(self.database.keyring, file.id, now, valid=valid)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
