"""Numbers in addresses: what no row can have is no page, on every database."""

import pytest

from bot.desk import routes
from db.models import Role
from tests.bot.desk.world import World

#: Zero, more than 32 bits hold, and more than 64 do.
NEVER = ("0", "4294967296", "9223372036854775808", "9" * 5000)
LOOKED_AT = [path for path, _ in routes.PAGES if ":number}" in path]


@pytest.mark.parametrize("number", NEVER)
async def test_a_number_that_no_row_has_is_the_page_that_says_so(world: World, number: str) -> None:
    browser = await world.signed_in(await world.colleague("Ben", role=Role.ADMIN))
    for path in LOOKED_AT:
        before, _, after = path.partition("{")
        answer = await browser.get(f"/desk{before}{number}{after.partition('}')[2]}")
        assert answer.status_code == 404, path
        assert "<h1" in answer.text, path


@pytest.mark.parametrize("number", ["4294967296", "9223372036854775808"])
async def test_a_number_in_a_question_that_fits_no_column_is_none(
    world: World, number: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ben", role=Role.ADMIN))
    thread = await world.talk(await world.volunteer())
    for path in (
        f"/desk/conversations/{thread.id}?before={number}",
        f"/desk/audit?colleague={number}&family={number}&before={number}",
        f"/desk/faq/gaps?page={number}",
        f"/desk/texts?page={number}",
        f"/desk/hours?staff={number}",
    ):
        assert (await browser.get(path)).status_code == 200, path
