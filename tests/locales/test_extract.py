"""The templates: complete, with contexts, and the same on every day."""

from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from locales import extract

ENTRY = """
id: open-bank-account
group: money
question: How do we open an account?
short: Ask any bank.
details: ''
steps: [Take the residence card., Ask for a basic account.]
regions: {flanders: Only in Flanders., brussels: null}
examples: {en: [not for translators]}
"""
INTENTS = """
intents:
- id: fire
  says_first: >-
    Get out,
    call 112.
"""


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    (folder / "entries" / "money").mkdir(parents=True)
    (folder / "entries" / "money" / "open-bank-account.yaml").write_text(ENTRY)
    (folder / "sensitive.yaml").write_text(INTENTS)
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    (folder / "templates").mkdir(parents=True)
    page = "<h1>{{ _('Cases') }}</h1>{% trans name=x %}{{ name }} waits{% endtrans %}"
    (folder / "templates" / "cases.html").write_text(page)
    (folder / "views.py").write_text("def view(t):\n    return t.gettext('Signed out')\n")
    return folder


def test_every_translated_part_of_an_entry_stands_under_its_context(faq: Path) -> None:
    found = {message.context: message.id for message in extract.faq_template(faq) if message.id}
    assert found == {
        "open-bank-account/question": "How do we open an account?",
        "open-bank-account/short": "Ask any bank.",
        "open-bank-account/steps.1": "Take the residence card.",
        "open-bank-account/steps.2": "Ask for a basic account.",
        "open-bank-account/region.flanders": "Only in Flanders.",
        "sensitive/fire/says_first": "Get out, call 112.",
    }


def test_the_words_of_the_desk_come_from_templates_and_code(desk: Path) -> None:
    found = {message.id for message in extract.desk_template(desk) if message.id}
    assert found == {"Cases", "%(name)s waits", "Signed out"}


def test_a_template_of_the_desk_with_a_mistake_is_an_error(desk: Path) -> None:
    (desk / "templates" / "broken.html").write_text("{% trans %}never ended")
    with pytest.raises(TemplateSyntaxError):
        extract.desk_template(desk)


def test_the_texts_carry_their_notes_and_limits() -> None:
    message = extract.messages().get("Yes, it is safe")
    assert message is not None
    assert message.auto_comments[0] == "emergency.YES_SAFE"
    assert "at most 20 characters" in message.auto_comments


def test_templates_have_no_dates_and_no_line_numbers(faq: Path, desk: Path) -> None:
    for content in extract.templates(faq, desk).values():
        assert "Date" not in content
        assert "#:" not in content
    assert extract.templates(faq, desk) == extract.templates(faq, desk)


def test_a_stale_template_fails_the_check(
    faq: Path, desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--faq", str(faq), "--desk", str(desk), "--into", str(tmp_path)]
    assert extract.main([*arguments, "--check"]) == 1
    assert not (tmp_path / "faq.pot").exists(), "a check writes nothing"
    assert extract.main(arguments) == 0
    assert extract.main([*arguments, "--check"]) == 0
    (faq / "sensitive.yaml").write_text(INTENTS.replace("112", "101"))
    capsys.readouterr()
    assert extract.main([*arguments, "--check"]) == 1
    assert "faq.pot is stale" in capsys.readouterr().out
