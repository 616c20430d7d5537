"""staff duty, hours, away and email in a terminal."""

from tests.bot.commands.conftest import ANA, BEN
from tests.bot.test_cli import Run, fine, refused


def test_a_duty_is_added_listed_and_removed(staff: Run) -> None:
    assert "nobody is on the roster" in fine(staff("staff", "duty", "list"))
    span = ("--from", "2099-03-06 17:00", "--until", "2099-03-09 09:00")
    fine(staff("staff", "duty", "add", ANA, *span))
    shown = fine(staff("staff", "duty", "list"))
    assert ANA in shown and "2099-03-06 17:00 – 2099-03-09 09:00" in shown
    number = shown.split()[0]
    fine(staff("staff", "duty", "remove", number))
    refused(staff("staff", "duty", "remove", number), "not there")
    wrong = ("--from", "2099-03-06 17:00", "--until", "2099-03-06 09:00")
    refused(staff("staff", "duty", "add", ANA, *wrong), "before the beginning")
    refused(staff("staff", "duty", "add", "nobody", *span), "nobody signs in with this")


def test_hours_absences_and_an_address_are_set(staff: Run) -> None:
    fine(staff("staff", "hours", ANA, "mon-fri 09:00-12:30"))
    refused(staff("staff", "hours", ANA, "always"), "the week has 'always'")
    refused(staff("staff", "hours", ANA), "--as-organisation")
    fine(staff("staff", "hours", ANA, "--as-organisation"))
    fine(staff("staff", "away", "add", ANA, "2099-07-06", "2099-07-17"))
    shown = fine(staff("staff", "away", "list"))
    assert f"2099-07-06 – 2099-07-17 {ANA}" in shown
    number = shown.split()[0]
    refused(staff("staff", "away", "remove", BEN, number), "not there")
    fine(staff("staff", "away", "remove", ANA, number))
    fine(staff("staff", "email", ANA, "ana@x.example"))
    refused(staff("staff", "email", ANA, "ana"), "not an e-mail address")
    assert "no e-mail any more" in fine(staff("staff", "email", ANA))


def test_check_warns_where_nobody_would_be_there_and_ends_well(staff: Run) -> None:
    shown = fine(staff("check"))
    assert "! Nobody is on duty" in shown and "! Nobody is responsible for complaints" in shown
    fine(staff("staff", "add", "Carla", "--login", "c@x.invalid", "--role", "coordinator",
               "--complaints"))  # fmt: skip
    assert "complaints" not in fine(staff("check"))
