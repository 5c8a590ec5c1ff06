"""The whole outcome report of a cohort as plain data: the same cohort and settings give the same report."""

from datetime import date
from typing import Any

import numpy as np

from tumorboard.domain.cohort import Cohort
from tumorboard.domain.policy import read_policy
from tumorboard.errors import InputError
from tumorboard.outcomes import blocks
from tumorboard.outcomes.answers import best_change_block, response_block
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.cohort import disclosure, flow, matched
from tumorboard.outcomes.cox import Covariate, CoxModel, cox
from tumorboard.outcomes.disclosure import Disclosure
from tumorboard.outcomes.diversity import diversity_block
from tumorboard.outcomes.endpoints import DAYS_PER_MONTH
from tumorboard.outcomes.groups import groups_block
from tumorboard.outcomes.partial_likelihood import Bools
from tumorboard.outcomes.published import published_rows
from tumorboard.outcomes.sensitivity import (
    Permutation,
    Plan,
    adjusted,
    apart,
    by_checkpoint,
    permutation,
    plan,
    specification_curve,
    time_dependent,
    within_denominator,
)
from tumorboard.outcomes.survival import Test, landmark, log_rank, mean_difference
from tumorboard.outcomes.table import ALTERATIONS, CUTS, ENDPOINTS, SCORE, OutcomeTable, build

DEFINITIONS = {
    "pfs": "from day 1 to the first progression or death; censored at the last tumour assessment",
    "os": "from day 1 to death; censored on the last day known to be alive",
    "ttnt": "from day 1 to the next systemic treatment or death; censored at the last contact",
}
LANDMARKS = (1, 2)
NOT_RANDOMISED = (
    "Patients were not allocated to a score at random: an association is not proof that matching helps. Research use"
    " only."
)
SEARCHED_CUTS = "The cuts are the published ones; looking for the best cut raises false positives from 5 % to 20-25 %."


def analyse(
    cohort: Cohort,
    *,
    today: date | None = None,
    hide_small: bool | None = None,
    shuffles: int = 500,
    seed: int = 1,
) -> dict[str, Any]:
    """Analyse the matching score against outcome.

    Parameters
    ----------
    cohort : Cohort
        The document; rows of treated patients carry the administered score.
    today : date, optional
        Day of the analysis; dates after it are refused.
    hide_small : bool, optional
        Whether counts of 1-20 are hidden and made underivable within this report. By default they are, except in a
        simulated cohort.
    shuffles : int
        Permutations of the null, 0-100,000.
    seed : int
        Seed of the permutations.

    Returns
    -------
    dict
        JSON-able, told by ``blocks``. What cannot be computed has its reason in ``words``; a count of None is hidden.

    Raises
    ------
    InputError
        For a cohort without treated patients, or with dates that cannot be.
    """
    if not 0 <= shuffles <= 100_000:
        raise InputError("the number of permutations must be 0 to 100,000", field="shuffles")
    table = build(cohort, today=today)
    if not len(table):
        raise InputError(
            "the cohort has no treated patient", field="rows",
            remedy="It needs patients who were treated: in a document rows without `left_at`, in the board's own "
            "records cases with consent to research and a course",
        )  # fmt: skip
    gate = disclosure(cohort, table, hide=not cohort.simulated if hide_small is None else hide_small)
    main_cut = _main_cut(cohort.policy)
    steps = flow(cohort, table, "pfs", gate)
    report: Block = {
        "schema": "tumorboard.outcomes/1",
        "title": cohort.name,
        "simulated": cohort.simulated,
        "simulation": cohort.simulation,
        "source": cohort.source,
        "policy": cohort.policy,
        "main_cut": main_cut,
        "small_cells": "hidden" if gate.hide else "shown",
        "flow": blocks.flow_block(steps),
        "matched": matched(table, gate),
        "score": _score(table, gate),
        "endpoints": {name: _endpoint(table, name, label, main_cut, gate) for name, label in ENDPOINTS},
        "response": response_block(table, gate),
        "sensitivity": _sensitivity(table, gate, shuffles, seed),
        "published": published_rows(),
    }
    report["tumor_types"] = _types(table, gate)
    # Asked for last: what the pages show has the first right to be shown.
    report["groups"] = groups_block(table, gate)
    report["best_change"] = best_change_block(table, gate)
    report["diversity"] = diversity_block(table, gate)
    report["notices"] = _notices(cohort, report, table)
    found: dict[str, Any] = blocks.plain(report)
    return found


def _main_cut(policy: str) -> str:
    """Return the published cut of a policy; that of I-PREDICT 2019 for a policy we do not know."""
    try:
        return read_policy(policy).high
    except InputError:
        return CUTS[0][0]


def _types(table: OutcomeTable, gate: Disclosure) -> list[Block]:
    names = sorted(set(table.tumor_type.tolist()))
    cells = gate.cells([table.tumor_type == name for name in names])
    return [{"tumor_type": name, "count": n} for name, n in zip(names, cells, strict=True)]


def _score(table: OutcomeTable, gate: Disclosure) -> Block:
    points = table.primary.points
    if not table.primary.known.any():
        return {"histogram": [], "words": "no score could be computed"}
    edges = [(0, 0), *((low, low + 10) for low in range(0, 100, 10))]
    groups = [(points > low) & (points <= high) if high else points == 0 for low, high in edges]
    bins = [{"above": low, "to": high, "count": n} for (low, high), n in zip(edges, gate.cells(groups), strict=True)]
    if blocks.too_few(gate, table.primary.known):
        return {"histogram": bins, "quartiles": [], "words": blocks.TOO_FEW}
    return {"histogram": bins, "quartiles": np.nanpercentile(points, [25, 50, 75]).tolist(), "words": ""}


def _endpoint(table: OutcomeTable, name: str, label: str, main_cut: str, gate: Disclosure) -> Block:
    keep = table.usable(name)
    block: Block = {"label": label, "definition": DEFINITIONS[name], "late_entry": table.late_entry}
    if not keep.any():
        return {**block, "n": 0, "words": "not known of any patient with a score"}
    data = table.survival(name, keep, strata=True)
    at = blocks.ticks(float(data.stop.max()))
    chosen = plan(table, keep, data.events)
    score, alterations = (column.where(keep) for column in (table.score(), table.covariates[ALTERATIONS]))
    models = {
        "adjusted": adjusted(table, name, keep, chosen, [table.score()]),
        "alterations_only": cox(data, [score, alterations]),
        "unadjusted": cox(data, [score]),
    }
    extra = {"adjusted": chosen.left_out}
    # Time to next treatment follows PFS closely: one comparison of it is enough.
    cuts = [cut for cut, _, _ in CUTS if name != "ttnt" or cut == main_cut]
    return {
        **block,
        "n": gate.count(keep),
        "events": gate.count(keep & table.events[name]),
        "words": "",
        "curve": blocks.curve_block(table, name, keep, at, gate),
        "models": {
            kind: blocks.model_block(model, table, name, keep, gate, extra.get(kind, ()))
            for kind, model in models.items()
        },
        "proportional_hazards": blocks.hazards_block(models["adjusted"], gate),
        "cuts": [_cut(table, name, cut, keep, chosen, at, gate, main=cut == main_cut) for cut in cuts],
        "landmarks": [_landmark(table, name, month, keep, chosen, gate) for month in LANDMARKS if name != "ttnt"],
        "time_dependent": _changing(table, name, keep, chosen, gate),
    }


def _cut(
    table: OutcomeTable, name: str, cut: str, keep: Bools, chosen: Plan, at: list[int], gate: Disclosure, *, main: bool
) -> Block:
    """Compare the patients above and below one published cut."""
    high = table.primary.high[cut]
    groups = {"low": keep & ~high, "high": keep & high}
    # Asked for together first: where one is hidden, so is the other.
    gate.cells(list(groups.values()))
    model = adjusted(table, name, keep, chosen, [table.cut(cut)])
    hazards = blocks.hazards_block(model, gate)
    if blocks.too_few(gate, keep & table.events[name], *groups.values()):
        test = Test(None, 0, None, blocks.TOO_FEW_TO_TEST)
    else:
        test = log_rank(table.survival(name, keep), high[keep])
    block: Block = {
        "cut": cut,
        "main": main,
        "groups": {word: blocks.curve_block(table, name, group, at, gate) for word, group in groups.items()},
        "log_rank": blocks.test_block(test),
        "model": blocks.model_block(model, table, name, keep, gate),
        "proportional_hazards": hazards,
        "mean_difference": None,
    }
    if hazards is not None and hazards["score_changes_with_time"]:
        block["mean_difference"] = _means(table, name, list(groups.values()), gate)
    return block


def _means(table: OutcomeTable, name: str, groups: list[Bools], gate: Disclosure) -> Block | None:
    """Tell the difference of the restricted means, which needs no proportional hazards.

    Where small numbers are hidden it reaches to the end of a whole month: the last day is that of a single patient.
    """
    if blocks.too_few(gate, *groups, *(group & table.events[name] for group in groups)):
        return None
    low, high = (table.survival(name, group) for group in groups)
    found = mean_difference(low, high, step=DAYS_PER_MONTH if gate.hide else None)
    if found is None:
        return None
    lengths = {"months": found.days, "lower": found.lower, "upper": found.upper, "until_month": found.until}
    return {**{word: days / DAYS_PER_MONTH for word, days in lengths.items()}, "p": found.p}


def _landmark(table: OutcomeTable, name: str, month: int, keep: Bools, chosen: Plan, gate: Disclosure) -> Block:
    """Fit the adjusted model again from a landmark on, with the score as it was then."""
    day = month * DAYS_PER_MONTH
    data, later = landmark(table.survival(name, keep, strata=True), day)
    score = table.score()
    points = score.values.copy()
    for index, changes in enumerate(table.changes):
        for when, value in changes:
            points[index] = value / 10 if when <= day else points[index]
    columns = [Covariate(SCORE, score.label, points), *(table.covariates[n] for n in chosen.names)]
    model = cox(data, [column.where(keep).where(later) for column in columns])
    reached = keep.copy()
    reached[keep] = later
    return {"month": month, "model": blocks.model_block(model, table, name, reached, gate)}


def _changing(table: OutcomeTable, name: str, keep: Bools, chosen: Plan, gate: Disclosure) -> Block:
    """Tell the model of a score that changes; its rows are stretches of time, not patients."""
    model = time_dependent(table, name, chosen)
    if model is None:
        return {"words": "no score changed after day 1", "terms": []}
    used = _complete(table, keep, chosen)
    if blocks.too_few(gate, used, used & table.events[name]):
        return {"words": blocks.TOO_FEW_TO_TEST, "terms": []}
    return {"words": model.words, "terms": [blocks.term_block(term) for term in model.terms]}


def _complete(table: OutcomeTable, keep: Bools, chosen: Plan) -> Bools:
    """Return the patients of whom every covariate is known: the others are in no model."""
    unknown = [np.isnan(table.covariates[name].values) for name in chosen.names]
    return np.asarray(keep & ~np.any(unknown, axis=0))


def _sensitivity(table: OutcomeTable, gate: Disclosure, shuffles: int, seed: int) -> Block:
    """Ask the question of PFS in other ways."""
    keep = table.usable("pfs")
    if not keep.any():
        return {"words": "PFS is not known of any patient with a score"}
    chosen = plan(table, keep, int(table.events["pfs"][keep].sum()))
    used = _complete(table, keep, chosen)
    if blocks.too_few(gate, used, used & table.events["pfs"]):
        shuffled = Permutation(0, None, None, blocks.TOO_FEW_TO_TEST)
    else:
        shuffled = permutation(table, "pfs", chosen, shuffles=shuffles, seed=seed)

    def told(model: CoxModel, who: Bools) -> Block:
        return blocks.model_block(model, table, "pfs", who, gate)

    return {
        "words": "",
        "endpoint": "pfs",
        "specification_curve": [
            {"policy": s.policy, "cut": s.cut, "model": told(s.model, table.usable("pfs", s.policy))}
            for s in specification_curve(table, "pfs", chosen)
        ],
        "permutation": {"shuffles": shuffled.shuffles, "z": shuffled.z, "p": shuffled.p, "words": shuffled.words},
        "within_denominator": [
            {"denominator": name, "model": told(model, group)}
            for name, group, model in within_denominator(table, "pfs", chosen)
        ],
        "by_checkpoint": [
            {"group": name, "model": told(model, group)} for name, group, model in by_checkpoint(table, "pfs", chosen)
        ],
        "numerator_and_denominator": told(apart(table, "pfs", chosen), keep),
    }


def _per_50(model: Block) -> float | None:
    """Return the hazard ratio per 50 points of a told model."""
    return next((t["per_50_points"]["hazard_ratio"] for t in model["terms"] if t["name"] == SCORE), None)


def _notices(cohort: Cohort, report: Block, table: OutcomeTable) -> list[str]:
    """Say in plain words what a reader must know before reading a figure."""
    notices = []
    if cohort.simulated:
        notices.append(
            "SIMULATED: every patient is invented and the effect was planted. No conclusion about treatment."
        )
    notices.append(NOT_RANDOMISED)
    models = report["endpoints"]["pfs"].get("models")
    raw, fair = (_per_50(models["unadjusted"]), _per_50(models["adjusted"])) if models else (None, None)
    told = (
        f" Here 50 points more go with a hazard ratio of {raw:.2f} as it stands and of {fair:.2f} with the number of"
        " alterations taken into account: read the second."
        if raw is not None and fair is not None
        else ""
    )
    notices.append(
        "A tumour with few alterations reaches a high score easily, and may do better whatever is given." + told
    )
    notices.append(SEARCHED_CUTS)
    if table.late_entry:
        notices.append("Some patients came under observation after day 1; they count only from then on (late entry).")
    if report["small_cells"] == "hidden":
        notices.append(
            "Counts of 1 to 20 patients are hidden, with others of this report from which they could be worked out; 0"
            " is shown."
        )
    return notices
