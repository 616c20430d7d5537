"""A link to a map for an appointment: its address only, never whom or what a family visits there.

A place is what somebody typed: "Dr. Peeters, Stationsstraat 12, 2800 Mechelen". Where no street
with its number is found for certain there is no link: a wrong place would be worse than none.
"""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from faq import municipalities
from faq.fold import fold

Words = Sequence[str]

#: Where an address is looked up.
MAP = "https://www.openstreetmap.org/search?query="
#: Words of one town, at most: "Saint-Georges-sur-Meuse" counts as one.
MOST_WORDS = 4

#: Between the parts of a place.
_SEPARATOR = re.compile(r"[,;:|()\[\]\n]+|\s[-–—/]\s")
#: A house number: 12, 12a, 12/3; four digits are more often a postal code.
_NUMBER = re.compile(r"\d{1,4}[a-z]?(?:[/-]\d{1,3}[a-z]?)?")
_CODE = re.compile(r"[1-9]\d{3}")
#: A number behind these, or one such as "2e" before them, is a door inside.
_INSIDE = re.compile(
    r"(?:kamer|lokaal|zaal|klas|verdieping|verd|loket|gebouw|blok|bus|box|etage|salle|classe|"
    r"bureau|chambre|guichet|batiment|bte|boite|niveau|raum|zimmer|stock|etg|route|ingang|entree|"
    r"porte|deur)\.?"
)
#: Begins the name of a street in French.
_FRENCH = re.compile(
    r"(?:rue|avenue|av|boulevard|bd|bld|boul|chaussee|place|pl|quai|square|chemin|rte|allee|"
    r"impasse|dreve|clos|cour|cours|esplanade|galerie|passage|parvis|sentier|venelle|faubourg)\.?"
)
#: Ends the name of a street in Dutch or German.
_STREET = re.compile(
    r".*(?:straat|str\.?|laan|weg|baan|plein|markt|dreef|lei|kaai|pad|hof|park|singel|vest|gracht|"
    r"ring|dijk|plaats|strasse|platz|allee)\.?"
)
#: Comes before that as a word of its own.
_BEFORE_STREET = re.compile(
    r"(?:grote|kleine|oude|nieuwe|lange|korte|hoge|lage|groene|sint|st\.?|koning|koningin|prins|"
    r"prinses|keizer|graaf|generaal|burgemeester|kardinaal|pastoor|de|den|der|van|het)"
)
#: Begins the name of a person or of a house, not of a street.
_NAMED = re.compile(
    r"(?:dr|drs|prof|mevr|mevrouw|mw|meneer|dhr|mr|mme|madame|mlle|monsieur|maitre|frau|herr|"
    r"dokter|docteur|doktor|doctor|medecin|dentiste?|kine|kinesist|kinesitherapeute|psycholoog|"
    r"psychologue|notaris|notaire|advocaat|avocat|vroedvrouw|vragen|bij|chez|bei|naar|"
    r"az|uz|chu|chr|ocmw|cpas|cm|vdab|forem|actiris|"
    r"\w*(?:arts|artsen|praktijk|praxis|ziekenhuis|kliniek|clinique|hopital|hospital|cabinet|"
    r"school|ecole|schule|centrum|centre|zentrum|huis|maison|apotheek|pharmacie|mutualiteit|"
    r"mutualite|bibliotheek|bibliotheque|kerk|eglise|station|gare))\.?"
)


def link(place: str) -> str | None:
    """A search for the address of a place, as one value; None where there is no address in it."""
    found = address(place)
    return MAP + quote(found, safe="") if found else None


def address(place: str) -> str | None:
    """Street, number and town."""
    parts = [part.split() for part in _SEPARATOR.split(place) if part.strip()]
    streets = [(n, *found) for n, words in enumerate(parts) if (found := _street(words))]
    if not streets:
        return None
    # "Klas 3" is no street, unless nothing else is
    at, street, rest = next((one for one in streets if _is_street(one[1])), streets[0])
    known = [_known_town(one) for one in (rest, *parts[at + 1 :], *parts[:at])]
    plain = [_plain_town(one) for one in (rest, *parts[at + 1 : at + 2])]
    town = next((one for one in (*known, *plain) if one), ())
    return ", ".join(" ".join(words) for words in (street, town) if words)


def _street(words: Words) -> tuple[Words, Words] | None:
    """A street with its number, and what comes behind it."""
    at = next((n for n in range(len(words)) if _is_house_number(words, n)), None)
    if at is None:
        return None
    if at == 0:
        return _number_first(words)
    begin = _begin(words[:at])
    if begin is None:
        return None
    rest = words[at + 1 :]
    return words[begin : at + 1], rest[2:] if rest and _is(_INSIDE, rest[0]) else rest


def _number_first(words: Words) -> tuple[Words, Words] | None:
    """ "12 rue de la Loi" and what comes behind."""
    if len(words) < 2 or not _is(_FRENCH, words[1]):
        return None
    ends = (n for n, one in enumerate(words) if n > 1 and (_CODE.match(one) or _is(_NAMED, one)))
    last = next(ends, len(words))
    return words[:last], words[last:]


def _begin(words: Words) -> int | None:
    """Where the name of the street begins, among what stands before the number."""
    french = next((n for n, one in enumerate(words) if _is(_FRENCH, one)), None)
    if french is not None:
        return french
    named = max((n for n, one in enumerate(words) if _is(_NAMED, one)), default=None)
    if named is None:
        return 0
    street = next((n for n in range(named + 1, len(words)) if _is(_STREET, words[n])), None)
    while street and street > named + 1 and _is(_BEFORE_STREET, words[street - 1]):
        street -= 1
    # of two names between them nobody knows whose they are: the person's or the street's
    return street if street and street - named <= 2 else None


def _is_house_number(words: Words, at: int) -> bool:
    word = fold(words[at])
    if not _NUMBER.fullmatch(word) or municipalities.find(word) is not None:
        return False
    is_door = at > 0 and _is(_INSIDE, words[at - 1])
    is_floor = word[-1].isalpha() and at + 1 < len(words) and _is(_INSIDE, words[at + 1])
    return not is_door and not is_floor


def _known_town(words: Words) -> Words:
    """A postal code with its town, or the name of a municipality, where a part begins with it."""
    if words and _CODE.fullmatch(words[0]):
        return (words[0], *(_known_town(words[1:]) or _plain_town(words[1:])))
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        if _folded(words[:count]) in _names():
            return words[:count]
    return ()


def _plain_town(words: Words) -> Words:
    """What stands where the town is written, and looks like one."""
    is_name = 0 < len(words) <= MOST_WORDS and all(one[0].isalpha() for one in words)
    return words if is_name and not any(_is(_NAMED, one) for one in words) else ()


def _is_street(words: Words) -> bool:
    return any(_is(_FRENCH, one) or _is(_STREET, one) for one in words)


def _is(pattern: re.Pattern[str], word: str) -> bool:
    return bool(pattern.fullmatch(fold(word)))


def _folded(words: Words) -> str:
    return fold(" ".join(words)).replace("-", " ")


@cache
def _names() -> frozenset[str]:
    every = municipalities.every()
    return frozenset(_folded([name]) for one in every for name in (one.dutch, one.french))
