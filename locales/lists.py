"""Several names in one sentence, joined as the language joins them."""

from collections.abc import Sequence

from babel.lists import format_list

from locales import direction, languages
from locales.languages import Direction

#: Where "and" is written onto the word after or before it, which a name in other letters does not
#: take: there a comma stands, as people write it.
_COMMAS = {"ar": "، ", "ti": "፣ "}


def listed(names: Sequence[str], language: str) -> str:
    """A, B and C; each set apart where the directions of two scripts could mix."""
    into = languages.direction(language)
    apart = [direction.isolate(name, into) for name in names]
    if language in _COMMAS or len(apart) < 2:
        joined = _COMMAS.get(language, "").join(apart)
    else:
        joined = str(format_list(apart, locale=language))
    if into is Direction.RTL:  # the first name stands on the right, whatever its letters
        return f"{direction.RIGHT_TO_LEFT}{joined}{direction.END}"
    return joined
