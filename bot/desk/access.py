"""Who is here: sessions by cookie, a token in every form, and a door before every page."""

import contextlib
import datetime as dt
import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.desk import forms, repeats
from bot.desk.forms import Form, Upload
from bot.desk.views import Pages
from bot.runtime import Runtime
from db import desk_calls, desk_counts, desk_exchange, sent_forms, staff
from db.models import StaffMember
from handlers import hours

COOKIE = "onthaal_desk"
PATH = "/desk"
SIGN_IN = "/desk/sign-in"
#: A session ends when nobody used it for so long.
VALID = dt.timedelta(hours=12)
#: The header by which our own script asks for a page it shows already.
REFRESH = "x-refresh"
#: A session in use is prolonged at most this often: each time is a write.
PROLONG_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of a signed-in colleague."""

    request: Request
    runtime: Runtime
    pages: Pages
    #: who asks
    member: StaffMember
    #: the token that every form of this session carries
    csrf: str
    #: the session itself, among the others of this colleague
    session_id: int
    #: the moment of this request
    now: dt.datetime
    #: what was posted
    form: Form
    #: the file posted with it
    file: Upload | None = None

    def number(self, name: str) -> int:
        """A number in the path."""
        return int(self.request.path_params[name])

    async def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page with its frame: who is signed in, and how much waits."""
        async with self.runtime.database.reading() as session:
            counts = await self.counts(session)
        html = self.fragment(template, counts=counts, **values)
        return HTMLResponse(html, status)

    async def counts(
        self, session: AsyncSession, known: Mapping[str, int] | None = None
    ) -> dict[str, int]:
        """What waits for this colleague, as the navigation shows it; `known` is counted already."""
        zone = self.pages.zone
        today = self.now.astimezone(zone).date()
        since, until = (
            hours.resolve(day, dt.time(0), zone) for day in (today, today + dt.timedelta(days=1))
        )
        calls = await desk_calls.own(session, self.member, since, until)
        found = known or await desk_counts.counts(session, self.member)
        exchange = await desk_exchange.count_waiting(session)
        return {**found, "calls": calls, "exchange": exchange}

    def fragment(self, template: str, **values: Any) -> str:
        """A template in this colleague's language."""
        frame = {
            "member": self.member,
            "csrf": self.csrf,
            "now": self.now,
            "today": self.now.astimezone(self.pages.zone).date(),
            "path": self.request.url.path,
        }
        return self.pages.render(template, self.member.desk_language, {**frame, **values})

    @contextlib.asynccontextmanager
    async def changing(self) -> AsyncIterator[AsyncSession]:
        """A transaction after which workers and other pages look again."""
        async with changing(self.runtime) as session:
            yield session

    @contextlib.asynccontextmanager
    async def changing_once(self, then: str) -> AsyncIterator[AsyncSession]:
        """The same for what must not be done twice, which leads to the page `then`.

        Raises Repeated, for the door, when this very form was carried out before.
        """
        async with self.changing() as session:
            if self._what is not None:
                led_to = await sent_forms.begin(session, self._what, then, now=self.now)
                if led_to is not None:
                    raise repeats.Repeated(led_to)
            yield session

    async def lead(self, session: AsyncSession, then: str) -> str:
        """The page to which what `changing_once` does leads, where only the deed tells it."""
        if self._what is not None:
            await sent_forms.lead(session, self._what, then)
        return then

    @property
    def _what(self) -> str | None:
        path = self.request.url.path
        return repeats.told_by(self.session_id, path, self.form, self.file)


Page = Callable[[Visit], Awaitable[Response]]
Read = Callable[[Request], Awaitable[tuple[Form, Upload | None]]]


@contextlib.asynccontextmanager
async def changing(runtime: Runtime) -> AsyncIterator[AsyncSession]:
    """A transaction that wakes, at its commit, whoever waits for news."""
    async with runtime.database.transaction() as session:
        yield session
        await runtime.database.notify(session)
    runtime.signals.ring()


def go(path: str) -> RedirectResponse:
    """See the result under its own address: a reload never posts again."""
    return RedirectResponse(path, 303)


class Door:
    """Lets signed-in colleagues in, and only their own forms."""

    def __init__(self, runtime: Runtime, pages: Pages) -> None:
        self._runtime = runtime
        self._pages = pages

    def page(self, show: Page) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that shows something."""

        async def endpoint(request: Request) -> Response:
            visit = await self.visit(request)
            if visit is None:
                target = quote(request.url.path, safe="/")
                return go(f"{SIGN_IN}?next={target}")
            return await show(visit)

        return endpoint

    def action(self, act: Page) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that changes something; what was typed is never lost with a session."""

        async def read(request: Request) -> tuple[Form, Upload | None]:
            return await forms.read(request), None

        return self._action(act, read)

    def upload(self, act: Page) -> Callable[[Request], Awaitable[Response]]:
        """The same for a form that may bring a file."""
        return self._action(act, forms.read_with_file)

    def _action(self, act: Page, read: Read) -> Callable[[Request], Awaitable[Response]]:

        async def endpoint(request: Request) -> Response:
            if not forms.is_same_site(request):
                raise HTTPException(403)
            form, file = await read(request)
            visit = await self.visit(request)
            if visit is None:
                return self._kept(request, form, "signed_out", 401)
            if not hmac.compare_digest(form.get("csrf", "").encode(), visit.csrf.encode()):
                return self._kept(request, form, "other_session", 403)
            try:
                return await act(replace(visit, form=form, file=file))
            except repeats.Repeated as repeated:
                return go(repeated.led_to)

        return endpoint

    async def visit(self, request: Request, *, is_live: bool = False) -> Visit | None:
        """Who asks; None when nobody is signed in (any more).

        What a page does by itself (`is_live`, or a refresh) keeps no session alive.
        """
        token = request.cookies.get(COOKIE, "")
        now = self._runtime.clock()
        async with self._runtime.database.reading() as session:
            found = await staff.session_of(session, token, now=now) if token else None
        if found is None:
            return None
        opened, member = found
        by_itself = is_live or REFRESH in request.headers
        if not by_itself and now - opened.seen_at >= PROLONG_EVERY:
            await self._prolong(token, now)
        return Visit(
            request=request,
            runtime=self._runtime,
            pages=self._pages,
            member=member,
            csrf=opened.csrf,
            session_id=opened.id,
            now=now,
            form={},
        )

    async def _prolong(self, token: str, now: dt.datetime) -> None:
        async with self._runtime.database.transaction() as session:
            found = await staff.session_of(session, token, now=now)
            if found is not None:
                found[0].seen_at, found[0].expires_at = now, now + VALID

    def _kept(self, request: Request, form: Form, why: str, status: int) -> Response:
        language = self._pages.negotiate(request.headers.get("accept-language", ""))
        values = {"why": why, "text": form.get("text", "")}
        return HTMLResponse(self._pages.render("kept.html", language, values), status)


async def open_session(
    session: AsyncSession, member: StaffMember, *, now: dt.datetime, browser: str = ""
) -> str:
    """A new session for a browser; its token goes into the cookie and nowhere else."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    await staff.open_session(session, member.id, token, csrf, now=now, valid=VALID, browser=browser)
    return token


def set_cookie(
    response: Response, runtime: Runtime, token: str, *, name: str = COOKIE, path: str = PATH
) -> None:
    """No script reads it, no other site sends it. It ends with the browser or the session."""
    response.set_cookie(
        name, token, path=path, httponly=True, samesite="lax", secure=is_https(runtime)
    )


def is_https(runtime: Runtime) -> bool:
    """The desk is reached through https."""
    return (runtime.settings.public_url or "").startswith("https://")
