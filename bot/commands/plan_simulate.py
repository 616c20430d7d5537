"""plan simulate: many made-up sponsorships, a year each, in memory."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from bot.channels import whatsapp_send
from bot.commands import opening
from bot.rehearsal import people
from bot.rehearsal.chances import Chances
from bot.rehearsal.course import Course
from bot.rehearsal.stage import Stage
from bot.rehearsal.sums import Fate, Sums, Unaccounted
from bot.rehearsal.wording import EveryLanguage
from bot.runtime import Runtime
from faq.year import Side
from handlers.step_words import StepWords

#: The first sponsorships are matched on this day.
START = dt.date(2026, 9, 1)
#: Languages in which no template is taken to be approved.
WITHOUT_TEMPLATES = frozenset({"ku", "sw"})
#: Progress is told after so many.
EVERY = 1000


@click.command("simulate")
@click.option("--sponsorships", "count", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--days", type=click.IntRange(1, 2000), default=460, show_default=True)
@click.option(
    "--translated",
    is_flag=True,
    help="As if every step had a text in every language; else what is translated counts.",
)
def simulate(count: int, seed: int, days: int, translated: bool) -> None:
    """Play the year of many made-up families in memory, and count what became of every message."""

    async def work(runtime: Runtime) -> Sums:
        stage = await _stage(runtime, seed=seed, days=days, translated=translated)
        sums = Sums()
        for story in people.invent(runtime.house, count, seed=seed, start=START):
            sums.add(Course(stage, story).run(), stage.plan, stage.windows)
            if sums.sponsorships % EVERY == 0:
                click.echo(f"{sums.sponsorships} …", err=True)
        return sums

    began, computed = time.perf_counter(), time.process_time()
    sums = opening.with_reading(work)
    spent, computed = time.perf_counter() - began, time.process_time() - computed
    for line in told(sums):
        click.echo(line)
    click.echo(f"\n{spent:.1f} s by the clock, {computed:.1f} s of computing")
    try:
        sums.check()
    except Unaccounted as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("nothing is unaccounted for")


async def _stage(runtime: Runtime, *, seed: int, days: int, translated: bool) -> Stage:
    house = runtime.house
    plan, _ = await opening.current_plan(runtime)
    zone = house.policy.zone
    return Stage(
        house=house,
        plan=plan,
        words=(EveryLanguage if translated else StepWords)(house, plan),
        chances=Chances(seed=seed, untranslated=WITHOUT_TEMPLATES),
        windows={"whatsapp": whatsapp_send.LIMITS.window or dt.timedelta()},
        outages=people.outages(seed, START, days, zone),
        ends_at=dt.datetime.combine(START, dt.time(), zone) + dt.timedelta(days=days),
    )


def told(sums: Sums) -> Iterator[str]:
    """Everything as lines."""
    yield f"{sums.sponsorships} sponsorships"
    for side in Side:
        yield f"\n{side}: {sums.planned[side]} planned ="
        for became in Fate:
            reasons = {
                why: n for (one, f, why), n in sums.fates.items() if (one, f) == (side, became)
            }
            if reasons:
                yield f"  {sum(reasons.values()):8} {became}{_reasons(reasons)}"
        yield from _table("  of the plan, but without a date or not for them", (
            (why, n) for (one, why), n in sums.unplanned.items() if one == side
        ))  # fmt: skip
    yield from _table("\ncopies to phones", _joined(sums.copies))
    yield from _table("copies that went", _joined(sums.went))
    yield from _table("looks that ended in waiting", sums.waits.items())
    yield from _table("silence after two check-ins, a case each", sums.silences.items())
    yield "\nunprompted messages of a person in any seven days, at most"
    yield from _table("  people by their fullest week", sums.weekly.items(), in_order=True)
    yield from _table("  weeks with so many (weeks without any not counted)", sums.weeks.items(),
                      in_order=True)  # fmt: skip


def _reasons(found: Mapping[str, int]) -> str:
    named = {why: n for why, n in found.items() if why}
    parts = [f"{why} {n}" for why, n in Counter(named).most_common()]
    return f" ({', '.join(parts)})" if parts else ""


def _joined(found: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, int]]:
    return ((" ".join(filter(None, names)), n) for names, n in found.items())


def _table(
    title: str, found: Iterable[tuple[Any, int]], *, in_order: bool = False
) -> Iterator[str]:
    rows = list(found)
    if not rows:
        return
    yield title
    for name, count in sorted(rows) if in_order else sorted(rows, key=lambda one: -one[1]):
        yield f"  {count:8} {name}"
