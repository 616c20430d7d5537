"""/privacy says what the eraser does: the very days of the settings, in one language."""

import datetime as dt

import pytest

from db import messages
from db.content import Content
from db.engine import Database
from handlers import context, privacy
from locales.text import placeholders
from locales.texts import general
from tests.db import scene
from tests.handlers import scene as houses


async def told(database: Database, now: dt.datetime, *, days: int, language: str = "en") -> str:
    retention = dt.timedelta(days=days)
    house = houses.house(
        retention=retention, privacy_contact="privacy@help.example", drafted_counts=True
    )
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        thread.language, thread.language_chosen = language, True
        turn = await context.reopen(session, house, thread.id, now=now)
        assert turn is not None and await privacy.explain(turn)
        [said] = await messages.latest(session, thread.id)
        return Content.from_json(said.content).text


@pytest.mark.parametrize(("days", "said"), [(90, "After 90 days we"), (1, "After 1 day we")])
async def test_the_days_of_the_settings_are_told(
    database: Database, now: dt.datetime, days: int, said: str
) -> None:
    text = await told(database, now, days=days)
    assert said in text and "erased 30 days after the call" in text
    assert "This stays longer: your name" in text and "privacy@help.example" in text


@pytest.mark.parametrize("language", ["nl", "ar", "uk", "fa_AF"])
async def test_it_is_one_message_in_one_language(
    database: Database, now: dt.datetime, language: str
) -> None:
    text = await told(database, now, days=365, language=language)
    assert len(text.split("\n\n")) == len(privacy.TOLD)
    assert "365" in text and not placeholders(text)
    assert not any(one.english[:20] in text for one in privacy.TOLD)
    assert general.PRIVACY in privacy.TOLD
