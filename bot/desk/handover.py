"""Who waits for first contact, and the sheet with QR codes that is handed over to a family."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from bot.desk import circle, forms, persons
from bot.desk.access import Page, Visit
from db import circles, desk_people, first_contacts, staff
from db.desk_people import Family
from db.first_contacts import Home, Waiting
from db.models import Contact, FirstContact, Household, WelcomeGroup
from handlers import first_contact, onboarding
from locales import dates, languages
from locales.text import Text
from locales.texts import handover as texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A family or a group that nobody has written from."""

    row: FirstContact
    waiting: Waiting | None
    #: the families within scope that it is about
    families: Sequence[Family]
    #: None: it is a family
    group: WelcomeGroup | None = None
    #: whom of the group to invite
    people: Sequence[Contact] = ()


async def show_all(visit: Visit) -> Response:
    """Everybody within scope for whom messages wait, longest first."""
    async with visit.runtime.database.reading() as session:
        families = await desk_people.families(session, visit.member)
        rows = await first_contacts.waiting(session)
        until = visit.now + first_contact.AHEAD
        homes = [first_contacts.home_of(row) for row in rows]
        waiting = await first_contacts.messages(session, homes, until=until)
        found = [await _unmet(session, row, families, waiting, until) for row in rows]
    unmet = [one for one in found if one is not None]
    return await visit.show("first_contact.html", unmet=unmet)


async def show(visit: Visit) -> Response:
    """For whom, and in which language; a code is made only when the sheet is."""
    async with visit.runtime.database.reading() as session:
        family = await circle.family(visit, session, visit.number("id"))
        members = await circle.members(session, family.household.id)
    return await visit.show("handover.html", family=family, home=family.household, members=members)


async def make(visit: Visit) -> Response:
    """The sheet with a fresh invitation, which is shown only now."""
    house, member, form = visit.runtime.house, visit.member, visit.form
    async with visit.changing() as session:
        family = await circle.family(visit, session, visit.number("id"))
        owner = await _owner(session, family.household, form.get("for", ""))
        code = await onboarding.invite(session, house, owner, created_by=member.id, now=visit.now)
        kind = "contact" if isinstance(owner, Contact) else "household"
        await staff.audit(session, member.id, "invite", kind, owner.id, now=visit.now)
        counts = await visit.counts(session)
        ways = await persons.ways(session, visit.runtime, code)
    wanted = form.get("language", "")
    language = spoken(visit, wanted)
    until = (visit.now + house.policy.invite_valid).astimezone(visit.pages.zone).date()
    day = dates.written_day(until, language)
    html = visit.fragment(
        "sheet.html",
        counts=counts,
        owner=owner,
        home=family.household,
        ways=ways,
        code=code,
        wanted=wanted if wanted in languages.LANGUAGES else language,
        language=language,
        said=_sheet(visit, language, day),
    )
    return HTMLResponse(html)


def spoken(visit: Visit, wanted: str) -> str:
    """The wanted language if the whole sheet is in it, else English."""
    has = visit.runtime.house.words.has
    there = wanted in languages.LANGUAGES and all(has(one, wanted) for one in texts.EVERY)
    return wanted if there else languages.ENGLISH


def _sheet(visit: Visit, language: str, day: str) -> Mapping[str, str | list[str]]:
    house = visit.runtime.house
    values = {"organisation": house.policy.organisation, "day": day}

    def say(said: Text) -> str:
        given = {name: values[name] for name in said.placeholders}
        return house.words.say(said, language, **given)

    steps = (texts.CAMERA, texts.SQUARE, texts.LINK, texts.SEND)
    return {
        "title": say(texts.TITLE),
        "who": say(texts.WHO),
        "steps": [say(one) for one in steps],
        "free": say(texts.FREE),
        "no_camera": say(texts.NO_CAMERA),
        "keep": say(texts.KEEP),
    }


async def _owner(session: AsyncSession, home: Household, asked: str) -> Contact | Household:
    """The whole family's phone, or somebody of the family."""
    if asked in ("", "household"):
        return home
    number = forms.number(asked)
    members = await circle.members(session, home.id)
    found = next((one for one in members if one.id == number), None)
    if found is None:
        raise HTTPException(400)
    return found


async def _unmet(
    session: AsyncSession,
    row: FirstContact,
    families: Sequence[Family],
    waiting: Mapping[Home, Waiting],
    until: dt.datetime,
) -> Unmet | None:
    """None for what is not this colleague's to see."""
    home = first_contacts.home_of(row)
    if home[0] == "household":
        theirs = [one for one in families if one.household.id == row.household_id]
        found = Unmet(row=row, waiting=waiting.get(home), families=theirs)
        return found if theirs else None
    theirs = [one for one in families if one.group and one.group.id == row.welcome_group_id]
    if not theirs:
        return None
    number = row.welcome_group_id or 0
    people = await circles.in_homes(session, group_ids=[number])
    guests = await first_contacts.guests(session, number, until=until)
    return Unmet(
        row=row,
        waiting=waiting.get(home),
        families=theirs,
        group=theirs[0].group,
        people=[one for one in people if one.is_contact_person or one.id in guests] or people,
    )


#: What only looks, and what changes something: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/first-contact", show_all),
    ("/families/{id:number}/handover", show),
)
ACTIONS: tuple[tuple[str, Page], ...] = (("/families/{id:number}/handover", make),)
