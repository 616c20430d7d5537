"""Long texts are cut at edges, nothing is lost, and buttons that do not fit become numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import parts
from bot.channel import Limits
from bot.channels import simulator, telegram, whatsapp_send
from db.content import Button, Content
from db.models import Attachment, Delivery
from handlers.delivery import Prepared

CHANNELS = {
    "telegram": telegram.LIMITS,
    "whatsapp": whatsapp_send.LIMITS,
    "simulator": simulator.LIMITS,
}
LIMITS = pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)

#: Small, so that short texts are cut often.
SMALL = Limits(text=40, text_with_buttons=24, buttons=3, button_label=20, caption=16, media=1)

words = st.text("abz éшسባ中", min_size=1, max_size=60)
texts = st.lists(
    st.one_of(words, st.sampled_from(["\n", "\n\n", ". ", "، ", " " * 50])), max_size=12
)
buttons = st.lists(st.text("abcdé", min_size=1, max_size=26), max_size=5)


def content(text: str, *labels: str) -> Content:
    row = (Button(label=label, payload=f"p:{label}") for label in labels)
    return Content(text=text, buttons=tuple(row))


def bare(text: str) -> str:
    """Everything but the spaces, at which a cut is made."""
    return "".join(text.split())


@given(texts.map("".join), buttons, st.booleans())
def test_nothing_is_lost_and_every_part_fits(text: str, labels: list[str], has_file: bool) -> None:
    found = parts.split(content(text, *labels), SMALL, has_file=has_file)
    shown = bare("".join(part for part, _ in found))
    numbered = bare("".join(f"{number}.{label}" for number, label in enumerate(labels, 1)))
    hangs = bool(found and found[-1][1])
    assert shown in (bare(text), bare(text) + numbered)
    assert hangs or not labels or not found or shown.endswith(numbered)
    for number, (part, row) in enumerate(found):
        most = SMALL.text_with_buttons if row else SMALL.text
        assert len(part) <= most
        assert part.strip() or len(found) == 1
        assert not row or number == len(found) - 1
    if found and has_file:
        assert len(found[0][0]) <= SMALL.caption or found[0][1]


@LIMITS
@given(st.integers(0, 3), st.booleans())
def test_a_text_of_any_length_fits_every_channel(
    limits: Limits, times: int, has_buttons: bool
) -> None:
    text = "A sentence of the answer. " * (times * limits.text // 20)
    labels = ("Yes", "No") if has_buttons else ()
    found = parts.split(content(text.strip(), *labels), limits, has_file=False)
    assert bare("".join(part for part, _ in found)) == bare(text)
    for part, row in found:
        assert len(part) <= (limits.text_with_buttons if row else limits.text)


@LIMITS
def test_a_text_that_fits_stays_whole(limits: Limits) -> None:
    text = "x" * limits.text
    assert parts.split(content(text), limits, has_file=False) == [(text, ())]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A first paragraph is here.\n\nAnd the second one is here.", "A first paragraph is here."),
        (
            "The first line of two is here\nand the second is here",
            "The first line of two is here",
        ),
        ("The first sentence is here. The second one is here.", "The first sentence is here."),
        ("جملة أولى طويلة قليلا هنا، وهذه جملة ثانية هنا", "جملة أولى طويلة قليلا هنا،"),
        ("one two three four five six seven eight nine", "one two three four five six seven eight"),
        ("x" * 50, "x" * 40),
    ],
    ids=["paragraph", "line", "sentence", "arabic comma", "word", "no edge"],
)
def test_a_cut_is_made_at_the_best_edge(text: str, first: str) -> None:
    assert parts.split(content(text), SMALL, has_file=False)[0][0] == first


def test_an_edge_that_would_leave_a_tiny_part_is_not_taken() -> None:
    [first, *_] = parts.split(content("Hi.\n\n" + "word " * 20), SMALL, has_file=False)
    assert len(first[0]) > SMALL.text // 2


def test_buttons_hang_under_the_last_part_only() -> None:
    found = parts.split(content("word " * 20, "Yes", "No"), SMALL, has_file=False)
    assert [len(row) for _, row in found[:-1]] == [0] * (len(found) - 1)
    assert [one.label for one in found[-1][1]] == ["Yes", "No"]


def test_too_many_buttons_become_a_numbered_list() -> None:
    limits = simulator.LIMITS
    labels = [f"Topic {number}" for number in range(limits.buttons + 1)]
    [(text, row)] = parts.split(content("Which one?", *labels), limits, has_file=False)
    assert row == ()
    assert text.splitlines()[:3] == ["Which one?", "", "1. Topic 0"]
    assert text.endswith(f"{len(labels)}. {labels[-1]}")


def test_one_label_that_is_too_long_makes_all_of_them_numbers() -> None:
    labels = ("Housing", "How do we register at the municipality?", "None")
    [(text, row)] = parts.split(
        content("Which one?", *labels), whatsapp_send.LIMITS, has_file=False
    )
    assert row == ()
    assert text == "Which one?\n\n1. Housing\n2. How do we register at the municipality?\n3. None"


def test_the_first_part_beside_a_file_fits_under_it() -> None:
    found = parts.split(content("word " * 20), SMALL, has_file=True)
    assert 0 < len(found[0][0]) <= SMALL.caption


def test_no_text_is_no_part() -> None:
    assert parts.split(content(""), SMALL, has_file=True) == []
    assert parts.split(content(" \n "), SMALL, has_file=False) == []


def test_spaces_alone_never_make_a_part() -> None:
    found = parts.split(content(" " * 60 + "word" + " " * 60), SMALL, has_file=False)
    assert found == [("word", ())]


@pytest.mark.parametrize(
    ("channel", "kind", "sent"),
    [
        ("telegram", "voice", ["Good day"]),
        ("whatsapp", "voice", ["", "Good day"]),
        ("whatsapp", "photo", ["Good day"]),
    ],
)
def test_words_go_under_a_file_only_where_they_are_read(
    channel: str, kind: str, sent: list[str]
) -> None:
    prepared = Prepared(
        delivery=Delivery(id=1),
        to="phone-1",
        content=content("Good day"),
        language="en",
        files=(Attachment(kind=kind),),
        topic=None,
        topic_name="",
        reply_to=None,
        as_template=False,
    )
    assert [one.text for one in parts.messages(prepared, CHANNELS[channel], None)] == sent
