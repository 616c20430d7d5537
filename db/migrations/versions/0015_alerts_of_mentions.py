"""alerts of mentions

A colleague named in a note is alerted as of a case that waits.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mention_id', big, nullable=True))
        batch_op.alter_column('handoff_id', existing_type=big, nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_alert_mention_id'), 'mention', ['mention_id'], ['id'])
        batch_op.create_check_constraint(
            batch_op.f('ck_alert_one_subject'), '(handoff_id IS NULL) <> (mention_id IS NULL)'
        )
        batch_op.create_index(batch_op.f('ix_alert_mention_id'), ['mention_id'], unique=False)


def downgrade() -> None:
    op.execute('DELETE FROM alert WHERE handoff_id IS NULL')
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_mention_id'))
        batch_op.drop_constraint(batch_op.f('ck_alert_one_subject'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_alert_mention_id'), type_='foreignkey')
        batch_op.alter_column('handoff_id', existing_type=big, nullable=False)
        batch_op.drop_column('mention_id')
