"""outside topics

A post can go into a thread of the staff's group that belongs to no conversation.
"""

import sqlalchemy as sa
from alembic import op

revision = '0062'
down_revision = '0056'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('thread_id', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_column('thread_id')
