"""Print the share of CIViC's variant names that are understood, and list the rest with the reason.

::

    python -m scripts.unread_names ../shared/data

A name is understood where it reads as one or several alterations, or as a criterion (``V600E/K``: one of several).
"""

import csv
import sys
from pathlib import Path

from tumorboard.domain.criterion import read_criterion
from tumorboard.intake.alteration_text import read_alterations
from tumorboard.intake.reading import IsGene
from tumorboard.knowledge.base import data_folder, load_curated

FILE = Path("civic") / "civic_all_variants.csv"


def names(shared: Path) -> list[tuple[str, str]]:
    """Return gene and variant name of every variant."""
    with (shared / FILE).open(newline="", encoding="utf-8") as handle:
        return [
            (row["entrez_name"], row["variant_name"]) for row in csv.DictReader(handle) if row["variant_name"].strip()
        ]


def problem(gene: str, name: str, is_gene: IsGene) -> str:
    """Return why a name is not understood; empty where it is."""
    parts = read_alterations(name, gene or None, is_gene)
    unread = [part for part in parts if part.status not in ("ok", "several")]
    return f"{unread[0].status}: {unread[0].message}" if unread and read_criterion(name) is None else ""


def main(shared: Path) -> int:
    """Print share and rest; return 1 if fewer than 97 of 100 names are understood."""
    if not (shared / FILE).is_file():
        print(f"{shared / FILE} is not here: nothing is read")
        return 0
    is_gene = load_curated(data_folder()).genes.is_gene
    given = names(shared)
    rest = [(gene, name, why) for gene, name in given if (why := problem(gene, name, is_gene))]
    for gene, name, why in rest:
        print(f"{gene or '-'}\t{name}\t{why}")
    share = 1 - len(rest) / len(given)
    print(f"{share:.1%} of {len(given):,} names are understood; {len(rest)} are not")
    return int(share < 0.97)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")))
