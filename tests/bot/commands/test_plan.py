"""plan: the year of a sponsorship in a terminal, as it is, as it would be, and many at once."""

import re
from pathlib import Path

from tests.bot.test_cli import Run, fine, refused


def test_the_demo_s_family_has_a_year_with_a_state_for_every_message(run: Run) -> None:
    fine(run("demo", "load"))
    shown = fine(run("plan", "show", "--sponsorship", "1")).splitlines()
    state = {tuple(one[22:].split()[:2]): one for one in shown}
    assert len(state) == len(shown)
    assert "planned" in state["family", "month-1"]
    assert "late_undecided" in state["family", "week-1"]
    assert "waiting for the date of registration" in state["group", "school"]
    assert "(the end is assumed)" in state["staff", "exchange-3"]
    assert shown == sorted(shown, key=lambda one: one[:20])
    refused(run("plan", "show", "--sponsorship", "9"), "there is no sponsorship 9")


def test_a_year_is_shown_before_it_happens_and_the_database_stays_as_it_is(
    run: Run, tmp_path: Path
) -> None:
    fine(run("demo", "load"))
    database = tmp_path / "data" / "onthaal.db"
    before = database.read_bytes()
    asked = ("plan", "preview", "--arrival", "2026-12-01", "--language", "en", "--no-children")
    quiet = {"QUIET_HOURS": "20:00-08:30", "SUNDAY_QUIET_UNTIL": "12:00"}
    shown = fine(run(*asked, "--group-language", "en", "--region", "flanders", **quiet))
    assert database.read_bytes() == before
    said = {
        tuple(re.split(r" {2,}", one.splitlines()[0])[1:3]): one for one in shown.split("\n\n")[1:]
    }
    hello = said["family", "hello"]
    assert hello.startswith("2026-12-03 Thu 10:00") and "[Yes]  [No]" in hello
    assert "would wait: template not approved" in hello
    assert "whatsapp, template, en" in said["group", "pre-14"]
    sunday = said["group", "pre-30"]
    assert "waits until 2026-11-01 Sun 12:00: Sunday morning" in sunday
    assert "waits for the date of status" in said["family", "reunification"]
    assert "children of school age" in said["group", "school"]
    assert "only for who asked" in said["family", "after-90"]
    assert "consent is assumed" in shown and "window is" in shown
    telegram = fine(run(*asked, "--channel", "telegram", "--status", "2026-12-20", **quiet))
    assert "goes 2026-12-03 Thu 10:00 (needs first contact)" in telegram
    assert "goes 2026-11-01 Sun 12:00" in telegram
    assert "template," not in telegram.split("\n\n", 1)[1]
    assert "legal words are confirmed by nobody" not in telegram, (
        "the demo takes drafts as confirmed"
    )
    refused(run(*asked, "--support-end", "2026-11-01"), "The end lies before the arrival")


def test_a_year_is_shown_where_there_is_no_database_yet(run: Run, tmp_path: Path) -> None:
    database = tmp_path / "data" / "onthaal.db"
    database.unlink()
    shown = fine(run("plan", "preview", "--arrival", "2026-12-01", "--language", "ti"))
    assert "There is no database here" in shown and not database.exists()


def test_many_years_are_played_and_every_message_is_accounted_for(run: Run) -> None:
    asked = ("plan", "simulate", "--sponsorships", "20", "--translated")
    told = fine(run(*asked))
    assert "20 sponsorships" in told and "nothing is unaccounted for" in told
    for side in ("family", "group", "staff"):
        part = told.split(f"\n{side}: ")[1].split("\n\n")[0].split("  of the plan")[0]
        first, *fates = part.splitlines()
        assert sum(int(one.split()[0]) for one in fates if one.strip()) == int(first.split()[0])
    again = fine(run(*asked))
    assert _figures(again) == _figures(told), "the same seed tells the same"
    assert _figures(fine(run(*asked, "--seed", "2"))) != _figures(told)


def _figures(told: str) -> str:
    return told.split(" s by the clock")[0].rsplit("\n", 1)[0]
