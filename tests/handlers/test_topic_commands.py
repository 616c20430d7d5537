"""Reading commands in the staff's group, and the tables that belong together."""

import pytest

from handlers import staff, topic_commands
from locales.texts import topic_work


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/claim", ("claim", "")),
        ("/Close@onthaal_bot", ("close", "")),
        ("  /note  calls   back\nat nine", ("note", "calls   back\nat nine")),
        ("// not for her", ("note", "not for her")),
        ("/nonsense now", ("nonsense", "now")),
        ("She wrote /claim", None),
        ("/ 3 of 4", None),
        ("", None),
    ],
)
def test_a_command_is_told_from_words(text: str, found: tuple[str, str] | None) -> None:
    assert topic_commands.read(text) == found


def test_every_command_and_choice_has_its_words() -> None:
    assert set(topic_work.MENU) == set(topic_commands.COMMANDS)
    assert all(
        f"/{name}" in topic_work.COMMANDS.english for name in topic_work.MENU if name != "help"
    )
    assert tuple(topic_work.OUTCOMES) == staff.OUTCOMES
    assert set(topic_work.MOMENTS) >= {"hour", "afternoon", "tomorrow", "monday"}
