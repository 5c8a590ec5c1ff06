"""Results as plain data: rounded, with counts shown only where they may be."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from tumorboard.outcomes.cohort import Step
from tumorboard.outcomes.cox import CoxModel, Term
from tumorboard.outcomes.disclosure import SMALLEST, Disclosure, small
from tumorboard.outcomes.endpoints import DAYS_PER_MONTH
from tumorboard.outcomes.partial_likelihood import Bools
from tumorboard.outcomes.response import Logistic, Proportion
from tumorboard.outcomes.survival import NOT_REACHED, Test, kaplan_meier
from tumorboard.outcomes.table import OutcomeTable

Block = dict[str, Any]
LeftOut = Sequence[tuple[str, str]]
TOO_FEW = "fewer than 21 patients: not shown"
TOO_FEW_TO_TEST = "fewer than 21 patients, of them with the event, or in one of the groups: not shown"
NO_MEDIAN = "no median: too few events to tell one"
FINEST = 1 / 400
"""Smallest step of a curve that is written; finer ones cannot be seen."""


def plain(value: Any) -> Any:
    """Turn a result into JSON-able data: six significant digits, None for what is not a number."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.6g}") if isfinite(value) else None
    return value


def months(days: float | None) -> float | None:
    """Days as months."""
    return None if days is None else days / DAYS_PER_MONTH


def ticks(longest: float) -> list[int]:
    """Return months at which numbers at risk are told: at most eleven, evenly apart."""
    reach = longest / DAYS_PER_MONTH
    step = next((s for s in (1, 2, 3, 6, 12, 24) if reach / s <= 10), 60)
    return list(range(0, int(reach) + 1, step))


def too_few(gate: Disclosure, *groups: Bools) -> bool:
    """Say whether a figure would tell of 1 to 20 patients: one of the sets that it is made of is so small."""
    return gate.hide and any(small(int(group.sum())) for group in groups)


def flow_block(steps: Sequence[Step]) -> list[Block]:
    """Tell the flow."""
    return [
        {"step": s.name, "count": s.count, "lost": [{"because": r.because, "count": r.count} for r in s.lost]}
        for s in steps
    ]


def curve_block(table: OutcomeTable, endpoint: str, keep: Bools, at: Sequence[int], gate: Disclosure) -> Block:
    """Tell the curve of some patients.

    Where small numbers are hidden, a point is written only after 21 further events and while 21 patients are at risk:
    the height of each single step would give away the number of patients behind it. Months are then told to one
    digit, and a median only of 21 events or more: both are days of single patients.

    Parameters
    ----------
    at : sequence of int
        Months at which numbers at risk are told.
    """
    nothing: Block = {"n": None, "events": None, "median": None, "words": TOO_FEW, "points": [], "at_risk": []}
    if gate.hide and small(int(keep.sum())):
        return nothing
    if not keep.any():
        return {**nothing, "n": 0, "events": 0, "words": "no patient"}
    data = table.survival(endpoint, keep)
    curve = kaplan_meier(data)
    chosen, height, deaths = [], 1.0, 0.0
    for index in range(len(curve.days)):
        deaths += float(curve.deaths[index])
        fine = deaths >= SMALLEST and curve.at_risk[index] >= SMALLEST
        if fine if gate.hide else (height - curve.survival[index] >= FINEST or index == len(curve.days) - 1):
            chosen.append(index)
            height, deaths = float(curve.survival[index]), 0.0
    names, columns = ("survival", "lower", "upper"), (curve.survival, curve.lower, curve.upper)
    digits = 2 if gate.hide else 6

    def told(days: float | None) -> float | None:
        return months(days) if days is None or not gate.hide else round(days / DAYS_PER_MONTH, 1)

    points = [
        {"month": told(curve.days[i]), **{k: round(float(c[i]), digits) for k, c in zip(names, columns, strict=True)}}
        for i in chosen
    ]
    events, few = gate.count(keep & table.events[endpoint]), too_few(gate, keep & table.events[endpoint])
    ends = (None, None, None) if few else (curve.median, curve.median_lower, curve.median_upper)
    reached, lower, upper = (told(days) for days in ends)
    last = float(data.stop.max()) if not gate.hide else float(curve.days[chosen[-1]]) if chosen else None
    words = (curve.words, "told in steps of 21 events" if gate.hide else "", NO_MEDIAN if few else "")
    return {
        "n": gate.count(keep),
        "events": events,
        "median_months": reached,
        "median_lower": lower,
        "median_upper": upper,
        "median": None if few else NOT_REACHED if reached is None else f"{reached:.1f} months",
        "until_month": told(last),
        "words": "; ".join(filter(None, words)),
        "points": points,
        "at_risk": [
            {"month": month, "count": gate.count(table.at_risk(endpoint, keep, month * DAYS_PER_MONTH))} for month in at
        ],
    }


def test_block(test: Test) -> Block:
    """Tell a test."""
    return {"statistic": test.statistic, "df": test.df, "p": test.p, "words": test.words}


def term_block(term: Term) -> Block:
    """Tell one hazard ratio; a continuous score also per 50 points."""
    lower, upper = term.interval
    block: Block = {
        "name": term.name,
        "label": term.label,
        "hazard_ratio": term.hazard_ratio,
        "lower": lower,
        "upper": upper,
        "p": term.p,
    }
    if "per 10 points" in term.label:
        block["per_50_points"] = {"hazard_ratio": term.per(5), "lower": lower**5, "upper": upper**5}
    return block


def model_block(
    model: CoxModel, table: OutcomeTable, endpoint: str, keep: Bools, gate: Disclosure, extra: LeftOut = ()
) -> Block:
    """Tell a Cox model of some patients, or why there is none."""
    used = keep.copy()
    used[keep] = model.rows if model.rows is not None else False
    if gate.hide and model.n < SMALLEST:
        return {"n": None, "events": None, "words": TOO_FEW, "terms": [], "left_out": []}
    return {
        "n": gate.count(used),
        "events": gate.count(used & table.events[endpoint]),
        "words": model.words,
        "terms": [term_block(term) for term in model.terms],
        "left_out": [{"covariate": label, "because": why} for label, why in (*model.left_out, *extra)],
    }


def hazards_block(model: CoxModel, gate: Disclosure) -> Block | None:
    """Tell the test of proportional hazards."""
    if gate.hide and (small(model.n) or small(model.events)):
        return None
    found = model.proportional_hazards()
    if found is None:
        return None
    return {"by_covariate": found.by_term, "overall": found.overall, "score_changes_with_time": found.fails("score")}


def logistic_block(model: Logistic, gate: Disclosure) -> Block:
    """Tell a penalised logistic model, or why there is none."""
    if gate.hide and model.n < SMALLEST:
        return {"words": TOO_FEW, "terms": []}
    terms = [
        {"name": t.name, "label": t.label, "odds_ratio": t.odds_ratio, "lower": t.lower, "upper": t.upper, "p": t.p}
        for t in model.terms
    ]
    return {"words": model.words, "terms": terms}


def shares_block(groups: Sequence[tuple[str, Bools]], yes: Bools, gate: Disclosure) -> list[Block]:
    """Tell in how many of each group something is so; a share is told only with both its counts."""
    table = [part for _, group in groups for part in (group & yes, group & ~yes)]
    both = [range(0, len(table), 2), range(1, len(table), 2)] if len(groups) > 1 else []
    cells = gate.cells(table, unions=both)
    blocks: list[Block] = []
    for (name, group), is_so, is_not in zip(groups, cells[::2], cells[1::2], strict=True):
        if is_so is None or is_not is None:
            hidden = {"n": None, "count": None, "share": None, "lower": None, "upper": None}
            blocks.append({"group": name, **hidden, "words": "not shown: a group of 1 to 20 patients"})
            continue
        found = Proportion(is_so, is_so + is_not)
        lower, upper = found.interval or (None, None)
        told = {"n": int(group.sum()), "count": is_so, "share": found.share, "lower": lower, "upper": upper}
        blocks.append({"group": name, **told, "words": "" if found.n else "no patient"})
    return blocks
