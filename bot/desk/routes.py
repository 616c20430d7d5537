"""Every page of the desk and what answers there. All but OPEN ask for a signed-in colleague."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import Receive, Scope, Send

from bot.desk import (
    access,
    account,
    checkins,
    conversation,
    faq,
    faq_drafts,
    faq_gaps,
    faq_writing,
    inbox,
    live,
    media,
    people,
)
from bot.desk.access import Door, Page
from bot.desk.guard import Guard
from bot.desk.signin import SignIn
from bot.desk.views import STATIC, Pages
from bot.runtime import Runtime

#: What only looks: path and function.
PAGES: tuple[tuple[str, Page], ...] = (
    ("/", inbox.show),
    ("/attention", inbox.attention),
    ("/conversations/{conversation_id:int}", conversation.show),
    ("/media/{attachment_id:int}", media.show),
    ("/people", people.show),
    ("/checkins", checkins.show),
    ("/faq", faq.show),
    ("/faq/gaps", faq_gaps.show),
    ("/faq/drafts", faq_drafts.show),
    ("/faq/drafts/new", faq_writing.show),
    ("/faq/drafts/{id:int}", faq_drafts.draft),
    ("/faq/{entry_id}", faq.entry),
    ("/faq/{entry_id}/revise", faq_writing.revise),
)
#: What changes something: path and function; each needs the session's token.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/conversations/{conversation_id:int}/claim", conversation.claim),
    ("/conversations/{conversation_id:int}/note", conversation.note),
    ("/conversations/{conversation_id:int}/release", conversation.release),
    ("/conversations/{conversation_id:int}/close", conversation.close),
    ("/conversations/{conversation_id:int}/safe", conversation.mark_safe),
    (
        "/conversations/{conversation_id:int}/deliveries/{delivery_id:int}/again",
        conversation.send_again,
    ),
    ("/attention/{event_id:int}/retry", inbox.retry),
    ("/people/groups", people.add_group),
    ("/people/households", people.add_household),
    ("/people/persons", people.add_person),
    ("/people/contacts/{id:int}/invite", people.invite_contact),
    ("/people/contacts/{id:int}/leave", people.leave),
    ("/people/households/{id:int}/invite", people.invite_household),
    ("/people/addresses/{id:int}/detach", people.detach),
    ("/checkins", checkins.plan),
    ("/language", account.choose_language),
    ("/checkins/{id:int}/cancel", checkins.cancel),
    ("/faq/drafts/new", faq_writing.begin),
    ("/faq/drafts/{id:int}/edit", faq_drafts.edit),
    ("/faq/drafts/{id:int}/approve", faq_drafts.approve),
    ("/faq/drafts/{id:int}/reject", faq_drafts.reject),
    ("/faq/{entry_id}/revise", faq_writing.revised),
)
#: The same, with a file beside the fields.
UPLOADS: tuple[tuple[str, Page], ...] = (
    ("/conversations/{conversation_id:int}/reply", conversation.reply),
)
#: What pages load, by name.
FILES = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "faq.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
#: Browsers keep a file for a year: its address changes with it.
KEPT = "public, max-age=31536000, immutable"


def routes(runtime: Runtime) -> list[BaseRoute]:
    """The desk, to be mounted at the application's root."""
    policy = runtime.house.policy
    pages = Pages(runtime.house.words, policy.zone, policy.organisation)
    door, sign_in = Door(runtime, pages), SignIn(runtime, pages)
    inside: list[BaseRoute] = [
        Route("/static/{name}", _file),
        Route("/sign-in", sign_in.ask),
        Route("/sign-in", sign_in.check, methods=["POST"]),
        Route("/link/{token}", sign_in.show_link),
        Route("/link/{token}", sign_in.use_link, methods=["POST"]),
        Route("/sign-out", door.action(sign_in.leave), methods=["POST"]),
        Route("/events", live.Live(door).open),
        *(Route(path, door.page(show)) for path, show in PAGES),
        *(Route(path, door.action(act), methods=["POST"]) for path, act in ACTIONS),
        *(Route(path, door.upload(act), methods=["POST"]) for path, act in UPLOADS),
    ]

    def guarded(app: Callable[[Scope, Receive, Send], object]) -> Guard:
        return Guard(app, pages, is_https=access.is_https(runtime))  # type: ignore[arg-type]

    return [
        Route("/desk", guarded(RedirectResponse("/desk/"))),
        Mount("/desk", guarded(Router(inside))),
    ]


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(STATIC / name, media_type=FILES[name], headers={"cache-control": KEPT})
