"""erasing

What was erased after its time, and what is still to be erased, found without looking at all rows.
"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0041'
branch_labels = None
depends_on = None

#: Table, and the moment from which its time counts.
MARKED = (
    ('message', 'at'),
    ('internal_note', 'at'),
    ('case', 'closed_at'),
    ('faq_gap', 'at'),
    ('exchange_question', 'created_at'),
    ('exchange_reply', 'created_at'),
)
#: Index, table, column and condition of what is emptied.
EMPTIED = (
    ('ix_occurrence_reply_unerased', 'occurrence_reply', 'at', 'text IS NOT NULL'),
    ('ix_occurrence_unerased', 'occurrence', 'due_at', 'own_text IS NOT NULL'),
    (
        'ix_appointment_unerased',
        'appointment',
        'local_date',
        'what IS NOT NULL OR place IS NOT NULL OR bring IS NOT NULL',
    ),
    ('ix_wish_unerased', 'wish', 'id', 'paused_why IS NOT NULL'),
    (
        'ix_attachment_erased',
        'attachment',
        'id',
        "state = 'erased' AND storage_key IS NOT NULL",
    ),
    ('ix_attachment_storage_key', 'attachment', 'storage_key', 'storage_key IS NOT NULL'),
)


def upgrade() -> None:
    for table, column in MARKED:
        op.add_column(table, sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
        _index(f'ix_{table}_unerased', table, column, 'erased_at IS NULL')
    for one in EMPTIED:
        _index(*one)


def downgrade() -> None:
    for name, table, _, _ in EMPTIED:
        op.drop_index(name, table_name=table)
    for table, _ in MARKED:
        op.drop_index(f'ix_{table}_unerased', table_name=table)
        op.drop_column(table, 'erased_at')


def _index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(
        name,
        table,
        [column],
        unique=False,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
