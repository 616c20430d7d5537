"""locales export, add, offer: catalogues as files, and the languages there are."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands import drafts as drafting
from bot.runtime import Runtime
from db import reviews as rows
from db.models import TranslationReview
from locales import add, catalogue, confirm, files, leaves, review, reviews
from locales.catalogue import FAQ, Key
from locales.leaves import Leaf

#: Faults that are listed before a language is offered.
MOST = 20


@click.group("locales")
def group() -> None:
    """The translations."""


@group.command("export")
@click.option(
    "--into",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="The folder of the catalogues of another checkout, instead of where this runs from.",
)
def export_texts(into: Path | None) -> None:
    """Write what staff confirmed and corrected into the .po files, and count anew."""
    folder = into or catalogue.FOLDER

    async def work(_runtime: Runtime, session: AsyncSession) -> Sequence[TranslationReview]:
        return await rows.listing(session)

    found = drafting.reading(work)
    try:
        written = [line for code in leaves.translated() for line in _write(found, code, folder)]
        written += [review.NAME] if _count(folder) else []
    except OSError as fault:
        raise click.ClickException(f"{folder} cannot be written ({fault.strerror})") from None
    for name in written:
        click.echo(f"written {name}")
    if not written:
        click.echo("nothing to write: the files say it all")


@group.command("add")
@click.argument("code")
@click.option("--name", help="What its speakers call it, unless Unicode's tables know.")
@click.option("--tags", default="", help='Other tags for it, apart by spaces: "amh am-et".')
@click.option("--like", help="A language of ours whose texts its readers get where it has none.")
def add_language(code: str, name: str | None, tags: str, like: str | None) -> None:
    """Begin a new language: its row in the table, its catalogues, its words."""
    try:
        wish = add.Wish(code=code, own_name=name, tags=tags, falls_back_to=like)
        for written in add.begin(add.ROOT, wish):
            click.echo(f"written {written}")
    except add.NotAdded as fault:
        raise click.ClickException(str(fault)) from None
    # this process has read the table before the language stood in it
    for module in ("locales.update", "locales.review"):
        subprocess.run([sys.executable, "-m", module], cwd=add.ROOT, check=True)  # noqa: S603
    click.echo("next: docs/add-a-language.md, from step 2")


@group.command("offer")
@click.argument("code")
@click.option("--anyway", is_flag=True, help="With gaps, said in English.")
def offer(code: str, *, anyway: bool) -> None:
    """Let people choose a language whose texts are complete."""
    try:
        found = add.lacking(add.ROOT, code)
        if found and not anyway:
            for one in found[:MOST]:
                click.echo(str(one))
            raise click.ClickException(
                f"{code} has {len(found)} fault(s) or gaps; --anyway offers it"
            )
        add.offer(add.ROOT, code)
    except add.NotAdded as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{code} is offered from the next start on")


def _write(found: Sequence[TranslationReview], language: str, folder: Path) -> list[str]:
    """Put the reviews of one language into its files; the names of those that changed."""
    there = leaves.read(language, folder)
    said = reviews.settle(there, [one for one in found if one.language == language])
    domains = sorted({domain for domain, _, _ in said})
    for domain in domains:
        path = folder / language / "LC_MESSAGES" / f"{domain}.po"
        catalog = files.read(path)
        for leaf, forms in _of(domain, said, there):
            confirm.put(catalog, leaf.key if domain == FAQ else None, leaf.english[0], *forms)
        path.write_text(files.render(catalog), "utf-8")
    return [f"{language}/LC_MESSAGES/{domain}.po" for domain in domains]


def _of(
    domain: str, said: Mapping[Key, tuple[str, ...]], there: Mapping[Key, Leaf]
) -> list[tuple[Leaf, tuple[str, ...]]]:
    return [(there[key], forms) for key, forms in said.items() if key[0] == domain]


def _count(folder: Path) -> bool:
    path, content = folder / review.NAME, review.page(folder)
    if path.exists() and path.read_text("utf-8") == content:
        return False
    path.write_text(content, "utf-8")
    return True
