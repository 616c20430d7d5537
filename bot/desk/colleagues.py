"""Everybody who works here, for admins: invited, changed, and shut out when they leave."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from bot import invitations
from bot.desk import access, account
from bot.desk.access import Visit
from db import desk_sessions, second_factors, staff
from db.models import Role, StaffMember
from handlers import leaving, staffing
from handlers.staffing import Standing

PAGE = "/desk/staff"
#: What can be in the way of a deed, as the page knows it.
FAULTS: dict[type[Exception], str] = {
    **account.FAULTS,
    staffing.OwnStanding: "own_standing",
    staffing.LastAdmin: "last_admin",
    staffing.Changed: "changed",
    staffing.Gone: "gone",
}
#: What clashes with what others did, rather than being entered wrong.
CLASHES = ("own_standing", "last_admin", "changed", "gone")
DONE = ("saved", "left", "factor_off")


async def show(visit: Visit) -> Response:
    must_be_admin(visit)
    return await _page(visit)


async def add(visit: Visit) -> Response:
    """A new colleague, and the link by which they come in."""
    must_be_admin(visit)
    form = visit.form
    try:
        async with visit.changing() as session:
            member = await staffing.add(
                session,
                form.get("name", ""),
                form.get("login", ""),
                _wanted(visit),
                by=visit.member,
                now=visit.now,
            )
            token = await staffing.new_link(session, member.id, by=visit.member, now=visit.now)
    except tuple(FAULTS) as fault:
        return await _page(visit, fault=FAULTS[type(fault)])
    return await _link(visit, member, token)


async def link(visit: Visit) -> Response:
    """A new sign-in link for somebody; the earlier ones end."""
    must_be_admin(visit)
    try:
        async with visit.changing() as session:
            number = visit.number("id")
            token = await staffing.new_link(session, number, by=visit.member, now=visit.now)
            member = await session.get_one(StaffMember, number)
    except staffing.Gone:
        return await _page(visit, fault="gone")
    return await _link(visit, member, token)


async def change(visit: Visit) -> Response:
    """Role, languages and complaints; a form that is older than another change is refused."""
    must_be_admin(visit)
    try:
        async with visit.changing() as session:
            await staffing.change(
                session,
                visit.number("id"),
                _wanted(visit),
                by=visit.member,
                now=visit.now,
                seen=visit.form.get("seen", ""),
            )
    except tuple(FAULTS) as fault:
        return await _page(visit, fault=FAULTS[type(fault)], about=visit.number("id"))
    return access.go(f"{PAGE}?done=saved#c-{visit.number('id')}")


async def leave(visit: Visit) -> Response:
    """Access ends at once; the page says what is left behind."""
    must_be_admin(visit)
    try:
        async with visit.changing() as session:
            left = await leaving.leave(
                session,
                visit.runtime.house,
                visit.number("id"),
                by=visit.member,
                now=visit.now,
            )
    except tuple(FAULTS) as fault:
        return await _page(visit, fault=FAULTS[type(fault)], about=visit.number("id"))
    return access.go(
        f"{PAGE}?done=left&returned={left.conversations}&families={len(left.households)}"
        f"&calls={left.calls}&duties={left.duties}"
    )


async def reset_second_factor(visit: Visit) -> Response:
    """For somebody who lost the phone; who did it is written down."""
    must_be_admin(visit)
    number = visit.number("id")
    if number == visit.member.id:
        raise HTTPException(403)  # the own one is switched off with a code
    try:
        async with visit.changing() as session:
            await staffing.reset_second_factor(session, number, by=visit.member, now=visit.now)
    except staffing.Gone:
        return await _page(visit, fault="gone")
    return access.go(f"{PAGE}?done=factor_off#c-{number}")


def must_be_admin(visit: Visit) -> None:
    """Accounts and the trail are for admins."""
    if visit.member.role != Role.ADMIN:
        raise HTTPException(403)


def _wanted(visit: Visit) -> Standing:
    form = visit.form
    if form.get("role") not in set(Role):
        raise HTTPException(400)
    return Standing(
        role=Role(form["role"]),
        languages=account.spoken(form),
        handles_complaints=bool(form.get("complaints")),
    )


async def _link(visit: Visit, member: StaffMember, token: str) -> Response:
    """The link is shown on this page and never again; only its hash is kept."""
    address = f"{visit.runtime.settings.base_url}/desk/link/{token}"
    async with visit.runtime.database.reading() as session:
        counts = await visit.counts(session)
    html = visit.fragment(
        "staff_link.html",
        counts=counts,
        colleague=member,
        address=address,
        drawing=invitations.svg(address),
        until=visit.now + staffing.LINK_VALID,
    )
    return HTMLResponse(html)


async def _page(visit: Visit, *, fault: str = "", about: int | None = None) -> Response:
    """`about`: whose form it was; without it, the one of a new colleague."""
    async with visit.runtime.database.reading() as session:
        values = await _everybody(visit, session)
    asked = visit.request.query_params
    clash = fault in CLASHES
    if fault == "gone":
        about = None  # there is no form of theirs any more
    return await visit.show(
        "staff.html",
        status=409 if clash else 422 if fault else 200,
        fault=fault,
        about=about,
        form=visit.form if fault and about is None else {},
        chosen=account.spoken(visit.form) if fault else (),
        done=asked.get("done") if asked.get("done") in DONE else None,
        returned=_count(asked.get("returned")),
        freed=_count(asked.get("families")),
        calls=_count(asked.get("calls")),
        duties=_count(asked.get("duties")),
        roles=tuple(Role),
        **values,
    )


async def _everybody(visit: Visit, session: Any) -> dict[str, Any]:
    colleagues = await staff.working(session)
    return {
        "colleagues": sorted(colleagues, key=lambda one: one.name.casefold()),
        "seen": await desk_sessions.last_seen(session),
        "protected": await second_factors.protected(session),
        "marks": {one.id: str(staffing.standing(one)) for one in colleagues},
        "admins": sum(one.role == Role.ADMIN for one in colleagues),
    }


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
