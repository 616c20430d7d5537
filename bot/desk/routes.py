"""Every page of the desk and what answers there. All but OPEN ask for a signed-in colleague."""

import asyncio
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import Receive, Scope, Send

from bot import paths
from bot.desk import (
    access,
    account,
    accounts,
    calls,
    canned,
    checkins,
    checklists,
    conversation,
    deeds,
    exchange,
    faq,
    faq_drafts,
    faq_gaps,
    faq_writing,
    gathering_routes,
    handover,
    inbox,
    live,
    media,
    mentions,
    numbers,
    people_routes,
    plan,
    plan_preview,
    recordings,
    rota,
    texts,
    translations,
    writing,
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
    ("/conversations/{conversation_id:number}", conversation.show),
    ("/media/{attachment_id:number}", media.show),
    ("/mentions", mentions.show),
    *accounts.PAGES,
    ("/canned", canned.show),
    ("/canned/new", canned.begin),
    ("/canned/{id:number}", canned.one),
    ("/faq", faq.show),
    ("/faq/gaps", faq_gaps.show),
    ("/faq/drafts", faq_drafts.show),
    ("/faq/drafts/new", faq_writing.show),
    ("/faq/drafts/{id:number}", faq_drafts.draft),
    ("/faq/{entry_id}", faq.entry),
    ("/faq/{entry_id}/revise", faq_writing.revise),
    ("/texts", texts.show),
    ("/checkins", checkins.show),
    ("/plan/preview", plan_preview.show),
    *checklists.PAGES,
    *exchange.PAGES,
    *plan.PAGES,
    *people_routes.PAGES,
    *gathering_routes.PAGES,
    *handover.PAGES,
    *recordings.PAGES,
    ("/hours", rota.show_hours),
    ("/duty", rota.show_duty),
    ("/calls", calls.show),
    ("/calls/{id:number}", calls.look),
    ("/numbers", numbers.show),
    ("/numbers/{name}.csv", numbers.download),
)
#: What changes something: path and function; each needs the session's token.
ACTIONS: tuple[tuple[str, Page], ...] = (
    ("/conversations/{conversation_id:number}/claim", conversation.claim),
    ("/conversations/{conversation_id:number}/note", conversation.note),
    ("/conversations/{conversation_id:number}/release", conversation.release),
    ("/conversations/{conversation_id:number}/close", conversation.close),
    ("/conversations/{conversation_id:number}/safe", conversation.mark_safe),
    ("/conversations/{conversation_id:number}/consent", deeds.note_consent),
    (
        "/conversations/{conversation_id:number}/deliveries/{delivery_id:number}/again",
        conversation.send_again,
    ),
    (
        "/conversations/{conversation_id:number}/messages/{message_id:number}/translate",
        translations.message,
    ),
    ("/conversations/{conversation_id:number}/assign", deeds.assign),
    ("/conversations/{conversation_id:number}/snooze", deeds.snooze),
    ("/conversations/{conversation_id:number}/wake", deeds.wake),
    ("/conversations/{conversation_id:number}/priority", deeds.prioritise),
    ("/conversations/{conversation_id:number}/label", deeds.label),
    ("/conversations/{conversation_id:number}/writing", writing.tell),
    ("/attention/{event_id:number}/retry", inbox.retry),
    ("/checkins", checkins.plan),
    ("/calls/{id:number}/done", calls.mark_done),
    ("/calls/{id:number}/missed", calls.mark_missed),
    ("/calls/{id:number}/move", calls.move),
    ("/language", account.choose_language),
    ("/checkins/{id:number}/cancel", checkins.cancel),
    ("/checkins/{id:number}/done", checkins.finish),
    *accounts.ACTIONS,
    ("/canned/new", canned.write),
    ("/canned/{id:number}", canned.write),
    ("/canned/{id:number}/remove", canned.remove),
    ("/faq/drafts/new", faq_writing.begin),
    ("/faq/drafts/{id:number}/edit", faq_drafts.edit),
    ("/faq/drafts/{id:number}/approve", faq_drafts.approve),
    ("/faq/drafts/{id:number}/reject", faq_drafts.reject),
    ("/faq/{entry_id}/revise", faq_writing.revised),
    *checklists.ACTIONS,
    *exchange.ACTIONS,
    *plan.ACTIONS,
    ("/texts", texts.confirm),
    *people_routes.ACTIONS,
    *gathering_routes.ACTIONS,
    *handover.ACTIONS,
    *recordings.ACTIONS,
    ("/hours", rota.set_hours),
    ("/hours/email", rota.set_email),
    ("/hours/away", rota.add_absence),
    ("/hours/away/{id:number}/remove", rota.remove_absence),
    ("/duty", rota.add_duty),
    ("/duty/{id:number}/remove", rota.remove_duty),
)
#: The same, with a file beside the fields.
UPLOADS: tuple[tuple[str, Page], ...] = (
    ("/conversations/{conversation_id:number}/reply", conversation.reply),
    ("/conversations/{conversation_id:number}/translate-reply", translations.reply),
    *recordings.UPLOADS,
)
#: What pages load, by name.
FILES = {
    "frame.css": "text/css",
    "desk.css": "text/css",
    "year.css": "text/css",
    "desk.js": "text/javascript",
    "faq.js": "text/javascript",
    "people.js": "text/javascript",
    "alerts.js": "text/javascript",
    "mark.svg": "image/svg+xml",
    "paper.css": "text/css",
    "paper.js": "text/javascript",
    "recorder.js": "text/javascript",
    "writing.js": "text/javascript",
}
#: Browsers keep a file for a year: its address changes with it.
KEPT = "public, max-age=31536000, immutable"


def routes(runtime: Runtime, *, sleep: live.Sleep = asyncio.sleep) -> list[BaseRoute]:
    """The desk, to be mounted at the application's root."""
    paths.register()
    policy = runtime.house.policy
    pages = Pages(runtime.house.words, policy.zone, policy.organisation)
    door, sign_in = Door(runtime, pages), SignIn(runtime, pages)
    inside: list[BaseRoute] = [
        Route("/static/{name}", _file),
        Route("/sign-in", sign_in.ask),
        Route("/sign-in", sign_in.check, methods=["POST"]),
        Route("/sign-in/code", sign_in.ask_code),
        Route("/sign-in/code", sign_in.check_code, methods=["POST"]),
        Route("/link/{token}", sign_in.show_link),
        Route("/link/{token}", sign_in.use_link, methods=["POST"]),
        Route("/sign-out", door.action(sign_in.leave), methods=["POST"]),
        Route("/events", live.Live(door, sleep).open),
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
