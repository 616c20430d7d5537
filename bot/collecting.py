"""Posts that wait for one topic of a busy group go as one message, so that none waits for long."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot import parts
from bot.channel import Limits
from db import deliveries, receipts, topic_posts
from db.content import Content
from db.models import Delivery, DeliveryState
from handlers import delivery as journey
from handlers import mirror
from handlers.delivery import Prepared
from handlers.house import House

#: Posts that one message holds at most, so that it can still be read.
MOST = 30
#: Stands between two posts in one message.
APART = "\n\n"
#: Why a post goes by itself although others wait for its topic.
ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes as one message: a delivery, or several posts for one topic in their order."""

    posts: tuple[Prepared, ...]

    @property
    def whole(self) -> Prepared:
        """All of it as if it were one: the words in order, and the last post's buttons."""
        if len(self.posts) == 1:
            return self.posts[0]
        words = APART.join(one.content.text.strip() for one in self.posts)
        content = Content(text=words, buttons=self.posts[-1].content.buttons)
        return replace(self.posts[0], content=content)


def is_replay(row: Delivery) -> bool:
    """It shows again what a lost topic showed."""
    return row.dedupe_key.startswith(mirror.REPLAY)


async def gather(
    session: AsyncSession, house: House, first: Prepared, *, limits: Limits, now: dt.datetime
) -> Parcel:
    """Take what waits behind a post for its topic and fits into its message, in order.

    Buttons end a message, files stand alone, and nothing overtakes what waits before it.
    """
    parcel = Parcel(posts=(first,))
    if first.delivery.urgent or _is_alone(first.delivery):
        return parcel
    for row in await topic_posts.following(session, first.delivery, limit=MOST - 1):
        if not _is_open(parcel.posts[-1]) or _is_alone(row) or row.not_before > now:
            break
        if is_replay(row) != is_replay(first.delivery):
            break
        if await receipts.transmitted(session, row.id):
            break
        topic_posts.take_along(session, row, first.delivery, now=now)
        post = await journey.prepare(session, house, row, window=None, now=now)
        if post is None:
            break
        longer = Parcel(posts=(*parcel.posts, post))
        if not _fits(longer, limits):
            deliveries.move(session, row, DeliveryState.QUEUED, now=now, not_before=now)
            row.attempts -= 1
            break
        parcel = longer
    return parcel


async def in_hand(session: AsyncSession, parcel: Parcel) -> list[Delivery]:
    """The rows of a parcel that are still this worker's, locked, in order."""
    rows = [await deliveries.locked(session, one.delivery.id) for one in parcel.posts]
    return [row for row in rows if row is not None and row.state == DeliveryState.SENDING]


def _is_alone(row: Delivery) -> bool:
    """A message that it was part of was refused: it goes by itself, so that one is to blame."""
    return row.reason == ALONE


def _is_open(post: Prepared) -> bool:
    """Another post can stand behind it in the same message."""
    return not post.files and not post.content.buttons


def _fits(parcel: Parcel, limits: Limits) -> bool:
    last = parcel.posts[-1]
    if last.files or not last.content.text.strip():
        return False
    return len(parts.split(parcel.whole.content, limits, has_file=False)) == 1
