"""How somebody wants to be written to, on their page: seen, set on their behalf, written down."""

import datetime as dt
import re

from sqlalchemy import select

from db import addresses, conversations, deliveries, messages
from db.content import Content
from db.models import (
    AuditEvent,
    Author,
    Contact,
    DeliveryKind,
    DeliveryState,
    Direction,
    Household,
    Role,
    Wish,
)
from handlers.gentle import HoldReason
from tests.bot.desk.world import Browser, World

SEEN = re.compile(r'action="[^"]*/wishes"[^>]*>.*?name="seen" value="(\d+)"', re.DOTALL)


async def _save(browser: Browser, page: str, **form: str) -> tuple[int, str]:
    """Send the form as the page shows it; the status and where it leads, or the page."""
    seen = SEEN.search((await browser.get(page)).text)
    assert seen is not None
    sent = await browser.post(f"{page}/wishes", page, **{"seen": seen[1], **form})
    return sent.status_code, sent.headers.get("location", "") or sent.text


async def _row(world: World) -> Wish:
    async with world.runtime.database.reading() as session:
        return (await session.execute(select(Wish))).scalar_one()


async def _holds(world: World, owner: Contact | Household, reason: str, until: dt.datetime) -> None:
    """A check-in to the phone of `talk` waits."""
    async with world.runtime.database.transaction() as session:
        phone = await addresses.find(session, "simulator", "demo", "phone-1")
        assert phone is not None
        thread = await conversations.of_address(session, phone, now=world.now)
        said = await messages.write(
            session, thread, Content(text="How are you?"), direction=Direction.OUT,
            author=Author.BOT, now=world.now,
        )  # fmt: skip
        number = await deliveries.queue(
            session, said, phone, kind=DeliveryKind.UNPROMPTED, now=world.now, dedupe_key="1"
        )
        held = await deliveries.locked(session, number or 0)
        assert held is not None
        deliveries.move(
            session, held, DeliveryState.HELD, now=world.now, reason=reason, not_before=until
        )


async def test_a_family_s_wishes_are_entered_for_them_and_what_waits_says_until_when(
    world: World,
) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    home = await world.family("Al-Hamdan")
    await world.talk(home)
    page = f"/desk/families/{home.id}"
    await _holds(world, home, HoldReason.WEEKLY_LIMIT, world.now + dt.timedelta(days=1))
    shown = (await browser.get(page)).text
    assert "As for everybody" in shown
    assert "Held until Thu 5 Feb 10:00: as many messages as a week may have" in shown
    assert "How are you?" in shown

    status, leads = await _save(
        browser, page, quiet_until="10:00", sunday="1", less_often="1", pause="day",
        pause_until="2026-02-20", why="mourning", evenings_from="2026-02-18",
        evenings_until="2026-03-19",
    )  # fmt: skip
    assert (status, leads) == (303, f"{page}?done=wishes")
    row = await _row(world)
    assert (row.household_id, row.quiet_until, row.less_often) == (home.id, dt.time(10), True)
    assert (row.sunday_until, row.paused_why, row.changed_by) == (dt.time(), "mourning", ana.id)
    assert row.paused_until == dt.datetime(2026, 2, 19, 23, tzinfo=dt.UTC)
    shown = (await browser.get(page)).text
    assert "somebody has died" in shown and "Entered by Ana" in shown
    async with world.runtime.database.reading() as session:
        found = await session.execute(select(AuditEvent).where(AuditEvent.action == "wishes"))
        assert [(one.staff_id, one.subject_id) for one in found.scalars()] == [(ana.id, home.id)]


async def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    amal = await world.volunteer("Lotte")
    page = f"/desk/people/contacts/{amal.id}"
    for form, sentence in (
        ({"hour": "25:00"}, "not a time of day"),
        ({"hour": "03:00"}, "between 7:00 and 22:00"),
        ({"quiet_from": "08:00", "quiet_until": "08:00"}, "begins and ends at the same time"),
        ({"quiet_from": "00:00", "quiet_until": "23:59"}, "Nothing could be sent then"),
        ({"quiet_from": "09:00"}, "Nothing could be sent then"),
        ({"pause": "day", "pause_until": "2026-02-04"}, "has begun already"),
        ({"pause": "day"}, "not a date"),
        ({"evenings_from": "2026-03-01", "evenings_until": "2026-02-01"}, "before the first one"),
        ({"evenings_from": "2026-03-01"}, "not a date"),
    ):
        status, shown = await _save(browser, page, **{"quiet_from": "21:15", **form})
        assert status == 422, form
        assert sentence in shown, form
        assert form.get("quiet_from", "21:15") in shown
    async with world.runtime.database.reading() as session:
        assert (await session.execute(select(Wish))).first() is None


async def test_a_form_that_is_out_of_date_saves_nothing_and_scope_holds(world: World) -> None:
    ana, jonas = await world.colleague("Ana"), await world.colleague("Jonas", languages=("nl",))
    browser = await world.signed_in(ana)
    home = await world.family("Al-Hamdan")
    page = f"/desk/families/{home.id}"
    await _save(browser, page, less_often="1")
    late = await browser.post(f"{page}/wishes", page, seen="0", hour="18:00")
    assert late.status_code == 409
    assert "Ana changed this meanwhile" in late.text
    row = await _row(world)
    assert (row.less_often, row.hour) == (True, None)
    other = await world.signed_in(jonas)
    refused = await other.post(f"{page}/wishes", "/desk/people", seen="1", hour="18:00")
    assert refused.status_code == 404
    admin = await world.signed_in(await world.colleague("Zoe", role=Role.ADMIN))
    assert "Changed how they are written to" in (await admin.get("/desk/audit")).text
