"""Colleagues who look after people who are invited are told of the gathering, once each.

Privately, and naming nobody: the page of the gathering says whom it is about.
"""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import gathering_staff, reaches
from db.models import AlertChannel, Gathering, StaffMember
from handlers import alerts as telling
from handlers import presence
from handlers.house import House


async def tell(
    session: AsyncSession,
    house: House,
    gathering: Gathering,
    *,
    by: StaffMember,
    now: dt.datetime,
) -> None:
    """Tell those who were not told yet; whoever invites has it before them, and gets it to keep.

    The gathering is locked.
    """
    whom = await gathering_staff.responsible(session, gathering.id)
    whom -= await gathering_staff.told(session, gathering.id)
    reached = await reaches.everybody(session)
    for one in await presence.colleagues(session, house.policy, now=now):
        if one.id not in whom:
            continue
        at = telling.opening(one.hours, now) or now
        ways = [
            way
            for way in telling.ways(house.policy, reached.get(one.id))
            if way != AlertChannel.DESK or one.id != by.id
        ]
        await telling.tell_one(
            session,
            one.id,
            ways,
            at=at if at < gathering.starts_at else now,
            now=now,
            gathering_id=gathering.id,
        )
