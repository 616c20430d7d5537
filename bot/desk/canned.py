"""Pages of prepared replies: all of them, and one to write, change or take away."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access
from bot.desk.access import Visit
from db import canned, desk_thread
from db.models import CannedScope
from handlers import canned as journey
from handlers.canned import Draft, Unfit
from locales import languages
from locales.texts import canned as texts

#: Languages in which a text of one's own makes sense: not those that only read another's.
WRITTEN = tuple(code for code in languages.LANGUAGES if len(languages.chain(code)) == 1)
#: Words after "done=" that the page knows.
DONE = ("kept", "removed")


async def show(visit: Visit) -> Response:
    """All that this colleague is offered, with the languages they are there in."""
    words, done = visit.runtime.house.words, visit.request.query_params.get("done")
    async with visit.runtime.database.reading() as session:
        written = await canned.visible(session, visit.member)
        owners = await desk_thread.names(session, [one.reply.owner_id for one in written])
    counts = journey.coverage(words, written)
    return await visit.show(
        "canned.html",
        written=sorted(written, key=lambda one: one.reply.title.casefold()),
        owners=owners,
        starters={
            words.say(said, visit.member.desk_language): journey.translated(words, said)
            for said in texts.STARTERS.values()
        },
        coverage={code: counts[code] for code in WRITTEN},
        total=len(written) + len(texts.STARTERS),
        done=done if done in DONE else None,
    )


async def begin(visit: Visit) -> Response:
    """An empty form."""
    return await _form(visit, Draft(title="", scope=CannedScope.ALL, variants={}), number=None)


async def one(visit: Visit) -> Response:
    """One reply, to read or to change."""
    number = visit.number("id")
    async with visit.runtime.database.reading() as session:
        found = await canned.find(session, visit.member, number)
    if found is None:
        raise HTTPException(404)
    scope = CannedScope(found.reply.scope)
    draft = Draft(title=found.reply.title, scope=scope, variants=found.variants)
    mine = journey.may_change(visit.member, found.reply)
    seen = journey.stamp(found.reply)
    return await _form(visit, draft, number=number, seen=seen, may_change=mine)


async def write(visit: Visit) -> Response:
    """Keep what was typed; refused with everything still there."""
    number = visit.number("id") if "id" in visit.request.path_params else None
    form = visit.form
    draft = Draft(
        title=form.get("title", ""),
        scope=CannedScope.OWN if form.get("scope") == "own" else CannedScope.ALL,
        variants={code: form.get(f"text-{code}", "") for code in WRITTEN},
    )
    seen, then = form.get("seen", ""), "/desk/canned?done=kept"
    try:
        async with visit.changing_once(then) as session:
            await journey.write(
                session, visit.member, draft, number=number, seen=seen, now=visit.now
            )
    except Unfit as fault:
        return await _refuse(visit, draft, number, fault)
    return access.go(then)


async def remove(visit: Visit) -> Response:
    number, seen = visit.number("id"), visit.form.get("seen", "")
    try:
        async with visit.changing() as session:
            await journey.remove(session, visit.member, number, seen=seen, now=visit.now)
    except Unfit as fault:
        draft = Draft(title="", scope=CannedScope.ALL, variants={})
        return await _refuse(visit, draft, number, fault, keeps=False)
    return access.go("/desk/canned?done=removed")


async def _refuse(
    visit: Visit, typed: Draft, number: int | None, fault: Unfit, *, keeps: bool = True
) -> Response:
    """What was typed beside what is there now, which the next attempt replaces knowingly."""
    if number is None:
        return await _form(visit, typed, number=None, fault=fault.code)
    async with visit.runtime.database.reading() as session:
        there = await canned.find(session, visit.member, number)
        names = await desk_thread.names(session, [there.reply.changed_by] if there else [])
    if there is None:
        raise HTTPException(404)
    scope = CannedScope(there.reply.scope)
    now = Draft(title=there.reply.title, scope=scope, variants=there.variants)
    return await _form(
        visit,
        typed if keeps else now,
        number=number,
        fault=fault.code,
        seen=journey.stamp(there.reply),
        may_change=journey.may_change(visit.member, there.reply),
        by=names.get(there.reply.changed_by, "?"),
        there=now,
    )


async def _form(
    visit: Visit,
    draft: Draft,
    *,
    number: int | None,
    fault: str | None = None,
    seen: str = "",
    may_change: bool = True,
    by: str = "",
    there: Draft | None = None,
) -> Response:
    status = 200 if fault is None else 409 if fault == "changed" else 422
    return await visit.show(
        "canned_edit.html",
        status=status,
        draft=draft,
        number=number,
        fault=fault,
        seen=seen,
        may_change=may_change,
        by=by,
        there=there,
        written=WRITTEN,
        longest=journey.LONGEST,
        longest_title=journey.LONGEST_TITLE,
    )
