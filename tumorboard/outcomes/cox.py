"""Cox models told so that they can be read: hazard ratios, what was left out and why, proportional hazards.

Trouble (too few events, a covariate that does not vary, a likelihood that rises for ever) is a value with words, never
an exception.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tumorboard.outcomes.distributions import chi2_p, normal_p
from tumorboard.outcomes.partial_likelihood import RUNAWAY, Bools, Fit, Floats, RiskSets, fit, proportionality
from tumorboard.outcomes.survival import Z95, SurvivalData

MIN_EVENTS = 10
"""Events below which no model is fitted."""


@dataclass(frozen=True)
class Covariate:
    """A column of a model; NaN is missing. ``label`` says the unit of the hazard ratio (per 10 points, per year)."""

    name: str
    label: str
    values: Floats

    def where(self, keep: Bools) -> "Covariate":
        """Return the rows of a mask."""
        return Covariate(self.name, self.label, self.values[keep])


@dataclass(frozen=True, slots=True)
class Term:
    """One hazard ratio with its 95 % interval and the Wald p value."""

    name: str
    label: str
    coefficient: float
    se: float
    p: float

    @property
    def hazard_ratio(self) -> float:
        """Hazard ratio per unit of the covariate."""
        return float(np.exp(self.coefficient))

    @property
    def interval(self) -> tuple[float, float]:
        """95 % confidence interval of the hazard ratio."""
        spread = Z95 * self.se
        return float(np.exp(self.coefficient - spread)), float(np.exp(min(self.coefficient + spread, 700.0)))

    def per(self, units: float) -> float:
        """Return the hazard ratio per several units."""
        return float(np.exp(self.coefficient * units))


@dataclass(frozen=True, slots=True)
class Proportionality:
    """Test of proportional hazards: p of each covariate and of all together; below 0.05 they change with time."""

    by_term: dict[str, float]
    overall: float

    def fails(self, name: str) -> bool:
        """Say whether the hazard ratio of a covariate changes with time."""
        return self.by_term.get(name, 1.0) < 0.05


@dataclass(frozen=True)
class CoxModel:
    """A fitted model, or the reason why there is none.

    ``words`` is empty where all went well. ``left_out`` holds the covariates that could not be used, each with why.
    """

    n: int
    events: int
    terms: tuple[Term, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    words: str = ""
    loglik: float | None = None
    likelihood_ratio_p: float | None = None
    residuals: Floats | None = None
    rows: Bools | None = None
    _parts: tuple[SurvivalData, RiskSets, Floats, Fit] | None = None

    @property
    def ok(self) -> bool:
        """Whether there are hazard ratios to read."""
        return bool(self.terms) and not self.words

    def term(self, name: str) -> Term | None:
        """Return a covariate's term; None where it is not in the model."""
        return next((term for term in self.terms if term.name == name), None)

    def proportional_hazards(self) -> Proportionality | None:
        """Test proportional hazards against the Kaplan-Meier scale of time, as R's ``cox.zph`` by default.

        None where there is no model, or where the events are too few or too close together in time to test it.
        """
        if not self.ok or self._parts is None:
            return None
        data, sets, x, found = self._parts
        tested = proportionality(sets, x, found.beta, _kaplan_meier_scale(data, sets.times))
        if tested is None:
            return None
        each, together = tested
        p = {term.name: chi2_p(float(value), 1) for term, value in zip(self.terms, each, strict=True)}
        return Proportionality(p, chi2_p(together, len(each)))


def cox(data: SurvivalData, covariates: Sequence[Covariate]) -> CoxModel:
    """Fit a Cox model with Efron's ties to the complete cases.

    Parameters
    ----------
    data : SurvivalData
        Follow-up, with late entry and strata where given.
    covariates : sequence of Covariate
        In order of importance: of two that say the same, the first is kept.

    Returns
    -------
    CoxModel
        With ``words`` instead of terms where no model can be had.
    """
    complete = np.ones(len(data), dtype=bool)
    for covariate in covariates:
        complete &= ~np.isnan(covariate.values)
    if data.start is not None:
        complete &= data.start < data.stop
    used = data.where(complete)
    n, events = len(used), used.events
    if events < MIN_EVENTS:
        return CoxModel(n, events, words=f"fewer than {MIN_EVENTS} events", rows=complete)
    kept, left_out = _independent([covariate.where(complete) for covariate in covariates])
    if not kept:
        return CoxModel(n, events, (), tuple(left_out), "no covariate varies", rows=complete)
    x = np.column_stack([covariate.values for covariate in kept])
    sets = RiskSets(used.stop, used.event, used.start, used.strata)
    found = fit(sets, x)
    variances = np.diag(found.covariance)
    # A flat likelihood (separation) leaves a standard error of many standard deviations of the covariate.
    settled = found.converged and bool(np.all((variances > 0) & (variances * x.var(axis=0) < RUNAWAY**2)))
    if not settled:
        why = "the model did not settle: too few events on one side of a covariate"
        return CoxModel(n, events, (), tuple(left_out), why, rows=complete)
    terms = tuple(
        Term(c.name, c.label, float(b), float(v**0.5), normal_p(float(b / v**0.5)))
        for c, b, v in zip(kept, found.beta, variances, strict=True)
    )
    ratio = chi2_p(2 * (found.loglik - found.null_loglik), len(kept))
    parts = used, sets, x, found
    return CoxModel(n, events, terms, tuple(left_out), "", found.loglik, ratio, found.residuals, complete, parts)


def _independent(covariates: list[Covariate]) -> tuple[list[Covariate], list[tuple[str, str]]]:
    """Keep the covariates that vary and are not already said by those before them."""
    kept: list[Covariate] = []
    left_out: list[tuple[str, str]] = []
    basis: list[Floats] = []
    for covariate in covariates:
        column = covariate.values - covariate.values.mean()
        length = float(np.linalg.norm(column))
        if length <= 1e-9 * max(1.0, float(np.abs(covariate.values).max(initial=0))):
            left_out.append((covariate.label, "the same in all patients"))
            continue
        rest = column / length
        for _ in range(2):  # a second pass removes what rounding left of the first
            for known in basis:
                rest = rest - known * float(known @ rest)
        size = float(np.linalg.norm(rest))
        if size < 1e-6:
            left_out.append((covariate.label, "already said by the other covariates"))
            continue
        basis.append(rest / size)
        kept.append(covariate)
    return kept, left_out


def _kaplan_meier_scale(data: SurvivalData, times: Floats) -> Floats:
    """Return 1 - S(t-) of all patients together at each event time: the time scale of the test."""
    days, deaths = np.unique(data.stop[data.event], return_counts=True)
    at_risk = len(data) - np.searchsorted(np.sort(data.stop), days)
    if data.start is not None:
        at_risk = at_risk - (len(data) - np.searchsorted(np.sort(data.start), days))
    before = np.concatenate([[1.0], np.cumprod(1 - deaths / at_risk)[:-1]])
    return np.asarray(1 - before[np.searchsorted(days, times)])
