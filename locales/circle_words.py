"""Whole messages that ask for the group's checklist or for the exchange between groups.

They are folded as `locales.keywords.fold` does it.
"""

from collections.abc import Iterable

from locales import keywords


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(keywords.fold, words))


CHECKLIST = _folded(
    {
        "/checklist",
        "checklist",
        "checklijst",
        "onze lijst",
        "takenlijst",
        "liste",
        "notre liste",
        "liste de controle",
        "checkliste",
        "unsere liste",
        "قائمتنا",
        "قائمة المهام",
    }
)
EXCHANGE = _folded(
    {
        "/exchange",
        "exchange",
        "uitwisseling",
        "echange",
        "l'echange",
        "austausch",
        "تبادل",
        "التبادل",
    }
)
#: "Leave the exchange", at once and without a question.
LEAVE_EXCHANGE = _folded(
    {
        "/leave",
        "leave exchange",
        "leave the exchange",
        "stop exchange",
        "uitwisseling verlaten",
        "uitwisseling stoppen",
        "stop uitwisseling",
        "quitter l'echange",
        "stop echange",
        "austausch verlassen",
        "stopp austausch",
        "stop austausch",
        "مغادرة التبادل",
        "أوقف التبادل",
    }
)


def is_meant(text: str) -> bool:
    """The whole message is one of these words: whatever it means, it is agreed."""
    return keywords.fold(text) in CHECKLIST | EXCHANGE | LEAVE_EXCHANGE
