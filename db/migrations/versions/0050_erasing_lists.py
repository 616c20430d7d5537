"""erasing lists

Old comments on lists, titles and places of gatherings are found without looking at all rows.
"""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0045'
branch_labels = None
depends_on = None

#: Index, table, column and condition of what is emptied.
EMPTIED = (
    ('ix_checklist_item_unerased', 'checklist_item', 'comment_at', 'comment IS NOT NULL'),
    ('ix_gathering_unerased', 'gathering', 'starts_at', 'title IS NOT NULL OR place IS NOT NULL'),
)


def upgrade() -> None:
    for name, table, column, where in EMPTIED:
        op.create_index(
            name,
            table,
            [column],
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    for name, table, _, _ in EMPTIED:
        op.drop_index(name, table_name=table)
