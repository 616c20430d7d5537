"""Names of languages in other languages, also of those that no catalogue is written in."""

from babel import Locale, UnknownLocaleError

from locales import languages

#: Babel knows it as Persian (Afghanistan).
DARI = "fa_AF"


def language_name(code: str | None, into: str) -> str:
    """A language's name in another language; its code when nobody knows one."""
    if code == DARI:
        is_rtl = languages.direction(into) is languages.Direction.RTL
        return languages.own_name(DARI) if is_rtl else "Dari"
    try:
        return Locale.parse(code).get_display_name(into) or str(code)
    except (UnknownLocaleError, ValueError, TypeError):
        return code or "?"
