"""The second factor: each code once, few guesses, codes on paper for a lost phone."""

import asyncio
import datetime as dt

import pyotp
import pytest
from sqlalchemy import select, text

from db import second_factors
from db.engine import Database
from db.models import AuditEvent, RecoveryCode, StaffMember
from handlers import second_factor
from handlers.second_factor import Answer
from tests.db import scene

STEP = dt.timedelta(seconds=30)


async def _member(database: Database, now: dt.datetime) -> StaffMember:
    async with database.transaction() as session:
        return await scene.colleague(session, now)


async def _on(database: Database, now: dt.datetime) -> tuple[StaffMember, pyotp.TOTP, list[str]]:
    """A colleague whose second factor is on, their app, and their recovery codes."""
    ana = await _member(database, now)
    async with database.transaction() as session:
        await second_factor.begin(session, ana, now=now)
        row = await second_factors.of_colleague(session, ana.id)
        assert row is not None
        app = pyotp.TOTP(row.secret)
        codes = await second_factor.confirm(session, ana, app.at(now), now=now)
        assert codes is not None
    return ana, app, codes


async def _check(database: Database, ana: StaffMember, code: str, now: dt.datetime) -> Answer:
    async with database.transaction() as session:
        return await second_factor.check(session, ana, code, now=now)


async def test_it_counts_only_after_a_right_code(database: Database, now: dt.datetime) -> None:
    ana = await _member(database, now)
    async with database.transaction() as session:
        with pytest.raises(second_factor.NotBegun):
            await second_factor.confirm(session, ana, "123456", now=now)
        await second_factor.begin(session, ana, now=now)
        assert await second_factor.confirm(session, ana, "letters", now=now) is None
        assert await second_factors.protected(session) == set()
        row = await second_factors.of_colleague(session, ana.id)
        assert row is not None
        code = pyotp.TOTP(row.secret).at(now)
        assert len(await second_factor.confirm(session, ana, code, now=now) or []) == 10
        assert await second_factors.protected(session) == {ana.id}
        with pytest.raises(second_factor.NotBegun):
            await second_factor.begin(session, ana, now=now)


async def test_a_code_counts_once_and_older_ones_never(
    database: Database, now: dt.datetime
) -> None:
    ana, app, _ = await _on(database, now)
    assert await _check(database, ana, app.at(now), now) is Answer.WRONG
    later = now + 2 * STEP
    code = app.at(later)
    answers = await asyncio.gather(*(_check(database, ana, code, later) for _ in range(3)))
    assert sorted(answers) == [Answer.RIGHT, Answer.WRONG, Answer.WRONG]
    assert await _check(database, ana, app.at(later - STEP), later) is Answer.WRONG


async def test_clocks_may_differ_by_half_a_minute_and_digits_by_their_script(
    database: Database, now: dt.datetime
) -> None:
    ana, app, _ = await _on(database, now)
    later = now + 5 * STEP
    ahead = app.at(later + STEP)
    arabic = "".join(chr(0x0660 + int(one)) for one in ahead)
    assert await _check(database, ana, app.at(later + 2 * STEP), later) is Answer.WRONG
    assert await _check(database, ana, f" {arabic[:3]} {arabic[3:]} ", later) is Answer.RIGHT


async def test_after_five_wrong_codes_even_a_right_one_waits(
    database: Database, now: dt.datetime
) -> None:
    ana, app, codes = await _on(database, now)
    later = now + 4 * STEP
    for _ in range(5):
        assert await _check(database, ana, "not it", later) is Answer.WRONG
    assert await _check(database, ana, app.at(later), later) is Answer.THROTTLED
    assert await _check(database, ana, codes[0], later) is Answer.THROTTLED
    much_later = later + dt.timedelta(minutes=16)
    assert await _check(database, ana, app.at(much_later), much_later) is Answer.RIGHT


async def test_guesses_at_once_are_all_counted(database: Database, now: dt.datetime) -> None:
    ana, _, _ = await _on(database, now)
    answers = await asyncio.gather(*(_check(database, ana, "not it", now) for _ in range(8)))
    assert answers.count(Answer.WRONG) == second_factor.FAILURES


async def test_a_recovery_code_works_once_and_only_for_its_owner(
    database: Database, now: dt.datetime
) -> None:
    ana, _, codes = await _on(database, now)
    async with database.transaction() as session:
        ben = await scene.colleague(session, now, "ben")
    assert await _check(database, ben, codes[0], now) is Answer.WRONG
    assert await _check(database, ana, codes[0].upper().replace("-", " "), now) is Answer.RECOVERED
    assert await _check(database, ana, codes[0], now) is Answer.WRONG
    async with database.reading() as session:
        assert await second_factors.count_codes(session, ana.id) == 9
        found = await session.execute(select(AuditEvent.action))
        assert "use_recovery_code" in found.scalars().all()


async def test_new_codes_end_the_old_ones(database: Database, now: dt.datetime) -> None:
    ana, _, codes = await _on(database, now)
    async with database.transaction() as session:
        assert await second_factor.renew_codes(session, ana, "no", now=now) is Answer.WRONG
        fresh = await second_factor.renew_codes(session, ana, codes[0], now=now)
        assert isinstance(fresh, list)
    assert await _check(database, ana, codes[1], now) is Answer.WRONG
    assert await _check(database, ana, fresh[1], now) is Answer.RECOVERED


async def test_switching_it_off_needs_a_code(database: Database, now: dt.datetime) -> None:
    ana, _, codes = await _on(database, now)
    async with database.transaction() as session:
        assert await second_factor.end(session, ana, "no", now=now) is Answer.WRONG
        assert await second_factors.protected(session) == {ana.id}
        assert await second_factor.end(session, ana, codes[3], now=now) is Answer.RECOVERED
        assert await second_factors.of_colleague(session, ana.id) is None


async def test_the_database_holds_no_secret_and_no_code(
    database: Database, now: dt.datetime
) -> None:
    _, app, codes = await _on(database, now)
    async with database.reading() as session:
        secret = (await session.execute(text("SELECT secret FROM second_factor"))).scalar_one()
        assert app.secret not in secret
        hashes = (await session.execute(select(RecoveryCode.code_hash))).scalars().all()
        plain = [second_factor.plain(one) for one in codes]
        assert not set(hashes) & {*codes, *plain}
