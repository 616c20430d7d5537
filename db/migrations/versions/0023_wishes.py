"""wishes

How people want to be written to, and a short way to count what they got without asking.
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('wish',
    sa.Column('id', big, nullable=False),
    sa.Column('contact_id', big, nullable=True),
    sa.Column('household_id', big, nullable=True),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('sunday_until', sa.Time(), nullable=True),
    sa.Column('hour', sa.Time(), nullable=True),
    sa.Column('less_often', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_why', sa.Text(), nullable=True),
    sa.Column('evenings_from', sa.Date(), nullable=True),
    sa.Column('evenings_until', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='0', nullable=False),
    sa.Column('changed_by', big, nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(contact_id IS NULL) <> (household_id IS NULL)', name=op.f('ck_wish_one_owner')),
    sa.ForeignKeyConstraint(['changed_by'], ['staff_member.id'], name=op.f('fk_wish_changed_by')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_wish_contact_id')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_wish_household_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wish')),
    sa.UniqueConstraint('contact_id', name=op.f('uq_wish_contact_id')),
    sa.UniqueConstraint('household_id', name=op.f('uq_wish_household_id'))
    )
    op.create_index('ix_delivery_unprompted', 'delivery', ['address_id', 'settled_at'], unique=False,
        sqlite_where=sa.text("kind = 'unprompted'"), postgresql_where=sa.text("kind = 'unprompted'"))


def downgrade() -> None:
    op.drop_index('ix_delivery_unprompted', table_name='delivery')
    op.drop_table('wish')
