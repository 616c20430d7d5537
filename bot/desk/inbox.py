"""The inbox: who waits, how urgently and for how long; and what went wrong on its way."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms, window
from bot.desk.access import Visit
from db import desk, inbox, staff, windows
from db.content import Content
from db.desk import Line
from faq.entry import Entry

#: Conversations on one page of a list.
PAGE = 50
#: A search decrypts names within scope, at most so many: the page says so.
SEARCHED = 1000
#: Words after "done=" that the page knows.
DONE = ("closed", "passed", "released", "retried")


async def show(visit: Visit) -> Response:
    """One list; the first tab is what nobody has taken yet."""
    asked = visit.request.query_params
    view = asked.get("view", "waiting")
    if view not in desk.views(visit.member):
        raise HTTPException(404)
    words = forms.clean(asked.get("q", "")).strip()[:100]
    page = max(forms.number(asked.get("page")) or 1, 1)
    async with visit.runtime.database.reading() as session:
        if words:
            every = await desk.lines(session, visit.member, view, limit=SEARCHED)
            found: Sequence[Line] = [one for one in every if fits(one, words)][: PAGE + 1]
        else:
            skip = (page - 1) * PAGE
            found = await desk.lines(session, visit.member, view, limit=PAGE + 1, skip=skip)
        warned = await windows.warned(session, [one.conversation.id for one in found])
    done = asked.get("done")
    return await visit.show(
        "inbox.html",
        view=view,
        asked=words,
        searched=SEARCHED,
        lines=found[:PAGE],
        snippets={one.conversation.id: snippet(visit, one) for one in found},
        closing={
            one.conversation.id: window.closes_at(visit.runtime, one.address)
            for one in found
            if one.conversation.id in warned
        },
        page=page,
        more=len(found) > PAGE and not words,
        done=done if done in DONE else None,
    )


def snippet(visit: Visit, line: Line) -> str | None:
    """The last words, unless they are a family's or confidential: then only on their page.

    Every view of a family's thread leaves a trace; a list leaves none. Whoever is in charge has
    seen the thread already.
    """
    mine = line.conversation.assignee_id == visit.member.id
    secret = line.household is not None or (line.case is not None and line.case.confidential)
    if line.last is None or (secret and not mine):
        return None
    return Content.from_json(line.last.content).text


def fits(line: Line, words: str) -> bool:
    """A name, a group or a number has all these words in it."""
    found = [f"#{line.conversation.id}"]
    found += [one.name for one in (line.contact, line.household, line.group) if one]
    everything = " ".join(found).casefold()
    return all(word in everything for word in words.casefold().split())


async def attention(visit: Visit) -> Response:
    """What went wrong on its way out or in, for those who see everything."""
    _must_see_all(visit)
    async with visit.runtime.database.reading() as session:
        failed = await desk.attention(session, visit.member)
        parked = await inbox.parked(session)
    return await visit.show(
        "attention.html",
        failed=failed,
        parked=parked,
        overdue=overdue(visit),
        done=visit.request.query_params.get("done"),
    )


def overdue(visit: Visit) -> Sequence[tuple[Entry, str]]:
    """Entries whose review is due, the oldest date first, with their titles."""
    knowledge = visit.runtime.house.knowledge
    today = visit.now.astimezone(visit.pages.zone).date()
    found = [one for one in knowledge.entries.values() if one.overdue(today)]
    found.sort(key=lambda one: (one.review_by, one.id))
    return [(one, knowledge.title(one.id, visit.member.desk_language)) for one in found]


async def retry(visit: Visit) -> Response:
    """Put an event that could not be applied back in its lane."""
    _must_see_all(visit)
    event_id = visit.number("event_id")
    async with visit.changing() as session:
        await inbox.retry(session, event_id, now=visit.now)
        await staff.audit(
            session, visit.member.id, "retry", "inbound_event", event_id, now=visit.now
        )
    return access.go("/desk/attention?done=retried")


def _must_see_all(visit: Visit) -> None:
    if not desk.sees_all(visit.member):
        raise HTTPException(403)
