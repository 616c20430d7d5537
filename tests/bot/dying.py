"""A worker that stops for ever at a named point, to be killed there: python -m tests.bot.dying.

Not a test; `test_killed` starts it as a process of its own, on the database under test.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from bot.channel import OutboundMessage, Receipt
from bot.intake import Intake
from bot.outbox import Outbox
from db.engine import Database
from faq.understanding import Understanding
from tests import databases
from tests.bot import scene
from tests.bot.scene import ScriptedChannel, ScriptedEngine
from tests.fakes.clock import FixedClock

#: What the process writes when it stands where it was told to.
READY = "ready"
WORKER = "dying"


class Paralysed(ScriptedEngine):
    """Understands, and never comes back: nothing of it is applied."""

    def understand(self, text: str, **known: Any) -> Understanding:
        super().understand(text, **known)
        _stand()


class Mute(ScriptedChannel):
    """Hands a message to the provider, and never hears whether it was taken."""

    async def send(self, message: OutboundMessage) -> Receipt:
        await super().send(message)
        _stand()


async def main(point: str, url: str, folder: Path) -> None:
    """Work on what is due in the database at `url`, up to `point`: understood or sent."""
    database = Database(url, databases.keyring())
    channel = Mute(folder)
    runtime = scene.runtime(database, FixedClock(), folder, channel)
    if point == "understood":
        await Intake(runtime, Paralysed().engine).step()
    else:
        await Outbox(runtime, channel, worker=WORKER).step()


def _stand() -> NoReturn:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
