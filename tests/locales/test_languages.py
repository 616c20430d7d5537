"""The table of languages and the choice among them."""

import pytest
from babel import Locale

from locales import languages

ALL = tuple(languages.LANGUAGES)


def test_the_languages_stand_in_the_order_of_the_project() -> None:
    assert " ".join(ALL) == "en nl fr de ar fa fa_AF tr uk ps ti so ku sw"
    assert " ".join(languages.INTERFACE) == "en nl fr de ar fa tr uk ps ti so ku sw"
    assert languages.EMERGENCY == languages.INTERFACE
    assert languages.CHOOSABLE == ALL


@pytest.mark.parametrize("code", ALL)
def test_every_direction_agrees_with_the_one_babel_knows(code: str) -> None:
    assert languages.direction(code) == Locale.parse(code).text_direction
    assert languages.own_name(code)


@pytest.mark.parametrize(
    ("wanted", "available", "code"),
    [
        (["nl-BE"], ALL, "nl"),
        (["NL_be"], ALL, "nl"),
        (["prs"], ALL, "fa_AF"),
        (["fa-AF"], ALL, "fa_AF"),
        (["fa_AF"], ALL, "fa_AF"),
        (["prs"], ["en", "fa"], "fa"),
        (["fa-IR"], ALL, "fa"),
        (["kmr"], ALL, "ku"),
        (["ckb"], ALL, "en"),
        (["ku-Arab-IQ", "ar"], ALL, "ar"),
        (["pt-br"], ALL, "en"),
        (["pt-br", "fr-CA"], ALL, "fr"),
        (["apc"], ALL, "ar"),
        (["ar-SY"], languages.INTERFACE, "ar"),
        (["fa-AF"], languages.INTERFACE, "fa"),
        (["ti"], ["en", "nl"], "en"),
        (["ti", "ar"], ["en", "ar"], "ar"),
        (["", "-", "💥"], ALL, "en"),
        ([], ALL, "en"),
    ],
)
def test_a_person_gets_the_first_wanted_language_that_is_there(
    wanted: list[str], available: list[str], code: str
) -> None:
    assert languages.negotiate(wanted, available) == code
