"""Groups and families as a list: found by name, counted, entered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.desk import access, circle, forms
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import circles, desk_people, people
from db.circles import Home, Size
from db.desk_people import Family
from db.models import Contact, WelcomeGroup
from handlers import register

#: Groups, and families, on the page; a search finds the others.
SHOWN = 100
#: What a list can be narrowed to.
KINDS = ("groups", "families")
NOBODY = Size()

Entering = Callable[[AsyncSession], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One group or family of the list."""

    #: ("group" | "household", id)
    home: Home
    name: str
    size: Size
    group: WelcomeGroup | None = None
    family: Family | None = None
    #: the families that a group welcomes, within scope
    welcomed: Sequence[Family] = ()
    #: people in it whose names fit a search
    persons: Sequence[Contact] = ()


async def show(visit: Visit) -> Response:
    """Everybody within scope."""
    return await _page(visit)


async def add_group(visit: Visit) -> Response:
    form = visit.form

    async def enter(session: AsyncSession) -> str:
        row = await register.add_group(
            session,
            name=form.get("name", ""),
            postal_code=form.get("postal_code", ""),
            member=visit.member,
            now=visit.now,
        )
        return f"/desk/groups/{row.id}?done=added"

    return await _enter(visit, "group", enter)


async def add_household(visit: Visit) -> Response:
    """A family comes with its group; its zone is the office's until it moves."""
    form = visit.form

    async def enter(session: AsyncSession) -> str:
        row = await register.add_household(
            session,
            await circle.group(session, circle.number(visit, "group")),
            name=form.get("name", ""),
            language=form.get("language", ""),
            postal_code=form.get("postal_code", ""),
            arrival_on=circle.day(visit, "arrival_on"),
            timezone=visit.pages.zone.key,
            member=visit.member,
            now=visit.now,
        )
        return f"/desk/families/{row.id}?done=added"

    return await _enter(visit, "household", enter)


async def _enter(visit: Visit, form: str, enter: Entering) -> Response:
    try:
        async with visit.changing_once("/desk/people") as session:
            page = await visit.lead(session, await enter(session))
    except circle.WRONG as fault:
        return await _page(visit, circle.trouble(form, fault))
    return access.go(page)


async def _page(visit: Visit, wrong: Trouble | None = None) -> Response:
    asked = visit.request.query_params
    words = forms.clean(asked.get("q", "")).strip()[:100]
    kind = asked.get("kind", "")
    async with visit.runtime.database.reading() as session:
        every = await _everything(visit, session, words)
        groups = await people.groups(session)
    kinds = {"groups": "group", "families": "household"}
    found = [one for one in every if kind not in KINDS or one.home[0] == kinds[kind]]
    return await circle.show(
        visit,
        "people.html",
        wrong,
        found=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
        totals={name: sum(one.home[0] == code for one in every) for name, code in kinds.items()},
        asked=words,
        kind=kind if kind in KINDS else "",
        groups=groups,
        form=visit.form if wrong else {},
    )


async def _everything(visit: Visit, session: AsyncSession, words: str) -> list[Found]:
    """Groups and the families within scope, by name; of a search what fits it."""
    families = await desk_people.families(session, visit.member)
    groups = await people.groups(session)
    sizes = await circles.sizes(session)
    every = [
        Found(
            home=("group", one.id),
            name=one.name,
            size=sizes.get(("group", one.id), NOBODY),
            group=one,
            welcomed=[each for each in families if each.group and each.group.id == one.id],
        )
        for one in groups
    ]
    every += [
        Found(
            home=("household", one.household.id),
            name=one.household.name,
            size=sizes.get(("household", one.household.id), NOBODY),
            group=one.group,
            family=one,
        )
        for one in families
    ]
    if words:
        every = await _fitting(session, every, words)
    return sorted(every, key=lambda one: (one.name.casefold(), one.home))


async def _fitting(session: AsyncSession, every: Sequence[Found], words: str) -> list[Found]:
    """Homes whose name, postal code or people have all the words in them."""
    everybody = await circles.in_homes(
        session,
        group_ids=[one.home[1] for one in every if one.home[0] == "group"],
        household_ids=[one.home[1] for one in every if one.home[0] == "household"],
    )
    by_home: dict[Home, list[Contact]] = {}
    for contact in everybody:
        if fits([contact.name], words):
            by_home.setdefault(home_of(contact), []).append(contact)
    found = []
    for one in every:
        place = one.family.household if one.family else one.group
        about = [one.name, (place and place.postal_code) or ""]
        if one.home in by_home or fits(about, words):
            found.append(replace(one, persons=by_home.get(one.home, [])))
    return found


def home_of(contact: Contact) -> Home:
    """Where somebody belongs."""
    if contact.welcome_group_id is not None:
        return ("group", contact.welcome_group_id)
    return ("household", contact.household_id or 0)


def fits(about: Sequence[str], words: str) -> bool:
    """All the words stand somewhere in what is said about a home or a person."""
    everything = " ".join(about).casefold()
    return all(word in everything for word in words.casefold().split())
