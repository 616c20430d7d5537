"""The composition root: what the edges share. Nothing below `bot` ever sees it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channel import Channel
from bot.config import Settings
from bot.health import Health
from bot.media import MediaStore
from bot.metrics import Metrics
from bot.signals import Signals
from bot.translators import Translator
from db.engine import Database
from handlers.house import House

#: Asked for the present instant, always UTC.
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """Made once per process by `bot.wiring`, closed at its end."""

    #: what the environment says
    settings: Settings
    #: the database
    database: Database
    #: texts, knowledge and rules for the handlers
    house: House
    #: by (name, account)
    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    #: the only clock
    clock: Clock
    #: wakes workers and live pages
    signals: Signals
    #: encrypted files
    media: MediaStore
    #: counters for the operator
    metrics: Metrics
    #: how the channels stand, for /readyz
    health: Health = field(default_factory=Health)
    #: translates for colleagues; None: nothing is offered
    translator: Translator | None = None
