"""Writes what is encrypted anew with the newest key, so that the older ones may go."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.keyring import Keyring
from db.models import Base
from db.types import Encrypted, EncryptedJson

#: Rows that are read, and written, in one transaction.
BATCH = 200


class _Hidden(NamedTuple):
    """A table with something encrypted, and the names of its keys and of what is encrypted."""

    table: sa.TableClause
    keys: Sequence[str]
    names: Sequence[str]


async def rows(database: Database, *, batch: int = BATCH) -> int:
    """Renew every row, until none is left that an older key wrote; how many were written.

    It may be stopped and begun again: what is new already is left as it is.
    """
    total = 0
    while count := sum([await _table(database, one, batch) for one in _tables()]):
        total += count
    return total


def _tables() -> Sequence[_Hidden]:
    """The tables that hold something encrypted, as they lie there: keys, and texts as they are."""
    found = []
    for table in Base.metadata.sorted_tables:
        names = [
            one.name for one in table.columns if isinstance(one.type, Encrypted | EncryptedJson)
        ]
        keys = list(table.primary_key)
        plain = [sa.column(one.name, one.type) for one in keys]
        texts = [sa.column(name, sa.Text) for name in names]
        if names:
            raw = sa.table(table.name, *plain, *texts)
            found.append(_Hidden(raw, [one.name for one in keys], names))
    return found


async def _table(database: Database, hidden: _Hidden, batch: int) -> int:
    keys = [hidden.table.c[name] for name in hidden.keys]
    count, query = 0, sa.select(hidden.table).order_by(*keys).limit(batch)
    page = query
    while True:
        async with database.transaction() as session:
            found = (await session.execute(page)).mappings().all()
            for row in found:
                count += await _renew(session, hidden, dict(row), database.keyring)
        if not found:
            return count
        last = [sa.literal(found[-1][one.name], one.type) for one in keys]
        page = query.where(sa.tuple_(*keys) > sa.tuple_(*last))


async def _renew(
    session: AsyncSession, hidden: _Hidden, row: Mapping[str, Any], keyring: Keyring
) -> int:
    """1 for a row that was written; what somebody changes meanwhile is looked at again."""
    new = {
        name: renewed.decode()
        for name in hidden.names
        if row[name] is not None
        and (renewed := keyring.renewed(str(row[name]).encode())) is not None
    }
    if not new:
        return 0
    same = [hidden.table.c[name] == row[name] for name in (*hidden.keys, *new)]
    await session.execute(sa.update(hidden.table).where(*same).values(new))
    return 1
