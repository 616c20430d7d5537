"""staff: accounts of colleagues, their passwords and one-time links."""

import datetime as dt
import secrets

import click
from argon2 import PasswordHasher

from bot.commands import opening
from bot.runtime import Runtime
from db import staff as members
from db.models import Role, StaffMember
from handlers import onboarding
from locales import languages

#: Characters that a password has at least.
PASSWORD_LENGTH = 12
#: How long a one-time link works.
LINK_VALID = dt.timedelta(hours=24)


@click.group()
def staff() -> None:
    """Staff accounts: add, list, and one-time links."""


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

    async def work(runtime: Runtime) -> str:
        now = runtime.clock()
        async with runtime.database.transaction() as session:
            if await members.by_login(session, login):
                raise click.ClickException("somebody has this login already")
            member = await members.add(
                session,
                name=name,
                login=login,
                role=role,
                languages=codes,
                now=now,
                handles_complaints=complaints,
            )
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
                session, member.id, code, purpose="telegram", now=runtime.clock(), valid=LINK_VALID
            )
        return f"Send this to the bot in a private chat:  /link {code}"

    click.echo(opening.with_runtime(work))


@staff.command("password")
@click.argument("login")
@click.password_option(help="At least twelve characters; asked for when left out.")
def set_password(login: str, password: str) -> None:
    """Set the password of a staff account; every browser that is signed in is signed out."""
    if len(password) < PASSWORD_LENGTH:
        raise click.ClickException(f"a password has at least {PASSWORD_LENGTH} characters")

    async def work(runtime: Runtime) -> None:
        member = await _member(runtime, login)
        async with runtime.database.transaction() as session:
            row = await session.get_one(StaffMember, member.id)
            row.password_hash = PasswordHasher().hash(password)
            await members.end_sessions(session, now=runtime.clock(), staff_id=row.id)
            await members.audit(session, None, "set_password", "staff", row.id, now=runtime.clock())

    opening.with_runtime(work)
    click.echo("the password is set")


async def desk_link(runtime: Runtime, staff_id: int) -> str:
    """A one-time address that signs a staff member in."""
    token = secrets.token_urlsafe(24)
    async with runtime.database.transaction() as session:
        await members.add_link(
            session, staff_id, token, purpose="desk", now=runtime.clock(), valid=LINK_VALID
        )
    return f"{runtime.settings.base_url}/desk/link/{token}"


async def _member(runtime: Runtime, login: str) -> StaffMember:
    async with runtime.database.reading() as session:
        member = await members.by_login(session, login)
    if member is None:
        raise click.ClickException("nobody signs in with this: see `staff list`")
    return member
