"""Round every page of the desk: security headers, and refusals as pages instead of bare codes."""

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.desk.views import Pages

#: Nothing from elsewhere, nothing inline; the try-it page on the same origin may show the desk.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


#: Where Starlette keeps what would answer a refusal first, in bare words.
HANDLERS = "starlette.exception_handlers"


class Guard:
    """An ASGI wrapper; a response's own header of the same name is kept."""

    def __init__(self, app: ASGIApp, pages: Pages, *, is_https: bool) -> None:
        self._app = app
        self._pages = pages
        self._headers = dict(HEADERS)
        if is_https:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        inside = {name: value for name, value in scope.items() if name != HANDLERS}
        try:
            await self._app(inside, receive, send_guarded)
        except HTTPException as refusal:
            page = self._refusal(Request(scope), refusal)
            await page(scope, receive, send_guarded)

    def _refusal(self, request: Request, refusal: HTTPException) -> HTMLResponse:
        language = self._pages.negotiate(request.headers.get("accept-language", ""))
        html = self._pages.render("refused.html", language, {"status": refusal.status_code})
        return HTMLResponse(html, refusal.status_code, dict(refusal.headers or {}))
