"""Whether a few words go on about the answer before them ("and for adults?"), by words alone."""

import re

from faq import words
from faq.fold import fold


def _folded(written: str) -> frozenset[str]:
    return frozenset(fold(one) for one in written.split("|"))


#: how such words begin, in every language
_BEGINNINGS = _folded(
    "and|or|also|what about|how about|en|of|maar|ook|wat met|wat als|hoe zit het met|et|ou pour|"
    "ou bien|ou si|mais|aussi|und|oder|auch|aber|was ist mit|و|أو|ماذا عن|یا|ve|peki|ya|і|й|та|а|"
    "iyo|oo|ወይ|ከምኡውን|او|û|vipi kuhusu"
)
#: words that point at what was said just now
_POINTING = _folded(
    "it|that|this|there|they|them|dat|dit|daar|daarvoor|ervoor|hiervoor|ze|ça|cela|celui|das|dafür|"
    "dort|هذا|ذلك|هناك|هذه|این|آن|آنجا|bu|bunun|orada|onu|це|там|цього|taas|kaas|halkaas|እዚ|እቲ|ኣብኡ|"
    "دا|هغه|هلته|ew|vir|hiyo|hapo|huko"
)
#: question words, beside those that give a language away: no content of their own
_ASKING = _folded(
    "how|much|many|what|where|when|who|why|which|hoeveel|wanneer|waarom|combien|quand|wieviel|كم|متى|"
    "أين|كيف|چند|کجا|کی|kadar|скільки|коли|де|як|meeqa|imisa|ክንደይ|څومره|çiqas|ngapi"
)
#: the little words of the scripts that several languages share
_LITTLE = frozenset(
    fold(one)
    for line in (words.ARABIC, words.PERSIAN, words.PASHTO, words.TIGRINYA)
    for one in line
)
#: Arabic "and" is written onto its word; these beginnings of words are hardly ever anything else
_AND_ARABIC = re.compile(r"(ولل|وماذا|وكيف|وهل|وكم|واين|ومتي|واذا|وبال|وفي)")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
#: signs of code and addresses
_SIGNS = frozenset("<>{}=/")
#: fewer words of its own than this may be about the answer before
_FEW = 3


def follows(text: str, code: str | None, *, is_near: bool) -> bool:
    """Whether `text`, in the language `code`, is about what was answered just before.

    `is_near`: nothing else is nearer to it; that counts where its words leave it open.
    """
    folded = fold(text)
    found = _WORDS.findall(folded)
    if not found or _SIGNS & set(folded):
        return False
    own = [one for one in found if not _is_small(one, code)]
    begins = any(f"{' '.join(found)} ".startswith(f"{one} ") for one in _BEGINNINGS)
    if begins or _AND_ARABIC.match(folded) or not own or _POINTING & set(found):
        return True
    return is_near and len(own) < _FEW


def _is_small(word: str, code: str | None) -> bool:
    """A word that stands in any question."""
    known = words.FREQUENT.get(code or "", frozenset())
    return len(word) == 1 or word in _ASKING or word in _LITTLE or word in known
