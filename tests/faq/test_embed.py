"""Texts are cleaned before they reach the model, and a vector is made once."""

from pathlib import Path

import numpy as np
import pytest

from faq import embed
from faq.embed import Kind, VectorStore
from tests.faq.fakes import WordEncoder


@pytest.mark.parametrize(
    ("label", "text", "cleaned"),
    [
        ("space", "  a\n\n b\t c ", "a b c"),
        ("NUL", "a\x00b", "a b"),
        ("lone surrogate", "a\ud800b", "a b"),
        ("marks of direction", "\u2068a\u2069 \u200fb", "a b"),
        ("composed", "e\u0301", "é"),
        ("nothing", "", ""),
    ],
)
def test_a_text_is_cleaned(label: str, text: str, cleaned: str) -> None:
    assert embed.clean(text) == cleaned, label


def test_a_long_text_is_cut_between_words() -> None:
    cut = embed.clean("word " * 50_000)

    assert len(cut) <= embed.LONGEST
    assert cut.endswith("word")
    assert len(embed.clean("x" * 100_000)) == embed.LONGEST


def test_a_vector_is_made_once_and_kept_on_disk(tmp_path: Path) -> None:
    path, encoder = tmp_path / "deep" / "v.npz", WordEncoder()
    store = VectorStore.open(encoder, [path])
    first, made = store.vectors(["one two", "three", "one two"])
    store.save(path, ["one two", "three"])

    again = VectorStore.open(WordEncoder(), [None, path])
    second, made_again = again.vectors(["one two", "three", "one two"])

    assert (made, made_again) == (2, 0)
    assert encoder.asked == ["one two", "three"]
    assert np.allclose(first, second, atol=1e-3)
    assert [file.name for file in path.parent.iterdir()] == ["v.npz"]


def test_another_model_or_kind_or_text_needs_another_vector(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    store = VectorStore.open(WordEncoder(), [])
    store.vectors(["one"])
    store.save(path, ["one"])

    assert VectorStore.open(WordEncoder(), [path]).lacks(["one", "one ", "two"]) == 1
    assert VectorStore.open(WordEncoder(), [path]).lacks(["one"], Kind.PASSAGE) == 1
    assert VectorStore.open(WordEncoder("words-2"), [path]).lacks(["one"]) == 1


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.npz"
    path.write_bytes(content)

    assert VectorStore.open(WordEncoder(), [path]).lacks(["one"]) == 1
