"""A tiny knowledge and a deterministic encoder: words in common make texts similar."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from faq.embed import DIMENSIONS, Kind, Vectors, clean
from faq.fold import fold

ENTRY: dict[str, Any] = {
    "id": "child-benefit",
    "group": "money",
    "priority": 1,
    "question": "How do we apply for child benefit?",
    "short": "Choose a payer and apply. It is not automatic.",
    "details": "Have the register numbers ready.",
    "steps": ["Choose a payer", "Fill in the form"],
    "regions": {"flanders": "Groeipakket.", "brussels": "Famiris."},
    "official_body": "The payer",
    "sources": [{"url": "https://example.org", "seen_on": "DAY", "page_age": "undated"}],
    "evidence": "sourced",
    "time_sensitive": False,
    "review_by": "DAY",
    "related": [],
    "always_offer_person": False,
    "examples": {
        "en": ["Where do we ask for child benefit?", "Is child benefit automatic?"],
        "nl": ["Waar vragen we kinderbijslag aan?"],
    },
}
DENTIST = ENTRY | {
    "id": "dentist",
    "group": "health",
    "question": "How do we find a dentist?",
    "regions": {},
    "related": ["child-benefit"],
    "examples": {"en": ["Which dentist takes new patients?", "Is the dentist free?"]},
}
FIRE: dict[str, Any] = {
    "id": "fire",
    "tier": "emergency_first",
    "numbers": ["112"],
    "says_first": "Get out and call 112.",
    "must_not": ["give repair advice"],
    "related": "dentist",
    "also": [],
    "examples": {"en": ["The kitchen is burning", "Flames come from the oven"]},
    "lookalikes": ["The fire insurance is expensive"],
}
HUMAN = FIRE | {
    "id": "wants-a-human",
    "tier": "staff",
    "numbers": [],
    "examples": {"en": ["I want to talk to a real person"]},
    "lookalikes": ["Can I talk to the teacher"],
}
PATTERNS = {"fire": [r"\bon fire\b"], "wants-a-human": [r"\breal person\b"]}
MESSAGES = (
    {"kind": "danger", "intent": "fire", "text": "Smoke everywhere"},
    {"kind": "harmless", "text": "Great fireworks"},
    {"kind": "everyday", "text": "See you on Sunday"},
    {"kind": "elsewhere", "text": "What is the weather tomorrow?"},
    {"kind": "elsewhere", "text": "Who won the football match?"},
)
CHAT = {"greeting": [["hello", "hallo"]], "thanks": [["thanks"]], "fine": [["ok"]]}


class WordEncoder:
    """Each word has its own random direction; a text is the sum of its words."""

    def __init__(self, version: str = "words-1") -> None:
        self.version = version
        #: every text that was asked, in order
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.asked += texts
        rows = [sum((_direction(w) for w in _words(t)), _direction(kind) * 0.3) for t in texts]
        made = np.array(rows, np.float32).reshape(len(texts), DIMENSIONS)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def write_entry(root: Path, entry: dict[str, Any]) -> Path:
    """Writes one entry where `load` looks for it."""
    path = root / entry["group"] / f"{entry['id']}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(entry, allow_unicode=True).replace("DAY", "2027-11-30")
    path.write_text(text, "utf-8")
    return path


def write_knowledge(root: Path) -> Path:
    """A whole little knowledge: two entries, two intents."""
    for entry in (ENTRY, DENTIST):
        write_entry(root / "entries", entry)
    files = {
        "sensitive.yaml": {"intents": [FIRE, HUMAN]},
        "patterns.yaml": PATTERNS,
        "chat.yaml": CHAT,
    }
    for name, content in files.items():
        (root / name).write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    (root / "messages").mkdir(exist_ok=True)
    lines = "".join(json.dumps(message) + "\n" for message in MESSAGES)
    (root / "messages" / "en.jsonl").write_text(lines, "utf-8")
    return root


def _words(text: str) -> list[str]:
    return [word.strip("?.,!") for word in fold(clean(text)).split()]


def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
