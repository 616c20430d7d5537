"""Check-ins: planned for a local date and time after a look at the text, listed with reasons."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms
from bot.desk.access import Visit
from db import desk_people, occurrences, staff
from db.models import Household
from handlers import checkins, hours
from locales import dates

#: The time of day the form begins with.
USUAL_TIME = "10:00"
#: How far back the list goes.
SHOWN = dt.timedelta(days=120)
DONE = ("planned", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a family would read, and when."""

    household: Household
    #: in the family's language
    text: str
    #: the same in English
    english: str
    #: the language of `text`: English where the text is not translated
    language: str
    due_at: dt.datetime
    #: when it goes instead, if that is in quiet hours
    quiet_until: dt.datetime | None


async def show(visit: Visit) -> Response:
    """Everything planned and sent, and the form."""
    return await _page(visit)


async def plan(visit: Visit) -> Response:
    """Look at the text first, or plan it; planning sends nothing."""
    form = visit.form
    on, at = forms.day(form.get("on", "")), forms.time(form.get("at", ""))
    if on is None or at is None:
        return await _page(visit, fault="no_date" if on is None else "no_time")
    if form.get("step") not in checkins.STEPS:
        return await _page(visit, fault="no_step")
    if form.get("do") == "preview":
        return await _look(visit, on, at)
    try:
        async with visit.changing() as session:
            household = await _household(visit, session)
            planned = await checkins.plan(
                session,
                household,
                step=form["step"],
                on=on,
                at=at,
                now=visit.now,
                created_by=visit.member.id,
            )
            await staff.audit(
                session, visit.member.id, "plan", "occurrence", planned.id, now=visit.now
            )
    except checkins.PastTime:
        return await _page(visit, fault="past")
    return access.go("/desk/checkins?done=planned")


async def cancel(visit: Visit) -> Response:
    """Take a planned check-in back; one that went already stays as it is."""
    occurrence_id = visit.number("id")
    async with visit.changing() as session:
        if await desk_people.find_checkin(session, visit.member, occurrence_id) is None:
            raise HTTPException(404)
        cancelled = await occurrences.cancel(session, occurrence_id)
        if cancelled:
            await staff.audit(
                session, visit.member.id, "cancel", "occurrence", occurrence_id, now=visit.now
            )
    if not cancelled:
        return await _page(visit, fault="not_planned")
    return access.go("/desk/checkins?done=cancelled")


async def _look(visit: Visit, on: dt.date, at: dt.time) -> Response:
    async with visit.runtime.database.reading() as session:
        household = await _household(visit, session)
    preview = _preview(visit, household, on, at)
    return await _page(visit, preview=preview, fault="past" if preview.due_at <= visit.now else "")


def _preview(visit: Visit, household: Household, on: dt.date, at: dt.time) -> Preview:
    house, step = visit.runtime.house, checkins.STEPS[visit.form["step"]]
    language = household.language if house.words.has(step, household.language) else "en"
    zone = ZoneInfo(household.timezone)
    due = hours.resolve(on, at, zone)
    written = {
        code: house.words.say(
            step,
            code,
            organisation=house.policy.organisation,
            day=dates.written_day(on, code),
        )
        for code in (language, "en")
    }
    return Preview(
        household=household,
        text=written[language],
        english=written["en"],
        language=language,
        due_at=due,
        quiet_until=house.policy.quiet.until(due, zone),
    )


async def _household(visit: Visit, session: AsyncSession) -> Household:
    number = forms.number(visit.form.get("household"))
    found = number and await desk_people.families(session, visit.member, household_id=number)
    if not found:
        raise HTTPException(400)
    return found[0].household


async def _page(visit: Visit, *, fault: str = "", preview: Preview | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        found = await desk_people.checkins(session, visit.member, since=visit.now - SHOWN)
        families = await desk_people.families(session, visit.member)
    waiting = sorted(
        (one for one in found if one[0].state == occurrences.OccurrenceState.PLANNED),
        key=lambda row: row[0].due_at,
    )
    asked = visit.request.query_params
    start = {
        "at": USUAL_TIME,
        "on": "",
        "household": asked.get("household", ""),
        "step": "",
    }
    done = asked.get("done")
    return await visit.show(
        "checkins.html",
        status=422 if fault else 200,
        waiting=waiting,
        past=[one for one in found if one[0].state != occurrences.OccurrenceState.PLANNED],
        families=families,
        steps={key: said.english for key, said in checkins.STEPS.items()},
        form={**start, **visit.form},
        fault=fault,
        preview=preview,
        done=done if done in DONE else None,
    )
