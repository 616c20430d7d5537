"""The numbers: what coordinators and admins look at, and the same figures as files."""

import datetime as dt
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import charts, sheets
from bot.desk.access import Visit
from db import desk, numbers
from db.weeks import Wanted
from handlers import numbers as figures
from handlers.numbers import PERIODS, Grid, Numbers
from locales import languages

#: What is shown unless another period is asked for.
USUAL = "3-months"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the address asks for."""

    period: str
    wanted: Wanted
    #: languages that can be chosen
    spoken: list[str]


async def show(visit: Visit) -> Response:
    """The page."""
    asked, found = await _gather(visit)
    direction = languages.direction(visit.member.desk_language)
    return await visit.show(
        "numbers.html",
        numbers=found,
        period=asked.period,
        periods=tuple(PERIODS),
        language=asked.wanted.language,
        spoken=asked.spoken,
        since=asked.wanted.period.weeks[0].date(),
        draw=charts,
        leading=figures.leading,
        enough=figures.ENOUGH,
        mirrored=str(direction) == "rtl",
        minutes=_minutes,
    )


async def download(visit: Visit) -> Response:
    """One chart's figures, all of them: the codes of its columns are the same in every language."""
    asked, found = await _gather(visit)
    name = visit.request.path_params["name"]
    if name not in found.grids:
        raise HTTPException(404)
    grid = found.grids[name]
    file = f"{name}-{asked.period}-{visit.now.astimezone(visit.pages.zone):%Y-%m-%d}.csv"
    return Response(
        sheet(grid),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{file}"',
            "cache-control": "no-store",
        },
    )


def sheet(grid: Grid) -> bytes:
    """A grid as a file: weeks by the date of their Monday."""
    rows = [(str(place), *numbers) for place, numbers in zip(grid.places, grid.rows, strict=True)]
    return sheets.render((grid.axis, *grid.kinds), rows)


def _minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


async def _gather(visit: Visit) -> tuple[_Asked, Numbers]:
    if not desk.sees_all(visit.member):
        raise HTTPException(403)
    query = visit.request.query_params
    period, language = query.get("period") or USUAL, query.get("language") or None
    if period not in PERIODS:
        raise HTTPException(404)
    async with visit.runtime.database.reading() as session:
        spoken = await numbers.languages(session, visit.member)
        if language is not None and language not in languages.LANGUAGES:
            raise HTTPException(404)
        wanted = Wanted(
            member=visit.member,
            period=figures.period(visit.now, visit.pages.zone, PERIODS[period]),
            language=language,
        )
        return (
            _Asked(period=period, wanted=wanted, spoken=spoken),
            await figures.gather(session, wanted),
        )
