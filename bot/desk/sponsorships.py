"""The page of a sponsorship: its dates, its year, who is responsible, and its end.

Other dates are first shown with all that they shift, and saved by a second look.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, circle, moments, plan_preview
from bot.desk import year as years
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from bot.desk.year import Preview
from db import appointments, desk_people, history
from db.models import Sponsorship, StaffMember, WelcomeGroup
from handlers import editing, planning
from handlers import sponsorships as year
from handlers.shifts import Late

#: The days of the form, in the order in which they come in a year.
DAYS = (
    "matched_on",
    "arrival_on",
    "registered_on",
    "status_granted_on",
    "support_ends_on",
    "card_expires_on",
)
#: A field of the preview: what to do about a late step.
LATE = "late-"


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def edit(visit: Visit) -> Response:
    """Dates and the colleague responsible; whoever gives a family away may lose sight of it."""
    try:
        if "confirm" not in visit.form and (shift := await _preview(visit)) is not None:
            return await _page(visit, preview=shift)
        async with visit.changing() as session:
            row = await _find(visit, session)
            await year.change(
                session,
                visit.runtime.house,
                row,
                staff_id=circle.number(visit, "staff"),
                dates=_dates(visit),
                seen=visit.form.get("seen", ""),
                member=visit.member,
                now=visit.now,
                late=_chosen(visit),
            )
            still = await _still_seen(visit, session, row)
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble("edit", fault))
    return access.go(f"/desk/sponsorships/{row.id}?done=saved" if still else _away())


async def send_now(visit: Visit) -> Response:
    """One message of the year goes out at once, within waking hours."""
    then = f"/desk/sponsorships/{visit.number('id')}?done=hurried#year"
    try:
        async with visit.changing_once(then) as session:
            row = await _find(visit, session)
            await planning.send_now(
                session,
                visit.runtime.house,
                row,
                visit.number("occurrence"),
                member=visit.member,
                now=visit.now,
            )
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble("year", fault))
    return access.go(then)


async def skip(visit: Visit) -> Response:
    """One message of the year is not sent."""
    try:
        async with visit.changing() as session:
            row = await _find(visit, session)
            await planning.skip(
                session, row, visit.number("occurrence"), member=visit.member, now=visit.now
            )
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble("year", fault))
    return access.go(f"/desk/sponsorships/{row.id}?done=skipped#year")


async def end(visit: Visit) -> Response:
    try:
        async with visit.changing() as session:
            row = await _find(visit, session)
            on = circle.day(visit, "ended_on")
            if on is None:
                raise circle.NotADay("ended_on")
            await year.end(
                session,
                visit.runtime.house,
                row,
                on=on,
                today=visit.now.astimezone(visit.pages.zone).date(),
                seen=visit.form.get("seen", ""),
                member=visit.member,
                now=visit.now,
            )
            still = await _still_seen(visit, session, row)
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble("end", fault))
    return access.go(f"/desk/sponsorships/{row.id}?done=ended" if still else _away())


async def reopen(visit: Visit) -> Response:
    try:
        async with visit.changing() as session:
            row = await _find(visit, session)
            await year.reopen(
                session,
                visit.runtime.house,
                row,
                seen=visit.form.get("seen", ""),
                member=visit.member,
                now=visit.now,
            )
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble("reopen", fault))
    return access.go(f"/desk/sponsorships/{row.id}?done=reopened")


def _dates(visit: Visit) -> year.Dates:
    """Raises NotADay."""
    return year.Dates(**{name: circle.day(visit, name) for name in DAYS})


def _chosen(visit: Visit) -> Mapping[str, Late]:
    """By step: what to do although its day has passed."""
    return {
        name.removeprefix(LATE): Late(value)
        for name, value in visit.form.items()
        if name.startswith(LATE) and value in list(Late)
    }


async def _preview(visit: Visit) -> Preview | None:
    """What the dates of the form would shift; None when that is nothing."""
    dates = _dates(visit)
    async with visit.runtime.database.reading() as session:
        row = await _find(visit, session)
        if dates == planning.dates_of(row):
            return None
        await editing.check(session, row, visit.form.get("seen", ""))
        return await years.preview(visit, session, row, dates)


def _away() -> str:
    return "/desk/people?done=handed_over"


async def _still_seen(visit: Visit, session: AsyncSession, row: Sponsorship) -> bool:
    """Whether the family is within the colleague's scope after what was just changed."""
    await session.flush()
    found = await desk_people.families(session, visit.member, household_id=row.household_id)
    return bool(found)


async def _find(visit: Visit, session: AsyncSession) -> Sponsorship:
    """The sponsorship of a family within scope, or 404."""
    row = await session.get(Sponsorship, visit.number("id"))
    if row is None:
        raise HTTPException(404)
    await circle.family(visit, session, row.household_id)
    return row


async def _page(
    visit: Visit, wrong: Trouble | None = None, preview: Preview | None = None
) -> Response:
    async with visit.runtime.database.reading() as session:
        row = await _find(visit, session)
        family = await circle.family(visit, session, row.household_id)
        group = await session.get_one(WelcomeGroup, row.welcome_group_id)
        colleague = await session.get(StaffMember, row.staff_id) if row.staff_id else None
        colleagues = await circle.colleagues(session)
        year_so_far = (await moments.seen(visit, session, [row]))[row.id]
        past = await history.of(session, {"sponsorship": [row.id]})
        whole = await years.show(visit, session, row)
        coming = await appointments.coming(session, [row.household_id], now=visit.now)
        ahead = await plan_preview.link(session, row, family.household)
    await circle.note_view(visit, "sponsorship", row.id)
    start = {name: found.isoformat() if (found := getattr(row, name)) else "" for name in DAYS}
    start["staff"] = str(row.staff_id or "")
    return await circle.show(
        visit,
        "sponsorship.html",
        wrong,
        row=row,
        home=family.household,
        group=group,
        colleague=colleague,
        colleagues=colleagues,
        moments=year_so_far,
        history=past,
        seen=editing.stamp(row),
        preview=preview,
        days=DAYS,
        year=whole,
        coming=coming if row.ended_on else (),
        ahead=ahead,
        edit={**start, **visit.form} if preview else circle.typed(visit, wrong, "edit", start),
        end=circle.typed(visit, wrong, "end", {"ended_on": ""}),
    )
