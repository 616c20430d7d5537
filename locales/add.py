"""Beginning a language: its row in the table, its catalogues, its words; and offering it to people.

Works on the files of a checkout. What only a person who speaks it can give stays empty.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel import Locale, UnknownLocaleError

from locales import check, extract, languages
from locales.checks.fault import Fault
from locales.keywords import FOLDER as WORDS
from locales.languages import Direction

#: The folder of the checkout that this runs from.
ROOT = extract.FOLDER.parent
#: The catalogues that a language for people has; the desk is in four languages.
DOMAINS = ("messages", "faq")
#: Where the rows of a new language go, in the files of a checkout.
TABLE, EXAMPLES = Path("locales/languages.py"), Path("faq/entry.py")
_END_OF_TABLE = re.compile(r"(?<=\n)    \)\n\}\n")
_END_OF_TAGS = re.compile(r"(?<=\n)\}\n(?=#: The same the other way round)")
_END_OF_EXAMPLES = re.compile(r'(?<=")\)(?=\n)')


class NotAdded(ValueError):
    """A language cannot be added or offered; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The language to begin."""

    #: two letters, or with a region: am, fa_AF
    code: str
    #: what its speakers call it; None: as Unicode's tables have it
    own_name: str | None = None
    #: other tags that apps send for it, apart by spaces
    tags: str = ""
    #: the language whose texts its readers get where it has none
    falls_back_to: str | None = None


def begin(root: Path, wish: Wish) -> list[str]:
    """Write everything that a new language needs; the files written. Raises NotAdded."""
    locale = _locale(wish.code)
    if wish.code in languages.LANGUAGES:
        raise NotAdded(f"{wish.code} is there already")
    if wish.falls_back_to is not None and wish.falls_back_to not in languages.LANGUAGES:
        raise NotAdded(f"{wish.falls_back_to} is no language of ours")
    row = _row(wish, locale)
    _insert(root / TABLE, _END_OF_TABLE, f"        {row},\n")
    if wish.tags:
        _insert(root / TABLE, _END_OF_TAGS, f'    "{wish.code}": "{wish.tags}",\n')
    if wish.falls_back_to is None:
        _insert(root / EXAMPLES, _END_OF_EXAMPLES, f', "{wish.code}"')
    written = [str(TABLE), str(EXAMPLES)]
    for domain in DOMAINS:
        path = root / "locales" / wish.code / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        written.append(str(path.relative_to(root)))
    words = root / "locales" / "words" / f"{wish.code}.yaml"
    words.write_text(_words(locale), "utf-8")
    return [*written, str(words.relative_to(root))]


def lacking(root: Path, code: str) -> list[Fault]:
    """What keeps a language from being offered: its faults, and all that is not translated."""
    found = check.findings(root / "locales", promised=(code,))
    return [one for one in found if one.language == code]


def offer(root: Path, code: str) -> None:
    """From now on people can choose it. Raises NotAdded."""
    known = languages.LANGUAGES.get(code)
    if known is None:
        raise NotAdded(f"{code} is no language of ours: see `locales add`")
    if known.interface:
        raise NotAdded(f"{code} is offered already")
    path = root / TABLE
    source = path.read_text("utf-8")
    row = re.compile(rf'Language\(\s*code="{code}",')
    source, count = row.subn(r"\g<0> interface=True, emergency=True,", source)
    if not count:
        raise NotAdded(f"{path.name} has changed its form: set interface and emergency by hand")
    path.write_text(source, "utf-8")


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        raise NotAdded(f"{code} is no code of a language that Unicode's tables know") from None


def _row(wish: Wish, locale: Locale) -> str:
    name = wish.own_name or locale.get_display_name(str(locale)) or wish.code
    parts = [f'code="{wish.code}"', f'own_name="{name}"']
    if locale.text_direction == Direction.RTL:
        parts.append("direction=Direction.RTL")
    if wish.falls_back_to is not None:
        parts.append(f'falls_back_to="{wish.falls_back_to}"')
    return f"Language({', '.join(parts)})"


def _insert(path: Path, place: re.Pattern[str], text: str) -> None:
    source = path.read_text("utf-8")
    found = place.search(source)
    if found is None:
        raise NotAdded(f"{path.name} has changed its form: add {text.strip()} by hand")
    path.write_text(source[: found.start()] + text + source[found.start() :], "utf-8")


def _words(locale: Locale) -> str:
    """A file with every list that English has, empty."""
    lists = yaml.load((WORDS / f"{languages.ENGLISH}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    head = f"# Plain words of {locale.english_name}, also as people type them in Latin letters.\n"
    return head + "".join(f"{name}: []\n" for name in lists)
