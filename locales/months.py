"""Names of months in the languages that people write to us, as they are compared: folded."""

from functools import cache

from babel import Locale, UnknownLocaleError

from locales import keywords, languages

#: What Belgians and Arabs write beside what the calendar of their language says.
_ALSO = (
    "كانون شباط آذار نيسان أيار حزيران تموز أيلول تشرين جانفي فيفري "
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند "
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"
)
#: The same, and the months of the Persian calendar, in Iran and in Afghanistan.
ALSO = frozenset(_ALSO.split())
#: Shorter names are words of other languages: "mei", but not "ma".
SHORTEST = 3


def is_month(word: str) -> bool:
    """Whether a word is the name of a month, or its usual short form."""
    return keywords.fold(word) in _names()


@cache
def _names() -> frozenset[str]:
    found = set(ALSO)
    for code in languages.LANGUAGES:
        try:
            forms = Locale.parse(code).months["format"]
        except UnknownLocaleError:
            continue
        for width in ("wide", "abbreviated"):
            found |= {str(name).strip(". ") for name in forms[width].values()}
    folded = {keywords.fold(name) for name in found}
    return frozenset(one for one in folded if len(one) >= SHORTEST and not one.isdigit())
