"""Personal columns are unreadable without the key; hashes find what cannot be read."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from db import cases, conversations, invites, messages, staff
from db.content import Content
from db.engine import Database
from db.keyring import KeyFault, Keyring, WrongKey
from db.models import Author, Base, Direction, Priority, Reason, WelcomeGroup
from tests import databases
from tests.db import scene

#: A word that must not be found in any row.
SECRET_WORD = "Zebrafinch"

text = st.text(st.characters())


@given(text)
def test_what_is_encrypted_comes_back(words: str) -> None:
    ring = databases.keyring()
    assert ring.decrypt(ring.encrypt(words)) == words


@given(st.binary())
def test_a_file_that_is_sealed_comes_back(content: bytes) -> None:
    ring = databases.keyring()
    assert ring.unseal(ring.seal(content)) == content


def test_a_lone_surrogate_survives_encryption() -> None:
    ring = databases.keyring()
    assert ring.decrypt(ring.encrypt("a\ud800b\x00")) == "a\ud800b\x00"


def test_another_key_reads_nothing(keyring: Keyring) -> None:
    other = Keyring([databases.OLDER_SECRET], databases.LOOKUP)
    with pytest.raises(WrongKey):
        other.decrypt(keyring.encrypt(SECRET_WORD))
    with pytest.raises(WrongKey):
        other.unseal(keyring.seal(b"letter"))


def test_an_older_key_still_reads_and_the_newest_writes() -> None:
    older = Keyring([databases.OLDER_SECRET], databases.LOOKUP)
    both = Keyring([databases.SECRET, databases.OLDER_SECRET], databases.LOOKUP)
    assert both.decrypt(older.encrypt("before")) == "before"
    assert databases.keyring().decrypt(both.encrypt("after")) == "after"


@pytest.mark.parametrize(
    ("secrets", "lookup"), [([], "lookup"), (["short"], "lookup"), ([databases.SECRET], "")]
)
def test_a_key_of_the_wrong_form_is_a_fault(secrets: list[str], lookup: str) -> None:
    with pytest.raises(KeyFault):
        Keyring(secrets, lookup)


def test_a_hash_depends_on_the_lookup_key_and_on_where_its_parts_end(keyring: Keyring) -> None:
    assert keyring.hash("ab", "c") == databases.keyring().hash("ab", "c")
    assert keyring.hash("ab", "c") != keyring.hash("a", "bc")
    assert keyring.hash("ab", "c") != Keyring([databases.SECRET], "other").hash("ab", "c")


async def test_no_personal_text_can_be_read_in_the_database(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        session.add(WelcomeGroup(name=SECRET_WORD, created_at=now))
        somebody = await scene.contact(session, now, name=SECRET_WORD)
        thread = await scene.conversation(session, now, SECRET_WORD)
        colleague = await staff.add(
            session, name=SECRET_WORD, login=SECRET_WORD, role="worker", languages=["en"], now=now
        )
        await messages.write(
            session,
            thread,
            Content(text=SECRET_WORD),
            direction=Direction.IN,
            author=Author.PERSON,
            now=now,
        )
        await conversations.add_note(session, thread, colleague.id, SECRET_WORD, now=now)
        await cases.add(
            session,
            thread,
            reason=Reason.ASKED,
            priority=Priority.NORMAL,
            brief={"question": SECRET_WORD},
            now=now,
        )
        await invites.add(
            session,
            SECRET_WORD,
            contact_id=somebody.id,
            household_id=None,
            created_by=None,
            now=now,
            valid=dt.timedelta(days=1),
        )
        await staff.add_link(
            session, colleague.id, SECRET_WORD, purpose="desk", now=now, valid=dt.timedelta(1)
        )
    filled = 0
    async with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in await session.execute(sa.text(f'SELECT * FROM "{table.name}"')):
                filled += 1
                assert SECRET_WORD.casefold() not in str(tuple(row)).casefold(), table.name
    assert filled >= 9
