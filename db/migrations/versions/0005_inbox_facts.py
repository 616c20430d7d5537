"""what lists of the desk need: the last word of the person, and since when nobody answered it

Follows 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

#: The newest message of the person.
LAST_INBOUND = """
UPDATE conversation SET last_inbound_seq = (
  SELECT max(seq) FROM message
  WHERE conversation_id = conversation.id AND direction = 'in'
)
"""
#: The first message of the person behind the last answer of a colleague.
UNANSWERED = """
UPDATE conversation SET unanswered_at = (
  SELECT min(at) FROM message
  WHERE conversation_id = conversation.id AND direction = 'in' AND seq > coalesce((
    SELECT max(seq) FROM message
    WHERE conversation_id = conversation.id AND direction = 'out' AND author = 'staff'
  ), 0)
)
"""


def upgrade() -> None:
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('last_inbound_seq', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('unanswered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_conversation_last_message_at', ['last_message_at'], unique=False)
        batch_op.create_index(
            'ix_conversation_human',
            ['assignee_id'],
            unique=False,
            sqlite_where=sa.text("control = 'human'"),
            postgresql_where=sa.text("control = 'human'"),
        )
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.create_index('ix_case_closed_at', ['closed_at'], unique=False)
    op.execute(LAST_INBOUND)
    op.execute(UNANSWERED)


def downgrade() -> None:
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_closed_at')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_human')
        batch_op.drop_index('ix_conversation_last_message_at')
        batch_op.drop_column('unanswered_at')
        batch_op.drop_column('last_inbound_seq')
