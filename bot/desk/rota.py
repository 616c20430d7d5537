"""My hours: when a colleague works and is away, and how alerts reach them; and the duty roster."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms
from bot.desk.access import Visit
from db import absences, duties, reaches, staff
from db.models import StaffMember
from handlers import hours, presence, rota
from handlers.hours import Span, Week

#: Spans of one day that the form has room for: before and after a break.
SPANS = 2
#: What can be wrong with what was entered, as the pages know it.
FAULTS: dict[type[Exception], str] = {
    rota.EndsFirst: "ends_first",
    rota.IsOver: "over",
    rota.TooLong: "too_long",
    rota.NoMailbox: "no_mailbox",
    rota.NotThere: "not_there",
    rota.WrongWeek: "wrong_week",
}
DONE = ("hours", "away", "back", "email", "duty", "struck")

Deed = Callable[[AsyncSession], Awaitable[object]]


class Unreadable(ValueError):
    """A field holds no date or no time."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        #: no_date, no_time or half
        self.kind = kind


async def show_hours(visit: Visit) -> Response:
    """One's own hours; coordinators look at everybody's with ?staff=."""
    return await _hours_page(visit, visit.request.query_params.get("staff"))


async def set_hours(visit: Visit) -> Response:
    try:
        week = None if visit.form.get("which") == "office" else read_week(visit.form)
    except Unreadable as fault:
        return await _hours_page(visit, visit.form.get("staff"), fault=fault.kind)

    async def deed(session: AsyncSession) -> None:
        await rota.set_week(session, await _chosen(visit), week, by=visit.member, now=visit.now)

    return await _on_hours(visit, deed, "hours")


async def set_email(visit: Visit) -> Response:
    email = visit.form.get("email", "")

    async def deed(session: AsyncSession) -> None:
        await rota.set_email(session, await _chosen(visit), email, by=visit.member, now=visit.now)

    return await _on_hours(visit, deed, "email")


async def add_absence(visit: Visit) -> Response:
    first, last = (forms.day(visit.form.get(name, ""), visit.now) for name in ("first", "last"))
    if first is None or last is None:
        return await _hours_page(visit, visit.form.get("staff"), fault="no_date")

    async def deed(session: AsyncSession) -> None:
        await rota.add_absence(
            session,
            await _chosen(visit),
            first,
            last,
            by=visit.member,
            now=visit.now,
            today=visit.now.astimezone(visit.pages.zone).date(),
        )

    return await _on_hours(visit, deed, "away")


async def remove_absence(visit: Visit) -> Response:
    absence_id = visit.number("id")

    async def deed(session: AsyncSession) -> None:
        await rota.remove_absence(
            session, await _chosen(visit), absence_id, by=visit.member, now=visit.now
        )

    return await _on_hours(visit, deed, "back")


async def show_duty(visit: Visit) -> Response:
    """Who is on duty now and later; coordinators change it."""
    return await _duty_page(visit)


async def add_duty(visit: Visit) -> Response:
    form = visit.form
    staff_id = forms.number(form.get("staff"))
    if staff_id is None:
        return await _duty_page(visit, fault="no_colleague")
    days = [forms.day(form.get(f"{name}_on", ""), visit.now) for name in ("from", "until")]
    times = [forms.time(form.get(f"{name}_at", "")) for name in ("from", "until")]
    if None in days or None in times:
        return await _duty_page(visit, fault="no_date" if None in days else "no_time")
    zone = visit.pages.zone
    start, end = (
        hours.resolve(day, time, zone)
        for day, time in zip(days, times, strict=True)
        if day is not None and time is not None
    )

    async def deed(session: AsyncSession) -> None:
        if staff_id not in {one.id for one in await staff.working(session)}:
            raise HTTPException(400)
        await rota.add_duty(session, staff_id, start, end, by=visit.member, now=visit.now)

    return await _on_duty(visit, deed, "duty")


async def remove_duty(visit: Visit) -> Response:
    duty_id = visit.number("id")

    async def deed(session: AsyncSession) -> None:
        await rota.remove_duty(session, duty_id, by=visit.member, now=visit.now)

    return await _on_duty(visit, deed, "struck")


def read_week(form: Mapping[str, str]) -> Week:
    """The spans of seven days, from fields like `d0_0_from`. Raises Unreadable."""
    return tuple(
        tuple(
            span
            for number in range(SPANS)
            if (span := _read_span(form, f"d{day}_{number}")) is not None
        )
        for day in range(7)
    )


def _read_span(form: Mapping[str, str], name: str) -> Span | None:
    start, end = (form.get(f"{name}_{part}", "").strip() for part in ("from", "until"))
    if not start and not end:
        return None
    if not start or not end:
        raise Unreadable("half")
    found = forms.time(start), forms.time(end)
    if found[0] is None or found[1] is None:
        raise Unreadable("no_time")
    return found[0], found[1]


async def _on_hours(visit: Visit, deed: Deed, done: str) -> Response:
    asked = visit.form.get("staff")
    number = forms.number(asked)
    whose = f"&staff={number}" if number else ""
    then = f"/desk/hours?done={done}{whose}"
    fault = await _try(visit, deed, then)
    return await _hours_page(visit, asked, fault=fault) if fault else access.go(then)


async def _on_duty(visit: Visit, deed: Deed, done: str) -> Response:
    then = f"/desk/duty?done={done}"
    fault = await _try(visit, deed, then)
    return await _duty_page(visit, fault=fault) if fault else access.go(then)


async def _try(visit: Visit, deed: Deed, then: str) -> str:
    """Do it; the name of what was wrong with it, else an empty word."""
    try:
        async with visit.changing_once(then) as session:
            await deed(session)
    except rota.NotAllowed:
        raise HTTPException(403) from None
    except tuple(FAULTS) as fault:
        return FAULTS[type(fault)]
    return ""


async def _chosen(visit: Visit) -> int:
    """Whose hours a form is about: one's own where it names nobody."""
    return (await _whose(visit, visit.form.get("staff"))).id


async def _whose(visit: Visit, asked: str | None) -> StaffMember:
    number = forms.number(asked)
    if number is None or number == visit.member.id:
        return visit.member
    if not rota.may_change(visit.member, number):
        raise HTTPException(403)
    async with visit.runtime.database.reading() as session:
        found = {one.id: one for one in await staff.working(session)}
    if number not in found:
        raise HTTPException(404)
    return found[number]


async def _hours_page(visit: Visit, asked: str | None, *, fault: str = "") -> Response:
    whose = await _whose(visit, asked)
    policy = visit.runtime.house.policy
    today = visit.now.astimezone(visit.pages.zone).date()
    async with visit.runtime.database.reading() as session:
        row = (await reaches.everybody(session)).get(whose.id)
        away = await absences.coming(session, today=today, staff_id=whose.id)
        everybody = await staff.working(session) if rota.coordinates(visit.member) else ()
    week = presence.hours_of(policy.working, row, ()).week
    return await visit.show(
        "hours.html",
        status=422 if fault else 200,
        whose=whose,
        everybody=everybody,
        has_own=row is not None and row.week is not None,
        week=_shown(week),
        office=policy.working.week,
        form=visit.form,
        email=(row.email or "") if row else "",
        mails=policy.mails,
        linked=row is not None and row.telegram_address_id is not None,
        away=away,
        fault=fault,
        done=_done(visit),
        spans=SPANS,
    )


async def _duty_page(visit: Visit, *, fault: str = "") -> Response:
    async with visit.runtime.database.reading() as session:
        roster = await duties.coming(session, now=visit.now)
        everybody = await staff.working(session)
    return await visit.show(
        "duty.html",
        status=422 if fault else 200,
        roster=roster,
        everybody=everybody,
        may_change=rota.coordinates(visit.member),
        on_duty=[one for one in roster if one[0].starts_at <= visit.now],
        form=visit.form,
        fault=fault,
        done=_done(visit),
    )


def _done(visit: Visit) -> str | None:
    done = visit.request.query_params.get("done")
    return done if done in DONE else None


def _shown(week: Week) -> Sequence[tuple[dt.date, Sequence[Span | None]]]:
    """Each day, by a date that is one, with as many spans as the form has room for."""
    monday = dt.date(2024, 1, 1)
    return [
        (monday + dt.timedelta(days=number), [*spans, *([None] * SPANS)][: max(SPANS, len(spans))])
        for number, spans in enumerate(week)
    ]
