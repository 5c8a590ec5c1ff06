"""Read and write cohort documents: one JSON object, or JSON lines with the header first and one row a line."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tumorboard.domain.cohort import Cohort
from tumorboard.errors import InputError


def read_cohort(path: Path) -> Cohort:
    """Read a cohort document.

    Raises
    ------
    InputError
        With the row, the field and the remedy, where the file cannot be read or does not hold a cohort.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            "the file cannot be read as UTF-8 text", file=path.name, remedy="Check the path and the encoding"
        ) from problem
    return parse_cohort(text, file=path.name)


def parse_cohort(text: str, *, file: str = "") -> Cohort:
    """Read a cohort from its text; see :func:`read_cohort`."""
    document = _load(text, file)
    if not isinstance(document, dict) or document.get("schema") != "tumorboard.cohort/1":
        raise InputError(
            "not a cohort document", file=file, field="schema", remedy='The schema must be "tumorboard.cohort/1"'
        )
    try:
        cohort = Cohort.model_validate(document)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        message = str(first["msg"]).removeprefix("Value error, ")
        raise InputError(
            message,
            file=file,
            field=_path(first["loc"]),
            remedy="Correct the field; a field that is not known is refused",
        ) from None
    seen: set[str] = set()
    for index, row in enumerate(cohort.rows):
        if row.patient_id in seen:
            raise InputError(
                f"patient {row.patient_id} stands here twice",
                file=file,
                field=f"rows[{index}].patient_id",
                remedy="One row a patient; keep the regimen to be analysed",
            )
        seen.add(row.patient_id)
    return cohort


def dump_cohort(cohort: Cohort, *, lines: bool = False) -> str:
    """Write a cohort as JSON, or as JSON lines; the same cohort gives the same bytes."""
    document = cohort.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    rows = document.pop("rows")
    head = {"schema": "tumorboard.cohort/1", **document}
    if lines:
        return "".join(f"{_compact(part)}\n" for part in (head, *rows))
    body = ",\n".join(_compact(row) for row in rows)
    return f'{_compact(head)[:-1]}, "rows": [\n{body}\n]}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _load(text: str, file: str) -> Any:
    """Load one JSON object, or JSON lines; numbers that are not numbers are refused."""
    start = text.lstrip("\ufeff \t\r\n")
    first, _, rest = start.partition("\n")
    try:
        head = json.loads(first, parse_constant=_refuse)
    except ValueError:
        head = None
    try:
        if isinstance(head, dict) and "rows" not in head and rest.strip():
            filled = [line for line in rest.splitlines() if line.strip()]
            return {**head, "rows": [json.loads(line, parse_constant=_refuse) for line in filled]}
        return json.loads(start, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"not JSON: {problem}", file=file, remedy="Write JSON, or one JSON object a line") from None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a number that can be used")


def _path(location: tuple[int | str, ...]) -> str:
    """Write ``rows[3].death`` for a place in the document; branches of a union are not places."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif "[" not in part and part not in ("int", "date"):
            text += f".{part}" if text else part
    return text
