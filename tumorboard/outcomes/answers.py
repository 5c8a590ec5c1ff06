"""What became of the patients beside survival: disease control, adverse events, PFS ratio, change of the tumour."""

import numpy as np

from tumorboard.outcomes import blocks
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.cox import Covariate
from tumorboard.outcomes.disclosure import SMALLEST, Disclosure
from tumorboard.outcomes.partial_likelihood import Bools
from tumorboard.outcomes.response import Proportion, compare, firth
from tumorboard.outcomes.survival import SurvivalData, kaplan_meier
from tumorboard.outcomes.table import ALTERATIONS, CUTS, OutcomeTable

RATIO_CUTS = (1.3, 1.5)
RATIO_CAVEAT = (
    "PFS before this regimen is dated with less care, a short one makes a high ratio easy, and in a randomised"
    " crossover the ratio was high more often in the other direction: a description, not a comparison"
)
MOST_BANDS = 8
NO_CHANGE = f"target sums before and after day 1 are not known of {SMALLEST} patients"


def response_block(table: OutcomeTable, gate: Disclosure) -> Block:
    """Tell disease control, PFS ratio and severe adverse events against the score; a model for each published cut."""
    known = table.primary.known & ~np.isnan(table.control)
    control = table.control == 1
    severe = table.primary.known & ~np.isnan(table.grade)

    def explain(outcome: Bools, who: Bools, score: Covariate) -> Block:
        columns = [column.where(who) for column in (score, table.covariates[ALTERATIONS])]
        return blocks.logistic_block(firth(outcome[who], columns), gate)

    by_cut = []
    for cut, _, _ in CUTS:
        high = table.primary.high[cut]
        groups = [("low", known & ~high), ("high", known & high)]
        low_share, high_share = (Proportion(int((group & control).sum()), int(group.sum())) for _, group in groups)
        told = blocks.shares_block(groups, control, gate)
        model = explain(control, known, table.cut(cut))
        # The p value of a table of four cells gives them away.
        p = None if any(group["n"] is None for group in told) else compare(low_share, high_share)
        by_cut.append({"cut": cut, "groups": told, "p": p, "model": model})
    return {
        "disease_control": {
            "definition": "CR, PR, or SD shown for 6 months and more; who cannot be judged is left out",
            "all": blocks.shares_block([("all", known)], control, gate)[0],
            "by_cut": by_cut,
            "model": explain(control, known, table.score()),
        },
        "best_response": _best(table, gate),
        "pfs_ratio": _ratios(table, gate),
        "severe_events": {
            "definition": "an adverse event of grade 3 or higher",
            "model": explain(table.grade >= 3, severe, table.score()),
        },
    }


def _best(table: OutcomeTable, gate: Disclosure) -> list[Block]:
    names = ("CR", "PR", "SD", "PD", "NE", "")
    cells = gate.cells([table.best == name for name in names])
    return [{"response": name or "not assessed", "count": n} for name, n in zip(names, cells, strict=True)]


def _ratios(table: OutcomeTable, gate: Disclosure) -> Block:
    """Tell the share of patients whose PFS ratio exceeds the published cuts; censored ratios by Kaplan-Meier."""
    ratios = [ratio for ratio in table.ratios if ratio is not None]
    known = gate.count(np.array([ratio is not None for ratio in table.ratios], bool))
    block: Block = {"n": known, "caveat": RATIO_CAVEAT, "cuts": []}
    if len(ratios) < (SMALLEST if gate.hide else 1):
        return {**block, "words": "PFS on the line before is not known of enough patients"}
    curve = kaplan_meier(SurvivalData(np.array([r.ratio for r in ratios]), np.array([r.exact for r in ratios])))
    block["cuts"] = [{"above": cut, "share": round(curve.at(cut), 2 if gate.hide else 6)} for cut in RATIO_CUTS]
    return {**block, "words": ""}


def best_change_block(table: OutcomeTable, gate: Disclosure) -> Block:
    """Tell the best change of the target lesions in bands of 21 patients and more, the largest growth first.

    Only the median of a band is told: its ends are single patients.
    """
    known = np.flatnonzero(~np.isnan(table.change))
    if len(known) < SMALLEST:
        return {"bands": [], "words": NO_CHANGE}
    order = known[np.lexsort((known, -table.change[known]))]
    parts = np.array_split(order, min(MOST_BANDS, len(order) // SMALLEST))
    masks = [np.isin(np.arange(len(table)), part) for part in parts]
    rest = np.isnan(table.change)
    cells = gate.cells([*masks, rest])[:-1]
    bands = [
        {"band": place, "n": n, "median": None if n is None else round(float(np.median(table.change[part])))}
        for place, (part, n) in enumerate(zip(parts, cells, strict=True), 1)
    ]
    return {"bands": bands, "words": "" if any(n is not None for n in cells) else NO_CHANGE}
