"""Formulary and payer files: CSV tables that an institution keeps, read into the limits.

The formulary has the columns ``drug`` and ``status`` (listed, restricted, not_listed), the payer file ``drug``,
``decision`` (approved, refused, pending) and ``reason``.
"""

import csv
from pathlib import Path
from typing import get_args

from tumorboard.domain.limits import FormularyStatus, Limits, PayerDecision
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

_DECISIONS = ("approved", "refused", "pending")


def with_formulary(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the places of a formulary file.

    Raises
    ------
    InputError
        If the file cannot be read, or a drug is unknown or stands in it twice; row and drug are named.
    """
    places = {}
    for drug, row, number in _rows(path, ("drug", "status"), kb):
        status = row["status"].strip().lower().replace(" ", "_")
        if status not in get_args(FormularyStatus):
            raise InputError(
                f"{row['status']!r} is no status",
                file=path.name, field=f"row {number}", remedy=f"Write {', '.join(get_args(FormularyStatus))}",
            )  # fmt: skip
        places[drug] = status
    return Limits.model_validate({**limits.model_dump(by_alias=True), "formulary": {**limits.formulary, **places}})


def with_payer(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the decisions of a payer file.

    Raises
    ------
    InputError
        As `with_formulary`.
    """
    decisions = {}
    for drug, row, number in _rows(path, ("drug", "decision", "reason"), kb):
        decision = row["decision"].strip().lower()
        if decision not in _DECISIONS:
            raise InputError(
                f"{row['decision']!r} is no decision",
                file=path.name, field=f"row {number}", remedy=f"Write {', '.join(_DECISIONS)}",
            )  # fmt: skip
        decisions[drug] = PayerDecision.model_validate({"decision": decision, "reason": row["reason"].strip()})
    return limits.model_copy(update={"payer": {**limits.payer, **decisions}})


def _rows(path: Path, columns: tuple[str, ...], kb: KnowledgeBase) -> list[tuple[str, dict[str, str], int]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"has no column {', '.join(missing)}", file=path.name, remedy="Name it in the header")
            written = [
                ({name: value or "" for name, value in row.items() if name is not None}, number)
                for number, row in enumerate(reader, start=2)
            ]
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", file=path.name) from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError(f"is not a CSV table in UTF-8 ({problem})", file=path.name) from None
    seen: dict[str, int] = {}
    rows = []
    for row, number in written:
        try:
            drug = kb.require_drug(row["drug"], f"row {number}").name
        except InputError as problem:
            raise problem.within(path.name) from None
        if drug in seen:
            raise InputError(
                f"{drug} stands in rows {seen[drug]} and {number}",
                file=path.name, field=f"row {number}", remedy="Keep one of them",
            )  # fmt: skip
        seen[drug] = number
        rows.append((drug, row, number))
    return rows
