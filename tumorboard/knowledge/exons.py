"""Exons of the genes whose exons boards name, as residue ranges of the encoded protein."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import data_folder
from tumorboard.knowledge.tables import read_table

COLUMNS = ("gene", "transcript", "exon", "start", "end", "bounds", "citation", "note")


class ExonSpan(NamedTuple):
    """First and last residue, 1-based; ``exact`` is false where the exon may reach further than is confirmed."""

    start: int
    end: int
    exact: bool


@lru_cache(maxsize=4)
def exon_table(file: Path | None = None) -> dict[tuple[str, int], ExonSpan]:
    """Return gene and exon number -> residues.

    A codon that two exons share belongs to both. Numbering is that of the transcript named in the table.

    Raises
    ------
    KnowledgeError
        A cell is not a number, a range runs backwards, or an exon stands twice.
    """
    file = file or data_folder() / "exons.csv"
    table: dict[tuple[str, int], ExonSpan] = {}
    for row in read_table(file, COLUMNS):
        key = (row.required("gene"), int(row.number_in("exon", 1, 500)))
        start, end = int(row.number_in("start", 1, 36_000)), int(row.number_in("end", 1, 36_000))
        if end < start or key in table:
            raise KnowledgeError(
                "a range runs backwards or an exon stands twice", file=file.name, field=f"row {row.number}"
            )
        table[key] = ExonSpan(start, end, row.choice("bounds", ("exact", "inner")) == "exact")
    return table


@lru_cache(maxsize=4096)
def exon_span(gene: str, first: int, last: int) -> ExonSpan | None:
    """Return the residues of a run of exons; None where its first or last exon is not in the table."""
    table = exon_table()
    one, other = table.get((gene, first)), table.get((gene, last))
    if one is None or other is None:
        return None
    return ExonSpan(one.start, other.end, one.exact and other.exact)
