"""staff: accounts of colleagues, their passwords and one-time links."""

import dataclasses
from collections.abc import Awaitable, Callable

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot import passwords
from bot.commands import opening
from bot.runtime import Runtime
from db import staff as members
from db.models import Role, StaffMember
from handlers import leaving, lines, onboarding, staffing
from handlers.staffing import Standing
from locales import languages

#: What is said instead of a fault of ours.
REFUSALS = (
    staffing.NoName,
    staffing.NoLogin,
    staffing.LoginHasSpace,
    staffing.LoginTaken,
    lines.TooLong,
    staffing.NoLanguage,
    staffing.PasswordTooShort,
    staffing.LastAdmin,
    staffing.Gone,
)

Change = Callable[[Runtime, AsyncSession, StaffMember], Awaitable[str]]


@click.group()
def staff() -> None:
    """Staff accounts: add, list, change, one-time links, and leaving."""


@staff.command("add")
@click.argument("name")
@click.option("--login", required=True, help="What they sign in with, e.g. their e-mail address.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), default="worker")
@click.option("--languages", "spoken", default="en", help="Comma separated, e.g. nl,fr,ar.")
@click.option("--complaints", is_flag=True, help="Responsible for complaints.")
def add_staff(name: str, login: str, role: str, spoken: str, complaints: bool) -> None:
    """Add a staff member and print a one-time link to the desk."""
    codes = [code.strip() for code in spoken.split(",") if code.strip()]
    wrong = [code for code in codes if code not in languages.LANGUAGES]
    if wrong:
        raise click.ClickException(f"not our languages: {', '.join(wrong)}")
    standing = Standing(role=Role(role), languages=tuple(codes), handles_complaints=complaints)

    async def work(runtime: Runtime) -> str:
        async with runtime.database.transaction() as session:
            try:
                member = await staffing.add(
                    session, name, login, standing, by=None, now=runtime.clock()
                )
            except REFUSALS as refusal:
                raise click.ClickException(str(refusal)) from None
        return await desk_link(runtime, member.id)

    click.echo(opening.with_runtime(work))


@staff.command("list")
def list_staff() -> None:
    """Everybody who works here."""

    async def work(runtime: Runtime) -> None:
        async with runtime.database.reading() as session:
            for member in await members.working(session):
                tied = "telegram" if member.telegram_user_hash else ""
                spoken = ",".join(member.languages)
                click.echo(f"{member.id:4} {member.login:32} {member.role:12} {spoken:16} {tied}")

    opening.with_runtime(work)


@staff.command("link")
@click.argument("login")
def link_staff(login: str) -> None:
    """A one-time sign-in link to the desk."""

    async def work(runtime: Runtime) -> str:
        return await desk_link(runtime, (await _member(runtime, login)).id)

    click.echo(opening.with_runtime(work))


@staff.command("link-telegram")
@click.argument("login")
def link_telegram(login: str) -> None:
    """A one-time code that ties a Telegram user to a staff account."""

    async def work(runtime: Runtime) -> str:
        member = await _member(runtime, login)
        code = onboarding.new_code()
        async with runtime.database.transaction() as session:
            await members.add_link(
                session,
                member.id,
                code,
                purpose="telegram",
                now=runtime.clock(),
                valid=staffing.LINK_VALID,
            )
        return f"Send this to the bot in a private chat:  /link {code}"

    click.echo(opening.with_runtime(work))


@staff.command("password")
@click.argument("login")
@click.password_option(help="At least twelve characters; asked for when left out.")
def set_password(login: str, password: str) -> None:
    """Set the password of a staff account; every browser that is signed in is signed out."""
    try:
        staffing.check_password(password)
    except staffing.PasswordTooShort as refusal:
        raise click.ClickException(str(refusal)) from None
    hashed = passwords.hashed(password)

    async def change(runtime: Runtime, session: AsyncSession, member: StaffMember) -> str:
        await staffing.set_password(session, member.id, hashed, by=None, now=runtime.clock())
        return "the password is set"

    _change(login, change)


@staff.command("role")
@click.argument("login")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
def set_role(login: str, role: str) -> None:
    """Give a staff member another role; the last admin stays admin."""

    async def change(runtime: Runtime, session: AsyncSession, member: StaffMember) -> str:
        wanted = dataclasses.replace(staffing.standing(member), role=Role(role))
        await staffing.change(session, member.id, wanted, by=None, now=runtime.clock())
        return f"{member.login} is {role} now"

    _change(login, change)


@staff.command("leave")
@click.argument("login")
@click.confirmation_option(prompt="End all access of this colleague now?")
def leave_staff(login: str) -> None:
    """End all access of a staff member; their open conversations become requests again."""

    async def change(runtime: Runtime, session: AsyncSession, member: StaffMember) -> str:
        left = await leaving.leave(session, runtime.house, member.id, by=None, now=runtime.clock())
        return (
            f"{login} has no access any more; requests again: {left.conversations}; "
            f"families without a responsible colleague: {len(left.households)}; "
            f"planned calls without anybody: {left.calls}; duties without anybody: {left.duties}"
        )

    _change(login, change)


@staff.command("reset-second-factor")
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """For a lost phone: signing in asks for no code any more, and every browser is signed out."""

    async def change(runtime: Runtime, session: AsyncSession, member: StaffMember) -> str:
        await staffing.reset_second_factor(session, member.id, by=None, now=runtime.clock())
        return "the second factor is reset"

    _change(login, change)


async def desk_link(runtime: Runtime, staff_id: int) -> str:
    """A one-time address that signs a staff member in; earlier ones end."""
    async with runtime.database.transaction() as session:
        token = await staffing.new_link(session, staff_id, by=None, now=runtime.clock())
    return f"{runtime.settings.base_url}/desk/link/{token}"


def _change(login: str, change: Change) -> None:
    """One change of an account in one transaction; says what was done, or why not."""

    async def work(runtime: Runtime) -> str:
        member = await _member(runtime, login)
        async with runtime.database.transaction() as session:
            said = await change(runtime, session, member)
            await runtime.database.notify(session)
        return said

    try:
        click.echo(opening.with_runtime(work))
    except REFUSALS as refusal:
        raise click.ClickException(str(refusal)) from None


async def _member(runtime: Runtime, login: str) -> StaffMember:
    async with runtime.database.reading() as session:
        member = await members.by_login(session, login)
    if member is None:
        raise click.ClickException("nobody signs in with this: see `staff list`")
    return member
