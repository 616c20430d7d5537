"""School holidays as they ship: in order, within the years that are said, marked when unsure."""

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
    assert all(one.sure for one in known[Community.FLANDERS])
    assert not any(one.sure for one in known[Community.GERMAN])
