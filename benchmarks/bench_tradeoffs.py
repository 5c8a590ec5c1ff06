"""How long the Pareto front, why-not and robustness take on the 25 I-PREDICT patients, limits at their defaults.

Aims: the front within 1 s, why-not within 200 ms, both warm on one core. Times are those of the whole answer, from the
case to the document.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from time import perf_counter

from benchmarks.ipredict import FOLDER, patients
from tumorboard import service

AIMS = {"front": 1000, "why-not": 200}
SIZES = (1, 1, 2, 2, 3)


def run() -> None:
    """Print the figures."""
    if not FOLDER.is_dir():
        print("the I-PREDICT patients are not here")
        return
    kb = service.open_knowledge()
    reads = [service.read_body(patient.body, patient.name, kb) for patient in patients()]
    fronts = [service.frontier(read, kb) for read in reads]
    _timed("front", [partial(service.frontier, read, kb) for read in reads])
    points = sorted(len(front.points) for front in fronts)
    proved = sum(front.complete and all(point.proved for point in front.points) for front in fronts)
    print(f"points of a front: median {points[len(points) // 2]}, most {points[-1]}; proved {proved}/{len(fronts)}")
    random, questions = Random(5), []
    for read in reads:
        names = [view.drug for view in service.match(read, kb).candidates]
        questions += [(read, random.sample(names, size)) for size in SIZES if len(names) >= size]
    _timed("why-not", [partial(service.why_not, read, kb, drugs) for read, drugs in questions])
    _timed("robustness", [partial(service.robustness, read, kb) for read in reads])


def _timed(name: str, calls: list[Callable[[], object]]) -> None:
    """Print the distribution of the time of some calls in milliseconds, and the aim."""
    times = []
    for call in calls:
        start = perf_counter()
        call()
        times.append((perf_counter() - start) * 1000)
    times.sort()
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    aim = f"   aim {AIMS[name]} ms" if name in AIMS else ""
    figures = f"median {times[len(times) // 2]:6.0f} ms   p95 {p95:6.0f} ms   most {times[-1]:6.0f} ms"
    print(f"{name:<12} {figures}   of {len(times)}{aim}")


if __name__ == "__main__":
    run()
