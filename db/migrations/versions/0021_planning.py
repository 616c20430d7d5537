"""planning

What is to be planned again, and what staff chose to send although its day had passed. The year of
every sponsorship that runs is planned by the next tick.
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hurried_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.add_column(sa.Column('replan_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_sponsorship_replan', 'sponsorship', ['replan_at'], unique=False,
        sqlite_where=sa.text('replan_at IS NOT NULL'), postgresql_where=sa.text('replan_at IS NOT NULL'))
    op.execute('UPDATE sponsorship SET replan_at = created_at WHERE ended_on IS NULL')


def downgrade() -> None:
    op.drop_index('ix_sponsorship_replan', 'sponsorship')
    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.drop_column('replan_at')
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.drop_column('hurried_at')
