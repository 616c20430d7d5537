"""One conversation: its page, and what staff do in it. What they may do is decided in handlers."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from bot.desk import access, alerts, casework, files, forms, mentions, suggestions, thread, versions
from bot.desk.access import Visit
from db import cases, desk, desk_thread, staff
from db.desk import Line
from db.models import Case, CaseState, Control
from handlers import context, media, translating
from handlers import staff as work
from handlers.context import Turn

#: Characters of a reply or a note; far more than a person reads on a phone.
LONGEST = 10_000
#: A page that refreshes itself writes down one view in so much time.
VIEW_AGAIN = dt.timedelta(minutes=10)
#: What is refused because something happened meanwhile; all else was wrong from the start.
STALE = ("taken", "changed", "closed", "not_in_charge", "not_resendable", "aside", "awake")
#: What was done sends the browser on.
SENT = 303

Deed = Callable[[Turn], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Why something was not done, for the page to say in words."""

    #: taken, changed, closed, not_in_charge, empty, too_long, file_too_big, not_resendable,
    #: outlived, and those of bot.desk.files and bot.desk.deeds
    kind: str
    #: a colleague's name
    name: str | None = None
    #: how a colleague closed the case
    outcome: str | None = None
    #: megabytes that the person's channel takes
    megabytes: int | None = None
    #: until when a colleague put it aside
    until: dt.datetime | None = None


class Refused(Exception):
    """What a colleague wanted to do does not fit what happened meanwhile."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.kind)
        self.notice = notice


async def show(visit: Visit) -> Response:
    """The page; each look at it is written down."""
    conversation_id = visit.number("conversation_id")
    async with visit.runtime.database.reading() as session:
        line = await desk.find_line(session, visit.member, conversation_id)
    if line is None:
        return await _taken(visit, conversation_id)
    by_itself = access.REFRESH in visit.request.headers
    await note_view(visit, conversation_id, again=by_itself)
    if not by_itself:
        await mentions.see(visit, conversation_id)
    return await page(visit, line)


async def note_view(visit: Visit, conversation_id: int, *, again: bool) -> None:
    """Write down who looked; a page that is open already counts once in a while."""
    member, now = visit.member, visit.now
    if again:
        async with visit.runtime.database.reading() as session:
            if await desk_thread.has_viewed(
                session, member.id, conversation_id, since=now - VIEW_AGAIN
            ):
                return
    async with visit.runtime.database.transaction() as session:
        await staff.audit(session, member.id, "view", "conversation", conversation_id, now=now)


async def claim(visit: Visit) -> Response:
    return await act(visit, lambda turn: work.claim(turn, visit.member))


async def reply(visit: Visit) -> Response:
    """Say something; refused with the words kept when the conversation changed hands."""
    text, own = visit.form.get("text", ""), visit.form.get("own", "")
    unfit = files.fault(visit.file) if visit.file else None
    if unfit is not None:
        return await _refuse(visit, Notice(kind=unfit), status=422)
    kept = await files.keep(visit.runtime.media, visit.file)

    async def send(turn: Turn) -> None:
        await _check_fresh(visit, turn)
        if kept is not None:
            _check_size(visit, turn, kept)
        message = await work.reply(turn, visit.member, text, with_files=kept is not None)
        if kept is not None:
            await media.attach_kept(turn, message, kept)
        await translating.keep_own(turn, visit.member, message, own, engine=_engine(visit))

    is_sent = False
    try:
        answer = await act(visit, send, text=max(text, own, key=len))
        is_sent = answer.status_code == SENT
    finally:  # refused, or sent before
        if kept is not None and not is_sent:
            await visit.runtime.media.erase(kept.storage_key)
    return answer


async def note(visit: Visit) -> Response:
    text = visit.form.get("text", "")
    return await act(
        visit, lambda turn: work.note(turn, visit.member, text), text=text, asked_too=True
    )


async def release(visit: Visit) -> Response:
    return await act(visit, lambda turn: work.release(turn, visit.member))


async def mark_safe(visit: Visit) -> Response:
    """A phone that others may have read is safe again, as a colleague knows."""
    return await act(visit, lambda turn: work.mark_safe(turn, visit.member))


async def close(visit: Visit) -> Response:
    """Close the case that the page showed, and no other."""
    outcome = visit.form.get("outcome", "")
    if outcome not in work.OUTCOMES:
        raise HTTPException(400)

    async def end(turn: Turn) -> None:
        await _check_case(visit, turn)
        await work.close(turn, visit.member, outcome)

    return await act(visit, end, then="/desk/?done=closed")


async def send_again(visit: Visit) -> Response:
    """A person decides that a message goes once more."""
    delivery_id = visit.number("delivery_id")
    return await act(visit, lambda turn: work.send_again(turn, visit.member, delivery_id))


def _engine(visit: Visit) -> str | None:
    """The machine that made the reply out of what the colleague wrote; None: nobody but them."""
    translator = visit.runtime.translator
    return translator.name if translator and visit.form.get("engine") == translator.name else None


def _check_size(visit: Visit, turn: Turn, file: media.Kept) -> None:
    """Some channels take less than the desk does."""
    channel = visit.runtime.channels.get((turn.address.channel, turn.address.account))
    if channel is not None and file.size > channel.limits.media:
        raise Refused(Notice(kind="file_too_big", megabytes=channel.limits.media // 1_000_000))


async def act(
    visit: Visit,
    deed: Deed,
    *,
    text: str | None = None,
    then: str | None = None,
    asked_too: bool = False,
) -> Response:
    """Do something in the conversation's turn, or say on its page why not.

    `asked_too`: also somebody whom its owner has named in a note may do it.
    """
    conversation_id = visit.number("conversation_id")
    page = then or f"/desk/conversations/{conversation_id}#end"
    try:
        if text is not None and len(text) > LONGEST:
            raise Refused(Notice(kind="too_long"))
        async with visit.changing_once(page) as session:
            turn = await _turn(visit, session, conversation_id, asked_too=asked_too)
            await deed(turn)
    except work.TakenBy as taken:
        return await _refuse(visit, Notice(kind="taken", name=taken.name))
    except work.NotInCharge:
        return await _refuse(visit, Notice(kind="not_in_charge"))
    except work.NothingToSay:
        return await _refuse(visit, Notice(kind="empty"), status=422)
    except work.Outlived:
        return await _refuse(visit, Notice(kind="outlived"))
    except work.NotResendable:
        return await _refuse(visit, Notice(kind="not_resendable"))
    except Refused as refused:
        status = 409 if refused.notice.kind in STALE else 422
        return await _refuse(visit, refused.notice, status=status)
    return access.go(page)


async def _turn(
    visit: Visit, session: AsyncSession, conversation_id: int, *, asked_too: bool
) -> Turn:
    """The conversation, locked and within scope; TakenBy when a colleague keeps others out."""
    turn = await context.reopen(session, visit.runtime.house, conversation_id, now=visit.now)
    member = visit.member
    line = await desk.find_line(session, member, conversation_id, taken_too=True)
    if turn is None or line is None:
        raise HTTPException(404)
    owner = line.assignee
    if owner is not None and owner.id != member.id and not desk.sees_all(member):
        seen = asked_too and await desk.find_line(session, member, conversation_id)
        if not seen:
            raise work.TakenBy(owner.name)
    return turn


async def _check_fresh(visit: Visit, turn: Turn) -> None:
    """A reply written before somebody else had the word is shown again before it is sent."""
    thread_now = turn.conversation
    in_charge = thread_now.control == Control.HUMAN
    if in_charge or visit.form.get("epoch") == str(thread_now.epoch):
        return  # whether it is one's own charge is decided in handlers.staff
    raise Refused(await what_changed(visit, turn.session))


async def _check_case(visit: Visit, turn: Turn) -> None:
    unclosed = await cases.unclosed(turn.session, turn.conversation.id)
    if unclosed is None or visit.form.get("case") != str(unclosed.id):
        raise Refused(await what_changed(visit, turn.session))


async def what_changed(visit: Visit, session: AsyncSession) -> Notice:
    """Since the page was made: closed by somebody, or given back."""
    case_id = forms.number(visit.form.get("case"))
    seen = await session.get(Case, case_id) if case_id else None
    if seen is None or seen.conversation_id != visit.number("conversation_id"):
        return Notice(kind="changed")
    if seen.state != CaseState.CLOSED or seen.closed_by is None:
        return Notice(kind="changed")
    names = await desk_thread.names(session, [seen.closed_by])
    return Notice(kind="closed", name=names.get(seen.closed_by, "?"), outcome=seen.outcome)


async def _refuse(visit: Visit, notice: Notice, *, status: int = 409) -> Response:
    """The page as it is now, with what was typed and a sentence on what is in the way."""
    conversation_id = visit.number("conversation_id")
    async with visit.runtime.database.reading() as session:
        line = await desk.find_line(session, visit.member, conversation_id)
    if line is None:
        return await _taken(visit, conversation_id)
    return await page(visit, line, notice=notice, status=status)


async def _taken(visit: Visit, conversation_id: int) -> Response:
    """A colleague has it: who, and nothing else; what was typed is kept. 404 out of scope."""
    async with visit.runtime.database.reading() as session:
        line = await desk.find_line(session, visit.member, conversation_id, taken_too=True)
    if line is None or line.assignee is None:
        raise HTTPException(404)
    text = visit.form.get("text", "")
    status = 409 if visit.request.method == "POST" else 403
    return await visit.show("taken.html", status=status, line=line, text=text)


async def page(
    visit: Visit, line: Line, *, notice: Notice | None = None, status: int = 200
) -> HTMLResponse:
    """The conversation as it is now, with what a form held."""
    before = forms.number(visit.request.query_params.get("before"))
    async with visit.runtime.database.reading() as session:
        shown = await thread.build(session, visit.runtime, visit.member, line, before=before)
        tasks = await casework.build(session, visit.runtime, visit.member, line, now=visit.now)
        counts = await visit.counts(session)
        beside = await suggestions.beside(session, visit, line)
        alerted = await alerts.of_line(session, line)
        machine = await versions.machine(session, visit.runtime, line.conversation.id)
    html = visit.fragment(
        "conversation.html",
        counts=counts,
        thread=shown,
        work=tasks,
        alerted=alerted,
        line=line,
        mine=line.conversation.assignee_id == visit.member.id,
        is_newest=before is None,
        outcomes=work.OUTCOMES,
        longest=LONGEST,
        largest=media.LARGEST,
        notice=notice,
        beside=beside,
        machine=machine,
        own=visit.form.get("own", ""),
        engine=_engine(visit),
        lost_file=visit.file is not None,
        kept=visit.form.get("text", beside.chosen),
        kept_as="note" if visit.request.url.path.endswith("/note") else "reply",
    )
    return HTMLResponse(html, status)
