"""locales tongue, locales meaning: what models say of the translations, for a person to read."""

from pathlib import Path

import click

from bot import meaning, tongues
from bot.commands import opening
from bot.meaning import Outlier
from locales import languages, leaves

LANGUAGE = click.Choice([code for code in languages.LANGUAGES if code != languages.ENGLISH])
#: Characters of a text that are shown.
SHOWN = 160


@click.command("tongue")
@click.option("--language", type=LANGUAGE, multiple=True, help="Only this one; can be repeated.")
def tongue(language: tuple[str, ...]) -> None:
    """List translations that read like another language."""
    count = 0
    for code in language or leaves.translated():
        for one in tongues.strangers(code):
            count += 1
            click.echo(
                f"{code} reads like {one.guess}  {_name(one.leaf)}\n    {one.string[:SHOWN]}"
            )
    click.echo(f"{count} text(s) that may be in another language")


@click.command("meaning")
@click.option("--language", type=LANGUAGE, multiple=True, help="Only this one; can be repeated.")
@click.option("--worst", type=int, default=20, show_default=True, help="At most so many of each.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where vectors are kept; the data folder unless given.",
)
def means(language: tuple[str, ...], worst: int, cache: Path | None) -> None:
    """List translations whose meaning is far from the English (minutes; the next time seconds)."""
    folder = cache or opening.settings_for("locales", needs_keys=False).data_dir
    every = meaning.by_model(leaves.translated())
    for place, codes in meaning.by_model(language or leaves.translated()).items():
        store, path = meaning.open_store(meaning.MODELS[place], folder)
        for code in codes:
            _print(code, meaning.outliers(code, store), worst)
            meaning.keep(store, path, every.get(place, []))


def _print(code: str, found: list[Outlier], worst: int) -> None:
    floor = f", floor {found[0].floor:.2f}" if found else ""
    click.echo(f"{code}: {len(found)} text(s) far from their English{floor}")
    for one in found[:worst]:
        click.echo(f"  {one.nearness:.2f}  {one.nearer} nearer  {_name(one.leaf)}")
        click.echo(f"      {one.leaf.english[-1][:SHOWN]}\n      {one.leaf.strings[-1][:SHOWN]}")


def _name(leaf: leaves.Leaf) -> str:
    return f"{leaf.domain}: {leaf.key[:60]}"


COMMANDS = (tongue, means)
