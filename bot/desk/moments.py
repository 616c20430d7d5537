"""Exchange moments of every sponsorship: 0/3, 1/3, …, and whose year falls behind."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.desk.access import Visit
from db import desk_gatherings, gatherings
from db.desk_gatherings import YearLine
from db.models import Gathering, GatheringState, Sponsorship
from handlers import exchange_moments
from handlers.exchange_moments import Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The exchange moments of one sponsorship."""

    moments: Moments
    #: held and planned, in order of time
    gatherings: Sequence[Gathering]


async def show(visit: Visit) -> Response:
    """Those that are behind first, and of these the longest."""
    async with visit.runtime.database.reading() as session:
        running = await desk_gatherings.running(session, visit.member)
        years = await seen(visit, session, [one.sponsorship for one in running])
    found = [(one, years[one.sponsorship.id]) for one in running]
    return await visit.show(
        "moments.html",
        behind=sorted((one for one in found if one[1].moments.is_behind), key=_since),
        others=[one for one in found if not one[1].moments.is_behind],
    )


async def seen(
    visit: Visit, session: AsyncSession, links: Sequence[Sponsorship]
) -> dict[int, Year]:
    """Where each stands today, on the clock of the office."""
    today = visit.now.astimezone(visit.pages.zone).date()
    return await of(session, links, today=today)


async def of(
    session: AsyncSession, links: Sequence[Sponsorship], *, today: dt.date
) -> dict[int, Year]:
    """Where each of these sponsorships stands, by its id."""
    found = await gatherings.exchanges(session, [one.id for one in links])
    return {one.id: _year(one, found[one.id], today) for one in links}


def _year(link: Sponsorship, there: Sequence[Gathering], today: dt.date) -> Year:
    planned = [one.local_date for one in there if one.state == GatheringState.PLANNED]
    moments = exchange_moments.look(
        link.arrival_on,
        link.support_ends_on,
        held=sum(one.state == GatheringState.HELD for one in there),
        planned_on=planned,
        today=today if link.ended_on is None else min(today, link.ended_on),
    )
    return Year(moments=moments, gatherings=there)


def _since(found: tuple[YearLine, Year]) -> dt.date:
    return found[1].moments.due_on or dt.date.max
