"""Postal codes: the four regions, where one ends, what is no Belgian code, how one is written."""

import pytest

from faq.entry import Region
from handlers import regions
from handlers.knowledge import REGION_NAMES
from handlers.regions import UnknownPostalCode

#: The nine municipalities of the German-speaking Community, by their main code.
GERMAN_SPEAKING = {
    "Eupen": "4700",
    "Lontzen": "4710",
    "Kelmis": "4720",
    "Raeren": "4730",
    "Bütgenbach": "4750",
    "Büllingen": "4760",
    "Amel": "4770",
    "Sankt Vith": "4780",
    "Burg-Reuland": "4790",
}


@pytest.mark.parametrize("code", GERMAN_SPEAKING.values(), ids=GERMAN_SPEAKING)
def test_the_nine_municipalities_speak_german(code: str) -> None:
    assert regions.of_postal_code(code) == "german_speaking"


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("1000", "brussels"),
        ("1082", "brussels"),
        ("1210", "brussels"),
        ("1299", "brussels"),
        ("1300", "wallonia"),  # Wavre
        ("1499", "wallonia"),
        ("1500", "flanders"),  # Halle
        ("1780", "flanders"),  # Wemmel, beside Brussels
        ("2800", "flanders"),  # Mechelen
        ("3790", "flanders"),  # Voeren, behind Liège
        ("3999", "flanders"),
        ("4000", "wallonia"),  # Liège
        ("4690", "wallonia"),
        ("4837", "wallonia"),  # Baelen, beside Eupen
        ("4960", "wallonia"),  # Malmedy
        ("4950", "wallonia"),  # Waimes
        ("6000", "wallonia"),
        ("7700", "wallonia"),  # Mouscron, beside Kortrijk
        ("7999", "wallonia"),
        ("8000", "flanders"),  # Brugge
        ("8587", "flanders"),  # Spiere-Helkijn
        ("9600", "flanders"),  # Ronse
        ("9992", "flanders"),
        ("9999", "flanders"),
    ],
)
def test_a_code_lies_in_its_region(code: str, region: str) -> None:
    assert regions.of_postal_code(code) == region


@pytest.mark.parametrize(
    "code",
    [
        "",
        "280",
        "28000",
        "0999",
        "0000",
        "B-2800",
        "2800 ",
        "-280",
        "2,80",
        "２８００",
        "٢٨٠٠",
        "²800",
    ],
)
def test_what_is_no_belgian_code_is_refused_with_a_sentence(code: str) -> None:
    with pytest.raises(UnknownPostalCode, match="four digits") as caught:
        regions.of_postal_code(code)
    assert repr(code) in str(caught.value)


def test_every_code_of_four_digits_from_1000_has_a_region() -> None:
    found = {regions.of_postal_code(str(code)) for code in range(1000, 10000)}
    assert found == {"flanders", "brussels", "wallonia", "german_speaking"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2800", "2800"),
        (" 2800. ", "2800"),
        ("B-2800", "2800"),
        ("b 2800", "2800"),
        ("2800 Mechelen", "2800"),
        ("2800, Mechelen!", "2800"),
        ("9100 Sint-Niklaas", "9100"),
        ("1348 Louvain-la-Neuve", "1348"),
        ("٢٨٠٠", "2800"),
        ("۱۰۰۰ بروکسل", "1000"),
    ],
)
def test_a_code_is_read_as_people_write_it(written: str, code: str) -> None:
    assert regions.written_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Mechelen",
        "0999",
        "280",
        "28000",
        "1500 euro",
        "2800?",
        "2800 or 2820",
        "I came in 2024",
        "2024 was a hard year for all of us here",
    ],
)
def test_what_is_not_only_a_code_is_not_read_as_one(written: str) -> None:
    assert regions.written_code(written) is None


def test_every_region_of_the_faq_has_a_name_to_press() -> None:
    assert set(REGION_NAMES) == set(Region)
