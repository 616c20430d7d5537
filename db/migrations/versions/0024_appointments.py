"""appointments

Appointments, series of them and drafts; reminders are occurrences. Small files that the bot writes
stand beside their message.
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('appointment_series',
    sa.Column('id', big, nullable=False),
    sa.Column('household_id', big, nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('pauses', sa.String(length=12), nullable=True),
    sa.Column('created_by_contact_id', big, nullable=True),
    sa.Column('created_by_staff_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_on >= first_on', name=op.f('ck_appointment_series_ends_after_start')),
    sa.ForeignKeyConstraint(['created_by_contact_id'], ['contact.id'], name=op.f('fk_appointment_series_created_by_contact_id')),
    sa.ForeignKeyConstraint(['created_by_staff_id'], ['staff_member.id'], name=op.f('fk_appointment_series_created_by_staff_id')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_appointment_series_household_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_series'))
    )
    op.create_index(op.f('ix_appointment_series_household_id'), 'appointment_series', ['household_id'], unique=False)
    op.create_table('appointment',
    sa.Column('id', big, nullable=False),
    sa.Column('household_id', big, nullable=False),
    sa.Column('series_id', big, nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('what', sa.Text(), nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('bring', sa.Text(), nullable=True),
    sa.Column('companion_id', big, nullable=True),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('local_time', sa.Time(), nullable=False),
    sa.Column('until', sa.Time(), nullable=True),
    sa.Column('timezone', sa.String(length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_by_contact_id', big, nullable=True),
    sa.Column('created_by_staff_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('until IS NULL OR until > local_time', name=op.f('ck_appointment_ends_after_start')),
    sa.ForeignKeyConstraint(['companion_id'], ['contact.id'], name=op.f('fk_appointment_companion_id')),
    sa.ForeignKeyConstraint(['created_by_contact_id'], ['contact.id'], name=op.f('fk_appointment_created_by_contact_id')),
    sa.ForeignKeyConstraint(['created_by_staff_id'], ['staff_member.id'], name=op.f('fk_appointment_created_by_staff_id')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_appointment_household_id')),
    sa.ForeignKeyConstraint(['series_id'], ['appointment_series.id'], name=op.f('fk_appointment_series_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    op.create_index('ix_appointment_coming', 'appointment', ['household_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_appointment_series_id'), 'appointment', ['series_id'], unique=False)
    op.create_index(op.f('ix_appointment_state'), 'appointment', ['state'], unique=False)
    op.create_table('appointment_draft',
    sa.Column('id', big, nullable=False),
    sa.Column('conversation_id', big, nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_appointment_draft_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_draft')),
    sa.UniqueConstraint('conversation_id', name=op.f('uq_appointment_draft_conversation_id'))
    )
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('appointment_id', big, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_occurrence_appointment_id'), 'appointment', ['appointment_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_occurrence_appointment_id'), ['appointment_id'], unique=False)
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('body', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_column('body')
    op.execute("DELETE FROM occurrence WHERE kind = 'appointment'")
    with op.batch_alter_table('occurrence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occurrence_appointment_id'))
        batch_op.drop_constraint(batch_op.f('fk_occurrence_appointment_id'), type_='foreignkey')
        batch_op.drop_column('appointment_id')
    for name in ('appointment_draft', 'appointment', 'appointment_series'):
        op.drop_table(name)
