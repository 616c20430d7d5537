"""staff duty, hours, away and email: when colleagues are there, and how alerts reach them."""

import datetime as dt
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot import forms
from bot.commands import opening
from bot.runtime import Runtime
from db import absences, duties
from db import staff as members
from db.models import StaffMember
from handlers import hours, rota

DAY = click.DateTime(["%Y-%m-%d"])
MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])
#: What a person may have written wrong, with the sentence that its docstring is.
FAULTS = (
    rota.EndsFirst,
    rota.IsOver,
    rota.TooLong,
    rota.NoMailbox,
    rota.NotThere,
    rota.WrongWeek,
)

Deed = Callable[[Runtime, AsyncSession, StaffMember], Awaitable[object]]


@click.group("duty")
def duty() -> None:
    """The roster: who is told of urgent cases when nobody is at work."""


@duty.command("add")
@click.argument("login")
@click.option("--from", "start", type=MOMENT, required=True, help='"2026-03-06 17:00", local.')
@click.option("--until", "end", type=MOMENT, required=True, help='"2026-03-09 09:00", local.')
def add_duty(login: str, start: dt.datetime, end: dt.datetime) -> None:
    """Put a colleague on duty from one moment until another, on the clock of TIMEZONE."""

    async def deed(runtime: Runtime, session: AsyncSession, member: StaffMember) -> int:
        zone = runtime.house.policy.zone
        made = await rota.add_duty(
            session,
            member.id,
            _instant(start, zone),
            _instant(end, zone),
            by=None,
            now=runtime.clock(),
        )
        return made.id

    click.echo(f"duty {_with_member(login, deed)} is on the roster")


@duty.command("list")
def list_duty() -> None:
    """Who is on duty now and later."""

    async def work(runtime: Runtime) -> None:
        zone, now = runtime.house.policy.zone, runtime.clock()
        async with runtime.database.reading() as session:
            found = await duties.coming(session, now=now)
        for one, member in found:
            start, end = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
            mark = "now" if one.starts_at <= now else ""
            click.echo(
                f"{one.id:4} {start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M} "
                f"{member.login:32} {mark}".rstrip()
            )
        if not found:
            click.echo("nobody is on the roster")

    opening.with_runtime(work)


@duty.command("remove")
@click.argument("number", type=int)
def remove_duty(number: int) -> None:
    """Strike a duty, by its number in `staff duty list`."""

    async def work(runtime: Runtime) -> None:
        async with runtime.database.transaction() as session:
            await rota.remove_duty(session, number, by=None, now=runtime.clock())

    _told(work)
    click.echo("removed")


@click.command("hours")
@click.argument("login")
@click.argument("week", required=False)
@click.option("--as-organisation", is_flag=True, help="The hours of WORKING_HOURS again.")
def set_hours(login: str, week: str | None, as_organisation: bool) -> None:
    """A colleague's own hours, like "mon-thu 09:00-12:30, fri 13:00-17:00"."""
    if (week is None) == (not as_organisation):
        raise click.ClickException("write the week, or --as-organisation")
    try:
        found = forms.week(week) if week else None
    except ValueError as fault:
        raise click.ClickException(f"the week {fault}") from None

    async def deed(runtime: Runtime, session: AsyncSession, member: StaffMember) -> None:
        await rota.set_week(session, member.id, found, by=None, now=runtime.clock())

    _with_member(login, deed)
    click.echo("the hours are set")


@click.group("away")
def away() -> None:
    """Days on which a colleague is away."""


@away.command("add")
@click.argument("login")
@click.argument("first", type=DAY)
@click.argument("last", type=DAY)
def add_absence(login: str, first: dt.datetime, last: dt.datetime) -> None:
    """Away from the first day until the last, both included (2026-07-06 2026-07-17)."""

    async def deed(runtime: Runtime, session: AsyncSession, member: StaffMember) -> int:
        now = runtime.clock()
        made = await rota.add_absence(
            session,
            member.id,
            first.date(),
            last.date(),
            by=None,
            now=now,
            today=now.astimezone(runtime.house.policy.zone).date(),
        )
        return made.id

    click.echo(f"absence {_with_member(login, deed)} is noted")


@away.command("list")
def list_absences() -> None:
    """Who is away now and later."""

    async def work(runtime: Runtime) -> None:
        today = runtime.clock().astimezone(runtime.house.policy.zone).date()
        async with runtime.database.reading() as session:
            logins = {one.id: one.login for one in await members.working(session)}
            found = await absences.coming(session, today=today)
        for one in found:
            if one.staff_id in logins:
                days = f"{one.first_on} – {one.last_on}"
                click.echo(f"{one.id:4} {days} {logins[one.staff_id]}")

    opening.with_runtime(work)


@away.command("remove")
@click.argument("login")
@click.argument("number", type=int)
def remove_absence(login: str, number: int) -> None:
    """Take an absence back, by its number in `staff away list`."""

    async def deed(runtime: Runtime, session: AsyncSession, member: StaffMember) -> None:
        await rota.remove_absence(session, member.id, number, by=None, now=runtime.clock())

    _with_member(login, deed)
    click.echo("removed")


@click.command("email")
@click.argument("login")
@click.argument("address", default="")
def set_email(login: str, address: str) -> None:
    """Where alerts reach a colleague by e-mail; without an address: nowhere."""

    async def deed(runtime: Runtime, session: AsyncSession, member: StaffMember) -> None:
        await rota.set_email(session, member.id, address, by=None, now=runtime.clock())

    _with_member(login, deed)
    click.echo("the address is set" if address else "no e-mail any more")


#: What belongs under `staff`.
COMMANDS: tuple[click.Command, ...] = (duty, set_hours, away, set_email)


def _with_member(login: str, deed: Deed) -> object:
    async def work(runtime: Runtime) -> object:
        async with runtime.database.transaction() as session:
            member = await members.by_login(session, login)
            if member is None:
                raise click.ClickException("nobody signs in with this: see `staff list`")
            return await deed(runtime, session, member)

    return _told(work)


def _told(work: Callable[[Runtime], Awaitable[object]]) -> object:
    try:
        return opening.with_runtime(work)
    except FAULTS as fault:
        raise click.ClickException(str(fault)) from None


def _instant(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return hours.resolve(local.date(), local.time(), zone)
