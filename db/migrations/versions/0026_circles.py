"""circles

What groups share among themselves (checklists) and with each other (the exchange).
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _checklists()
    _questions()
    _replies()


def _checklists() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('checklist_item',
    sa.Column('id', big, nullable=False),
    sa.Column('sponsorship_id', big, nullable=False),
    sa.Column('phase', sa.String(length=20), nullable=False),
    sa.Column('item', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('holder_id', big, nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blocked_by', big, nullable=True),
    sa.Column('blocked_reason', sa.Text(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('comment_by', big, nullable=True),
    sa.Column('comment_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['blocked_by'], ['contact.id'], name=op.f('fk_checklist_item_blocked_by')),
    sa.ForeignKeyConstraint(['comment_by'], ['staff_member.id'], name=op.f('fk_checklist_item_comment_by')),
    sa.ForeignKeyConstraint(['holder_id'], ['contact.id'], name=op.f('fk_checklist_item_holder_id')),
    sa.ForeignKeyConstraint(['sponsorship_id'], ['sponsorship.id'], name=op.f('fk_checklist_item_sponsorship_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_item')),
    sa.UniqueConstraint('sponsorship_id', 'phase', 'item', name=op.f('uq_checklist_item_sponsorship_id_phase_item'))
    )
    op.create_index('ix_checklist_item_blocked', 'checklist_item', ['blocked_at'], unique=False,
        sqlite_where=sa.text("state = 'blocked'"), postgresql_where=sa.text("state = 'blocked'"))
    op.create_index(op.f('ix_checklist_item_holder_id'), 'checklist_item', ['holder_id'], unique=False)


def _questions() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('exchange_question',
    sa.Column('id', big, nullable=False),
    sa.Column('contact_id', big, nullable=False),
    sa.Column('welcome_group_id', big, nullable=False),
    sa.Column('conversation_id', big, nullable=False),
    sa.Column('postal_code', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('proposal', sa.Text(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('decided_by', big, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_exchange_question_contact_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_exchange_question_conversation_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['staff_member.id'], name=op.f('fk_exchange_question_decided_by')),
    sa.ForeignKeyConstraint(['welcome_group_id'], ['welcome_group.id'], name=op.f('fk_exchange_question_welcome_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_question'))
    )
    op.create_index(op.f('ix_exchange_question_contact_id'), 'exchange_question', ['contact_id'], unique=False)
    op.create_index('ix_exchange_question_state', 'exchange_question', ['state', 'created_at'], unique=False)


def _replies() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('exchange_copy',
    sa.Column('id', big, nullable=False),
    sa.Column('question_id', big, nullable=False),
    sa.Column('contact_id', big, nullable=False),
    sa.Column('postal_code', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('message_id', big, nullable=True),
    sa.Column('reported_by', big, nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_exchange_copy_contact_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_exchange_copy_message_id')),
    sa.ForeignKeyConstraint(['question_id'], ['exchange_question.id'], name=op.f('fk_exchange_copy_question_id')),
    sa.ForeignKeyConstraint(['reported_by'], ['contact.id'], name=op.f('fk_exchange_copy_reported_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_copy')),
    sa.UniqueConstraint('question_id', 'contact_id', name=op.f('uq_exchange_copy_question_id_contact_id'))
    )
    op.create_index(op.f('ix_exchange_copy_contact_id'), 'exchange_copy', ['contact_id'], unique=False)
    op.create_index('ix_exchange_copy_ready', 'exchange_copy', ['id'], unique=False,
        sqlite_where=sa.text("state = 'ready'"), postgresql_where=sa.text("state = 'ready'"))
    op.create_table('exchange_reply',
    sa.Column('id', big, nullable=False),
    sa.Column('copy_id', big, nullable=False),
    sa.Column('by_asker', sa.Boolean(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('risks', sa.JSON(), nullable=False),
    sa.Column('decided_by', big, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['copy_id'], ['exchange_copy.id'], name=op.f('fk_exchange_reply_copy_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['staff_member.id'], name=op.f('fk_exchange_reply_decided_by')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_exchange_reply_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_reply'))
    )
    op.create_index('ix_exchange_reply_copy', 'exchange_reply', ['copy_id', 'id'], unique=False)
    op.create_index('ix_exchange_reply_pending', 'exchange_reply', ['state', 'id'], unique=False,
        sqlite_where=sa.text("state IN ('ready', 'waiting')"), postgresql_where=sa.text("state IN ('ready', 'waiting')"))


def downgrade() -> None:
    for table in ('exchange_reply', 'exchange_copy', 'exchange_question', 'checklist_item'):
        op.drop_table(table)
