"""Running one use case over many cases: a bad case is reported and the others go on; the totals reconcile."""

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from tumorboard import service
from tumorboard.errors import InputError

# Below this a second process costs more than it gains.
_PARALLEL_FROM = 64
_CHUNK = 64


@dataclass
class Totals:
    """How many cases were read, answered and refused."""

    answered: int = 0
    refused: list[str] = field(default_factory=list)

    def tell(self) -> None:
        """Print the refusals, and the totals where there was more than one case, to standard error."""
        for words in self.refused:
            print(f"error: {words}", file=sys.stderr)
        total = self.answered + len(self.refused)
        if total != 1:
            print(f"{total} cases: {self.answered} answered, {len(self.refused)} refused", file=sys.stderr)


Task = Callable[[service.ReadCase], Any]
Wrap = Callable[[Any], Any]


def run(
    paths: list[Path], task: Task, totals: Totals, jobs: int = 1, version: str = "", wrap: Wrap | None = None
) -> Iterator[Any]:
    """Yield the answer to each good case, in the order of the files.

    Parameters
    ----------
    paths : list of Path
        Files with one or many cases.
    task : callable
        What to do with a case; must be picklable where ``jobs`` is greater than 1.
    totals : Totals
        Filled on the way.
    jobs : int
        Number of processes; the answers do not depend on it.
    version : str
        Version of the knowledge; the one in use where none is named.
    wrap : callable, optional
        What the answers of other processes become before they are sent to this one; must be picklable. A document
        takes longer to send than its text.
    """
    kb = service.open_knowledge(version)
    cases = _good(service.open_cases(paths, kb), totals)
    first = list(islice(cases, _PARALLEL_FROM))
    if jobs == 1 or len(first) < _PARALLEL_FROM:
        for read in _chain(first, cases):
            yield from _one(read, task, totals)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for outcome in _ordered(pool, partial(_attempt_all, task, wrap), _chain(first, cases)):
            if isinstance(outcome, InputError):
                totals.refused.append(str(outcome))
            else:
                totals.answered += 1
                yield outcome


def _good(cases: Iterator[service.ReadCase | service.BadCase], totals: Totals) -> Iterator[service.ReadCase]:
    for read in cases:
        if isinstance(read, service.BadCase):
            totals.refused.append(str(read.error))
        else:
            yield read


def _chain(first: list[service.ReadCase], rest: Iterator[service.ReadCase]) -> Iterator[service.ReadCase]:
    yield from first
    yield from rest


def _one(read: service.ReadCase, task: Task, totals: Totals) -> Iterator[Any]:
    outcome = attempt(task, read)
    if isinstance(outcome, InputError):
        totals.refused.append(str(outcome))
    else:
        totals.answered += 1
        yield outcome


def attempt(task: Task, read: service.ReadCase) -> Any:
    """Return the answer to a case, or the error that stands in its way."""
    try:
        return task(read)
    except InputError as problem:
        return InputError(f"case {read.case.case_id!r}: {problem}")


def _ordered(
    pool: ProcessPoolExecutor, work: Callable[[list[service.ReadCase]], list[Any]], cases: Iterator[service.ReadCase]
) -> Iterator[Any]:
    """Send chunks of cases to the pool, a few ahead of the reader, and yield the answers in order."""
    from collections import deque

    waiting: deque[Any] = deque()
    while chunk := list(islice(cases, _CHUNK)):
        waiting.append(pool.submit(work, chunk))
        if len(waiting) >= 8:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _attempt_all(task: Task, wrap: Wrap | None, chunk: list[service.ReadCase]) -> list[Any]:
    # Answers hold no cycles: looking for them all the time takes a tenth of the work, once a chunk takes nothing.
    gc.disable()
    try:
        answers = (attempt(task, read) for read in chunk)
        return [answer if wrap is None or isinstance(answer, InputError) else wrap(answer) for answer in answers]
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
