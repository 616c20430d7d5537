"""Spoken texts at the desk: recorded, refused, outdated by a change, and taken back."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event, select

from db.models import AuditEvent, Recording, StaffMember
from faq.year import Side
from handlers import plan_editing, plans, recordings
from tests import sounds
from tests.bot.desk.world import CSRF, Browser, World

SEEN = re.compile(
    r'name="key" value="(?P<key>[^"]+)"><input type="hidden" name="side" value="(?P<side>[^"]+)">'
    r'<input type="hidden" name="language" value="(?P<language>[^"]+)">'
    r'<input type="hidden" name="seen" value="(?P<seen>[^"]+)"'
)
PAGE = "/desk/recordings?language=en"


async def fields(browser: Browser, key: str) -> dict[str, str]:
    page = (await browser.get(PAGE)).text
    token = CSRF.search(page)
    assert token is not None
    form = next(one.groupdict() for one in SEEN.finditer(page) if one["key"] == key)
    return {"csrf": token[1], **form}


async def speak(
    browser: Browser, key: str = "consent", content: bytes | None = None, **changed: str
) -> tuple[int, str]:
    form = {**await fields(browser, key), **changed}
    file = {"file": ("spoken.ogg", sounds.ogg() if content is None else content, "audio/ogg")}
    answer = await browser.http.post("/desk/recordings", data=form, files=file)
    return answer.status_code, answer.text


async def states(browser: Browser, key: str) -> list[str]:
    """What the table says of a text in English."""
    page = (await browser.get("/desk/recordings")).text
    return re.findall(rf'language=en#{key}-\w+" aria-label="English: ([^"]+)"', page)


async def test_a_recording_is_kept_sealed_heard_at_the_desk_and_taken_back(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    assert await states(browser, "consent") == ["not spoken"]
    assert await speak(browser) == (303, "")
    assert await states(browser, "consent") == ["spoken"]
    async with world.runtime.database.reading() as session:
        [row] = (await session.execute(select(Recording))).scalars()
        deeds = set((await session.execute(select(AuditEvent.action))).scalars())
    assert (row.mime, row.seconds, row.size) == ("audio/ogg", 3, len(sounds.ogg()))
    assert "record" in deeds
    [kept] = [one for one in world.runtime.media._folder.rglob("*") if one.is_file()]
    assert b"OpusHead" not in kept.read_bytes()
    heard = await browser.get(f"/desk/recordings/{row.id}/sound")
    assert (heard.content, heard.headers["content-type"]) == (sounds.ogg(), "audio/ogg")
    page = await browser.get(PAGE)
    assert "microphone=(self)" in page.headers["permissions-policy"]
    assert "microphone=()" in (await browser.get("/desk/")).headers["permissions-policy"]

    await browser.post(f"/desk/recordings/{row.id}/remove", page=PAGE)
    assert await states(browser, "consent") == ["not spoken"]
    assert kept.exists(), "messages that went out still have it"


async def test_a_changed_text_outdates_its_recording(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    house = world.runtime.house
    async with world.runtime.database.reading() as session:
        plan = await plans.current(session, house)
    step = plan.steps["week-1"]
    old = step.text[Side.FAMILY]
    assert (await speak(browser, step.key))[0] == 303
    before = await fields(browser, step.key)
    async with world.runtime.database.transaction() as session:
        member = await session.get_one(StaffMember, ana.id)
        changed = replace(step, text={**step.text, Side.FAMILY: "Other words."})
        change = plan_editing.Change(step=changed)
        await plan_editing.save(session, house, change, member=member, now=world.now)
    assert "outdated" in await states(browser, step.key)
    async with world.runtime.database.reading() as session:
        voices = await recordings.load(session)
    assert voices.find(step.key, Side.FAMILY, "en", old) is not None
    assert voices.find(step.key, Side.FAMILY, "en", "Other words.") is None

    status, page = await speak(browser, step.key, seen=before["seen"])
    assert status == 422 and "changed since you saw it" in page
    assert (await speak(browser, step.key))[0] == 303
    assert "outdated" not in await states(browser, step.key)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 a letter", "no recording that phones play"),
        (sounds.ogg() + bytes(recordings.LARGEST), "larger than 5 MB"),
    ],
    ids=["letter", "too long"],
)
async def test_what_cannot_be_sent_is_refused_with_a_sentence(
    world: World, content: bytes, said: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    status, page = await speak(browser, content=content)
    assert status == 422 and said in page
    form = await fields(browser, "consent")
    nothing = await browser.http.post("/desk/recordings", data=form)
    assert nothing.status_code == 422 and "Choose a file" in nothing.text
    form = {**form, "key": "no-such-text"}
    file = {"file": ("a.ogg", sounds.ogg(), "audio/ogg")}
    unknown = await browser.http.post("/desk/recordings", data=form, files=file)
    assert unknown.status_code == 404
    async with world.runtime.database.reading() as session:
        assert (await session.execute(select(Recording))).first() is None


async def test_a_recording_that_could_not_be_written_down_leaves_no_file(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    event.listen(Recording, "before_insert", fail)
    try:
        with pytest.raises(RuntimeError):
            await speak(browser)
    finally:
        event.remove(Recording, "before_insert", fail)
    assert [one for one in world.runtime.media._folder.rglob("*") if one.is_file()] == []
