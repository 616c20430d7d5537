"""Passwords: hashed with argon2 and checked. Slow on purpose: call it in a thread."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from handlers.staffing import PASSWORD_LENGTHS


def hashed(password: str) -> str:
    """What is kept of a password."""
    return PasswordHasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """A password belongs to what is kept; one that is far too long takes no more work."""
    _shortest, longest = PASSWORD_LENGTHS
    short_enough = len(password) <= longest
    try:
        return PasswordHasher().verify(kept, password if short_enough else "") and short_enough
    except (Argon2Error, InvalidHashError):
        return False
