"""The page of a group and the page of a family: edited, with their people and phones."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.desk import access, circle, moments, voices, wishes
from bot.desk import year as year_page
from bot.desk.access import Visit
from bot.desk.circle import Trouble
from db import (
    appointments,
    circles,
    consents,
    desk_people,
    history,
    occurrences,
    people,
    replies,
    sponsorships,
)
from db.models import Household, WelcomeGroup
from handlers import editing, register, step_words
from handlers import sponsorships as year
from locales import languages

#: Check-ins on a family's page.
CHECKINS = 6
#: Of a question that may be left open; anything else is "not known".
YES_OR_NO = {"yes": True, "no": False}

Entering = Callable[[AsyncSession], Awaitable[object]]


async def show_group(visit: Visit) -> Response:
    return await _group_page(visit)


async def show_family(visit: Visit) -> Response:
    """A family's page; each look at it is written down."""
    return await _family_page(visit)


async def edit_group(visit: Visit) -> Response:
    form = visit.form

    async def enter(session: AsyncSession) -> None:
        await editing.change_group(
            session,
            await circle.group(session, visit.number("id")),
            name=form.get("name", ""),
            postal_code=form.get("postal_code", ""),
            spoken=[code for code in languages.LANGUAGES if f"speaks-{code}" in form],
            seen=form.get("seen", ""),
            member=visit.member,
            now=visit.now,
        )

    return await _enter(visit, _group_page, "edit", enter)


async def edit_family(visit: Visit) -> Response:
    form = visit.form

    async def enter(session: AsyncSession) -> None:
        found = await circle.family(visit, session, visit.number("id"))
        await editing.change_household(
            session,
            found.household,
            name=form.get("name", ""),
            language=form.get("language", ""),
            postal_code=form.get("postal_code", ""),
            has_school_children=YES_OR_NO.get(form.get("school_children", "")),
            seen=form.get("seen", ""),
            member=visit.member,
            now=visit.now,
        )

    return await _enter(visit, _family_page, "edit", enter, path="families")


async def wish(visit: Visit) -> Response:
    """What the family wants, entered by a colleague whom they told."""

    async def enter(session: AsyncSession) -> None:
        found = await circle.family(visit, session, visit.number("id"))
        await wishes.save(visit, session, found.household)

    return await _enter(visit, _family_page, wishes.FORM, enter, path="families", done="wishes")


async def add_volunteer(visit: Visit) -> Response:
    async def enter(session: AsyncSession) -> None:
        await _add(visit, session, await circle.group(session, visit.number("id")))

    return await _enter(visit, _group_page, "person", enter, done="person")


async def add_member(visit: Visit) -> Response:
    async def enter(session: AsyncSession) -> None:
        found = await circle.family(visit, session, visit.number("id"))
        await _add(visit, session, found.household)

    return await _enter(visit, _family_page, "person", enter, path="families", done="person")


async def link(visit: Visit) -> Response:
    """A group welcomes this family from now on."""

    async def enter(session: AsyncSession) -> None:
        found = await circle.family(visit, session, visit.number("id"))
        await year.link(
            session,
            visit.runtime.house,
            found.household,
            await circle.group(session, circle.number(visit, "group")),
            staff_id=circle.number(visit, "staff"),
            dates=year.Dates(
                matched_on=circle.day(visit, "matched_on"),
                arrival_on=circle.day(visit, "arrival_on"),
            ),
            member=visit.member,
            now=visit.now,
        )

    return await _enter(visit, _family_page, "link", enter, path="families", done="linked")


async def _add(visit: Visit, session: AsyncSession, home: WelcomeGroup | Household) -> None:
    form = visit.form
    await register.add_person(
        session,
        home,
        name=form.get("name", ""),
        language=form.get("language", ""),
        second_language=form.get("second_language", ""),
        is_contact_person="is_contact_person" in form,
        timezone=visit.pages.zone.key,
        member=visit.member,
        now=visit.now,
    )


async def _enter(
    visit: Visit,
    page: Callable[..., Awaitable[Response]],
    form: str,
    enter: Entering,
    *,
    path: str = "groups",
    done: str = "saved",
) -> Response:
    """Do what a form asks, or show its page again with what is wrong."""
    then = f"/desk/{path}/{visit.number('id')}?done={done}"
    try:
        async with visit.changing_once(then) as session:
            await enter(session)
    except circle.WRONG as fault:
        return await page(visit, circle.trouble(form, fault))
    return access.go(then)


async def _group_page(visit: Visit, wrong: Trouble | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        group = await circle.group(session, visit.number("id"))
        volunteers = await circles.in_homes(session, group_ids=[group.id])
        values: dict[str, Any] = {
            "group": group,
            "circle": await circle.gather(visit, session, volunteers),
            "families": await desk_people.families(session, visit.member, group_id=group.id),
            "history": await history.of(
                session, {"group": [group.id], "contact": [one.id for one in volunteers]}
            ),
        }
    spoken = group.languages
    if wrong and wrong.form == "edit":
        spoken = [code for code in languages.LANGUAGES if f"speaks-{code}" in visit.form]
    return await circle.show(
        visit,
        "group.html",
        wrong,
        seen=editing.stamp(group),
        spoken=spoken,
        edit=circle.typed(
            visit, wrong, "edit", {"name": group.name, "postal_code": group.postal_code or ""}
        ),
        person=circle.typed(visit, wrong, "person", {}),
        **values,
    )


async def _family_page(visit: Visit, wrong: Trouble | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        family = await circle.family(visit, session, visit.number("id"))
        home = family.household
        members = await circle.members(session, home.id)
        links = await sponsorships.of_household(session, home.id)
        shown = year_page.near(await occurrences.checkins(session, home.id), visit.now, CHECKINS)
        words = await step_words.load(session, visit.runtime.house)
        coming = await appointments.coming(session, [home.id], now=visit.now, limit=CHECKINS)
        gathered = await circle.gather(visit, session, members, household_ids=[home.id])
        values: dict[str, Any] = {
            "family": family,
            "home": home,
            "circle": gathered,
            "links": links,
            "wishes": await wishes.panel(visit, session, home, wrong, open_to=gathered.lines),
            "years": await moments.seen(visit, session, [one.sponsorship for one in links]),
            "appointments": coming,
            "asking": await appointments.asking_for_help(session, [one.id for one in coming]),
            "checkins": shown,
            "answers": await replies.of_occurrences(session, [one.id for one in shown]),
            "voices": await voices.gather(session, visit.member, words, household_id=home.id),
            "proofs": await consents.proofs(
                session, contact_ids=[one.id for one in members], household_ids=[home.id]
            ),
            "groups": await people.groups(session),
            "colleagues": await circle.colleagues(session),
            "history": await history.of(
                session,
                {
                    "household": [home.id],
                    "contact": [one.id for one in members],
                    "sponsorship": [one.sponsorship.id for one in links],
                    "address": _phones(gathered),
                },
            ),
        }
    await circle.note_view(visit, "household", home.id)
    start = {
        "name": home.name,
        "language": home.language,
        "postal_code": home.postal_code or "",
        "school_children": _yes_or_no(home.has_school_children),
    }
    return await circle.show(
        visit,
        "family.html",
        wrong,
        seen=editing.stamp(home),
        edit=circle.typed(visit, wrong, "edit", start),
        person=circle.typed(visit, wrong, "person", {"language": home.language}),
        link=circle.typed(visit, wrong, "link", {"staff": str(visit.member.id)}),
        **values,
    )


def _yes_or_no(known: bool | None) -> str:
    """As the form says it; empty: not known."""
    return "" if known is None else "yes" if known else "no"


def _phones(gathered: circle.Circle) -> list[int]:
    every = [*(one for found in gathered.reaches.values() for one in found), *gathered.former]
    return [one.address.id for one in every]
