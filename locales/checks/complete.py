"""What is promised in every language, and is missing: whole, not fuzzy, in all plural forms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from babel.messages.catalog import Catalog, Message

from locales import files, languages
from locales.catalogue import DESK, FAQ
from locales.checks.fault import Weight

#: The module of the texts that every language of emergencies needs.
EMERGENCY_MODULE = "emergency."
#: The start of the context of what is said first about a danger.
SENSITIVE = "sensitive/"
#: The context of the answers under the steps of the sponsorship year.
ANSWERS = "plan.answers"


def weight(
    message: Message, language: str, domain: str, *, exists: bool, as_promised: bool = False
) -> Weight | None:
    """What it is when this message is missing in a language; None: nothing was promised.

    `as_promised` holds a language to all that is promised once people can choose it.
    """
    known = languages.LANGUAGES[language]
    if as_promised:
        known = replace(known, interface=True, emergency=True)
    if domain == FAQ:
        return _of_faq(str(message.context), known)
    if domain == DESK:
        return Weight.FAULT if exists else None
    emergency = any(comment.startswith(EMERGENCY_MODULE) for comment in message.auto_comments)
    promised = known.interface or (known.emergency and emergency)
    return Weight.FAULT if promised else None


def is_there(message: Message, catalog: Catalog) -> bool:
    """Whether the catalogue has this message of the template, to be said as it is."""
    translated = catalog.get(message.id, message.context)
    return translated is not None and files.is_whole(translated)


def half(template: Catalog, missing: Iterable[Message]) -> list[str]:
    """Entries of the FAQ of which some parts are there and others are not."""
    parts = Counter(map(_entry, template))
    lacking = Counter(map(_entry, missing))
    return [entry for entry, count in lacking.items() if count < parts[entry]]


def _of_faq(context: str, known: languages.Language) -> Weight | None:
    if context.startswith(SENSITIVE):
        return Weight.FAULT if known.emergency else None
    return Weight.FAULT if known.interface else None


def _entry(message: Message) -> str:
    entry, _, part = str(message.context).rpartition("/")
    # each answer of the plan is shown by itself, with what is said after it
    return f"{entry}/{part.partition('.')[0]}" if entry == ANSWERS else entry
