"""topics

Posts that go first, and the threads a topic had before it was made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.add_column('delivery', sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('former_thread',
    sa.Column('id', big, nullable=False),
    sa.Column('topic_id', big, nullable=False),
    sa.Column('address_id', big, nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('lost_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['staff_topic.id'], name=op.f('fk_former_thread_topic_id')),
    sa.ForeignKeyConstraint(['address_id'], ['address.id'], name=op.f('fk_former_thread_address_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_thread')),
    sa.UniqueConstraint('address_id', 'thread_id', name=op.f('uq_former_thread_address_id_thread_id'))
    )


def downgrade() -> None:
    op.drop_table('former_thread')
    op.drop_column('delivery', 'urgent')
