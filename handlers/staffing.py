"""The accounts of colleagues: added, described, changed, given a link or a password.

Passwords are hashed and checked in `bot`; `handlers.leaving` is how accounts end.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import desk_sessions, second_factors, staff, staffing
from db.models import Role, StaffMember
from handlers import lines
from locales import languages

#: How long a one-time link works.
LINK_VALID = dt.timedelta(hours=24)
#: Characters of a password, at least and at most: a longer one is not even hashed.
PASSWORD_LENGTHS = (12, 256)
#: Characters of a name and of a login, at most.
NAME_LENGTH, LOGIN_LENGTH = 120, 200


class NoName(ValueError):
    """A name is missing: people read its first word."""


class NoLogin(ValueError):
    """A login is missing: what they sign in with, for example their e-mail address."""


class LoginHasSpace(ValueError):
    """A login is one word without spaces, for example an e-mail address."""


class LoginTaken(ValueError):
    """Somebody has this login already."""


class NoLanguage(ValueError):
    """Somebody who works here speaks at least one of the helpdesk's languages."""


class PasswordTooShort(ValueError):
    """A password has at least twelve characters, and at most 256."""


class Gone(LookupError):
    """This colleague has left, or was never here."""


class OwnStanding(Exception):
    """Nobody changes the own role or leaves by the own hand: another admin does."""


class LastAdmin(Exception):
    """Somebody has to manage the accounts: make another colleague admin first."""


class Changed(Exception):
    """The account was changed by somebody else since the page was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody may see and do."""

    #: see db.models.Role
    role: Role
    #: the languages in which they can answer, by code
    languages: tuple[str, ...]
    #: looks at what somebody independent must look at
    handles_complaints: bool = False

    def __str__(self) -> str:
        """A mark by which a stale form is noticed."""
        return f"{self.role} {','.join(self.languages)} {self.handles_complaints:d}"


def standing(member: StaffMember) -> Standing:
    return Standing(
        role=Role(member.role),
        languages=tuple(sorted(member.languages)),
        handles_complaints=member.handles_complaints,
    )


async def add(
    session: AsyncSession,
    name: str,
    login: str,
    wanted: Standing,
    *,
    by: StaffMember | None,
    now: dt.datetime,
) -> StaffMember:
    """A new colleague. Raises NoName, NoLogin, LoginHasSpace, LoginTaken, NoLanguage, TooLong."""
    shown = lines.one_line(name, NAME_LENGTH)
    plain = lines.one_line(login, LOGIN_LENGTH, field="login")
    if not shown:
        raise NoName(NoName.__doc__)
    if not plain:
        raise NoLogin(NoLogin.__doc__)
    if " " in plain:
        raise LoginHasSpace(LoginHasSpace.__doc__)
    if await staff.by_login(session, plain) is not None:
        raise LoginTaken(LoginTaken.__doc__)
    member = await staff.add(
        session,
        name=shown,
        login=plain,
        role=wanted.role,
        languages=_spoken(wanted.languages),
        now=now,
        handles_complaints=wanted.handles_complaints,
    )
    await _audit(session, by, "add", member, now=now)
    return member


async def new_link(
    session: AsyncSession, staff_id: int, *, by: StaffMember | None, now: dt.datetime
) -> str:
    """The token of a link that signs somebody in once; earlier links do not work any more."""
    member = await get(session, staff_id)
    await staffing.end_links(session, member.id, now=now, purpose="desk")
    token = secrets.token_urlsafe(24)
    await staff.add_link(session, member.id, token, purpose="desk", now=now, valid=LINK_VALID)
    await _audit(session, by, "link", member, now=now)
    return token


async def change(
    session: AsyncSession,
    staff_id: int,
    wanted: Standing,
    *,
    by: StaffMember | None,
    now: dt.datetime,
    seen: str | None = None,
) -> StaffMember:
    """Give somebody a role, languages, and complaints or not; `seen` is the mark on the form.

    Raises Gone, Changed, OwnStanding, LastAdmin, NoLanguage.
    """
    admins = await staffing.locked_admins(session)
    member = await get(session, staff_id)
    if seen is not None and seen != str(standing(member)):
        raise Changed(Changed.__doc__)
    if wanted.role != member.role:
        check_standing(member, by, admins)
        member.role = wanted.role
        await _audit(session, by, "change_role", member, now=now)
    spoken = _spoken(wanted.languages)
    if set(spoken) != set(member.languages):
        member.languages = spoken
        await _audit(session, by, "change_languages", member, now=now)
    if wanted.handles_complaints != member.handles_complaints:
        member.handles_complaints = wanted.handles_complaints
        await _audit(session, by, "change_complaints", member, now=now)
    return member


async def describe(
    session: AsyncSession,
    member: StaffMember,
    name: str,
    spoken: Sequence[str],
    *,
    now: dt.datetime,
) -> None:
    """Somebody's own name and languages. Raises Gone, NoName, NoLanguage, lines.TooLong."""
    row = await get(session, member.id)
    shown, codes = lines.one_line(name, NAME_LENGTH), _spoken(spoken)
    if not shown:
        raise NoName(NoName.__doc__)
    if shown != row.name:
        row.name = shown
        await _audit(session, member, "change_name", row, now=now)
    if set(codes) != set(row.languages):
        row.languages = codes
        await _audit(session, member, "change_languages", row, now=now)


def check_password(password: str) -> None:
    """Raises PasswordTooShort, for one that is far too long as well."""
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        raise PasswordTooShort(PasswordTooShort.__doc__)


async def set_password(
    session: AsyncSession,
    staff_id: int,
    hashed: str,
    *,
    by: StaffMember | None,
    now: dt.datetime,
    kept: int | None = None,
) -> None:
    """A new password ends every session but the one in which it was chosen (`kept`)."""
    member = await get(session, staff_id)
    member.password_hash = hashed
    await desk_sessions.end_halves(session, member.id, now=now)
    if kept is None:
        await staff.end_sessions(session, now=now, staff_id=member.id)
    else:
        await desk_sessions.end_others(session, member.id, kept, now=now)
    await _audit(session, by, "set_password", member, now=now)


async def reset_second_factor(
    session: AsyncSession, staff_id: int, *, by: StaffMember | None, now: dt.datetime
) -> None:
    """A lost phone: sign-in asks for no code any more, and every browser is signed out."""
    member = await get(session, staff_id)
    await second_factors.remove(session, member.id)
    await staff.end_sessions(session, now=now, staff_id=member.id)
    await desk_sessions.end_halves(session, member.id, now=now)
    await _audit(session, by, "reset_second_factor", member, now=now)


async def get(session: AsyncSession, staff_id: int) -> StaffMember:
    """A colleague, locked for a change. Raises Gone."""
    member = await staffing.locked(session, staff_id)
    if member is None:
        raise Gone(Gone.__doc__)
    return member


def check_standing(member: StaffMember, by: StaffMember | None, admins: set[int]) -> None:
    """Raises OwnStanding, or LastAdmin when nobody else of `admins` would be left."""
    if by is not None and by.id == member.id:
        raise OwnStanding(OwnStanding.__doc__)
    if admins == {member.id}:
        raise LastAdmin(LastAdmin.__doc__)


def _spoken(codes: Sequence[str]) -> list[str]:
    known = [code for code in languages.LANGUAGES if code in codes]
    if not known or set(codes) - set(known):
        raise NoLanguage(NoLanguage.__doc__)
    return known


async def _audit(
    session: AsyncSession,
    by: StaffMember | None,
    action: str,
    member: StaffMember,
    *,
    now: dt.datetime,
) -> None:
    await staff.audit(session, by.id if by else None, action, "staff", member.id, now=now)
