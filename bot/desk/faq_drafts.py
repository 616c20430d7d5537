"""Drafts of the FAQ at the desk: begun, edited, approved by a second person, turned down.

What may be done, and why not, is decided in handlers; the pages only say it in words.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms
from bot.desk.access import Visit
from db import desk_thread, drafts
from db.drafts import Written
from db.models import DraftState
from handlers import drafts as work
from handlers import reviewing, revisions
from handlers.drafts import Refused, Why, Wording
from locales import languages

#: Characters of a text; more than any answer has.
LONGEST = 8_000
#: What the page says after a deed.
DONE = ("begun", "edited", "approved", "rejected")
#: Fields of a form that are filled in again.
KEPT = ("part", "language", "text")
#: What somebody else has done meanwhile.
_MEANWHILE = (Why.CHANGED, Why.STATE, Why.STALE)

Deed = Callable[[AsyncSession, int], Awaitable[object]]


async def show(visit: Visit) -> Response:
    """Every draft: first what waits for a second person, the newest first."""
    knowledge = visit.runtime.house.knowledge
    async with visit.runtime.database.reading() as session:
        every = list(await drafts.listing(session))
        names = await _names(session, every)
    every.sort(key=lambda one: (one.draft.state != DraftState.DRAFT, -one.draft.id))
    return await visit.show(
        "faq_drafts.html",
        waiting=[one for one in every if one.draft.state == DraftState.DRAFT],
        past=[one for one in every if one.draft.state != DraftState.DRAFT],
        names=names,
        titles={one.draft.id: title(visit, one) for one in every},
        conflicts={one.draft.id: reviewing.conflicts(knowledge, one) for one in every},
        retired={one.draft.id for one in every if reviewing.is_retired(knowledge, one)},
        mine=visit.member.id,
    )


async def draft(visit: Visit) -> Response:
    """One draft beside what is said now."""
    return await page(visit, visit.number("id"))


async def edit(visit: Visit) -> Response:
    """Write a part anew; an empty text takes it out."""
    form = visit.form
    words = Wording(
        part=form.get("part", ""), language=form.get("language"), text=form.get("text", "")
    )

    async def write(session: AsyncSession, number: int) -> None:
        await work.edit(
            session,
            visit.runtime.house.knowledge,
            number,
            words,
            member=visit.member,
            now=visit.now,
            seen=form.get("seen", ""),
        )

    return await _act(visit, write, "edited")


async def approve(visit: Visit) -> Response:
    """Let the bot answer with it."""

    async def let(session: AsyncSession, number: int) -> None:
        await work.approve(
            session,
            visit.runtime.house.knowledge,
            number,
            visit.member,
            now=visit.now,
            seen=visit.form.get("seen", ""),
        )

    return await _act(visit, let, "approved")


async def reject(visit: Visit) -> Response:
    """Turn it down, or take back what the bot answers with."""

    async def turn_down(session: AsyncSession, number: int) -> None:
        await work.reject(
            session, number, visit.member, now=visit.now, seen=visit.form.get("seen", "")
        )

    return await _act(visit, turn_down, "rejected")


def title(visit: Visit, found: Written) -> str:
    """What the entry is called, or will be; its id where nobody has called it anything yet."""
    knowledge, entry_id = visit.runtime.house.knowledge, found.draft.entry_id
    if entry_id in knowledge.entries:
        return knowledge.title(entry_id, visit.member.desk_language)
    own = [visit.member.desk_language, *languages.INTERFACE]
    return next((text for code in own if (text := found.text("question", code))), entry_id)


def status(fault: Refused) -> int:
    """409 for what somebody did meanwhile, 422 for what is wrong with what was entered."""
    return 409 if fault.why in _MEANWHILE else 422


async def page(visit: Visit, number: int, *, fault: Refused | None = None) -> Response:
    """The page of a draft, with why something was refused and what was typed."""
    knowledge = visit.runtime.house.knowledge
    async with visit.runtime.database.reading() as session:
        found = await drafts.look(session, number)
        if found is None:
            raise HTTPException(404)
        names = await _names(session, [found])
    done = visit.request.query_params.get("done")
    return await visit.show(
        "faq_draft.html",
        status=status(fault) if fault else 200,
        found=found,
        draft=found.draft,
        title=title(visit, found),
        names=names,
        texts=[_shown(visit, found, one) for one in found.revisions],
        untouched=reviewing.untouched(knowledge, found),
        retired=reviewing.is_retired(knowledge, found),
        stamp=work.stamp(found),
        rejectable=found.draft.state in work.REJECTABLE,
        is_author=visit.member.id in work.authors(found),
        parts=revisions.PARTS,
        spoken=languages.INTERFACE,
        fault=fault,
        kept={name: visit.form.get(name, "") if fault else "" for name in KEPT},
        done=done if done in DONE and fault is None else None,
        longest=LONGEST,
    )


def _shown(visit: Visit, found: Written, one: Any) -> Mapping[str, Any]:
    knowledge = visit.runtime.house.knowledge
    before = reviewing.before(knowledge, found, one)
    return {
        "revision": one,
        "before": before if before != one.text else "",
        "seen": revisions.fingerprint(one.text),
        "conflict": one.id in reviewing.conflicts(knowledge, found),
        "doubts": reviewing.doubts(one),
    }


async def _act(visit: Visit, deed: Deed, done: str) -> Response:
    number = visit.number("id")
    if len(visit.form.get("text", "")) > LONGEST:
        raise HTTPException(413)
    try:
        async with visit.changing() as session:
            await deed(session, number)
    except Refused as fault:
        return await page(visit, number, fault=fault)
    return access.go(f"/desk/faq/drafts/{number}?done={done}")


async def _names(session: AsyncSession, found: list[Written]) -> dict[int, str]:
    ids = {number for one in found for number in work.authors(one)}
    ids |= {one.draft.approved_by for one in found if one.draft.approved_by}
    return await desk_thread.names(session, sorted(ids))


def number_of(form: Mapping[str, str], name: str) -> int | None:
    """A number in a form or a query; 404 for what is no number."""
    asked = form.get(name, "")
    found = forms.number(asked)
    if asked and found is None:
        raise HTTPException(404)
    return found
