"""A few words go on about the answer before them, or say something of their own."""

import pytest

from faq import following


@pytest.mark.parametrize(
    ("text", "code", "follows"),
    [
        ("and for adults?", "en", (True, True)),
        ("en voor kinderen?", "nl", (True, True)),
        ("Et pour les enfants ?", "fr", (True, True)),
        ("وللأطفال؟", "ar", (True, True)),
        ("hoeveel kost dat", "nl", (True, True)),
        ("wanneer?", "nl", (True, True)),
        ("where can I find it", "en", (True, True)),
        ("opening hours", "en", (False, True)),
        ("kan ik een wasmachine krijgen", "nl", (False, True)),
        ("وزارة الخارجية", "ar", (False, True)),
        ("second hand washing machine Ghent", "en", (False, False)),
        ("<script>alert(1)</script>", None, (False, False)),
        ("112", None, (False, False)),
        ("", None, (False, False)),
    ],
)
def test_what_goes_on_is_told_by_its_words(
    text: str, code: str | None, follows: tuple[bool, bool]
) -> None:
    """Where something else is nearer, and where nothing is."""
    assert tuple(following.follows(text, code, is_near=near) for near in (False, True)) == follows
