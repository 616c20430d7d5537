"""dates of sponsorships, contact people, merged contacts, detached and shared phones

Follows 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.add_column(sa.Column('detached_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('speaker_id', big_id, nullable=True))
        batch_op.add_column(sa.Column('speaker_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_address_speaker_id'), 'contact', ['speaker_id'], ['id'])

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_contact_person', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('merged_into_id', big_id, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_contact_merged_into_id'), 'contact', ['merged_into_id'], ['id'])

    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.add_column(sa.Column('matched_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('registered_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('status_granted_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('support_ends_on', sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f('ck_sponsorship_support_after_arrival'), 'support_ends_on >= arrival_on'
        )

    with op.batch_alter_table('welcome_group', schema=None) as batch_op:
        batch_op.add_column(sa.Column('languages', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('welcome_group', schema=None) as batch_op:
        batch_op.drop_column('languages')

    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_sponsorship_support_after_arrival'), type_='check')
        batch_op.drop_column('support_ends_on')
        batch_op.drop_column('status_granted_on')
        batch_op.drop_column('registered_on')
        batch_op.drop_column('matched_on')

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contact_merged_into_id'), type_='foreignkey')
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('is_contact_person')

    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_address_speaker_id'), type_='foreignkey')
        batch_op.drop_column('speaker_until')
        batch_op.drop_column('speaker_id')
        batch_op.drop_column('detached_at')
