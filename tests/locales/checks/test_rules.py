"""Each rule of the translations, by texts that keep it and texts that do not."""

import pytest
from babel.messages.catalog import Message

from locales.checks import form, lengths, plain, terms, tongue

LONG = "Please write to us when you have a question about the house and the school of the children."


def test_belgian_names_stay_in_latin_letters_in_one_of_their_forms() -> None:
    english = "Ask the OCMW/CPAS."
    assert not list(terms.lost(english, "اسألوا المركز العام (⁨OCMW/CPAS⁩).", "ar"))
    assert not list(terms.lost(english, "Fragen Sie das ÖSHZ.", "de"))
    (lost,) = terms.lost(english, "اسألوا المركز العام.", "ar")
    assert lost.startswith("OCMW/CPAS is not kept")
    assert not list(terms.lost("The Immigration Office (DVZ/OE)", "Office des étrangers", "de"))
    assert list(terms.lost("The Immigration Office (DVZ/OE)", "Office des étrangers", "nl"))


@pytest.mark.parametrize(
    ("string", "language", "fault"),
    [
        ("اكتبوا لنا عندما يكون لديكم سؤال عن ⁨OCMW⁩.", "ar", None),
        ("Schreiben Sie uns, wenn Sie eine Frage haben.", "uk", "letters are in the script"),
        ("Schrijf ons when you have a question about the huis and the school.", "nl", "words are"),
        (f"Hallo. {LONG}", "nl", "a sentence is left in English"),
        ("ንBelgisches Rotes Kreuz ሕተቱ።", "ti", None),
    ],
)
def test_a_text_is_in_the_script_of_its_language_and_not_in_english(
    string: str, language: str, fault: str | None
) -> None:
    found = list(tongue.wrong(f"{LONG} Ask the Belgisches Rotes Kreuz.", string, language))
    assert (fault is None and not found) or fault in found[0]


def test_what_fits_depends_on_where_it_is_shown() -> None:
    bounds = [
        lengths.limit_of("faq", "plan.answers/good", None),
        lengths.limit_of("faq", "plan.answers/good.reply", None),
        lengths.limit_of("faq", "bank/details", None),
        lengths.limit_of("messages", "", 24),
        lengths.limit_of("messages", "", None),
        lengths.limit_of("desk", "", None),
    ]
    assert bounds == [20, 1024, 1600, 24, 1024, None]
    assert list(lengths.too_long("{organisation}" * 23, 1024)), "its values count, not its places"


def test_a_plural_has_all_the_forms_of_its_language() -> None:
    message = Message(("{count} day", "{count} days"), ("يوم", "أيام"))
    assert list(form.wrong_forms(message, 6)) == ["2 of 6 plural forms"]
    assert not list(form.wrong_forms(message, 2))


def test_a_text_for_families_has_short_sentences_and_explains_abbreviations() -> None:
    assert not list(plain.hard("Call 112. The OCMW (the social service) helps you. Write STOP."))
    assert list(plain.hard("Ask the CAW about it.")) == ["CAW has no meaning beside it"]
    (long,) = plain.hard(" ".join(["word"] * 21) + ".")
    assert long.startswith("a sentence of 21 words")


def test_only_what_families_read_must_be_plain() -> None:
    def step(side: str) -> Message:
        return Message(" ".join(["word"] * 30), context=f"plan.week-1/{side}")

    assert list(plain.of_message(step("family"), "en", "faq"))
    assert not list(plain.of_message(step("group"), "en", "faq"))
