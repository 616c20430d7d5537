"""case work: snoozing, passing on, labels, mentions, ratings and who is writing

Follows 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('snoozed_until', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('snoozed_by', BIG, nullable=True))
        batch_op.add_column(sa.Column('wanted_language', sa.String(length=8), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_case_snoozed_by'), 'staff_member', ['snoozed_by'], ['id'])
        batch_op.create_index('ix_case_snoozed', ['snoozed_until'], unique=False,
            sqlite_where=sa.text("state = 'snoozed'"), postgresql_where=sa.text("state = 'snoozed'"))

    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('offered_to', BIG, nullable=True))
        batch_op.add_column(sa.Column('offered_by', BIG, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_handoff_offered_to'), 'staff_member', ['offered_to'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_handoff_offered_by'), 'staff_member', ['offered_by'], ['id'])

    op.create_table('label',
    sa.Column('id', BIG, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label')),
    sa.UniqueConstraint('name_hash', name=op.f('uq_label_name_hash'))
    )
    op.create_table('case_label',
    sa.Column('case_id', BIG, nullable=False),
    sa.Column('label_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_label_case_id')),
    sa.ForeignKeyConstraint(['label_id'], ['label.id'], name=op.f('fk_case_label_label_id')),
    sa.PrimaryKeyConstraint('case_id', 'label_id', name=op.f('pk_case_label'))
    )
    op.create_index(op.f('ix_case_label_label_id'), 'case_label', ['label_id'], unique=False)
    op.create_table('case_rating',
    sa.Column('id', BIG, nullable=False),
    sa.Column('case_id', BIG, nullable=False),
    sa.Column('asked_at', INSTANT, nullable=False),
    sa.Column('face', sa.String(length=8), nullable=True),
    sa.Column('answered_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_rating_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_rating')),
    sa.UniqueConstraint('case_id', name=op.f('uq_case_rating_case_id'))
    )
    op.create_table('mention',
    sa.Column('id', BIG, nullable=False),
    sa.Column('note_id', BIG, nullable=False),
    sa.Column('conversation_id', BIG, nullable=False),
    sa.Column('case_id', BIG, nullable=True),
    sa.Column('staff_id', BIG, nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('seen_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_mention_case_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_mention_conversation_id')),
    sa.ForeignKeyConstraint(['note_id'], ['internal_note.id'], name=op.f('fk_mention_note_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_mention_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mention')),
    sa.UniqueConstraint('note_id', 'staff_id', name=op.f('uq_mention_note_id_staff_id'))
    )
    op.create_index(op.f('ix_mention_conversation_id'), 'mention', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_mention_staff_id'), 'mention', ['staff_id'], unique=False)
    op.create_table('writing',
    sa.Column('conversation_id', BIG, nullable=False),
    sa.Column('staff_id', BIG, nullable=False),
    sa.Column('until', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_writing_conversation_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_writing_staff_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'staff_id', name=op.f('pk_writing'))
    )


def downgrade() -> None:
    for table in ('writing', 'mention', 'case_rating', 'case_label', 'label'):
        op.drop_table(table)
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_handoff_offered_by'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_handoff_offered_to'), type_='foreignkey')
        batch_op.drop_column('offered_by')
        batch_op.drop_column('offered_to')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_snoozed')
        batch_op.drop_constraint(batch_op.f('fk_case_snoozed_by'), type_='foreignkey')
        batch_op.drop_column('wanted_language')
        batch_op.drop_column('snoozed_by')
        batch_op.drop_column('snoozed_until')
