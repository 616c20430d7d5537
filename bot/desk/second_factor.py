"""The own second factor: set up with an app, codes on paper shown once, and switched off."""

from starlette.responses import HTMLResponse, Response

from bot import invitations
from bot.desk import access, account
from bot.desk.access import Visit
from db import second_factors
from handlers import second_factor
from handlers.second_factor import Answer

PAGE = "/desk/account/second-factor"


async def show(visit: Visit) -> Response:
    """What comes next: scanning and confirming, or what to do with one that is on."""
    return await _page(visit)


async def begin(visit: Visit) -> Response:
    """A fresh secret, in place of one that was never confirmed."""
    try:
        async with visit.changing() as session:
            await second_factor.begin(session, visit.member, now=visit.now)
    except second_factor.NotBegun:
        pass  # it is on already: the page says so
    return access.go(PAGE)


async def confirm(visit: Visit) -> Response:
    """The first right code switches it on, and shows the recovery codes."""
    try:
        async with visit.changing() as session:
            codes = await second_factor.confirm(
                session, visit.member, visit.form.get("code", ""), now=visit.now
            )
    except second_factor.NotBegun:
        return access.go(PAGE)
    if codes is None:
        return await _page(visit, fault=Answer.WRONG)
    return await _codes(visit, codes)


async def renew_codes(visit: Visit) -> Response:
    async with visit.changing() as session:
        found = await second_factor.renew_codes(
            session, visit.member, visit.form.get("code", ""), now=visit.now
        )
    if isinstance(found, Answer):
        return await _page(visit, fault=found)
    return await _codes(visit, found)


async def end(visit: Visit) -> Response:
    async with visit.changing() as session:
        answer = await second_factor.end(
            session, visit.member, visit.form.get("code", ""), now=visit.now
        )
    if answer in (Answer.WRONG, Answer.THROTTLED):
        return await _page(visit, fault=answer)
    return access.go(f"{account.PAGE}?done=factor_off")


async def _codes(visit: Visit, codes: list[str]) -> Response:
    """Shown on this page and never again; only hashes are kept."""
    return await visit.show("recovery_codes.html", codes=codes)


async def _page(visit: Visit, *, fault: Answer | None = None) -> Response:
    async with visit.runtime.database.reading() as session:
        factor = await second_factors.of_colleague(session, visit.member.id)
        counts = await visit.counts(session)
        codes_left = await second_factors.count_codes(session, visit.member.id)
    if factor is None:
        return access.go(account.PAGE)
    uri = second_factor.uri(
        factor.secret,
        login=visit.member.login,
        organisation=visit.runtime.house.policy.organisation,
    )
    is_on = factor.confirmed_at is not None
    html = visit.fragment(
        "second_factor.html",
        counts=counts,
        is_on=is_on,
        drawing="" if is_on else invitations.svg(uri),
        # a secret that is in use is never shown again
        secret="" if is_on else _grouped(factor.secret),
        fault=fault,
        codes_left=codes_left,
    )
    return HTMLResponse(html, {None: 200, Answer.THROTTLED: 429}.get(fault, 422))


def _grouped(secret: str) -> str:
    """In fours, as people type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
