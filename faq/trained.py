"""What training leaves: the file that ships beside the vectors, so that a start trains nothing."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from faq.alarm import Alarm, Letters, Network
from faq.embed import Encoder
from faq.search import Centring, Head
from faq.spelling import Index
from faq.training import Example

#: rises when what is kept, or how it is made, changes
FORMAT = 3
#: the questions that a ranker answers
FAQ, RISK = "faq", "risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Everything learnt from the examples, apart from their vectors."""

    #: names the examples, the encoders and the format it was learnt from
    fingerprint: str
    #: mean vectors per language, of each encoder
    meaning: Centring
    second: Centring
    #: by ranker: the regressions on each encoder's vectors
    heads: Mapping[str, tuple[Head, Head]]
    #: the spelling of all examples, in their order
    spelling: Index
    #: more signs of danger
    alarm: Alarm

    def save(self, path: Path) -> None:
        """Write it whole, in place of an older one."""
        kept: dict[str, Any] = {"fingerprint": np.array(self.fingerprint)}
        for name, centring in (("meaning", self.meaning), ("second", self.second)):
            kept |= {f"{name}.means": centring.means, f"{name}.overall": centring.overall}
            kept[f"{name}.languages"] = np.array(centring.languages)
        for name, (meaning, second) in self.heads.items():
            kept[f"{name}.classes"] = np.array(meaning.classes)
            kept[f"{name}.meaning"] = meaning.weights.astype(np.float16)
            kept[f"{name}.second"] = second.weights.astype(np.float16)
        for part in ("starts", "rows", "weights", "rarity"):
            kept[f"spelling.{part}"] = getattr(self.spelling, part)
        kept["spelling.size"] = np.array(self.spelling.size)
        kept |= _alarm_parts(self.alarm)
        draft = path.with_name(f"{path.name}.new")
        with draft.open("wb") as file:
            np.savez_compressed(file, **kept)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path, fingerprint: str) -> Self | None:
        """The file, if it is whole and was learnt from just this; None otherwise."""
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                kept = {name: file[name] for name in file.files}
            if str(kept["fingerprint"]) != fingerprint:
                return None
            return cls(
                fingerprint=fingerprint,
                meaning=_centring(kept, "meaning"),
                second=_centring(kept, "second"),
                heads={name: _heads(kept, name) for name in (FAQ, RISK)},
                spelling=_index(kept),
                alarm=_alarm(kept),
            )
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None


def fingerprint(examples: Sequence[Example], *encoders: Encoder) -> str:
    """Changes with any example, encoder or FORMAT."""
    said = [[e.text, e.language, e.entry, e.intent, e.weight] for e in examples]
    versions = [encoder.version for encoder in encoders]
    joined = json.dumps([FORMAT, versions, said], ensure_ascii=True)
    return hashlib.sha256(joined.encode()).hexdigest()


def _centring(kept: Mapping[str, Any], name: str) -> Centring:
    return Centring(
        means=kept[f"{name}.means"],
        languages=tuple(kept[f"{name}.languages"].tolist()),
        overall=kept[f"{name}.overall"],
    )


def _heads(kept: Mapping[str, Any], name: str) -> tuple[Head, Head]:
    classes = tuple(kept[f"{name}.classes"].tolist())
    meaning, second = (
        Head(weights=kept[f"{name}.{part}"].astype(np.float32), classes=classes)
        for part in ("meaning", "second")
    )
    return meaning, second


def _index(kept: Mapping[str, Any]) -> Index:
    parts = {part: kept[f"spelling.{part}"] for part in ("starts", "rows", "weights", "rarity")}
    return Index(size=int(kept["spelling.size"]), **parts)


def _alarm_parts(alarm: Alarm) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "alarm.letters": alarm.letters.weights.astype(np.float16),
        "alarm.bias": np.array(alarm.letters.bias),
    }
    for part in ("into", "out"):
        rows = [getattr(network, part) for network in alarm.networks]
        kept[f"alarm.{part}"] = np.stack(rows).astype(np.float16)
    return kept


def _alarm(kept: Mapping[str, Any]) -> Alarm:
    into, out = (kept[f"alarm.{part}"].astype(np.float32) for part in ("into", "out"))
    letters = Letters(
        weights=kept["alarm.letters"].astype(np.float32), bias=float(kept["alarm.bias"])
    )
    networks = (Network(into=a, out=b) for a, b in zip(into, out, strict=True))
    return Alarm(networks=tuple(networks), letters=letters)
