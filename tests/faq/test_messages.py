"""Messages that no entry answers: what the files hold, and what they must."""

from collections import Counter
from pathlib import Path

import pytest

from faq import engine, messages
from faq.entry import LANGUAGES
from faq.messages import Kind, Message
from faq.sensitive import SensitiveError, load

FIRE = Message(language="nl", kind=Kind.DANGER, text="Het brandt", intent="fire")
CHAT = Message(language="nl", kind=Kind.EVERYDAY, text='Tot "straks"', intent=None)


def test_lines_come_back_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "nl.jsonl").write_text("\n".join(messages.lines([FIRE, CHAT])), "utf-8")

    assert messages.load(tmp_path, {"fire"}) == (FIRE, CHAT)


@pytest.mark.parametrize(
    "line",
    [
        '{"kind": "danger", "intent": "flood", "text": "Water"}',
        '{"kind": "danger", "text": "No intent"}',
        '{"kind": "harmless", "intent": "fire", "text": "An intent"}',
        '{"kind": "weather", "text": "Sunny"}',
        '{"kind": "everyday", "text": " "}',
        '{"kind": "everyday", "text": 4}',
        '["everyday"]',
        "not JSON",
    ],
)
def test_a_line_with_a_fault_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "nl.jsonl").write_text("\n".join([*messages.lines([CHAT]), line]), "utf-8")

    with pytest.raises(SensitiveError, match=r"nl\.jsonl, line 2"):
        messages.load(tmp_path, {"fire"})


def test_a_language_that_is_not_ours_is_named(tmp_path: Path) -> None:
    (tmp_path / "it.jsonl").write_text("", "utf-8")

    with pytest.raises(SensitiveError, match=r"it\.jsonl"):
        messages.load(tmp_path, {"fire"})


def test_every_language_tells_every_danger_and_what_only_sounds_like_one() -> None:
    intents = load(engine.HERE / "sensitive.yaml", engine.HERE / "patterns.yaml")
    found = messages.load(engine.HERE / "messages", intents)
    told = Counter((one.language, one.intent) for one in found if one.intent)
    kinds = Counter((one.language, one.kind) for one in found)

    assert min(told[code, name] for code in LANGUAGES for name in intents) >= 5
    assert min(kinds[code, Kind.HARMLESS] for code in LANGUAGES) >= 200
    assert min(kinds[code, kind] for code in LANGUAGES for kind in Kind) >= 50
