"""Two contacts who are one person: found, looked at side by side, merged."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, circle, forms, people
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import circles, desk_people, merging
from db import people as everyone
from db.models import Contact, Household, WelcomeGroup
from handlers import editing
from handlers import merging as joining

#: People offered on the first page.
OFFERED = 20
#: What can be in the way, as the page knows it.
FAULTS: dict[type[Exception], str] = {
    joining.SamePerson: "same_person",
    joining.FamilyIsKept: "family_is_kept",
    joining.Unsure: "unsure",
}


async def show(visit: Visit) -> Response:
    """Who could be the same person; with one of them chosen, both side by side."""
    other_id = forms.number(visit.request.query_params.get("with"))
    if other_id is None:
        return await _choose(visit)
    return await _compare(visit, other_id)


async def merge(visit: Visit) -> Response:
    """Keep one of the two; a second press of the button changes nothing."""
    form = visit.form
    here, other = visit.number("id"), circle.number(visit, "with") or 0
    keep = circle.number(visit, "keep")
    if keep not in (here, other):
        return await _compare(visit, other, Trouble(form="merge", field="keep", kind="no_choice"))
    gone = other if keep == here else here
    try:
        async with visit.changing() as session:
            kept = await circle.person(visit, session, keep)
            if not await _is_done(session, kept, gone):
                await circle.person(visit, session, gone)
                await joining.merge(
                    session,
                    keep,
                    gone,
                    seen=(form.get(f"seen-{keep}", ""), form.get(f"seen-{gone}", "")),
                    confirmed="sure" in form,
                    member=visit.member,
                    now=visit.now,
                )
    except joining.NotHere as gone_meanwhile:
        raise HTTPException(404) from gone_meanwhile
    except joining.NotTheirs as not_theirs:
        raise HTTPException(403) from not_theirs
    except tuple(FAULTS) as fault:
        return await _compare(
            visit, other, Trouble(form="merge", field="", kind=FAULTS[type(fault)])
        )
    except editing.ChangedMeanwhile as fault:
        return await _compare(visit, other, circle.trouble("merge", fault))
    return access.go(f"/desk/people/contacts/{keep}?done=merged")


async def _is_done(session: AsyncSession, kept: Contact, gone_id: int) -> bool:
    gone = await session.get(Contact, gone_id)
    return gone is not None and gone.merged_into_id == kept.id


async def _choose(visit: Visit) -> Response:
    words = forms.clean(visit.request.query_params.get("q", "")).strip()[:100]
    async with visit.runtime.database.reading() as session:
        contact = await circle.person(visit, session, visit.number("id"))
        families = await desk_people.families(session, visit.member)
        groups = await everyone.groups(session)
        everybody = await circles.in_homes(
            session,
            group_ids=[one.id for one in groups],
            household_ids=[one.household.id for one in families],
        )
    names = {("group", one.id): one.name for one in groups}
    names |= {("household", one.household.id): one.household.name for one in families}
    likely = words or contact.name
    found = [one for one in everybody if one.id != contact.id and _alike(one, likely, words)]
    return await circle.show(
        visit,
        "merge_choose.html",
        None,
        contact=contact,
        asked=words,
        found=[(one, names.get(people.home_of(one), "")) for one in found[:OFFERED]],
    )


def _alike(contact: Contact, likely: str, words: str) -> bool:
    """A search wants all its words in the name; without one, a shared word is enough."""
    if words:
        return people.fits([contact.name], words)
    return bool({*contact.name.casefold().split()} & {*likely.casefold().split()})


async def _compare(visit: Visit, other_id: int, wrong: Trouble | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        one = await circle.person(visit, session, visit.number("id"))
        other = await circle.person(visit, session, other_id)
        try:
            await joining.check_scope(session, one, other, visit.member)
        except joining.NotTheirs as not_theirs:
            raise HTTPException(403) from not_theirs
        sides = [await _side(visit, session, each) for each in (one, other)]
    for each in (one, other):
        if each.household_id is not None:
            await circle.note_view(visit, "contact", each.id)
    kept = visit.form.get("keep") or str(_likelier(one, other).id)
    return await circle.show(
        visit,
        "merge.html",
        wrong,
        contact=one,
        other=other,
        sides=sides,
        doubts=joining.doubts(one, other),
        is_same=one.id == other.id,
        keep=kept,
    )


def _likelier(one: Contact, other: Contact) -> Contact:
    """Who is kept unless a colleague says otherwise: the family member, else the older entry."""
    if (one.household_id is None) != (other.household_id is None):
        return one if one.household_id is not None else other
    return min(one, other, key=lambda each: each.id)


async def _side(visit: Visit, session: AsyncSession, contact: Contact) -> dict[str, Any]:
    home = await session.get(Household, contact.household_id) if contact.household_id else None
    group = (
        await session.get(WelcomeGroup, contact.welcome_group_id)
        if contact.welcome_group_id
        else None
    )
    count, last_at = await merging.counts(session, contact.id)
    return {
        "contact": contact,
        "home": home,
        "group": group,
        "circle": await circle.gather(visit, session, [contact]),
        "conversations": count,
        "last_at": last_at,
        "seen": editing.stamp(contact),
    }
