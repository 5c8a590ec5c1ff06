"""Formulary and payer files: CSV tables that an institution keeps, read into the limits.

The formulary has the columns ``drug`` and ``status`` (listed, restricted, not_listed), the payer file ``drug``,
``decision`` (approved, refused, pending) and ``reason``.
"""

import csv
from io import StringIO
from pathlib import Path
from typing import get_args

from tumorboard.domain.limits import FormularyStatus, Limits, PayerDecision
from tumorboard.errors import InputError
from tumorboard.intake.documents import decoded
from tumorboard.knowledge.base import KnowledgeBase

_DECISIONS = ("approved", "refused", "pending")


LONGEST_REASON = 300


def with_formulary(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the places of a formulary file; see `formulary_in`."""
    return formulary_in(limits, _bytes(path), path.name, kb)


def with_payer(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the decisions of a payer file; see `payer_in`."""
    return payer_in(limits, _bytes(path), path.name, kb)


def formulary_in(limits: Limits, data: bytes, file: str, kb: KnowledgeBase) -> Limits:
    """Return the limits with the places of a formulary table.

    Raises
    ------
    InputError
        If it cannot be read, or a drug is unknown or stands in it twice; row and drug are named.
    """
    places = {}
    for drug, row, number in _rows(data, file, ("drug", "status"), kb):
        status = row["status"].strip().lower().replace(" ", "_")
        if status not in get_args(FormularyStatus):
            raise InputError(
                f"{row['status']!r} is no status",
                file=file, field=f"row {number}", remedy=f"Write {', '.join(get_args(FormularyStatus))}",
            )  # fmt: skip
        places[drug] = status
    return Limits.model_validate({**limits.model_dump(by_alias=True), "formulary": {**limits.formulary, **places}})


def payer_in(limits: Limits, data: bytes, file: str, kb: KnowledgeBase) -> Limits:
    """Return the limits with the decisions of a payer table.

    Raises
    ------
    InputError
        As `formulary_in`.
    """
    decisions = {}
    for drug, row, number in _rows(data, file, ("drug", "decision", "reason"), kb):
        decision = row["decision"].strip().lower()
        if decision not in _DECISIONS:
            raise InputError(
                f"{row['decision']!r} is no decision",
                file=file, field=f"row {number}", remedy=f"Write {', '.join(_DECISIONS)}",
            )  # fmt: skip
        reason = row["reason"].strip()
        if len(reason) > LONGEST_REASON:
            raise InputError(
                f"the reason is longer than {LONGEST_REASON} characters",
                file=file, field=f"row {number}", remedy="Shorten it",
            )  # fmt: skip
        decisions[drug] = PayerDecision.model_validate({"decision": decision, "reason": reason})
    return limits.model_copy(update={"payer": {**limits.payer, **decisions}})


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", file=path.name) from None


def _with_others(file: str, rows: list[int]) -> str:
    """Name the file, and the other rows whose drug is unknown as well."""
    more = ", ".join(map(str, rows[1:6])) + (" and more" if len(rows) > 6 else "")
    return f"{file} (unknown drugs in rows {more} as well)" if more else file


def _rows(data: bytes, file: str, columns: tuple[str, ...], kb: KnowledgeBase) -> list[tuple[str, dict[str, str], int]]:
    try:
        reader = csv.DictReader(StringIO(decoded(data, file), newline=""))
        header = list(reader.fieldnames or ())
        if twice := sorted({name for name in header if header.count(name) > 1}):
            raise InputError(f"has the column {twice[0]!r} twice", file=file, remedy="Keep one of them")
        missing = [column for column in columns if column not in header]
        if missing:
            raise InputError(f"has no column {', '.join(missing)}", file=file, remedy="Name it in the header")
        rows_read = list(enumerate(reader, start=2))
        if long := [number for number, row in rows_read if None in row]:
            raise InputError(
                "has more cells than the header", file=file, field=f"row {long[0]}", remedy="Quote a cell with a comma"
            )
        written = [
            ({name: value or "" for name, value in row.items() if name is not None}, number)
            for number, row in rows_read
        ]
    except csv.Error as problem:
        raise InputError(f"is not a CSV table ({problem})", file=file) from None
    seen: dict[str, int] = {}
    rows = []
    unknown = [number for row, number in written if kb.find_drug(row["drug"]).drug is None]
    for row, number in written:
        try:
            drug = kb.require_drug(row["drug"], f"row {number}").name
        except InputError as problem:
            raise problem.within(_with_others(file, unknown)) from None
        if drug in seen:
            raise InputError(
                f"{drug} stands in rows {seen[drug]} and {number}",
                file=file, field=f"row {number}", remedy="Keep one of them",
            )  # fmt: skip
        seen[drug] = number
        rows.append((drug, row, number))
    return rows
