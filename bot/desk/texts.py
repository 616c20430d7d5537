"""Translations that nobody has confirmed yet, beside their English, to confirm or correct."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot import contents as stored
from bot import templates
from bot.desk import access, forms
from bot.desk.access import Visit
from db import contents
from db import reviews as rows
from handlers import confirming, plans
from handlers.confirming import Reading, Unfit
from locales import leaves
from locales.policy import Kind, State

#: Texts on one page.
PAGE = 20
#: The kinds in the order in which they matter.
KINDS = (Kind.EMERGENCY, Kind.CONSENT, Kind.LEGAL, Kind.STEP, Kind.ORDINARY, Kind.ANSWER)
#: Where it all is.
PATH = "/desk/texts"
#: The most forms a plural has.
FORMS = 6


async def show(visit: Visit) -> Response:
    """The texts of one language that this colleague speaks."""
    return await _page(visit, dict(visit.request.query_params))


async def confirm(visit: Visit) -> Response:
    """Keep what stands in the form; refused with everything still there."""
    form = visit.form
    asked = {name: form.get(name, "") for name in ("language", "kind", "all", "page")}
    number = forms.number(form.get("number"))
    language, readings = await _readings(visit, asked["language"])
    known = {_name(one): one for one in readings}
    reading = known.get((form.get("domain", ""), form.get("key", "")))
    if reading is None or language != asked["language"]:
        raise HTTPException(404)
    typed = _typed(visit, reading)
    seen = (form.get("english", ""), form.get("base", ""))
    try:
        async with visit.changing() as session:
            await confirming.confirm(
                session, visit.member, reading, typed, seen=seen, now=visit.now
            )
    except Unfit as fault:
        return await _page(visit, asked, fault=(_name(reading), fault, typed))
    kept = {name: value for name, value in asked.items() if value}
    return access.go(f"{PATH}?{urlencode({**kept, 'done': '1'})}#t-{number or 1}")


def _typed(visit: Visit, reading: Reading) -> list[str]:
    count = max(len(reading.leaf.strings), 1)
    return [visit.form.get(f"text-{place}", "") for place in range(min(count, FORMS))]


async def _page(
    visit: Visit,
    asked: dict[str, str],
    *,
    fault: tuple[tuple[str, str], Unfit, Sequence[str]] | None = None,
) -> Response:
    language, readings = await _readings(visit, asked.get("language"))
    kind = next((one for one in KINDS if one == asked.get("kind")), None)
    with_confirmed = asked.get("all") == "1"
    chosen = [one for one in readings if kind in (None, one.leaf.kind)]
    shown = [one for one in chosen if with_confirmed or one.state is not State.CONFIRMED]
    shown.sort(key=lambda one: KINDS.index(one.leaf.kind))
    last = max((len(shown) - 1) // PAGE, 0)
    page = min(max((forms.number(asked.get("page")) or 1) - 1, 0), last)
    async with visit.runtime.database.reading() as session:
        names = await rows.names(session, language) if language else {}
        waiting = await _templates(visit, session, language) if language else None
    status = 200 if fault is None else 409 if fault[1].why == confirming.Why.CHANGED else 422
    return await visit.show(
        "texts.html",
        status=status,
        language=language,
        spoken=confirming.spoken(visit.member),
        kind=kind,
        kinds=KINDS,
        with_confirmed=with_confirmed,
        texts=[(one, confirming.seal(one)) for one in shown[page * PAGE : (page + 1) * PAGE]],
        total=len(chosen),
        confirmed=sum(one.state is State.CONFIRMED for one in chosen),
        page=page + 1,
        more=page < last,
        names=names,
        fault=fault,
        done=asked.get("done") == "1",
        longest=confirming.LONGEST,
        templates=waiting,
    )


async def _readings(visit: Visit, wanted: str | None) -> tuple[str | None, list[Reading]]:
    """The language that is meant, one that the colleague speaks, and its texts."""
    own = confirming.spoken(visit.member)
    language = wanted if wanted in own else next(iter(own), None)
    if language is None:
        return None, []
    found = await asyncio.to_thread(leaves.read, language)
    async with visit.runtime.database.reading() as session:
        reviewed = await rows.listing(session, language)
    written = {confirming.faq_key(*key) for key in visit.runtime.house.knowledge.overlay.texts}
    return language, confirming.readings(found, reviewed, written)


async def _templates(
    visit: Visit, session: AsyncSession, language: str
) -> tuple[int, list[tuple[str, str]]] | None:
    """How many texts WhatsApp must approve, and which it has not; None without WhatsApp."""
    account = stored.account(visit.runtime.channels)
    if account is None:
        return None
    known = await contents.approvals(session, account, language)
    plan = await plans.current(session, visit.runtime.house)
    return templates.unused(visit.runtime.house, plan, language, known)


def _name(reading: Reading) -> tuple[str, str]:
    return reading.leaf.domain, reading.leaf.key
