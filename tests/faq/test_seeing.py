"""What is read of a message beside the whole of it."""

from pathlib import Path

from faq import seeing, sensitive
from tests.faq.fakes import write_knowledge


def test_the_sentence_with_the_words_of_a_danger_is_read_wherever_it_stands(
    tmp_path: Path,
) -> None:
    root = write_knowledge(tmp_path)
    intents = sensitive.load(root / "sensitive.yaml", root / "patterns.yaml")
    filling = "".join(f"This is sentence number {n}. " for n in range(40))
    long = f"{filling}The kitchen is on fire. {filling}"

    found = seeing.pieces(long[:300], long, ("fire",), intents)

    assert found.telling == ("The kitchen is on fire",)
    assert found.every[0] == "The kitchen is on fire"
    assert len(found.every) == sensitive.PIECES
    assert seeing.pieces("On fire!", "On fire!", ("fire",), intents).telling == ()
