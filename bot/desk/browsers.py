"""Which browser somebody uses, told coarsely: enough to know one's own again, too little to trace.

Names of products are the same in every language.
"""

#: What a user agent says, in the order in which it must be looked for, and what we call it.
BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chromium", "Chromium"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
SYSTEMS = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("cros", "ChromeOS"),
    ("mac os x", "macOS"),
    ("linux", "Linux"),
)


def family(user_agent: str) -> str:
    """Like "Firefox · Android", without versions; empty when nothing is recognised."""
    said = user_agent[:500].casefold()
    return " · ".join(name for name in (_find(BROWSERS, said), _find(SYSTEMS, said)) if name)


def _find(table: tuple[tuple[str, str], ...], said: str) -> str | None:
    return next((name for mark, name in table if mark in said), None)
