"""What an import makes of one row of a source: a status, the reason, and the claims or facts that came of it.

Every row of a source becomes one `ImportedRow`; none is dropped, so that the counts add up to the rows of the file.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tumorboard.domain.evidence import Assertion, Citation

Status = Literal[
    "usable", "no_criterion", "unknown_gene", "unknown_drug", "unknown_disease", "other_effect", "not_predictive",
    "not_recruiting", "other_drug",
]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
WORDS: dict[Status, str] = {
    "usable": "finding, therapy, tumour type and effect are understood",
    "no_criterion": "the finding cannot be written as a criterion",
    "unknown_gene": "the gene is not known",
    "unknown_drug": "the therapy is not known",
    "unknown_disease": "the tumour type is not known, or name and code contradict each other",
    "other_effect": "says neither response nor resistance (toxicity, or no effect given)",
    "not_predictive": "says nothing of a therapy (prognosis, diagnosis, predisposition, function)",
    "not_recruiting": "a trial that does not recruit",
    "other_drug": "concerns drugs that are not in the tables",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a part of a row could not be read."""

    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row of a source.

    Parameters
    ----------
    id : str
        The source's own name of the row, with the source before it (``CIViC:EID123``).
    status : Status
        What could be made of it.
    reason : str
        Why it is not usable, or why a usable row is shown and never matched; empty for a row that is matched.
    said : dict of str to str
        The row in the source's own short words; sentences are not kept.
    claims : tuple of Assertion
        What it claims of therapies; empty where it is shown only.
    facts : dict
        What it says beside claims: a trial, a label, a gene-drug pair.
    """

    id: str
    status: Status
    reason: str = ""
    said: dict[str, str] = field(default_factory=dict)
    claims: tuple[Assertion, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def shown_only(self) -> bool:
        """Whether the row is understood, but never matched."""
        return self.status == "usable" and not self.claims and not self.facts


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as read: its rows, the citations they name, and its date (empty where the source gives none)."""

    rows: tuple[ImportedRow, ...]
    citations: tuple[Citation, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of a source by what became of them; ``total`` is the sum of all statuses.

    ``predictive`` counts the rows that say something of a therapy's effect, ``matched`` those that take part in
    matching, ``shown`` those that are understood and only shown.
    """

    total: int
    by_status: dict[str, int]
    predictive: int
    matched: int
    shown: dict[str, int]

    @property
    def usable_share(self) -> float:
        """Share of the predictive rows that are understood (0-1)."""
        return self.by_status.get("usable", 0) / self.predictive if self.predictive else 0.0


def tally(rows: Iterable[ImportedRow]) -> Tally:
    """Count rows by status and use."""
    rows = tuple(rows)
    found = Counter(row.status for row in rows)
    shown = Counter(row.reason for row in rows if row.shown_only)
    usable = found["usable"]
    outside = found["not_predictive"] + found["not_recruiting"] + found["other_drug"]
    return Tally(
        total=len(rows),
        by_status={status: found[status] for status in STATUSES if found[status]},
        predictive=len(rows) - outside,
        matched=usable - sum(shown.values()),
        shown=dict(sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
