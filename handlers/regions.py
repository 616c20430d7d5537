"""Which region's rules apply at a Belgian postal code."""

#: Postal codes of the nine municipalities of the German-speaking Community.
GERMAN_SPEAKING = frozenset(
    {
        *(4700, 4701, 4710, 4711, 4720, 4721, 4728, 4730, 4731),
        *(4750, 4760, 4761, 4770, 4771, 4780, 4782, 4783, 4784, 4790, 4791),
    }
)
#: First and last postal code of each stretch, with its region (bpost's numbering by province).
STRETCHES = (
    (1000, 1299, "brussels"),
    (1300, 1499, "wallonia"),
    (1500, 3999, "flanders"),
    (4000, 7999, "wallonia"),
    (8000, 9999, "flanders"),
)


class UnknownPostalCode(ValueError):
    """A Belgian postal code has four digits, 1000 to 9999."""


def of_postal_code(code: str) -> str:
    """flanders, brussels, wallonia or german_speaking. Raises UnknownPostalCode."""
    if not (code.isascii() and code.isdigit() and len(code) == 4):
        raise UnknownPostalCode(f"{UnknownPostalCode.__doc__} Not: {code!r}")
    number = int(code)
    if number in GERMAN_SPEAKING:
        return "german_speaking"
    for first, last, region in STRETCHES:
        if first <= number <= last:
            return region
    raise UnknownPostalCode(f"{UnknownPostalCode.__doc__} Not: {code!r}")
