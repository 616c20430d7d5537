"""The languages of the project: codes, own names, direction, and which one a person gets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: The language of every key, and the one that is always there.
ENGLISH = "en"


class Direction(StrEnum):
    """The direction in which a language is written."""

    #: Left to right.
    LTR = "ltr"
    #: Right to left.
    RTL = "rtl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language people may choose."""

    #: Our code, also the name of the folder of its catalogues.
    code: str
    #: What its speakers call it; shown on buttons.
    own_name: str
    #: The direction in which it is written.
    direction: Direction = Direction.LTR
    #: Whether the bot's own sentences are all translated.
    interface: bool = False
    #: Whether the texts for emergencies are translated.
    emergency: bool = False
    #: The language whose texts its speakers get where it has none of its own; None: English.
    falls_back_to: str | None = None


#: Every language, in the order in which people choose.
LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language(code="en", own_name="English", interface=True, emergency=True),
        Language(code="nl", own_name="Nederlands", interface=True, emergency=True),
        Language(code="fr", own_name="Français", interface=True, emergency=True),
        Language(code="de", own_name="Deutsch", interface=True, emergency=True),
        Language(
            code="ar", own_name="العربية", direction=Direction.RTL, interface=True, emergency=True
        ),
        Language(
            code="fa", own_name="فارسی", direction=Direction.RTL, interface=True, emergency=True
        ),
        Language(code="fa_AF", own_name="دری", direction=Direction.RTL, falls_back_to="fa"),
        Language(code="tr", own_name="Türkçe", interface=True, emergency=True),
        Language(code="uk", own_name="Українська", interface=True, emergency=True),
        Language(
            code="ps", own_name="پښتو", direction=Direction.RTL, interface=True, emergency=True
        ),
        Language(code="ti", own_name="ትግርኛ", interface=True, emergency=True),
        Language(code="so", own_name="Soomaali", interface=True, emergency=True),
        Language(code="ku", own_name="Kurmancî", interface=True, emergency=True),
        Language(code="sw", own_name="Kiswahili", interface=True, emergency=True),
    )
}
#: The languages in which the bot's own sentences are complete, in order.
INTERFACE = tuple(language.code for language in LANGUAGES.values() if language.interface)
#: The languages that people may choose, in order: these, and what is read in one of these.
CHOOSABLE = tuple(
    language.code
    for language in LANGUAGES.values()
    if language.interface or language.falls_back_to in INTERFACE
)
#: Leads to the choice of a language, whatever somebody reads: on buttons, in menus, as a message.
SIGN = "🌐"
#: The languages in which the texts for emergencies are complete, in order.
EMERGENCY = tuple(language.code for language in LANGUAGES.values() if language.emergency)

#: Languages that readers of another one often read as well, beside those of the country.
ALSO_READ: Mapping[str, tuple[str, ...]] = {
    "ti": ("ar",),
    "so": ("ar",),
    "ku": ("ar", "tr"),
    "ps": ("fa",),
    "fa_AF": ("ps",),
}
#: English and the languages of the country.
OF_THE_COUNTRY = (ENGLISH, "nl", "fr", "de")

#: Asked in both at once, and never translated: no program tells the one from the other.
PERSIAN_OR_DARI = "فارسی یا دری؟"
#: Near languages that are not ours: readers of Sorani, in Arabic script, cannot read our Kurmanji.
NOT_OURS = frozenset({"ckb", "ku-arab", "ku-iq", "ku-ir"})
#: Other tags for our languages: longer codes, and members of a group of close languages.
OTHER_TAGS: Mapping[str, str] = {
    "en": "eng",
    "nl": "nld dut vls",
    "fr": "fra fre",
    "de": "deu ger",
    "ar": "ara arb acm apc apd ary arz",
    "fa": "fas per pes",
    "fa_AF": "fa-af prs",
    "tr": "tur",
    "uk": "ukr",
    "ps": "pus pbt pbu pst",
    "ti": "tir",
    "so": "som",
    "ku": "kur kmr",
    "sw": "swa swc swh",
}
#: The same the other way round, each tag in small letters.
ALIASES: Mapping[str, str] = {
    tag: code for code, tags in OTHER_TAGS.items() for tag in (code.casefold(), *tags.split())
}


def negotiate(wanted: Sequence[str], available: Collection[str]) -> str:
    """The first wanted language that is available, by our codes; English when none is.

    `wanted` are tags as apps send them (nl-BE, prs, fa_AF), the dearest first.
    """
    for tag in wanted:
        wish = canonical(tag)
        for code in chain(wish) if wish else ():
            if code in available:
                return code
    return ENGLISH


def canonical(tag: str) -> str | None:
    """Our code for a language tag; None when it is not one of our languages."""
    parts = tag.strip().replace("_", "-").casefold().split("-")
    for length in range(len(parts), 0, -1):
        known = "-".join(parts[:length])
        if known in NOT_OURS:
            return None
        if known in ALIASES:
            return ALIASES[known]
    return None


def chain(code: str) -> tuple[str, ...]:
    """The languages in which to look for a text, one after the other; English is after all."""
    found: list[str] = []
    step: str | None = code
    while step is not None:
        found.append(step)
        step = LANGUAGES[step].falls_back_to if step in LANGUAGES else None
    return tuple(found)


def likely(code: str) -> tuple[str, ...]:
    """The languages that a reader of one may read too: those of the country, then near ones."""
    return (*OF_THE_COUNTRY, *ALSO_READ.get(code, ()))


def direction(code: str) -> Direction:
    """The direction in which a language is written; left to right for one we do not know."""
    return LANGUAGES[code].direction if code in LANGUAGES else Direction.LTR


def own_name(code: str) -> str:
    """What the speakers of one of our languages call it. Raises KeyError for another."""
    return LANGUAGES[code].own_name
