"""Two contacts who are one person become one; nothing that was said or agreed is lost."""

import datetime as dt
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, desk, merging, staff
from db.models import Contact, ContactKind, StaffMember
from handlers import editing, seats


class Doubt(StrEnum):
    """Why two contacts may be two people after all; a colleague says that they are one."""

    #: one is of a family, the other a volunteer
    KINDS = "kinds"
    #: they belong to two families
    HOUSEHOLDS = "households"
    #: they belong to two groups
    GROUPS = "groups"


class SamePerson(ValueError):
    """Choose two different contacts."""


class NotHere(ValueError):
    """One of the two has left, or was merged with somebody else."""


class NotTheirs(ValueError):
    """Not everything of both is this colleague's to see: somebody who sees all may merge them."""


class FamilyIsKept(ValueError):
    """What a family wrote stays a family's: the family member is the one to keep."""


class Unsure(ValueError):
    """There are doubts, and nobody has said yet that they are one person."""


def doubts(one: Contact, other: Contact) -> tuple[Doubt, ...]:
    """What speaks against one person; empty when nothing does."""
    if one.kind != other.kind:
        return (Doubt.KINDS,)
    if one.household_id != other.household_id:
        return (Doubt.HOUSEHOLDS,)
    if one.welcome_group_id != other.welcome_group_id:
        return (Doubt.GROUPS,)
    return ()


async def check_scope(
    session: AsyncSession, one: Contact, other: Contact, member: StaffMember
) -> None:
    """A merge brings nothing into a colleague's scope that is not in it. Raises NotTheirs."""
    if desk.sees_all(member):
        return
    threads = await merging.conversation_ids(session, (one.id, other.id))
    if one.kind != other.kind or await desk.within(session, member, threads) != threads:
        raise NotTheirs(NotTheirs.__doc__)


async def merge(
    session: AsyncSession,
    keep_id: int,
    gone_id: int,
    *,
    seen: tuple[str, str],
    confirmed: bool,
    member: StaffMember,
    now: dt.datetime,
) -> Contact:
    """Everything of one contact stands under the other from now on; repeating is harmless.

    `seen` are the stamps of both as the page showed them. Phones, conversations with their notes,
    consents and unused invitations move; the last word on check-ins of either counts. Raises
    SamePerson, NotHere, NotTheirs, FamilyIsKept, Unsure, editing.ChangedMeanwhile.
    """
    if keep_id == gone_id:
        raise SamePerson(SamePerson.__doc__)
    both = await merging.lock(session, (keep_id, gone_id))
    keep, gone = both.get(keep_id), both.get(gone_id)
    if keep is None or gone is None:
        raise NotHere(NotHere.__doc__)
    if gone.merged_into_id == keep.id:
        return keep
    if keep.left_at is not None or gone.left_at is not None:
        raise NotHere(NotHere.__doc__)
    await check_scope(session, keep, gone, member)
    _check(keep, gone, confirmed=confirmed)
    for contact, stamp in zip((keep, gone), seen, strict=True):
        await editing.check(session, contact, stamp)
    await _join(session, keep, gone, now=now)
    for contact in (keep, gone):
        await staff.audit(session, member.id, "merge", "contact", contact.id, now=now)
    return keep


def _check(keep: Contact, gone: Contact, *, confirmed: bool) -> None:
    if keep.kind == ContactKind.VOLUNTEER and gone.kind == ContactKind.FAMILY:
        raise FamilyIsKept(FamilyIsKept.__doc__)
    if doubts(keep, gone) and not confirmed:
        raise Unsure(Unsure.__doc__)


async def _join(session: AsyncSession, keep: Contact, gone: Contact, *, now: dt.datetime) -> None:
    """What is kept is kept as it is; only what it does not say is taken from the other."""
    if keep.household_id == gone.household_id and keep.household_id is not None:
        await merging.move_speaker(session, gone, keep)
    else:
        await addresses.forget_speaker(session, gone.id)
    await seats.join(session, gone.id, keep.id, now=now)
    await merging.move(session, gone, keep)
    for name in ("language", "region", "postal_code"):
        if getattr(keep, name) is None:
            setattr(keep, name, getattr(gone, name))
    spoken = (gone.second_language, gone.language)
    keep.second_language = keep.second_language or next(
        (code for code in spoken if code and code != keep.language), None
    )
    if keep.kind == gone.kind:
        keep.is_contact_person = keep.is_contact_person or gone.is_contact_person
    gone.left_at, gone.merged_into_id = now, keep.id
