"""Plain words for /appointment, as the whole message, in the languages that write to us."""

from locales import keywords

COMMAND = "/appointment"
#: In any language; folded before they are compared.
WORDS = """/appointment | /appointments | appointment | appointments | my appointments | afspraak |
afspraken | mijn afspraken | nieuwe afspraak | rendez-vous | mes rendez-vous | nouveau rendez-vous |
termin | termine | meine termine | موعد | مواعيد | مواعيدي | قرار ملاقات | وقت ملاقات | randevu |
randevularım | зустріч | зустрічі | мої зустрічі"""


def is_meant(text: str) -> bool:
    """The whole message asks for appointments."""
    written = keywords.fold(text)
    return written in {keywords.fold(word) for word in WORDS.split("|")}
