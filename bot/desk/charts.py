"""Charts drawn as SVG: columns, shares, bars and lines. Pure: numbers and words in, markup out.

Places across are percents and heights are pixels, so that a chart fills any width while its words
keep their size. Colours are classes; the style sheet has them, for light and for dark.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

#: Pixels of the drawing: above the plot, the plot itself, and below it for the words.
TOP, PLOT, FOOT = 18, 168, 26
#: Percents of the width that the scale's words take.
GUTTER = 11.0
#: The widest column, and the part of its place that a column fills.
WIDEST, FULL = 10.0, 0.72
#: So many words fit under a chart on a small phone.
WORDS = 4
#: A bar and the line of words above it, in pixels.
BAR, LINE = 14, 46
#: Steps of a scale that counts, times a power of ten.
STEPS = (1, 2, 5)
#: Steps of a scale of minutes whose marks all read differently when rounded to one unit.
MINUTES = (1, 2, 5, 10, 60, 120, 180, 240, 360, 1440, 10080, 43200, 129600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn."""

    #: an id of the page's own, for the title and the description
    name: str
    title: str
    #: the gist in a sentence, for whoever does not see it
    desc: str
    #: words for the places, in reading order
    places: Sequence[str]
    #: words for the kinds
    kinds: Sequence[str]
    #: a row for each place; None: nothing to say there
    rows: Sequence[Sequence[float | None]]
    #: the page reads from right to left
    mirrored: bool = False
    #: places with fewer than this are drawn faint
    enough: int = 0
    #: how a number reads
    reads: Callable[[float], str] = str


def columns(chart: Chart) -> Markup:
    """Stacked columns."""
    sums = [sum(number or 0 for number in row) for row in chart.rows]
    marks = scale(max(sums, default=0))
    parts = [_grid(chart, marks, chart.reads)]
    for at, row in enumerate(chart.rows):
        parts.append(_column(chart, at, row, marks[-1], chart.reads(sums[at])))
    return _drawing(chart, parts)


def shares(chart: Chart, percent: Callable[[float], str]) -> Markup:
    """Stacked columns that are all as high as the plot; a place without anything is left empty."""
    parts = [_grid(chart, (0, 0.5, 1), percent)]
    for at, row in enumerate(chart.rows):
        total = sum(number or 0 for number in row)
        if total:
            parts.append(_column(chart, at, row, total, chart.reads(total)))
    return _drawing(chart, parts)


def lines(chart: Chart, counts: Sequence[float]) -> Markup:
    """A line for each kind, interrupted where there is nothing; `counts`: how many stand behind."""
    top = max((number or 0 for row in chart.rows for number in row), default=0)
    marks = scale(top, MINUTES)
    parts = [_grid(chart, marks, chart.reads)]
    for kind, word in reversed(list(enumerate(chart.kinds))):  # the first one lies on top
        spots = [(at, row[kind]) for at, row in enumerate(chart.rows)]
        for (at, one), (_, other) in itertools.pairwise(spots):
            if one is not None and other is not None:
                x1, x2 = (_percent(chart, _middle(chart, each)) for each in (at, at + 1))
                y1, y2 = _height(one, marks[-1]), _height(other, marks[-1])
                parts.append(f'<line class="tone-{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
        for at, number in spots:
            if number is not None:
                x, y = _percent(chart, _middle(chart, at)), _height(number, marks[-1])
                faint = " faint" if counts[at] < chart.enough else ""
                read = f"{escape(word)} {escape(chart.reads(number))} (n = {counts[at]:g})"
                parts.append(
                    f'<circle class="tone-{kind}{faint}" cx="{x}" cy="{y}" r="4">'
                    f"<title>{escape(chart.places[at])}: {read}</title></circle>"
                )
    return _drawing(chart, parts)


def bars(chart: Chart) -> Markup:
    """A bar for each place, one below the other, with its word and its number above it."""
    sums = [sum(number or 0 for number in row) for row in chart.rows]
    top = max(sums, default=0) or 1
    parts = []
    for at, row in enumerate(chart.rows):
        y = at * LINE
        start, end = _percent(chart, 0), _percent(chart, 100)
        parts.append(f'<text x="{start}" y="{y + 16}">{escape(chart.places[at])}</text>')
        number = escape(chart.reads(sums[at]))
        parts.append(f'<text class="sum" x="{end}" y="{y + 16}">{number}</text>')
        parts.append(f'<rect class="rail" x="0" y="{y + 24}" width="100%" height="{BAR}"/>')
        reached = 0.0
        for kind, part in enumerate(row):
            if part:
                wide = 100 * part / top
                told = f"{escape(chart.places[at])}: {_read(chart, kind, part)}"
                parts.append(_rect(chart, kind, (reached, wide), (y + 24, BAR), told))
                reached += wide
    return _drawing(chart, parts, height=len(chart.rows) * LINE)


def scale(top: float, steps: Sequence[int] = ()) -> tuple[float, ...]:
    """Round marks from nought to at least `top`, five at most; the last one is the plot's top."""
    for step in steps or [one * 10**power for power in range(12) for one in STEPS]:
        if step * 4 >= top:
            return tuple(step * mark for mark in range(max(1, math.ceil(top / step)) + 1))
    return (0, top)


def _column(chart: Chart, at: int, row: Sequence[float | None], top: float, total: str) -> str:
    wide = min(_place(chart) * FULL, WIDEST)
    left = _middle(chart, at) - wide / 2
    known = [(kind, number) for kind, number in enumerate(row) if number]
    said = ", ".join(_read(chart, kind, number) for kind, number in known)
    told = f"{escape(chart.places[at])}: {escape(total)} – {said}"
    parts, y = [], float(TOP + PLOT)
    for kind, number in known:
        high = PLOT * number / top
        y -= high
        parts.append(_rect(chart, kind, (left, wide), (y, high)))
    faint = ' class="faint"' if 0 < sum(number or 0 for number in row) < chart.enough else ""
    return f"<g{faint}><title>{told}</title>{''.join(parts)}</g>" if parts else ""


def _read(chart: Chart, kind: int, number: float) -> str:
    """A kind and its number, escaped."""
    return f"{escape(chart.kinds[kind])} {escape(chart.reads(number))}"


def _rect(
    chart: Chart,
    kind: int,
    across: tuple[float, float],
    down: tuple[float, float],
    told: str = "",
) -> str:
    """`told`: what a pointer reads there, escaped."""
    left, wide = across
    x = 100 - left - wide if chart.mirrored else left
    title = f"<title>{told}</title>" if told else ""
    return (
        f'<rect class="tone-{kind}" x="{x:.2f}%" y="{down[0]:.1f}" '
        f'width="{wide:.2f}%" height="{down[1]:.1f}">{title}</rect>'
    )


def _grid(chart: Chart, marks: Sequence[float], reads: Callable[[float], str]) -> str:
    """The scale with its lines, and the words below: the newest place always has one."""
    parts = []
    for mark in marks:
        y = _height(mark, marks[-1])
        parts.append(f'<line class="rule" x1="0" y1="{y}" x2="100%" y2="{y}"/>')
        parts.append(f'<text x="{_percent(chart, 0)}" y="{y - 4:g}">{escape(reads(mark))}</text>')
    every = math.ceil(len(chart.places) / WORDS)
    for at in range(len(chart.places) - 1, -1, -every):
        word = escape(chart.places[at])
        # under a narrow last column the word ends where the plot does
        at_edge = at == len(chart.places) - 1 and _place(chart) < WIDEST
        x = _percent(chart, 100 if at_edge else _middle(chart, at))
        kind = "foot edge" if at_edge else "foot"
        parts.append(f'<text class="{kind}" x="{x}" y="{TOP + PLOT + 18}">{word}</text>')
    return "".join(parts)


def _drawing(chart: Chart, parts: Sequence[str], height: int = TOP + PLOT + FOOT) -> Markup:
    name = escape(chart.name)
    return Markup(  # noqa: S704 - every word was escaped where it was put in
        f'<svg class="chart" role="img" width="100%" height="{height}" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-desc">{escape(chart.desc)}</desc>{"".join(parts)}</svg>'
    )


def _place(chart: Chart) -> float:
    return (100 - GUTTER) / max(len(chart.places), 1)


def _middle(chart: Chart, at: int) -> float:
    return GUTTER + (at + 0.5) * _place(chart)


def _percent(chart: Chart, x: float) -> str:
    return f"{100 - x if chart.mirrored else x:.2f}%"


def _height(number: float, top: float) -> float:
    return round(TOP + PLOT - PLOT * number / top, 1) if top else TOP + PLOT
