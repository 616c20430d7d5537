"""answers of the year

Answers are rows of who replied, and a delivery names the occurrence that it says.
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

#: Answers that have another name now.
RENAMED = {'fine': 'good', 'help': 'need_help'}


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('occurrence_id', big, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_delivery_occurrence_id'), 'occurrence', ['occurrence_id'], ['id'])
    op.create_index('ix_delivery_occurrence', 'delivery', ['occurrence_id'], unique=False,
        sqlite_where=sa.text('occurrence_id IS NOT NULL'), postgresql_where=sa.text('occurrence_id IS NOT NULL'))
    _name_occurrences()
    op.execute(
        "INSERT INTO occurrence_reply (occurrence_id, address_id, answer, text, at) "
        "SELECT o.id, c.address_id, o.answer, o.answer_text, o.answered_at FROM occurrence o "
        "JOIN message m ON m.id = o.message_id JOIN conversation c ON c.id = m.conversation_id "
        "WHERE o.answer IS NOT NULL AND o.answered_at IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM occurrence_reply r WHERE r.occurrence_id = o.id AND r.address_id = c.address_id)"
    )
    for old, new in RENAMED.items():
        op.execute(f"UPDATE occurrence_reply SET answer = '{new}' WHERE answer = '{old}'")
    op.execute("UPDATE occurrence SET sent_at = (SELECT m.at FROM message m WHERE m.id = message_id) WHERE sent_at IS NULL")
    op.execute("UPDATE occurrence SET state = 'sent' WHERE state = 'answered'")
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_occurrence_message_id'), type_='foreignkey')
        for name in ('message_id', 'answer', 'answer_text', 'answered_at'):
            batch_op.drop_column(name)


def downgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('message_id', big, nullable=True))
        batch_op.add_column(sa.Column('answer', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('answer_text', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_occurrence_message_id'), 'message', ['message_id'], ['id'])
    op.execute("UPDATE occurrence SET message_id = (SELECT max(d.message_id) FROM delivery d WHERE d.occurrence_id = occurrence.id)")
    newest = (
        "(SELECT r.{0} FROM occurrence_reply r WHERE r.occurrence_id = occurrence.id ORDER BY r.at DESC, r.id DESC LIMIT 1)"
    )
    for new, old in (('answer', 'answer'), ('answer_text', 'text'), ('answered_at', 'at')):
        op.execute(f'UPDATE occurrence SET {new} = ' + newest.format(old))
    for old, new in RENAMED.items():
        op.execute(f"UPDATE occurrence SET answer = '{old}' WHERE answer = '{new}'")
    op.execute("UPDATE occurrence SET state = 'answered' WHERE answer IS NOT NULL AND state = 'sent'")
    op.drop_index('ix_delivery_occurrence', table_name='delivery')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_delivery_occurrence_id'), type_='foreignkey')
        batch_op.drop_column('occurrence_id')


def _name_occurrences() -> None:
    """The key by which a delivery is made only once says which occurrence it comes from."""
    there = op.get_bind()
    known = set(there.execute(sa.text("SELECT id FROM occurrence")).scalars())
    keys = there.execute(sa.text("SELECT id, dedupe_key FROM delivery WHERE dedupe_key LIKE 'occurrence:%'"))
    named = [{"one": number, "of": int(key.split(":")[1])} for number, key in keys]
    named = [row for row in named if row["of"] in known]
    if named:
        there.execute(sa.text("UPDATE delivery SET occurrence_id = :of WHERE id = :one"), named)
