"""How a draft begins at the desk: of a gap, of one's own reply, of a text that is said now."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, faq, faq_drafts
from bot.desk.access import Visit
from bot.desk.faq_drafts import LONGEST
from db import desk, gaps
from db.models import Message
from handlers import drafting, revisions
from handlers.drafting import Idea, Sketch
from handlers.drafts import Refused, Why
from locales import languages

#: Fields of the form that are filled in again.
KEPT = ("entry", "new", "group", "question", "text")


async def show(visit: Visit) -> Response:
    """The form, with what a gap or a reply gives, without personal details."""
    return await _page(visit, visit.request.query_params)


async def begin(visit: Visit) -> Response:
    """Make the draft; what is refused is said above the form, with everything kept."""
    form = visit.form
    new = form.get("entry", "") == ""
    idea = Idea(
        entry_id=form.get("new", "").strip() if new else form["entry"],
        group=form.get("group", "") if new else None,
        language=form.get("language") or None,
        gap_id=faq_drafts.number_of(form, "gap"),
        message_id=faq_drafts.number_of(form, "message"),
        text=form.get("text", ""),
        question=form.get("question", ""),
    )
    return await _begin(visit, idea, lambda fault: _page(visit, form, fault=fault))


async def revise(visit: Visit) -> Response:
    """The form for one part in one language, with what is said now."""
    return await _revise_page(visit, visit.request.query_params)


async def revised(visit: Visit) -> Response:
    """A draft of one text, if what it replaces is still what was on the page."""
    form = visit.form
    entry_id, part, language = _text(visit, form)
    idea = Idea(entry_id=entry_id, part=part, language=language, text=form.get("text", ""))
    said = visit.runtime.house.knowledge.text(entry_id, part, language)
    if form.get("seen", "") != revisions.fingerprint(said):
        changed = Refused("this text has changed meanwhile", Why.STALE)
        return await _revise_page(visit, form, fault=changed)
    return await _begin(visit, idea, lambda fault: _revise_page(visit, form, fault=fault))


async def _begin(visit: Visit, idea: Idea, refuse: Any) -> Response:
    if len(idea.text) > LONGEST or len(idea.question) > LONGEST:
        raise HTTPException(413)
    try:
        async with visit.changing_once("/desk/faq/drafts") as session:
            await _check_scope(session, visit, idea)
            begun = await drafting.begin(
                session, visit.runtime.house.knowledge, visit.member, idea, now=visit.now
            )
            page = await visit.lead(session, f"/desk/faq/drafts/{begun.draft.id}?done=begun")
    except Refused as fault:
        answer: Response = await refuse(fault)
        return answer
    return access.go(page)


async def _page(visit: Visit, form: Mapping[str, str], *, fault: Refused | None = None) -> Response:
    knowledge = visit.runtime.house.knowledge
    idea = Idea(
        entry_id="",
        gap_id=faq_drafts.number_of(form, "gap"),
        message_id=faq_drafts.number_of(form, "message"),
    )
    sketch: Sketch | None = None
    try:
        async with visit.runtime.database.reading() as session:
            await _check_scope(session, visit, idea)
            sketch = await drafting.sketch(session, visit.member, idea)
    except Refused as refused:
        if refused.why == Why.GONE:
            raise HTTPException(404) from refused
        fault = fault or refused
    groups: dict[str, dict[str, str]] = {}
    for one in knowledge.entries.values():
        own = groups.setdefault(one.group, {})
        own[one.id] = knowledge.title(one.id, visit.member.desk_language)
    return await visit.show(
        "faq_begin.html",
        status=faq_drafts.status(fault) if fault else 200,
        sketch=sketch,
        idea=idea,
        groups=dict(sorted(groups.items())),
        form={name: form.get(name, "") for name in KEPT},
        language=form.get("language") or (sketch.language if sketch else None),
        spoken=languages.INTERFACE,
        fault=fault,
        longest=LONGEST,
        longest_id=drafting.LONGEST_ID,
    )


async def _revise_page(
    visit: Visit, form: Mapping[str, str], *, fault: Refused | None = None
) -> Response:
    knowledge = visit.runtime.house.knowledge
    entry_id, part, language = _text(visit, form)
    own = knowledge.own_language(entry_id)
    said = knowledge.text(entry_id, part, language)
    return await visit.show(
        "faq_revise.html",
        status=faq_drafts.status(fault) if fault else 200,
        entry_id=entry_id,
        title=knowledge.title(entry_id, visit.member.desk_language),
        part=part,
        language=language,
        own=own,
        original=knowledge.text(entry_id, part, own) if own != language else "",
        said=said,
        seen=revisions.fingerprint(said),
        text=form.get("text", said),
        fault=fault,
        longest=LONGEST,
    )


def _text(visit: Visit, form: Mapping[str, str]) -> tuple[str, str, str]:
    """Which text is meant; 404 for one that staff do not write."""
    entry_id = str(visit.request.path_params["entry_id"])
    part, language = form.get("part", ""), form.get("language", "")
    known = entry_id in visit.runtime.house.knowledge.entries
    if not known or not faq.is_editable(part, language):
        raise HTTPException(404)
    return entry_id, part, language


async def _check_scope(session: AsyncSession, visit: Visit, idea: Idea) -> None:
    """404 for a gap that is kept from a colleague, and for a reply in what they may not open."""
    if idea.gap_id is not None:
        gap = await gaps.find(session, idea.gap_id)
        if gap is not None and not await gaps.visible(session, visit.member, [gap]):
            raise HTTPException(404)
    if idea.message_id is not None:
        message = await session.get(Message, idea.message_id)
        if message is None or not await desk.within(
            session, visit.member, [message.conversation_id]
        ):
            raise HTTPException(404)
