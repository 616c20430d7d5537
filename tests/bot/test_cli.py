"""The command line: help everywhere, faults all at once, and the work of the desk in a terminal."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot import cli
from locales import languages
from tests import databases
from tests.bot.test_wiring import TOKEN

Run = Callable[..., Result]
#: Every command of the issue, as words.
COMMANDS = """run serve work migrate check chat ask faq staff group person invite checkin plan demo
faq-list faq-show faq-evaluate faq-gaps faq-draft faq-drafts faq-show-draft faq-edit-draft
faq-approve faq-reject faq-export faq-feedback faq-check
staff-add staff-list staff-link staff-link-telegram staff-password staff-role staff-leave
staff-reset-second-factor group-add person-add checkin-add checkin-list plan-show
plan-preview plan-simulate
demo-load demo-clear"""


def walk(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if path:
        yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walk(inner, *path, name)


ALL = dict(walk(cli.main))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Run:
    """Run a command in a folder of its own, on a demo's migrated database."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "onthaal.db")
    for name in ("SECRET_KEY", "LOOKUP_KEY", "DATABASE_URL", "DATA_DIR", "HOST", "PORT", "DEMO"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str, **env: str) -> Result:
        return CliRunner().invoke(cli.main, arguments, env={"DEMO": "1"} | env)

    return invoke


def fine(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result, *words: str) -> str:
    """It ended with a sentence, not with a fault of ours."""
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output
    return result.output


# --- help


def test_every_command_of_the_product_is_there() -> None:
    assert {"-".join(path) for path in ALL} >= set(COMMANDS.split())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    found = CliRunner().invoke(cli.main, [*path, "--help"])
    command = ALL[path]
    assert found.exit_code == 0
    assert command.help and command.help.splitlines()[0].endswith(".")
    assert command.help.splitlines()[0] in " ".join(found.output.split())


@pytest.mark.parametrize("arguments", [["nonsense"], ["staff", "nonsense"], ["--nonsense"]])
def test_an_unknown_word_is_named(run: Run, arguments: list[str]) -> None:
    refused(run(*arguments), "nonsense")


# --- settings


def test_wrong_settings_are_listed_all_at_once(run: Run) -> None:
    wrong = {"PORT": "no", "HOST": "0.0.0.0", "TIMEZONE": "Mars/Base", "TELEGRAM_TOKEN": "x"}
    for command in (["staff", "list"], ["run"], ["check"]):
        output = refused(run(*command, **wrong))
        for name in ("PORT", "DEMO_PASSWORD", "TIMEZONE", "TELEGRAM_TOKEN"):
            assert re.search(rf"^  - {name} ", output, re.MULTILINE), (command, name, output)


def test_without_a_demo_the_keys_are_asked_for(run: Run) -> None:
    refused(run("staff", "list", DEMO="0"), "SECRET_KEY", "LOOKUP_KEY")


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_file_is_not_shared_between_processes(run: Run, command: str) -> None:
    refused(run(command), "DATABASE_URL", "PostgreSQL".lower())


def test_another_key_than_the_databases_stops_every_command(run: Run) -> None:
    fine(run("staff", "list"))
    refused(run("staff", "list", SECRET_KEY=databases.SECRET), "SECRET_KEY")


# --- check, migrate and renew-keys


def test_check_says_that_all_is_well_or_ends_badly(run: Run, tmp_path: Path) -> None:
    assert "in order" in fine(run("check"))
    (tmp_path / "data" / "keys.json").write_text("{", encoding="utf-8")
    refused(run("check"), "- ", "keys.json")


def test_an_older_key_is_given_up(run: Run) -> None:
    keys = {"LOOKUP_KEY": databases.LOOKUP, "DEMO": "0"}
    older, newer = databases.SECRET, databases.OLDER_SECRET
    fine(run("migrate", SECRET_KEY=older, **keys))
    fine(run("group", "add", "Invented", "--postal-code", "2800", SECRET_KEY=older, **keys))
    refused(run("migrate", SECRET_KEY=newer, **keys), "SECRET_KEY lacks a key", "renew-keys")
    both = f"{newer},{older}"
    assert "rows: 1, files: 0" in fine(run("renew-keys", SECRET_KEY=both, **keys))
    fine(run("migrate", SECRET_KEY=newer, **keys))


def test_check_of_an_empty_folder_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "onthaal.db").unlink()
    keys = {"DEMO": "0", "SECRET_KEY": databases.SECRET, "LOOKUP_KEY": databases.LOOKUP}
    said = refused(run("check", **keys), "TELEGRAM_TOKEN", "bot migrate", "staff add", "! SMTP_URL")
    assert "in order" not in said


def test_migrate_makes_a_database_where_there_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "onthaal.db").unlink()
    assert "up to date" in fine(run("migrate"))
    assert (tmp_path / "data" / "onthaal.db").stat().st_size > 0
    assert "up to date" in fine(run("migrate"))


# --- staff


def test_a_colleague_is_added_listed_and_signs_in_by_a_link(run: Run) -> None:
    link = fine(run("staff", "add", "Ana Invented", "--login", "Ana@x.invalid")).strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/desk/link/\S{20,}", link)
    listed = fine(run("staff", "list"))
    assert "Ana@x.invalid" in listed and "worker" in listed
    again = fine(run("staff", "link", "ana@X.invalid")).strip()
    assert again != link


def test_two_colleagues_have_two_logins(run: Run) -> None:
    fine(run("staff", "add", "Ana", "--login", "ana@x.invalid"))
    refused(run("staff", "add", "Other", "--login", "ANA@x.invalid"), "login")


@pytest.mark.parametrize("command", ["link", "link-telegram"])
def test_a_link_is_for_somebody_who_is_there(run: Run, command: str) -> None:
    refused(run("staff", command, "nobody@x.invalid"), "staff list")


def test_a_telegram_user_is_tied_by_a_code(run: Run) -> None:
    fine(run("staff", "add", "Ana", "--login", "ana@x.invalid"))
    assert re.search(r"/link \S{8,}", fine(run("staff", "link-telegram", "ana@x.invalid")))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--role", "queen"], "queen"),
        (["--languages", "nl,xx,zz"], "xx, zz"),
    ],
)
def test_a_wrong_word_about_a_colleague_is_named(run: Run, arguments: list[str], word: str) -> None:
    refused(run("staff", "add", "Ana", "--login", "a@x.invalid", *arguments), word)


def test_a_role_is_given_but_the_last_admin_stays(run: Run) -> None:
    fine(run("staff", "add", "Ana", "--login", "ana@x.invalid", "--role", "admin"))
    fine(run("staff", "add", "Bea", "--login", "bea@x.invalid"))
    refused(run("staff", "role", "ana@x.invalid", "worker"), "admin first")
    refused(run("staff", "leave", "ana@x.invalid", "--yes"), "admin first")
    fine(run("staff", "role", "bea@x.invalid", "admin"))
    fine(run("staff", "role", "ana@x.invalid", "worker"))
    assert re.search(r"ana@x\.invalid +worker", fine(run("staff", "list")))


def test_whoever_leaves_is_gone_and_the_login_is_free_again(run: Run) -> None:
    fine(run("staff", "add", "Ana", "--login", "ana@x.invalid"))
    fine(run("staff", "reset-second-factor", "ana@x.invalid"))
    refused(run("staff", "leave", "ana@x.invalid"))
    fine(run("staff", "leave", "ana@x.invalid", "--yes"))
    assert "ana@x.invalid" not in fine(run("staff", "list"))
    refused(run("staff", "link", "ana@x.invalid"), "staff list")
    fine(run("staff", "add", "Another Ana", "--login", "ana@x.invalid"))


# --- people and invitations


def number(output: str, of: str) -> str:
    found = re.search(rf"{of} (\d+)", output)
    assert found, output
    return found[1]


@pytest.fixture(scope="session")
def with_family(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A data folder with a group and a family, to copy; the family has the number 1."""
    folder = tmp_path_factory.mktemp("family")
    shutil.copy(sqlite_template, folder / "onthaal.db")

    def run(*arguments: str) -> Result:
        env = {"DEMO": "1", "DATA_DIR": str(folder)}
        return CliRunner().invoke(cli.main, arguments, env=env)

    group = number(fine(run("group", "add", "Invented group", "--postal-code", "2800")), "group")
    output = fine(
        run(
            *("person", "add", "Invented family", "--kind", "family", "--language", "ar"),
            *("--group", group, "--arrival", "2026-01-15"),
        )
    )
    assert number(output, "household") == "1"
    return folder


@pytest.fixture
def household(run: Run, with_family: Path, tmp_path: Path) -> str:
    """The number of a family that is welcomed by a group."""
    shutil.copytree(with_family, tmp_path / "data", dirs_exist_ok=True)
    return "1"


def test_a_group_needs_a_belgian_postal_code(run: Run) -> None:
    refused(run("group", "add", "Invented", "--postal-code", "28"), "four digits", "'28'")


def test_a_member_joins_an_existing_household(run: Run, household: str) -> None:
    output = fine(
        run(
            *("person", "add", "Invented member", "--kind", "family", "--language", "ar"),
            *("--household", household),
        )
    )
    assert number(output, "household") == household


def test_a_volunteer_has_no_household(run: Run, household: str) -> None:
    output = fine(
        run("person", "add", "Lotte", "--kind", "volunteer", "--language", "nl", "--group", "1")
    )
    assert "household" not in output


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--kind", "family", "--language", "ar", "--group", "99"], "99"),
        (["--kind", "family", "--language", "ar", "--household", "99"], "99"),
        (["--kind", "family", "--language", "xx"], "xx"),
        (["--kind", "ghost", "--language", "ar"], "ghost"),
        (["--kind", "family", "--language", "ar", "--arrival", "15/01/2026"], "15/01/2026"),
        (["--kind", "family"], "--language"),
    ],
)
def test_a_wrong_word_about_a_person_is_named(run: Run, arguments: list[str], word: str) -> None:
    refused(run("person", "add", "Invented", *arguments), word)


def test_an_invitation_leads_to_every_channel_with_a_picture(run: Run, household: str) -> None:
    output = fine(run("invite", "--household", household, TELEGRAM_TOKEN=TOKEN))
    code = re.search(r"^code (\S{10})$", output, re.MULTILINE)
    assert code is not None
    assert f"/try?code={code[1]}" in output
    assert len(output.splitlines()) > 20
    assert "t.me" not in output and "Telegram: no link, because" in output


def test_an_invitation_leads_to_the_bot_whose_name_a_running_program_learnt(
    run: Run, household: str, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "data" / "onthaal.db") as database:
        name = f"telegram_name:{TOKEN.partition(':')[0]}"
        database.execute("insert into keepsake (name, value) values (?, 'our_bot')", (name,))
    database.close()
    output = fine(run("invite", "--household", household, TELEGRAM_TOKEN=TOKEN))
    assert "Telegram: https://t.me/our_bot?start=" in output and "no link" not in output


def test_an_invitation_is_for_one_person_or_one_household(run: Run, household: str) -> None:
    refused(run("invite"), "--person", "--household")
    refused(run("invite", "--person", "1", "--household", household), "one of")
    refused(run("invite", "--person", "99"), "nobody")


def test_consents_are_told_of_somebody_who_is_there(run: Run, household: str) -> None:
    refused(run("consents"), "--person", "--household")
    assert fine(run("consents", "--household", household)) == "", "nobody has answered yet"
    for owner in ("person", "household"):
        for number in ("99", "0"):
            refused(run("consents", f"--{owner}", number), f"no {owner} with the number {number}")


# --- check-ins


def test_a_checkin_is_planned_for_the_familys_own_clock(run: Run, household: str) -> None:
    assert fine(run("checkin", "list")) == ""
    output = fine(
        run("checkin", "add", "--household", household, "--date", "2099-07-01", "--time", "14:30")
    )
    assert "2099-07-01 14:30 Europe/Brussels" in output
    for arguments in ((), ("--household", household)):
        listed = fine(run("checkin", "list", *arguments))
        assert "2099-07-01 14:30" in listed and "planned" in listed and "how-are-you" in listed
    assert fine(run("checkin", "list", "--household", "99")) == ""


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--date", "2020-01-01"], "passed already"),
        (["--date", "2099-02-30"], "2099-02-30"),
        (["--date", "2099-01-01", "--time", "25:00"], "25:00"),
        (["--date", "2099-01-01", "--step", "sing"], "sing"),
        ([], "--date"),
    ],
)
def test_a_checkin_that_cannot_be_is_refused(
    run: Run, household: str, arguments: list[str], word: str
) -> None:
    refused(run("checkin", "add", "--household", household, *arguments), word)


def test_a_checkin_is_for_a_family_that_is_there(run: Run) -> None:
    refused(run("checkin", "add", "--household", "99", "--date", "2099-01-01"), "99")


# --- the demo


def test_the_demo_is_loaded_once_and_cleared(run: Run) -> None:
    assert "loaded" in fine(run("demo", "load"))
    assert "demo.invalid" in fine(run("staff", "list"))
    assert "nothing done" in fine(run("demo", "load"))
    assert "removed" in fine(run("demo", "clear"))
    assert fine(run("staff", "list")) == ""
    refused(run("demo", "clear"), "nothing done")


# --- the FAQ


def test_every_entry_is_listed_with_its_languages_and_review(run: Run) -> None:
    lines = fine(run("faq", "list")).splitlines()
    assert len(lines) == 93
    assert all(re.search(r"\ben\b.* \d{4}-\d\d-\d\d$", line) for line in lines)


def test_an_entry_is_shown_as_people_read_it(run: Run) -> None:
    entry_id = fine(run("faq", "list")).split()[0]
    assert len(fine(run("faq", "show", entry_id))) > 100
    refused(run("faq", "show", "no-such-entry"), "no-such-entry", "faq list")
    refused(run("faq", "show", entry_id, "--language", "xx"), "xx")


def test_the_faq_needs_no_keys_and_no_database(run: Run, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data")
    fine(run("faq", "list", DEMO="0"))
    assert not (tmp_path / "data").exists()


@pytest.mark.model
def test_ask_answers_with_the_entry_the_confidence_and_the_decision(run: Run) -> None:
    question = "How do we register at the municipality?"
    found = json.loads(fine(run("ask", question, "--json", "--region", "flanders")))
    assert found["decision"] == "answer"
    assert found["entry"] == found["ids"][0]
    assert 0.5 < found["confidence"] <= 1
    assert found["language"] == "en" and found["answer"]
    shown = fine(run("ask", question))
    assert f"entry: {found['entry']}" in shown and "decision: answer" in shown


@pytest.mark.model
def test_ask_needs_no_keys_and_says_danger_first(run: Run) -> None:
    found = json.loads(fine(run("ask", "He hit me and I am bleeding", "--json", DEMO="0")))
    assert (found["decision"], bool(found["answer"])) == ("sensitive", True)


def test_ask_knows_only_our_languages_and_regions(run: Run) -> None:
    refused(run("ask", "x", "--language", "xx"), "xx")
    refused(run("ask", "x", "--region", "mars"), "mars")


def test_evaluate_names_the_line_that_it_cannot_read(run: Run, tmp_path: Path) -> None:
    good = {"text": "x", "lang": "en", "kind": "oos", "type": "other"}
    for bad in ("not JSON", "[]", '{"lang": "en"}', json.dumps(good | {"kind": "poem"})):
        (tmp_path / "rows.jsonl").write_text(f"{json.dumps(good)}\n\n{bad}\n", encoding="utf-8")
        refused(run("faq", "evaluate", "rows.jsonl"), "rows.jsonl:3")
    refused(run("faq", "evaluate", "nowhere.jsonl"), "nowhere.jsonl")


@pytest.mark.model
def test_evaluate_counts_and_writes_a_line_per_question(run: Run, tmp_path: Path) -> None:
    rows = [
        {"text": "Where is the moon made", "lang": "en", "kind": "oos", "type": "other"},
        {"text": "She wants to kill herself", "lang": "en", "kind": "sensitive", "intent": "x"},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "rows.jsonl").write_text(lines, encoding="utf-8")
    report = json.loads(
        fine(run("faq", "evaluate", "rows.jsonl", "--json", "--details", "out.jsonl"))
    )
    assert report["all"]["oos"]["n"] == report["all"]["sensitive"]["n"] == 1
    assert report["all"]["sensitive"]["caught"] == 1
    assert set(report["languages"]) == {"en"} <= set(languages.LANGUAGES)
    details = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [set(line) >= {"decision", "ids", "confidence", "language"} for line in details] == [
        True
    ] * 2
