"""sent forms

A form of the desk that was carried out is remembered for a day, so that it never is twice.
"""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0068'
down_revision = '0062'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sent_form',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('led_to', sa.String(length=200), nullable=False),
        sa.Column('sent_at', db.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_sent_form')),
    )
    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_form_sent_at'), ['sent_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_form_sent_at'))
    op.drop_table('sent_form')
