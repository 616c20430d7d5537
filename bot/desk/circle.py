"""What the pages of groups, families and people share: what is theirs to see, and what is wrong."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import forms
from bot.desk.access import Visit
from db import circles, desk, desk_people, staff
from db.desk import Line
from db.desk_people import Family, Reach
from db.models import Consent, Contact, StaffMember, WelcomeGroup
from handlers import editing, lines, planning, regions, register, sponsorships

#: What can be wrong with what was entered: the field it stands beside, and what the page calls it.
FAULTS: Mapping[type[Exception], tuple[str, str]] = {
    register.NoName: ("name", "no_name"),
    lines.TooLong: ("name", "too_long"),
    register.UnknownLanguage: ("language", "no_language"),
    regions.UnknownPostalCode: ("postal_code", "postal_code"),
    sponsorships.EndBeforeArrival: ("end", "end_before_arrival"),
    sponsorships.EndInFuture: ("end", "end_in_future"),
    sponsorships.AlreadyWelcomed: ("group", "already_welcomed"),
    sponsorships.NobodyResponsible: ("staff", "no_colleague"),
    planning.AlreadySent: ("year", "already_sent"),
    planning.HasEnded: ("year", "has_ended"),
    planning.NotOpen: ("year", "not_open"),
    planning.NotTrueNow: ("year", "not_true"),
}


class NotADay(ValueError):
    """This is not a date, or none that can be meant."""

    def __init__(self, field: str) -> None:
        super().__init__(NotADay.__doc__)
        self.field = field


class Unusable(ValueError):
    """What was entered in one field cannot be meant."""

    def __init__(self, field: str, kind: str) -> None:
        super().__init__(Unusable.__doc__)
        self.field = field
        #: what the page calls it
        self.kind = kind


#: Everything that a page answers with a sentence.
WRONG: tuple[type[Exception], ...] = (*FAULTS, NotADay, Unusable, editing.ChangedMeanwhile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a form was not saved, for its page to say."""

    #: which form of the page
    form: str
    #: the field beside which it is said; "" above the form
    field: str
    #: a word that the page knows
    kind: str
    #: who changed the same thing meanwhile
    name: str | None = None
    at: dt.datetime | None = None

    @property
    def status(self) -> int:
        return 409 if self.kind == "changed" else 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """People with their phones and their last word on check-ins."""

    people: Sequence[Contact]
    #: by ("contact", id) and ("household", id)
    reaches: Mapping[tuple[str, int], Sequence[Reach]]
    wishes: Mapping[tuple[str, int], Consent]
    #: conversations of these phones that the colleague may open, by their number
    lines: Mapping[int, Line]
    #: phones that were detached, with a conversation that the colleague may open
    former: Sequence[Reach]


def trouble(form: str, fault: Exception) -> Trouble:
    """A fault as the page says it."""
    if isinstance(fault, editing.ChangedMeanwhile):
        return Trouble(form=form, field="", kind="changed", name=fault.name, at=fault.at)
    if isinstance(fault, NotADay):
        return Trouble(form=form, field=fault.field, kind="no_day")
    if isinstance(fault, Unusable):
        return Trouble(form=form, field=fault.field, kind=fault.kind)
    field, kind = FAULTS[type(fault)]
    return Trouble(form=form, field=field, kind=kind)


def typed(visit: Visit, wrong: Trouble | None, form: str, values: Mapping[str, Any]) -> Any:
    """What the fields of a form begin with: what was typed if it was wrong, else what is there."""
    return {**values, **visit.form} if wrong and wrong.form == form else values


def day(visit: Visit, field: str) -> dt.date | None:
    """A day, or None when the field is empty. Raises NotADay."""
    text = visit.form.get(field, "").strip()
    found = forms.day(text, visit.now) if text else None
    if text and found is None:
        raise NotADay(field)
    return found


def number(visit: Visit, field: str) -> int | None:
    return forms.number(visit.form.get(field))


async def group(session: AsyncSession, group_id: int | None) -> WelcomeGroup:
    """Groups are everybody's to see; 404 for one that is not there."""
    found = await session.get(WelcomeGroup, group_id) if group_id else None
    if found is None:
        raise HTTPException(404)
    return found


async def family(visit: Visit, session: AsyncSession, household_id: int | None) -> Family:
    """A family within scope, or 404."""
    found = household_id and await desk_people.families(
        session, visit.member, household_id=household_id
    )
    if not found:
        raise HTTPException(404)
    return found[0]


async def person(visit: Visit, session: AsyncSession, contact_id: int) -> Contact:
    """A volunteer, or somebody of a family within scope; 404 also for who has left."""
    found = await desk_people.find_contact(session, visit.member, contact_id)
    if found is None:
        raise HTTPException(404)
    return found


async def touch(visit: Visit, session: AsyncSession, address_ids: Sequence[int]) -> None:
    """404 when what one of these phones wrote is kept from this colleague."""
    if await desk.is_kept(session, visit.member, address_ids):
        raise HTTPException(404)


async def gather(
    visit: Visit,
    session: AsyncSession,
    people: Sequence[Contact],
    *,
    household_ids: Sequence[int] = (),
) -> Circle:
    """All that is shown about people and shared phones; conversations only within scope."""
    ids = [one.id for one in people]
    reaches = await desk_people.reaches(session, contact_ids=ids, household_ids=household_ids)
    former = await desk_people.former_reaches(session, contact_ids=ids, household_ids=household_ids)
    every = [*(one for found in reaches.values() for one in found), *former]
    lines = {}
    for one in every:
        if one.conversation_id is not None:
            line = await desk.find_line(session, visit.member, one.conversation_id)
            if line is not None:
                lines[one.conversation_id] = line
    return Circle(
        people=people,
        reaches=reaches,
        wishes=await desk_people.wishes(session, contact_ids=ids, household_ids=household_ids),
        lines=lines,
        former=[one for one in former if one.conversation_id in lines],
    )


async def members(session: AsyncSession, household_id: int) -> Sequence[Contact]:
    return await circles.in_homes(session, household_ids=[household_id])


async def colleagues(session: AsyncSession) -> Sequence[StaffMember]:
    """Who can be responsible."""
    return await staff.working(session)


async def note_view(visit: Visit, kind: str, subject_id: int) -> None:
    """Write down who looked at what is a family's."""
    async with visit.runtime.database.transaction() as session:
        await staff.audit(session, visit.member.id, "view", kind, subject_id, now=visit.now)


async def show(visit: Visit, template: str, wrong: Trouble | None, **values: Any) -> Response:
    """A page, with the word after "done=" or with what is wrong."""
    done = visit.request.query_params.get("done")
    return await visit.show(
        template,
        status=wrong.status if wrong else 200,
        wrong=wrong,
        done=None if wrong else done,
        **values,
    )
