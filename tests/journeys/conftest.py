"""What journeys start from: the world on each database, and somebody's phone on each channel."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import wiring
from db.engine import Database
from db.models import InboundEvent
from handlers.knowledge import Knowledge
from locales.catalogue import Catalogues
from tests.fakes import http
from tests.fakes.clock import FixedClock
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World

#: Where a journey runs: every channel and both databases, not each channel on each database.
PLACES = (("sqlite", "simulator"), ("postgresql", "telegram"), ("sqlite", "whatsapp"))


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey of any phone: what it says differs by channel, what it stores by database."""
    if "phone" in metafunc.fixturenames:
        place = pytest.mark.parametrize(("database_url", "phone"), PLACES, indirect=True)
        metafunc.definition.add_marker(place)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The real texts and the real FAQ."""
    return wiring.open_knowledge(Catalogues.open())


class Exchange:
    """One server for all journeys; each plugs its own Twilio in."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def exchange() -> Iterator[Exchange]:
    exchange = Exchange()
    with http.serve_in_thread(exchange) as exchange.url:
        yield exchange


@pytest.fixture
async def world(
    database: Database, clock: FixedClock, knowledge: Knowledge, tmp_path: Path, exchange: Exchange
) -> AsyncIterator[World]:
    """No request of a journey may break a rule of a provider."""
    world = World(database, clock, knowledge, tmp_path, exchange.url)
    exchange.app = world.twilio.app
    yield world
    faults = {one.id for one in await world.rows(InboundEvent, InboundEvent.error.is_not(None))}
    await world.close()
    assert faults <= world.expected_faults
    assert world.telegram.violations == []
    assert world.twilio.violations == []


@pytest.fixture
def phone(world: World, request: pytest.FixtureRequest) -> Phone:
    """Somebody who has never written, on the channel that the test was given."""
    return world.phone(request.param)


@pytest.fixture
def telegram(world: World) -> Phone:
    """Somebody who has never written, on Telegram."""
    return world.phone("telegram")


@pytest.fixture
def whatsapp(world: World) -> Phone:
    """Somebody who has never written, on WhatsApp."""
    return world.phone("whatsapp")


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)
