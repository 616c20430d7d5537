"""Who may use the try-it page: whoever sits at this machine, or knows the demo's password."""

import datetime as dt
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import forms
from bot.runtime import Runtime
from db import staff

COOKIE = "onthaal_try"
COOKIE_VALID = dt.timedelta(hours=12)
#: Wrong passwords from one client within this time, before it has to wait.
FAILURES = 10
FAILURES_WITHIN = dt.timedelta(minutes=15)
PASSWORD_PAGE = "/try/password"  # noqa: S105

CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer would turn the Origin of a form into "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
#: A proxy adds one of these, so the request may come from anywhere.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

ELSEWHERE = "This form came from another page. Open the try-it page and send it from there."
NOT_LOCAL = (
    "The try-it page answers only on this machine (http://127.0.0.1). "
    "To use it from elsewhere, set DEMO_PASSWORD and start again."
)
NO_PASSWORD = "Give the demo's password first: reload the page."  # noqa: S105
TOO_MUCH = "This is too large: a file can have at most 20 MB. Nothing was sent."


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides for each request, from its headers and its cookie alone."""

    runtime: Runtime

    @property
    def password(self) -> str | None:
        found = self.runtime.settings.demo_password
        return found.get_secret_value() if found else None

    def is_open(self, request: Request) -> bool:
        """Whether this visitor may look and write."""
        if self.password is None:
            return is_local(request)
        return self._is_valid(request.cookies.get(COOKIE, ""))

    async def try_password(self, request: Request, given: str) -> bool | None:
        """True when it is right; None when this client has to wait before it is looked at."""
        now, client = self.runtime.clock(), request.client.host if request.client else "?"
        key = f"try-it:{client}"
        async with self.runtime.database.transaction() as session:
            since = now - FAILURES_WITHIN
            if await staff.count_failures(session, key, since=since) >= FAILURES:
                return None
            wanted = (self.password or "").encode()
            right = hmac.compare_digest(given.encode("utf-8", "replace"), wanted)
            if not right:
                await staff.add_failure(session, key, now=now)
        return right

    def admit(self, response: Response) -> None:
        """Remember in the browser that the password was given."""
        until = int((self.runtime.clock() + COOKIE_VALID).timestamp())
        response.set_cookie(
            COOKIE,
            f"{until}.{self._sign(until)}",
            max_age=int(COOKIE_VALID.total_seconds()),
            path="/try",
            secure=self.runtime.settings.base_url.startswith("https:"),
            httponly=True,
            samesite="lax",
        )

    def _is_valid(self, cookie: str) -> bool:
        until, _, signature = cookie.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) <= 12):
            return False
        good = hmac.compare_digest(signature.encode(), self._sign(int(until)).encode())
        return good and int(until) > self.runtime.clock().timestamp()

    def _sign(self, until: int) -> str:
        return self.runtime.database.keyring.hash("try-it", self.password or "", str(until))


class Door:
    """Stands before every page: headers, the origin of forms, the size of bodies, the password."""

    def __init__(self, app: ASGIApp, *, gate: Gate, largest: int, public: bool = False) -> None:
        self._app = app
        self._gate = gate
        #: bytes of a body
        self._largest = largest
        #: reached without a password
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refuse(Request(scope)) or self._app
        try:
            await answer(scope, receive, send_with_headers)
        except HTTPException as fault:  # a static file that is not there
            refusal = PlainTextResponse(fault.detail, status_code=fault.status_code)
            await refusal(scope, receive, send_with_headers)

    def _refuse(self, request: Request) -> Response | None:
        gate = self._gate
        if request.method == "POST" and not is_same_origin(request):
            return PlainTextResponse(ELSEWHERE, status_code=403)
        if gate.password is None and not is_local(request):
            return PlainTextResponse(NOT_LOCAL, status_code=403)
        if not self._public and not gate.is_open(request):
            if request.method == "GET" and request.url.path == "/try":
                return RedirectResponse(PASSWORD_PAGE, status_code=303)
            return PlainTextResponse(NO_PASSWORD, status_code=403)
        length = request.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > self._largest:
            return PlainTextResponse(TOO_MUCH, status_code=413)
        return None


def is_same_origin(request: Request) -> bool:
    """Whether a browser says that one of our own pages sent this; saying nothing is a no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    try:
        origin = urlsplit(request.headers.get("origin", "")).netloc
    except ValueError:
        return False
    return bool(origin) and origin == request.headers.get("host")


def is_local(request: Request) -> bool:
    """Whether it was sent to this machine by its own name; a rebound name or a proxy is not."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        # as it was sent: `request.url` falls back to the socket's address
        return forms.is_loopback(urlsplit(f"//{request.headers.get('host', '')}").hostname or "")
    except ValueError:
        return False
