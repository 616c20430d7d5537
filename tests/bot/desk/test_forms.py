"""What a browser posts: dates that can be meant, and nothing else."""

import datetime as dt

import pytest

from bot.desk import forms
from db.models import Role
from tests.bot.desk.world import World

FAR = ("0001-01-01", "9999-12-31")


def test_a_date_or_moment_near_today_is_taken(now: dt.datetime) -> None:
    assert forms.day(" 2026-02-10 ", now) == dt.date(2026, 2, 10)
    assert forms.instant(now.isoformat(), now) == now


@pytest.mark.parametrize("text", [*FAR, "1905-02-10", "2206-02-10", "10/02/2026", ""])
def test_a_date_that_nobody_means_is_none(now: dt.datetime, text: str) -> None:
    assert forms.day(text, now) is None
    assert forms.instant(f"{text}T12:00+00:00", now) is None


def test_a_moment_at_the_edge_of_the_calendar_or_without_a_zone_is_none(now: dt.datetime) -> None:
    for text in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-02-10T12:00"):
        assert forms.instant(text, now) is None


@pytest.mark.parametrize("far", FAR)
async def test_no_form_of_the_desk_falls_over_a_far_date(world: World, far: str) -> None:
    boss = await world.colleague("Ben", role=Role.ADMIN)
    browser = await world.signed_in(boss)
    home = await world.family()
    duty = {"staff": str(boss.id), "from_at": "18:00", "until_at": "09:00"}
    sent = {
        "/desk/duty": {**duty, "from_on": far, "until_on": far},
        "/desk/hours/away": {"first": far, "last": far},
        f"/desk/families/{home.id}/appointments": {
            "kind": "doctor",
            "on": far,
            "at": "10:00",
            "weekly": "1",
            "last_on": far,
        },
        "/desk/gatherings/new": {"title": "Tea", "language": "en", "on": far, "at": "10:00"},
    }
    for path, form in sent.items():
        answer = await browser.post(path, **form)
        assert answer.status_code == 422, path
        assert "This is not a date" in answer.text, path


@pytest.mark.parametrize("far", FAR)
async def test_nothing_is_put_aside_until_a_far_date(world: World, far: str) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    await world.case(thread)
    for form in ({"until": "own", "on": far, "at": "00:00"}, {"until": f"{far}T00:00+14:00"}):
        answer = await browser.act(thread.id, "snooze", **form)
        assert answer.status_code == 422
