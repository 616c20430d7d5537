"""The form of one translation: places, numbers, isolates, brackets, markup, and its forms."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Message

from locales import direction, files, languages, text
from locales.languages import Direction

_DIGITS = re.compile(r"\d+")
#: A named place, in the bot's sentences or in the templates of the desk.
PLACES = re.compile(r"\{[a-z][a-z0-9_]*\}|%\([a-z0-9_]+\)[sd]")
#: What must come through letter by letter: tags, entities, commands, addresses, code.
_MARKUP = re.compile(r"</?[a-z]+\b[^<>]*>|&[a-z]+;|(?<![\w/])/[a-z]{3,}\b|https?://[^\s)]+|`[^`]+`")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"))
#: Signs that are numbers without being digits: Ethiopic, Roman, Chinese.
_OTHER_NUMBERS = {"Nl", "No"}


def of_message(message: Message, language: str) -> Iterator[str]:
    """What is wrong with the form of one translated message."""
    plural = not isinstance(message.id, str)
    every = {place for english, _ in files.forms(message) for place in PLACES.findall(english)}
    for english, string in files.forms(message):
        lacking = every - set(PLACES.findall(string))
        if plural:
            lacking -= {f"{{{text.COUNT}}}"}
        strange = set(PLACES.findall(string)) - every
        if lacking or strange:
            yield f"placeholders differ: {', '.join(sorted(lacking | strange))}"
        if not plural:
            yield from _wrong_numbers(english, string)
        if not direction.balanced(string):
            yield "an isolate is not closed, or closed without being opened"
        if _turns_round(string, language):
            yield "a number of several groups needs U+2068 before and U+2069 after it"
        yield from _wrong_signs(english, string)
        if string == english and files.SAME not in message.user_comments and has_words(english):
            yield f'left in English (if right, mark it "# {files.SAME}")'


def wrong_forms(message: Message, wanted: int) -> Iterator[str]:
    """A plural has every form that its catalogue's header promises."""
    if isinstance(message.id, str):
        return
    there = [form for form in files.strings(message) if form]
    if len(there) != wanted:
        yield f"{len(there)} of {wanted} plural forms"


def has_words(english: str) -> bool:
    """Whether there is anything to translate."""
    return any(character.isalpha() for character in PLACES.sub("", english))


def _wrong_numbers(english: str, string: str) -> Iterator[str]:
    if sorted(_DIGITS.findall(english)) != sorted(_DIGITS.findall(string)):
        yield "the numbers differ from the English"
    elif any(number not in string for number in direction.GROUPS.findall(english)):
        yield "a telephone number is written in another way than in English"
    strange = {one for one in string if unicodedata.category(one) in _OTHER_NUMBERS}
    if strange - set(english):
        yield "a number is written in other signs than 0 to 9"


def _wrong_signs(english: str, string: str) -> Iterator[str]:
    if any(string.count(first) != string.count(last) for first, last in _PAIRS):
        yield "a bracket is not closed, or closed without being opened"
    wanted, there = Counter(_MARKUP.findall(english)), Counter(_MARKUP.findall(string))
    if wanted != there:
        differing = sorted((wanted - there) | (there - wanted))
        yield f"markup, commands or addresses differ: {', '.join(differing)}"


def _turns_round(string: str, language: str) -> bool:
    if languages.direction(language) is Direction.LTR:
        return False
    apart = re.compile(f"{direction.START}[^{direction.END}]*{direction.END}")
    return bool(direction.GROUPS.search(apart.sub("", string)))
