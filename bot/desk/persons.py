"""The page of one person, invitations, and leaving."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse, Response

from bot import invitations
from bot.desk import access, circle, wishes
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from bot.runtime import Runtime
from db import addresses, circles, history, people, staff
from db.models import Contact, Household, StaffMember
from handlers import editing, onboarding, reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How somebody comes in, drawn."""

    #: per channel its name, the link to open on the phone, and the link's QR code
    links: Sequence[tuple[str, str, str]]
    #: Telegram is switched on, but our bot's name is not known yet
    lacks_telegram: bool


async def show(visit: Visit) -> Response:
    """A person's page; a look at somebody of a family is written down."""
    return await _page(visit)


async def edit(visit: Visit) -> Response:
    form = visit.form
    contact_id = visit.number("id")
    try:
        async with visit.changing() as session:
            await editing.change_person(
                session,
                await circle.person(visit, session, contact_id),
                name=form.get("name", ""),
                language=form.get("language", ""),
                second_language=form.get("second_language", ""),
                is_contact_person="is_contact_person" in form,
                seen=form.get("seen", ""),
                member=visit.member,
                now=visit.now,
            )
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble("edit", fault))
    return access.go(f"/desk/people/contacts/{contact_id}?done=saved")


async def wish(visit: Visit) -> Response:
    """What this person wants, entered by a colleague whom they told."""
    contact_id = visit.number("id")
    try:
        async with visit.changing() as session:
            await wishes.save(visit, session, await circle.person(visit, session, contact_id))
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble(wishes.FORM, fault))
    return access.go(f"/desk/people/contacts/{contact_id}?done=wishes")


async def ask_leave(visit: Visit) -> Response:
    """What ends when this person leaves, before it does."""
    async with visit.runtime.database.reading() as session:
        contact = await circle.person(visit, session, visit.number("id"))
        phones = await addresses.of_contacts(session, [contact.id])
        await circle.touch(visit, session, [one.id for one in phones])
        pending = [
            await circles.pending(session, visit.member, one, now=visit.now) for one in phones
        ]
        home = await _home(session, contact)
    return await circle.show(
        visit, "leave.html", None, contact=contact, home=home, phones=pending, back=_back(contact)
    )


async def leave(visit: Visit) -> Response:
    """Somebody leaves: no access from now on."""
    async with visit.changing() as session:
        contact = await circle.person(visit, session, visit.number("id"))
        phones = await addresses.of_contacts(session, [contact.id])
        await circle.touch(visit, session, [one.id for one in phones])
        await reach.leave(session, visit.runtime.house, contact, member=visit.member, now=visit.now)
    return access.go(f"{_back(contact)}?done=left")


async def invite_contact(visit: Visit) -> Response:
    async with visit.changing() as session:
        contact = await circle.person(visit, session, visit.number("id"))
        page = f"/desk/people/contacts/{contact.id}"
        return await _invite(visit, session, contact, page)


async def invite_household(visit: Visit) -> Response:
    async with visit.changing() as session:
        found = await circle.family(visit, session, visit.number("id"))
        page = f"/desk/families/{found.household.id}"
        return await _invite(visit, session, found.household, page)


async def _invite(
    visit: Visit, session: AsyncSession, owner: Contact | Household, page: str
) -> Response:
    """The code is shown on this page and never again; only its hash is kept."""
    house, member = visit.runtime.house, visit.member
    code = await onboarding.invite(session, house, owner, created_by=member.id, now=visit.now)
    kind = "contact" if isinstance(owner, Contact) else "household"
    await staff.audit(session, member.id, "invite", kind, owner.id, now=visit.now)
    html = visit.fragment(
        "invitation.html",
        counts=await visit.counts(session),
        owner=owner,
        code=code,
        ways=await ways(session, visit.runtime, code),
        until=visit.now + house.policy.invite_valid,
        back=page,
    )
    return HTMLResponse(html)


async def ways(session: AsyncSession, runtime: Runtime, code: str) -> Ways:
    """What to hand over, by channel."""
    found = await invitations.ways(session, runtime.settings, runtime.channels, code)
    links = [(channel, link, invitations.svg(link)) for channel, link in found.links.items()]
    return Ways(links=links, lacks_telegram=found.lacks_telegram)


async def _page(visit: Visit, wrong: Trouble | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        contact = await circle.person(visit, session, visit.number("id"))
        gathered = await circle.gather(visit, session, [contact])
        home = await _home(session, contact)
        link = await people.sponsorship_of(session, household_id=contact.household_id or 0)
        colleague = (
            await session.get(StaffMember, link.staff_id) if link and link.staff_id else None
        )
        group = await people.group_of(session, contact, None)
        phones = [one.address.id for found in gathered.reaches.values() for one in found]
        phones += [one.address.id for one in gathered.former]
        past = await history.of(session, {"contact": [contact.id], "address": phones})
        wanted = await wishes.panel(visit, session, contact, wrong, open_to=gathered.lines)
    if contact.household_id is not None:
        await circle.note_view(visit, "contact", contact.id)
    start = {
        "name": contact.name,
        "language": contact.language or "",
        "second_language": contact.second_language or "",
    }
    is_typed = wrong is not None and wrong.form == "edit"
    return await circle.show(
        visit,
        "person.html",
        wrong,
        contact=contact,
        home=home,
        group=group,
        colleague=colleague,
        circle=gathered,
        history=past,
        wishes=wanted,
        seen=editing.stamp(contact),
        edit=circle.typed(visit, wrong, "edit", start),
        is_contact_person="is_contact_person" in visit.form
        if is_typed
        else contact.is_contact_person,
        back=_back(contact),
    )


async def _home(session: AsyncSession, contact: Contact) -> Household | None:
    return await session.get(Household, contact.household_id) if contact.household_id else None


def _back(contact: Contact) -> str:
    """The page of the family or group that somebody belongs to."""
    if contact.household_id is not None:
        return f"/desk/families/{contact.household_id}"
    if contact.welcome_group_id is not None:
        return f"/desk/groups/{contact.welcome_group_id}"
    return "/desk/people"
