"""The same stories in earnest: a database, the ticks, the outbox, and channels like providers."""

import dataclasses
import datetime as dt
import heapq
import itertools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channel import OutboundMessage, Receipt
from bot.media import MediaWorker
from bot.outbox import Outbox
from bot.rehearsal.chances import awake
from bot.rehearsal.stage import Stage
from bot.rehearsal.story import (
    HOME,
    Agreed,
    Answered,
    Dated,
    Deed,
    Ended,
    Guarded,
    Story,
    TakenOver,
    Wished,
    Wrote,
)
from bot.scheduler import Ticks
from db import addresses, conversations, messages
from db.content import Content
from db.engine import Database
from db.models import (
    Author,
    ConsentState,
    Contact,
    Conversation,
    Delivery,
    Direction,
    Household,
    Occurrence,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from faq.year import Side, StepKind
from handlers import arrival, consent, context, editing, kindness, planning, replies, sponsorships
from handlers import staff as desk
from handlers.context import Turn
from tests import due
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.db import scene as rows
from tests.fakes.clock import FixedClock


class Provider(ScriptedChannel):
    """Takes or refuses what the stories say, and hands on what was taken."""

    def __init__(self, world: "Earnest", folder: Path, name: str, **limits: Any) -> None:
        super().__init__(folder, name=name, **limits)
        self._world = world
        self._attempts: Counter[int] = Counter()

    async def send(self, message: OutboundMessage) -> Receipt:
        await self._world.hand_over(self, message, self._attempts)
        return Receipt(provider_id=f"{self.name}-{message.delivery_id}")


class Earnest:
    """Many stories in one database."""

    def __init__(self, database: Database, stage: Stage, folder: Path) -> None:
        self.database = database
        self.stage = stage
        self.clock = FixedClock()
        windows = {"telegram": None, **stage.windows}
        channels = [Provider(self, folder, name, window=one) for name, one in windows.items()]
        self.runtime = scene.runtime(database, self.clock, folder, *channels, house=stage.house)
        seconds = lambda: self.clock.now().timestamp()  # noqa: E731
        self.outboxes = {
            (one.name, one.account): Outbox(self.runtime, one, worker="w", seconds=seconds)
            for one in channels
        }
        self.ticks = Ticks(self.runtime, MediaWorker(database, self.runtime.media, {}))
        self.stories: dict[int, Story] = {}
        #: ids by story: household, sponsorship; of each person
        self.ids: dict[int, tuple[int, int]] = {}
        self.people: dict[tuple[int, str], int] = {}
        self._deeds: list[tuple[dt.datetime, int, int, Deed]] = []
        self._order = itertools.count()
        self._expected: list[tuple[dt.datetime, int, Deed]] = []

    async def play(self, stories: Sequence[Story], instants: Sequence[dt.datetime]) -> None:
        """Tick at these instants; what people and staff do happens when they do it."""
        self.clock.set(min(one.linked_at for one in stories))
        async with self.database.transaction() as session:
            self.colleague = await rows.colleague(session, self.clock.now())
        for story in stories:
            self.stories[story.number] = story
            self._plan(story.linked_at, story.number, Deed(at=story.linked_at))
            for deed in story.deeds:
                self._plan(deed.at, story.number, deed)
        for now in sorted(
            set(instants) | {awake(self.stage.outages, one[0]) for one in self._deeds}
        ):
            if now > self.stage.ends_at:
                break
            self.clock.set(now)
            await self._happen(now)
            await self.ticks.checkins(now)
            await self._send(now)
            if await self.ticks.silence(now):
                await self._send(now)

    def _plan(self, at: dt.datetime, number: int, deed: Deed) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), number, deed))

    async def _send(self, now: dt.datetime) -> None:
        async with self.database.reading() as session:
            owing = await due.accounts(session, now=now)
        for one in owing:
            await self.outboxes[one].drain()
        for at, number, deed in self._expected:
            self._plan(at, number, deed)
        self._expected.clear()

    async def hand_over(
        self, channel: Provider, message: OutboundMessage, attempts: Counter[int]
    ) -> None:
        """Raises SendError, or expects the answer that the phone gives."""
        async with self.database.reading() as session:
            copy = await session.get_one(Delivery, message.delivery_id)
            row = await session.get(Occurrence, copy.occurrence_id) if copy.occurrence_id else None
        if row is None:
            return
        number, phone = message.to.split(":")
        story, now = self.stories[int(number)], self.clock.now()
        attempts[message.delivery_id] += 1
        refusal = self.stage.chances.refusal(
            story, phone, row.step_key, attempt=attempts[message.delivery_id],
            template_in=message.language if message.template else None, now=now,
        )  # fmt: skip
        if refusal is not None:
            raise refusal
        step = self.stage.plan.steps[row.step_key]
        answer = self.stage.chances.answer(story, phone, step)
        if answer is not None:
            at = now + answer[0]
            deed: Deed = Answered(at=at, who=phone, occurrence_id=row.id, answer=answer[1])
            if step.kind == StepKind.CONSENT:
                yes = answer[1] == "yes"
                state = ConsentState.GIVEN if yes else ConsentState.WITHDRAWN
                deed = Agreed(at=at, who=phone, state=state)
            self._expected.append((at, story.number, deed))

    # --- what people and staff do

    async def _happen(self, now: dt.datetime) -> None:
        while self._deeds and self._deeds[0][0] <= now:
            _, _, number, deed = heapq.heappop(self._deeds)
            async with self.database.transaction() as session:
                await self._do(session, self.stories[number], deed, now)

    async def _do(self, session: AsyncSession, story: Story, deed: Deed, now: dt.datetime) -> None:
        match deed:
            case Wrote() | Agreed() | Answered():
                await self._speak(session, story, deed, now)
            case Wished():
                owner = await self._owner(session, story, deed.who)
                await kindness.change(session, owner, by=None, now=now, **deed.values)
            case Dated() | Ended():
                await self._date(session, story, deed, now)
            case TakenOver() | Guarded():
                await self._guard(session, story, deed, now)
            case _:
                await self._link(session, story, now)

    async def _link(self, session: AsyncSession, story: Story, now: dt.datetime) -> None:
        home = Household(
            name="Invented", language=story.language, region=story.region,
            has_school_children=story.has_school_children, created_at=now,
        )  # fmt: skip
        group = WelcomeGroup(name="Invented", created_at=now)
        session.add_all([home, group])
        await session.flush()
        for one in story.people:
            family = one.side == Side.FAMILY
            person = await rows.contact(
                session, now, kind="family" if family else "volunteer", language=one.language,
                second_language=one.second_language, is_contact_person=one.is_contact_person,
                household_id=home.id if family else None,
                welcome_group_id=None if family else group.id,
            )  # fmt: skip
            self.people[story.number, one.name] = person.id
        link = await sponsorships.link(
            session, self.stage.house, home, group,
            staff_id=None, dates=story.dates, member=await self._member(session), now=now,
        )  # fmt: skip
        self.ids[story.number] = (home.id, link.id)

    async def _speak(
        self, session: AsyncSession, story: Story, deed: Deed, now: dt.datetime
    ) -> None:
        turn = await self._meet(session, story, deed.who, now)
        await messages.write(
            session, turn.conversation, Content(text="Invented"),
            direction=Direction.IN, author=Author.PERSON, now=now,
        )  # fmt: skip
        await arrival.open_window(turn)
        await kindness.person_wrote(turn)
        if isinstance(deed, Agreed) and deed.state == ConsentState.GIVEN:
            assert await consent.press_consent(turn, "yes")
        elif isinstance(deed, Agreed):
            assert await consent.stop(turn)
        elif isinstance(deed, Answered):
            assert await replies.press_answer(turn, f"{deed.occurrence_id}:{deed.answer}")

    async def _date(
        self, session: AsyncSession, story: Story, deed: Dated | Ended, now: dt.datetime
    ) -> None:
        row = await session.get_one(Sponsorship, self.ids[story.number][1])
        common: dict[str, Any] = {
            "seen": editing.stamp(row), "member": await self._member(session), "now": now,
        }  # fmt: skip
        house = self.stage.house
        if isinstance(deed, Ended):
            today = now.astimezone(house.policy.zone).date()
            await sponsorships.end(session, house, row, on=deed.on, today=today, **common)
            return
        dates = dataclasses.replace(planning.dates_of(row), **deed.dates)
        await sponsorships.change(
            session, house, row, staff_id=None, dates=dates, late=deed.late, **common
        )

    async def _guard(
        self, session: AsyncSession, story: Story, deed: TakenOver | Guarded, now: dt.datetime
    ) -> None:
        channel = story.phones[deed.who]
        address = await addresses.find(session, channel, "demo", f"{story.number}:{deed.who}")
        if address is None:
            return
        turn, member = await self._meet(session, story, deed.who, now), await self._member(session)
        match deed:
            case TakenOver(in_charge=True):
                await desk.claim(turn, member)
            case TakenOver():
                await desk.release(turn, member)
            case Guarded(unsafe=True):
                turn.address.unsafe_at = now
            case Guarded():
                await desk.mark_safe(turn, member)

    async def _meet(self, session: AsyncSession, story: Story, who: str, now: dt.datetime) -> Turn:
        address = await addresses.meet(
            session, story.phones[who], "demo", f"{story.number}:{who}", now=now
        )
        if who == HOME:
            address.household_id = self.ids[story.number][0]
        else:
            address.contact_id = self.people[story.number, who]
        thread = await conversations.of_address(session, address, now=now)
        await session.flush()
        return await context.of(session, self.stage.house, address, thread, now=now)

    async def _owner(self, session: AsyncSession, story: Story, who: str) -> Contact | Household:
        if who == HOME:
            return await session.get_one(Household, self.ids[story.number][0])
        return await session.get_one(Contact, self.people[story.number, who])

    async def _member(self, session: AsyncSession) -> StaffMember:
        return await session.get_one(StaffMember, self.colleague.id)

    # --- what the database remembers

    async def every(self, table: Any, *conditions: Any) -> Sequence[Any]:
        async with self.database.reading() as session:
            found = await session.execute(select(table).where(*conditions).order_by(table.id))
            return found.scalars().all()

    async def threads(self) -> dict[int, Conversation]:
        return {one.id: one for one in await self.every(Conversation)}
