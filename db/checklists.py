"""Items of the groups' checklists: made when first looked at, moved on by one UPDATE each."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import ChecklistItem, Contact, Household, ItemState, Sponsorship, WelcomeGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A blocked item as the desk lists it."""

    item: ChecklistItem
    group: WelcomeGroup
    household: Household


async def running(session: AsyncSession, group_id: int) -> Sequence[tuple[Sponsorship, Household]]:
    """The sponsorships of a group that have not ended, with their families, newest first."""
    found = await session.execute(
        select(Sponsorship, Household)
        .join(Household, Household.id == Sponsorship.household_id)
        .where(Sponsorship.welcome_group_id == group_id, Sponsorship.ended_on.is_(None))
        .order_by(Sponsorship.id.desc())
    )
    return [(link, home) for link, home in found]


async def fill(
    session: AsyncSession,
    sponsorship_id: int,
    phase: str,
    keys: Iterable[str],
    *,
    now: dt.datetime,
) -> Mapping[str, ChecklistItem]:
    """The items of a phase by their keys; those that were never looked at begin open."""
    known = await of_phase(session, sponsorship_id, phase)
    missing = [key for key in keys if key not in known]
    for key in missing:
        await upsert.insert_new(
            session,
            ChecklistItem,
            sponsorship_id=sponsorship_id,
            phase=phase,
            item=key,
            state=ItemState.OPEN,
            changed_at=now,
        )
    return await of_phase(session, sponsorship_id, phase) if missing else known


async def of_phase(
    session: AsyncSession, sponsorship_id: int, phase: str
) -> Mapping[str, ChecklistItem]:
    """The items of a phase that are there, by their keys."""
    return {
        row.item: row for row in await of_sponsorship(session, sponsorship_id) if row.phase == phase
    }


async def of_sponsorship(session: AsyncSession, sponsorship_id: int) -> Sequence[ChecklistItem]:
    """Every item that was ever looked at."""
    found = await session.execute(
        select(ChecklistItem)
        .where(ChecklistItem.sponsorship_id == sponsorship_id)
        .execution_options(populate_existing=True)
    )
    return found.scalars().all()


async def find(
    session: AsyncSession, item_id: int, *, group_id: int | None = None
) -> ChecklistItem | None:
    """An item as it is now; with `group_id` only one of that group's running sponsorships."""
    statement = (
        select(ChecklistItem)
        .join(Sponsorship, Sponsorship.id == ChecklistItem.sponsorship_id)
        .where(ChecklistItem.id == item_id)
        .execution_options(populate_existing=True)
    )
    if group_id is not None:
        statement = statement.where(
            Sponsorship.welcome_group_id == group_id, Sponsorship.ended_on.is_(None)
        )
    return (await session.execute(statement)).scalar_one_or_none()


async def move(
    session: AsyncSession,
    item_id: int,
    state: ItemState,
    *,
    seen: Collection[ItemState],
    now: dt.datetime,
    only_of: int | None = None,
    **values: Any,
) -> bool:
    """Set an item's state in one UPDATE; False when it is in none of the states seen any more.

    With `only_of` only as long as this volunteer does it. What blocked it goes, unless `values` say
    what blocks it now.
    """
    mine = [] if only_of is None else [ChecklistItem.holder_id == only_of]
    cleared: dict[str, Any] = {"blocked_at": None, "blocked_by": None, "blocked_reason": None}
    found = await session.execute(
        update(ChecklistItem)
        .where(ChecklistItem.id == item_id, ChecklistItem.state.in_(seen), *mine)
        .values(**{**cleared, "state": state, "changed_at": now, **values})
        .returning(ChecklistItem.id)
        .execution_options(synchronize_session=False)
    )
    return found.scalar_one_or_none() is not None


async def free(session: AsyncSession, contact_id: int, *, now: dt.datetime) -> None:
    """What somebody who leaves was doing is open again; what they had done stays done.

    What is blocked stays so, and is nobody's: it does not return to them when it can go on.
    """
    for state, after in ((ItemState.TAKEN, ItemState.OPEN), (ItemState.BLOCKED, ItemState.BLOCKED)):
        await session.execute(
            update(ChecklistItem)
            .where(ChecklistItem.holder_id == contact_id, ChecklistItem.state == state)
            .values(state=after, holder_id=None, changed_at=now)
            .execution_options(synchronize_session=False)
        )


async def hand_over(session: AsyncSession, gone: int, keep: int) -> None:
    """Two entries of one volunteer become one."""
    for column in (ChecklistItem.holder_id, ChecklistItem.blocked_by):
        await session.execute(
            update(ChecklistItem)
            .where(column == gone)
            .values({column: keep})
            .execution_options(synchronize_session=False)
        )


async def names(session: AsyncSession, items: Iterable[ChecklistItem]) -> Mapping[int, str]:
    """The names of who does or blocked these items, by contact id."""
    wanted = {one for item in items for one in (item.holder_id, item.blocked_by)} - {None}
    found = await session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(wanted)))
    return {row.id: row.name for row in found}


async def blocked(
    session: AsyncSession, household_ids: Sequence[int], *, limit: int = 200
) -> Sequence[Stuck]:
    """What is blocked in the running sponsorships of these families, longest first."""
    found = await session.execute(
        select(ChecklistItem, WelcomeGroup, Household)
        .join(Sponsorship, Sponsorship.id == ChecklistItem.sponsorship_id)
        .join(WelcomeGroup, WelcomeGroup.id == Sponsorship.welcome_group_id)
        .join(Household, Household.id == Sponsorship.household_id)
        .where(
            ChecklistItem.state == ItemState.BLOCKED,
            Sponsorship.ended_on.is_(None),
            Sponsorship.household_id.in_(household_ids),
        )
        .order_by(ChecklistItem.blocked_at, ChecklistItem.id)
        .limit(limit)
    )
    return [Stuck(item=item, group=group, household=home) for item, group, home in found]
