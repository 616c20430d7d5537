"""two languages

Messages in a second language.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('message_translation',
    sa.Column('id', big, nullable=False),
    sa.Column('message_id', big, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('staff_id', big, nullable=False),
    sa.Column('engine', sa.String(length=20), nullable=True),
    sa.Column('is_original', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_translation_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_message_translation_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_translation')),
    sa.UniqueConstraint('message_id', 'language', name=op.f('uq_message_translation_message_id_language'))
    )


def downgrade() -> None:
    op.drop_table('message_translation')
