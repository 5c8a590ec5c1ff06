"""Small cells: a count of 1 to 20 patients is neither shown nor derivable from one report; 0 stands beside larger ones.

One gate sees one report. Two reports on the same patients, under two policies or at two times, can be taken from each
other; no gate sees that.

Every count is asked for with the patients it counts. Subtracting one shown count from another gives away a group only
where one set lies within the other, so that sets must be compared and not numbers: 130 men and 120 patients with a high
score say nothing of 10 people, 130 treated and 120 of them analysed do.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tumorboard.outcomes.partial_likelihood import Bools

SMALLEST = 21
"""The smallest count that may be shown, other than 0."""
ROUNDING, SAME = 1e-11, 1e-5
"""What is taken for nothing: a share of the largest eigenvalue, and a part of a patient."""


def small(count: int) -> bool:
    """Say whether a count must stay hidden."""
    return 0 < count < SMALLEST


class Disclosure:
    """Decides count by count what is shown; what was shown before limits what may follow.

    A count is hidden where it is small, or where it and one or two of those shown before would give a small group by
    adding and subtracting. Tables, whose total is taken to be known, lose a second cell where one is hidden.

    Parameters
    ----------
    hide : bool
        False for a cohort of invented patients, or a page that only the treating centre sees.
    people : int
        How many patients the cohort has; sets of the first of them may be given without the rest.
    """

    def __init__(self, *, hide: bool, people: int) -> None:
        self.hide = hide
        self.people = people
        self.shown: dict[int, Bools] = {}
        self.asked: list[Bools] = []
        self._overlap = np.zeros((64, 64))

    def count(self, patients: Bools) -> int | None:
        """Return how many patients there are, or None where that must stay hidden."""
        if not self.hide:
            return int(patients.sum())
        whole = self._pad(patients)
        self.asked.append(whole)
        if not self._allows(whole):
            return None
        self._show(whole)
        return int(whole.sum())

    def cells(
        self, table: Sequence[Bools], *, unions: Sequence[Sequence[int]] = (), ordered: bool = True
    ) -> list[int | None]:
        """Return the cells of a table, with None for those that must stay hidden.

        Parameters
        ----------
        table : sequence of array of bool
            Disjoint sets of patients.
        unions : sequence of sequences of int
            Cells that a reader may want to add up.
        ordered : bool
            Whether they stand in an order in which neighbours may be added up.
        """
        if not self.hide:
            return [int(patients.sum()) for patients in table]
        sets = [self._pad(patients) for patients in table]
        self.asked += sets
        counts = [int(patients.sum()) for patients in sets]
        last = [len(sets) if ordered else i + 1 for i in range(len(sets))]
        sums = [range(i, j + 1) for i in range(len(sets)) for j in range(i, last[i])] + [list(u) for u in unions]
        hidden: set[int] = set()
        while True:
            shown = [i for i, count in enumerate(counts) if i not in hidden and count]
            together = sum(counts[i] for i in hidden)
            told = [list(cells) for cells in sums if not hidden.intersection(cells)]
            bad = next((cells for cells in told if not self._allows(self._union(sets, cells))), None)
            if bad is not None and any(counts[i] for i in bad):
                hidden.add(min((i for i in bad if counts[i]), key=lambda i: (counts[i], i)))
            elif hidden and shown and (len(hidden) < 2 or small(together) or together <= len(hidden)):
                hidden.add(min(shown, key=lambda i: (counts[i], i)))
            else:
                break
        for cells in told:
            self._show(self._union(sets, cells))
        if hidden and not any(counts[i] for i in range(len(sets)) if i not in hidden):
            return [None] * len(sets)  # the zeros would tell where the few are
        return [None if i in hidden else count for i, count in enumerate(counts)]

    def cells_at_last(self, table: Sequence[Bools], *, unions: Sequence[Sequence[int]] = ()) -> list[int | None]:
        """Return the cells of a table that is asked for after all others, or hide every one of them.

        So late many sets have been shown; the table stands only where none of the small groups asked for so far follows
        from all that is shown by *any* adding and subtracting, of whatever length.
        """
        if not self.hide:
            return self.cells(table)
        before = len(self.shown)
        cells = self.cells(table, unions=unions, ordered=False)
        if len(self.shown) > before and self._gives_away():
            for key in list(self.shown)[before:]:
                del self.shown[key]
            return [0 if not group.any() else None for group in table]
        return cells

    def _gives_away(self) -> bool:
        """Say whether a small group follows from what is shown: whether it lies in the span of the sets shown.

        The part of a group that lies in the span is worked out from how many patients the sets share.
        """
        groups = {_bits(group): int(group.sum()) for group in self.asked}
        few = {key: size for key, size in groups.items() if small(size)}
        if not few:
            return False
        shared = self._overlap[: len(self.shown), : len(self.shown)]
        values, axes = np.linalg.eigh(shared)
        axes = axes[:, values > ROUNDING * values[-1]] / np.sqrt(values[values > ROUNDING * values[-1]])
        within = np.array([self._within(key) for key in few]) @ axes
        rest = np.array(list(few.values())) - (within**2).sum(axis=1)
        return bool((rest < SAME).any())

    def _pad(self, patients: Bools) -> Bools:
        return np.concatenate([patients, np.zeros(self.people - len(patients), bool)])

    @staticmethod
    def _union(sets: Sequence[Bools], cells: Sequence[int]) -> Bools:
        return np.asarray(np.any([sets[i] for i in cells], axis=0))

    def _allows(self, patients: Bools) -> bool:
        """Say whether a set could be shown now: no small group follows from it with one or two others."""
        size, key = int(patients.sum()), _bits(patients)
        if small(size):
            return False
        if not size or not self.shown or key in self.shown:
            return True
        within = self._within(key)
        overlap = self._overlap[: len(within), : len(within)]
        sizes = np.diag(overlap)
        nested = (within == sizes) | (within == size)
        if bool(np.any(nested & _small(np.abs(sizes - size)))):
            return False
        apart, inside, around, disjoint = within == 0, within == sizes, within == size, overlap == 0
        # With t and u shown before and s new: u - s - t, s - t - u, s + t - u, t + u - s.
        rest = _small(sizes[None, :] - size - sizes[:, None]) & apart[:, None] & around[None, :]
        rest &= overlap == sizes[:, None]
        rest |= _small(size - sizes[:, None] - sizes[None, :]) & inside[:, None] & inside[None, :] & disjoint
        covered = within[None, :] + overlap == sizes[None, :]
        rest |= _small(size + sizes[:, None] - sizes[None, :]) & apart[:, None] & covered
        covers = within[:, None] + within[None, :] == size
        rest |= _small(sizes[:, None] + sizes[None, :] - size) & disjoint & covers
        return not bool(rest.any())

    def _within(self, key: int) -> NDArray[np.float64]:
        """Count how many patients a set shares with each one shown before; whole numbers as bit sets are fastest."""
        return np.array([(key & other).bit_count() for other in self.shown], np.float64)

    def _show(self, patients: Bools) -> None:
        key = _bits(patients)
        if not key or key in self.shown:
            return
        within, n = self._within(key), len(self.shown)
        if n == len(self._overlap):
            self._overlap = np.pad(self._overlap, (0, n))
        self._overlap[n, :n] = self._overlap[:n, n] = within
        self._overlap[n, n] = key.bit_count()
        self.shown[key] = patients


def _bits(patients: Bools) -> int:
    return int.from_bytes(np.packbits(patients).tobytes(), "big")


def _small(counts: NDArray[np.float64]) -> Bools:
    return np.asarray((counts > 0) & (counts < SMALLEST))
