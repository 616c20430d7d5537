"""Signing in: by a one-time link or with a password, then a code; throttled. Signing out.

Failures are counted by account and by client. Who the client is, a trusted proxy says
(TRUSTED_PROXIES); another proxy is itself the client of all.
"""

import asyncio
import datetime as dt
import secrets
from urllib.parse import quote

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot import passwords
from bot.desk import access, browsers, forms
from bot.desk.access import Visit
from bot.desk.views import Pages
from bot.runtime import Runtime
from db import desk_sessions, second_factors, staff
from db.models import HalfSignIn, StaffMember
from handlers import second_factor
from handlers.second_factor import Answer

log = structlog.get_logger(__name__)

#: Failures are counted over this time.
COUNTED = dt.timedelta(minutes=15)
ACCOUNT_FAILURES = 5
CLIENT_FAILURES = 20
LOGIN_LENGTH = 200
#: Where the code is asked for, and the cookie by which its browser is known there.
CODE = "/desk/sign-in/code"
HALF_COOKIE = "onthaal_desk_half"
#: So long the code may take: longer than one is kept waiting after too many wrong ones.
HALF_VALID = dt.timedelta(minutes=20)


class SignIn:
    """The pages before the door. Passwords are checked one at a time: each check takes memory."""

    def __init__(self, runtime: Runtime, pages: Pages) -> None:
        self._runtime = runtime
        self._pages = pages
        self._decoy: str | None = None
        self._turn = asyncio.Lock()

    async def ask(self, request: Request) -> Response:
        """The form."""
        return self._form(request, target=forms.local_path(request.query_params.get("next")))

    async def check(self, request: Request) -> Response:
        """Login and password. What exactly was wrong is not told."""
        form = await _posted(request)
        login = form.get("login", "").strip()[:LOGIN_LENGTH]
        target = forms.local_path(form.get("next"))
        keys = {account_key(login): ACCOUNT_FAILURES, _client(request): CLIENT_FAILURES}
        async with self._turn:
            if await self._is_throttled(keys):
                return self._form(request, target=target, login=login, wrong="throttled")
            member = await self._recognise(login, form.get("password", ""))
            if member is None:
                await self._count(keys)
                return self._form(request, target=target, login=login, wrong="wrong")
        async with self._runtime.database.transaction() as session:
            return await self._enter(session, request, member, target)

    async def show_link(self, request: Request) -> Response:
        """A button: looking at a link, as mail scanners do, does not use it up."""
        return self._page(request, "link.html", token=request.path_params["token"])

    async def use_link(self, request: Request) -> Response:
        """Spend a one-time link, also where too many sign-ins failed: nobody guesses one.

        So a whole office that a proxy shows as one client is never shut out for good.
        """
        await _posted(request)
        keys = {_client(request): CLIENT_FAILURES}
        token = request.path_params["token"]
        async with self._runtime.database.transaction() as session:
            now = self._runtime.clock()
            member = await staff.use_link(session, token, purpose="desk", now=now)
            if member is not None:
                return await self._enter(session, request, member, "/desk/")
        if await self._is_throttled(keys):
            return self._form(request, wrong="throttled")
        await self._count(keys)
        return self._form(request, wrong="used_link")

    async def ask_code(self, request: Request) -> Response:
        """The second step: a code."""
        async with self._runtime.database.reading() as session:
            waiting = await self._half(session, request)
        if waiting is None:
            return access.go(access.SIGN_IN)
        return self._code_form(request, target=forms.local_path(request.query_params.get("next")))

    async def check_code(self, request: Request) -> Response:
        """A code of the app or from paper; each counts once, and wrong ones are counted.

        Here is only who had the password or a link: the account's own limit is enough.
        """
        form = await _posted(request)
        target = forms.local_path(form.get("next"))
        keys = {_client(request): CLIENT_FAILURES}
        async with self._runtime.database.transaction() as session:
            found = await self._half(session, request)
            if found is None:
                return self._form(request, target=target, wrong="too_late")
            waiting, member = found
            now = self._runtime.clock()
            answer = await second_factor.check(session, member, form.get("code", ""), now=now)
            if answer in (Answer.RIGHT, Answer.RECOVERED):
                waiting.used_at = now
                return await self._open(session, request, member, target)
        if answer is Answer.WRONG:
            await self._count(keys)
        else:
            log.warning("sign_in_throttled", kind="code")
        return self._code_form(request, target=target, wrong=str(answer))

    async def leave(self, visit: Visit) -> Response:
        """Sign out: this browser's session ends, wherever else its token may lie."""
        token = visit.request.cookies[access.COOKIE]
        async with visit.changing() as session:
            await staff.end_sessions(session, now=visit.now, token=token)
        response = access.go(access.SIGN_IN)
        response.delete_cookie(access.COOKIE, path=access.PATH)
        return response

    async def _recognise(self, login: str, password: str) -> StaffMember | None:
        """The colleague; the same work is done for accounts that do not exist."""
        async with self._runtime.database.reading() as session:
            member = await staff.by_login(session, login)
        kept = member.password_hash if member else None
        if self._decoy is None:
            self._decoy = await asyncio.to_thread(passwords.hashed, "nobody's password")
        right = await asyncio.to_thread(passwords.fits, kept or self._decoy, password)
        return member if right and kept else None

    async def _is_throttled(self, keys: dict[str, int]) -> bool:
        since = self._runtime.clock() - COUNTED
        async with self._runtime.database.reading() as session:
            for key, limit in keys.items():
                if await staff.count_failures(session, key, since=since) >= limit:
                    log.warning("sign_in_throttled", kind=key.partition(":")[0])
                    return True
        return False

    async def _count(self, keys: dict[str, int]) -> None:
        async with self._runtime.database.transaction() as session:
            for key in keys:
                await staff.add_failure(session, key, now=self._runtime.clock())

    async def _enter(
        self, session: AsyncSession, request: Request, member: StaffMember, target: str
    ) -> Response:
        """Inside, or on to the code when this colleague has a second factor."""
        factor = await second_factors.of_colleague(session, member.id)
        if factor is None or factor.confirmed_at is None:
            return await self._open(session, request, member, target)
        token, now = secrets.token_urlsafe(32), self._runtime.clock()
        await desk_sessions.begin_half(session, member.id, token, now=now, valid=HALF_VALID)
        response = access.go(f"{CODE}?next={quote(target, safe='/')}")
        access.set_cookie(response, self._runtime, token, name=HALF_COOKIE, path=access.SIGN_IN)
        return response

    async def _open(
        self, session: AsyncSession, request: Request, member: StaffMember, target: str
    ) -> Response:
        now, browser = self._runtime.clock(), browsers.family(request.headers.get("user-agent", ""))
        token = await access.open_session(session, member, now=now, browser=browser)
        await staff.audit(session, member.id, "sign_in", "staff", member.id, now=now)
        response = access.go(target)
        access.set_cookie(response, self._runtime, token)
        response.delete_cookie(HALF_COOKIE, path=access.SIGN_IN)
        return response

    async def _half(
        self, session: AsyncSession, request: Request
    ) -> tuple[HalfSignIn, StaffMember] | None:
        token = request.cookies.get(HALF_COOKIE, "")
        now = self._runtime.clock()
        return await desk_sessions.half(session, token, now=now) if token else None

    def _form(
        self, request: Request, *, target: str = "/desk/", login: str = "", wrong: str = ""
    ) -> Response:
        status = {"": 200, "throttled": 429}.get(wrong, 403)
        return self._page(
            request, "sign_in.html", status=status, target=target, login=login, wrong=wrong
        )

    def _code_form(self, request: Request, *, target: str, wrong: str = "") -> Response:
        status = {"": 200, "throttled": 429}.get(wrong, 403)
        return self._page(request, "sign_in_code.html", status=status, target=target, wrong=wrong)

    def _page(
        self, request: Request, template: str, *, status: int = 200, **values: str
    ) -> Response:
        language = self._pages.negotiate(request.headers.get("accept-language", ""))
        return HTMLResponse(self._pages.render(template, language, values), status)


def account_key(login: str) -> str:
    """Under this, wrong passwords of an account are counted."""
    return f"account:{login.strip().casefold()}"


async def _posted(request: Request) -> forms.Form:
    if not forms.is_same_site(request):
        raise HTTPException(403)
    return await forms.read(request)


def _client(request: Request) -> str:
    return f"client:{request.client.host if request.client else 'unknown'}"
