"""Personal details never leave a conversation: in any script, rather too much than too little."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import strip
from faq.strip import Detail

#: six digits and more, of any script, however they are written apart
RUN = re.compile(r"\d(?:[\s./()-]{0,2}\d){5,}")
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("call me on 0470/12 34 56 please", "call me on [phone] please"),
        ("+32 (0)470 12.34.56", "[phone]"),
        ("اتصل بي ٠٤٧٠١٢٣٤٥٦ اليوم", "اتصل بي [phone] اليوم"),
        ("شماره من ۰۴۷۰ ۱۲ ۳۴ ۵۶ است", "شماره من [phone] است"),
        ("write to j.d+x@mail.example.be.", "write to [e-mail]."),
        (
            "see https://a.example/b?token=x1&y=2#z now",
            "see https://a.example/b?[link] now",
        ),
        ("www.a.example/b?q=1", "www.a.example/b?[link]"),
        ("https://a.example/file/1234567", "https://a.example/file/[number]"),
        ("number 85.07.30-033.28", "number [register number]"),
        ("number ٨٥٠٧٣٠٠٣٣٢٨", "number [register number]"),
        ("card 4111 1111 1111 1111", "card [card]"),
        ("card ٤١١١ ١١١١ ١١١١ ١١١١", "card [card]"),
        ("pay to BE68 5390 0754 7034 today", "pay to [account] today"),
        ("born on 12/05/1990", "born on [number]"),
        ("wij wonen in de Kerkstraat 12 bus 3", "wij wonen in de [address]"),
        ("Grote Markt 5, 2800 Mechelen is ons adres", "[address] is ons adres"),
        ("j'habite rue de la Loi 16 à Bruxelles", "j'habite [address] à Bruxelles"),
        ("j'habite 16, rue de la Loi", "j'habite [address]"),
        ("ich wohne Hauptstraße 7", "ich wohne [address]"),
        ("at 12 Church Street", "at [address]"),
        ("أسكن شارع السلام رقم ١٢", "أسكن [address]"),
    ],
)
def test_a_detail_is_replaced(text: str, stripped: str) -> None:
    assert strip.strip(text).text == stripped


@pytest.mark.parametrize(
    "text",
    [
        "How long does it take? 3 to 4 months, for 2 children of 12 and 14",
        "It is 5 minutes from the market, we have been away 3 hours",
        "we zijn onderweg 3 uur, op 5 minuten van de markt 4 kinderen",
        "call 112 or 1712",
        "look at https://a.example/b",
    ],
)
def test_what_is_no_detail_stays(text: str) -> None:
    assert strip.strip(text).text == text


@pytest.mark.parametrize(
    ("text", "names", "stripped"),
    [
        ("Fatima is ill", ["Fatima Haddad"], "[name] is ill"),
        ("FATIMA haddad is ill", ["Fatima Haddad"], "[name] is ill"),
        ("Fatima's school, José", ["Fatima", "Jose"], "[name] school, [name]"),
        ("رأيت فاطمة", ["فاطمة"], "رأيت [name]"),
        ("قلت لفاطمة ولفاطمة", ["فاطمة"], "قلت [name]"),
        ("كتاب وبلال", ["بلال"], "كتاب [name]"),
        ("Ik ben Ben", ["Ben"], "Ik ben [name]"),
        ("the family of Haddad", ["Family Haddad"], "the family of [name]"),
        ("nobody is called so", ["Fatima"], "nobody is called so"),
        ("Fatimah is another", ["Fatima"], "Fatimah is another"),
    ],
)
def test_given_names_are_replaced(text: str, names: list[str], stripped: str) -> None:
    found = strip.strip(text, names).text
    assert found.replace("[name]'s", "[name]") == stripped


def test_what_was_taken_is_counted_by_kind() -> None:
    found = strip.strip("0470 12 34 56, 0470 12 34 57, a@b.example", ["Nobody"])
    assert found.taken == ((Detail.PHONE, 2), (Detail.EMAIL, 1))
    assert strip.placeholders(found.text) == (Detail.PHONE, Detail.EMAIL)


@given(
    st.lists(
        st.one_of(
            st.text(DIGITS, min_size=1, max_size=20),
            st.text(" .-/()", max_size=2),
            st.text(max_size=5),
            st.sampled_from(
                ["Fatima", "rue de ", "Kerkstraat ", "https://a.example/", "@b.example"]
            ),
        ),
        max_size=12,
    )
)
def test_no_number_of_six_digits_survives(pieces: list[str]) -> None:
    found = strip.strip("".join(pieces), ["Fatima"]).text
    assert not RUN.search(found)
    assert not re.search(r"\bfatima\b", found, re.IGNORECASE)


@given(st.text(max_size=200))
def test_stripping_again_changes_nothing(text: str) -> None:
    once = strip.strip(text, ["Fatima"]).text
    assert strip.strip(once, ["Fatima"]).text == once
