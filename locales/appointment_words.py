"""Plain words for /appointment, as the whole message, in the languages that write to us."""

from locales import keywords

COMMAND = "/appointment"
#: In any language; folded before they are compared.
WORDS = """/appointment | /appointments | appointment | appointments | my appointments | afspraak |
afspraken | mijn afspraken | nieuwe afspraak | rendez-vous | mes rendez-vous | nouveau rendez-vous |
termin | termine | meine termine | موعد | مواعيد | مواعيدي | قرار ملاقات | وقت ملاقات | randevu |
randevularım | зустріч | зустрічі | мої зустрічі"""


def is_meant(text: str, *, command_only: bool = False) -> bool:
    """The whole message asks for appointments; a stranger's plain word is left to the FAQ."""
    written = keywords.fold(text)
    if command_only and not written.startswith("/"):
        return False
    return written in {keywords.fold(word) for word in WORDS.split("|")}
