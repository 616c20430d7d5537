"""plan: the year of a sponsorship in the terminal."""

import click

from bot.commands import opening
from bot.runtime import Runtime
from db.models import Sponsorship
from handlers import planning
from handlers.planning import Year
from handlers.shifts import Change


@click.group()
def plan() -> None:
    """The year of a sponsorship."""


@plan.command("show")
@click.option("--sponsorship", "number", type=int, required=True, help="Its number.")
def show(number: int) -> None:
    """Every message of the year: its day, for whom, its state and the reason for it."""

    async def work(runtime: Runtime) -> None:
        async with runtime.database.reading() as session:
            row = await session.get(Sponsorship, number)
            if row is None:
                raise click.ClickException(f"there is no sponsorship {number}")
            year = await planning.look(session, runtime.house, row, now=runtime.clock())
        for change in sorted(year.changes.every, key=_day):
            click.echo(line(change, year))

    opening.with_runtime(work)


def line(change: Change, year: Year) -> str:
    """One message: "2026-12-08 Tue 10:00  family  week-1  planned"."""
    key, side = change.slot
    assumed = " (the end is assumed)" if change.planned and change.planned.assumed else ""
    return f"{_day(change):20}  {side:6}  {key:20} {_state(change, year)}{assumed}"


def _day(change: Change) -> str:
    """What sorts by day; a message without one comes last."""
    clock = change.existing.clock if change.existing else None
    if change.planned and change.planned.moment and clock is None:
        clock = change.planned.moment.clock
    return f"{clock[0]:%Y-%m-%d %a} {clock[1]:%H:%M}" if clock else "no date yet"


def _state(change: Change, year: Year) -> str:
    planned = change.planned
    if change.existing is not None:
        row = year.rows[change.existing.id]
        return f"{row.state}{f' ({row.reason})' if row.reason else ''}"
    if planned is not None and planned.waiting_for:
        return f"waiting for the date of {planned.waiting_for}"
    if planned is not None and planned.left_out:
        return f"left out ({planned.left_out})"
    return "not planned yet"
