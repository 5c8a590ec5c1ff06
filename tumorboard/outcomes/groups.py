"""The cohort as a table of groups, which may leave the house: no row of a single patient does.

Patients are halved again and again by the score and the number of alterations, never by what became of them, so that
events and time at risk of the groups can be modelled (Poisson regression) without the bias that grouping by the outcome
would bring. A half stands only where its patients, those with the event and those without are none or at least 21.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tumorboard.outcomes import blocks
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.disclosure import SMALLEST, Disclosure, small
from tumorboard.outcomes.partial_likelihood import Bools
from tumorboard.outcomes.survival import kaplan_meier
from tumorboard.outcomes.table import ALTERATIONS, OutcomeTable

ENDPOINT = "pfs"
MOST = 16
"""About how many groups: more are harder to read, and each further count limits what others may be shown."""
TOO_FEW = f"fewer than {SMALLEST} patients with a score and a PFS: nothing can be told without telling of single ones"


def groups_block(table: OutcomeTable, gate: Disclosure) -> Block:
    """Tell the groups of the patients with a score and a PFS, from few alterations matched to many.

    Parameters
    ----------
    table : OutcomeTable
        The treated patients.
    gate : Disclosure
        Decides which counts are shown. Groups are of 21 patients or more also where it hides nothing.
    """
    keep = table.usable(ENDPOINT) & ~np.isnan(table.covariates[ALTERATIONS].values)
    if int(keep.sum()) < SMALLEST:
        return {"rows": [], "words": TOO_FEW}
    points, alterations = table.primary.points, table.covariates[ALTERATIONS].values
    whole = np.flatnonzero(keep)
    parts = sorted(
        _halves(whole, (points, alterations), table.events[ENDPOINT], 2 * len(whole) // MOST),
        key=lambda part: (float(np.median(points[part])), float(np.median(alterations[part])), int(part[0])),
    )
    groups = [_mask(part, len(table)) for part in parts]
    event = table.events[ENDPOINT]
    cells = gate.cells([cell for group in groups for cell in (group & event, group & ~event)])
    counts = zip(groups, cells[::2], cells[1::2], strict=True)
    return {"rows": [_row(table, group, had, had_not, gate) for group, had, had_not in counts], "words": ""}


def _halves(
    part: NDArray[np.intp], numbers: tuple[NDArray[np.float64], ...], event: Bools, smallest: int
) -> Iterator[NDArray[np.intp]]:
    """Yield the groups into which patients are parted, as long as one is not smaller than ``smallest``.

    Equal numbers are never parted, so that groups say what they are.
    """
    for column in sorted(numbers, key=lambda column: -_spread(column, part)) if len(part) >= smallest else ():
        for cut in _cuts(column[part]):
            halves = part[column[part] <= cut], part[column[part] > cut]
            if all(_stands(half, event) for half in halves):
                for half in halves:
                    yield from _halves(half, numbers, event, smallest)
                return
    yield part


def _spread(column: NDArray[np.float64], part: NDArray[np.intp]) -> float:
    """Return the range of a number in a group as a share of its range over all patients."""
    whole = float(np.nanmax(column) - np.nanmin(column))
    return float(np.ptp(column[part])) / whole if whole else 0.0


def _cuts(values: NDArray[np.float64]) -> list[float]:
    """Return where values can be parted, the evenest parting first."""
    steps = np.unique(values)[:-1]
    return sorted(steps.tolist(), key=lambda cut: abs(int((values <= cut).sum()) * 2 - len(values)))


def _stands(part: NDArray[np.intp], event: Bools) -> bool:
    happened = int(event[part].sum())
    return not any(small(count) for count in (len(part), happened, len(part) - happened)) and len(part) > 0


def _mask(part: NDArray[np.intp], length: int) -> Bools:
    mask = np.zeros(length, bool)
    mask[part] = True
    return mask


def _row(table: OutcomeTable, group: Bools, had: int | None, had_not: int | None, gate: Disclosure) -> Block:
    data = table.survival(ENDPOINT, group)
    median = blocks.months(kaplan_meier(data).median)
    start = np.zeros(len(data.stop)) if data.start is None else np.maximum(data.start, 0.0)
    return {
        "n": None if had is None or had_not is None else had + had_not,
        "events": had,
        "person_months": blocks.months(float((data.stop - start).sum())),
        "median_months": median if median is None or not gate.hide else round(median, 1),
        "score_percent": _quartiles(table.primary.points[group]),
        "alterations": _quartiles(table.covariates[ALTERATIONS].values[group]),
    }


def _quartiles(values: NDArray[np.float64]) -> list[float]:
    return [float(value) for value in np.percentile(values, [25, 50, 75])]
