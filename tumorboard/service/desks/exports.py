"""What leaves the house for research: the report with its small counts hidden, and its groups as a table.

No row of a single patient leaves it: score, days and events of one patient are a count of one, however they are made
coarser, and a model fitted to rows that were made alike would mislead. Models are fitted here, on the page or by
``tumorboard outcomes analyse --database``; the groups, with events and time at risk, can be modelled anywhere.
"""

import csv
import io
import json
from typing import Any

from tumorboard.domain.cohort import Cohort
from tumorboard.domain.telling import harmless
from tumorboard.errors import InputError
from tumorboard.outcomes.disclosure import SMALLEST

COLUMNS = (
    "group", "n", "events", "person_months", "median_months", "score_percent_q1", "score_percent_median",
    "score_percent_q3", "alterations_q1", "alterations_median", "alterations_q3",
)  # fmt: skip
HIDDEN = "hidden"


def too_few(cohort: Cohort) -> str:
    """Say why nothing of a cohort may leave the house: fewer than 21 treated patients; empty where it may."""
    if cohort.simulated or sum(row.left_at is None for row in cohort.rows) >= SMALLEST:
        return ""
    return f"fewer than {SMALLEST} treated patients agreed to research: every figure would tell of single ones"


def enough(cohort: Cohort) -> None:
    """Refuse to export what tells of single patients.

    Raises
    ------
    InputError
        For fewer than 21 treated patients, unless they are invented.
    """
    why = too_few(cohort)
    if why:
        raise InputError(why, field="rows", remedy="Analyse them here; an export is possible later")


def report_json(report: dict[str, Any]) -> bytes:
    """Return the document ``tumorboard.outcomes/1``."""
    return (json.dumps(report, indent=2, ensure_ascii=False) + "\n").encode()


def groups_csv(report: dict[str, Any]) -> bytes:
    """Return the groups of a report, one a line; a count that is not shown reads ``hidden``.

    Raises
    ------
    InputError
        Where there are too few patients for one group.
    """
    groups = report["groups"]
    if not groups["rows"]:
        raise InputError(groups["words"], field="rows", remedy="Export the report instead")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("cohort", "policy", *COLUMNS))
    for number, row in enumerate(groups["rows"], start=1):
        counts = [HIDDEN if row[name] is None else row[name] for name in ("n", "events")]
        median = "not reached" if row["median_months"] is None else row["median_months"]
        told = (number, *counts, row["person_months"], median, *row["score_percent"], *row["alterations"])
        writer.writerow([harmless(cell) for cell in (report["title"], report["policy"], *told)])
    return out.getvalue().encode("utf-8-sig")
