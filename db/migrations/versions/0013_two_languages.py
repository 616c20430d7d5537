"""two languages

Messages in a second language, replies prepared in several, and warnings of closing windows.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('message_translation',
    sa.Column('id', big, nullable=False),
    sa.Column('message_id', big, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('staff_id', big, nullable=False),
    sa.Column('engine', sa.String(length=20), nullable=True),
    sa.Column('is_original', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_translation_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_message_translation_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_translation')),
    sa.UniqueConstraint('message_id', 'language', name=op.f('uq_message_translation_message_id_language'))
    )
    op.create_table('canned_reply',
    sa.Column('id', big, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('scope', sa.String(length=4), nullable=False),
    sa.Column('owner_id', big, nullable=False),
    sa.Column('changed_by', big, nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by'], ['staff_member.id'], name=op.f('fk_canned_reply_changed_by')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff_member.id'], name=op.f('fk_canned_reply_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_reply'))
    )
    op.create_table('canned_variant',
    sa.Column('canned_id', big, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['canned_id'], ['canned_reply.id'], name=op.f('fk_canned_variant_canned_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('canned_id', 'language', name=op.f('pk_canned_variant'))
    )
    op.create_table('window_warning',
    sa.Column('id', big, nullable=False),
    sa.Column('conversation_id', big, nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_window_warning_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_window_warning')),
    sa.UniqueConstraint('conversation_id', 'heard_at', name=op.f('uq_window_warning_conversation_id_heard_at'))
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=8), server_default='waits', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_column('kind')
    op.drop_table('window_warning')
    op.drop_table('canned_variant')
    op.drop_table('canned_reply')
    op.drop_table('message_translation')
