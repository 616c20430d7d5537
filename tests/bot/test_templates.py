"""Templates for WhatsApp: all are submitted in a form Twilio takes, and staff see what is used."""

import datetime as dt
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import templates
from bot.channels import whatsapp, whatsapp_content, whatsapp_templates
from db.engine import Database
from faq.year import Side, Step
from handlers import plan_editing, plans, step_words
from handlers import templates as table
from handlers.house import House
from handlers.templates import Wording
from locales import languages
from tests.bot.channels.scripted_twilio import Store
from tests.bot.test_cli import Run, fine, refused
from tests.bot.test_cli import run as run
from tests.db import scene as rows
from tests.fakes.clock import FixedClock
from tests.fakes.http import serve
from tests.fakes.twilio import FakeTwilio
from tests.handlers import scene

NOW = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)
HANDLERS = Path(table.__file__).parent


@pytest.fixture(scope="module")
def house() -> House:
    return scene.house(organisation="Onthaal Test")


@pytest.fixture
async def fake(clock: FixedClock) -> AsyncIterator[FakeTwilio]:
    fake = FakeTwilio(clock=clock.now)
    async with serve(fake.app) as url:
        fake.api_url = url
        yield fake
    assert fake.violations == []


@pytest.fixture
async def channel(fake: FakeTwilio) -> AsyncIterator[whatsapp.WhatsappChannel]:
    made = whatsapp.WhatsappChannel(
        account_sid=fake.account_sid,
        auth_token=fake.auth_token,
        sender=fake.sender,
        api_url=fake.api_url,
        public_url=fake.public_url,
        contents=Store(),
    )
    await made.start(fake.public_url)
    yield made
    await made.close()


@pytest.mark.parametrize("language", languages.CHOOSABLE)
def test_every_template_can_be_submitted_in_every_language(house: House, language: str) -> None:
    fake = FakeTwilio(clock=FixedClock().now)
    found = dict(templates.exported(house, plans.shipped(house), language))
    assert {f"onthaal_{key.replace('-', '_')}_{language}" for key in table.TABLE} <= set(found)
    for name, content in found.items():
        assert "problems" not in content, name
        made = fake.create_content(content["content"])
        assert whatsapp_templates.NAME.fullmatch(str(made.friendly_name))
        assert content["approval"]["category"] == "UTILITY"
        assert re.fullmatch(r"[a-z0-9_]+", content["approval"]["name"])
        assert not re.search(r"\{[a-z]", made.text({}) + "".join(content["buttons"])), name
        assert set(re.findall(r"\{\{(\d)\}\}", content["body"])) == set(content["samples"]), name


def test_no_sender_makes_a_template_that_nobody_submits() -> None:
    makers = [
        path.name
        for path in sorted(HANDLERS.glob("*.py"))
        if "Template(" in path.read_text("utf-8")
    ]
    assert makers == ["templates.py"], "take it with handlers.templates.of, and add it to its table"
    with pytest.raises(table.UnknownTemplate):
        table.of("nobody-made-this", organisation="x")


def test_a_step_of_the_plan_is_a_template_by_itself(house: House) -> None:
    step = house.plan.steps["week-1"]
    (side,) = step.text
    plan = plans.shipped(house)
    said = step_words.StepWords(house, plan).say(step, side, ["en"])
    assert said is not None
    made = table.of_step(house, step, side, said, organisation="Us")
    assert (made.key, made.variables) == ("plan-week-1-family", ("Us",))
    assert made.key in table.keys(house, plan, "en")
    (wording,) = [one for one in table.wordings(house, plan, "en") if one.key == made.key]
    assert wording.body.startswith("Hello from {{1}}. You are in Belgium")
    assert wording.buttons == ("Good", "So-so", "I need help")


async def test_what_became_of_each_template_is_told_with_the_reason(
    house: House, fake: FakeTwilio, channel: whatsapp.WhatsappChannel
) -> None:
    found = dict(templates.exported(house, plans.shipped(house), "nl"))
    waits, moved, missed, reminder = (
        found[f"onthaal_{key}_nl"]["content"]
        for key in ("answer_waits", "call_moved", "call_missed", "call_reminder")
    )
    fake.decides(fake.create_content(waits).sid, "approved")
    fake.decides(fake.create_content(moved).sid, "rejected", "It looks like marketing.")
    fake.create_content(missed)
    old = json.loads(json.dumps(reminder).replace("Caritas", "").replace("herinnering", "bericht"))
    fake.decides(fake.create_content(old).sid, "approved")

    known = await channel.learn_templates()
    standings = templates.standings(house, plans.shipped(house), known)

    told = {one.key: one for one in standings if one.language == "nl"}
    assert (told["answer-waits"].state, told["answer-waits"].why) == ("approved", "")
    assert told["call-moved"].why == "It looks like marketing."
    assert told["call-missed"].state == "unsubmitted"
    assert "another text" in told["call-reminder"].why
    assert told["plan-how-are-you-family"].state == "missing"
    assert {one.language for one in standings} == set(languages.CHOOSABLE)


def test_files_are_written_for_each_language(run: Run, tmp_path: Path) -> None:
    told = fine(run("templates", "export", "--into", "out", "--language", "ps"))
    assert "ps: " in told and told.rstrip().endswith(f"written into {tmp_path / 'out/ps'}")
    written = json.loads((tmp_path / "out/ps/onthaal_call_moved_ps.json").read_text("utf-8"))
    assert (written["language"], len(written["buttons"])) == ("ps_AF", 2)
    assert "⁨{{1}}⁩" in written["body"]
    refused(run("templates", "sync"), "no WhatsApp sender")


def test_the_desk_tells_which_are_not_used(house: House) -> None:
    approvals = {
        whatsapp_content.template_hash("answer-waits"): "approved",
        whatsapp_content.template_hash("call-moved"): "rejected",
    }
    total, found = templates.unused(house, plans.shipped(house), "nl", approvals)
    told = dict(found)
    assert total == len(told) + 1 and "answer-waits" not in told
    assert (told["call-moved"], told["call-missed"]) == ("rejected", "missing")


async def test_staffs_words_are_templates_of_their_own(database: Database, house: House) -> None:
    week, new = house.plan.steps["week-1"], replace(house.plan.steps["month-1"], key="our-own")
    sooner = replace(week, offset_days=week.offset_days - 1)
    other = replace(week, text={Side.FAMILY: "It is {day}. How is your family doing today?"})
    async with database.transaction() as session:
        ana = await rows.colleague(session, NOW)

        async def key_of(step: Step, **texts: str) -> Wording:
            told = {(Side.FAMILY, code): said for code, said in texts.items()}
            change = plan_editing.Change(step=step, texts=told)
            made = await plan_editing.save(session, house, change, member=ana, now=NOW)
            plan = await plans.current(session, house)
            found = table.wordings(house, plan, "nl" if texts else "en")
            keys.append(table.keys(house, plan, "en"))
            return next(one for one in found if one.key.startswith(f"plan-{made.key}-family"))

        keys: list[tuple[str, ...]] = []
        assert (await key_of(sooner)).key == "plan-week-1-family", "the words are as they ship"
        changed = await key_of(replace(other, version=1))
        assert re.fullmatch(r"plan-week-1-family-[0-9a-f]{8}", changed.key)
        assert (changed.names, changed.body[:13]) == (("day",), "It is {{1}}. ")
        dutch = await key_of(replace(week, version=2), nl="Dag! Hoe gaat het met iedereen thuis?")
        assert dutch.key != changed.key and (dutch.names, dutch.body[:4]) == ((), "Dag!")
        assert "plan-week-1-family" in keys[-1], "the English is as it ships again"
        assert (await key_of(new)).key in keys[-1]
        plan = await plans.current(session, house)
        exported = dict(templates.exported(house, plan, "nl"))
        name = whatsapp_templates.name(dutch.key, "nl")
        assert "problems" not in exported[name]
        said = step_words.StepWords(house, plan).say(plan.steps["week-1"], Side.FAMILY, ["nl"])
        assert said is not None
        sent = table.of_step(house, plan.steps["week-1"], Side.FAMILY, said, day="x")
        assert (sent.key, sent.variables) == (dutch.key, ()), "what is sent is what is submitted"
