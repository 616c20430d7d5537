"""The year of a family that may not even be entered yet, shown before anything is saved."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot import contents
from bot.desk import circle
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from bot.rehearsal import preview
from bot.rehearsal.preview import Shown, Wanted
from db import circles, desk
from db.models import Household, Sponsorship
from faq.entry import Region
from handlers import plans, timeline
from handlers.timeline import Dates
from locales import languages

PATH = "/desk/plan/preview"
#: The fields of the form that are days.
DAYS = tuple(Dates.__dataclass_fields__)
CHANNELS = ("whatsapp", "telegram")
#: Children of school age: what the form says, and what it means.
CHILDREN: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}


async def show(visit: Visit) -> Response:
    """The form, and under it the year once there is an arrival; nothing is written."""
    must_coordinate(visit)
    asked = replace(visit, form=dict(visit.request.query_params))
    wrong, year = None, None
    try:
        wanted = _wanted(asked)
        if wanted is not None:
            year = await _year(visit, wanted)
    except circle.WRONG as fault:
        wrong = circle.trouble("preview", fault)
    return await _page(asked, wrong, year)


async def link(session: AsyncSession, row: Sponsorship, home: Household) -> str:
    """The page filled in with a sponsorship's dates and what is known of its people."""
    group = await circles.in_homes(session, group_ids=[row.welcome_group_id])
    children = next(k for k, value in CHILDREN.items() if value == home.has_school_children)
    known = {
        **{name: found.isoformat() for name in DAYS if (found := getattr(row, name))},
        "region": home.region,
        "language": home.language,
        "group_language": next((one.language for one in group if one.language), None),
        "children": children,
    }
    return f"{PATH}?{urlencode({name: value for name, value in known.items() if value})}"


def must_coordinate(visit: Visit) -> None:
    """The plan is for coordinators and admins."""
    if not desk.sees_all(visit.member):
        raise HTTPException(403)


def _wanted(asked: Visit) -> Wanted | None:
    """What is asked for; None: nothing yet. Raises NotADay and EndBeforeArrival."""
    dates = Dates(**{name: circle.day(asked, name) for name in DAYS})
    timeline.check(dates)
    if dates.arrival_on is None:
        if asked.form:
            raise circle.NotADay("arrival_on")
        return None
    form = asked.form
    return Wanted(
        dates=dates,
        region=next((one for one in Region if one == form.get("region")), None),
        school_children=CHILDREN.get(form.get("children", "")),
        language=_language(form.get("language"), languages.ENGLISH),
        group_language=_language(form.get("group_language"), "nl"),
        channel=form.get("channel", "") if form.get("channel") in CHANNELS else CHANNELS[0],
    )


def _language(code: str | None, usual: str) -> str:
    return code if code and code in languages.LANGUAGES else usual


async def _year(visit: Visit, wanted: Wanted) -> list[Shown]:
    async with visit.runtime.database.reading() as session:
        plan = await plans.current(session, visit.runtime.house)
        spoken = (wanted.language, wanted.group_language)
        approvals = await contents.approvals(session, visit.runtime.channels, spoken)
    return preview.preview(visit.runtime.house, plan, wanted, approvals)


async def _page(asked: Visit, wrong: Trouble | None, year: list[Shown] | None) -> Response:
    policy = asked.runtime.house.policy
    return await circle.show(
        asked,
        "plan_preview.html",
        wrong,
        year=year,
        typed={"language": languages.ENGLISH, "group_language": "nl", **asked.form},
        regions=tuple(map(str, Region)),
        channels=CHANNELS,
        quiet=policy.quiet,
        sunday_until=policy.sunday_until,
    )
