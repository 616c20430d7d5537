"""The language of a text, and the honesty about short ones."""

import pytest

from faq import language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "How do we register the children at school?"),
        ("nl", "Hoe schrijven we de kinderen in op school?"),
        ("nl", "mag ik werken"),
        ("fr", "Comment inscrire les enfants à l'école ?"),
        ("de", "Wie melden wir die Kinder in der Schule an?"),
        ("tr", "Çocukları okula nasıl kaydettiririz?"),
        ("tr", "Cocuklari okula nasil kaydettiririz, ne gerekiyor?"),
        ("so", "Sidee carruurta dugsiga loogu qoraa?"),
        ("ku", "Em çawa zarokan li dibistanê qeyd dikin?"),
        ("sw", "Tunawezaje kuandikisha watoto wetu katika shule?"),
        ("ar", "كيف نسجل الأولاد في المدرسة؟"),
        ("fa", "چطور بچه‌ها را در مدرسه ثبت‌نام کنیم؟"),
        ("ps", "موږ څنګه ماشومان په ښوونځي کې داخل کړو؟"),
        ("uk", "Як записати дітей до школи?"),
        ("ti", "ንቆልዑ ኣብ ቤት ትምህርቲ ከመይ ጌርና ነመዝግቦም?"),
    ],
)
def test_a_sentence_shows_its_language(code: str, text: str) -> None:
    guess = language.detect(text)

    assert (guess.code, guess.sure) == (code, True)


@pytest.mark.parametrize("text", ["BIM", "ok", "tandarts", "school", "de", "OCMW Mechelen"])
def test_a_word_or_two_of_latin_script_is_never_sure(text: str) -> None:
    assert not language.detect(text).sure


@pytest.mark.parametrize("text", ["", "123 456", "🙂", "https://example.org/de/het/een", "?!"])
def test_a_text_without_words_has_no_language(text: str) -> None:
    assert language.detect(text) == language.NOTHING


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Amharic", "ልጆችን ትምህርት ቤት እንዴት ማስመዝገብ እንችላለን?"),
        ("Sorani", "چۆن منداڵەکانم بنێرمە قوتابخانە"),
    ],
)
def test_a_neighbour_of_our_languages_is_not_taken_for_one(label: str, text: str) -> None:
    assert language.detect(text).code is None, label


def test_only_the_candidates_are_answered() -> None:
    assert language.detect("Hoe schrijven we de kinderen in?", ["en", "fr"]).code != "nl"
