"""Ask whether the answer holds when the question is put differently.

Every policy with every cut; the score shuffled among patients with equally many alterations; the score within strata of
its denominator; with and without checkpoint inhibitors; numerator and denominator apart; drugs added later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tumorboard.outcomes.cox import Covariate, CoxModel, cox
from tumorboard.outcomes.partial_likelihood import Bools, Ints
from tumorboard.outcomes.survival import SurvivalData
from tumorboard.outcomes.table import ALTERATIONS, CUTS, SCORE, OutcomeTable

EVENTS_PER_COVARIATE = 10
MISSING_AT_MOST = 0.2
DENOMINATORS = ((1, 2), (3, 4), (5, 6), (7, 9), (10, 10_000))


@dataclass(frozen=True)
class Plan:
    """Covariates of the adjusted model beside the score, chosen once for an endpoint; and those left out, with why."""

    names: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def plan(table: OutcomeTable, keep: Bools, events: int) -> Plan:
    """Choose covariates: the number of alterations always, the others while the events allow (ten for each)."""
    names, left_out = [ALTERATIONS], []
    for name, covariate in table.covariates.items():
        values = covariate.values[keep]
        if name == ALTERATIONS:
            continue
        if not len(values) or np.isnan(values).mean() > MISSING_AT_MOST:
            left_out.append((covariate.label, "not recorded in more than 20 % of the patients"))
        elif len(names) + 2 > events / EVENTS_PER_COVARIATE:
            left_out.append((covariate.label, "too few events for one more covariate"))
        elif float(np.nanmax(values) - np.nanmin(values)) == 0:
            left_out.append((covariate.label, "the same in all patients"))
        else:
            names.append(name)
    return Plan(tuple(names), tuple(left_out))


def adjusted(
    table: OutcomeTable, endpoint: str, keep: Bools, chosen: Plan, first: list[Covariate], *, strata: bool = True
) -> CoxModel:
    """Fit the score (or what stands for it) with the chosen covariates, stratified by tumour type."""
    data = table.survival(endpoint, keep, strata=strata)
    others = [table.covariates[name] for name in chosen.names]
    return cox(data, [covariate.where(keep) for covariate in (*first, *others)])


@dataclass(frozen=True)
class Specification:
    """One way of putting the question, and the model that answers it."""

    policy: str
    cut: str
    model: CoxModel


def specification_curve(table: OutcomeTable, endpoint: str, chosen: Plan) -> Iterator[Specification]:
    """Fit every policy with the continuous score and every published cut; all with the same covariates."""
    for policy in table.scores:
        keep = table.usable(endpoint, policy)
        yield Specification(policy, "per 10 points", adjusted(table, endpoint, keep, chosen, [table.score(policy)]))
        for name, _, _ in CUTS:
            yield Specification(policy, name, adjusted(table, endpoint, keep, chosen, [table.cut(name, policy)]))


@dataclass(frozen=True, slots=True)
class Permutation:
    """The score shuffled among patients with the same denominator.

    ``z`` is the observed association in standard deviations of the shuffled ones; negative is longer survival with a
    higher score. ``p`` is two-sided. ``words`` says why there is none.
    """

    shuffles: int
    z: float | None
    p: float | None
    words: str = ""


def permutation(table: OutcomeTable, endpoint: str, chosen: Plan, *, shuffles: int = 500, seed: int = 1) -> Permutation:
    """Test the score against chance: would other drugs have done as well.

    The model without the score is fitted once; its martingale residuals say how much earlier or later than expected
    each patient failed. Their sum weighted by the score is compared with its values after shuffling the score within
    strata of the denominator, which keeps the number of alterations where it is.
    """
    if not shuffles:
        return Permutation(0, None, None, "not asked for")
    keep = table.usable(endpoint)
    model = adjusted(table, endpoint, keep, chosen, [])
    if not model.ok or model.residuals is None or model.rows is None:
        return Permutation(0, None, None, model.words or "no model")
    points = table.primary.points[keep][model.rows]
    denominator = table.primary.denominator[keep][model.rows]
    rng = np.random.default_rng(seed)
    observed, center, shuffled = 0.0, 0.0, np.zeros(shuffles)
    for value in np.unique(denominator):
        inside = denominator == value
        score, residual = points[inside], model.residuals[inside]
        observed += float(score @ residual)
        center += float(score.mean() * residual.sum())
        if len(score) < 2 or float(np.ptp(score)) == 0:
            shuffled += float(score @ residual)
            continue
        block = max(1, 2_000_000 // len(score))
        for begin in range(0, shuffles, block):
            size = min(block, shuffles - begin)
            drawn = rng.permuted(np.broadcast_to(score, (size, len(score))), axis=1)
            shuffled[begin : begin + size] += drawn @ residual
    spread = float(shuffled.std())
    if spread == 0:
        return Permutation(0, None, None, "the score does not vary among patients with as many alterations")
    far = np.abs(shuffled - center) >= abs(observed - center) - 1e-9
    return Permutation(shuffles, (observed - center) / spread, (1 + int(far.sum())) / (1 + shuffles))


def within_denominator(table: OutcomeTable, endpoint: str, chosen: Plan) -> Iterator[tuple[str, Bools, CoxModel]]:
    """Fit the score among patients with equally many items; first all together with a baseline for each denominator."""
    keep = table.usable(endpoint)
    denominator = table.primary.denominator
    data = table.survival(endpoint, keep)
    others = [table.covariates[name] for name in chosen.names]
    columns = [covariate.where(keep) for covariate in (table.score(), *others)]
    yield "all, each denominator its own baseline", keep, cox(replace(data, strata=denominator[keep]), columns)
    for low, high in DENOMINATORS:
        group = keep & (denominator >= low) & (denominator <= high)
        name = f"{low}-{high}" if high < 10_000 else f"{low} and more"
        yield name, group, adjusted(table, endpoint, group, chosen, [table.score()], strata=False)


def by_checkpoint(table: OutcomeTable, endpoint: str, chosen: Plan) -> Iterator[tuple[str, Bools, CoxModel]]:
    """Fit the score without, and only in, the patients who were given a checkpoint inhibitor."""
    keep = table.usable(endpoint)
    for name, value in (("without checkpoint inhibitor", 0.0), ("with checkpoint inhibitor", 1.0)):
        group = keep & (table.checkpoint == value)
        yield name, group, adjusted(table, endpoint, group, chosen, [table.score()])


def apart(table: OutcomeTable, endpoint: str, chosen: Plan) -> CoxModel:
    """Fit numerator and denominator as covariates of their own: more matched, or merely fewer to match."""
    keep = table.usable(endpoint)
    parts = [
        Covariate("numerator", "Matched alterations, one more", table.primary.numerator),
        Covariate("denominator", "Alterations to be matched, one more", table.primary.denominator),
    ]
    others = Plan(tuple(name for name in chosen.names if name != ALTERATIONS), ())
    return adjusted(table, endpoint, keep, others, parts)


def time_dependent(table: OutcomeTable, endpoint: str, chosen: Plan) -> CoxModel | None:
    """Fit the score as it was at each moment, for drugs added later; None where no score ever changed."""
    keep = table.usable(endpoint)
    if not any(changes for changes, used in zip(table.changes, keep, strict=True) if used):
        return None
    spans: list[tuple[int, float, float, float]] = []
    for index in np.flatnonzero(keep).tolist():
        end, now = float(table.days[endpoint][index]), float(table.primary.points[index])
        # -1 stands for day 1 itself: events of the first day count.
        begin = float(table.entry[index]) or -1.0
        for day, value in table.changes[index]:
            if day >= end:
                break
            if day > begin:
                spans.append((index, begin, day, now))
                begin = day
            now = value
        spans.append((index, begin, end, now))
    rows = np.array([span[0] for span in spans])
    start, last, points = np.array([span[1:] for span in spans]).T
    event = table.events[endpoint][rows] & (last == table.days[endpoint][rows])
    data = SurvivalData(last, event, start, table.tumor_type[rows])
    columns = [Covariate(SCORE, "Matching score at the time, per 10 points", points / 10)]
    columns += [_expand(table.covariates[name], rows) for name in chosen.names]
    return cox(data, columns)


def _expand(covariate: Covariate, rows: Ints) -> Covariate:
    return Covariate(covariate.name, covariate.label, covariate.values[rows])
