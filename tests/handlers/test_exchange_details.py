"""What would tell a family is refused in every script; what helps another group is not."""

import pytest

from handlers import exchange_details
from handlers.exchange_details import Kind, Risk

NAMES = ("Familie Haddad", "Fatima Haddad", "Jan De Smet", "أمل الحداد", "Тарас Шевченко", "Noor")

P, E, L, N, A, D, W = (
    Kind.PHONE,
    Kind.EMAIL,
    Kind.LINK,
    Kind.NUMBER,
    Kind.ADDRESS,
    Kind.DATE,
    Kind.NAME,
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Call us on 0470 12 34 56", [P]),
        ("+32 (0)470/12.34.56", [P]),
        ("اتصل بي ٠٤٧٠١٢٣٤٥٦ اليوم", [P]),
        ("شماره ما ۰۴۷۰ ۱۲ ۳۴ ۵۶ است", [P]),
        ("फ़ोन ०४७० १२ ३४ ५६", [P]),
        ("０４７０１２３４５６", [P]),
        ("tel ⓪④⑦⓪①②③④⑤⑥", [P]),
        ("0-4-7-0-1-2-3-4-5-6", [P]),
        ("schrijf naar jan.x@voorbeeld.be", [E]),
        ("jan (at) voorbeeld.be", [E]),
        ("jan arobase exemple point be", [E]),
        ("zie https://voorbeeld.be/a", [L]),
        ("kijk op www.voorbeeld.brussels", [L]),
        ("t.me/onze_groep", [L]),
        ("wa.me/32470123456", [L, N]),
        ("ik ben @lotte_m op Telegram", [L]),
        ("rijksregister 85.07.30-033.28", [N]),
        ("رقم السجل ٨٥٠٧٣٠٠٣٣٢٨", [N]),
        ("dossier 9.123.456", [N]),
        ("BE68 5390 0754 7034", [N]),
        ("wij wonen in de Kerkstraat 12 bus 3", [A]),
        ("au 16, rue de la Loi", [A]),
        ("wir wohnen Hauptstraße 7", [A]),
        ("نسكن شارع السلام رقم ١٢", [A]),
        ("вулиця Шевська 5", [A]),
        ("geboren op 12/05/1990", [D]),
        ("born 1990-05-12", [D]),
        ("12.5.90", [D]),
        ("ولدت ١٢/٠٥/١٩٩٠", [D]),
        ("né le 4 août 1979", [D]),
        ("March 5, 1990", [D]),
        ("ولد في ٣ مارس ١٩٩٠", [D]),
        ("ولدت ١٢ كانون الثاني ١٩٩٩", [D]),
        ("در ۳ خرداد ۱۳۷۰", [D]),
        ("5 Mayıs 1990 doğumlu", [D]),
        ("народився 3 березня 1990", [D]),
        ("Wij begeleiden FATIMA", [W]),
        ("Fátima's school", [W]),
        ("عائلة الحداد تسكن عندنا", [W]),
        ("مع والحداد", [W]),
        ("сім'я Шевченко", [W]),
        ("Noor gaat naar school", [W]),
        ("Haddad, 0470 12 34 56, 12/05/1990", [P, D, W]),
    ],
)
def test_a_detail_is_found_with_its_kind(text: str, kinds: list[Kind]) -> None:
    assert list(exchange_details.find(text, NAMES)) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Hoe lang duurde het bij jullie voor het OCMW antwoordde? Bij ons al 6 weken.",
        "We have 3 children of 5, 12 and 14; the school year 2026-2027 is full.",
        "Bel 112 of 1712 bij nood.",
        "De huur is 850 euro, de waarborg 2 maanden.",
        "Sinds mei 2026 wachten we op de kaart.",
        "كم استغرق الأمر عندكم؟ نحن ننتظر منذ ٦ أسابيع",
        "Qui paie le dentiste ? On nous dit la mutualité, p.ex. pour 2 enfants.",
        "Чи платить OCMW за меблі?",
        "We went on 12 March with 20 people.",
    ],
)
def test_a_question_that_tells_nobody_goes_on(text: str) -> None:
    assert exchange_details.find(text, NAMES) == ()


@pytest.mark.parametrize(
    ("text", "risks"),
    [
        ("Bel ons gerust", [Risk.CONTACT]),
        ("رقمي عند المنظمة", [Risk.CONTACT]),
        ("We lenen jullie geld", [Risk.MONEY]),
        ("Ask for Piet Maes there", [Risk.PERSON]),
        ("Vraag naar mevrouw van het OCMW", [Risk.PERSON]),
        ("Kamer 4321", [Risk.DIGITS]),
        ("Het duurde drie weken in 2026. Hou vol!", []),
    ],
)
def test_an_answer_that_may_say_too_much_is_looked_at(text: str, risks: list[Risk]) -> None:
    assert list(exchange_details.risks(text)) == risks
