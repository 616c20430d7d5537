"""plan show: the year of a sponsorship in a terminal."""

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
