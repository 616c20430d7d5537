"""The form of a gathering: read, checked, and what is wrong said beside its field."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.desk import forms
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db.models import Gathering, WelcomeGroup
from handlers import editing, gatherings, lines, register
from handlers.gatherings import Facts

#: What can be wrong: the field it stands beside, and what the page calls it.
FAULTS: Mapping[type[Exception], tuple[str, str]] = {
    gatherings.PastTime: ("on", "past"),
    gatherings.NotYet: ("on", "not_yet"),
    gatherings.EndsBeforeStart: ("until", "ends_before"),
    gatherings.NoTitle: ("title", "no_title"),
    gatherings.NoRoom: ("capacity", "no_room"),
    gatherings.NotOpen: ("", "not_open"),
    register.UnknownLanguage: ("language", "no_language"),
}
#: More places than this are a slip of a finger.
MOST_PLACES = 5000


class Unreadable(ValueError):
    """A field does not hold what belongs there."""

    def __init__(self, field: str, kind: str) -> None:
        super().__init__(Unreadable.__doc__)
        self.field, self.kind = field, kind


#: Everything that the page answers with a sentence.
WRONG: tuple[type[Exception], ...] = (
    *FAULTS,
    Unreadable,
    lines.TooLong,
    editing.ChangedMeanwhile,
)


def trouble(fault: Exception) -> Trouble:
    """A fault as the page says it."""
    if isinstance(fault, editing.ChangedMeanwhile):
        return Trouble(form="edit", field="", kind="changed", name=fault.name, at=fault.at)
    if isinstance(fault, Unreadable):
        return Trouble(form="edit", field=fault.field, kind=fault.kind)
    if isinstance(fault, lines.TooLong):
        return Trouble(form="edit", field=fault.field, kind="too_long")
    field, kind = FAULTS[type(fault)]
    return Trouble(form="edit", field=field, kind=kind)


def read(visit: Visit, groups: Sequence[WelcomeGroup]) -> Facts:
    """What was entered. Raises Unreadable."""
    form = visit.form
    on, at = forms.day(form.get("on", ""), visit.now), forms.time(form.get("at", ""))
    if on is None:
        raise Unreadable("on", "no_day")
    if at is None:
        raise Unreadable("at", "no_time")
    return Facts(
        title=form.get("title", ""),
        language=form.get("language", ""),
        on=on,
        at=at,
        until=_until(form.get("until", "").strip()),
        place=form.get("place", ""),
        capacity=_capacity(form.get("capacity", "").strip()),
        group_ids=tuple(one.id for one in groups if f"group-{one.id}" in form),
    )


def typed(row: Gathering, group_ids: Sequence[int]) -> dict[str, str]:
    """What the fields begin with: what stands there."""
    return {
        "title": row.title or "",
        "language": row.language,
        "on": row.local_date.isoformat(),
        "at": f"{row.local_time:%H:%M}",
        "until": f"{row.until_time:%H:%M}" if row.until_time else "",
        "place": row.place or "",
        "capacity": str(row.capacity or ""),
        **{f"group-{one}": "1" for one in group_ids},
    }


def _until(text: str) -> dt.time | None:
    found = forms.time(text) if text else None
    if text and found is None:
        raise Unreadable("until", "no_time")
    return found


def _capacity(text: str) -> int | None:
    found = forms.number(text) if text else None
    if text and (found is None or not 1 <= found <= MOST_PLACES):
        raise Unreadable("capacity", "no_number")
    return found
