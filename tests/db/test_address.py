"""An address is read once: whatever a host gives, queries and listening connect alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy.engine import make_url

from db import address
from db.address import AddressFault
from db.engine import Database
from tests import databases

#: The first eight bytes with which a client asks PostgreSQL for encryption.
ASKS_FOR_SSL = (8).to_bytes(4) + (80877103).to_bytes(4)
HOST = "db.example/onthaal"


@pytest.mark.parametrize("scheme", address.POSTGRESQL)
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("?sslmode=require", "?sslmode=require"),
        ("?ssl=require", "?sslmode=require"),
        ("?ssl=true", "?sslmode=require"),
        ("?sslmode=verify-full&sslrootcert=/ca.pem", "?sslmode=verify-full&sslrootcert=%2Fca.pem"),
    ],
)
def test_every_way_to_write_an_address_is_one(scheme: str, given: str, kept: str) -> None:
    found = address.read(f"{scheme}://ana:p%40ss@{HOST}{given}")
    said = found.render_as_string(hide_password=False)
    assert said == f"postgresql://ana:p%40ss@{HOST}{kept}"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("?channel_binding=require", "'channel_binding' .* take it out, or write one of sslmode"),
        ("?sslmode=secret", "sslmode that is not known: write one of disable, allow"),
        ("?sslmode=require&ssl=require", "sslmode more than once"),
        ("?sslmode=require&sslmode=disable", "sslmode more than once"),
    ],
)
def test_what_is_not_known_is_refused_with_what_to_write(given: str, fault: str) -> None:
    with pytest.raises(AddressFault, match=fault):
        address.read(f"postgresql://ana:pass-word@{HOST}{given}")


@pytest.fixture
async def refusing() -> AsyncIterator[tuple[int, list[bytes]]]:
    """The port of a server that has no encryption, and the first bytes that each client sent."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readexactly(8))
        writer.write(b"N")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def query(database: Database) -> object:
    return await database.is_alive()


async def listen(database: Database) -> object:
    return await address.connect(database.url)


@pytest.mark.parametrize("use", [query, listen])
async def test_a_connection_that_must_be_encrypted_is_not_opened_in_plain_text(
    refusing: tuple[int, list[bytes]], use: Callable[[Database], Awaitable[object]]
) -> None:
    port, heard = refusing
    database = Database(
        f"postgres://ana:x@127.0.0.1:{port}/onthaal?sslmode=require", databases.keyring()
    )
    try:
        with pytest.raises(ConnectionError, match="rejected SSL"):
            await use(database)
    finally:
        await database.close()
    assert heard == [ASKS_FOR_SSL]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_parameters_of_an_address_reach_the_server(database_url: str) -> None:
    url = make_url(database_url).update_query_dict({"application_name": "here", "ssl": "prefer"})
    database = Database(url.render_as_string(hide_password=False), databases.keyring())
    try:
        async with database.reading() as session:
            connection = await session.connection()
            found = await connection.exec_driver_sql("SHOW application_name")
            assert found.scalar_one() == "here"
    finally:
        await database.close()
