"""The command line: `python -m bot …`."""

import asyncio

import click

from bot import checking, demo, serving, terminal
from bot.commands import (
    colleagues,
    drafts,
    knowledge,
    learning,
    opening,
    people,
    plan,
    plan_preview,
    plan_simulate,
    quality,
    renewing,
    rota,
    templates,
    texts,
)
from bot.runtime import Runtime
from bot.worker import TaskEnded
from db import staff
from db.keyring import WrongKey


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The helpdesk of community sponsorship on Telegram and WhatsApp."""


@main.command()
def run() -> None:
    """Web and background work in one process."""
    _live("run", _run)


@main.command()
def serve() -> None:
    """Only the web side (needs PostgreSQL; start `work` beside it)."""
    _live("serve", _serve)


@main.command()
def work() -> None:
    """Only the background work (needs PostgreSQL)."""
    _live("work", serving.work)


@main.command()
def migrate() -> None:
    """Bring the database to this version."""

    async def nothing(_runtime: Runtime) -> None:
        click.echo("the database is up to date")

    opening.with_runtime(nothing)


@main.command()
def check() -> None:
    """List every fault of the configuration and what was never set up, asking the providers too."""
    settings = opening.settings_for("check")
    faults = [*asyncio.run(checking.faults(settings)), *asyncio.run(checking.missing(settings))]
    for fault in faults:
        click.echo(f"- {fault}")
    warnings = asyncio.run(checking.warnings(settings))
    for warning in warnings:
        click.echo(f"! {warning}")
    if faults:
        raise SystemExit(1)
    click.echo("it works; look at each ! above" if warnings else "everything is in order")


@main.command()
@click.option("--language", default=None, help="The language you write in.")
def chat(language: str | None) -> None:
    """Talk to the bot in this terminal."""
    opening.with_runtime(lambda runtime: terminal.converse(runtime, language=language))


@main.group("demo")
def demo_group() -> None:
    """The demo's people."""


@demo_group.command("load")
def load_demo() -> None:
    """Load the demo's people into an empty database."""

    async def load(runtime: Runtime) -> bool:
        async with runtime.database.transaction() as session:
            return await demo.load(session, runtime.house, now=runtime.clock())

    loaded = opening.with_runtime(load)
    click.echo("loaded" if loaded else "nothing done: the database is not empty")


@demo_group.command("clear")
def clear_demo() -> None:
    """Remove the demo's people and everything they said."""

    async def clear(runtime: Runtime) -> bool:
        async with runtime.database.transaction() as session:
            return await demo.clear(session)

    if not opening.with_runtime(clear):
        raise click.ClickException("nothing done: this database holds more than the demo's people")
    click.echo("removed")


async def _serve(runtime: Runtime) -> None:
    await serving.serve(runtime, serving.listen(runtime.settings))


async def _run(runtime: Runtime) -> None:
    port = serving.listen(runtime.settings)
    await serving.prepare(runtime)
    if runtime.settings.demo:
        async with runtime.database.transaction() as session:
            await demo.load(session, runtime.house, now=runtime.clock())
        async with runtime.database.reading() as session:
            admin = await staff.by_login(session, demo.ADMIN_LOGIN)
        base = runtime.settings.base_url
        click.echo(f"\n  Try-it page   {base}/try")
        if admin is not None:
            click.echo(f"  Staff desk    {await colleagues.desk_link(runtime, admin.id)}")
        click.echo(f"  Health        {base}/healthz\n")
    await serving.run(runtime, port)


def _live(command: str, work: serving.Work) -> None:
    settings = opening.settings_for(command)
    opening.start_logs(settings)

    async def whole() -> None:
        async with opening.opened(settings) as runtime:
            await work(runtime)

    try:
        asyncio.run(whole())
    except (WrongKey, serving.PortTaken, TaskEnded) as fault:
        raise click.ClickException(str(fault) or str(fault.__doc__)) from None


main.add_command(knowledge.ask)
main.add_command(knowledge.faq)
for learnt in (*drafts.COMMANDS, *learning.COMMANDS):
    knowledge.faq.add_command(learnt)
main.add_command(colleagues.staff)
for command in rota.COMMANDS:
    colleagues.staff.add_command(command)
for judging in quality.COMMANDS:
    texts.group.add_command(judging)
main.add_command(texts.group)
main.add_command(templates.group)
main.add_command(people.group)
main.add_command(people.person)
main.add_command(people.invite)
main.add_command(people.list_consents)
main.add_command(renewing.renew_keys)
main.add_command(people.checkin)
plan.plan.add_command(plan_preview.show)
plan.plan.add_command(plan_simulate.simulate)
main.add_command(plan.plan)
