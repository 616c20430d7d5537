"""Gatherings at the desk: saving sends nothing, inviting is its own step, years fall behind."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from sqlalchemy import event, func, select

from db import deliveries, messages
from db.models import (
    Address,
    Contact,
    Delivery,
    DeliveryKind,
    Gathering,
    GatheringNotice,
    GatheringState,
    Household,
    Invitation,
    InvitationState,
    NoticeReason,
    Role,
    Sponsorship,
    StaffMember,
)
from handlers import editing, gathering_guests, gathering_news, sponsorships
from tests.bot.desk.streams import opened
from tests.bot.desk.world import Browser, World

FORM = {
    "title": "", "language": "nl", "on": "2026-02-14", "at": "14:00", "until": "16:00",
    "place": "Zaal <b>Hof</b>", "capacity": "",
}  # fmt: skip


async def year(world: World, *, arrived: int, **more: Any) -> tuple[Household, Sponsorship]:
    """A family that reads French and arrived so many days ago, and its group's volunteer."""
    group = await world.group()
    home = await world.family("Haddad", language=more.pop("language", "fr"), group=group)
    await world.volunteer("Lotte", welcome_group_id=group.id, language="nl")
    async with world.runtime.database.transaction() as session:
        link = (
            await session.execute(select(Sponsorship).where(Sponsorship.household_id == home.id))
        ).scalar_one()
        link.arrival_on = world.now.date() - dt.timedelta(days=arrived)
        for name, value in more.items():
            setattr(link, name, value)
    return home, link


async def plan(browser: Browser, **fields: Any) -> int:
    """A new gathering by its form; its number."""
    asked = {name: str(value) for name, value in fields.items()}
    answer = await browser.post("/desk/gatherings/new", "/desk/gatherings/new", **FORM | asked)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].split("/")[3].partition("?")[0])


async def press(browser: Browser, number: int, deed: str, **fields: str) -> tuple[int, str]:
    here = f"/desk/gatherings/{number}"
    answer = await browser.post(f"{here}{deed}", here, **fields)
    return answer.status_code, answer.headers.get("location", answer.text)


def hidden(page: str, name: str, nth: int = 0) -> str:
    return page.split(f'name="{name}" value="')[nth + 1].partition('"')[0]


async def count(world: World, model: Any) -> int:
    async with world.runtime.database.reading() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def coordinator(world: World, name: str = "Ana") -> StaffMember:
    return await world.colleague(name, role=Role.COORDINATOR)


async def test_an_exchange_moment_is_saved_then_looked_at_then_its_people_are_invited(
    world: World,
) -> None:
    browser = await world.signed_in(await coordinator(world))
    home, link = await year(world, arrived=40)
    number = await plan(browser, sponsorship=link.id)
    assert await count(world, Invitation) == 0  # saving invites nobody

    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "Zaal &lt;b&gt;Hof&lt;/b&gt;" in page and "Exchange moment" in page
    assert "French: 1" in page and "Dutch: 1" in page and "has not written yet" in page
    assert "Invite 2 people or families" in page
    seen = page.split('/invite">')[1].partition('name="seen" value="')[2].partition('"')[0]
    async with world.runtime.database.transaction() as session:
        (await session.get_one(Contact, 1)).left_at = world.now
    status, said = await press(browser, number, "/invite", seen=seen)
    assert (status, "Nobody was invited: look again" in said) == (422, True)
    assert await count(world, Invitation) == 0
    seen = said.split('/invite">')[1].partition('name="seen" value="')[2].partition('"')[0]
    assert (await press(browser, number, "/invite", seen=seen))[0] == 303
    status, said = await press(browser, number, "/invite", seen=seen)  # from a second window
    assert (status, "They are all invited already." in said) == (422, True)
    assert (await count(world, Invitation), await count(world, GatheringNotice)) == (1, 1)
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "no answer yet" in page and "There is nobody more to invite." in page
    assert f'href="/desk/families/{home.id}"' in page
    assert "14 Feb" in (await browser.get("/desk/gatherings")).text


async def test_whoever_looks_after_the_invited_finds_it_on_a_list_of_their_own(
    world: World,
) -> None:
    ben = await world.colleague("Ben", languages=("fr",))
    browser = await world.signed_in(await coordinator(world))
    _, link = await year(world, arrived=40, staff_id=ben.id)
    moment, course = await plan(browser, sponsorship=link.id), await plan(browser, title="Aid")
    theirs = await world.signed_in(ben)

    async def mine() -> list[str]:
        page = (await theirs.get("/desk/gatherings")).text
        part = page.partition('id="mine"')[2].partition("</section>")[0]
        return re.findall(r'href="/desk/gatherings/(\d+)"', part)

    assert await mine() == []
    for number in (moment, course):
        page = (await browser.get(f"/desk/gatherings/{number}")).text
        seen = page.split('/invite">')[1].partition('name="seen" value="')[2].partition('"')[0]
        assert (await press(browser, number, "/invite", seen=seen))[0] == 303
    assert await mine() == [str(moment), str(course)]
    assert 'id="mine"' not in (await browser.get("/desk/gatherings")).text
    async with opened(world, theirs) as stream:
        shown = json.loads((await stream.until("alert"))["data"])
    assert shown["link"] == f"/desk/gatherings/{moment}"
    assert shown["body"].startswith("Exchange moment") and "Haddad" not in str(shown)


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(world: World) -> None:
    browser = await world.signed_in(await coordinator(world))
    new = "/desk/gatherings/new"
    for wrong, sentence in (
        ({"on": "2026-02-30"}, "This is not a date"),
        ({"at": "late"}, "This is not a time of day"),
        ({"on": "2026-02-01"}, "Correct the day or the time, or write down that it took place"),
        ({"held": "1"}, "it cannot have taken place"),
        ({"until": "13:00"}, "It ends after it begins"),
        ({"title": " "}, "Say what it is about"),
        ({"capacity": "many"}, "A number of people"),
    ):
        answer = await browser.post(new, new, **{**FORM, "title": "First aid", **wrong})
        assert (answer.status_code, sentence in answer.text) == (422, True), wrong
        assert "Zaal &lt;b&gt;Hof&lt;/b&gt;" in answer.text  # what was typed is kept
    assert await count(world, Gathering) == 0


async def test_a_moved_and_a_cancelled_gathering_tell_those_who_know_by_a_second_step(
    world: World,
) -> None:
    browser = await world.signed_in(await coordinator(world))
    await year(world, arrived=40)
    number = await plan(browser, title="First aid")
    invited = await told(world, number)
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "Tell them" not in page
    seen = page.split(f'action="/desk/gatherings/{number}"')[1]
    form = {**FORM, "title": "First aid", "at": "10:00", "until": "", "seen": hidden(seen, "seen")}
    assert (await press(browser, number, "", **form))[1].endswith("?done=saved")
    stale = await press(browser, number, "", **form | {"place": "Elsewhere"})
    assert (stale[0], "changed this meanwhile" in stale[1]) == (409, True)
    assert await count(world, GatheringNotice) == 0
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "1 invited person or family was told something else." in page
    assert (await press(browser, number, "/tell"))[0] == 303
    assert (await press(browser, number, "/cancel"))[0] == 303
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "Tell them that it does not take place" in page
    assert "not sent: it was cancelled" in page
    assert (await press(browser, number, "/tell"))[0] == 303
    async with world.runtime.database.reading() as session:
        found = (await session.execute(select(GatheringNotice))).scalars().all()
    assert [(one.kind, one.state, one.invitation_id) for one in found] == [
        ("moved", "cancelled", invited),
        ("cancelled", "planned", invited),
    ]
    file = await browser.get(f"/desk/gatherings/{number}/calendar.ics")
    assert b"STATUS:CANCELLED" in file.content


async def test_who_came_is_ticked_afterwards_and_the_year_counts_what_was_held(
    world: World,
) -> None:
    browser = await world.signed_in(await coordinator(world))
    home, link = await year(world, arrived=110)
    behind = (await browser.get("/desk/gatherings/moments")).text
    assert "0/3" in behind and "behind: 1 should have taken place by now" in behind
    assert f"/desk/gatherings/new?sponsorship={link.id}" in behind
    assert "0/3" in (await browser.get(f"/desk/families/{home.id}")).text
    number = await plan(browser, sponsorship=link.id)
    invited = await told(world, number)
    world.clock.advance(dt.timedelta(hours=1))
    assert "cannot have taken place" not in (await browser.get(f"/desk/gatherings/{number}")).text
    assert (await press(browser, number, "/close"))[0] == 422  # it is still to come
    world.clock.set(dt.datetime(2026, 2, 15, 9, tzinfo=dt.UTC))
    browser = await world.signed_in(await world.fresh(StaffMember, 1))
    assert "did it take place?" in (await browser.get("/desk/gatherings")).text
    assert (await press(browser, number, "/close", **{f"came-{invited}": "1"}))[0] == 303
    assert (await world.fresh(Invitation, invited)).attended is True
    assert (await world.fresh(Gathering, number)).state == GatheringState.HELD
    later = (await browser.get("/desk/gatherings/moments")).text
    assert "1/3" in later and "No year is behind." in later
    assert "1/3" in (await browser.get(f"/desk/sponsorships/{link.id}")).text
    # one of before the helpdesk is entered as held
    held = await plan(browser, sponsorship=link.id, on="2026-01-20", held="1")
    assert (await world.fresh(Gathering, held)).state == GatheringState.HELD
    assert "2/3" in (await browser.get(f"/desk/families/{home.id}")).text


async def test_one_whose_time_has_passed_is_written_down_and_tells_nobody(world: World) -> None:
    browser = await world.signed_in(await coordinator(world))
    _, link = await year(world, arrived=110)
    offered, new = 'name="held" value="1">It took place', "/desk/gatherings/new"
    assert offered not in (await browser.get(f"{new}?sponsorship={link.id}")).text
    fields = {**FORM, "sponsorship": str(link.id), "on": "2026-01-20"}
    assert offered in (await browser.post(new, new, **fields)).text
    held = await plan(browser, sponsorship=link.id, on="2026-01-20", held="1")
    assert (await world.fresh(Gathering, held)).state == GatheringState.HELD

    # the day of one that comes was another one: it is corrected, and what waits stays here
    number = await plan(browser, sponsorship=link.id)
    invited = await told(world, number)
    lotte = await world.fresh(Contact, 1)
    thread = await world.talk(lotte, phone="phone-9")
    notice = await world._add(
        GatheringNotice(invitation_id=invited, kind="invite", ordinal=0, state="sent",
                        due_at=world.now, look_at=world.now, sent_at=world.now)
    )  # fmt: skip
    async with world.runtime.database.transaction() as session:
        said = (await messages.latest(session, thread.id))[0]
        phone = await session.get_one(Address, thread.address_id)
        copy = await deliveries.queue(
            session, said, phone, kind=DeliveryKind.UNPROMPTED, now=world.now,
            dedupe_key=f"gathering:{notice.id}:{phone.id}",
        )  # fmt: skip
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    seen = hidden(page.split(f'action="/desk/gatherings/{number}"')[1], "seen")
    form = {**FORM, "on": "2026-02-02", "seen": seen}
    status, refused = await press(browser, number, "", **form)
    assert (status, offered in refused) == (422, True)
    assert (await press(browser, number, "", **form | {"on": "2026-02-20", "held": "1"}))[0] == 422
    assert (await press(browser, number, "", **form, held="1"))[1].endswith("?done=saved")
    row = await world.fresh(Gathering, number)
    assert (row.state, row.local_date) == (GatheringState.HELD, dt.date(2026, 2, 2))
    assert (await world.fresh(Delivery, copy)).state == "cancelled"
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "Who came?" in page and "Tell them" not in page
    assert "Withdrawn: it took place already" in page


async def test_answers_are_counted_and_fewer_places_than_people_are_refused(world: World) -> None:
    browser = await world.signed_in(await coordinator(world))
    await year(world, arrived=40)
    number = await plan(browser, title="First aid", capacity="4")
    await told(
        world, number, state=InvitationState.YES, persons=3, needs_interpreter=True,
        interpreter_language="fa_AF", needs_childcare=True,
    )  # fmt: skip
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "<b>3</b>of 4 places" in page and "Dari: 1" in page and "interpreter: Dari" in page
    seen = hidden(page.split(f'action="/desk/gatherings/{number}"')[1], "seen")
    form = {**FORM, "title": "First aid", "capacity": "2", "seen": seen}
    status, said = await press(browser, number, "", **form)
    assert (status, "More people have said that they come" in said) == (422, True)


async def test_an_exchange_moment_is_kept_from_who_may_not_see_the_family(world: World) -> None:
    world.forget("ti")
    boss = await world.signed_in(await coordinator(world))
    _, link = await year(world, arrived=110, language="sq")
    number = await plan(boss, sponsorship=link.id)
    other = await world.signed_in(await world.colleague("Ben", languages=("nl",)))
    for path in (
        f"/desk/gatherings/{number}",
        f"/desk/gatherings/{number}/calendar.ics",
        f"/desk/gatherings/new?sponsorship={link.id}",
    ):
        assert (await other.get(path)).status_code == 404
    assert "Haddad" not in (await other.get("/desk/gatherings")).text
    assert "Haddad" not in (await other.get("/desk/gatherings/moments")).text
    answer = await other.post(f"/desk/gatherings/{number}/cancel", "/desk/gatherings")
    assert answer.status_code == 404
    page = (await boss.get(f"/desk/gatherings/{number}")).text
    assert "no text in Albanian yet" in page  # called by a person, not invited in English


async def test_when_a_sponsorship_ends_its_moment_is_undecided_and_nobody_is_reminded(
    world: World,
) -> None:
    ana = await coordinator(world)
    browser = await world.signed_in(ana)
    _, link = await year(world, arrived=40)
    number = await plan(browser, sponsorship=link.id)
    comes = await told(world, number, state=InvitationState.YES)
    row = await world._add(
        GatheringNotice(invitation_id=comes, kind="remind", ordinal=0, state="planned",
                        due_at=world.now, look_at=world.now)
    )  # fmt: skip
    house, today = world.runtime.house, world.now.date()

    async def change(act: Any, **more: Any) -> str:
        async with world.runtime.database.transaction() as session:
            there = await session.get_one(Sponsorship, link.id)
            seen = editing.stamp(there)
            await act(session, house, there, seen=seen, member=ana, now=world.now, **more)
        found = await world.fresh(GatheringNotice, row.id)
        return f"{found.state} {found.reason}"

    assert await change(sponsorships.end, on=today, today=today) == "cancelled ended"
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "The sponsorship has ended: does this take place?" in page
    assert "Reminder:" in page and "not sent: the sponsorship has ended" in page
    assert "taken back" not in page and "/invite" not in page
    assert "To decide: the sponsorship has ended" in (await browser.get("/desk/gatherings")).text
    assert (await press(browser, number, "/invite", seen=""))[0] == 422
    async with world.runtime.database.transaction() as session:  # planned by a later answer
        (await session.get_one(GatheringNotice, row.id)).state = "planned"
        assert await gathering_news.send_one(session, house, row.id, now=world.now)
    assert (await world.fresh(GatheringNotice, row.id)).reason == "ended"
    assert await change(sponsorships.reopen) == "planned None"


async def test_every_reason_why_a_notice_waits_or_was_not_sent_has_words(world: World) -> None:
    browser = await world.signed_in(await coordinator(world))
    await year(world, arrived=40)
    number = await plan(browser, title="First aid")
    invited = await told(world, number)
    fates = [("expired", one) for one in NoticeReason] + [
        ("cancelled", one) for one in NoticeReason
    ]
    for ordinal, (state, reason) in enumerate(fates):
        await world._add(
            GatheringNotice(invitation_id=invited, kind="remind", ordinal=ordinal, state=state,
                            reason=reason, due_at=world.now, look_at=world.now)
        )  # fmt: skip
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    said = re.findall(r'<span class="hint">Reminder:\s*(.*?)\s*</span>', page, re.DOTALL)
    assert len(said) == len(fates) and len(set(said)) == len(NoticeReason)
    assert "not sent" not in said  # the words of a reason that nobody knows


async def test_a_notice_that_is_in_the_outbox_shows_what_became_of_each_copy(world: World) -> None:
    browser = await world.signed_in(await coordinator(world))
    await year(world, arrived=40)
    number = await plan(browser, title="First aid")
    invited = await told(world, number)
    lotte = await world.fresh(Contact, 1)
    thread = await world.talk(lotte, phone="phone-9")
    notice = await world._add(
        GatheringNotice(invitation_id=invited, kind="invite", ordinal=0, state="sent",
                        due_at=world.now, look_at=world.now, sent_at=world.now)
    )  # fmt: skip
    async with world.runtime.database.transaction() as session:
        said = (await messages.latest(session, thread.id))[0]
        phone = await session.get_one(Address, thread.address_id)
        await deliveries.queue(
            session, said, phone, kind=DeliveryKind.UNPROMPTED, now=world.now,
            dedupe_key=f"gathering:{notice.id}:{phone.id}",
        )  # fmt: skip
        await deliveries.cancel(
            session, Delivery.address_id == phone.id, now=world.now, reason="no_consent"
        )
    page = (await browser.get(f"/desk/gatherings/{number}")).text
    assert "Lotte" in page and "Not sent: no consent" in page


async def test_looking_at_who_can_be_invited_asks_the_same_for_two_as_for_many(
    world: World,
) -> None:
    browser = await world.signed_in(await coordinator(world))
    await year(world, arrived=40)
    number = await plan(browser, title="First aid")
    asked: list[str] = []

    async def count_of_questions() -> int:
        async with world.runtime.database.reading() as session:
            connection = await session.connection()
            listen = lambda *args: asked.append(args[2])  # noqa: E731
            event.listen(connection.sync_connection, "before_cursor_execute", listen)
            row = await session.get_one(Gathering, number)
            asked.clear()
            found = await gathering_guests.guests(session, world.runtime.house, row)
            event.remove(connection.sync_connection, "before_cursor_execute", listen)
            assert len(found) == len({one.key for one in found})
            return len(asked)

    few = await count_of_questions()
    for name in "ABC":
        await world.volunteer(name, welcome_group_id=1, language="nl")
    assert await count_of_questions() == few


async def told(world: World, gathering_id: int, contact_id: int = 1, /, **answered: Any) -> int:
    """Lotte, or another one, has read the invitation."""
    async with world.runtime.database.transaction() as session:
        row = Invitation(
            gathering_id=gathering_id, contact_id=contact_id, created_at=world.now, told_version=0,
            **{"state": InvitationState.INVITED, **answered},
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row.id


@pytest.mark.parametrize("field", ["title", "place"])
async def test_words_that_are_too_long_are_refused_and_not_cut(world: World, field: str) -> None:
    browser = await world.signed_in(await coordinator(world))
    page = "/desk/gatherings/new"
    answer = await browser.post(page, page, **{**FORM, field: "A" * 3000})
    assert answer.status_code == 422
    assert "This is too long: say it in fewer words." in answer.text and "A" * 3000 in answer.text
    assert await count(world, Gathering) == 0
