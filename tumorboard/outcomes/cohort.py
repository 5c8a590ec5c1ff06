"""Who is in the analysis and who is not, and which counts may be shown.

Small cells: a count of 1 to 20 patients is neither shown nor derivable from what is shown; 0 is shown. The same rule
that the All of Us programme applies to its public data.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tumorboard.domain.cohort import FLOW, Cohort
from tumorboard.outcomes.table import OutcomeTable

SMALLEST = 21
"""The smallest count that may be shown, other than 0."""


def safe(count: int) -> bool:
    """Say whether a count may be known to everybody."""
    return count == 0 or abs(count) >= SMALLEST


@dataclass
class Disclosure:
    """Decides count by count what is shown; what was shown before limits what may follow.

    A count is shown only if it is safe and differs from every count shown before by nothing or by a safe number, so
    that no subtraction of two figures yields a small group. Tables that add up to a shown total lose a second cell
    where one is hidden, so that it cannot be worked out from the rest.

    Parameters
    ----------
    hide : bool
        False for a cohort of invented patients, or a page that only the treating centre sees.
    """

    hide: bool
    _shown: set[int] = field(default_factory=set)

    def allows(self, count: int) -> bool:
        """Say whether a count could be shown now."""
        return not self.hide or (safe(count) and all(safe(count - other) for other in self._shown if other))

    def count(self, count: int) -> int | None:
        """Return the count, or None where it must stay hidden."""
        if not self.allows(count):
            return None
        self._shown.add(count)
        return count

    def cells(self, counts: Sequence[int]) -> list[int | None]:
        """Return the cells of a table whose total is known, with None for those that must stay hidden.

        Hidden cells together hold at least 21 patients and are at least two, unless the whole table has no more.
        """
        if not self.hide:
            return list(counts)
        hidden = {i for i, count in enumerate(counts) if not self.allows(count)}
        while True:
            shown = [i for i, count in enumerate(counts) if i not in hidden and count]
            together = sum(counts[i] for i in hidden)
            clash = next(
                (i for i in shown for j in shown if j < i and not safe(counts[i] - counts[j])),
                None,
            )
            if clash is not None:
                hidden.add(clash)
            elif hidden and shown and (len(hidden) < 2 or not safe(together) or together <= len(hidden)):
                hidden.add(min(shown, key=lambda i: (counts[i], i)))
            else:
                break
        self._shown.update(counts[i] for i in shown)
        return [None if i in hidden else count for i, count in enumerate(counts)]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why patients are not in the next step."""

    because: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the flow: how many reached it, and why the others did not. None is a hidden small number."""

    name: str
    count: int | None
    lost: tuple[Reason, ...]


def flow(cohort: Cohort, table: OutcomeTable, endpoint: str, disclosure: Disclosure) -> tuple[Step, ...]:
    """Follow the patients from consent to the analysis of one endpoint.

    Parameters
    ----------
    cohort : Cohort
        With a row, or a count in ``not_treated``, for those who were never treated.
    table : OutcomeTable
        Its treated patients.
    endpoint : str
        ``pfs``, ``os`` or ``ttnt``.
    disclosure : Disclosure
        Decides what is shown.
    """
    reasons: dict[str, Counter[str]] = {step: Counter() for step in (*FLOW, "scored", "analysed")}
    for row in cohort.rows:
        if row.left_at is not None:
            reasons[row.left_at][row.left_because or "no reason given"] += 1
    for group in cohort.not_treated:
        reasons[group.left_at][group.because] += group.count
    known = table.primary.known
    reasons["scored"]["score not computable: no alteration to be matched, or no score"] = int((~known).sum())
    without = known & (table.days[endpoint] != table.days[endpoint])
    late = known & ~without & ~table.usable(endpoint)
    reasons["analysed"]["endpoint not known"] = int(without.sum())
    reasons["analysed"]["came under observation only after it ended"] = int(late.sum())
    return _walk([(name, sorted(counter.items())) for name, counter in reasons.items()], len(table), disclosure)


def _walk(reasons: list[tuple[str, list[tuple[str, int]]]], treated: int, disclosure: Disclosure) -> tuple[Step, ...]:
    """Show the steps; everybody is in one cell of one table: analysed, or lost at a step for a reason."""
    before = sum(n for name, lost in reasons if name in FLOW for _, n in lost)
    after = sum(n for name, lost in reasons if name not in FLOW for _, n in lost)
    everybody, analysed = before + treated, treated - after
    flat = [n for _, lost in reasons for _, n in lost]
    total = disclosure.count(everybody)
    last, *cells = disclosure.cells([analysed, *flat])
    waiting = [n for n, shown in zip(flat, cells, strict=True) if shown is None]
    waiting += [analysed] if last is None else []
    steps = [Step("enrolled", total, ())]
    held: list[int] = []
    at, left = 0, everybody
    for name, lost in reasons:
        shown = cells[at : at + len(lost)]
        new = [n for (_, n), cell in zip(lost, shown, strict=True) if cell is None]
        held, waiting, at = held + new, waiting[len(new) :], at + len(lost)
        left -= sum(n for _, n in lost)
        final = name == reasons[-1][0]
        # A step that is shown splits the hidden cells into those before it and those after it.
        open_ = last is not None if final else _vague(held) and _vague(waiting) and disclosure.allows(left)
        if open_:
            held = []
            disclosure.count(left)
        told = tuple(Reason(why, cell) for (why, n), cell in zip(lost, shown, strict=True) if n)
        steps.append(Step(name, left if open_ else None, told))
    return tuple(steps)


def _vague(hidden: list[int]) -> bool:
    """Say whether the sum of some hidden cells may be known."""
    return not hidden or (len(hidden) > 1 and sum(hidden) >= max(SMALLEST, len(hidden) + 1))


def matched(table: OutcomeTable, disclosure: Disclosure) -> dict[str, int | None]:
    """Count the treated by whether anything was matched."""
    points = table.primary.points
    cells = disclosure.cells([int((points > 0).sum()), int((points == 0).sum()), int((~table.primary.known).sum())])
    return dict(zip(("matched", "not matched", "not computable"), cells, strict=True))
