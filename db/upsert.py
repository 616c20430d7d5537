"""Insert-or-ignore, in the dialect of the session's database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base


async def insert_new(session: AsyncSession, model: type[Base], **values: Any) -> int | None:
    """Insert one row and return its id; None when a unique key says that it is there already."""
    key: int | None = await _insert(session, model, values)
    return key


async def insert_new_named(session: AsyncSession, model: type[Base], **values: Any) -> bool:
    """As `insert_new`, for a table whose key is a name: True when the row is new."""
    return await _insert(session, model, values) is not None


async def insert_missing(
    session: AsyncSession, model: type[Base], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert rows in this order; those that a unique key knows already are left as they are."""
    dialect = session.get_bind().dialect.name
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table: Any = model.__table__
    await session.execute(build(table).on_conflict_do_nothing(), rows)


async def _insert(session: AsyncSession, model: type[Base], values: dict[str, Any]) -> Any:
    dialect = session.get_bind().dialect.name
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = build(model).values(**values).on_conflict_do_nothing()
    found = await session.execute(statement.returning(next(iter(model.__table__.primary_key))))
    return found.scalar_one_or_none()
