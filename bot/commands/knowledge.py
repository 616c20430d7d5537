"""ask and faq: the same code that answers people, in the terminal."""

import json
import time
from itertools import chain
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.commands import opening
from faq import calibrating, decision, evaluate, fitting
from faq.decision import Decision
from faq.entry import Region
from faq.understanding import Understanding
from handlers.knowledge import Knowledge
from locales import languages
from locales.catalogue import Catalogues

REGIONS = click.Choice([str(region) for region in Region])
LANGUAGES = click.Choice(list(languages.LANGUAGES))


@click.command()
@click.argument("text")
@click.option("--language", type=LANGUAGES, help="The person's language, if it is known.")
@click.option("--region", type=REGIONS, help="The region whose rules apply.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def ask(text: str, language: str | None, region: str | None, as_json: bool) -> None:
    """Ask a question; prints the answer, its entry, the confidence and the decision."""
    opening.start_logs(opening.settings_for("ask", needs_keys=False))
    knowledge = wiring.open_knowledge(Catalogues.open())
    understood = wiring.open_engine().understand(
        text, language=language, region=Region(region) if region else None
    )
    found = _answer(knowledge, understood, language, region)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(found["answer"] or "–")
    click.echo(f"\ndecision: {found['decision']}   entry: {found['entry'] or '–'}")
    click.echo(f"confidence: {found['confidence']:.2f}   language: {found['language']}")


def _answer(
    knowledge: Knowledge, understood: Understanding, language: str | None, region: str | None
) -> dict[str, Any]:
    spoken = (understood.language if understood.language_sure else None) or language or "en"
    answer, entry_id = None, None
    if understood.decision == Decision.ANSWER:
        entry_id = understood.ranked[0].entry_id
        today = wiring.utc_now().date()
        answer = knowledge.answer(entry_id, spoken, region=region, today=today).text
    elif understood.decision == Decision.SENSITIVE and understood.intent:
        entry_id = understood.intent
        said = knowledge.translate(f"sensitive/{understood.intent}", "says_first", spoken)
        answer = said or knowledge.intents[understood.intent].says_first
    elif understood.decision == Decision.CHOOSE:
        titles = [knowledge.title(one.entry_id, spoken) for one in understood.ranked[:3]]
        answer = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
    return {
        "answer": answer,
        "entry": entry_id,
        "decision": str(understood.decision),
        "confidence": round(understood.confidence, 4),
        "language": spoken,
        "ids": [one.entry_id for one in understood.ranked],
    }


@click.group()
def faq() -> None:
    """The FAQ: what it says, what it lacks, and what staff write into it."""


@faq.command("list")
def list_entries() -> None:
    """Every entry: id, group, languages it is complete in, review date."""
    knowledge = wiring.open_knowledge(Catalogues.open())
    for entry_id, entry in knowledge.entries.items():
        spoken = [
            code for code in languages.LANGUAGES if knowledge.language_of(entry_id, code) == code
        ]
        click.echo(f"{entry_id:34} {entry.group:32} {','.join(spoken):12} {entry.review_by}")


@faq.command("show")
@click.argument("entry_id")
@click.option("--language", type=LANGUAGES, default="en")
@click.option("--region", type=REGIONS)
def show(entry_id: str, language: str, region: str | None) -> None:
    """One entry as a person would read it."""
    knowledge = wiring.open_knowledge(Catalogues.open())
    if entry_id not in knowledge.entries:
        raise click.ClickException(f"there is no entry {entry_id!r}: see `faq list`")
    today = wiring.utc_now().date()
    click.echo(knowledge.title(entry_id, knowledge.language_of(entry_id, language)) + "\n")
    click.echo(knowledge.answer(entry_id, language, region=region, today=today).text)


@faq.command("evaluate")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--details", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--given-language", is_flag=True, help="Show the engine the language of the file.")
def evaluate_files(
    files: tuple[Path, ...], as_json: bool, details: Path | None, given_language: bool
) -> None:
    """Measure the engine on questions with known answers (JSON lines)."""
    rows = [row for path in files for row in _rows(path)]
    report, lines = evaluate.evaluate(
        rows, wiring.open_engine(), time.perf_counter, given_language=given_language
    )
    if details is not None:
        written = (json.dumps(line, ensure_ascii=False) for line in lines)
        details.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    click.echo(json.dumps(report, ensure_ascii=False, indent=None if as_json else 2))


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a line holds one object")
            evaluate.check(row)
        except ValueError as fault:
            raise click.ClickException(f"{path}:{number}: {fault}") from None
        rows.append(row)
    return rows


@faq.command("train")
@click.option("--check", "only_check", is_flag=True, help="Learn nothing; fail when stale.")
def train(only_check: bool) -> None:
    """Learn from the examples; the two files it writes ship with the project."""
    encoder, second = wiring.encoders()
    if only_check:
        found = fitting.stale(wiring.FAQ, encoder, second)
        if found:
            raise click.ClickException(f"stale: {', '.join(found)}: run `faq train`")
        return
    click.echo(f"{fitting.train(wiring.FAQ, encoder, second)} texts embedded")


@faq.command("calibrate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def calibrate(file: Path) -> None:
    """Learn from the development set how sure is sure, after `faq train`."""
    engine = wiring.open_engine()
    near = [(intent.related or "", *intent.also) for intent in engine.intents.values()]
    found = calibrating.calibrate(_rows(file), engine, frozenset(chain.from_iterable(near)))
    decision.save(found, wiring.FAQ / decision.FILE)
    click.echo(f"answers from a probability of {found.answer_from:.2f} on")
