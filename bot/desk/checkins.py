"""Check-ins: planned for a local date and time after a look at the text, listed with reasons.

Beside them stand the colleague's tasks, and what family and group answered to the same step.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms, voices
from bot.desk.access import Visit
from db import desk_people, desk_year, occurrences, replies, staff
from db.models import Household, Occurrence
from db.occurrences import OccurrenceState
from faq.year import Side
from handlers import checkins, planned_rows, sending, step_words
from handlers.judging import Skip, Verdict, Wait
from handlers.step_words import StepWords
from locales import languages

#: The time of day the form begins with.
USUAL_TIME = "10:00"
#: How far back the list goes, and how far ahead: the whole year stands with the sponsorship.
SHOWN, AHEAD = dt.timedelta(days=120), dt.timedelta(days=14)
DONE = ("planned", "cancelled", "finished")


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
    #: what stands on the buttons
    labels: tuple[str, ...]
    due_at: dt.datetime
    #: when it goes instead, if that is in quiet hours
    quiet_until: dt.datetime | None
    #: where it would stand then, and why, as the sender would judge; None: it would go
    outlook: Mapping[str, str] | None


async def show(visit: Visit) -> Response:
    """Everything planned and sent, and the form."""
    return await _page(visit)


async def plan(visit: Visit) -> Response:
    """Look at the text first, or plan it; planning sends nothing."""
    form = visit.form
    on, at = forms.day(form.get("on", ""), visit.now), forms.time(form.get("at", ""))
    if on is None or at is None:
        return await _page(visit, fault="no_date" if on is None else "no_time")
    if form.get("step") not in checkins.steps(visit.runtime.house):
        return await _page(visit, fault="no_step")
    if form.get("do") == "preview":
        return await _look(visit, on, at)
    then = "/desk/checkins?done=planned"
    try:
        async with visit.changing_once(then) as session:
            household = await _household(visit, session)
            if form.get("do") == "now":
                on, at = _soonest(visit, household)
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
    return access.go(then)


def _soonest(visit: Visit, household: Household) -> tuple[dt.date, dt.time]:
    """The soonest that can be planned, on the family's clock: its words name the day."""
    zone, soon = ZoneInfo(household.timezone), visit.now + dt.timedelta(minutes=1)
    local = planned_rows.soonest(visit.runtime.house.policy.quiet, zone, soon).astimezone(zone)
    return local.date(), local.time().replace(microsecond=0)


async def cancel(visit: Visit) -> Response:
    """Take a planned check-in back; one that went already stays as it is."""
    async with visit.changing() as session:
        number = await _own(visit, session)
        cancelled = await occurrences.cancel(session, number)
        if cancelled:
            await staff.audit(
                session, visit.member.id, "cancel", "occurrence", number, now=visit.now
            )
    if not cancelled:
        return await _page(visit, fault="not_planned")
    return access.go("/desk/checkins?done=cancelled")


async def finish(visit: Visit) -> Response:
    """A task is done; pressed twice it stays done."""
    async with visit.changing() as session:
        number = await _own(visit, session)
        if await occurrences.finish(session, number):
            await staff.audit(
                session, visit.member.id, "finish", "occurrence", number, now=visit.now
            )
    return access.go("/desk/checkins?done=finished")


async def _own(visit: Visit, session: AsyncSession) -> int:
    """The number in the path, if it is of a family within scope."""
    number = visit.number("id")
    if await desk_people.find_checkin(session, visit.member, number) is None:
        raise HTTPException(404)
    return number


async def _look(visit: Visit, on: dt.date, at: dt.time) -> Response:
    async with visit.runtime.database.reading() as session:
        household = await _household(visit, session)
        words = await step_words.load(session, visit.runtime.house)
        one = await checkins.draft(session, household, step=visit.form["step"], on=on, at=at)
        verdict = await sending.foresee(session, words, one, at=one.due_at)
    preview = _preview(visit, words, household, one, verdict)
    return await _page(visit, preview=preview, fault="past" if preview.due_at <= visit.now else "")


def _preview(
    visit: Visit, words: StepWords, household: Household, one: Occurrence, verdict: Verdict
) -> Preview:
    house, step, on = visit.runtime.house, words.steps[one.step_key], one.local_date
    english = words.say(step, Side.FAMILY, (languages.ENGLISH,))
    own = words.say(step, Side.FAMILY, (household.language,)) or english
    assert english is not None and own is not None
    return Preview(
        household=household,
        text=step_words.fill(house, own.text, own.language, on),
        english=step_words.fill(house, english.text, english.language, on),
        language=own.language,
        labels=tuple(own.labels.values()),
        due_at=one.due_at,
        quiet_until=house.policy.quiet.until(one.due_at, ZoneInfo(one.timezone)),
        outlook=_outlook(verdict),
    )


def _outlook(verdict: Verdict) -> Mapping[str, str] | None:
    """As the page tells where an occurrence stands."""
    if not isinstance(verdict, Wait | Skip):
        return None
    state = OccurrenceState.PLANNED if isinstance(verdict, Wait) else OccurrenceState.SKIPPED
    return {"side": Side.FAMILY, "state": state, "reason": verdict.reason}


async def _household(visit: Visit, session: AsyncSession) -> Household:
    number = forms.number(visit.form.get("household"))
    found = number and await desk_people.families(session, visit.member, household_id=number)
    if not found:
        raise HTTPException(400)
    return found[0].household


async def _page(visit: Visit, *, fault: str = "", preview: Preview | None = None) -> Response:
    member, house = visit.member, visit.runtime.house
    async with visit.runtime.database.reading() as session:
        coming = await desk_year.checkins(session, member, *desk_year.coming(visit.now + AHEAD))
        past = await desk_year.checkins(session, member, *desk_year.past(visit.now - SHOWN))
        tasks = await desk_year.checkins(session, member, *desk_year.to_do())
        answers = await replies.of_occurrences(session, [one.id for one, _ in past])
        families = await desk_people.families(session, member)
        words = await step_words.load(session, house)
        both = await voices.gather(session, member, words)
    asked = visit.request.query_params
    start = {"at": USUAL_TIME, "on": "", "household": asked.get("household", ""), "step": ""}
    done = asked.get("done")
    language = member.desk_language
    return await visit.show(
        "checkins.html",
        status=422 if fault else 200,
        tasks=tasks[::-1],
        waiting=coming[::-1],
        past=past,
        answers=answers,
        voices=both,
        families=families,
        title=lambda one, day: words.title(one.step_key, one.side, language).replace("{day}", day),
        steps={key: words.title(key, Side.FAMILY, language) for key in checkins.steps(house)},
        form={**start, **visit.form},
        fault=fault,
        preview=preview,
        done=done if done in DONE else None,
    )
