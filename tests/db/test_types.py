"""Instants are UTC or refused; encrypted values come back as they went in."""

import datetime as dt
import zoneinfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine import Database
from db.models import Lease, Message
from db.types import NaiveTime
from tests.db import scene

BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")


async def stored(database: Database, until: dt.datetime) -> dt.datetime:
    async with database.transaction() as session:
        await session.execute(sa.delete(Lease))
        session.add(Lease(name="n", holder="h", until=until))
    async with database.reading() as session:
        return (await session.execute(sa.select(Lease.until))).scalar_one()


async def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError) as refused:
        await stored(database, dt.datetime(2026, 3, 29, 2, 30))  # noqa: DTZ001
    assert isinstance(refused.value.orig, NaiveTime)


@pytest.mark.parametrize(
    "instant",
    [
        pytest.param(dt.datetime(2026, 3, 29, 1, 59, tzinfo=BRUSSELS), id="before spring"),
        pytest.param(dt.datetime(2026, 3, 29, 3, 1, tzinfo=BRUSSELS), id="after spring"),
        pytest.param(dt.datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=BRUSSELS), id="first 2:30"),
        pytest.param(dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BRUSSELS), id="second 2:30"),
        pytest.param(dt.datetime(2026, 2, 4, 9, 0, 0, 123456, tzinfo=dt.UTC), id="microseconds"),
    ],
)
async def test_an_instant_comes_back_in_utc(database: Database, instant: dt.datetime) -> None:
    found = await stored(database, instant)
    assert found == instant.astimezone(dt.UTC)
    assert found.utcoffset() == dt.timedelta(0)


async def test_instants_of_different_zones_are_compared_as_instants(database: Database) -> None:
    noon = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)
    await stored(database, noon)
    local = (noon - dt.timedelta(minutes=1)).astimezone(BRUSSELS)
    async with database.reading() as session:
        later = await session.execute(sa.select(Lease.name).where(Lease.until > local))
        assert later.scalar_one_or_none() == "n"
        earlier = await session.execute(sa.select(Lease.name).where(Lease.until < local))
        assert earlier.scalar_one_or_none() is None


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
).filter(lambda value: value is not None)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=json)
async def test_encrypted_json_comes_back(
    database: Database, now: dt.datetime, value: object
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        message = await scene.said(session, thread, now)
        message.content = value
        await session.flush()
        found = await session.execute(sa.select(Message.content).where(Message.id == message.id))
        assert found.scalar_one() == value
