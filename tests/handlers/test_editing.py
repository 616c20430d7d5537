"""What staff edit is written down; a form that is out of date changes nothing and says who did."""

import datetime as dt

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import AuditEvent, Contact, WelcomeGroup
from handlers import editing, regions, register
from tests.db import scene


async def test_a_stale_form_names_the_colleague_who_was_quicker(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana, ben = [await scene.colleague(session, now, login) for login in ("ana", "ben")]
        amal = await scene.contact(session, now, name="Amal", language="ar")
        seen = editing.stamp(amal)
        words = {
            "language": "ar",
            "second_language": "ar",
            "is_contact_person": True,
            "seen": seen,
            "now": now,
        }
        await editing.change_person(session, amal, name=" Amal  H. ", member=ana, **words)
        assert (amal.name, amal.second_language, amal.is_contact_person) == ("Amal H.", None, True)
        # the same button pressed twice is no change
        await editing.change_person(session, amal, name="Amal H.", member=ana, **words)
        with pytest.raises(editing.ChangedMeanwhile) as stale:
            await editing.change_person(session, amal, name="Other", member=ben, **words)
        assert (stale.value.name, stale.value.at) == ("Ana", now)
        assert amal.name == "Amal H."
        rows = (await session.execute(select(AuditEvent.action, AuditEvent.staff_id))).all()
        assert [tuple(row) for row in rows] == [("edit", ana.id)]


async def test_what_a_person_told_the_bot_makes_a_form_stale_too(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        home = await scene.household(session, now)
        seen = editing.stamp(home)
        home.region = "flanders"
        await session.flush()
        words = {"name": home.name, "language": "en", "has_school_children": None}
        words |= {"member": ana, "now": now}
        with pytest.raises(editing.ChangedMeanwhile) as stale:
            await editing.change_household(session, home, postal_code="", seen=seen, **words)
        assert stale.value.name is None
        # a region that is known without a postal code stays; a postal code decides
        fresh = editing.stamp(home)
        await editing.change_household(session, home, postal_code=" ", seen=fresh, **words)
        assert (home.language, home.region) == ("en", "flanders")
        fresh = editing.stamp(home)
        await editing.change_household(session, home, postal_code="5000", seen=fresh, **words)
        assert home.region == "wallonia"
        fresh = editing.stamp(home)
        await editing.change_household(session, home, postal_code="", seen=fresh, **words)
        assert (home.region, home.postal_code) == (None, None)


async def test_a_group_speaks_languages_that_we_know(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        group = WelcomeGroup(name="G", created_at=now)
        session.add(group)
        await session.flush()
        words = {"postal_code": "2800", "member": ana, "now": now, "spoken": ["xx", "fr", "nl"]}
        seen = editing.stamp(group)
        await editing.change_group(session, group, name="G 2", seen=seen, **words)
        assert (group.name, group.region, group.languages) == ("G 2", "flanders", ["nl", "fr"])
        seen = editing.stamp(group)
        with pytest.raises(register.NoName):
            await editing.change_group(session, group, name=" ", seen=seen, **words)
        with pytest.raises(regions.UnknownPostalCode):
            await editing.change_group(
                session, group, name="G", seen=seen, **{**words, "postal_code": "1"}
            )
        with pytest.raises(register.UnknownLanguage):
            register.another_language("xx", "ar")
        assert (await session.execute(select(Contact))).first() is None
