"""How long the best regimen and the menu take, on invented problems of the size of real cases and beyond.

Run with ``python benchmarks/bench_regimen.py``. The figures are printed; nothing is judged.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from time import perf_counter

from tumorboard.matching.menu import menu
from tumorboard.matching.problem import Provider, RegimenProblem
from tumorboard.matching.regimen import solve

UNLISTED = 10_051
WIDE = [2_302_585, 693_147, 510_825, 916_290, 430_782, 510_825, 916_290, 693_147, 510_825, 916_290, 693_147, 916_290]
ORGANS = [f"o{number:02}" for number in range(len(WIDE))]
LEVELS = ((2, 900), (2, 700), (2, 500), (2, 300), (2, 150))


def clinical(random: Random, items: int, classes: int, *, tight: bool = False) -> RegimenProblem:
    """Drug classes with several members that match alike; rivals within a class; the usual limits, or narrow ones."""
    names = [f"i{i:02}" for i in range(items)]
    members: dict[str, list[str]] = {}
    providers, burden = [], {organ: dict[str, int]() for organ in ORGANS}
    for c in range(classes):
        hit = random.sample(names, min(items, random.choice((1, 1, 1, 2, 2, 3, 5))))
        members[f"c{c:02}"] = []
        for d in range(random.choice((1, 2, 3, 5, 8))):
            drug = f"c{c:02}d{d}"
            members[f"c{c:02}"].append(drug)
            worth = {item: LEVELS[(hash_of(item, c) + (random.random() < 0.3)) % len(LEVELS)] for item in hit}
            providers.append(Provider((drug,), worth))
            for by_drug in burden.values():
                by_drug[drug] = UNLISTED if random.random() < 0.6 else int(random.random() ** 2 * 250_000)
    pairs = [(a, b) for same in members.values() for a in same for b in same if a < b]
    drugs = tuple(sorted(drug for same in members.values() for drug in same))
    for a in drugs:
        b = random.choice(drugs)
        if a < b and random.random() < 0.3 and (a, b) not in pairs:
            pairs.append((a, b))
        if a < b and a[:3] != b[:3] and random.random() < 0.1:
            providers.append(Provider((a, b), {random.choice(names): (2, 1000)}))
    return RegimenProblem(
        items=tuple(names),
        drugs=drugs,
        providers=tuple(providers),
        burden=burden,
        limits=narrow() if tight else dict(zip(ORGANS, WIDE, strict=True)),
        conflicts=tuple(sorted(pairs)),
        classes={drug: c for c, same in members.items() for drug in same},
    )


def hash_of(item: str, number: int) -> int:
    """Return a number that depends on nothing but the arguments."""
    return int(item[1:]) * 31 + number * 17


def narrow() -> dict[str, int]:
    """Return limits that few regimens of many drugs keep."""
    return {organ: limit // 2 for organ, limit in zip(ORGANS, WIDE, strict=True)} | {"overall": 1_600_000}


def scattered(random: Random, items: int, drugs: int, hits: float, *, tight: bool = False) -> RegimenProblem:
    """Drugs that match at random, each by itself: nothing to merge."""
    names = tuple(f"i{i:02}" for i in range(items))
    labels = tuple(f"d{d:03}" for d in range(drugs))
    return RegimenProblem(
        items=names,
        drugs=labels,
        providers=tuple(
            Provider((drug,), {item: random.choice(LEVELS) for item in names if random.random() < hits})
            for drug in labels
        ),
        burden={
            organ: {drug: int(random.random() ** 2 * 250_000) for drug in labels if random.random() < 0.4}
            for organ in ORGANS
        },
        limits=narrow() if tight else dict(zip(ORGANS, WIDE, strict=True)),
        conflicts=tuple((a, b) for a, b in pairwise(labels) if random.random() < 0.3),
        classes=dict.fromkeys(labels, "c"),
    )


def measured(name: str, problems: Sequence[RegimenProblem], call: Callable[[RegimenProblem], bool]) -> None:
    """Print the time that a call takes on some problems, and how many answers were proved."""
    times = []
    proved = 0
    for problem in problems:
        start = perf_counter()
        proved += call(problem)
        times.append((perf_counter() - start) * 1000)
    times.sort()
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    middle = times[len(times) // 2]
    figures = f"median {middle:7.1f} ms   p95 {p95:7.1f} ms   most {times[-1]:7.1f} ms"
    drugs = sorted(len(problem.drugs) for problem in problems)
    print(f"{name:<52} {drugs[0]:3}-{drugs[-1]:<3} drugs   {figures}   proved {proved}/{len(times)}")


def best(problem: RegimenProblem) -> bool:
    return solve(problem).status in ("optimal", "infeasible")


def ten(problem: RegimenProblem) -> bool:
    return all(option.status == "optimal" for option in menu(problem, 10).options)


def run() -> None:
    random = Random(11)
    for tight in (False, True):
        word = "narrow limits" if tight else "usual limits"
        for size, count, items, classes in (
            ("small", 60, (1, 6), (3, 8)),
            ("medium", 40, (3, 12), (8, 16)),
            ("large", 12, (12, 25), (16, 30)),
        ):
            drawn = [
                clinical(random, random.randint(*items), random.randint(*classes), tight=tight) for _ in range(count)
            ]
            best(drawn[0])
            measured(f"best: {size}, {word}", drawn, best)
            measured(f"menu of 10: {size}, {word}", drawn, ten)
        scatter = [scattered(random, 30, 120, hits, tight=tight) for hits in (0.03, 0.06, 0.1, 0.15, 0.25)]
        measured(f"best: 30 items x 120 drugs at random, {word}", scatter, best)


if __name__ == "__main__":
    run()
