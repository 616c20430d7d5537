"""Signing in: by a one-time link or with a password, throttled; signing out."""

import asyncio
import datetime as dt

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.desk import access, forms
from bot.desk.access import Visit
from bot.desk.views import Pages
from bot.runtime import Runtime
from db import staff
from db.models import StaffMember

log = structlog.get_logger(__name__)

#: Failures are counted over this time.
COUNTED = dt.timedelta(minutes=15)
ACCOUNT_FAILURES = 5
CLIENT_FAILURES = 20
#: Longer passwords are not even hashed.
PASSWORD_LENGTH = 256
LOGIN_LENGTH = 200


class SignIn:
    """The pages before the door. Passwords are checked one at a time: each check takes memory."""

    def __init__(self, runtime: Runtime, pages: Pages) -> None:
        self._runtime = runtime
        self._pages = pages
        self._hasher = PasswordHasher()
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
        keys = {f"account:{login.casefold()}": ACCOUNT_FAILURES, _client(request): CLIENT_FAILURES}
        async with self._turn:
            if await self._is_throttled(keys):
                return self._form(request, target=target, login=login, wrong="throttled")
            member = await self._recognise(login, form.get("password", ""))
            if member is None:
                await self._count(keys)
                return self._form(request, target=target, login=login, wrong="wrong")
        async with self._runtime.database.transaction() as session:
            return await self._enter(session, member, target)

    async def show_link(self, request: Request) -> Response:
        """A button: looking at a link, as mail scanners do, does not use it up."""
        return self._page(request, "link.html", token=request.path_params["token"])

    async def use_link(self, request: Request) -> Response:
        """Spend a one-time link."""
        await _posted(request)
        keys = {_client(request): CLIENT_FAILURES}
        if await self._is_throttled(keys):
            return self._form(request, wrong="throttled")
        token = request.path_params["token"]
        async with self._runtime.database.transaction() as session:
            now = self._runtime.clock()
            member = await staff.use_link(session, token, purpose="desk", now=now)
            if member is not None:
                return await self._enter(session, member, "/desk/")
        await self._count(keys)
        return self._form(request, wrong="used_link")

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
            self._decoy = await asyncio.to_thread(self._hasher.hash, "nobody's password")
        fits = len(password) <= PASSWORD_LENGTH
        right = await asyncio.to_thread(self._verify, kept or self._decoy, password if fits else "")
        return member if right and fits and kept else None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (Argon2Error, InvalidHashError):
            return False

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

    async def _enter(self, session: AsyncSession, member: StaffMember, target: str) -> Response:
        now = self._runtime.clock()
        token = await access.open_session(session, member, now=now)
        await staff.audit(session, member.id, "sign_in", "staff", member.id, now=now)
        response = access.go(target)
        access.set_cookie(response, self._runtime, token)
        return response

    def _form(
        self, request: Request, *, target: str = "/desk/", login: str = "", wrong: str = ""
    ) -> Response:
        status = {"": 200, "throttled": 429}.get(wrong, 403)
        return self._page(
            request, "sign_in.html", status=status, target=target, login=login, wrong=wrong
        )

    def _page(
        self, request: Request, template: str, *, status: int = 200, **values: str
    ) -> Response:
        language = self._pages.negotiate(request.headers.get("accept-language", ""))
        return HTMLResponse(self._pages.render(template, language, values), status)


async def _posted(request: Request) -> forms.Form:
    if not forms.is_same_site(request):
        raise HTTPException(403)
    return await forms.read(request)


def _client(request: Request) -> str:
    return f"client:{request.client.host if request.client else 'unknown'}"
