"""The script a language is written in, and English that was left where it should not be.

Which language a text is in beyond that is told by models: python -m bot locales tongue.
"""

import re
import unicodedata
from collections.abc import Iterator

from locales.checks import form

#: The scripts of the languages that are not written in Latin letters, as Unicode names them.
SCRIPTS = {
    "ar": "ARABIC",
    "fa": "ARABIC",
    "fa_AF": "ARABIC",
    "ps": "ARABIC",
    "uk": "CYRILLIC",
    "ti": "ETHIOPIC",
    "am": "ETHIOPIC",
}
LATIN = "LATIN"
#: Words of nearly every English sentence that none of our languages has.
ENGLISH = frozenset(
    {"the", "and", "you", "your", "with", "are", "this", "that", "have", "from", "they", "which"}
    | {"what", "not", "please", "them", "their", "there", "when", "who", "how", "should", "must"}
)
#: A text from so many letters on is judged; in so few, names weigh too much.
LETTERS = 12
#: Of the letters, at least so many are in the script of the language; names are Latin everywhere.
SHARE = 0.2
#: From so many words on a sentence tells its language.
WORDS = 5
#: English words that are not by chance: so many, and so much of the text.
LEAST, MOST = 2, 0.12

_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
#: A word in any script, and one in Latin letters, such as a name.
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")


def wrong(english: str, string: str, language: str) -> Iterator[str]:
    """Another script than the language's, or sentences that nobody translated."""
    bare = form.PLACES.sub(" ", string)
    names = {one for one in _LATIN.findall(english) if not one.islower()}
    rest = _LATIN.sub(lambda found: "" if found[0] in names else found[0], bare)
    letters = [one for one in rest if one.isalpha()]
    own = sum(_script(one) == SCRIPTS.get(language, LATIN) for one in letters)
    if len(letters) >= LETTERS and own < SHARE * len(letters):
        yield f"only {own} of {len(letters)} letters are in the script of the language"
        return
    kept = [one for one in _SENTENCES.split(english) if len(_WORD.findall(one)) >= WORDS]
    if any(one in string for one in kept) and string != english:
        yield "a sentence is left in English"
    words = _WORD.findall(bare.lower())
    if string != english and len(words) >= WORDS:
        count = sum(one in ENGLISH for one in words)
        if count >= LEAST and count > MOST * len(words):
            yield f"{count} of {len(words)} words are English"


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]
