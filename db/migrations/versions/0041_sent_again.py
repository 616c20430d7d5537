"""sent again

How often staff sent a message of the year anew; what came "later" belongs to its occurrence, too.
"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('occurrence', sa.Column('sent_again', sa.Integer(), server_default='0', nullable=False))
    op.execute(
        'UPDATE delivery SET occurrence_id = (SELECT first.occurrence_id FROM delivery AS first'
        ' WHERE first.id = delivery.resend_of) WHERE occurrence_id IS NULL AND resend_of IS NOT NULL'
    )


def downgrade() -> None:
    with op.batch_alter_table('occurrence') as batch_op:
        batch_op.drop_column('sent_again')
