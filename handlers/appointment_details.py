"""How an appointment is said: its lines in a language, a link to a map, and its calendar file."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from db.models import Appointment, AppointmentState, Contact
from handlers import calendar_file, hours, map_link
from handlers.context import Turn
from handlers.enclosing import Enclosed
from locales import dates
from locales.catalogue import Catalogues
from locales.texts import appointments as texts

#: Stands before the key of a common thing to bring; without it somebody wrote it.
KNOWN = "="


def own_words(turn: Turn) -> Turn:
    """The turn in the language that the person reads, if everything here is there in it."""
    has = turn.house.words.has
    if all(has(one, turn.reads) for one in texts.ALL):
        return replace(turn, language=turn.reads)
    return turn


def title(words: Catalogues, appointment: Appointment, language: str) -> str:
    """What it is: a common kind in the reader's language, else as it was typed."""
    said = texts.KINDS.get(appointment.kind, texts.OTHER)
    return appointment.what or words.say(said, language)


def things(words: Catalogues, appointment: Appointment, language: str) -> str:
    """What to bring; empty for nothing."""
    written = appointment.bring or ""
    known = texts.THINGS.get(written.removeprefix(KNOWN)) if written.startswith(KNOWN) else None
    return words.say(known, language) if known else written


def when(appointment: Appointment, language: str) -> str:
    """Weekday, date and time, on the clock of the place."""
    zone = ZoneInfo(appointment.timezone)
    return dates.moment(appointment.starts_at, zone, language)


def lines(
    words: Catalogues,
    appointment: Appointment,
    language: str,
    *,
    companion: Contact | None,
    to_family: bool = True,
) -> str:
    """Everything about it, a line each; links stand alone on theirs."""

    def say(*said: object, **values: object) -> str:
        return words.say(said[0], language, **values)  # type: ignore[arg-type]

    moment = when(appointment, language)
    found = [say(texts.LINE_WHAT, what=title(words, appointment, language))]
    if appointment.until:
        until = dates.clock_time(appointment.until, language)
        found.append(say(texts.LINE_UNTIL, when=moment, until=until))
    else:
        found.append(say(texts.LINE_WHEN, when=moment))
    if appointment.place:
        found.append(say(texts.LINE_WHERE, place=appointment.place))
        if to_family and (link := map_link.link(appointment.place)):
            found += [say(texts.LINE_MAP), link]
    if bring := things(words, appointment, language):
        found.append(say(texts.LINE_BRING, things=bring))
    if companion is not None:
        along = texts.LINE_ALONG if to_family else texts.LINE_COMPANION
        found.append(say(along, name=companion.name))
    return "\n".join(found)


def file(
    words: Catalogues,
    appointment: Appointment,
    language: str,
    *,
    companion: Contact | None,
    now: dt.datetime,
) -> Enclosed:
    """The calendar file, in the reader's language."""
    zone = ZoneInfo(appointment.timezone)
    until = appointment.until
    about = [things(words, appointment, language)]
    if companion is not None:
        about.append(words.say(texts.LINE_ALONG, language, name=companion.name))
    content = calendar_file.event(
        uid=f"onthaal-appointment-{appointment.id}",
        summary=title(words, appointment, language),
        starts_at=appointment.starts_at,
        zone=zone,
        ends_at=hours.resolve(appointment.local_date, until, zone) if until else None,
        place=appointment.place or "",
        description="\n".join(filter(None, about)),
        sequence=appointment.sequence,
        cancelled=appointment.state == AppointmentState.CANCELLED,
        now=now,
    )
    return Enclosed(name=calendar_file.NAME, mime=calendar_file.MIME, content=content)
