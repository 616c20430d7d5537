"""Alembic's entry. It runs on the connection that db.migrate hands over and reads no setting."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from db import types
from db.models import Base

#: What our own column types are in a migration: a migration must outlive today's classes.
PLAIN = {
    types.UtcDateTime: "sa.DateTime(timezone=True)",
    types.Encrypted: "sa.Text()",
    types.EncryptedJson: "sa.Text()",
}


class NoConnection(Exception):
    """Migrations are run by `python -m bot migrate`, which knows the database, not by alembic."""


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise NoConnection
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=_render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return PLAIN.get(type(item), False)
    return False


run()
