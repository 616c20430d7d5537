"""templates export, templates sync: what WhatsApp is to approve, and what it did approve."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from bot import templates
from bot.channel import SendError
from bot.channels.whatsapp import WhatsappChannel
from bot.channels.whatsapp_templates import Known
from bot.commands import opening
from bot.learning import Learner
from bot.runtime import Runtime
from handlers import plans
from handlers.plans import Current
from locales import languages

LANGUAGE = click.Choice(list(languages.CHOOSABLE))


@click.group("templates")
def group() -> None:
    """The texts that WhatsApp must approve."""


@group.command("export")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("templates"),
    show_default=True,
    help="A folder; it is made.",
)
@click.option("--language", type=LANGUAGE, multiple=True, help="Only this one; can be repeated.")
def export(into: Path, language: tuple[str, ...]) -> None:
    """Write a file for each template and language, to be submitted for approval."""

    async def work(runtime: Runtime) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        await Learner(runtime).adopt()
        plan, codes = await _plan(runtime), language or languages.CHOOSABLE
        return {code: dict(templates.exported(runtime.house, plan, code)) for code in codes}

    for code, found in opening.with_runtime(work).items():
        folder = into / code
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in found.items():
            written = json.dumps(content, ensure_ascii=False, indent=2)
            (folder / f"{name}.json").write_text(f"{written}\n", "utf-8")
            for fault in content.get("problems", ()):
                click.echo(f"! {name}: {fault}")
        click.echo(f"{code}: {len(found)} template(s) written into {folder.resolve()}")


@group.command("sync")
@click.option("--language", type=LANGUAGE, multiple=True, help="Only this one; can be repeated.")
@click.option("--all", "with_used", is_flag=True, help="Also those that are used.")
def sync(language: tuple[str, ...], with_used: bool) -> None:
    """Ask Twilio what was approved; list what is not used, and why."""

    async def work(runtime: Runtime) -> Sequence[templates.Standing]:
        await Learner(runtime).adopt()
        known: list[Known] = []
        channels = [one for one in runtime.channels.values() if isinstance(one, WhatsappChannel)]
        if not channels:
            raise click.ClickException("no WhatsApp sender is set: see docs/whatsapp.md")
        for channel in channels:
            await channel.start(runtime.settings.public_url)
            try:
                known += await channel.learn_templates()
            except SendError as error:
                raise click.ClickException(f"Twilio refused ({error.code})") from None
            finally:
                await channel.close()
        return templates.standings(runtime.house, await _plan(runtime), known)

    _print(opening.with_runtime(work), language or languages.CHOOSABLE, with_used=with_used)


async def _plan(runtime: Runtime) -> Current:
    """With what staff changed and added."""
    async with runtime.database.reading() as session:
        return await plans.current(session, runtime.house)


def _print(found: Sequence[templates.Standing], codes: Sequence[str], *, with_used: bool) -> None:
    for code in codes:
        own = [one for one in found if one.language == code]
        counts = Counter(one.state for one in own)
        told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        click.echo(f"{code}: {told}")
        for one in own:
            if one.why or with_used:
                click.echo(f"  {one.key}: {one.state}{f' – {one.why}' if one.why else ''}")
