"""faq at the desk

Suggestions beside a conversation, and gaps as a worker sorted them.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('faq_gap_cluster',
    sa.Column('id', big, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('theme', sa.String(length=60), nullable=False),
    sa.Column('nearest', sa.String(length=60), nullable=False),
    sa.Column('likeness', sa.Integer(), nullable=False),
    sa.Column('gap_ids', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_gap_cluster'))
    )
    op.create_table('faq_suggestion',
    sa.Column('id', big, nullable=False),
    sa.Column('conversation_id', big, nullable=False),
    sa.Column('message_id', big, nullable=True),
    sa.Column('ranked', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_faq_suggestion_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_faq_suggestion_message_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_suggestion')),
    sa.UniqueConstraint('conversation_id', name=op.f('uq_faq_suggestion_conversation_id'))
    )


def downgrade() -> None:
    op.drop_table('faq_suggestion')
    op.drop_table('faq_gap_cluster')
