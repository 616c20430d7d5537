"""staff at gatherings

Colleagues are told, once, of a gathering to which people are invited whom they look after.
"""

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0053'
branch_labels = None
depends_on = None

SUBJECTS = ('handoff_id', 'mention_id', 'first_contact_id', 'gathering_id')


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.add_column(sa.Column('gathering_id', big, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_alert_gathering_id'), 'gathering', ['gathering_id'], ['id'])
        batch_op.drop_constraint(batch_op.f('ck_alert_one_subject'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_alert_one_subject'), _one_of(SUBJECTS))
        batch_op.create_unique_constraint(
            batch_op.f('uq_alert_gathering_id_staff_id_channel'), ['gathering_id', 'staff_id', 'channel']
        )


def downgrade() -> None:
    op.execute('DELETE FROM alert WHERE gathering_id IS NOT NULL')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_alert_gathering_id_staff_id_channel'), type_='unique')
        batch_op.drop_constraint(batch_op.f('ck_alert_one_subject'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_alert_one_subject'), _one_of(SUBJECTS[:-1]))
        batch_op.drop_constraint(batch_op.f('fk_alert_gathering_id'), type_='foreignkey')
        batch_op.drop_column('gathering_id')


def _one_of(names: tuple[str, ...]) -> str:
    return ' + '.join(f'CASE WHEN {name} IS NULL THEN 0 ELSE 1 END' for name in names) + ' = 1'
