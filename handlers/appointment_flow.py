"""A volunteer's turn while an appointment is entered: the families, and what was typed so far."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from db import appointments
from db.models import Appointment, Contact, ContactKind, Household
from handlers import appointment_details as details
from handlers import hours
from handlers.appointment_draft import Draft
from handlers.context import Turn

#: How the subject of each question of the flow begins; the step follows.
SUBJECT = "appointment-draft:"
#: After so long what was typed is given up.
KEPT = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A turn of a volunteer, with the families that they may enter appointments for."""

    turn: Turn
    volunteer: Contact
    families: Sequence[Household]
    draft: Draft = field(default_factory=Draft)

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the family that it is for."""
        home = self.family
        return ZoneInfo(home.timezone) if home else self.turn.house.policy.zone

    @property
    def family(self) -> Household | None:
        return next((one for one in self.families if one.id == self.draft.home), None)

    @property
    def local(self) -> dt.datetime:
        """Now, on that clock."""
        return self.turn.now.astimezone(self.zone)


async def of(turn: Turn) -> Flow | None:
    """The flow of a volunteer with what they typed so far; None for anybody else."""
    contact, group = turn.contact, turn.group
    if contact is None or group is None or contact.kind != ContactKind.VOLUNTEER:
        return None
    families = await appointments.families_of_group(turn.session, group.id)
    kept = await appointments.draft(turn.session, turn.conversation.id)
    draft = Draft()
    if kept is not None and kept.updated_at > turn.now - KEPT:
        draft = Draft.from_json(kept.content)
    if draft.home is not None and draft.home not in {one.id for one in families}:
        draft = Draft()
    return Flow(turn=turn, volunteer=contact, families=families, draft=draft)


def moment(flow: Flow) -> str:
    """Day, time and end of the draft, as an appointment says them."""
    row = preview(flow)
    said = details.when(row, flow.turn.language)
    return f"{said} – {row.until:%H:%M}" if row.until else said


def preview(flow: Flow) -> Appointment:
    """The appointment that the draft would be; it belongs to no session."""
    facts = flow.draft.facts()
    return Appointment(
        kind=facts.kind, what=facts.what, place=facts.place, bring=facts.bring,
        local_date=facts.on, local_time=facts.at, until=facts.until,
        timezone=flow.zone.key, starts_at=hours.resolve(facts.on, facts.at, flow.zone),
    )  # fmt: skip
