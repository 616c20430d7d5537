"""help at appointments

The case of a family's "I need help" is kept with the appointment.
"""

import sqlalchemy as sa
from alembic import op

revision = '0053'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('help_case_id', big, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_appointment_help_case_id'), 'case', ['help_case_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_appointment_help_case_id'), type_='foreignkey')
        batch_op.drop_column('help_case_id')
