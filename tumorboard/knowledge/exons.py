"""Exons of the genes whose exons boards name, as residue ranges of the encoded protein."""

import csv
from functools import lru_cache
from pathlib import Path

from tumorboard.errors import KnowledgeError

_PACKAGED = Path(__file__).resolve().parents[1] / "_data"
_IN_TREE = Path(__file__).resolve().parents[2] / "data"


@lru_cache(maxsize=4)
def exon_table(file: Path | None = None) -> dict[tuple[str, int], tuple[int, int]]:
    """Return gene and exon number -> first and last residue, both 1-based.

    A codon that two exons share belongs to both. Numbering is that of the transcript named in the table.

    Raises
    ------
    KnowledgeError
        A row is not complete, or a range runs backwards.
    """
    folder = _PACKAGED if _PACKAGED.is_dir() else _IN_TREE
    file = file or folder / "exons.csv"
    table: dict[tuple[str, int], tuple[int, int]] = {}
    with file.open(newline="", encoding="utf-8") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            try:
                key, span = (row["gene"], int(row["exon"])), (int(row["start"]), int(row["end"]))
            except (KeyError, TypeError, ValueError):
                raise KnowledgeError(
                    "gene, exon, start and end are needed", file=file.name, field=f"row {number}"
                ) from None
            if not 1 <= span[0] <= span[1] or key in table:
                raise KnowledgeError(
                    "a range runs backwards or an exon stands twice", file=file.name, field=f"row {number}"
                )
            table[key] = span
    return table


def exon_span(gene: str, first: int, last: int) -> tuple[int, int] | None:
    """Return the residues of a run of exons; None where an exon of it is not in the table."""
    table = exon_table()
    if first == last:
        return table.get((gene, first))
    spans = [table.get((gene, exon)) for exon in range(first, last + 1)]
    known = [span for span in spans if span is not None]
    return (known[0][0], known[-1][1]) if len(known) == len(spans) else None
