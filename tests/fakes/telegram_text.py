"""Text as the Bot API reads it: HTML into plain text and entities, with its errors and limits."""

import re
from html import unescape
from typing import Any

#: Characters of a message and of a caption, after the entities were parsed (Bot API, sendMessage).
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

#: HTML tag to entity type (Bot API, "HTML style").
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)
        (?P<attributes>(?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.:/-]+))?)*)\s*>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.:/-]+)))?""")
_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")

Entity = dict[str, Any]


class TextError(Exception):
    """The Bot API refuses this text."""


def read(text: str, parse_mode: str | None, limit: int) -> tuple[str, list[Entity]]:
    """Plain text and entities of `text`; TextError holds the description the Bot API would give."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise TextError("strings must be encoded in UTF-8")
    if parse_mode is None or parse_mode == "":
        plain, entities = text, list[Entity]()
    elif parse_mode.lower() == "html":
        plain, entities = _parse(text)
    else:
        raise TextError("unsupported parse_mode")
    plain, entities = _trim(plain, entities)
    if len(plain) > limit:
        raise TextError(f"message {'caption ' if limit == CAPTION_LIMIT else ''}is too long")
    return plain, entities


def _parse(text: str) -> tuple[str, list[Entity]]:
    plain = ""
    entities: list[Entity] = []
    open_tags: list[tuple[str, int, dict[str, str]]] = []
    position = 0
    while position < len(text):
        if reference := _REFERENCE.match(text, position):
            plain += unescape(reference.group())
            position = reference.end()
        elif text[position] != "<":
            plain += text[position]
            position += 1
        else:
            tag = _tag_at(text, position)
            if tag["end"]:
                name, start, attributes = _close(open_tags, tag["name"].lower(), text, position)
                if _units(plain) > start:
                    entities.append(_entity(name, start, _units(plain), attributes))
            else:
                attributes = _open(tag, text, position)
                open_tags.append((tag["name"].lower(), _units(plain), attributes))
            position = tag.end()
    if open_tags:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return plain, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _tag_at(text: str, position: int) -> re.Match[str]:
    tag = _TAG.match(text, position)
    if tag is None:
        raise _unparsable(f'Unsupported start tag "" at byte offset {_offset(text, position)}')
    return tag


def _open(tag: re.Match[str], text: str, position: int) -> dict[str, str]:
    name = tag["name"].lower()
    attributes = {
        key.lower(): unescape(double or single or bare)
        for key, double, single, bare in _ATTRIBUTE.findall(tag["attributes"])
    }
    spoiler = name != "span" or attributes.get("class") == "tg-spoiler"
    if name not in TAGS or not spoiler:
        where = _offset(text, position)
        raise _unparsable(f'Unsupported start tag "{name}" at byte offset {where}')
    return attributes


def _close(
    open_tags: list[tuple[str, int, dict[str, str]]], name: str, text: str, position: int
) -> tuple[str, int, dict[str, str]]:
    if not open_tags:
        raise _unparsable(f"Unexpected end tag at byte offset {_offset(text, position)}")
    if open_tags[-1][0] != name:
        raise _unparsable(
            f"Unmatched end tag at byte offset {_offset(text, position)}, "
            f'expected "</{open_tags[-1][0]}>", found "</{name}>"'
        )
    return open_tags.pop()


def _entity(name: str, start: int, end: int, attributes: dict[str, str]) -> Entity:
    entity: Entity = {"type": TAGS[name], "offset": start, "length": end - start}
    if name == "a":
        entity["url"] = attributes.get("href", "")
    return entity


def _trim(plain: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The Bot API strips white space at both ends and moves the entities along."""
    shift = _units(plain) - _units(plain.lstrip())
    trimmed = plain.strip()
    end = _units(trimmed)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        stop = min(entity["offset"] + entity["length"] - shift, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return trimmed, moved


def _units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def _offset(text: str, position: int) -> int:
    return len(text[:position].encode())


def _unparsable(reason: str) -> TextError:
    return TextError(f"can't parse entities: {reason}")
