"""The Cox partial likelihood with Efron's ties, late entry and strata, in whole-array steps.

lifelines fits the same model, but a stratified fit of 10,000 patients takes it 0.7 s and one with late entry 0.8 s, and
a report needs some sixty fits. Here sums over risk sets are differences of running sums, and a fit takes about 30 ms.
The tests hold it to R's published figures and to lifelines.

References
----------
Efron B, J Am Stat Assoc 1977;72:557. Grambsch PM, Therneau TM, Biometrika 1994;81:515 (proportional hazards); the test
itself is the score test that R's survival package uses since version 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MAX_STEPS = 30
TOLERANCE = 1e-9
RUNAWAY = 10.0
"""A coefficient per standard deviation beyond which the likelihood is taken to rise for ever (separation)."""


class RiskSets:
    """Who is at risk at each event, worked out once for all models on the same patients.

    Parameters
    ----------
    stop : array
        End of observation of each row.
    event : array of bool
        Whether the event happened at ``stop``.
    start : array, optional
        Beginning of observation, before ``stop``; a row is at risk at t where start < t <= stop.
    strata : array, optional
        Group with a baseline hazard of its own.
    """

    def __init__(
        self, stop: Floats, event: Bools, start: Floats | None = None, strata: NDArray[np.generic] | None = None
    ) -> None:
        group = np.zeros(len(stop), np.int64) if strata is None else np.unique(strata, return_inverse=True)[1]
        times = np.unique(stop if start is None else np.concatenate([stop, start]))
        width = len(times)
        # One integer orders rows by stratum and then by time, so that a risk set is a slice of the sorted rows.
        key = group * width + np.searchsorted(times, stop)
        self.order = np.argsort(key, kind="stable")
        key, self.event = key[self.order], event[self.order]
        cells, first = np.unique(key[self.event], return_index=True)
        self.times = stop[self.order][self.event][first]
        self.cell = np.searchsorted(cells, key[self.event])
        self.deaths = np.bincount(self.cell, minlength=len(cells))
        self._slice = _slice(key, cells, width)
        self._until = np.searchsorted(cells, key, side="right")
        self._since = np.searchsorted(cells, group[self.order] * width, side="left")
        self._late: tuple[Ints, tuple[Ints, Ints]] | None = None
        if start is not None:
            start_key = (group * width + np.searchsorted(times, start))[self.order]
            late = np.argsort(start_key, kind="stable")
            self._late = late, _slice(start_key[late], cells, width)
            self._since = np.searchsorted(cells, start_key, side="right")
        self._tied_from = np.cumsum(self.deaths) - self.deaths
        # Efron: the j-th of d tied deaths sees the tied ones with weight 1 - j/d.
        self.draw = np.repeat(np.arange(len(cells)), self.deaths)
        self.share = (np.arange(len(self.draw)) - self._tied_from[self.draw]) / self.deaths[self.draw]

    def at_risk(self, values: Floats) -> Floats:
        """Sum values (one column a row, in the order of ``order``) over the risk set of each event time."""
        total = _running(values)
        found = total[:, self._slice[1]] - total[:, self._slice[0]]
        if self._late is not None:
            late = _running(values[:, self._late[0]])
            found -= late[:, self._late[1][1]] - late[:, self._late[1][0]]
        return found

    def among_tied(self, values: Floats) -> Floats:
        """Sum values of the rows with an event over each event time."""
        if not len(self.deaths):
            return np.zeros((len(values), 0))
        return np.asarray(np.add.reduceat(values[:, self.event], self._tied_from, axis=1))

    def per_time(self, per_draw: Floats) -> Floats:
        """Sum a figure of each death over the deaths at one time."""
        return np.bincount(self.draw, weights=per_draw, minlength=len(self.deaths)).astype(np.float64)

    def lived_through(self, per_time: Floats) -> Floats:
        """Sum a figure of the event times over those at which each row was at risk."""
        total = _running(per_time[None, :])[0]
        return np.asarray(total[self._until] - total[self._since])


def _slice(ordered: Ints, cells: Ints, width: int) -> tuple[Ints, Ints]:
    """Find from which to which sorted row the risk set of each event time reaches."""
    return np.searchsorted(ordered, cells), np.searchsorted(ordered, (cells // width + 1) * width)


def _running(values: Floats) -> Floats:
    """Return running sums along the rows, with a leading zero."""
    total = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    return total


class Likelihood:
    """Likelihood, gradient, information and expected events of one model at one point.

    Parameters
    ----------
    x : array of shape (covariates, rows)
        In the order of ``sets.order``.
    """

    def __init__(self, sets: RiskSets, x: Floats, beta: Floats) -> None:
        eta = beta @ x
        eta = eta - eta.max(initial=0.0)
        self._sets, self._x = sets, x
        self._weight = np.exp(eta)
        weighted = np.empty((len(x) + 1, x.shape[1]))
        weighted[0] = self._weight
        np.multiply(x, self._weight, out=weighted[1:])
        sums = sets.at_risk(weighted)[:, sets.draw] - sets.share * sets.among_tied(weighted)[:, sets.draw]
        self._denominator = sums[0]
        # A step that went too far leaves sums of 0; its likelihood is then no number, and the step is halved.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            self.means = sums[1:] / self._denominator
            self.loglik = float(eta[sets.event].sum() - np.log(self._denominator).sum())
            self.expected = self.weighted_exposure(np.ones(len(sets.deaths)))
            self.gradient = x @ (sets.event - self.expected)
            self.information = self._spread(self.expected) - self.means @ self.means.T

    def _spread(self, exposure: Floats) -> Floats:
        return np.asarray((self._x * exposure) @ self._x.T)

    def weighted_exposure(self, g: Floats) -> Floats:
        """Count the expected events of each row, each event time with the weight ``g``."""
        sets = self._sets
        hazard = g[sets.draw] / self._denominator
        exposure = sets.lived_through(sets.per_time(hazard))
        exposure[sets.event] -= sets.per_time(sets.share * hazard)[sets.cell]
        return np.asarray(self._weight * exposure)

    def weighted_information(self, g: Floats) -> Floats:
        """Sum the covariates' covariance over the events, each event time with the weight ``g``."""
        means = (self.means * g[self._sets.draw]) @ self.means.T
        return np.asarray(self._spread(self.weighted_exposure(g)) - means)

    def schoenfeld_sum(self, g: Floats) -> Floats:
        """Sum the Schoenfeld residuals, weighted by ``g`` at each event time."""
        return np.asarray(self._sets.among_tied(self._x) @ g - self.means @ g[self._sets.draw])


@dataclass(frozen=True)
class Fit:
    """A fitted model; ``residuals`` are the martingale residuals of the rows."""

    beta: Floats
    covariance: Floats
    loglik: float
    null_loglik: float
    score_test: float
    converged: bool
    residuals: Floats


def fit(sets: RiskSets, x: Floats) -> Fit:
    """Maximise the partial likelihood by Newton's method with halved steps.

    Parameters
    ----------
    sets : RiskSets
        Risk sets of the rows.
    x : array of shape (rows, covariates)
        Linearly independent columns that vary.
    """
    scale = x.std(axis=0)
    z = np.ascontiguousarray(((x - x.mean(axis=0)) / scale)[sets.order].T)
    beta = np.zeros(x.shape[1])
    now = null = Likelihood(sets, z, beta)
    score_test = float(null.gradient @ np.linalg.pinv(null.information) @ null.gradient)
    converged = not x.shape[1]
    for _ in range(MAX_STEPS if x.shape[1] else 0):
        try:
            step = np.linalg.solve(now.information, now.gradient)
        except np.linalg.LinAlgError:
            break
        after = Likelihood(sets, z, beta + step)
        while not after.loglik >= now.loglik - 1e-9 and float(np.abs(step).max()) > 1e-6:
            step = step / 2
            after = Likelihood(sets, z, beta + step)
        if not np.isfinite(after.loglik):
            break
        beta, gain, now = beta + step, after.loglik - now.loglik, after
        if float(np.abs(beta).max()) > RUNAWAY:
            break
        if abs(gain) < TOLERANCE * max(1.0, abs(now.loglik)):
            converged = True
            break
    try:
        covariance = np.linalg.inv(now.information) / np.outer(scale, scale)
    except np.linalg.LinAlgError:
        covariance, converged = np.full((len(beta), len(beta)), np.nan), False
    residuals = np.empty(len(x))
    residuals[sets.order] = sets.event - now.expected
    return Fit(beta / scale, covariance, now.loglik, null.loglik, score_test, converged, residuals)


def proportionality(sets: RiskSets, x: Floats, beta: Floats, g: Floats) -> tuple[Floats, float] | None:
    """Test whether coefficients change with time, as R's ``cox.zph`` does.

    Parameters
    ----------
    g : array
        The transformed event times, one for each of ``sets.times``.

    Returns
    -------
    tuple of array and float, or None
        Chi-square of each covariate (1 degree of freedom) and of all together; None where time does not vary enough to
        test it, as where all events fall on one day.
    """
    center = np.ascontiguousarray((x - x.mean(axis=0))[sets.order].T)
    at = Likelihood(sets, center, beta)
    g = g - np.average(g, weights=sets.deaths)
    score = at.schoenfeld_sum(g)
    cross, late = at.weighted_information(g), at.weighted_information(g**2)
    try:
        rest = late - cross.T @ np.linalg.solve(at.information, cross)
        together = float(score @ np.linalg.solve(rest, score))
    except np.linalg.LinAlgError:
        return None
    if not np.all(np.diag(rest) > 0) or not np.isfinite(together):
        return None
    return score**2 / np.diag(rest), together
