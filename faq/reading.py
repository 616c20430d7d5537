"""Checks shared by the YAML files of this package. They collect faults and never stop at one."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

#: the loader in C where PyYAML has it: 93 entries in a quarter of a second instead of three
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fault(Exception):
    """One file is not as it must be."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__("; ".join(texts))
        #: what is wrong, one sentence each
        self.texts = texts


def parse(path: Path) -> Any:
    """What a YAML file holds. Raises yaml.YAMLError, UnicodeDecodeError or OSError."""
    return yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506  (a safe loader)


def is_text(value: object) -> bool:
    """A text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def is_day(value: object) -> bool:
    """A date, and not an instant."""
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def key_faults(
    raw: Mapping[str, Any], required: Collection[str], optional: Collection[str]
) -> list[str]:
    """Missing and unknown keys."""
    missing = sorted(set(required) - set(raw))
    unknown = sorted(str(key) for key in set(raw) - set(required) - set(optional))
    return [f"{key} is missing" for key in missing] + [f"unknown key {key}" for key in unknown]


def list_faults(raw: Mapping[str, Any], key: str) -> list[str]:
    """Whether `key`, if there, is a list of texts."""
    value = raw.get(key)
    if value is None or (isinstance(value, list) and all(map(is_text, value))):
        return []
    return [f"{key} must be a list of texts"]


def record_faults(
    raw: Mapping[str, Any], key: str, fields: Collection[str], optional: Collection[str] = ()
) -> list[str]:
    """Whether `key`, if there, is a list of mappings with these fields, and no other ones."""
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        return [f"{key} must be a list"]
    faults = [
        f"{key} {n} must have {', '.join(sorted(fields))}"
        for n, record in enumerate(value, 1)
        if not isinstance(record, dict) or set(record) - set(optional) != set(fields)
    ]
    if not faults and "seen_on" in fields:
        faults = [
            f"{key} {n}: seen_on must be a day"
            for n, record in enumerate(value, 1)
            if not is_day(record["seen_on"])
        ]
    return faults


def example_faults(value: object, languages: Collection[str]) -> list[str]:
    """Whether this is {language: [texts]} in languages we know, with English among them."""
    if not isinstance(value, dict):
        return ["examples must be a mapping of languages"]
    faults = [f"examples: unknown language {code}" for code in value if code not in languages]
    faults += [fault for code in value for fault in list_faults(value, code)]
    if not value.get("en"):
        faults.append("examples: English is missing")
    return faults
