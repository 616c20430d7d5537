"""A gathering as a calendar file: for the phone of whoever comes, and for colleagues."""

import datetime as dt

from db.models import Gathering, GatheringKind, GatheringState
from handlers import calendar_file, gathering_words, hours
from handlers.context import Turn
from handlers.enclosing import Enclosed
from handlers.house import House


def of_turn(turn: Turn, gathering: Gathering) -> Enclosed:
    """The file in the language that is spoken in this turn."""
    return enclosed(turn.house, gathering, turn.language, now=turn.now)


def enclosed(house: House, gathering: Gathering, language: str, *, now: dt.datetime) -> Enclosed:
    """The file in a language; its uid stays, so that a moved gathering takes the old one's place.

    It names nobody who is invited.
    """
    heading = gathering_words.HEADINGS[GatheringKind(gathering.kind)]
    heard = f"{house.words.say(heading, language)} – {house.policy.organisation}"
    zone = gathering_words.zone(gathering)
    content = calendar_file.event(
        uid=f"gathering-{gathering.id}@onthaal",
        summary=f"{gathering.title} ({heard})" if gathering.title else heard,
        starts_at=gathering.starts_at,
        zone=zone,
        now=now,
        ends_at=hours.resolve(gathering.local_date, gathering.until_time, zone)
        if gathering.until_time
        else None,
        place=gathering.place or "",
        sequence=gathering.version,
        cancelled=gathering.state == GatheringState.CANCELLED,
    )
    return Enclosed(name=calendar_file.NAME, mime=calendar_file.MIME, content=content)
