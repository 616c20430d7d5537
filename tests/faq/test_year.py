"""The plan of the year: what ships is sound, and what is wrong is named."""

from collections.abc import Mapping
from typing import Any

import pytest

from faq import entry, year_reading
from faq.year import PlanError, Side

PLAN = year_reading.load()
RAW: Mapping[str, Any] = year_reading.write_step(PLAN.steps["week-1"])


def test_the_plan_that_ships_names_only_entries_that_exist() -> None:
    entries = entry.load(year_reading.PATH.parent / "entries")

    assert {step.faq for step in PLAN.steps.values() if step.faq} <= set(entries)


@pytest.mark.parametrize("step", PLAN.steps.values(), ids=lambda step: step.key)
def test_a_step_is_kept_and_read_again_without_loss(step: Any) -> None:
    assert year_reading.read_step(year_reading.write_step(step), answers=PLAN.answers) == step


def test_a_step_for_both_has_words_for_each() -> None:
    assert set(PLAN.steps["week-6"].text) == {Side.FAMILY, Side.GROUP}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"anchor": "birthday"}, "anchor is one of match"),
        ({"offset_days": "7"}, "offset_days is a number"),
        ({"local_time": "ten"}, "local_time is a time of day"),
        ({"answers": ["good", "so_so", "need_help", "call"]}, "at most 3"),
        ({"answers": ["perhaps"]}, "there is no answer perhaps"),
        ({"audience": "both"}, "there are no words for the group"),
        ({"conditions": {"regions": ["holland"]}}, "unknown region holland"),
        ({"colour": "blue"}, "unknown key colour"),
    ],
)
def test_what_is_wrong_with_a_step_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        year_reading.read_step({**RAW, **change}, answers=PLAN.answers)
