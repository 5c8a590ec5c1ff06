"""Reading JSON documents: cases and limits. Every problem names file, field and remedy."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.errors import InputError

LARGEST_FILE = 200 * 1024 * 1024
Document = TypeVar("Document", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Written:
    """One case as it stands in a file, before it is checked."""

    file: str
    place: str
    body: Any


def written_cases(path: Path) -> Iterator[Written | InputError]:
    """Yield the cases of a file; see `cases_in`.

    Raises
    ------
    InputError
        If the file cannot be read, or nothing in it is JSON.
    """
    yield from cases_in(_text(path), path.name)


def cases_in(text: str, file: str) -> Iterator[Written | InputError]:
    """Yield the cases of a text: one case, a list of cases, or one case per line (JSONL).

    A line that is not JSON is yielded as an error, so that the others go on.

    Parameters
    ----------
    text : str
        JSON or JSONL.
    file : str
        The name by which problems are told.

    Raises
    ------
    InputError
        If nothing in it is JSON.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as problem:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if not _looks_like_lines(lines):
            raise InputError(
                f"is not JSON ({_short(problem)})", file=file, remedy="Give a JSON case, a list of cases, or JSONL"
            ) from None
        for number, line in lines:
            try:
                yield Written(file, f"line {number}", json.loads(line))
            except (ValueError, RecursionError) as wrong:
                yield InputError(f"is not JSON ({_short(wrong)})", file=file, field=f"line {number}")
        return
    if isinstance(body, list):
        for index, one in enumerate(body):
            yield Written(file, f"[{index}]", one)
    else:
        yield Written(file, "", body)


def read_case(written: Written) -> Case:
    """Check one case.

    Raises
    ------
    InputError
        With the first field that is wrong; the message counts the others.
    """
    return _validate(Case, written.body, written.file, written.place)


def read_limits(path: Path) -> Limits:
    """Read a limits file.

    Raises
    ------
    InputError
        If it cannot be read, or a field is unknown, out of range or contradicts another.
    """
    try:
        body = json.loads(_text(path))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"is not JSON ({_short(problem)})", file=path.name) from None
    return _validate(Limits, body, path.name, "")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("is larger than 200 MB", file=path.name, remedy="Split it into several files")
        return decoded(path.read_bytes(), path.name)
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", file=path.name) from None


def decoded(data: bytes, file: str) -> str:
    """Return the text of a file's bytes.

    Raises
    ------
    InputError
        If it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8", file=file, remedy="Save it as UTF-8 JSON") from None


def _looks_like_lines(lines: list[tuple[int, str]]) -> bool:
    """Say whether a text is JSONL: more than one line, and at least one of them a JSON object."""

    def is_object(line: str) -> bool:
        try:
            return isinstance(json.loads(line), dict)
        except (ValueError, RecursionError):
            return False

    return len(lines) > 1 and any(is_object(line) for _, line in lines)


def _short(problem: Exception) -> str:
    return "nested too deeply" if isinstance(problem, RecursionError) else str(problem).split("\n")[0]


def _validate(model: type[Document], body: Any, file: str, place: str) -> Document:
    if not isinstance(body, dict):
        kind = "a list" if isinstance(body, list) else f"{type(body).__name__}"
        raise InputError(f"is {kind}, not an object", file=file, field=place, remedy="See docs/formats.md")
    try:
        return model.model_validate(body)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        raise _told(model, errors[0], len(errors) - 1, body, file, place) from None


def _told(model: type[BaseModel], error: Any, others: int, body: dict[str, Any], file: str, place: str) -> InputError:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    who = f" of case {body['case_id']!r}" if isinstance(body.get("case_id"), str) else ""
    more = f" ({others} more problem{'s' if others > 1 else ''} after this one)" if others else ""
    remedy = ""
    match error["type"]:
        case "missing":
            message = "is missing"
        case "extra_forbidden":
            message = "is not a known field"
            near = get_close_matches(str(error["loc"][-1]), _fields(model, error["loc"][:-1]), n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]}?" if near else ""
        case "literal_error" | "enum":
            message = f"{_shown(error['input'])} is not allowed"
            remedy = f"Choose one of {error['ctx']['expected']}"
        case _:
            message = f"{error['msg'].removeprefix('Value error, ')}, not {_shown(error['input'])}"
            if error["type"] == "value_error":
                message = error["msg"].removeprefix("Value error, ")
    field = ": ".join(part for part in (place, path) if part)
    return InputError(f"{message}{who}{more}", file=file, field=field, remedy=remedy)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """Return the field names that are known at a place inside a document."""
    schema: Any = model.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})

    def inner(node: Any) -> Any:
        while "$ref" in node or "anyOf" in node:
            node = definitions[node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node["anyOf"][0]
        return node

    node = schema
    for part in location:
        node = inner(node)
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
    return sorted(inner(node).get("properties", {}))
