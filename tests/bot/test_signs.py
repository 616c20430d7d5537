"""Signs are drawn on our own pages, and stay signs for whoever copies or hears them."""

import re
from pathlib import Path

import pytest

from bot import signs
from bot.simulator import pages
from handlers import checklists, rating
from locales import languages

TEMPLATES = sorted((Path(__file__).parents[2] / "bot").glob("*/templates/*.html"))
#: What is shown where no font has it as a box: pictures, and the mark that colours them.
EMOJI = re.compile("[\U0001f000-\U0001ffff\u2b1b-\u2b1c\u26a0\u260e\u2705\ufe0f]")
SAID = [
    languages.SIGN,
    *checklists.MARKS.values(),
    *(sign for _, sign in rating.FACES.values()),
]


@pytest.mark.parametrize("sign", SAID)
def test_every_sign_of_the_bot_is_drawn_and_can_still_be_copied(sign: str) -> None:
    made = signs.drawn(f"{sign} <b>")
    assert made.count("<svg") == 1 and made.endswith(" &lt;b&gt;")
    outside = re.sub("<[^>]*>", "", made)
    assert outside == f"{sign[0]} &lt;b&gt;"


def test_a_sign_in_an_address_does_not_break_its_link() -> None:
    made = pages.links(f"{languages.SIGN} https://example.be/{languages.SIGN}")
    assert made.count("<svg") == 1 and f'href="https://example.be/{languages.SIGN}"' in made


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parents[1].name}-{path.name}")
def test_no_page_shows_a_sign_that_is_not_drawn(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        drawn = re.sub(r"\{\{ '[^']*' \| drawn \}\}", "", line)
        assert EMOJI.search(drawn) is None, line
