"""Which keys wrote this database, by fingerprint: without one of them, some of it is unreadable."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import keepsakes, upsert
from db.keyring import Keyring, WrongKey
from db.models import Keepsake

#: The name under which the newest key's fingerprint is kept; its row is the lock of the check.
NEWEST = "key_fingerprint"
#: The name of the lookup key's fingerprint.
LOOKUP = "lookup_fingerprint"
#: Before the fingerprint of each secret that ever wrote, in the name of its row.
WROTE = "wrote:"


async def check(session: AsyncSession, keyring: Keyring) -> None:
    """Remember which secret writes from now on. Raises WrongKey when one that wrote is missing."""
    given = keyring.fingerprints()
    is_new = await upsert.insert_new_named(session, Keepsake, name=NEWEST, value=given[0])
    newest = await session.get_one(Keepsake, NEWEST, with_for_update=True)
    knows_lookup = await _check_lookup(session, keyring)
    wrote = await _wrote(session)
    needed = wrote | {newest.value}
    if not needed <= set(given):
        raise WrongKey(_missing(needed - set(given), knows_lookup=knows_lookup))
    # a database of before these rows forgot what wrote earlier: all that are given may have
    used = {given[0], newest.value} if wrote or is_new else set(given)
    for one in used - wrote:
        session.add(Keepsake(name=f"{WROTE}{one}", value=one))
    newest.value = given[0]
    await keepsakes.put(session, LOOKUP, keyring.lookup_fingerprint())


async def forget_older(session: AsyncSession, keyring: Keyring) -> None:
    """Nothing is left that any but the newest secret wrote."""
    newest = f"{WROTE}{keyring.fingerprints()[0]}"
    await session.execute(
        delete(Keepsake).where(
            Keepsake.name.startswith(WROTE, autoescape=True), Keepsake.name != newest
        )
    )


async def _check_lookup(session: AsyncSession, keyring: Keyring) -> bool:
    """Whether the lookup key is known to be right; False for a database that never kept it."""
    kept = await keepsakes.find(session, LOOKUP)
    if kept not in (None, keyring.lookup_fingerprint()):
        raise WrongKey(
            "LOOKUP_KEY is not the one with which this database was written. It can never "
            "change: put the first one back."
        )
    return kept is not None


async def _wrote(session: AsyncSession) -> set[str]:
    found = await session.execute(
        select(Keepsake.value).where(Keepsake.name.startswith(WROTE, autoescape=True))
    )
    return set(found.scalars())


def _missing(missing: set[str], *, knows_lookup: bool) -> str:
    """What is missing and what to do. With another lookup key every fingerprint differs."""
    which = "SECRET_KEY" if knows_lookup else "SECRET_KEY (or else LOOKUP_KEY is another)"
    prints = ", ".join(sorted(one[:8] for one in missing))
    return (
        f"{which} lacks a key with which this database was written (fingerprint {prints}). Put "
        "it back, behind the newest one and a comma: what it wrote cannot be read without it, "
        "until `renew-keys` has written everything anew."
    )
