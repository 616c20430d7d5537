"""The addresses of the try-it page, below /try. There are none outside the demo."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import paths
from bot.channel import Channel, Payload
from bot.channels import simulator
from bot.channels.simulator import SimulatorChannel
from bot.media import UNKNOWN_MIME
from bot.runtime import Runtime
from bot.simulator import access, live, pages, phones, speaking
from bot.simulator.access import Door, Gate
from bot.simulator.pages import Choice, Pages
from db.models import MediaState

#: Records one update of the simulator.
TakeIn = Callable[[Channel, Payload], Awaitable[object]]

#: bytes: a form without a file; a file with the form around it
SMALL, LARGE = 16 * 1024, simulator.LIMITS.media + 64 * 1024
#: bytes of one field of a form
LONGEST_FIELD = 1024 * 1024
#: What a browser may show by itself; the rest is saved.
INLINE = ("image/png", "image/jpeg", "image/webp", "image/gif", "audio/ogg", "audio/mpeg")

EMPTY = "There is nothing to send: write something, or choose a file."
UNREADABLE = "This form cannot be read. Nothing was sent."


def routes(runtime: Runtime, take_in: TakeIn) -> list[BaseRoute]:
    """All routes of the page; [] when this is not the demo."""
    if not runtime.settings.demo:
        return []
    paths.register()
    page = TryIt(runtime, take_in)

    def door(largest: int = SMALL, *, public: bool = False) -> list[Middleware]:
        return [
            Middleware(Door, gate=page.gate, largest=largest, public=public),
            Middleware(RequestBodyLimitMiddleware, max_body_size=largest),
        ]

    static = StaticFiles(directory=pages.FOLDER / "static")
    return [
        Route("/try", page.show, middleware=door()),
        Route("/try/stranger", page.new_phone, middleware=door()),
        Route("/try/events", page.follow, middleware=door()),
        Route(
            access.PASSWORD_PAGE,
            page.password,
            methods=["GET", "POST"],
            middleware=door(public=True),
        ),
        Route("/try/phones/{phone}/messages", page.say, methods=["POST"], middleware=door(LARGE)),
        Route("/try/phones/{phone}/files/{file:number}", page.file, middleware=door()),
        Mount("/try/static", static, middleware=door(public=True)),
    ]


class TryIt:
    """The endpoints, with what they share."""

    def __init__(self, runtime: Runtime, take_in: TakeIn) -> None:
        self.gate = Gate(runtime)
        self._runtime = runtime
        self._take_in = take_in
        self._pages = Pages(
            organisation=runtime.settings.organisation, zone=runtime.settings.timezone
        )

    async def show(self, request: Request) -> Response:
        """The page, complete without JavaScript."""
        choice = Choice.of(request.query_params)
        screens = await live.read(self._runtime, (choice.volunteer, phones.FAMILY))
        return HTMLResponse(self._pages.page(choice, screens, live.cursor_of(screens)))

    async def new_phone(self, request: Request) -> Response:
        """Whoever writes from it is a stranger."""
        choice = Choice(volunteer=f"stranger-{secrets.token_hex(4)}")
        return RedirectResponse(f"/try?{choice.query}", status_code=303)

    async def follow(self, request: Request) -> Response:
        """Live updates of the phones named in the address."""
        shown = request.query_params.getlist("phone")
        if not shown or len(shown) > len(pages.PANES):
            raise HTTPException(404)
        events = live.stream(
            self._runtime,
            self._pages,
            [_known(phone) for phone in shown],
            _cursor(request),
            lambda: self.gate.is_open(request),
        )
        return StreamingResponse(
            events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    async def say(self, request: Request) -> Response:
        """A phone sends something: it goes the way of every other channel's updates."""
        phone = _known(request.path_params["phone"])
        try:
            async with request.form(max_files=1, max_part_size=LONGEST_FIELD) as form:
                payload = await speaking.payload_of(self._runtime, self._channel, phone, form)
        except HTTPException as fault:
            sentence = access.TOO_MUCH if fault.status_code == 413 else UNREADABLE
            return PlainTextResponse(sentence, status_code=fault.status_code)
        if payload is None:
            return PlainTextResponse(EMPTY, status_code=422)
        await self._take_in(self._channel, payload)
        if "x-try-it" in request.headers:
            return Response(status_code=204)
        return RedirectResponse(f"/try?{Choice.of(request.query_params).query}", status_code=303)

    async def file(self, request: Request) -> Response:
        """A file that is on this phone."""
        phone = _known(request.path_params["phone"])
        async with self._runtime.database.reading() as session:
            row = await phones.file_at(session, phone, request.path_params["file"])
        if row is None or row.state != MediaState.STORED:
            raise HTTPException(404)
        try:
            content = await self._runtime.media.of(row)
        except FileNotFoundError:
            raise HTTPException(404) from None
        shown = row.mime in INLINE
        name = quote(row.name or row.kind, safe="", errors="replace")
        disposition = "inline" if shown else "attachment"
        return Response(
            content,
            media_type=row.mime if shown else UNKNOWN_MIME,
            headers={
                "Content-Disposition": f"{disposition}; filename*=UTF-8''{name}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    async def password(self, request: Request) -> Response:
        """The form of the demo's password, and what comes from it."""
        if self.gate.password is None or self.gate.is_open(request):
            return RedirectResponse("/try", status_code=303)
        if request.method == "GET":
            return HTMLResponse(self._pages.password())
        async with request.form() as form:
            given = form.get("password")
        right = await self.gate.try_password(request, given if isinstance(given, str) else "")
        if right is None:
            return HTMLResponse(self._pages.password(wait=True), status_code=429)
        if not right:
            return HTMLResponse(self._pages.password(wrong=True), status_code=403)
        response = RedirectResponse("/try", status_code=303)
        self.gate.admit(response)
        return response

    @property
    def _channel(self) -> SimulatorChannel:
        found = self._runtime.channels[simulator.CHANNEL, simulator.ACCOUNT]
        assert isinstance(found, SimulatorChannel)
        return found


def _known(phone: str) -> str:
    """A phone of this page; every other address belongs to real people."""
    if not phones.PHONE.fullmatch(phone):
        raise HTTPException(404)
    return phone


def _cursor(request: Request) -> int | None:
    """How far the browser is: what it says on reconnecting counts before what the page said."""
    places: Sequence[str | None] = (
        request.headers.get("last-event-id"),
        request.query_params.get("after"),
    )
    for place in places:
        if place and place.isascii() and place.isdigit() and len(place) < 20:
            return int(place)
    return None
