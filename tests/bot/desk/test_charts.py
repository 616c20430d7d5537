"""Drawings by their markup: heights and places, what is left out, what is read aloud."""

import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from bot.desk import charts
from bot.desk.charts import PLOT, TOP, Chart

SVG = ElementTree.Element


def chart(*rows: tuple[float | None, ...], **more: object) -> Chart:
    values: dict[str, object] = {
        "name": "asked",
        "title": "Questions",
        "desc": "By week.",
        "places": [f"week {number}" for number in range(len(rows))],
        "kinds": ["good", "bad"],
        "rows": rows,
        "reads": lambda number: f"{number:g}",
        **more,
    }
    return Chart(**values)  # type: ignore[arg-type]


def drawn(markup: Markup) -> SVG:
    return ElementTree.fromstring(markup)


def rects(svg: SVG) -> list[tuple[str, float, float]]:
    """Class, top and height of every coloured rectangle."""
    return [
        (one.get("class", ""), float(one.get("y", "")), float(one.get("height", "")))
        for one in svg.iter("rect")
        if one.get("class") != "rail"
    ]


def test_a_drawing_has_a_role_a_title_and_a_description() -> None:
    svg = drawn(charts.columns(chart((1, 2))))
    assert svg.get("role") == "img"
    named = {one.get("id"): one.text for one in svg if one.get("id")}
    assert [named[part] for part in svg.get("aria-labelledby", "").split()] == [
        "Questions",
        "By week.",
    ]
    assert svg.get("width") == "100%" and svg.get("viewBox") is None


def test_columns_are_stacked_to_the_scale() -> None:
    svg = drawn(charts.columns(chart((3, 1), (0, 0), (None, 2))))
    unit = PLOT / 4
    bottom = TOP + PLOT
    assert rects(svg) == [
        ("tone-0", bottom - 3 * unit, 3 * unit),
        ("tone-1", bottom - 4 * unit, unit),
        ("tone-1", bottom - 2 * unit, 2 * unit),
    ]
    told = [one.text for one in svg.iter("title")]
    assert told[1:] == ["week 0: 4 – good 3, bad 1", "week 2: 2 – bad 2"]


def test_shares_fill_the_plot_and_an_empty_week_is_no_share_of_nothing() -> None:
    svg = drawn(charts.shares(chart((1, 3), (0, 0), (6, 0), enough=5), lambda one: f"{one:.0%}"))
    assert [(tone, high) for tone, _, high in rects(svg)] == [
        ("tone-0", PLOT / 4),
        ("tone-1", PLOT * 3 / 4),
        ("tone-0", PLOT),
    ]
    assert [one.get("class") for one in svg.iter("g")] == ["faint", None]
    assert [one.text for one in svg.iter("text")][:3] == ["0%", "50%", "100%"]


def test_a_line_is_interrupted_where_nothing_is_known_and_few_are_hollow() -> None:
    svg = drawn(
        charts.lines(chart((10,), (None,), (20,), (30,), kinds=["median"], enough=5), [9, 0, 4, 8])
    )
    parts = [one for one in svg.iter("line") if one.get("class") == "tone-0"]
    assert len(parts) == 1
    spots = list(svg.iter("circle"))
    assert [one.get("class") for one in spots] == ["tone-0", "tone-0 faint", "tone-0"]
    assert spots[1][0].text == "week 2: median 20 (n = 4)"


def test_bars_lie_behind_each_other_and_name_their_sum() -> None:
    svg = drawn(charts.bars(chart((6, 2), (0, 0), (2, 2))))
    across = [
        (one.get("x"), one.get("width")) for one in svg.iter("rect") if one.get("class") != "rail"
    ]
    assert across == [
        ("0.00%", "75.00%"),
        ("75.00%", "25.00%"),
        ("0.00%", "25.00%"),
        ("25.00%", "25.00%"),
    ]
    assert [one.text for one in svg.iter("text")] == ["week 0", "8", "week 1", "0", "week 2", "4"]


@pytest.mark.parametrize("draw", [charts.columns, charts.bars])
def test_from_right_to_left_everything_is_mirrored(draw: object) -> None:
    spans = []
    for mirrored in (False, True):
        svg = drawn(draw(chart((6, 2), (1, 1), mirrored=mirrored)))  # type: ignore[operator]
        spans.append(
            [
                (float(one.get("x", "")[:-1]), float(one.get("width", "")[:-1]))
                for one in svg.iter("rect")
                if one.get("class") != "rail"
            ]
        )
    assert [pytest.approx((100 - x - wide, wide)) for x, wide in spans[0]] == spans[1]


def test_a_year_has_few_words_at_its_foot_and_the_newest_week_is_one_of_them() -> None:
    svg = drawn(charts.columns(chart(*[(1, 1)] * 52)))
    words = [one.text for one in svg.iter("text") if "foot" in one.get("class", "")]
    assert len(words) <= charts.WORDS and words[0] == "week 51"


def test_nothing_in_a_word_becomes_markup_and_nothing_is_escaped_twice() -> None:
    words = ["<b>&", Markup("d&#39;un")]
    markup = charts.bars(chart((1, 0), (1, 0), places=words, title="<i>", kinds=["'", "&"]))
    svg = drawn(markup)
    assert "<b>" not in markup and "<i>" not in markup
    assert [one.text for one in svg.iter("text")][::2] == ["<b>&", "d'un"]


@pytest.mark.parametrize(
    ("top", "marks"),
    [(0, (0, 1)), (1, (0, 1)), (4, (0, 1, 2, 3, 4)), (9, (0, 5, 10)), (61, (0, 20, 40, 60, 80))],
)
def test_the_scale_counts_in_round_steps(top: float, marks: tuple[float, ...]) -> None:
    assert charts.scale(top) == marks


def test_the_scale_of_minutes_goes_up_by_clock_and_calendar() -> None:
    assert charts.scale(700, charts.MINUTES) == (0, 180, 360, 540, 720)
    assert charts.scale(6000, charts.MINUTES) == (0, 10080)
    assert not re.search("e", str(charts.scale(10**7, charts.MINUTES)))
