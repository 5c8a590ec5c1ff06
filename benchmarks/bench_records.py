"""How long the board's records take: the worklist, saving a decision, reading a case, verifying the trail."""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from tumorboard.domain.access import Role
from tumorboard.domain.board import CaseState
from tumorboard.records import setup
from tumorboard.records.store import Actor, Store

CASES = 5_000
WORKLIST_BUDGET = 300.0
"""Milliseconds for the whole worklist of 5,000 cases, its row of the audit trail included."""
SAVE_BUDGET = 50.0
"""Milliseconds for a decision: draft discarded, state moved on, row of the trail, anchor, all on the disk."""
_ACTOR = Actor("p1", "Dr. Bench", frozenset({Role.BOARD_MEMBER}), "s1")
_DECISION = {"met": "2026-03-01", "attendees": [f"Member {number}" for number in range(12)], "summary": "word " * 400}


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _database("SQLite", f"sqlite:///{folder}/tumorboard.db", Path(folder))
    address = os.environ.get("TUMORBOARD_BENCH_POSTGRESQL", "")
    if address:
        with tempfile.TemporaryDirectory() as folder:
            _database("PostgreSQL", address, Path(folder))
    else:
        print("PostgreSQL: set TUMORBOARD_BENCH_POSTGRESQL to the address of an empty database to measure it, too")


def _database(name: str, url: str, folder: Path) -> None:
    worklist_budget, save_budget = (WORKLIST_BUDGET, SAVE_BUDGET) if name == "SQLite" else (None, None)
    setup.init(url, folder)
    store = Store.open(url, folder)
    started = time.perf_counter()
    with store.writing(_ACTOR, "import_cases") as change:
        for number in range(CASES):
            _case(change.open_case, number)
    print(f"{name}: {CASES:,} cases imported in {time.perf_counter() - started:.1f} s")

    def worklist() -> None:
        with store.reading(_ACTOR, "see_worklist") as read:
            assert len(read.worklist(limit=CASES)) == CASES

    def searched() -> None:
        with store.reading(_ACTOR, "see_worklist") as read:
            assert read.worklist(states=[CaseState.NEW], text="egfr lung", limit=50)

    def case() -> None:
        with store.reading(_ACTOR, "read_case", "CASE-2500") as read:
            assert len(read.everything("CASE-2500")) == 1

    saves = iter(range(10_000))

    def save() -> None:
        case_id = f"CASE-{next(saves)}"
        with store.writing(_ACTOR, "write_decision", case_id) as change:
            change.append(case_id, "decision", "d1", _DECISION, 0)
            change.set_state(case_id, CaseState.DECIDED, date(2026, 4, 1))
            change.discard_draft(case_id, "decision")

    def draft() -> None:
        with store.writing(_ACTOR, "save_draft", "CASE-1") as change:
            change.save_draft("CASE-1", "decision", _DECISION)

    _timed(f"{name}: worklist of {CASES:,} cases", worklist, 7, worklist_budget)
    _timed(f"{name}: first 50 cases of a search", searched, 15, worklist_budget)
    _timed(f"{name}: one case read", case, 30)
    _timed(f"{name}: decision saved", save, 60, save_budget)
    _timed(f"{name}: draft saved", draft, 30, save_budget)
    for number in range(2_000):
        store.refused(_ACTOR, "read_case", f"CASE-{number}", "bench")
    _timed(f"{name}: audit trail of {_rows(store):,} rows verified", lambda: _whole(store), 3)
    store.close()


def _case(open_case: Callable[..., object], number: int) -> None:
    open_case(
        f"CASE-{number}",
        {"case_id": f"CASE-{number}", "alterations": [{"gene": "EGFR", "protein_change": "L858R"}] * 8},
        due=date(2026, 3, 1 + number % 28),
        diagnosis="Lung adenocarcinoma" if number % 2 else "Pancreatic adenocarcinoma",
        headline="EGFR L858R, TP53 R175H",
        score="2/3",
    )


def _rows(store: Store) -> int:
    with store.reading(_ACTOR, "read_audit") as read:
        return read.audit(limit=1)[0].seq


def _whole(store: Store) -> None:
    assert store.verify() == []


def _timed(what: str, work: Callable[[], None], times: int, budget: float | None = None) -> None:
    took, busy = [], []
    for _ in range(times):
        started, worked = time.perf_counter(), time.process_time()
        work()
        took.append(1000 * (time.perf_counter() - started))
        busy.append(1000 * (time.process_time() - worked))
    worst = sorted(took)[int(0.95 * (times - 1))]
    verdict = "" if budget is None else f" (budget {budget:g} ms: {'met' if median(took) <= budget else 'MISSED'})"
    print(
        f"{what}: median {median(took):.1f} ms ({median(busy):.1f} ms of CPU), 95th percentile {worst:.1f} ms{verdict}"
    )


if __name__ == "__main__":
    run()
