"""Response against the score: exact proportions, and Firth's logistic regression where groups are small.

Firth D, Biometrika 1993;80:27: the penalty keeps estimates finite where one group has all the responses; intervals and
p values are from the penalised likelihood profile (Heinze and Schemper, Stat Med 2002;21:2409).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tumorboard.outcomes.cox import Covariate
from tumorboard.outcomes.distributions import chi2_p, fisher_p, proportion_interval
from tumorboard.outcomes.partial_likelihood import Bools, Floats

HALF_CHI2_95 = 1.9207294103470618
"""Half of the 95 % point of chi-square with 1 degree of freedom."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many, with the exact 95 % interval; None where there is nobody."""

    k: int
    n: int

    @property
    def share(self) -> float | None:
        """Proportion, 0-1."""
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Exact 95 % confidence interval."""
        return proportion_interval(self.k, self.n) if self.n else None


def compare(low: Proportion, high: Proportion) -> float | None:
    """Return the p value of Fisher's exact test between two groups; None where one of them is empty."""
    if not low.n or not high.n:
        return None
    return fisher_p(high.k, high.n - high.k, low.k, low.n - low.k)


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """An odds ratio with its profile interval; infinite where the data set no bound."""

    name: str
    label: str
    odds_ratio: float
    lower: float
    upper: float
    p: float


@dataclass(frozen=True, slots=True)
class Logistic:
    """A penalised logistic model, or the reason in ``words`` why there is none."""

    n: int
    events: int
    terms: tuple[OddsRatio, ...] = ()
    words: str = ""


def firth(outcome: Bools, covariates: Sequence[Covariate], *, report: Sequence[str] | None = None) -> Logistic:
    """Fit Firth's logistic regression to the complete cases.

    Parameters
    ----------
    outcome : array of bool
        What is explained, one a patient.
    covariates : sequence of Covariate
        Columns; one that does not vary is left out.
    report : sequence of str, optional
        Covariates whose odds ratio is wanted (each interval costs some twenty fits); all by default.
    """
    complete = np.ones(len(outcome), dtype=bool)
    for covariate in covariates:
        complete &= ~np.isnan(covariate.values)
    y = outcome[complete].astype(np.float64)
    kept = [c.where(complete) for c in covariates]
    kept = [c for c in kept if len(y) and float(np.ptp(c.values)) > 0]
    n, events = len(y), int(y.sum())
    if min(events, n - events) < 1 or not kept:
        return Logistic(n, events, words="all patients have the same outcome" if kept or not n else "nothing varies")
    columns = [(c.values - c.values.mean()) / c.values.std() for c in kept]
    x = np.column_stack([np.ones(n), *columns])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return Logistic(n, events, words="covariates say the same as each other")
    best = _maximise(y, x, np.zeros(x.shape[1]), None)
    if best is None:
        return Logistic(n, events, words="the model did not settle")
    beta, peak = best
    terms = []
    for index, covariate in enumerate(kept, start=1):
        if report is not None and covariate.name not in report:
            continue
        scale = float(covariate.values.std())
        without = _maximise(y, x, _held(beta, index, 0.0), index)
        p = chi2_p(2 * (peak - without[1]), 1) if without else float("nan")
        lower, upper = (_bound(y, x, beta, peak, index, side) / scale for side in (-1, 1))
        ratios = (_exp(beta[index] / scale), _exp(lower), _exp(upper))
        terms.append(OddsRatio(covariate.name, covariate.label, *ratios, p))
    return Logistic(n, events, tuple(terms))


def _exp(value: float) -> float:
    return float(np.exp(value)) if value < 700 else float("inf")


def _held(beta: Floats, index: int, value: float) -> Floats:
    held = beta.copy()
    held[index] = value
    return held


def _penalised(y: Floats, x: Floats, beta: Floats) -> tuple[float, Floats, Floats]:
    """Return the penalised log-likelihood, the modified score and the information."""
    eta = np.clip(x @ beta, -500, 500)
    p = 1 / (1 + np.exp(-eta))
    weight = p * (1 - p)
    information = (x.T * weight) @ x
    sign, log_det = np.linalg.slogdet(information)
    if sign <= 0:
        return -np.inf, np.zeros_like(beta), information
    leverage = np.einsum("ij,ij->i", x @ np.linalg.inv(information), x) * weight
    loglik = float(y @ eta - np.logaddexp(0, eta).sum() + 0.5 * log_det)
    return loglik, np.asarray(x.T @ (y - p + leverage * (0.5 - p))), information


def _maximise(y: Floats, x: Floats, beta: Floats, fixed: int | None) -> tuple[Floats, float] | None:
    """Maximise the penalised likelihood, one coefficient held where ``fixed`` says so."""
    free = np.array([i for i in range(len(beta)) if i != fixed])
    loglik, score, information = _penalised(y, x, beta)
    for _ in range(100):
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        after = _penalised(y, x, beta + step)
        while not after[0] >= loglik - 1e-10 and float(np.abs(step).max()) > 1e-9:
            step = step / 2
            after = _penalised(y, x, beta + step)
        beta, (loglik, score, information) = beta + step, after
        if float(np.abs(step).max()) < 1e-8:
            return beta, loglik
    return None


def _bound(y: Floats, x: Floats, beta: Floats, peak: float, index: int, side: int) -> float:
    """Find where the profile likelihood has fallen by half the chi-square point: a limit of the interval."""
    information = _penalised(y, x, beta)[2]
    width = 1.96 * float(np.sqrt(np.linalg.inv(information)[index, index]))

    def fall(value: float) -> float:
        found = _maximise(y, x, _held(beta, index, value), index)
        return HALF_CHI2_95 if found is None else peak - found[1] - HALF_CHI2_95

    near, far = float(beta[index]), float(beta[index]) + side * width
    at_near, at_far = -HALF_CHI2_95, fall(far)
    for _ in range(8):
        if at_far >= 0:
            break
        near, at_near = far, at_far
        far += side * width * 2
        at_far = fall(far)
    else:
        return side * float("inf")
    # The Illinois form of the false position: the profile is nearly a parabola, five steps suffice.
    for _ in range(60):
        guess = (near * at_far - far * at_near) / (at_far - at_near)
        value = fall(guess)
        if abs(value) < 1e-7 or abs(far - near) < 1e-9:
            return guess
        if value * at_far < 0:
            near, at_near = far, at_far
        else:
            at_near /= 2
        far, at_far = guess, value
    return far
