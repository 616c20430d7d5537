"""welcome

Who never wrote although messages wait for them, what consent was given to, and spoken texts.
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

ONE_OF_TWO = '(handoff_id IS NULL) <> (mention_id IS NULL)'
ONE_OF_THREE = ' + '.join(
    f'CASE WHEN {name} IS NULL THEN 0 ELSE 1 END'
    for name in ('handoff_id', 'mention_id', 'first_contact_id')
) + ' = 1'


def upgrade() -> None:
    _first_contacts()
    _recordings()
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wording_hash', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('recording_sha256', sa.String(length=64), nullable=True))


def _first_contacts() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('first_contact',
    sa.Column('id', big, nullable=False),
    sa.Column('household_id', big, nullable=True),
    sa.Column('welcome_group_id', big, nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(household_id IS NULL) <> (welcome_group_id IS NULL)', name=op.f('ck_first_contact_one_owner')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_first_contact_household_id')),
    sa.ForeignKeyConstraint(['welcome_group_id'], ['welcome_group.id'], name=op.f('fk_first_contact_welcome_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_contact')),
    sa.UniqueConstraint('household_id', name=op.f('uq_first_contact_household_id')),
    sa.UniqueConstraint('welcome_group_id', name=op.f('uq_first_contact_welcome_group_id'))
    )
    op.create_index('ix_first_contact_due', 'first_contact', ['next_at'], unique=False,
        sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_contact_id', big, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_alert_first_contact_id'), 'first_contact', ['first_contact_id'], ['id'])
        batch_op.drop_constraint(batch_op.f('ck_alert_one_subject'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_alert_one_subject'), ONE_OF_THREE)
        batch_op.create_index(batch_op.f('ix_alert_first_contact_id'), ['first_contact_id'], unique=False)


def _recordings() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('recording',
    sa.Column('id', big, nullable=False),
    sa.Column('text_key', sa.String(length=60), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('mime', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('storage_key', sa.String(length=64), nullable=False),
    sa.Column('recorded_by', big, nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['staff_member.id'], name=op.f('fk_recording_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recording'))
    )
    op.create_index('ix_recording_current', 'recording', ['text_key', 'side', 'language'], unique=False,
        sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))
    op.create_index('ix_recording_storage_key', 'recording', ['storage_key'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('recording_sha256')
        batch_op.drop_column('wording_hash')
    op.drop_index('ix_recording_storage_key', table_name='recording')
    op.drop_index('ix_recording_current', table_name='recording')
    op.drop_table('recording')
    op.execute('DELETE FROM alert WHERE first_contact_id IS NOT NULL')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_first_contact_id'))
        batch_op.drop_constraint(batch_op.f('ck_alert_one_subject'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_alert_one_subject'), ONE_OF_TWO)
        batch_op.drop_constraint(batch_op.f('fk_alert_first_contact_id'), type_='foreignkey')
        batch_op.drop_column('first_contact_id')
    op.drop_index('ix_first_contact_due', table_name='first_contact')
    op.drop_table('first_contact')
