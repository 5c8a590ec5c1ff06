"""How many residues the proteins of the cancer genes have: no change lies beyond the end."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.tables import read_table

COLUMNS = ("gene", "transcript", "length", "citation", "note")


class ProteinLength(NamedTuple):
    """Residues of the longest listed form of a protein, and its transcript."""

    residues: int
    transcript: str


@lru_cache(maxsize=4)
def protein_lengths(file: Path) -> dict[str, ProteinLength]:
    """Return official gene symbol -> length.

    Raises
    ------
    KnowledgeError
        A cell is not a number, or a gene stands twice.
    """
    table: dict[str, ProteinLength] = {}
    for row in read_table(file, COLUMNS):
        gene = row.required("gene")
        if gene in table:
            raise KnowledgeError("a gene stands twice", file=file.name, field=f"row {row.number}")
        table[gene] = ProteinLength(int(row.number_in("length", 1, 36_000)), row.required("transcript"))
    return table
