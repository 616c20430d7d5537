"""The signs of the bot's messages as small drawings, for our own pages.

Not every machine has a font with emoji: there a sign would be an empty box. Chats keep the signs.
"""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from locales import languages

_CIRCLE = Markup('<circle cx="12" cy="12" r="9"/>')
_FACE = _CIRCLE + Markup('<path d="M9 9.5h.01M15 9.5h.01"/>')
_BOX = Markup('<rect x="4" y="4" width="16" height="16" rx="2.5"/>')
#: The lines of each drawing, on a field of 24 by 24.
DRAWINGS: Mapping[str, Markup] = {
    languages.SIGN: _CIRCLE
    + Markup('<path d="M3.5 9h17M3.5 15h17M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18"/>'),
    "😊": _FACE + Markup('<path d="M8 14c2 3 6 3 8 0"/>'),
    "😐": _FACE + Markup('<path d="M8.5 15h7"/>'),
    "🙁": _FACE + Markup('<path d="M8 16.5c2-3 6-3 8 0"/>'),
    "⬜": _BOX,
    "✅": _BOX + Markup('<path d="M8 12.5l3 3 5.5-7"/>'),
    "👤": Markup('<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-8 15-8 16 0z"/>'),
    "⚠": Markup('<path d="M12 3.5l9.5 17h-19zM12 10v5M12 17.8h.01"/>'),
    "☎": Markup(
        '<path d="M5 3h4l2 5-2.5 1.7c1 2.6 3.2 4.8 5.8 5.8L16 13l5 2v4c0 1-1 2-2 2'
        'C10.5 20.5 3.5 13.5 3 5c0-1 1-2 2-2z"/>'
    ),
    "◷": _CIRCLE + Markup('<path d="M12 6.5V12l4 2.5"/>'),
}
#: One of them, and the mark that asks for its coloured form.
_SIGN = re.compile(f"([{''.join(DRAWINGS)}])\ufe0f?")
_DRAWN = Markup(
    '<span class="sign"><svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    "{lines}</svg><span>{sign}</span></span>"
)


def drawn(text: str) -> Markup:
    """The text with each of these signs drawn; who hears or copies it still gets the sign."""
    made, end = Markup(""), 0
    for found in _SIGN.finditer(text):
        made += escape(text[end : found.start()])
        made += _DRAWN.format(lines=DRAWINGS[found[1]], sign=found[1])
        end = found.end()
    return made + escape(text[end:])
