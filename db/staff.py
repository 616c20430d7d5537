"""Staff members, their sign-in links, sessions and failures, and the audit trail."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import types
from db.models import AuditEvent, DeskSession, SignInFailure, SignInLink, StaffMember


def fingerprint(session: AsyncSession, kind: str, value: str) -> str:
    """The keyed hash of a login, token or Telegram user by which staff rows are found."""
    return types.keyring_of(session.get_bind().dialect).hash(kind, value)


async def add(
    session: AsyncSession,
    *,
    name: str,
    login: str,
    role: str,
    languages: Sequence[str],
    now: dt.datetime,
    handles_complaints: bool = False,
) -> StaffMember:
    member = StaffMember(
        name=name,
        login=login,
        login_hash=fingerprint(session, "login", login.strip().casefold()),
        role=role,
        languages=list(languages),
        handles_complaints=handles_complaints,
        created_at=now,
    )
    session.add(member)
    await session.flush()
    return member


async def working(session: AsyncSession) -> Sequence[StaffMember]:
    """Staff who have not left."""
    found = await session.execute(
        select(StaffMember).where(StaffMember.left_at.is_(None)).order_by(StaffMember.id)
    )
    return found.scalars().all()


async def everybody(session: AsyncSession) -> Sequence[StaffMember]:
    """Staff, those who have left among them."""
    found = await session.execute(select(StaffMember).order_by(StaffMember.id))
    return found.scalars().all()


async def by_login(session: AsyncSession, login: str) -> StaffMember | None:
    return await _one(session, login_hash=fingerprint(session, "login", login.strip().casefold()))


async def by_telegram(session: AsyncSession, user_id: str) -> StaffMember | None:
    """The staff member a Telegram user is tied to."""
    return await _one(session, telegram_user_hash=fingerprint(session, "telegram", user_id))


async def add_link(
    session: AsyncSession,
    staff_id: int,
    token: str,
    *,
    purpose: str,
    now: dt.datetime,
    valid: dt.timedelta,
) -> None:
    """Keep a one-time token; `purpose` is "desk" or "telegram"."""
    session.add(
        SignInLink(
            staff_id=staff_id,
            purpose=purpose,
            token_hash=fingerprint(session, "link", token),
            created_at=now,
            expires_at=now + valid,
        )
    )
    await session.flush()


async def use_link(
    session: AsyncSession, token: str, *, purpose: str, now: dt.datetime
) -> StaffMember | None:
    """Spend a one-time token in one UPDATE; None when wrong, used, expired or staff left."""
    found = await session.execute(
        update(SignInLink)
        .where(
            SignInLink.token_hash == fingerprint(session, "link", token),
            SignInLink.purpose == purpose,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInLink.staff_id)
    )
    staff_id = found.scalar_one_or_none()
    return None if staff_id is None else await _one(session, id=staff_id)


async def can_anybody_sign_in(session: AsyncSession, *, now: dt.datetime) -> bool:
    """Whether a colleague has a password, a link that still works or a browser signed in."""
    links = select(SignInLink.staff_id).where(
        SignInLink.purpose == "desk", SignInLink.used_at.is_(None), SignInLink.expires_at > now
    )
    browsers = select(DeskSession.staff_id).where(
        DeskSession.revoked_at.is_(None), DeskSession.expires_at > now
    )
    ways = or_(
        StaffMember.password_hash.is_not(None),
        StaffMember.id.in_(links),
        StaffMember.id.in_(browsers),
    )
    found = await session.execute(
        select(StaffMember.id).where(StaffMember.left_at.is_(None), ways).limit(1)
    )
    return found.first() is not None


async def open_session(
    session: AsyncSession,
    staff_id: int,
    token: str,
    csrf: str,
    *,
    now: dt.datetime,
    valid: dt.timedelta,
    browser: str = "",
) -> None:
    session.add(
        DeskSession(
            staff_id=staff_id,
            token_hash=fingerprint(session, "session", token),
            csrf=csrf,
            created_at=now,
            seen_at=now,
            expires_at=now + valid,
            browser=browser,
        )
    )
    await session.flush()


async def session_of(
    session: AsyncSession, token: str, *, now: dt.datetime
) -> tuple[DeskSession, StaffMember] | None:
    """The open session of a browser, and whose it is; None when ended or staff left."""
    found = await session.execute(
        select(DeskSession, StaffMember)
        .join(StaffMember, StaffMember.id == DeskSession.staff_id)
        .where(
            DeskSession.token_hash == fingerprint(session, "session", token),
            DeskSession.revoked_at.is_(None),
            DeskSession.expires_at > now,
            StaffMember.left_at.is_(None),
        )
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def end_sessions(
    session: AsyncSession,
    *,
    now: dt.datetime,
    token: str | None = None,
    staff_id: int | None = None,
) -> None:
    """End one browser's session, or all of a staff member's."""
    which = (
        DeskSession.token_hash == fingerprint(session, "session", token)
        if token is not None
        else DeskSession.staff_id == staff_id
    )
    await session.execute(update(DeskSession).where(which).values(revoked_at=now))


async def count_failures(session: AsyncSession, key: str, *, since: dt.datetime) -> int:
    """Failed sign-ins of an account or a client."""
    found = await session.execute(
        select(func.count())
        .select_from(SignInFailure)
        .where(
            SignInFailure.key_hash == fingerprint(session, "failure", key),
            SignInFailure.at > since,
        )
    )
    return found.scalar_one()


async def add_failure(session: AsyncSession, key: str, *, now: dt.datetime) -> None:
    session.add(SignInFailure(key_hash=fingerprint(session, "failure", key), at=now))
    await session.flush()


async def audit(
    session: AsyncSession,
    staff_id: int | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    *,
    now: dt.datetime,
) -> None:
    """Write down who did or saw what: ids only."""
    session.add(
        AuditEvent(
            at=now,
            staff_id=staff_id,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
        )
    )


async def _one(session: AsyncSession, **wanted: object) -> StaffMember | None:
    found = await session.execute(
        select(StaffMember).filter_by(**wanted).where(StaffMember.left_at.is_(None))
    )
    return found.scalar_one_or_none()
