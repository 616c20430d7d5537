"""My hours and the duty roster: set by oneself and by coordinators, with clear refusals."""

from db import absences, duties, reaches
from db.models import AuditEvent, Role, StaffMember
from handlers import hours
from tests.bot.desk.world import World

MORNINGS = {
    f"d{day}_0_{part}": time
    for day in range(3)
    for part, time in (("from", "09:00"), ("until", "12:30"))
}


async def week(world: World, member: StaffMember) -> object:
    async with world.runtime.database.reading() as session:
        row = (await reaches.everybody(session)).get(member.id)
    return row and row.week and [len(day) for day in hours.week_from_json(row.week)]


async def test_own_hours_are_set_shown_and_given_up_again(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    saved = await browser.post("/desk/hours", "/desk/hours", which="own", **MORNINGS)
    assert saved.headers["location"] == "/desk/hours?done=hours"
    assert await week(world, ana) == [1, 1, 1, 0, 0, 0, 0]
    page = (await browser.get("/desk/hours?done=hours")).text
    assert "The hours are saved." in page and page.count('value="12:30"') == 3
    await browser.post("/desk/hours", "/desk/hours", which="office", **MORNINGS)
    assert await week(world, ana) is None


async def test_hours_that_make_no_sense_are_refused_with_what_was_typed(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    cases = {
        "end before they begin": {"d0_0_from": "17:00", "d0_0_until": "09:00"},
        "or overlap": {
            "d0_0_from": "09:00",
            "d0_0_until": "12:00",
            "d0_1_from": "11:00",
            "d0_1_until": "17:00",
        },
        "only a beginning": {"d0_0_from": "09:17", "d0_0_until": ""},
        "not a time of day": {"d0_0_from": "nine", "d0_0_until": "10:00"},
    }
    for words, fields in cases.items():
        refused = await browser.post("/desk/hours", "/desk/hours", which="own", **fields)
        assert refused.status_code == 422 and words in refused.text
        assert f'value="{fields["d0_0_from"]}"' in refused.text
    assert await week(world, ana) is None


async def test_an_absence_is_noted_and_taken_back(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    path = "/desk/hours/away"
    await browser.post(path, "/desk/hours", first="2026-02-09", last="2026-02-13")
    page = (await browser.get("/desk/hours")).text
    assert "9 Feb" in page and "13 Feb" in page
    for first, last, words in (
        ("2026-02-13", "2026-02-09", "before the first"),
        ("2026-01-05", "2026-01-06", "passed already"),
        ("2026-02-05", "2028-02-05", "longer than a year"),
        ("soon", "2026-02-05", "not a date"),
    ):
        refused = await browser.post(path, "/desk/hours", first=first, last=last)
        assert refused.status_code == 422 and words in refused.text
    async with world.runtime.database.reading() as session:
        [one] = await absences.coming(session, today=world.now.date())
    ben = await world.signed_in(await world.colleague("Ben"))
    assert (await ben.post(f"{path}/{one.id}/remove", "/desk/hours")).status_code == 422
    await browser.post(f"{path}/{one.id}/remove", "/desk/hours")
    gone = await browser.post(f"{path}/{one.id}/remove", "/desk/hours")
    assert gone.status_code == 422 and "removed already" in gone.text


async def test_only_coordinators_change_the_hours_of_others(world: World) -> None:
    ana = await world.colleague("Ana")
    ben = await world.signed_in(await world.colleague("Ben"))
    assert (await ben.get(f"/desk/hours?staff={ana.id}")).status_code == 403
    other = {"staff": str(ana.id), "email": "ben@x.example"}
    assert (await ben.post("/desk/hours/email", "/desk/hours", **other)).status_code == 403

    boss = await world.colleague("Carla", role=Role.COORDINATOR)
    carla = await world.signed_in(boss)
    page = f"/desk/hours?staff={ana.id}"
    assert "Ana" in (await carla.get(page)).text
    wrong = await carla.post("/desk/hours/email", page, staff=str(ana.id), email="ana")
    assert wrong.status_code == 422 and "not an e-mail address" in wrong.text
    await carla.post("/desk/hours/email", page, staff=str(ana.id), email="ana@x.example")
    async with world.runtime.database.reading() as session:
        assert (await reaches.everybody(session))[ana.id].email == "ana@x.example"
        [written] = [
            one
            for one in (await session.execute(AuditEvent.__table__.select())).all()
            if one.action == "set_email"
        ]
    assert (written.staff_id, written.subject_id) == (boss.id, ana.id)


async def test_coordinators_keep_the_roster_and_everybody_reads_it(world: World) -> None:
    ana = await world.colleague("Ana")
    worker = await world.signed_in(ana)
    boss = await world.signed_in(await world.colleague("Carla", role=Role.COORDINATOR))
    night = {
        "staff": str(ana.id),
        "from_on": "2026-02-04",
        "from_at": "09:00",
        "until_on": "2026-02-05",
        "until_at": "09:00",
    }
    assert (await worker.post("/desk/duty", "/desk/hours", **night)).status_code == 403
    for changed, words in (
        ({"until_on": "2026-02-04"}, "not after the beginning"),
        ({"from_on": "2026-02-02", "until_on": "2026-02-03"}, "passed already"),
        ({"until_on": "2026-04-05"}, "longer than two weeks"),
        ({"staff": ""}, "Choose a colleague"),
        ({"from_at": "late"}, "not a time"),
    ):
        refused = await boss.post("/desk/duty", "/desk/duty", **(night | changed))
        assert refused.status_code == 422 and words in refused.text
    await boss.post("/desk/duty", "/desk/duty", **night)
    page = (await worker.get("/desk/duty")).text
    assert "Ana" in page and "<b>now</b>" in page and "Nobody is on duty now" not in page
    assert "Add a duty" not in page
    async with world.runtime.database.reading() as session:
        [(one, _)] = await duties.coming(session, now=world.now)
        assert await duties.on_duty(session, now=world.now) == {ana.id}
    assert (await boss.post(f"/desk/duty/{one.id}/remove", "/desk/duty")).status_code == 303
    assert "Nobody is on duty now" in (await worker.get("/desk/duty")).text
