"""Reading JSON documents: cases and limits. Every problem names file, field and remedy."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.errors import InputError

LARGEST_FILE = 200 * 1024 * 1024
DOCUMENT_FIELDS = frozenset({"schema", "case_id", "diagnosis", "alterations"})
TYPES = {
    "NoneType": "null", "str": "a text", "bool": "true or false", "int": "a number", "float": "a number",
    "list": "a list",
}  # fmt: skip
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
        If nothing in it is JSON, or it is an empty list.
    """
    try:
        body = parse_json(text)
    except (ValueError, RecursionError) as problem:
        # Only a line feed ends a line of JSONL: a text may hold U+2028 and its like.
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if not _looks_like_lines(lines):
            raise InputError(
                f"is not JSON ({_short(problem)})", file=file, remedy="Give a JSON case, a list of cases, or JSONL"
            ) from None
        for number, line in lines:
            try:
                yield Written(file, f"line {number}", parse_json(line))
            except (ValueError, RecursionError) as wrong:
                yield InputError(f"is not JSON ({_short(wrong)})", file=file, field=f"line {number}")
        return
    if isinstance(body, list):
        if not body:
            raise InputError("holds no case", file=file, remedy="Give a list with at least one case")
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
    """Read a limits file; see `limits_in`."""
    return limits_in(_text(path), path.name)


def limits_in(text: str, file: str) -> Limits:
    """Read the text of a limits document.

    Raises
    ------
    InputError
        If it cannot be read, or a field is unknown, out of range or contradicts another.
    """
    try:
        body = parse_json(text)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"is not JSON ({_short(problem)})", file=file) from None
    return _validate(Limits, body, file, "")


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


def parse_json(text: str) -> Any:
    """Parse JSON; a field that stands twice in one object is refused, since one of its values would be lost."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            raise ValueError(f"the field {next(name for name in names if names.count(name) > 1)!r} stands twice")
        return found

    def number(written: str) -> int | float:
        # 24.0 is a whole number to a JSON Schema, and tables are often written so.
        read = float(written)
        return int(read) if read.is_integer() and abs(read) < 2**53 else read

    return json.loads(text, object_pairs_hook=once, parse_float=number)


def _looks_like_lines(lines: list[tuple[int, str]]) -> bool:
    """Say whether a text is JSONL: more than one line, and at least one of them a document."""

    def is_document(line: str) -> bool:
        try:
            body = json.loads(line)
        except (ValueError, RecursionError):
            return False
        # An object alone may be one alteration on a line of a case that was laid out by hand.
        return isinstance(body, dict) and not DOCUMENT_FIELDS.isdisjoint(body)

    return len(lines) > 1 and lines[0][1].strip() != "[" and any(is_document(line) for _, line in lines)


def _short(problem: Exception) -> str:
    return "nested too deeply" if isinstance(problem, RecursionError) else str(problem).split("\n")[0]


def _validate(model: type[Document], body: Any, file: str, place: str) -> Document:
    if not isinstance(body, dict):
        raise InputError(
            f"is {TYPES[type(body).__name__]}, not an object", file=file, field=place, remedy="See docs/formats.md"
        )
    unwritable = _unwritable(body)
    if unwritable is not None:
        field, words = unwritable
        raise InputError(words, file=file, field=": ".join(part for part in (place, field) if part))
    try:
        # As JSON and strictly, as the published schema reads it: "24" and true are no numbers.
        return model.model_validate_json(json.dumps(body), strict=True)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        raise _told(model, _first(errors), len(errors) - 1, body, file, place) from None


def _first(errors: list[Any]) -> Any:
    """Return the problem to be told: an unknown field rather than one that is missing beside it, being misspelt."""
    beside = (e for e in errors if e["type"] == "extra_forbidden" and e["loc"][:-1] == errors[0]["loc"][:-1])
    return next(beside, errors[0]) if errors[0]["type"] == "missing" else errors[0]


def _unwritable(value: Any, path: str = "") -> tuple[str, str] | None:
    """Find what Python reads and JSON does not know: NaN, infinity, half a character; None where there is none."""
    if isinstance(value, float) and not isfinite(value):
        return path, f"{value} is not a number of JSON"
    if isinstance(value, str) and not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
        return path, "holds half a character (a lone surrogate)"
    inner: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        inner = ((f"{path}.{name}".lstrip("."), held) for name, held in value.items())
        # A name of a field is a text as well.
        if any(_unwritable(name) for name in value):
            return path, "has a field whose name holds half a character"
    elif isinstance(value, list | tuple):
        inner = ((f"{path}[{index}]", held) for index, held in enumerate(value))
    return next((found for name, held in inner if (found := _unwritable(held, name)) is not None), None)


def _told(model: type[BaseModel], error: Any, others: int, body: dict[str, Any], file: str, place: str) -> InputError:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    more = f" ({others} more problem{'s' if others > 1 else ''} after this one)" if others else ""
    remedy = ""
    match error["type"]:
        case "missing":
            message = "is missing"
        case "extra_forbidden":
            message = "is not a known field"
            near = get_close_matches(str(error["loc"][-1]), _fields(model, error["loc"][:-1]), n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]}?" if near else ""
        case "string_pattern_mismatch":
            message = "holds control characters"
            remedy = "Write it without line breaks, tabs and other characters that cannot be printed"
        case "literal_error" | "enum":
            message = f"{_shown(error['input'])} is not allowed"
            remedy = f"Choose one of {error['ctx']['expected']}"
        case _:
            words = error["msg"].removeprefix("Value error, ").replace("valid array", "list").replace("Tuple", "List")
            message = f"{words}, not {_shown(error['input'])}"
            if error["type"] == "value_error":
                message = error["msg"].removeprefix("Value error, ")
    field = ": ".join(part for part in (place, path) if part)
    return InputError(f"{message}{more}", file=file, field=field, remedy=remedy)


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str | float) else json.dumps(value, ensure_ascii=False, default=repr)
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
        named = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        node = node.get("items", {}) if isinstance(part, int) else named
    return sorted(inner(node).get("properties", {}))
