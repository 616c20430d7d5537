"""staff, group, person, invite and checkin: what the desk can do, in the terminal."""

import datetime as dt
import secrets

import click
from argon2 import PasswordHasher

from bot import invitations
from bot.commands import opening
from bot.runtime import Runtime
from db import occurrences
from db import staff as members
from db.models import Contact, ContactKind, Household, Role, Sponsorship, StaffMember, WelcomeGroup
from handlers import checkins, onboarding, regions
from locales import languages

#: Characters that a password has at least.
PASSWORD_LENGTH = 12
#: How long a one-time link works.
LINK_VALID = dt.timedelta(hours=24)
LANGUAGE = click.Choice(list(languages.LANGUAGES))
DAY = click.DateTime(["%Y-%m-%d"])


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


@click.group()
def group() -> None:
    """Welcome groups."""


@group.command("add")
@click.argument("name")
@click.option("--postal-code", required=True)
def add_group(name: str, postal_code: str) -> None:
    """Add a welcome group; prints its number."""
    try:
        region = regions.of_postal_code(postal_code)
    except regions.UnknownPostalCode as fault:
        raise click.ClickException(str(fault)) from None

    async def work(runtime: Runtime) -> int:
        async with runtime.database.transaction() as session:
            row = WelcomeGroup(
                name=name, postal_code=postal_code, region=region, created_at=runtime.clock()
            )
            session.add(row)
            await session.flush()
            return row.id

    click.echo(f"group {opening.with_runtime(work)}")


@click.group()
def person() -> None:
    """Volunteers and families."""


@person.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice([str(kind) for kind in ContactKind]), required=True)
@click.option("--language", type=LANGUAGE, required=True)
@click.option("--group", "group_id", type=int, help="The welcome group (its number).")
@click.option("--household", "household_id", type=int, help="An existing household (its number).")
@click.option("--arrival", type=DAY, help="Day of arrival, for a new household.")
def add_person(
    name: str,
    kind: str,
    language: str,
    group_id: int | None,
    household_id: int | None,
    arrival: dt.datetime | None,
) -> None:
    """Add a volunteer to a group, or a family member; a new family gets its household."""

    async def work(runtime: Runtime) -> str:
        now = runtime.clock()
        async with runtime.database.transaction() as session:
            if group_id and await session.get(WelcomeGroup, group_id) is None:
                raise click.ClickException(f"there is no group {group_id}")
            home = household_id
            if home and await session.get(Household, home) is None:
                raise click.ClickException(f"there is no household {home}")
            if kind == ContactKind.FAMILY and home is None:
                household = Household(name=name, language=language, created_at=now)
                session.add(household)
                await session.flush()
                home = household.id
                if group_id:
                    session.add(
                        Sponsorship(
                            welcome_group_id=group_id,
                            household_id=home,
                            arrival_on=arrival.date() if arrival else None,
                            created_at=now,
                        )
                    )
            contact = Contact(
                kind=kind,
                name=name,
                language=language,
                household_id=home if kind == ContactKind.FAMILY else None,
                welcome_group_id=group_id if kind == ContactKind.VOLUNTEER else None,
                created_at=now,
            )
            session.add(contact)
            await session.flush()
            return f"person {contact.id}" + (f"  household {home}" if home else "")

    click.echo(opening.with_runtime(work))


@click.command()
@click.option("--person", "contact_id", type=int)
@click.option("--household", "household_id", type=int, help="For a phone that a family shares.")
def invite(contact_id: int | None, household_id: int | None) -> None:
    """A single-use, expiring invitation: links per channel, with a QR code each."""
    if (contact_id is None) == (household_id is None):
        raise click.ClickException("name one of --person and --household")

    async def work(runtime: Runtime) -> str:
        now = runtime.clock()
        async with runtime.database.transaction() as session:
            owner = (
                await session.get(Contact, contact_id)
                if contact_id
                else await session.get(Household, household_id)
            )
            if owner is None:
                raise click.ClickException("there is nobody with this number")
            return await onboarding.invite(session, runtime.house, owner, created_by=None, now=now)

    code = opening.with_runtime(work)
    settings = opening.settings_for("invite")
    click.echo(f"code {code}")
    for channel, address in invitations.links(settings, code).items():
        click.echo(f"\n{channel}: {address}\n{invitations.terminal(address)}")


@click.group()
def checkin() -> None:
    """Check-ins with families."""


@checkin.command("add")
@click.option("--household", "household_id", type=int, required=True)
@click.option("--step", type=click.Choice(list(checkins.STEPS)), default="how-are-you")
@click.option("--date", "day", type=DAY, required=True, help="The family's local date.")
@click.option("--time", "clock", type=click.DateTime(["%H:%M"]), default="10:00")
def add_checkin(household_id: int, step: str, day: dt.datetime, clock: dt.datetime) -> None:
    """Plan a check-in for a local date and time; nothing is sent now."""

    async def work(runtime: Runtime) -> str:
        async with runtime.database.transaction() as session:
            household = await session.get(Household, household_id)
            if household is None:
                raise click.ClickException(f"there is no household {household_id}")
            try:
                row = await checkins.plan(
                    session,
                    household,
                    step=step,
                    on=day.date(),
                    at=clock.time(),
                    now=runtime.clock(),
                )
            except checkins.PastTime as fault:
                raise click.ClickException(f"{checkins.PastTime.__doc__} ({fault})") from None
            return f"check-in {row.id}: {row.local_date} {row.local_time:%H:%M} {row.timezone}"

    click.echo(opening.with_runtime(work))


@checkin.command("list")
@click.option("--household", "household_id", type=int)
def list_checkins(household_id: int | None) -> None:
    """Check-ins with their state, the reason for it, and the answer."""

    async def work(runtime: Runtime) -> None:
        async with runtime.database.reading() as session:
            for row in await occurrences.listing(session, household_id=household_id):
                when = f"{row.local_date} {row.local_time:%H:%M}"
                state = f"{row.state}{f' ({row.reason})' if row.reason else ''}"
                click.echo(
                    f"{row.id:4} household {row.household_id:3} {when} {row.step_key:20} "
                    f"{state:28} {row.answer or ''}"
                )

    opening.with_runtime(work)


async def _member(runtime: Runtime, login: str) -> StaffMember:
    async with runtime.database.reading() as session:
        member = await members.by_login(session, login)
    if member is None:
        raise click.ClickException("nobody signs in with this: see `staff list`")
    return member
