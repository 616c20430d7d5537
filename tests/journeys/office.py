"""The staff's Telegram group, and who writes and presses in it."""

from db import staff
from db.models import StaffMember
from tests.fakes.telegram_view import SentMessage
from tests.fakes.telegram_world import Person
from tests.journeys.world import STAFF_GROUP, World


class Office:
    """The group with its topics."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._read = 0

    @property
    def threads(self) -> list[int]:
        """Thread ids of the topics that are there, oldest first."""
        return [one.id for one in self.world.telegram.topics(STAFF_GROUP) if not one.deleted]

    def shows(self, thread: int | None = None) -> list[SentMessage]:
        """The bot's posts, in one topic or in all of them."""
        return self.world.telegram.sent_to(STAFF_GROUP, thread)

    def texts(self) -> list[str]:
        """What was posted since the last look."""
        everything = self.shows()
        new, self._read = everything[self._read :], len(everything)
        return [one.text for one in new]

    async def joins(self, member: StaffMember | None, number: int = 9001) -> Person:
        """A Telegram user in the group, linked to a staff account unless it is None."""
        person = self.world.telegram.person(number, started=True)
        self.world.telegram.joins(person, self.world.group)
        if member is not None:
            async with self.world.database.transaction() as session:
                row = await session.get_one(StaffMember, member.id)
                row.telegram_user_hash = staff.fingerprint(session, "telegram", str(number))
        return person

    async def writes(
        self,
        person: Person,
        text: str,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
        quote: str | None = None,
    ) -> list[str]:
        """Write in the newest topic, and read what the bot posts."""
        update = self.world.telegram.writes_in_topic(
            person, self.world.group, thread or self.threads[-1], text, reply_to
        )
        if quote:
            update["message"]["quote"] = {"text": quote, "position": 0}
        await self.world.hook_telegram(update)
        await self.world.settle()
        return self.texts()

    async def presses(self, person: Person, label: str) -> list[str]:
        """Press the newest button of this label, and read what the bot posts."""
        message = next(one for one in reversed(self.shows()) if label in one.labels)
        await self.world.hook_telegram(self.world.telegram.presses(person, message, label))
        await self.world.settle()
        return self.texts()
