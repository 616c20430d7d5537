"""translation review

What staff confirmed or corrected of the translations: who, when, and beside which English.
"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('translation_review',
    sa.Column('id', big, nullable=False),
    sa.Column('domain', sa.String(length=20), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('english_hash', sa.String(length=64), nullable=False),
    sa.Column('base_hash', sa.String(length=64), nullable=False),
    sa.Column('forms', sa.JSON(), nullable=False),
    sa.Column('staff_id', big, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_translation_review_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_review'))
    )
    op.create_index(op.f('ix_translation_review_language'), 'translation_review', ['language'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_translation_review_language'), table_name='translation_review')
    op.drop_table('translation_review')
