"""Signed, expiring links to files, for providers that fetch what we send."""

import datetime as dt
import hmac

from db.keyring import Keyring

#: How long a link works for a provider.
VALID = dt.timedelta(hours=1)
#: How long one works that a person gets to read.
FOR_PEOPLE = dt.timedelta(days=14)


class BadLink(Exception):
    """The link is not ours, was changed, or is too old."""


def path(
    keyring: Keyring, attachment_id: int, now: dt.datetime, *, valid: dt.timedelta = VALID
) -> str:
    """The path of a link, and for how long it works."""
    until = int((now + valid).timestamp())
    return f"/media/{attachment_id}/{until}/{_sign(keyring, attachment_id, until)}"


def check(
    keyring: Keyring, attachment_id: int, until: int, signature: str, *, now: dt.datetime
) -> None:
    """Raises BadLink."""
    given = signature.encode("utf-8", "surrogatepass")  # letters of any kind can stand in a path
    good = hmac.compare_digest(_sign(keyring, attachment_id, until).encode(), given)
    if not good or until < now.timestamp():
        raise BadLink


def _sign(keyring: Keyring, attachment_id: int, until: int) -> str:
    return keyring.hash("media", str(attachment_id), str(until))
