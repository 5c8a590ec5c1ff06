"""Add citations to ``data/citations.csv``: sorted, without duplicates, safe when several people write at once.

Reads CSV rows ``id,date,title,confirmed_in`` (with that header) from standard input::

    python scripts/cite.py < new_citations.csv

A citation that is already there keeps its title and date; its ``confirmed_in`` list grows.
"""

import csv
import fcntl
import re
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "data" / "citations.csv"
COLUMNS = ["id", "date", "title", "confirmed_in"]
IDENTIFIER = re.compile(r"(FDA|EMA|GL|DB):[A-Za-z0-9][A-Za-z0-9 ._'-]*|PMID:[1-9][0-9]{4,8}|NCT[0-9]{8}")
PLACE = re.compile(
    r"moalmanac|civic|cgi|phase1_combinations|ipredict|oncotree|genes|hotspots|cpic|cyp|ctcae|search:\S+"
)
DATE = re.compile(r"(19|20)\d\d(-\d\d(-\d\d)?)?")


def problem(row: dict[str, str]) -> str | None:
    """Return what is wrong with a row, or None."""
    if not IDENTIFIER.fullmatch(row["id"]):
        return "the id is not FDA:Brand, EMA:Brand, GL:body-topic, DB:name, PMID:digits or NCT + 8 digits"
    if row["date"] and not DATE.fullmatch(row["date"]):
        return "the date is not YYYY, YYYY-MM or YYYY-MM-DD"
    if not row["title"]:
        return "the title is empty"
    places = row["confirmed_in"].split("|")
    if not all(PLACE.fullmatch(place) for place in places):
        return "confirmed_in must name where the reference was found"
    return None


def main() -> int:
    """Take the rows of standard input; return 1 if one was refused."""
    incoming = list(csv.DictReader(sys.stdin))
    bad = 0
    with (TABLE.parent / ".citations.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known: dict[str, dict[str, str]] = {}
        if TABLE.exists():
            with TABLE.open(newline="", encoding="utf-8") as handle:
                known = {row["id"]: row for row in csv.DictReader(handle)}
        for row in incoming:
            row = {column: (row.get(column) or "").strip() for column in COLUMNS}
            wrong = problem(row)
            if wrong:
                print(f"refused {row['id'] or row}: {wrong}", file=sys.stderr)
                bad += 1
                continue
            old = known.setdefault(row["id"], row)
            places = set(old["confirmed_in"].split("|")) | set(row["confirmed_in"].split("|"))
            old["confirmed_in"] = "|".join(sorted(places))
        fresh = TABLE.with_suffix(".tmp")
        with fresh.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(known[key] for key in sorted(known))
        fresh.replace(TABLE)
    print(f"{len(incoming) - bad} taken, {bad} refused, {len(known)} citations in all")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
