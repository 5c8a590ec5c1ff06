"""Kaplan-Meier curves, log-rank test, restricted mean and landmark, on lifelines (imported where it is used: 5 s)."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tumorboard.outcomes.distributions import chi2_p, normal_p
from tumorboard.outcomes.partial_likelihood import Bools, Floats, RiskSets, fit

Z95 = 1.959963984540054
NOT_REACHED = "not reached"
RAN_EMPTY = (
    "with late entry so few were under observation early on that all of them had the event: do not read the level"
)


@dataclass(frozen=True)
class SurvivalData:
    """Follow-up of one group of patients, one row each (several where a covariate changes with time).

    Parameters
    ----------
    stop : array
        End of observation, in days from day 1.
    event : array of bool
        Whether the event happened then.
    start : array, optional
        Beginning of observation (left truncation), before ``stop``.
    strata : array, optional
        Group with a baseline hazard of its own.
    """

    stop: Floats
    event: Bools
    start: Floats | None = None
    strata: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.stop)

    @property
    def events(self) -> int:
        """Number of events."""
        return int(self.event.sum())

    def where(self, keep: Bools) -> "SurvivalData":
        """Return the rows of a mask."""
        start = None if self.start is None else self.start[keep]
        strata = None if self.strata is None else self.strata[keep]
        return SurvivalData(self.stop[keep], self.event[keep], start, strata)

    def at_risk(self, day: float) -> int:
        """Count the rows under observation just before a day."""
        late = 0 if self.start is None or day <= 0 else int((self.start >= day).sum())
        return int((self.stop >= day).sum()) - late


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve: one point for each event time, with its 95 % band.

    ``median``, ``median_lower`` and ``median_upper`` are days, or None where they are not reached; ``words`` warns
    where the curve should not be read.
    """

    n: int
    events: int
    days: Floats
    survival: Floats
    lower: Floats
    upper: Floats
    at_risk: Floats
    deaths: Floats
    median: float | None
    median_lower: float | None
    median_upper: float | None
    words: str = ""

    @property
    def median_words(self) -> str:
        """The median in days, or that it is not reached."""
        return NOT_REACHED if self.median is None else f"{self.median:g} days"

    def at(self, day: float) -> float:
        """Return the share without an event just after a day."""
        index = int(np.searchsorted(self.days, day, side="right"))
        return 1.0 if index == 0 else float(self.survival[index - 1])


def kaplan_meier(data: SurvivalData, *, band: Literal["log", "log-log"] = "log") -> Curve:
    """Estimate the survival curve.

    Parameters
    ----------
    data : SurvivalData
        At least one row.
    band : {"log", "log-log"}
        Scale of the confidence band (Greenwood's variance); ``log`` is the default of R's survfit.
    """
    from lifelines.utils import survival_table_from_events  # type: ignore[import-untyped]

    # lifelines counts who enters on a day among those at risk on it; R, and our Cox model, from the next moment on.
    # Its fitter refuses late entry where a risk set runs empty early: the table it rests on does not.
    entry = None if data.start is None else np.nextafter(data.start, np.inf)
    table = survival_table_from_events(data.stop, data.event, birth_times=entry)
    table = table[table["observed"] > 0]
    days = table.index.to_numpy(np.float64)
    deaths, at_risk = table["observed"].to_numpy(np.float64), table["at_risk"].to_numpy(np.float64)
    survival = np.cumprod(1 - deaths / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
        if band == "log":
            spread = Z95 * np.sqrt(variance)
            lower, upper = survival * np.exp(-spread), np.minimum(survival * np.exp(spread), 1)
        else:
            spread = Z95 * np.sqrt(variance) / np.log(survival)
            lower, upper = survival ** np.exp(-spread), survival ** np.exp(spread)
    lower, upper = np.where(survival > 0, lower, 0.0), np.where(survival > 0, upper, np.nan)
    middle, early, late = (_crossing(days, curve) for curve in (survival, lower, upper))
    ran_empty = data.start is not None and bool(np.any(at_risk[:-1] == deaths[:-1]))
    words = RAN_EMPTY if ran_empty else ""
    return Curve(len(data), data.events, days, survival, lower, upper, at_risk, deaths, middle, early, late, words)


def _crossing(days: Floats, curve: Floats, level: float = 0.5) -> float | None:
    """Find the day on which a falling curve passes a level; the middle where it rests on it, as in R."""
    below = np.flatnonzero(curve <= level + 1e-9)
    if not len(below):
        return None
    first = int(below[0])
    if abs(curve[first] - level) <= 1e-9 and first + 1 < len(days):
        return float((days[first] + days[first + 1]) / 2)
    return float(days[first])


@dataclass(frozen=True, slots=True)
class Test:
    """A test statistic with its degrees of freedom; None with the reason in ``words`` where it cannot be had."""

    statistic: float | None
    df: int
    p: float | None
    words: str


def log_rank(data: SurvivalData, groups: NDArray[Any]) -> Test:
    """Compare survival between groups.

    With late entry the log-rank test is not defined as such: the score test of a Cox model is given instead, which
    equals it where no two events share a day.
    """
    names = np.unique(groups)
    if len(names) < 2:
        return Test(None, 0, None, "only one group")
    if not data.events:
        return Test(None, len(names) - 1, None, "no events")
    if data.start is None and data.strata is None:
        from lifelines.statistics import multivariate_logrank_test  # type: ignore[import-untyped]

        found = multivariate_logrank_test(data.stop, groups, data.event)
        return Test(float(found.test_statistic), len(names) - 1, float(found.p_value), "log-rank")
    x = np.column_stack([(groups == name).astype(np.float64) for name in names[1:]])
    score = fit(RiskSets(data.stop, data.event, data.start, data.strata), x).score_test
    return Test(score, len(names) - 1, chi2_p(score, len(names) - 1), "score test with late entry or strata")


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean time without an event up to a day, with its standard error, both in days."""

    days: float
    se: float
    until: float


def restricted_mean(curve: Curve, until: float) -> RestrictedMean:
    """Compute the area under a curve up to a day, with Greenwood's variance (as R's ``print(survfit, rmean=)``)."""
    inside = curve.days < until
    days, survival = curve.days[inside], curve.survival[inside]
    edges = np.concatenate([[0.0], days, [until]])
    heights = np.concatenate([[1.0], survival])
    areas = np.diff(edges) * heights
    ahead = np.cumsum(areas[::-1])[::-1][1:]
    deaths, at_risk = curve.deaths[inside], curve.at_risk[inside]
    left = at_risk > deaths
    variance = float(np.sum(ahead[left] ** 2 * deaths[left] / (at_risk[left] * (at_risk[left] - deaths[left]))))
    return RestrictedMean(float(areas.sum()), variance**0.5, until)


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Difference of two restricted means (second minus first) in days, with its 95 % interval."""

    days: float
    lower: float
    upper: float
    p: float
    until: float


def mean_difference(first: SurvivalData, second: SurvivalData, *, step: float | None = None) -> MeanDifference | None:
    """Compare restricted means up to the last day that both groups were followed; None where there is no such day.

    With a ``step`` (days) the comparison ends at the last whole multiple of it.
    """
    if not len(first) or not len(second):
        return None
    until = float(min(first.stop.max(), second.stop.max()))
    if step is not None:
        until = until // step * step
    if until <= 0:
        return None
    a, b = (restricted_mean(kaplan_meier(group), until) for group in (first, second))
    difference, se = b.days - a.days, (a.se**2 + b.se**2) ** 0.5
    p = normal_p(difference / se) if se > 0 else 1.0
    return MeanDifference(difference, difference - Z95 * se, difference + Z95 * se, p, until)


def landmark(data: SurvivalData, day: float) -> tuple[SurvivalData, Bools]:
    """Start the clock at a later day, for the patients who reached it without an event and under observation.

    What a patient's regimen became in the first weeks depends on having lived through them (immortal time); looking
    only at those who did, from then on, removes that.

    Returns
    -------
    tuple of SurvivalData and array of bool
        The data with time counted from the landmark, and which rows they are.
    """
    keep = data.stop > day
    cut = data.where(keep)
    start = None if cut.start is None else np.maximum(cut.start - day, 0.0)
    return replace(cut, stop=cut.stop - day, start=start), keep
