"""Compare the curated assertions with CIViC, MOAlmanac and CGI, and print where they disagree.

::

    python -m scripts.compare_sources ../shared/data

A disagreement is a claim for and a claim against the same drugs for the same finding in the same tumour type, one of
them curated. Each is settled in the tables, or explained in the ``note`` of the curated row; those without a note are
*open* and make the exit code 1. Claims that differ only in tumour type or in how exactly they name the finding are
no disagreement: both are kept.
"""

import sys
from collections import Counter
from pathlib import Path

from tumorboard.domain.evidence import Assertion
from tumorboard.knowledge.base import data_folder, load_curated
from tumorboard.knowledge.merge import contradictions
from tumorboard.knowledge.sources.adapter import open_path
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.registry import adapter_of

FOLDERS = {"civic": "civic", "moalmanac": "moalmanac", "cgi": "cgi"}


def claims_of(source: str, folder: Path) -> list[Assertion]:
    """Return the claims of one source, each id marked with the source's name."""
    curated = data_folder()
    adapter = adapter_of(source)
    reading = adapter.read(open_path(folder), Names(load_curated(curated), curated))
    return [claim for row in reading.rows for claim in row.claims]


def told(claim: Assertion) -> str:
    """Return a claim in one line."""
    return f"{claim.id} {claim.effect} {claim.level} ({', '.join(claim.citations)})"


def main(shared: Path) -> int:
    """Print every disagreement; return 1 if one is open."""
    kb = load_curated(data_folder())
    curated = [claim for rows in kb.assertions.values() for claim in rows]
    counted: Counter[str] = Counter()
    for source, name in FOLDERS.items():
        if not (shared / name).is_dir():
            print(f"{source}: {shared / name} is not here, skipped")
            continue
        own = {claim.id for claim in curated}
        for found in contradictions([*curated, *claims_of(source, shared / name)]):
            both = (*found.favour, *found.against)
            mine = [claim for claim in both if claim.id in own]
            if not mine or len(mine) == len(both):
                continue
            explained = any(claim.note for claim in mine)
            counted[f"{source}: {'explained' if explained else 'open'}"] += 1
            first = both[0]
            what = f"{first.biomarker} {first.criterion}, {' + '.join(first.therapy)}, {first.disease}"
            print(f"{'explained' if explained else 'OPEN'} {source}: {what}")
            for claim in both:
                print(f"    {told(claim)}{f': {claim.note}' if claim.note and claim.id in own else ''}")
    print("; ".join(f"{name} {count}" for name, count in sorted(counted.items())) or "no disagreement")
    return int(any(name.endswith("open") for name in counted))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")))
