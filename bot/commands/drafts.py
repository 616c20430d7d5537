"""faq draft, drafts, show-draft, edit-draft, approve, reject: what staff write into the FAQ."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, TextIO

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands import opening, printed
from bot.commands.opening import Result
from bot.learning import Learner
from bot.runtime import Runtime
from db import drafts as rows
from db import staff
from db.models import StaffMember
from handlers import drafting, drafts, revisions
from handlers.drafting import Begun, Idea
from handlers.drafts import Refused, Why, Wording
from locales import languages

LANGUAGES = click.Choice(list(languages.LANGUAGES))
PARTS = click.Choice(revisions.PARTS)
NUMBER = click.IntRange(1, 2**53)
AS = click.option("--as", "login", required=True, metavar="LOGIN", help="Who does it.")


@click.command()
@AS
@click.option("--gap", "gap_id", type=NUMBER, help="A question of `faq gaps`: an example.")
@click.option("--message", "message_id", type=NUMBER, help="A reply of your own: the answer.")
@click.option("--text", "file", type=click.File(encoding="utf-8"), help="A file: the answer.")
@click.option("--entry", help="The entry it is for.")
@click.option("--new", metavar="ID", help="A new entry; name its --group too.")
@click.option("--group")
@click.option("--language", type=LANGUAGES, help="The language of the words.")
@click.option("--question", default="", help="How people ask it; what a new entry is called.")
@click.option("--part", type=PARTS, default="short", help="Which part the answer is.")
def draft(
    login: str,
    file: TextIO | None,
    entry: str | None,
    new: str | None,
    group: str | None,
    **words: Any,
) -> None:
    """Make a draft of a question nobody could answer, of a reply of yours, or of a text."""
    sources = (words["gap_id"], words["message_id"], file)
    if sum(one is not None for one in sources) != 1:
        raise click.ClickException("name one of --gap, --message and --text")
    if (entry is None) == (new is None):
        raise click.ClickException("name one of --entry and --new")
    if (new is None) != (group is None):
        raise click.ClickException("--new and --group go together")
    idea = Idea(entry_id=entry or new or "", group=group, text=file.read() if file else "", **words)

    async def work(runtime: Runtime, session: AsyncSession) -> Begun:
        member = await _member(session, login)
        return await drafting.begin(
            session, runtime.house.knowledge, member, idea, now=runtime.clock()
        )

    begun = changing(work)
    taken: Counter[str] = Counter()
    for one in begun.stripped:
        taken.update({str(kind): count for kind, count in one.taken})
    for kind, count in taken.items():
        click.echo(f"stripped: {count} × {kind}")
    click.echo(f"draft {begun.draft.id}")


@click.command("drafts")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_drafts(as_json: bool) -> None:
    """Every draft: its state, what is in it, and conflicts with the texts that ship."""

    async def work(runtime: Runtime, session: AsyncSession) -> list[dict[str, Any]]:
        knowledge = runtime.house.knowledge
        people = {one.id: one.login for one in await staff.everybody(session)}
        return [printed.line(knowledge, one, people) for one in await rows.listing(session)]

    lines = reading(work)
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False))
        return
    for one in lines:
        click.echo(
            f"{one['draft']:4} {one['state']:9} {one['entry']:34} {','.join(one['parts']) or '–'}  "
            f"{one['author']}" + (f" → {one['approved_by']}" if one["approved_by"] else "")
        )
        for what in one["conflicts"]:
            click.echo(f"     conflict: {what} has changed since; the text that ships is said")


@click.command("show-draft")
@click.argument("number", type=NUMBER)
def show_draft(number: int) -> None:
    """One draft beside what is said now."""

    async def work(runtime: Runtime, session: AsyncSession) -> list[str]:
        found = await rows.find(session, number)
        if found is None:
            raise click.ClickException(f"there is no draft {number}: see `faq drafts`")
        people = {one.id: one.login for one in await staff.everybody(session)}
        return list(printed.shown(runtime.house.knowledge, found, people))

    click.echo("\n".join(reading(work)))


@click.command("edit-draft")
@click.argument("number", type=NUMBER)
@click.option("--language", type=LANGUAGES, required=True)
@click.option("--part", type=PARTS, required=True)
@click.option("--text", required=True, help="The new text; empty to take the part out.")
@click.option("--as", "login", metavar="LOGIN", help="Who does it, if not the author.")
def edit_draft(number: int, language: str, part: str, text: str, login: str | None) -> None:
    """Write one part of a draft anew, in one language."""
    words = Wording(part=part, language=language, text=text)

    async def work(runtime: Runtime, session: AsyncSession) -> None:
        member = await _member(session, login) if login else None
        await drafts.edit(
            session, runtime.house.knowledge, number, words, member=member, now=runtime.clock()
        )

    changing(work)
    click.echo(f"draft {number}: {part} in {language} is {'written' if text.strip() else 'out'}")


@click.command()
@click.argument("number", type=NUMBER)
@AS
def approve(number: int, login: str) -> None:
    """Let the bot answer with a draft that somebody else wrote."""

    async def work(runtime: Runtime, session: AsyncSession) -> list[str]:
        member = await _member(session, login)
        knowledge = runtime.house.knowledge
        found = await drafts.approve(session, knowledge, number, member, now=runtime.clock())
        return list(printed.hints(knowledge, found))

    hints = changing(work)
    click.echo(f"draft {number} is approved; the bot answers with it within ten seconds")
    for hint in hints:
        click.echo(hint)


@click.command()
@click.argument("number", type=NUMBER)
@AS
def reject(number: int, login: str) -> None:
    """Turn a draft down, or take an approved one back."""

    async def work(runtime: Runtime, session: AsyncSession) -> None:
        member = await _member(session, login)
        await drafts.reject(session, number, member, now=runtime.clock())

    changing(work)
    click.echo(f"draft {number} is rejected")


def changing(work: Callable[[Runtime, AsyncSession], Awaitable[Result]]) -> Result:
    """Work in one transaction, on the FAQ as it is answered now; what is refused is said."""

    async def whole(runtime: Runtime) -> Result:
        await Learner(runtime).adopt()
        async with runtime.database.transaction() as session:
            found = await work(runtime, session)
            await runtime.database.notify(session)
        return found

    try:
        return opening.with_runtime(whole)
    except Refused as fault:
        raise click.ClickException(str(fault)) from None


def reading(work: Callable[[Runtime, AsyncSession], Awaitable[Result]]) -> Result:
    """Look at something, on the FAQ as it is answered now."""

    async def whole(runtime: Runtime) -> Result:
        await Learner(runtime).adopt()
        async with runtime.database.reading() as session:
            return await work(runtime, session)

    return opening.with_runtime(whole)


async def _member(session: AsyncSession, login: str) -> StaffMember:
    member = await staff.by_login(session, login)
    if member is None:
        raise Refused(f"nobody signs in with {login!r}: see `staff list`", Why.GONE)
    return member


#: Commands under `faq`.
COMMANDS = (draft, list_drafts, show_draft, edit_draft, approve, reject)
