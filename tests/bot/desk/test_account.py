"""A colleague's own settings."""

import pytest

from tests.bot.desk.world import World


@pytest.mark.parametrize(
    ("language", "inbox"), [("nl", "Inbox"), ("fr", "Boîte"), ("de", "Posteingang")]
)
async def test_the_desk_speaks_the_chosen_language_from_then_on(
    world: World, language: str, inbox: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    answer = await browser.post("/desk/language", language=language, next="/desk/people")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/people")
    page = (await browser.get("/desk/")).text
    assert f'<html lang="{language}"' in page
    assert inbox in page


async def test_a_language_that_the_desk_does_not_speak_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    assert (await browser.post("/desk/language", language="ti")).status_code == 400
