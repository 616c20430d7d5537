"""The exchange between groups: staff look at questions and risky answers before they go on."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access
from bot.desk.access import Page, Visit
from db import desk_exchange, exchange_members, staff
from db.models import Contact, ExchangeReply
from handlers import exchange as circle
from handlers import exchange_staff
from handlers.exchange_staff import DecidedMeanwhile, HoldsDetails, NoWords
from handlers.house import House

#: Where it is found; the words after "done=" that the page knows.
PATH = "/desk/exchange"
DONE = ("approved", "proposed", "refused", "removed")

Deed = Callable[[AsyncSession], Awaitable[None]]
#: Decides on the one of a number: session, house, number, what was typed; member, now.
Act = Callable[..., Awaitable[None]]


async def show(visit: Visit) -> Response:
    """What waits, what was reported and what went on."""
    return await _page(visit)


async def one(visit: Visit) -> Response:
    """A question with all that was written about it; each look at it is written down."""
    async with visit.runtime.database.reading() as session:
        asked = await desk_exchange.find(session, visit.number("id"))
        if asked is None:
            raise HTTPException(404)
        threads = await desk_exchange.threads(session, asked.question.id)
    async with visit.runtime.database.transaction() as session:
        await staff.audit(
            session, visit.member.id, "view", "exchange_question", asked.question.id, now=visit.now
        )
    return await visit.show("exchange_question.html", asked=asked, threads=threads, place=_place)


async def remove(visit: Visit) -> Response:
    """A volunteer does not take part any more, at once."""

    async def deed(session: AsyncSession) -> None:
        contact = await session.get(Contact, visit.number("id"))
        if contact is None or not await exchange_members.is_member(session, contact.id):
            raise HTTPException(404)
        await exchange_staff.remove(
            session, visit.runtime.house, contact, member=visit.member, now=visit.now
        )

    return await _do(visit, deed, "removed")


def _deciding(act: Act, done: str, *typed: str, form: str = "question") -> Page:
    """A page on which staff decide; `typed` are the fields that go along, as `act` takes them."""

    async def decide(visit: Visit) -> Response:
        async def deed(session: AsyncSession) -> None:
            house, number = visit.runtime.house, visit.number("id")
            if form == "reply" and await session.get(ExchangeReply, number) is None:
                raise HTTPException(404)
            words = [visit.form.get(name, "") for name in typed]
            await act(session, house, number, *words, member=visit.member, now=visit.now)

        return await _do(visit, deed, done, form=form)

    return decide


async def _approve_reply(session: AsyncSession, _house: House, number: int, **by: Any) -> None:
    """Nothing is said at once: it goes on by its own tick."""
    await exchange_staff.approve_reply(session, number, **by)


async def _do(visit: Visit, deed: Deed, done: str, *, form: str = "question") -> Response:
    """Do it, or show the page again with what is wrong and what was typed."""
    then = f"{PATH}?done={done}"
    try:
        async with visit.changing_once(then) as session:
            await deed(session)
    except (NoWords, HoldsDetails, DecidedMeanwhile) as fault:
        return await _page(visit, fault, form=form)
    return access.go(then)


async def _page(visit: Visit, fault: Exception | None = None, *, form: str = "") -> Response:
    async with visit.runtime.database.reading() as session:
        waiting = await desk_exchange.waiting(session)
        replies = await desk_exchange.waiting_replies(session)
        reported = await desk_exchange.reported(session)
        decided = await desk_exchange.decided(session)
        members = await exchange_members.count_members(session)
    status = {NoWords: 422, HoldsDetails: 422, DecidedMeanwhile: 409}
    done = visit.request.query_params.get("done")
    return await visit.show(
        "exchange.html",
        status=status[type(fault)] if fault else 200,
        waiting=waiting,
        replies=replies,
        reported=reported,
        decided=decided,
        members=members,
        place=_place,
        fault=type(fault).__name__ if fault else "",
        kinds=[str(kind) for kind in fault.kinds] if isinstance(fault, HoldsDetails) else [],
        at=(form, visit.number("id")) if fault else ("", 0),
        typed=visit.form,
        done=done if done in DONE and not fault else None,
    )


def _place(postal_code: str, language: str) -> str:
    return circle.place(postal_code, language) or postal_code


#: What only looks, and what changes something: path and function.
PAGES: tuple[tuple[str, Page], ...] = (("/exchange", show), ("/exchange/{id:number}", one))
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/exchange/questions/{id:number}/approve", _deciding(exchange_staff.approve, "approved")),
    (
        "/exchange/questions/{id:number}/propose",
        _deciding(exchange_staff.propose, "proposed", "wording"),
    ),
    (
        "/exchange/questions/{id:number}/refuse",
        _deciding(exchange_staff.refuse, "refused", "reason"),
    ),
    ("/exchange/replies/{id:number}/approve", _deciding(_approve_reply, "approved", form="reply")),
    (
        "/exchange/replies/{id:number}/refuse",
        _deciding(exchange_staff.refuse_reply, "refused", "reason", form="reply"),
    ),
    ("/exchange/members/{id:number}/remove", remove),
)
