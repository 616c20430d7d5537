"""No page of the desk, nor the try-it page, has a fault that axe-core can find.

A new page without numbers in its path is looked at by itself; for any other, EXAMPLES says where
one of its kind is, and the test fails until it does.
"""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as BrowserError

from bot import web
from bot.desk import access, routes
from bot.desk.access import open_session
from db.models import StaffMember
from tests.bot.desk.world import PASSWORD
from tests.browser import furnished, house
from tests.browser.furnished import Furnished
from tests.browser.serving import listening
from tests.fakes.clock import FixedClock

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
#: The sponsorship of the demo's family, with a whole year.
YEAR = 1
DEMO_PASSWORD = "an invented password for the demo"
#: Paths that answer with a file.
FILES = {
    "/media/{attachment_id:number}",
    "/numbers/{name}.csv",
    "/gatherings/{id:number}/calendar.ics",
    "/recordings/{id:number}/sound",
}
#: WCAG 2.1, A and AA. Frames are pages of their own here.
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
#: All that depends on the colour scheme.
COLOURS = {"type": "rule", "values": ["color-contrast"]}
ASK = """async (rules) => {
    const found = await axe.run(document, {
        runOnly: rules, resultTypes: ["violations"], iframes: false,
    });
    return found.violations.flatMap((fault) => fault.nodes.map((node) =>
        `${fault.id} at ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`));
}"""
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
#: Sends a form of the page's session that no button of it would send.
POST = """([action, fields]) => {
    const token = document.querySelector("input[name=csrf]");
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action });
    for (const [name, value] of Object.entries({ csrf: token?.value ?? "", ...fields })) {
        form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
}"""


def examples(there: Furnished) -> dict[str, Sequence[str]]:
    """Where the pages are whose paths need a number or a name."""
    talks = (there.full, there.free, there.unsafe, there.closed, there.aside)
    return {
        "/conversations/{conversation_id:number}": [
            *(f"/conversations/{one}" for one in talks),
            f"/conversations/{there.full}?find=bank&use={furnished.ENTRY}",
        ],
        "/canned/{id:number}": [there.canned.removeprefix("/desk")],
        "/faq/drafts/{id:number}": [f"/faq/drafts/{there.draft}"],
        "/faq/{entry_id}": [f"/faq/{furnished.ENTRY}"],
        "/faq/{entry_id}/revise": [f"/faq/{furnished.ENTRY}/revise?part=short&language=nl"],
        "/exchange/{id:number}": [f"/exchange/{there.question}"],
        "/groups/{id:number}/checklist": [f"/groups/{there.group}/checklist"],
        "/groups/{id:number}": [f"/groups/{there.group}"],
        "/families/{id:number}/handover": [f"/families/{there.family}/handover"],
        "/families/{id:number}": [f"/families/{there.family}"],
        "/people/contacts/{id:number}": [f"/people/contacts/{there.contact}"],
        "/people/contacts/{id:number}/leave": [f"/people/contacts/{there.contact}/leave"],
        "/people/contacts/{id:number}/merge": [
            f"/people/contacts/{there.twins[0]}/merge",
            f"/people/contacts/{there.twins[0]}/merge?with={there.twins[1]}",
        ],
        "/people/addresses/{id:number}/detach": [f"/people/addresses/{there.address}/detach"],
        "/sponsorships/{id:number}": [
            f"/sponsorships/{there.sponsorship}",
            f"/sponsorships/{YEAR}",
        ],
        "/gatherings/{id:number}": [f"/gatherings/{one}" for one in there.gatherings],
        "/families/{id:number}/appointments": [f"/families/{there.family}/appointments"],
        "/appointments/{id:number}": ["/appointments/1"],
        "/calls/{id:number}": [f"/calls/{there.call}"],
        # a bubble from right to left, and a step for both sides
        "/plan/{key}": ["/plan/hello?language=ar", "/plan/week-6?language=nl"],
    }


#: Other looks of pages that are looked at anyway.
MORE = (
    "/?view=all&language=ar&channel=simulator",
    "/?view=all&q=bank",
    "/?view=mine&q=nothing-like-this",
    "/?view=closed&done=closed",
    "/calls?view=week",
    "/recordings?language=ar",
    "/people?kind=groups&q=a",
    "/faq?q=bank",
    "/plan/preview?arrival_on=2026-12-01&language=ar&group_language=en&registered_on=2026-12-10",
    "/plan/preview?arrival_on=2026-12-01&language=en&channel=telegram",
)


def answers(there: Furnished) -> Sequence[tuple[str, dict[str, str], int]]:
    """Pages that only a form leads to: where it goes, its fields, and the status."""
    talk = f"/conversations/{there.full}"
    planned = {"household": str(there.family), "step": "how-are-you", "at": "10:00"}
    return (
        (f"/people/contacts/{there.contact}/invite", {}, 200),
        (f"/staff/{there.jonas.id}/link", {}, 200),
        (f"/families/{there.family}/handover", {"for": "household", "language": "ar"}, 200),
        ("/checkins", {**planned, "do": "preview", "on": "2026-02-10"}, 200),
        ("/checkins", {**planned, "do": "plan", "on": "2020-02-10"}, 422),
        (f"/sponsorships/{YEAR}", {"seen": there.seen, "arrival_on": "2026-03-02"}, 200),
        (f"{talk}/reply", {"text": ""}, 422),
        (f"{talk}/reply", {"text": "Kept", "csrf": "another"}, 403),
        ("/account/second-factor/confirm", {"code": "000000"}, 422),
        ("/account/second-factor/confirm", {"code": there.app.at(there.world.now)}, 200),
        (f"/people/contacts/{there.contact}", {"name": ""}, 422),
        ("/gatherings/new", {"title": "", "sponsorship": str(there.sponsorship)}, 422),
        ("/faq/drafts/new", {"entry": "", "new": "Not An Id"}, 422),
        ("/canned/new", {"title": ""}, 422),
        ("/exchange/questions/1/propose", {"wording": "0470 12 34 56"}, 422),
        ("/exchange/questions/1/refuse", {"reason": ""}, 422),
        ("/checklists/1/comment", {"comment": ""}, 422),
        ("/plan/new", {"key": "New"}, 422),
        ("/plan/week-1/switch", {"enabled": "0", "seen": there.plan}, 200),
        ("/plan/week-1", {"anchor": "birthday"}, 422),
        (f"/families/{there.family}/appointments", {"kind": "dentist", "on": "soon"}, 422),
    )


class Inspector:
    """Loads pages and asks axe-core about each of them."""

    def __init__(self, page: Page, address: str, axe: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        self._axe = axe

    async def visit(self, path: str, status: int = 200, *, at: str | None = None) -> None:
        """Look at a page; a file to be saved is none."""
        try:
            answer = await self.page.goto(self.address + path)
        except BrowserError as error:
            if "Download is starting" not in error.message:
                raise
            return
        where = self.page.url.removeprefix(self.address)
        if answer is None or answer.status != status or where != (at or path):
            self.faults.append(f"{path}: {answer and answer.status}, at {where}")
        await self.look(path)

    async def post(self, path: str, fields: dict[str, str], status: int) -> None:
        """Look at what a form's sending shows."""
        async with self.page.expect_navigation() as arriving:
            await self.page.evaluate(POST, [path, fields])
        answer = await arriving.value
        if answer is None or answer.status != status:
            self.faults.append(f"POST {path}: {answer and answer.status}")
        await self.look(f"POST {path}")

    async def look(self, name: str) -> None:
        """Wide as it is loaded, narrow with everything opened; in both colour schemes."""
        await self.page.evaluate(self._axe)
        await self._ask(f"{name} wide light", EVERYTHING)
        await self.page.emulate_media(color_scheme="dark")
        await self._ask(f"{name} wide dark", COLOURS)
        await self.page.set_viewport_size(NARROW)
        await self.page.evaluate(OPEN)
        await self._ask(f"{name} narrow dark", COLOURS)
        await self.page.emulate_media(color_scheme="light")
        await self._ask(f"{name} narrow light", EVERYTHING)
        await self.page.set_viewport_size(WIDE)

    async def _ask(self, name: str, rules: dict[str, Any]) -> None:
        self.faults += [f"{name}: {one}" for one in await self.page.evaluate(ASK, rules)]


def paths(there: Furnished) -> list[str]:
    """Every page of the table of routes."""
    known, found, missing = examples(there), [*MORE], []
    for path, _ in routes.PAGES:
        if path in known or "{" not in path:
            found += known.get(path, [path])
        elif path not in FILES:
            missing.append(path)
    assert not missing, f"say in `examples` where such pages are: {', '.join(missing)}"
    return [f"/desk{one}" for one in dict.fromkeys(found)]


async def enter(context: BrowserContext, there: Furnished, member: StaffMember, at: str) -> None:
    """This browser is signed in as a colleague."""
    async with there.world.runtime.database.transaction() as session:
        token = await open_session(session, member, now=there.world.now)
    cookie = {"name": access.COOKIE, "value": token, "domain": "127.0.0.1", "path": access.PATH}
    await context.add_cookies([cookie])  # type: ignore[list-item]


async def test_no_page_has_a_fault_that_axe_finds(chromium: str, tmp_path: Path) -> None:
    clock = FixedClock()
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    async with (
        house.opened(tmp_path, clock.now, demo_password=DEMO_PASSWORD) as runtime,
        house.chromium_at(chromium) as browser,
    ):
        there = await furnished.furnish(runtime, clock)
        async with listening(web.create_app(runtime), runtime) as address:
            context = await browser.new_context(viewport=WIDE)
            inspector = Inspector(await context.new_page(), address, axe)
            await before_the_door(inspector)
            await enter(context, there, there.jonas, address)
            await inspector.visit(f"/desk/conversations/{there.taken}", 403)
            await inspector.visit("/desk/attention", 403)
            await enter(context, there, there.ana, address)
            for path in paths(there):
                await inspector.visit(path)
            await inspector.visit("/desk/nowhere", 404)
            await the_keys(inspector)
            for path, fields, status in answers(there):
                await inspector.page.goto(f"{address}/desk/account")
                await inspector.post(f"/desk{path}", fields, status)
            await the_code(inspector)
            await context.close()
    assert not inspector.faults, "\n" + "\n".join(inspector.faults)


async def before_the_door(inspector: Inspector) -> None:
    """The try-it page with its password, and signing in at the desk."""
    await inspector.visit("/try", at="/try/password")
    await inspector.post("/try/password", {"password": "wrong"}, 403)
    await inspector.post("/try/password", {"password": DEMO_PASSWORD}, 200)
    await inspector.visit("/try?show=family")
    await inspector.visit("/desk/sign-in")
    await inspector.post("/desk/sign-in", {"login": "nobody", "password": "wrong"}, 403)
    await inspector.visit("/desk/link/anything")


async def the_keys(inspector: Inspector) -> None:
    """The dialogue that lists them."""
    await inspector.page.goto(f"{inspector.address}/desk/")
    await inspector.page.keyboard.press("?")
    await inspector.look("the list of keys")


async def the_code(inspector: Inspector) -> None:
    """The second step of signing in, now that Ana has a second factor."""
    await inspector.page.context.clear_cookies(name=access.COOKIE)
    await inspector.page.goto(f"{inspector.address}/desk/sign-in")
    await inspector.page.get_by_label("Login").fill("ana@demo.invalid")
    await inspector.page.get_by_label("Password").fill(PASSWORD)
    await inspector.page.get_by_role("button").click()
    await inspector.page.wait_for_url("**/sign-in/code**")
    await inspector.look("the code")
