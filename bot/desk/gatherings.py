"""Gatherings: listed, entered, changed, and what follows only by a step of its own: inviting."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, circle, forms, gathering_forms, gathering_sums
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import copies, desk_gatherings, gathering_notices, gathering_staff, history, people
from db import gatherings as rows
from db.desk_gatherings import GatheringLine
from db.models import Gathering, GatheringKind, GatheringState, Household, Sponsorship
from handlers import gathering_calendar, gathering_guests, gatherings

#: How far back the list goes.
SHOWN = dt.timedelta(days=400)
DONE = ("saved", "cancelled", "invited", "told", "offered", "closed")
#: What a new gathering begins with.
START = {"at": "19:00", "until": "", "on": "", "title": "", "place": "", "capacity": ""}

#: What keeps from inviting, as the page calls it.
NOT_INVITED: Mapping[type[Exception], str] = {
    gathering_guests.NotComing: "not_coming",
    gathering_guests.OthersNow: "others_now",
    gathering_guests.AlreadyInvited: "already_invited",
}
#: What a page answers with a sentence when a deed is refused.
FAULTS: tuple[type[Exception], ...] = (*gathering_forms.WRONG, *NOT_INVITED)

Deed = Callable[[AsyncSession, Gathering], Awaitable[object]]


async def show(visit: Visit) -> Response:
    """What comes, what nobody has closed yet, and what was."""
    async with visit.runtime.database.reading() as session:
        since = visit.now - SHOWN
        found = await desk_gatherings.listing(session, visit.member, since=since)
        numbers = await rows.numbers(session, [one.gathering.id for one in found])
        mine = await gathering_staff.of_member(session, visit.member.id)
    planned = [one for one in found if one.gathering.state == GatheringState.PLANNED]
    ahead = [one for one in planned if one.gathering.starts_at > visit.now]
    coming = [one for one in ahead if not one.has_ended]
    return await visit.show(
        "gatherings.html",
        undecided=[one for one in ahead if one.has_ended],
        mine=[one for one in coming if one.gathering.id in mine],
        coming=[one for one in coming if one.gathering.id not in mine],
        unclosed=[one for one in planned if one.gathering.starts_at <= visit.now],
        past=[one for one in reversed(found) if one.gathering.state != GatheringState.PLANNED],
        numbers=numbers,
    )


async def begin(visit: Visit) -> Response:
    """An empty form: of an exchange moment when a sponsorship is named."""
    return await _new_page(visit)


async def add(visit: Visit) -> Response:
    """Enter it; nobody is invited by that."""
    try:
        async with visit.changing_once("/desk/gatherings") as session:
            home = await _home(visit, session)
            zone = ZoneInfo(home[1].timezone) if home else visit.pages.zone
            row = await gatherings.create(
                session,
                _kind(visit, is_exchange=home is not None),
                gathering_forms.read(visit, [] if home else await people.groups(session)),
                zone=zone,
                sponsorship_id=home[0].id if home else None,
                is_held="held" in visit.form,
                member=visit.member,
                now=visit.now,
            )
            page = await visit.lead(session, f"/desk/gatherings/{row.id}?done=saved")
    except gathering_forms.WRONG as fault:
        return await _new_page(visit, gathering_forms.trouble(fault))
    return access.go(page)


async def one(visit: Visit) -> Response:
    return await _page(visit)


async def edit(visit: Visit) -> Response:
    async def change(session: AsyncSession, row: Gathering) -> None:
        is_exchange = row.kind == GatheringKind.EXCHANGE
        groups = [] if is_exchange else await people.groups(session)
        facts, seen = gathering_forms.read(visit, groups), visit.form.get("seen", "")
        await gatherings.change(
            session, row, facts,
            seen=seen, is_held="held" in visit.form, member=visit.member, now=visit.now,
        )  # fmt: skip

    return await _act(visit, "saved", change)


async def cancel(visit: Visit) -> Response:
    async def act(session: AsyncSession, row: Gathering) -> None:
        await gatherings.cancel(session, row, member=visit.member, now=visit.now)

    return await _act(visit, "cancelled", act)


async def invite(visit: Visit) -> Response:
    """Invite exactly whom the page showed."""

    async def act(session: AsyncSession, row: Gathering) -> None:
        house, seen = visit.runtime.house, visit.form.get("seen", "")
        await gathering_guests.invite(
            session, house, row, seen=seen, member=visit.member, now=visit.now
        )

    return await _act(visit, "invited", act)


async def tell(visit: Visit) -> Response:
    """Those who know an older time or place, or not yet that it is cancelled."""

    async def act(session: AsyncSession, row: Gathering) -> None:
        await gathering_guests.tell(session, row, member=visit.member, now=visit.now)

    return await _act(visit, "told", act)


async def offer(visit: Visit) -> Response:
    async def act(session: AsyncSession, row: Gathering) -> None:
        await gathering_guests.offer(session, row, member=visit.member, now=visit.now)

    return await _act(visit, "offered", act)


async def close(visit: Visit) -> Response:
    """It took place, and who came."""
    ticked = [forms.number(name.removeprefix("came-")) for name in visit.form]
    came = {number for number in ticked if number is not None}

    async def act(session: AsyncSession, row: Gathering) -> None:
        await gatherings.close(session, row, came, member=visit.member, now=visit.now)

    return await _act(visit, "closed", act)


async def calendar(visit: Visit) -> Response:
    """The calendar file, in the colleague's language."""
    async with visit.runtime.database.reading() as session:
        row = (await _find(visit, session)).gathering
    house, language = visit.runtime.house, visit.member.desk_language
    file = gathering_calendar.enclosed(house, row, language, now=visit.now)
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.mime, headers=headers)


async def _act(visit: Visit, done: str, act: Deed) -> Response:
    """Do something with a locked gathering within scope, or say on its page why not."""
    then = f"/desk/gatherings/{visit.number('id')}?done={done}"
    try:
        async with visit.changing_once(then) as session:
            await _find(visit, session)
            row = await rows.locked(session, visit.number("id"))
            if row is None:
                raise HTTPException(404)
            await act(session, row)
    except FAULTS as fault:
        kind = NOT_INVITED.get(type(fault))
        wrong = Trouble(form="invite", field="", kind=kind) if kind else None
        return await _page(visit, wrong or gathering_forms.trouble(fault))
    return access.go(then)


async def _find(visit: Visit, session: AsyncSession) -> GatheringLine:
    found = await desk_gatherings.find(session, visit.member, visit.number("id"))
    if found is None:
        raise HTTPException(404)
    return found


async def _home(visit: Visit, session: AsyncSession) -> tuple[Sponsorship, Household] | None:
    """The sponsorship whose exchange moment is entered, within scope; None when none is named."""
    asked = visit.form.get("sponsorship") or visit.request.query_params.get("sponsorship")
    if not asked:
        return None
    number = forms.number(asked)
    row = await session.get(Sponsorship, number) if number else None
    if row is None:
        raise HTTPException(404)
    return row, (await circle.family(visit, session, row.household_id)).household


def _kind(visit: Visit, *, is_exchange: bool) -> GatheringKind:
    if is_exchange:
        return GatheringKind.EXCHANGE
    is_conference = visit.form.get("kind") == GatheringKind.CONFERENCE
    return GatheringKind.CONFERENCE if is_conference else GatheringKind.TRAINING


async def _new_page(visit: Visit, wrong: Trouble | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        home = await _home(visit, session)
        groups = await people.groups(session)
    kind = {"kind": visit.request.query_params.get("kind", "training")}
    start = {**START, **kind, "language": visit.member.desk_language}
    return await circle.show(
        visit,
        "gathering_new.html",
        wrong,
        home=home[1] if home else None,
        sponsorship=home[0] if home else None,
        groups=groups,
        edit=circle.typed(visit, wrong, "edit", start),
    )


async def _page(visit: Visit, wrong: Trouble | None = None) -> Response:
    house = visit.runtime.house
    async with visit.runtime.database.reading() as session:
        line = await _find(visit, session)
        row = line.gathering
        chosen = await rows.groups_of(session, row.id)
        comes = row.state == GatheringState.PLANNED and row.starts_at > visit.now
        is_open = comes and not line.has_ended
        invited = await desk_gatherings.invited(session, row.id)
        guests = await gathering_guests.guests(session, house, row) if is_open else []
        known = [one.invitation for one in invited]
        asked = gathering_guests.new_among(guests, known)
        notices = await gathering_notices.of_gathering(session, row.id)
        said = {number: [it.id for it in each] for number, each in notices.items()}
        told = await gathering_guests.to_tell(session, row) if row.starts_at > visit.now else []
        values: dict[str, Any] = {
            "groups": await people.groups(session),
            "chosen": chosen,
            "notices": notices,
            "copies": await copies.of_notices(session, row, said),
            "history": await history.of(session, {"gathering": [row.id]}),
        }
    if row.sponsorship_id is not None:
        await circle.note_view(visit, "gathering", row.id)
    return await circle.show(
        visit,
        "gathering.html",
        wrong,
        line=line,
        row=row,
        is_open=is_open,
        undecided=comes and line.has_ended,
        invited=invited,
        asked=gathering_sums.by_language(asked),
        asked_stamp=gathering_guests.stamp(asked),
        obstacles=[one for one in guests if one.obstacle],
        told=len(told),
        sums=gathering_sums.of(row, invited),
        seen=gatherings.stamp(row, chosen),
        edit=circle.typed(visit, wrong, "edit", gathering_forms.typed(row, chosen)),
        **values,
    )
