"""What is no question gets what a polite person would say."""

import pytest

from faq import chat, engine
from faq.chat import Chat

PHRASES = chat.load(engine.HERE / "chat.yaml")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello!", Chat.GREETING),
        ("hallo goeiemorgen", Chat.GREETING),
        ("السلام عليكم", Chat.GREETING),
        ("Bonjour 🙂", Chat.GREETING),
        ("ok merci beaucoup", Chat.THANKS),
        ("Bedankt!!!", Chat.THANKS),
        ("Tot ziens", Chat.GOODBYE),
        ("Are you a robot?", Chat.ROBOT),
        ("es-tu un robot ?", Chat.ROBOT),
        ("هل أنت روبوت؟", Chat.ROBOT),
        ("ja", Chat.FINE),
        ("👍👍", Chat.EMOJI),
        ("https://example.org/a?b=c", Chat.LINK),
        ("www.example.be", Chat.LINK),
        ("", Chat.NONSENSE),
        ("???", Chat.NONSENSE),
        ("12345", Chat.NONSENSE),
        ("x", Chat.NONSENSE),
        ("aaaaaa", Chat.NONSENSE),
        ("asdfghjkl", Chat.NONSENSE),
        ("grtzpkwx", Chat.NONSENSE),
    ],
)
def test_small_talk_is_recognised(text: str, kind: Chat) -> None:
    assert chat.recognise(text, PHRASES) is kind


@pytest.mark.parametrize(
    "text",
    [
        "hello, how do we find a dentist?",
        "OCMW",
        "BIM",
        "tandarts",
        "Is https://example.org the right page for child benefit?",
        "الطبيب",
        "school?",
        "112",
    ],
)
def test_what_may_be_a_question_is_not_small_talk(text: str) -> None:
    assert chat.recognise(text, PHRASES) is None
