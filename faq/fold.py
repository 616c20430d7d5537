"""One spelling of a text, for matching words: no case, no accents, one form of each letter."""

import re
import unicodedata

#: letters that differ between keyboards of one script, and typographic marks
_ONE_FORM = str.maketrans(
    {
        "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "گ": "گ", "ة": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه",
        "ـ": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "ı": "i", "œ": "oe",
        "æ": "ae", "ø": "o", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"',
        "።": ".", "፡": " ", "؟": "?",
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """`text` in its folded form. Digits of every script become ASCII."""
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_ONE_FORM)
    kept = (
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in text
        if not unicodedata.combining(c)
    )
    return _SPACE.sub(" ", "".join(kept).translate(_ONE_FORM)).strip()
