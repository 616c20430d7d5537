"""Days and hours in every language: an appointment is never read half a day wrong."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from locales import dates, languages

ALL = tuple(languages.LANGUAGES)
BRUSSELS = ZoneInfo("Europe/Brussels")
#: Words and signs for the halves of a day, in any of our languages.
HALVES = re.compile(
    r"\b(am|pm|AM|PM|a\.m\.|p\.m\.|GH|GD|SN|BN|BR|PN|ÖÖ|ÖS)\b|[صم]$|ق\.ظ|ب\.ظ|غ\.م|غ\.و|ቅድ|ድሕ|дп|пп"
)


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("hour", [0, 2, 12, 14, 23])
def test_no_language_halves_the_day(language: str, hour: int) -> None:
    at = dt.datetime(2026, 3, 5, hour, 30, tzinfo=BRUSSELS)
    said = dates.moment(at, BRUSSELS, language)
    assert f"{hour:02}:30" in said
    assert not HALVES.search(said)
    assert dates.clock_time(at.time(), language) == f"{hour:02}:30"


@pytest.mark.parametrize("language", ALL)
def test_a_day_has_its_weekday_day_month_and_year_in_full(language: str) -> None:
    said = dates.written_day(dt.date(2026, 3, 5), language)
    next_day = dates.written_day(dt.date(2026, 3, 6), language)
    next_month = dates.written_day(dt.date(2026, 4, 5), language)
    assert "2026" in said
    assert re.search(r"(?<!\d)5(?!\d)", said)
    assert said.replace("05", "06").replace("5", "6") != next_day, "the weekday differs too"
    assert len({said, next_day, next_month}) == 3
    assert said.isascii() or not re.search(r"[٠-٩۰-۹]", said), "digits are those of Belgian letters"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday, March 5, 2026"),
        ("nl", "donderdag 5 maart 2026"),
        ("fr", "jeudi 5 mars 2026"),
        ("de", "Donnerstag, 5. März 2026"),
        ("ar", "الخميس، 5 مارس 2026 (\u206805/03/2026\u2069)"),
        ("fa", "پنجشنبه 5 مارس 2026 (\u206805/03/2026\u2069)"),
        ("ku", "pêncşem, 5ê adara 2026an (05/03/2026)"),
        ("uk", "четвер, 5 березня 2026\u202fроку"),
        ("tr", "5 Mart 2026 Perşembe"),
        ("ti", "ሓሙስ፣ 5 መጋቢት 2026 (05/03/2026)"),
    ],
)
def test_a_day_is_written_as_people_of_the_language_write_it(language: str, expected: str) -> None:
    assert dates.written_day(dt.date(2026, 3, 5), language) == expected


@pytest.mark.parametrize("language", sorted(dates.ALSO_IN_NUMBERS))
def test_where_words_can_be_misread_the_numbers_stand_beside_them(
    language: str,
) -> None:
    at = dt.datetime(2026, 3, 5, 13, 30, tzinfo=dt.UTC)
    assert "05/03/2026 14:30" in dates.moment(at, BRUSSELS, language)


@pytest.mark.parametrize(
    ("instant", "clock"),
    [
        (dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), "01:59"),
        (dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), "03:00"),
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), "02:30"),
        (dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), "02:30"),
    ],
)
def test_a_moment_is_told_by_the_clock_on_the_wall(instant: dt.datetime, clock: str) -> None:
    assert dates.moment(instant, BRUSSELS, "nl").endswith(clock)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = dt.datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001
    with pytest.raises(dates.NaiveMoment):
        dates.moment(naive, BRUSSELS, "nl")


def test_a_language_nobody_knows_is_written_in_english() -> None:
    assert dates.written_day(dt.date(2026, 3, 5), "xx") == "Thursday, March 5, 2026"
