"""A mail server on this machine that takes letters, or refuses them as a test says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage


class FakeMail:
    """Speaks as much of SMTP as a client needs: no encryption, AUTH PLAIN."""

    def __init__(self) -> None:
        self.port = 0
        #: what was taken: (receiver, letter)
        self.letters: list[tuple[str, EmailMessage]] = []
        #: the answer to a command, by its first word, instead of the usual one
        self.answers: dict[str, str] = {}
        #: what was said to sign in with
        self.signed_in: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator["FakeMail"]:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 fake\r\n")
        receiver = ""
        with contextlib.suppress(ConnectionError):
            while line := (await reader.readline()).decode().strip():
                word = line.split()[0].upper()
                usual = {
                    "EHLO": "250-fake\r\n250 AUTH PLAIN",
                    "DATA": "354 go on",
                    "QUIT": "221 bye",
                }
                answer = self.answers.get(word, usual.get(word, "250 fine"))
                if word == "AUTH":
                    self.signed_in.append(line)
                    answer = self.answers.get(word, "235 welcome")
                if word == "RCPT":
                    receiver = line.partition("<")[2].partition(">")[0]
                writer.write(f"{answer}\r\n".encode())
                if answer.startswith("354"):
                    self.letters.append((receiver, await _letter(reader)))
                    writer.write(b"250 taken\r\n")
                if word == "QUIT":
                    break
        writer.close()


async def _letter(reader: asyncio.StreamReader) -> EmailMessage:
    lines = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    found = message_from_bytes(b"".join(lines), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found
