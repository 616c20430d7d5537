"""Where the database is: its address, read once for every connection that is opened to it.

PostgreSQL's driver reads the parameters behind the `?` itself, as PostgreSQL's own programs write
them. What it does not know it would hand to the server, which refuses it with a riddle.
"""

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE = ("sqlite", "sqlite+aiosqlite")
POSTGRESQL = ("postgresql", "postgres", "postgresql+asyncpg")
#: How strictly the connection to PostgreSQL is encrypted; `require` checks no certificate.
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
#: What an address of PostgreSQL may say behind its `?`.
PARAMETERS = (
    "sslmode", "sslrootcert", "sslcert", "sslkey", "host", "port", "target_session_attrs",
    "application_name",
)  # fmt: skip


class AddressFault(ValueError):
    """The address of a database is not usable; what is wrong with it and what to write."""


def read(text: str) -> URL:
    """The address in one form for each kind of database. Raises AddressFault."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise AddressFault(_write("cannot be read")) from None
    if url.drivername in SQLITE:
        return url.set(drivername="sqlite+aiosqlite")
    if url.drivername not in POSTGRESQL:
        raise AddressFault(_write("names a database that is not supported"))
    return url.set(drivername="postgresql", query=_parameters(url))


async def connect(url: URL) -> asyncpg.Connection:
    """A connection to PostgreSQL, the same for queries and for listening."""
    return await asyncpg.connect(url.render_as_string(hide_password=False))


def _parameters(url: URL) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in url.query.items():
        known = "sslmode" if name == "ssl" else name
        if known not in PARAMETERS:
            raise AddressFault(
                f"has the parameter {name!r} behind its ?, which is not known: take it out, or "
                f"write one of {', '.join(PARAMETERS)}"
            )
        if known in found or not isinstance(value, str):
            raise AddressFault(f"says {known} more than once: write it once")
        found[known] = value
    mode = found.get("sslmode")
    if mode in ("true", "1"):  # as hosts write it for other programs
        found["sslmode"] = "require"
    elif mode is not None and mode not in SSL_MODES:
        raise AddressFault(f"has an sslmode that is not known: write one of {', '.join(SSL_MODES)}")
    return found


def _write(wrong: str) -> str:
    return (
        f"{wrong}: write postgresql://user:password@host/name, or "
        "sqlite+aiosqlite:///data/onthaal.db"
    )
