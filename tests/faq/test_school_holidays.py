"""School holidays as they ship: in order, within the years that are said, marked when unsure."""

import datetime as dt
from itertools import pairwise

import pytest

from faq import school_holidays
from faq.school_holidays import Community


@pytest.mark.parametrize("community", Community)
def test_holidays_follow_each_other_within_the_years_that_are_said(community: Community) -> None:
    known = school_holidays.load()
    found = sorted(known.by_community[community], key=lambda one: one.first_on)
    assert found
    for one in found:
        assert known.first_on <= one.first_on <= one.last_on <= known.last_on
    for before, after in pairwise(found):
        assert before.last_on < after.first_on


def test_only_what_a_source_names_is_sure() -> None:
    known = school_holidays.load().by_community
    unsure = {of: [one for one in found if not one.sure] for of, found in known.items()}
    assert not unsure[Community.FLANDERS]
    assert min(one.first_on for one in unsure[Community.FRENCH]) == dt.date(2027, 7, 3)
    assert {one.name for one in unsure[Community.GERMAN]} == {"autumn", "christmas", "carnival"}


def test_french_speaking_schools_begin_on_24_august_2026() -> None:
    known = school_holidays.load()
    last = known.on(Community.FRENCH, dt.date(2026, 8, 23))
    assert last is not None and last.name == "summer" and last.sure
    assert known.on(Community.FRENCH, dt.date(2026, 8, 24)) is None
