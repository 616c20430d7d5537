"""group, person, invite and checkin: what the desk can do, in the terminal."""

import datetime as dt
import json

import click

from bot import invitations
from bot.commands import opening
from bot.invitations import Ways
from bot.runtime import Runtime
from db import consents, occurrences, people, replies
from db.models import Contact, ContactKind, Household, Sponsorship, WelcomeGroup
from handlers import checkins, onboarding, proof, regions
from locales import languages

LANGUAGE = click.Choice(list(languages.LANGUAGES))
DAY = click.DateTime(["%Y-%m-%d"])
#: Why an invitation has no link for Telegram, although it is switched on.
NO_TELEGRAM_LINK = (
    "\nTelegram: no link, because the name of the bot is not known yet. Telegram tells it when the "
    "program starts (`run` or `work`): start it, then invite again."
)


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
@click.option(
    "--school-children/--no-school-children",
    "school_children",
    default=None,
    help="Whether a new household has children of school age; left out: not known.",
)
def add_person(
    name: str,
    kind: str,
    language: str,
    group_id: int | None,
    household_id: int | None,
    arrival: dt.datetime | None,
    school_children: bool | None,
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
                household = Household(
                    name=name,
                    language=language,
                    has_school_children=school_children,
                    created_at=now,
                )
                session.add(household)
                await session.flush()
                home = household.id
                if group_id:
                    session.add(
                        Sponsorship(
                            welcome_group_id=group_id,
                            household_id=home,
                            arrival_on=arrival.date() if arrival else None,
                            replan_at=now,
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

    async def work(runtime: Runtime) -> tuple[str, Ways]:
        now, house, settings = runtime.clock(), runtime.house, runtime.settings
        async with runtime.database.transaction() as session:
            owner = (
                await session.get(Contact, contact_id)
                if contact_id
                else await session.get(Household, household_id)
            )
            if owner is None:
                raise click.ClickException("there is nobody with this number")
            code = await onboarding.invite(session, house, owner, created_by=None, now=now)
            return code, await invitations.ways(session, settings, runtime.channels, code)

    code, ways = opening.with_runtime(work, command="invite")
    click.echo(f"code {code}")
    for channel, address in ways.links.items():
        click.echo(f"\n{channel}: {address}\n{invitations.terminal(address)}")
    if ways.lacks_telegram:
        click.echo(NO_TELEGRAM_LINK)


@click.command("consents")
@click.option("--person", "contact_id", type=int)
@click.option("--household", "household_id", type=int, help="A family, with everybody in it.")
def list_consents(contact_id: int | None, household_id: int | None) -> None:
    """What somebody agreed to or refused, as proof: one line of JSON each, oldest first.

    Nothing at all: they were never asked, or gave no answer.
    """
    if (contact_id is None) == (household_id is None):
        raise click.ClickException("name one of --person and --household")
    what, number = ("person", contact_id) if household_id is None else ("household", household_id)

    async def work(runtime: Runtime) -> None:
        async with runtime.database.reading() as session:
            if await session.get(Contact if what == "person" else Household, number) is None:
                raise click.ClickException(f"there is no {what} with the number {number}")
            members = await people.members(session, household_id) if household_id else []
            rows = await consents.proofs(
                session,
                contact_ids=[contact_id] if contact_id else [one.id for one in members],
                household_ids=[household_id] if household_id else [],
            )
        for row in rows:
            click.echo(json.dumps(dict(proof.written(row)), ensure_ascii=False))

    opening.with_runtime(work)


@click.group()
def checkin() -> None:
    """Check-ins with families."""


@checkin.command("add")
@click.option("--household", "household_id", type=int, required=True)
@click.option("--step", default="how-are-you", help="A step of the plan that is by hand.")
@click.option("--date", "day", type=DAY, required=True, help="The family's local date.")
@click.option("--time", "clock", type=click.DateTime(["%H:%M"]), default="10:00")
def add_checkin(household_id: int, step: str, day: dt.datetime, clock: dt.datetime) -> None:
    """Plan a check-in for a local date and time; nothing is sent now."""

    async def work(runtime: Runtime) -> str:
        async with runtime.database.transaction() as session:
            known = checkins.steps(runtime.house)
            if step not in known:
                raise click.ClickException(f"{step} is not one of {', '.join(known)}")
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
            found = await occurrences.listing(session, household_id=household_id)
            answers = await replies.of_occurrences(session, [row.id for row in found])
            for row in found:
                said = " ".join(one.answer for one in answers.get(row.id, ()))
                when = f"{row.local_date} {row.local_time:%H:%M}"
                state = f"{row.state}{f' ({row.reason})' if row.reason else ''}"
                click.echo(
                    f"{row.id:4} household {row.household_id:3} {when} {row.step_key:20} "
                    f"{row.side:6} {state:28} {said}"
                )

    opening.with_runtime(work)
