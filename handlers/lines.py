"""One line that somebody typed: a name, a title, a place."""

import unicodedata

from locales import direction


class TooLong(ValueError):
    """This is too long: say it in fewer words."""

    def __init__(self, field: str) -> None:
        super().__init__(TooLong.__doc__)
        #: what was too long
        self.field = field


def one_line(given: str, most: int, *, field: str = "name") -> str:
    """The words on one line, without marks that cannot be seen. Raises TooLong: nothing is cut."""
    shown = "".join(" " if unicodedata.category(one) in ("Cc", "Cs") else one for one in given)
    line = " ".join(direction.visible(shown).split())
    if len(line) > most:
        raise TooLong(field)
    return line
