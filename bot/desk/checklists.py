"""The groups' checklists: what is stuck anywhere, and one group's lists with their state."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, circle
from bot.desk.access import Page, Visit
from db import checklists, desk_people
from db.desk_people import Family
from db.models import ChecklistItem, ItemState
from faq.checklists import Item, Phase
from handlers import checklist_staff
from handlers import checklists as lists
from handlers.checklist_staff import NoComment, NotBlocked

DONE = ("unblocked", "commented")

Deed = Callable[[AsyncSession, ChecklistItem], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A family's lists as a page shows them."""

    family: Family
    #: the phase that fits today
    phase: Phase
    #: by phase: each item with its row, which is not there while nobody has looked at it
    lists: Mapping[Phase, Sequence[tuple[Item, ChecklistItem | None]]]
    names: Mapping[int, str]

    def done(self, phase: Phase) -> int:
        rows = (row for _, row in self.lists[phase])
        return sum(row is not None and row.state == ItemState.DONE for row in rows)


async def show(visit: Visit) -> Response:
    """Everything that is stuck in groups of families within scope, longest first."""
    return await _all(visit)


async def show_group(visit: Visit) -> Response:
    """One group's lists; each look at them is written down."""
    return await _group(visit)


async def unblock(visit: Visit) -> Response:
    async def deed(session: AsyncSession, row: ChecklistItem) -> None:
        await checklist_staff.unblock(
            session, visit.runtime.house, row, member=visit.member, now=visit.now
        )

    return await _do(visit, deed, "unblocked")


async def comment(visit: Visit) -> Response:
    async def deed(session: AsyncSession, row: ChecklistItem) -> None:
        await checklist_staff.comment(
            session,
            visit.runtime.house,
            row,
            visit.form.get("comment", ""),
            member=visit.member,
            now=visit.now,
        )

    return await _do(visit, deed, "commented")


async def _do(visit: Visit, deed: Deed, done: str) -> Response:
    """Do it to an item within scope, or show the list with what is wrong and what was typed."""
    then = f"/desk/checklists?done={done}"
    try:
        async with visit.changing_once(then) as session:
            row = await checklists.find(session, visit.number("id"))
            if row is None or not await _may_see(visit, session, row):
                raise HTTPException(404)
            await deed(session, row)
    except NoComment:
        return await _all(visit, fault="no_comment", status=422)
    except NotBlocked:
        return await _all(visit, fault="not_blocked", status=409)
    return access.go(then)


async def _may_see(visit: Visit, session: AsyncSession, row: ChecklistItem) -> bool:
    """The item is of a family within the colleague's scope."""
    found = await desk_people.families(session, visit.member)
    return any(one.sponsorship and one.sponsorship.id == row.sponsorship_id for one in found)


async def _all(visit: Visit, *, fault: str = "", status: int = 200) -> Response:
    async with visit.runtime.database.reading() as session:
        families = await desk_people.families(session, visit.member)
        stuck = await checklists.blocked(session, [one.household.id for one in families])
        names = await checklists.names(session, [one.item for one in stuck])
    done = visit.request.query_params.get("done")
    return await visit.show(
        "checklists.html",
        status=status,
        stuck=[(one, title) for one in stuck if (title := _title(visit, one.item))],
        names=names,
        long={one.item.id for one in stuck if lists.is_blocked_long(one.item, visit.now)},
        groups=_groups(families),
        fault=fault,
        at=visit.number("id") if fault else 0,
        typed=visit.form,
        done=done if done in DONE and not fault else None,
    )


async def _group(visit: Visit) -> Response:
    async with visit.runtime.database.reading() as session:
        group = await circle.group(session, visit.number("id"))
        families = await desk_people.families(session, visit.member, group_id=group.id)
        shown = [await _shown(visit, session, one) for one in families if one.sponsorship]
    if shown:
        await circle.note_view(visit, "group", group.id)
    return await visit.show(
        "group_checklist.html",
        group=group,
        shown=shown,
        item_title=lambda phase, item: lists.title(
            visit.runtime.house, phase, item, visit.member.desk_language
        ),
        is_long=lambda row: lists.is_blocked_long(row, visit.now),
    )


async def _shown(visit: Visit, session: AsyncSession, family: Family) -> Shown:
    link = family.sponsorship
    if link is None:
        raise HTTPException(404)
    rows = await checklists.of_sponsorship(session, link.id)
    by_key = {(row.phase, row.item): row for row in rows}
    today = visit.now.astimezone(visit.pages.zone).date()
    return Shown(
        family=family,
        phase=lists.phase_of(link, today),
        lists={
            phase: [(item, by_key.get((phase, key))) for key, item in items.items()]
            for phase, items in visit.runtime.house.checklists.items()
        },
        names=await checklists.names(session, rows),
    )


def _groups(families: Sequence[Family]) -> list[tuple[int, str]]:
    """Groups that welcome a family within scope, by name."""
    found = {one.group.id: one.group.name for one in families if one.group}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def _title(visit: Visit, row: ChecklistItem) -> str | None:
    """What a row is about, in the colleague's language; None for what does not ship any more."""
    item = lists.known(visit.runtime.house, row)
    language = visit.member.desk_language
    return lists.title(visit.runtime.house, row.phase, item, language) if item else None


#: What only looks, and what changes something: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/checklists", show),
    ("/groups/{id:number}/checklist", show_group),
)
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/checklists/{id:number}/unblock", unblock),
    ("/checklists/{id:number}/comment", comment),
)
