"""Appointments of a family: what lies ahead, entering one or a weekly one, and changing them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, appointment_forms, circle
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import appointments, copies, desk, staff
from db.models import Appointment, Contact, Household
from faq.school_holidays import Community
from handlers import appointment_pauses as pauses
from handlers import appointment_reminders as reminders
from handlers import appointment_series as series
from handlers import appointments as entering
from handlers.appointments import Author
from locales.texts import appointments as texts


async def show_family(visit: Visit) -> Response:
    """What lies ahead and what was, and the form; each look is written down."""
    return await _family_page(visit)


async def enter(visit: Visit) -> Response:
    """Look at the days of a weekly one first, or keep it; nothing is kept by half.

    One that took place already is only written down.
    """
    form = visit.form
    weekly = form.get("weekly") == "1"
    is_over = form.get("held") == "1" and not weekly
    here = f"/desk/families/{visit.number('id')}/appointments"
    try:
        if weekly and form.get("do") == "look":
            return await _family_page(visit, dates=_dates(visit))
        async with visit.changing_once(here) as session:
            home = (await circle.family(visit, session, visit.number("id"))).household
            facts = await appointment_forms.facts(visit, session, home.id, None)
            by = Author(staff_id=visit.member.id)
            house = visit.runtime.house
            if weekly:
                last_on = circle.day(visit, "last_on")
                community = pauses.community(form.get("pauses"))
                rows = await series.enter(
                    session, house, home, facts,
                    last_on=last_on, community=community, by=by, now=visit.now,
                )  # fmt: skip
            elif is_over:
                rows = [await entering.record(session, home, facts, by=by, now=visit.now)]
            else:
                rows = [await entering.enter(session, house, home, facts, by=by, now=visit.now)]
            await _audit(visit, session, "add", rows[0])
            reached = await reminders.reaches(session, home.id)
            done = "recorded" if is_over else "saved" if reached else "unreached"
            page = await visit.lead(session, f"{here}?done={done}")
    except appointment_forms.WRONG as fault:
        return await _family_page(visit, appointment_forms.trouble("enter", fault))
    return access.go(page)


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def change(visit: Visit) -> Response:
    """Other facts; a stale form is not obeyed, by how often it was changed."""
    is_over = visit.form.get("held") == "1"
    try:
        async with visit.changing() as session:
            row = await _find(visit, session)
            if visit.form.get("sequence") != str(row.sequence):
                raise appointment_forms.Wrong("", "changed")
            facts = await appointment_forms.facts(visit, session, row.household_id, row)
            if is_over:
                await entering.correct(session, row, facts, now=visit.now)
            else:
                await entering.change(session, visit.runtime.house, row, facts, now=visit.now)
            await _audit(visit, session, "edit", row)
    except appointment_forms.WRONG as fault:
        return await _page(visit, appointment_forms.trouble("edit", fault))
    done = "recorded" if is_over else "changed"
    return access.go(f"/desk/appointments/{row.id}?done={done}")


async def cancel(visit: Visit) -> Response:
    """It does not take place; with `rest` nor do those after it in its series."""
    try:
        async with visit.changing() as session:
            row = await _find(visit, session)
            if visit.form.get("rest") == "1" and row.series_id is not None:
                await series.cancel_rest(session, row, now=visit.now)
            else:
                await entering.cancel(session, row, now=visit.now)
            await _audit(visit, session, "cancel", row)
    except appointment_forms.WRONG as fault:
        return await _page(visit, appointment_forms.trouble("cancel", fault))
    return access.go(f"/desk/families/{row.household_id}/appointments?done=cancelled")


async def dealt_with(visit: Visit) -> Response:
    """The family has its help; the case may be about more, and stays."""
    async with visit.changing() as session:
        row = await _find(visit, session)
        row.help_case_id = None
        await _audit(visit, session, "finish", row)
    return access.go(f"/desk/appointments/{row.id}?done=helped")


def _dates(visit: Visit) -> dict[str, Any]:
    """The days of a weekly one before it is kept, and which of the holidays are not sure."""
    first, last = circle.day(visit, "on"), circle.day(visit, "last_on")
    if first is None:
        raise circle.NotADay("on")
    community = pauses.community(visit.form.get("pauses"))
    days = pauses.days(first, last, community)
    unsure, unknown = pauses.unsure(first, last or first, community)
    return {
        "days": days,
        "skipped": pauses.skipped(first, last or first, community),
        "unsure": unsure,
        "unknown": unknown,
    }


async def _find(visit: Visit, session: AsyncSession) -> Appointment:
    """An appointment of a family within scope, locked, or 404."""
    row = await appointments.locked(session, visit.number("id"))
    if row is None:
        raise HTTPException(404)
    await circle.family(visit, session, row.household_id)
    return row


async def _audit(visit: Visit, session: AsyncSession, action: str, row: Appointment) -> None:
    await staff.audit(session, visit.member.id, action, "appointment", row.id, now=visit.now)


async def _family_page(
    visit: Visit, wrong: Trouble | None = None, dates: dict[str, Any] | None = None
) -> Response:
    async with visit.runtime.database.reading() as session:
        home = (await circle.family(visit, session, visit.number("id"))).household
        coming = await appointments.coming(session, [home.id], now=visit.now, limit=60)
        before = await appointments.before(session, home.id, now=visit.now)
        shown = [one.id for one in (*coming, *before)]
        values = {
            "home": home,
            "coming": coming,
            "before": before,
            "asking": await appointments.asking_for_help(session, shown),
            "volunteers": await appointments.volunteers_for(session, home.id),
        }
    await circle.note_view(visit, "household", home.id)
    start = dict.fromkeys((*appointment_forms.FIELDS, "last_on", "pauses", "weekly"), "") | {
        "kind": "doctor"
    }
    start["pauses"] = _community(home)
    typed = visit.form if wrong or dates else {}
    return await circle.show(
        visit, "appointments.html", wrong, dates=dates, enter={**start, **typed},
        communities=list(Community), **_words(visit), **values,
    )  # fmt: skip


async def _page(visit: Visit, wrong: Trouble | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        row = await appointments.find(session, visit.number("id"))
        if row is None:
            raise HTTPException(404)
        home = (await circle.family(visit, session, row.household_id)).household
        volunteers: Sequence[Contact] = await appointments.volunteers_for(session, home.id)
        along = await reminders.companion_of(session, row)
        by = row.created_by_contact_id
        said = (await appointments.reminders(session, [row.id])).get(row.id, [])
        asking = await appointments.asking_for_help(session, [row.id])
        values = {
            "row": row,
            "asking": asking,
            "open_to_me": await desk.within(session, visit.member, asking.values()),
            "home": home,
            "author": await session.get(Contact, by) if by else None,
            "said": said,
            "copies": await copies.with_names(session, [one.id for one in said]),
            "volunteers": [*volunteers, *([along] if along and along not in volunteers else [])],
        }
    await circle.note_view(visit, "appointment", row.id)
    start = appointment_forms.start(visit, row)
    edit = {**start, **visit.form} if wrong and wrong.form == "edit" else start
    return await circle.show(visit, "appointment.html", wrong, edit=edit, **_words(visit), **values)


def _words(visit: Visit) -> dict[str, Any]:
    """Names of kinds and things in the colleague's language, as the bot says them."""
    words, language = visit.runtime.house.words, visit.member.desk_language
    return {
        "kinds": tuple(texts.KINDS),
        "things": [words.say(said, language) for said in texts.THINGS.values()],
        "is_over": lambda row: row.starts_at <= visit.now,
    }


def _community(home: Household) -> str:
    """Whose schools the children most likely go to; none in Brussels, where there are two."""
    return {"flanders": Community.FLANDERS, "wallonia": Community.FRENCH}.get(home.region or "", "")
