"""What staff stand for is written into the catalogues, and counted."""

import datetime as dt
import shutil
from pathlib import Path

from bot.commands import texts
from db.models import TranslationReview
from locales import catalogue, leaves, review, reviews
from locales.policy import Kind, State
from tests.bot.test_cli import Run, fine

NOW = dt.datetime(2026, 2, 4, 9, tzinfo=dt.UTC)


def folder_of(tmp_path: Path, language: str) -> Path:
    target = tmp_path / language / "LC_MESSAGES"
    shutil.copytree(catalogue.FOLDER / language / "LC_MESSAGES", target)
    return tmp_path


def of_leaf(leaf: leaves.Leaf, *forms: str) -> TranslationReview:
    return TranslationReview(
        domain=leaf.domain,
        key=leaf.key,
        language=leaf.language,
        english_hash=reviews.fingerprint(leaf.english),
        base_hash=reviews.fingerprint(leaf.strings),
        forms=list(forms or leaf.strings),
        staff_id=1,
        at=NOW,
    )


def test_every_kind_of_message_is_written_as_confirmed(tmp_path: Path) -> None:
    root = folder_of(tmp_path, "ar")
    there = list(leaves.read("ar", root).values())
    plural = next(one for one in there if len(one.strings) == 6)
    sentence = next(one for one in there if one.key.startswith("May we write to you"))
    answer = next(one for one in there if one.domain == "faq")
    found = [of_leaf(plural), of_leaf(sentence), of_leaf(answer, "جواب أفضل")]
    written = texts._write(found, "ar", root)
    assert written == ["ar/LC_MESSAGES/faq.po", "ar/LC_MESSAGES/messages.po"]

    after = leaves.read("ar", root)
    assert [after[one.name].state for one in (plural, sentence, answer)] == [State.CONFIRMED] * 3
    assert after[answer.name].strings == ("جواب أفضل",)
    assert after[plural.name].strings == plural.strings
    assert sum(one.state is State.CONFIRMED for one in after.values()) == 3
    assert reviews.settle(after, found) == {}, "the files say it now"
    answers = sum(one.kind is Kind.ANSWER for one in after.values())
    assert f"1 of {answers}" in review.page(root)
    assert texts._write(found, "ar", root) == []


def test_without_reviews_nothing_is_written(staff: Run, tmp_path: Path) -> None:
    root = folder_of(tmp_path / "copy", "ti")
    (root / review.NAME).write_text(review.page(root), "utf-8")
    assert "nothing to write" in fine(staff("locales", "export", "--into", str(root)))


def test_the_page_of_the_project_is_not_stale() -> None:
    assert review.main(["--check"]) == 0
