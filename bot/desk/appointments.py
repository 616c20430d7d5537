"""Appointments of a family: what lies ahead, a form for one or a weekly one, and changing them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, circle, forms
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import appointments, copies, desk, staff
from db.models import Appointment, Contact, Household
from faq.school_holidays import Community
from handlers import appointment_details as details
from handlers import appointment_pauses as pauses
from handlers import appointment_reminders as reminders
from handlers import appointment_series as series
from handlers import appointments as entering
from handlers.appointments import Author, Facts
from locales.texts import appointments as texts

#: What can be wrong: the field it stands beside, and what the page calls it.
FAULTS: Mapping[type[Exception], tuple[str, str]] = {
    entering.PastTime: ("on", "past"),
    entering.NotYet: ("on", "not_yet"),
    entering.TooFar: ("on", "too_far"),
    entering.EndBeforeStart: ("until", "end_before_start"),
    entering.UnknownZone: ("", "unknown_zone"),
    entering.Settled: ("", "settled"),
    pauses.NoEnd: ("last_on", "no_end"),
    pauses.EndBeforeFirst: ("last_on", "end_before_first"),
    pauses.TooLong: ("last_on", "series_too_long"),
    pauses.NoDayLeft: ("pauses", "no_day_left"),
}
FIELDS = ("kind", "what", "on", "at", "until", "place", "bring", "along")


class Wrong(ValueError):
    """A field of the form holds nothing that can be kept."""

    def __init__(self, field: str, kind: str) -> None:
        super().__init__(kind)
        self.field, self.kind = field, kind


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
            facts = await _facts(visit, session, home.id, None)
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
    except WRONG as fault:
        return await _family_page(visit, _trouble("enter", fault))
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
                raise Wrong("", "changed")
            facts = await _facts(visit, session, row.household_id, row)
            if is_over:
                await entering.correct(session, row, facts, now=visit.now)
            else:
                await entering.change(session, visit.runtime.house, row, facts, now=visit.now)
            await _audit(visit, session, "edit", row)
    except WRONG as fault:
        return await _page(visit, _trouble("edit", fault))
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
    except WRONG as fault:
        return await _page(visit, _trouble("cancel", fault))
    return access.go(f"/desk/families/{row.household_id}/appointments?done=cancelled")


async def dealt_with(visit: Visit) -> Response:
    """The family has its help; the case may be about more, and stays."""
    async with visit.changing() as session:
        row = await _find(visit, session)
        row.help_case_id = None
        await _audit(visit, session, "finish", row)
    return access.go(f"/desk/appointments/{row.id}?done=helped")


#: Everything that a page answers with a sentence.
WRONG: tuple[type[Exception], ...] = (*FAULTS, Wrong, circle.NotADay)


def _trouble(form: str, fault: Exception) -> Trouble:
    if isinstance(fault, Wrong):
        return Trouble(form=form, field=fault.field, kind=fault.kind)
    if isinstance(fault, circle.NotADay):
        return Trouble(form=form, field=fault.field, kind="no_day")
    field, kind = FAULTS[type(fault)]
    return Trouble(form=form, field=field, kind=kind)


async def _facts(
    visit: Visit, session: AsyncSession, household_id: int, row: Appointment | None
) -> Facts:
    """What the form says. Raises Wrong and NotADay."""
    form = visit.form
    on, at = circle.day(visit, "on"), forms.time(form.get("at", ""))
    until = forms.time(form.get("until", "")) if form.get("until", "").strip() else None
    if on is None:
        raise circle.NotADay("on")
    if at is None or (until is None and form.get("until", "").strip()):
        raise Wrong("at" if at is None else "until", "no_time")
    kind, what = form.get("kind", ""), form.get("what", "").strip()
    if kind not in texts.KINDS:
        raise Wrong("kind", "no_kind")
    if kind == "other" and not what:
        raise Wrong("what", "no_what")
    for field, most in (
        ("what", entering.SHORT),
        ("place", entering.LONG),
        ("bring", entering.LONG),
    ):
        if len(form.get(field, "")) > most:
            raise Wrong(field, "too_long")
    return Facts(
        kind=kind,
        what=what if kind == "other" else None,
        on=on,
        at=at,
        until=until,
        place=" ".join(form.get("place", "").split()) or None,
        bring=_bring(visit, row),
        companion_id=await _along(visit, session, household_id, row),
    )


def _bring(visit: Visit, row: Appointment | None) -> str | None:
    """What was typed; a common thing stays one while its name is not changed."""
    typed = visit.form.get("bring", "").strip().removeprefix(details.KNOWN)
    words, language = visit.runtime.house.words, visit.member.desk_language
    if row is not None and typed == details.things(words, row, language):
        return row.bring
    names = {words.say(said, language): key for key, said in texts.THINGS.items()}
    return f"{details.KNOWN}{names[typed]}" if typed in names else typed or None


async def _along(
    visit: Visit, session: AsyncSession, household_id: int, row: Appointment | None
) -> int | None:
    number = circle.number(visit, "along")
    there = {one.id for one in await appointments.volunteers_for(session, household_id)}
    if number is not None and number not in there and (row is None or row.companion_id != number):
        raise Wrong("along", "no_volunteer")
    return number


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
    start = dict.fromkeys((*FIELDS, "last_on", "pauses", "weekly"), "") | {"kind": "doctor"}
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
    start = _start(visit, row)
    edit = {**start, **visit.form} if wrong and wrong.form == "edit" else start
    return await circle.show(visit, "appointment.html", wrong, edit=edit, **_words(visit), **values)


def _start(visit: Visit, row: Appointment) -> dict[str, str]:
    words, language = visit.runtime.house.words, visit.member.desk_language
    return {
        "kind": row.kind,
        "what": row.what or "",
        "on": row.local_date.isoformat(),
        "at": f"{row.local_time:%H:%M}",
        "until": f"{row.until:%H:%M}" if row.until else "",
        "place": row.place or "",
        "bring": details.things(words, row, language),
        "along": str(row.companion_id or ""),
    }


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
