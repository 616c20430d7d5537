"""where a stranger lives, and phones that are not safe

Follows 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unsafe_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('region', sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_column('region')

    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.drop_column('unsafe_at')
