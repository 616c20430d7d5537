"""The second factor of a colleague's sign-in: six digits from an app, or a code from paper."""

import datetime as dt
import secrets
from enum import StrEnum

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy.ext.asyncio import AsyncSession

from db import second_factors, staff
from db.models import StaffMember

#: Wrong codes of one colleague, counted over this time, after which even a right one waits.
FAILURES = 5
COUNTED = dt.timedelta(minutes=15)
#: Clocks may differ by so many steps of half a minute.
WINDOW = 1
#: Recovery codes: how many, of how many groups of how many characters without look-alikes.
CODES, GROUPS, GROUP = 10, 3, 4
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Answer(StrEnum):
    """What became of a code."""

    #: a new code of the app
    RIGHT = "right"
    #: a recovery code, spent now
    RECOVERED = "recovered"
    #: neither, or used already
    WRONG = "wrong"
    #: too many wrong ones: not even looked at
    THROTTLED = "throttled"


class NotBegun(LookupError):
    """There is no new secret to confirm: begin again."""


async def begin(session: AsyncSession, member: StaffMember, *, now: dt.datetime) -> None:
    """A fresh secret, to be scanned; nothing is asked for until it is confirmed.

    NotBegun when one is confirmed already: it is switched off first, with a code.
    """
    known = await second_factors.of_colleague(session, member.id, locked=True)
    if known is not None and known.confirmed_at is not None:
        raise NotBegun(NotBegun.__doc__)
    await second_factors.begin(session, member.id, pyotp.random_base32(), now=now)


async def confirm(
    session: AsyncSession, member: StaffMember, code: str, *, now: dt.datetime
) -> list[str] | None:
    """From now on sign-in asks for a code; the recovery codes, shown once. None: a wrong code."""
    factor = await second_factors.of_colleague(session, member.id, locked=True)
    if factor is None or factor.confirmed_at is not None:
        raise NotBegun(NotBegun.__doc__)
    step = _step(factor.secret, plain(code), now)
    if step is None:
        return None
    factor.confirmed_at, factor.last_step = now, step
    await staff.audit(session, member.id, "set_second_factor", "staff", member.id, now=now)
    return await _new_codes(session, member)


async def check(
    session: AsyncSession, member: StaffMember, code: str, *, now: dt.datetime
) -> Answer:
    """Take a code, once. A wrong one is counted in this transaction, which has to be committed."""
    factor = await second_factors.of_colleague(session, member.id, locked=True)
    key = f"code:{member.id}"
    if await staff.count_failures(session, key, since=now - COUNTED) >= FAILURES:
        return Answer.THROTTLED
    given = plain(code)
    step = _step(factor.secret, given, now) if factor else None
    if factor is not None and step is not None and step > factor.last_step:
        factor.last_step = step
        return Answer.RIGHT
    if await second_factors.use_code(session, member.id, given, now=now):
        await staff.audit(session, member.id, "use_recovery_code", "staff", member.id, now=now)
        return Answer.RECOVERED
    await staff.add_failure(session, key, now=now)
    return Answer.WRONG


async def renew_codes(
    session: AsyncSession, member: StaffMember, code: str, *, now: dt.datetime
) -> list[str] | Answer:
    """New recovery codes in place of the old ones, for a code; else what was wrong with it."""
    answer = await check(session, member, code, now=now)
    if answer not in (Answer.RIGHT, Answer.RECOVERED):
        return answer
    await staff.audit(session, member.id, "renew_recovery_codes", "staff", member.id, now=now)
    return await _new_codes(session, member)


async def end(session: AsyncSession, member: StaffMember, code: str, *, now: dt.datetime) -> Answer:
    """Switch it off, for a code."""
    answer = await check(session, member, code, now=now)
    if answer in (Answer.RIGHT, Answer.RECOVERED):
        await second_factors.remove(session, member.id)
        await staff.audit(session, member.id, "end_second_factor", "staff", member.id, now=now)
    return answer


def uri(secret: str, *, login: str, organisation: str) -> str:
    """What an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=organisation)


def plain(code: str) -> str:
    """A code as it is kept: in our digits and small letters, without what people put between."""
    signs = [str(int(one)) if one.isdecimal() else one.casefold() for one in code[:100]]
    return "".join(one for one in signs if one.isalnum())


def _step(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step that a code belongs to; None when it is wrong or of another time."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


async def _new_codes(session: AsyncSession, member: StaffMember) -> list[str]:
    groups = range(GROUPS)
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in groups)
        for _ in range(CODES)
    ]
    await second_factors.keep_codes(session, member.id, [plain(one) for one in codes])
    return codes
