"""The form of an appointment: what it says, what is wrong with it, and how it stands at first."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import circle, forms
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import appointments
from db.models import Appointment
from handlers import appointment_details as details
from handlers import appointment_pauses as pauses
from handlers import appointments as entering
from handlers.appointments import Facts
from locales.texts import appointments as texts

#: What can be wrong: the field it stands beside, and what the page calls it.
FAULTS: Mapping[type[Exception], tuple[str, str]] = {
    entering.PastTime: ("on", "past"),
    entering.NotYet: ("on", "not_yet"),
    entering.TooFar: ("on", "too_far"),
    entering.EndBeforeStart: ("until", "end_before_start"),
    entering.UnknownZone: ("", "unknown_zone"),
    entering.Settled: ("", "settled"),
    pauses.NoEnd: ("last_on", "no_end"),
    pauses.EndBeforeFirst: ("last_on", "end_before_first"),
    pauses.TooLong: ("last_on", "series_too_long"),
    pauses.NoDayLeft: ("pauses", "no_day_left"),
}
FIELDS = ("kind", "what", "on", "at", "until", "place", "bring", "along")


class Wrong(ValueError):
    """A field of the form holds nothing that can be kept."""

    def __init__(self, field: str, kind: str) -> None:
        super().__init__(kind)
        self.field, self.kind = field, kind


#: Everything that a page answers with a sentence.
WRONG: tuple[type[Exception], ...] = (*FAULTS, Wrong, circle.NotADay)


def trouble(form: str, fault: Exception) -> Trouble:
    """What is wrong, and beside which field of which form the page says so."""
    if isinstance(fault, Wrong):
        return Trouble(form=form, field=fault.field, kind=fault.kind)
    if isinstance(fault, circle.NotADay):
        return Trouble(form=form, field=fault.field, kind="no_day")
    field, kind = FAULTS[type(fault)]
    return Trouble(form=form, field=field, kind=kind)


async def facts(
    visit: Visit, session: AsyncSession, household_id: int, row: Appointment | None
) -> Facts:
    """What the form says. Raises Wrong and NotADay."""
    form = visit.form
    on, at = circle.day(visit, "on"), forms.time(form.get("at", ""))
    until = forms.time(form.get("until", "")) if form.get("until", "").strip() else None
    if on is None:
        raise circle.NotADay("on")
    if at is None or (until is None and form.get("until", "").strip()):
        raise Wrong("at" if at is None else "until", "no_time")
    kind, what = form.get("kind", ""), form.get("what", "").strip()
    if kind not in texts.KINDS:
        raise Wrong("kind", "no_kind")
    if kind == "other" and not what:
        raise Wrong("what", "no_what")
    for field, most in (
        ("what", entering.SHORT),
        ("place", entering.LONG),
        ("bring", entering.LONG),
    ):
        if len(form.get(field, "")) > most:
            raise Wrong(field, "too_long")
    return Facts(
        kind=kind,
        what=what if kind == "other" else None,
        on=on,
        at=at,
        until=until,
        place=" ".join(form.get("place", "").split()) or None,
        bring=_bring(visit, row),
        companion_id=await _along(visit, session, household_id, row),
    )


def _bring(visit: Visit, row: Appointment | None) -> str | None:
    """What was typed; a common thing stays one while its name is not changed."""
    typed = visit.form.get("bring", "").strip().removeprefix(details.KNOWN)
    words, language = visit.runtime.house.words, visit.member.desk_language
    if row is not None and typed == details.things(words, row, language):
        return row.bring
    names = {words.say(said, language): key for key, said in texts.THINGS.items()}
    return f"{details.KNOWN}{names[typed]}" if typed in names else typed or None


async def _along(
    visit: Visit, session: AsyncSession, household_id: int, row: Appointment | None
) -> int | None:
    number = circle.number(visit, "along")
    there = {one.id for one in await appointments.volunteers_for(session, household_id)}
    if number is not None and number not in there and (row is None or row.companion_id != number):
        raise Wrong("along", "no_volunteer")
    return number


def start(visit: Visit, row: Appointment) -> dict[str, str]:
    """An appointment as its form shows it before anything is typed."""
    words, language = visit.runtime.house.words, visit.member.desk_language
    return {
        "kind": row.kind,
        "what": row.what or "",
        "on": row.local_date.isoformat(),
        "at": f"{row.local_time:%H:%M}",
        "until": f"{row.until:%H:%M}" if row.until else "",
        "place": row.place or "",
        "bring": details.things(words, row, language),
        "along": str(row.companion_id or ""),
    }
