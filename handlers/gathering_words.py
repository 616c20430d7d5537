"""What people read about a gathering: what, when and where, in their own language."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from db.content import Button
from db.models import Gathering, GatheringKind
from handlers import saying
from handlers.context import Turn
from handlers.house import House
from locales import dates, direction, languages
from locales.text import Text
from locales.texts import gatherings as texts
from locales.texts import general

HEADINGS: dict[GatheringKind, Text] = {
    GatheringKind.EXCHANGE: texts.EXCHANGE,
    GatheringKind.TRAINING: texts.TRAINING,
    GatheringKind.CONFERENCE: texts.CONFERENCE,
}


def has_all(house: House, language: str) -> bool:
    """Everything about gatherings can be said in this language."""
    return all(house.words.has(one, language) for one in texts.ALL)


def own_language(turn: Turn) -> str | None:
    """The first language of this person in which everything can be said; None: there is none."""
    return next((one for one in turn.readable if has_all(turn.house, one)), None)


def own_words(turn: Turn) -> Turn:
    """The turn in that language, or as it is."""
    return replace(turn, language=own_language(turn) or turn.language)


def invites(turn: Turn, gathering: Gathering) -> Text:
    """What a gathering of this kind is, to this person."""
    if gathering.kind == GatheringKind.EXCHANGE:
        return texts.INVITE_FAMILY if turn.is_family else texts.INVITE_GROUP
    is_training = gathering.kind == GatheringKind.TRAINING
    return texts.INVITE_TRAINING if is_training else texts.INVITE_CONFERENCE


def facts(turn: Turn, gathering: Gathering) -> str:
    """What, when and where, each on its line. Nobody else who is invited is named."""
    lines = [saying.words(turn, HEADINGS[GatheringKind(gathering.kind)])]
    if gathering.title:
        into = languages.direction(turn.language)
        lines.append(direction.isolate(gathering.title, into))
    if gathering.until_time is None:
        lines.append(saying.words(turn, texts.WHEN, when=moment(turn, gathering)))
    else:
        until = dates.clock_time(gathering.until_time, turn.language)
        said = texts.WHEN_UNTIL
        lines.append(saying.words(turn, said, when=moment(turn, gathering), until=until))
    if gathering.place:
        lines.append(saying.words(turn, texts.WHERE, place=gathering.place))
    return "\n".join(lines)


def moment(turn: Turn, gathering: Gathering) -> str:
    """Weekday, date and time on the clock of the place where it is."""
    return when(gathering, turn.language)


def when(gathering: Gathering, language: str) -> str:
    """The same, for a reader of a language."""
    return dates.moment(gathering.starts_at, zone(gathering), language)


def zone(gathering: Gathering) -> ZoneInfo:
    return ZoneInfo(gathering.timezone)


def come_or_not(turn: Turn, invitation_id: int) -> tuple[Button, ...]:
    return (
        saying.button(turn, texts.COME, f"gather:come:{invitation_id}"),
        *cannot(turn, invitation_id),
    )


def cannot(turn: Turn, invitation_id: int) -> tuple[Button, ...]:
    return (
        saying.button(turn, texts.CANNOT, f"gather:no:{invitation_id}"),
        saying.button(turn, general.TALK_TO_PERSON, "human:"),
    )
