"""Groups, families and volunteers: entered, invited, and stopped when a phone is lost."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from bot import invitations
from bot.desk import access, forms
from bot.desk.access import Visit
from bot.runtime import Runtime
from db import desk, desk_people, people
from db.models import Address, Contact, Household, WelcomeGroup
from handlers import onboarding, reach, regions, register

#: What can be wrong with what was entered, as the page knows it.
FAULTS: dict[type[Exception], str] = {
    register.NoName: "no_name",
    register.UnknownLanguage: "no_language",
    regions.UnknownPostalCode: "postal_code",
}
DONE = ("added", "detached", "left")

Entering = Callable[[AsyncSession], Awaitable[object]]


async def show(visit: Visit) -> Response:
    """Everybody within scope, by group."""
    return await _page(visit)


async def add_group(visit: Visit) -> Response:
    form = visit.form

    async def enter(session: AsyncSession) -> object:
        return await register.add_group(
            session,
            name=form.get("name", ""),
            postal_code=form.get("postal_code", ""),
            member=visit.member,
            now=visit.now,
        )

    return await _enter(visit, "group", enter)


async def add_household(visit: Visit) -> Response:
    """A family comes with its group; its zone is the office's until it moves."""
    form = visit.form
    arrival = form.get("arrival_on", "").strip()
    if arrival and forms.day(arrival) is None:
        return await _page(visit, form_name="household", fault="arrival")

    async def enter(session: AsyncSession) -> object:
        return await register.add_household(
            session,
            await _group(session, form.get("group")),
            name=form.get("name", ""),
            language=form.get("language", ""),
            postal_code=form.get("postal_code", ""),
            arrival_on=forms.day(arrival),
            timezone=visit.pages.zone.key,
            member=visit.member,
            now=visit.now,
        )

    return await _enter(visit, "household", enter)


async def add_person(visit: Visit) -> Response:
    """A volunteer of a group ("group:1") or somebody of a family ("household:1")."""
    form = visit.form

    async def enter(session: AsyncSession) -> object:
        return await register.add_person(
            session,
            await _home(visit, session, form.get("home", "")),
            name=form.get("name", ""),
            language=form.get("language", ""),
            timezone=visit.pages.zone.key,
            member=visit.member,
            now=visit.now,
        )

    return await _enter(visit, "person", enter)


async def invite_contact(visit: Visit) -> Response:
    async with visit.changing() as session:
        contact = await desk_people.find_contact(session, visit.member, visit.number("id"))
        return await _invite(visit, session, contact)


async def invite_household(visit: Visit) -> Response:
    async with visit.changing() as session:
        found = await desk_people.families(session, visit.member, household_id=visit.number("id"))
        return await _invite(visit, session, found[0].household if found else None)


async def detach(visit: Visit) -> Response:
    """A lost phone: nothing more goes there, at once."""
    async with visit.changing() as session:
        address = await session.get(Address, visit.number("id"))
        if address is None or not await _is_mine(visit, session, address):
            raise HTTPException(404)
        try:
            await reach.detach(
                session, visit.runtime.house, address.id, member=visit.member, now=visit.now
            )
        except reach.NotAttached as gone:
            raise HTTPException(404) from gone
    return access.go("/desk/people?done=detached")


async def leave(visit: Visit) -> Response:
    """Somebody leaves: no access from now on."""
    async with visit.changing() as session:
        contact = await desk_people.find_contact(session, visit.member, visit.number("id"))
        if contact is None:
            raise HTTPException(404)
        await reach.leave(session, visit.runtime.house, contact, member=visit.member, now=visit.now)
    return access.go("/desk/people?done=left")


async def _enter(visit: Visit, form_name: str, enter: Entering) -> Response:
    try:
        async with visit.changing() as session:
            await enter(session)
    except tuple(FAULTS) as fault:
        return await _page(visit, form_name=form_name, fault=FAULTS[type(fault)])
    return access.go("/desk/people?done=added")


async def _invite(
    visit: Visit, session: AsyncSession, owner: Contact | Household | None
) -> Response:
    """The code is shown on this page and never again; only its hash is kept."""
    if owner is None:
        raise HTTPException(404)
    house = visit.runtime.house
    code = await onboarding.invite(session, house, owner, created_by=visit.member.id, now=visit.now)
    html = visit.fragment(
        "invitation.html",
        counts=await desk.counts(session, visit.member),
        owner=owner,
        code=code,
        ways=_ways(visit.runtime, code),
        until=visit.now + house.policy.invite_valid,
    )
    return HTMLResponse(html)


def _ways(runtime: Runtime, code: str) -> list[tuple[str, str, str]]:
    """By channel: its name, the link to open on the phone, and the link's QR code."""
    telegram = [one for (name, _), one in runtime.channels.items() if name == "telegram"]
    name = getattr(telegram[0], "username", None) if telegram else None
    links = invitations.links(runtime.settings, code, telegram_name=name)
    return [(channel, link, invitations.svg(link)) for channel, link in links.items()]


async def _page(visit: Visit, *, form_name: str = "", fault: str = "") -> Response:
    async with visit.runtime.database.reading() as session:
        values = await _everybody(visit, session)
    done = visit.request.query_params.get("done")
    return await visit.show(
        "people.html",
        status=422 if fault else 200,
        form_name=form_name,
        fault=fault,
        form=visit.form if fault else {},
        done=done if done in DONE else None,
        **values,
    )


async def _everybody(visit: Visit, session: AsyncSession) -> dict[str, Any]:
    """Groups, families within scope, and people by ("group" | "household", id)."""
    families = await desk_people.families(session, visit.member)
    homes = {one.household.id for one in families}
    circles: dict[tuple[str, int], list[Contact]] = {}
    for one in await people.contacts(session):
        if one.welcome_group_id is not None:
            circles.setdefault(("group", one.welcome_group_id), []).append(one)
        elif one.household_id in homes:
            circles.setdefault(("household", one.household_id), []).append(one)
    ids = [one.id for circle in circles.values() for one in circle]
    reaches = await desk_people.reaches(session, contact_ids=ids, household_ids=list(homes))
    wishes = await desk_people.wishes(session, contact_ids=ids, household_ids=list(homes))
    groups = await people.groups(session)
    return {
        "groups": groups,
        "families": families,
        "circles": circles,
        "reaches": reaches,
        "wishes": wishes,
    }


async def _group(session: AsyncSession, asked: str | None) -> WelcomeGroup:
    group_id = forms.number(asked)
    group = await session.get(WelcomeGroup, group_id) if group_id else None
    if group is None:
        raise HTTPException(400)
    return group


async def _home(visit: Visit, session: AsyncSession, asked: str) -> WelcomeGroup | Household:
    kind, _, text = asked.partition(":")
    if kind == "group":
        return await _group(session, text)
    number = forms.number(text)
    found = number and await desk_people.families(session, visit.member, household_id=number)
    if kind != "household" or not found:
        raise HTTPException(400)
    return found[0].household


async def _is_mine(visit: Visit, session: AsyncSession, address: Address) -> bool:
    """The owner of an address is within scope."""
    if address.contact_id is not None:
        contact = await desk_people.find_contact(session, visit.member, address.contact_id)
        return contact is not None
    if address.household_id is None:
        return False
    return bool(
        await desk_people.families(session, visit.member, household_id=address.household_id)
    )
