"""What people confirmed or corrected, laid over the files. Pure.

A review counts while the English is the one it was read beside, and the translation the one it came
in place of. Once the files say the same as confirmed, they need it no more.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from locales.catalogue import Key
from locales.leaves import Leaf
from locales.policy import State


class Review(Protocol):
    """As the database keeps it."""

    domain: str
    key: str
    language: str
    english_hash: str
    base_hash: str
    forms: list[str]


def fingerprint(forms: Sequence[str]) -> str:
    """The hash of every form of a text; "" for no text."""
    joined = "\x1e".join(forms)
    return hashlib.sha256(joined.encode()).hexdigest() if joined else ""


def settle(leaves: Mapping[Key, Leaf], reviews: Iterable[Review]) -> dict[Key, tuple[str, ...]]:
    """What is said in place of the files, by message; `reviews` come the oldest first."""
    said: dict[Key, tuple[str, ...]] = {}
    for one in reviews:
        key = (one.domain, one.language, one.key)
        leaf = leaves.get(key)
        if leaf is None or one.english_hash != fingerprint(leaf.english):
            continue
        if one.base_hash == fingerprint(said.get(key, leaf.strings)):
            said[key] = tuple(one.forms)
    return {key: forms for key, forms in said.items() if not _is_filed(leaves[key], forms)}


def _is_filed(leaf: Leaf, forms: Sequence[str]) -> bool:
    """The files have caught up."""
    return leaf.state is State.CONFIRMED and leaf.strings == tuple(forms)
