"""Taking in CIViC, MOAlmanac and CGI, loading the result, matching against it, and what it changes.

The files are those of ``../shared/data``; where they are absent, nothing is measured. Aims: import of all three within
30 s, loading within 0.5 s, 10,000 alterations a second on one core against curated + CIViC + MOAlmanac.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.ipredict import FOLDER, patients
from tumorboard import service
from tumorboard.domain.alteration import Alteration
from tumorboard.domain.criterion import CriterionKind, read_criterion
from tumorboard.knowledge import snapshot
from tumorboard.knowledge.base import KnowledgeBase, data_folder, load_curated, load_version
from tumorboard.knowledge.update import Updated, rows_of, update
from tumorboard.matching.compare import compare
from tumorboard.matching.matches import OfferBook
from tumorboard.matching.oncogenicity import judge
from tumorboard.matching.workup import work_up

SHARED = FOLDER.parent
SOURCES = ("civic", "moalmanac", "cgi")
TYPES = ("LUAD", "COADREAD", "PAAD", "BRCA", "MEL", "HGSOC", "ESCA", "GB", "BLCA", "CHOL", "PRAD", "UCEC", "CUP")
RESIDUES = "ACDEFGHIKLMNPQRSTVWY"


def run() -> None:
    missing = [name for name in SOURCES if not (SHARED / name).is_dir()]
    if missing:
        print(f"knowledge: ../shared/data has no {', '.join(missing)}: nothing is measured")
        return
    with tempfile.TemporaryDirectory() as place, _folder(Path(place)) as folder:
        civic = _import(folder)
        kb = _load(folder)
        _match(load_version(folder, civic), "curated + CIViC + MOAlmanac")
        _changes(load_curated(data_folder()), kb)


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """Use a data folder of its own, so that no import of the person who measures counts."""
    before = os.environ.get(snapshot.FOLDER)
    os.environ[snapshot.FOLDER] = str(place)
    try:
        yield place
    finally:
        if before is None:
            del os.environ[snapshot.FOLDER]
        else:
            os.environ[snapshot.FOLDER] = before


def _import(folder: Path) -> str:
    """Take in the sources; return the version that holds CIViC and MOAlmanac."""
    start = time.perf_counter()
    done: dict[str, Updated] = {}
    for name in SOURCES:
        done[name] = update(name, folder, data_folder(), SHARED / name)
        told = rows_of(done[name].counts)
        statuses = ", ".join(f"{count:,} {status}" for status, count in done[name].counts["by_status"].items())
        print(f"{name}: {told['rows']:,} rows: {statuses}")
        print(f"{name}: usable {told['usable']}; {told['matched']:,} are matched")
    print(f"import of all three: {time.perf_counter() - start:.1f} s (aim <= 30 s)")
    return done["moalmanac"].sha256


def _load(folder: Path) -> KnowledgeBase:
    times = []
    for _ in range(4):
        load_version.cache_clear()
        start = time.perf_counter()
        kb = load_version(folder, snapshot.current(folder))
        times.append(time.perf_counter() - start)
    print(f"load {kb.version}, {len(kb.claims()):,} claims: {min(times):.2f} s, verified (aim <= 0.5 s)")
    return kb


def alterations(kb: KnowledgeBase, seed: int = 3) -> list[Alteration]:
    """Draw alterations of every gene with a claim: the variants that claims name, others at random, copies, fusions."""
    draw = random.Random(seed)
    drawn: dict[tuple[str, str, str | None], None] = {}
    for gene in sorted(gene for gene in kb.assertions if gene in kb.genes):
        for claim in kb.assertions[gene]:
            criterion = read_criterion(claim.criterion)
            if criterion is not None and criterion.kind is CriterionKind.PROTEIN and criterion.change is not None:
                drawn[gene, "small_variant", criterion.change.text] = None
        for _ in range(5):
            change = f"p.{draw.choice(RESIDUES)}{draw.randint(1, 900)}{draw.choice(RESIDUES)}"
            drawn[gene, "small_variant", change] = None
        drawn[gene, "small_variant", f"p.R{draw.randint(1, 900)}*"] = None
        for kind in ("amplification", "deletion", "fusion"):
            drawn[gene, kind, None] = None
    made = [
        Alteration.model_validate({"gene": g, "kind": k, "protein_change": p, "pathogenicity": "pathogenic"})
        for g, k, p in drawn
    ]
    draw.shuffle(made)
    return made


def _match(kb: KnowledgeBase, label: str) -> None:
    """Time the way from an alteration to its offers, for alterations never seen before and for those seen before."""
    drawn = alterations(kb)
    half = len(drawn) // 2
    book = OfferBook(kb)

    def rate(some: list[Alteration]) -> float:
        start = time.process_time()
        for place, alteration in enumerate(some):
            _offers(book, alteration, TYPES[place % len(TYPES)], kb)
        return len(some) / (time.process_time() - start)

    first, new, again = rate(drawn[:half]), rate(drawn[half:]), rate(drawn[half:])
    cohort = _rate_of_cases(kb)
    print(
        f"{label}, {len(kb.claims()):,} claims, alterations a second on one core (aim >= 10,000): {again:,.0f} seen "
        f"before, {new:,.0f} new, {first:,.0f} the first of a process; in whole cases {cohort:,.0f}"
    )


def _offers(book: OfferBook, alteration: Alteration, tumor: str, kb: KnowledgeBase) -> int:
    judgement = judge(alteration, kb)
    return len(book.of_alteration(judgement.observed, tumor))


def _rate_of_cases(kb: KnowledgeBase) -> float:
    """Alterations a second of cases worked up whole: findings, evidence, resistance, items."""
    from benchmarks.bench_cases import synthetic_cases

    cases = [service.read_body(body, "bench", kb).case for body in synthetic_cases(400, 5)]
    work: Callable[[], list[object]] = lambda: [work_up(case, kb, service.DEFAULT) for case in cases]  # noqa: E731
    work()
    start = time.process_time()
    work()
    return sum(len(case.alterations) for case in cases) / (time.process_time() - start)


def _changes(before: KnowledgeBase, after: KnowledgeBase) -> None:
    if not FOLDER.is_dir():
        return
    found = []
    for patient in patients():
        read = service.read_body(patient.body, patient.name, after)
        found.append(compare(*(service.recommend(read, kb, top=1) for kb in (before, after))))
    changed = [each.case_id for each in found if each.changed]
    gained, lost = sum(each.gained for each in found), sum(each.lost for each in found)
    print(
        f"{len(found)} I-PREDICT patients, curated -> curated + all three: {len(changed)} first options change "
        f"({', '.join(changed)}); {gained} matches gained, {lost} lost"
    )


if __name__ == "__main__":
    run()
