"""gatherings

Exchange moments, trainings and conferences with their invitations, and what is due to be said.
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('gathering',
    sa.Column('id', big, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('local_time', sa.Time(), nullable=False),
    sa.Column('until_time', sa.Time(), nullable=True),
    sa.Column('timezone', sa.String(length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('sponsorship_id', big, nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_by', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'exchange') = (sponsorship_id IS NOT NULL)", name=op.f('ck_gathering_exchange_of_sponsorship')),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_gathering_capacity')),
    sa.ForeignKeyConstraint(['created_by'], ['staff_member.id'], name=op.f('fk_gathering_created_by')),
    sa.ForeignKeyConstraint(['sponsorship_id'], ['sponsorship.id'], name=op.f('fk_gathering_sponsorship_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gathering'))
    )
    with op.batch_alter_table('gathering', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gathering_sponsorship_id'), ['sponsorship_id'], unique=False)
        batch_op.create_index('ix_gathering_starts', ['starts_at'], unique=False)
    op.create_table('gathering_group',
    sa.Column('id', big, nullable=False),
    sa.Column('gathering_id', big, nullable=False),
    sa.Column('welcome_group_id', big, nullable=False),
    sa.ForeignKeyConstraint(['gathering_id'], ['gathering.id'], name=op.f('fk_gathering_group_gathering_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['welcome_group_id'], ['welcome_group.id'], name=op.f('fk_gathering_group_welcome_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gathering_group')),
    sa.UniqueConstraint('gathering_id', 'welcome_group_id', name=op.f('uq_gathering_group_gathering_id_welcome_group_id'))
    )
    with op.batch_alter_table('gathering_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gathering_group_welcome_group_id'), ['welcome_group_id'], unique=False)
    op.create_table('invitation',
    sa.Column('id', big, nullable=False),
    sa.Column('gathering_id', big, nullable=False),
    sa.Column('contact_id', big, nullable=True),
    sa.Column('household_id', big, nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('persons', sa.Integer(), nullable=True),
    sa.Column('needs_interpreter', sa.Boolean(), nullable=True),
    sa.Column('interpreter_language', sa.String(length=8), nullable=True),
    sa.Column('needs_childcare', sa.Boolean(), nullable=True),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_version', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attended', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(contact_id IS NULL) <> (household_id IS NULL)', name=op.f('ck_invitation_one_owner')),
    sa.CheckConstraint('persons > 0', name=op.f('ck_invitation_persons')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_invitation_contact_id')),
    sa.ForeignKeyConstraint(['gathering_id'], ['gathering.id'], name=op.f('fk_invitation_gathering_id')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_invitation_household_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('gathering_id', 'contact_id', name=op.f('uq_invitation_gathering_id_contact_id')),
    sa.UniqueConstraint('gathering_id', 'household_id', name=op.f('uq_invitation_gathering_id_household_id'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_household_id'), ['household_id'], unique=False)
        batch_op.create_index('ix_invitation_offered', ['offered_until'], unique=False, sqlite_where=sa.text('offered_until IS NOT NULL'), postgresql_where=sa.text('offered_until IS NOT NULL'))
    op.create_table('gathering_notice',
    sa.Column('id', big, nullable=False),
    sa.Column('invitation_id', big, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('look_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_gathering_notice_invitation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gathering_notice')),
    sa.UniqueConstraint('invitation_id', 'kind', 'ordinal', name=op.f('uq_gathering_notice_invitation_id_kind_ordinal'))
    )
    with op.batch_alter_table('gathering_notice', schema=None) as batch_op:
        batch_op.create_index('ix_gathering_notice_due', ['look_at'], unique=False, sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))


def downgrade() -> None:
    for table in ('gathering_notice', 'invitation', 'gathering_group', 'gathering'):
        op.drop_table(table)
