"""Plain words in what families read: short sentences, no abbreviation without its meaning.

A doubt, never a fault: where a sentence of 22 words is the clear one, it stays.
"""

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

from locales import files, text
from locales.catalogue import FAQ, MESSAGES
from locales.checks import complete, lengths

#: The languages whose sentences can be counted in words that mean the same.
LANGUAGES = frozenset({"en", "nl", "fr", "de"})
#: The most words of one sentence.
MOST = 20
#: The modules of the texts that families read in need or are asked to answer.
MODULES = (complete.EMERGENCY_MODULE, "checkins.", "general.PRIVACY")
#: What everybody reads on signs and keyboards.
KNOWN = frozenset({"STOP", "SMS", "OK", "WhatsApp", "START", "MB", "PIN", "SIM"})

_SENTENCES = re.compile(r"(?<=[.!?:;…])\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
#: Two capitals or more: OCMW, CPAS; with their meaning in brackets behind them, or in brackets.
_SHORT = re.compile(r"(?<![\w/])[A-ZÄÖÜÉ]{2,}(?:/[A-ZÄÖÜÉ]{2,})*(?![\w/])")
_MEANING = re.compile(r"\s*[(,:–]|\)")


def of_message(message: Message, language: str, domain: str) -> Iterator[str]:
    """What may be hard to read in a text for families."""
    if language not in LANGUAGES or not is_for_families(message, domain):
        return
    english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    for said in english if language == "en" else filter(None, files.strings(message)):
        yield from hard(said)


def hard(said: str) -> Iterator[str]:
    """Sentences that are too long, and abbreviations that nobody explains."""
    for sentence in _SENTENCES.split(text.PLACEHOLDER.sub("Name", said)):
        count = len(_WORD.findall(sentence))
        if count > MOST:
            yield f"a sentence of {count} words: {sentence[:60]!r}"
    for found in _SHORT.finditer(said):
        if found[0] not in KNOWN and not _is_explained(said, found):
            yield f"{found[0]} has no meaning beside it"


def is_for_families(message: Message, domain: str) -> bool:
    """Emergency, consent, check-ins and planned messages."""
    if domain == FAQ:
        context = str(message.context)
        to_group = context.startswith(lengths.PLAN) and context.endswith("/group")
        return context.startswith((complete.SENSITIVE, lengths.PLAN)) and not to_group
    return domain == MESSAGES and any(
        comment.startswith(MODULES) for comment in message.auto_comments
    )


def _is_explained(said: str, found: re.Match[str]) -> bool:
    before, after = said[: found.start()].rstrip(), said[found.end() :]
    return bool(_MEANING.match(after)) or before.endswith("(")
