"""The inbox: who waits, how urgently and for how long; and what went wrong on its way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from bot.desk import access, search, thread, window
from bot.desk.access import Visit
from bot.desk.search import Found
from bot.desk.wanted import CHOICES, Wanted
from db import desk, desk_counts, desk_lists, inbox, labels, staff, windows
from db.content import Content
from db.desk import Line
from db.models import Case, Label, StaffMember
from faq.entry import Entry

#: Conversations on one page of a list.
PAGE = 30
#: Words after "done=" that the page knows.
DONE = ("closed", "passed", "released", "retried")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One look at the inbox, ready to be shown."""

    lines: Sequence[Line]
    #: there is a next page
    more: bool
    #: the lists of work, for the frame of the page
    counts: Mapping[str, int]
    #: every list, as the filters leave it
    totals: Mapping[str, int]
    #: the case that was closed last, by conversation
    closed: Mapping[int, Case]
    #: labels by case
    labels: Mapping[int, Sequence[Label]]
    #: conversations whose words are shown on their own page only
    sealed: Collection[int]
    #: None when nothing was searched for
    found: Found | None


async def show(visit: Visit) -> Response:
    """One list; what nobody has taken yet opens by itself."""
    wanted = Wanted.read(visit.request.query_params)
    if wanted.view not in desk_counts.views(visit.member):
        raise HTTPException(404)
    async with visit.runtime.database.reading() as session:
        listed = await _list(session, visit, wanted)
        warned = await windows.warned(session, [one.conversation.id for one in listed.lines])
    if listed.found is not None:
        told = [key for key, hit in listed.found.hits.items() if hit.words]
        await search.note_hits(visit, set(told) & set(listed.sealed))
    done = visit.request.query_params.get("done")
    html = visit.fragment(
        "inbox.html",
        counts=listed.counts,
        wanted=wanted,
        listed=listed,
        snippets={one.conversation.id: _words(one, listed) for one in listed.lines},
        excerpts=_excerpts(wanted, listed),
        links={one.conversation.id: _link(one, listed) for one in listed.lines},
        closing={
            one.conversation.id: window.closes_at(visit.runtime, one.address)
            for one in listed.lines
            if one.conversation.id in warned
        },
        choices=CHOICES,
        named=search.NAMED,
        read=search.READ,
        done=done if done in DONE else None,
    )
    return HTMLResponse(html)


async def _list(session: AsyncSession, visit: Visit, wanted: Wanted) -> Listed:
    member, found = visit.member, None
    needs_names = bool(wanted.group or wanted.words)
    groups = await desk_lists.groups(session) if needs_names else {}
    narrow = wanted.narrow(groups)
    if wanted.words:
        found = await search.find(session, member, wanted, narrow=narrow, groups=groups)
        lines: Sequence[Line] = await desk.of_ids(session, list(found.hits))
        more = False
    else:
        skip = (wanted.page - 1) * PAGE
        lines = await desk_lists.page(
            session, member, wanted.view, narrow, limit=PAGE + 1, skip=skip
        )
        lines, more = lines[:PAGE], len(lines) > PAGE
    totals = await desk_lists.counts(session, member, narrow)
    ids = [one.conversation.id for one in lines]
    confidential = await desk_lists.confidential(session, ids)
    return Listed(
        lines=lines,
        more=more,
        counts=await visit.counts(session, None if wanted.filters else totals),
        totals=totals,
        closed=await desk_lists.last_cases(session, ids),
        labels=await labels.of_cases(session, [one.case.id for one in lines if one.case]),
        sealed={one.conversation.id for one in lines if is_sealed(member, one, confidential)},
        found=found,
    )


def is_sealed(member: StaffMember, line: Line, confidential: Collection[int]) -> bool:
    """The words of a family, or of a confidential case, are shown on their own page only.

    Every view of a family's thread leaves a trace; a list leaves none. Whoever is in charge has
    seen the thread already.
    """
    secret = line.household is not None or line.conversation.id in confidential
    return secret and line.conversation.assignee_id != member.id


def _words(line: Line, listed: Listed) -> str | None:
    """The last words of the person, where a list may show them."""
    if line.last is None or line.conversation.id in listed.sealed:
        return None
    return Content.from_json(line.last.content).text


def _excerpts(wanted: Wanted, listed: Listed) -> dict[int, search.Excerpt | None]:
    """Where a search found its words, where a list may show them."""
    hits = listed.found.hits if listed.found else {}
    return {
        key: search.excerpt(wanted.words, hit.words.text)
        for key, hit in hits.items()
        if hit.words and key not in listed.sealed
    }


def _link(line: Line, listed: Listed) -> str:
    """The conversation's page, at the message that was found."""
    path = f"/desk/conversations/{line.conversation.id}"
    hit = listed.found.hits[line.conversation.id] if listed.found else None
    if hit is None or hit.words is None:
        return path
    is_earlier = line.conversation.last_seq - hit.words.seq >= thread.PAGE
    before = f"?before={hit.words.seq + 1}" if is_earlier else ""
    return f"{path}{before}#m-{hit.words.message_id}"


async def attention(visit: Visit) -> Response:
    """What went wrong on its way out or in, for those who see everything."""
    _must_see_all(visit)
    async with visit.runtime.database.reading() as session:
        failed = await desk_lists.attention(session, visit.member)
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
        if not await inbox.retry(session, event_id, now=visit.now):
            return access.go("/desk/attention")  # the page says where it stands now
        await staff.audit(
            session, visit.member.id, "retry", "inbound_event", event_id, now=visit.now
        )
    return access.go("/desk/attention?done=retried")


def _must_see_all(visit: Visit) -> None:
    if not desk.sees_all(visit.member):
        raise HTTPException(403)
