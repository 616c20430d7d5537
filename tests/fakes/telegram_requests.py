"""Reads a request to the Bot API and lets aiogram's models judge it."""

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pydantic
from aiogram import methods
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile
from starlette.datastructures import UploadFile
from starlette.requests import Request

#: Parameters in which people may write "attach://" without meaning it.
_TEXTS = ("text", "caption", "reply_markup")

Model = type[TelegramMethod[Any]]


class InvalidRequestError(Exception):
    """The request is not one that the Bot API knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a request."""

    #: Name given by the sender.
    name: str
    #: MIME type given by the sender.
    mime: str
    #: What is in it.
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One accepted request."""

    #: Name as the documentation writes it, e.g. "sendMessage".
    method: str
    #: Parameters that were given, validated and converted; nested objects are dicts.
    params: dict[str, Any]
    #: Files by form field.
    uploads: dict[str, Upload] = field(default_factory=dict)


async def read(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Raw parameters and files, from the query, a JSON body or a form of either kind."""
    raw: dict[str, Any] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    if "application/json" in request.headers.get("content-type", ""):
        raw.update(_json_object(await request.body()))
    elif request.method == "POST":
        async with request.form(max_files=100) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = await _upload(value)
                else:
                    raw[name] = value
    return raw, uploads


def find_name(method: str) -> str | None:
    """The documented spelling of `method`: the Bot API does not mind the case."""
    model = _models().get(method.lower())
    return model.__api_method__ if model else None


def judge(method: str, raw: dict[str, Any], uploads: dict[str, Upload]) -> Call:
    """The request as a `Call`; InvalidRequestError says what is wrong with it."""
    model = _models()[method.lower()]
    values = {name: _decoded(model, name, value) for name, value in raw.items()}
    for name, upload in uploads.items():
        if name in model.model_fields and name not in values:
            values[name] = BufferedInputFile(upload.content, upload.name)
    try:
        checked = model.model_validate(values)
    except pydantic.ValidationError as error:
        raise InvalidRequestError(f"{method}: {_first_line(error)}") from error
    if unknown := list(_unknown(checked, method)):
        raise InvalidRequestError("; ".join(unknown))
    _require_attachments(method, raw, uploads)
    params = checked.model_dump(exclude_unset=True, exclude_none=True, warnings=False)
    return Call(method=method, params=params, uploads=uploads)


@cache
def _models() -> dict[str, Model]:
    found = [getattr(methods, name) for name in methods.__all__ if name != "TelegramMethod"]
    return {
        item.__api_method__.lower(): item
        for item in found
        if isinstance(item, type) and issubclass(item, TelegramMethod)
    }


def _decoded(model: Model, name: str, value: object) -> object:
    """A form carries objects and lists as JSON text; a field for text is left as it is."""
    described = model.model_fields.get(name)
    if not isinstance(value, str) or described is None or _admits_text(described.annotation):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _admits_text(annotation: object) -> bool:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return any(_admits_text(option) for option in typing.get_args(annotation))
    return annotation is str


def _unknown(value: object, path: str) -> Iterator[str]:
    if isinstance(value, pydantic.BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}: unknown parameter {name!r}"
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _unknown(item, path)


def _require_attachments(method: str, raw: dict[str, Any], uploads: dict[str, Upload]) -> None:
    """Every attach:// name must have come along as a file."""
    text = json.dumps({name: value for name, value in raw.items() if name not in _TEXTS})
    named = {part.split('"')[0].split("\\")[0] for part in text.split("attach://")[1:]}
    if missing := sorted(named - set(uploads)):
        raise InvalidRequestError(f"{method}: attached files are missing: {missing}")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise InvalidRequestError("the body is not JSON") from error
    if not isinstance(value, dict):
        raise InvalidRequestError("the body is not a JSON object")
    return value


async def _upload(file: UploadFile) -> Upload:
    return Upload(
        name=file.filename or "file",
        mime=file.content_type or "application/octet-stream",
        content=await file.read(),
    )


def _first_line(error: pydantic.ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
