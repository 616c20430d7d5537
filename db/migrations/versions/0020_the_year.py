"""the year

Steps as staff change them, occurrences of a sponsorship with a side, and who replied what.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('plan_step',
    sa.Column('id', big, nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('spec', sa.JSON(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('created_by', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['staff_member.id'], name=op.f('fk_plan_step_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_step')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_plan_step_key_version'))
    )
    op.create_table('plan_text',
    sa.Column('id', big, nullable=False),
    sa.Column('plan_step_id', big, nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['plan_step_id'], ['plan_step.id'], name=op.f('fk_plan_text_plan_step_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_text')),
    sa.UniqueConstraint('plan_step_id', 'side', 'language', name=op.f('uq_plan_text_plan_step_id_side_language'))
    )
    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.add_column(sa.Column('has_school_children', sa.Boolean(), nullable=True))
    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.add_column(sa.Column('card_expires_on', sa.Date(), nullable=True))
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sponsorship_id', big, nullable=True))
        batch_op.add_column(sa.Column('kind', sa.String(length=12), server_default='step', nullable=False))
        batch_op.add_column(sa.Column('side', sa.String(length=8), server_default='family', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('silence_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_occurrence_sponsorship_id'), 'sponsorship', ['sponsorship_id'], ['id'])
        batch_op.drop_constraint(batch_op.f('uq_occurrence_household_id_step_key_ordinal'), type_='unique')
        batch_op.create_unique_constraint(
            batch_op.f('uq_occurrence_household_id_step_key_side_ordinal'), ['household_id', 'step_key', 'side', 'ordinal']
        )
        batch_op.create_index(batch_op.f('ix_occurrence_sponsorship_id'), ['sponsorship_id'], unique=False)
    op.create_index('ix_occurrence_silence', 'occurrence', ['silence_at'], unique=False,
        sqlite_where=sa.text('silence_at IS NOT NULL'), postgresql_where=sa.text('silence_at IS NOT NULL'))
    op.create_table('occurrence_reply',
    sa.Column('id', big, nullable=False),
    sa.Column('occurrence_id', big, nullable=False),
    sa.Column('address_id', big, nullable=False),
    sa.Column('contact_id', big, nullable=True),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['address_id'], ['address.id'], name=op.f('fk_occurrence_reply_address_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_occurrence_reply_contact_id')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrence.id'], name=op.f('fk_occurrence_reply_occurrence_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_occurrence_reply')),
    sa.UniqueConstraint('occurrence_id', 'address_id', name=op.f('uq_occurrence_reply_occurrence_id_address_id'))
    )
    op.create_index(op.f('ix_occurrence_reply_address_id'), 'occurrence_reply', ['address_id'], unique=False)


def downgrade() -> None:
    op.drop_table('occurrence_reply')
    op.drop_index('ix_occurrence_silence', table_name='occurrence')
    op.execute("DELETE FROM occurrence WHERE side <> 'family'")
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occurrence_sponsorship_id'))
        batch_op.drop_constraint(batch_op.f('uq_occurrence_household_id_step_key_side_ordinal'), type_='unique')
        batch_op.create_unique_constraint(
            batch_op.f('uq_occurrence_household_id_step_key_ordinal'), ['household_id', 'step_key', 'ordinal']
        )
        batch_op.drop_constraint(batch_op.f('fk_occurrence_sponsorship_id'), type_='foreignkey')
        for name in ('sent_at', 'silence_at', 'version', 'side', 'kind', 'sponsorship_id'):
            batch_op.drop_column(name)
    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.drop_column('card_expires_on')
    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.drop_column('has_school_children')
    op.drop_table('plan_text')
    op.drop_table('plan_step')
