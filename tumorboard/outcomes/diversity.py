"""Who is reached, and with what outcome, by what patients said of themselves; never an input of the score.

A group is told only from 21 patients on, also where other small counts are shown: answers are in the patients' own
words and a rare one may name somebody. "Not asked" stands apart from "prefers not to say".
"""

from collections.abc import Sequence

import numpy as np

from tumorboard.outcomes import blocks
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.disclosure import SMALLEST, Disclosure
from tumorboard.outcomes.partial_likelihood import Bools
from tumorboard.outcomes.survival import NOT_REACHED, kaplan_meier
from tumorboard.outcomes.table import NOT_ASKED, OutcomeTable

PREFER_NOT = "prefer_not_to_say"
WORDS = {NOT_ASKED: "not asked", PREFER_NOT: "prefers not to say"}
OTHERS = f"other answers, fewer than {SMALLEST} each"
NOBODY = "nobody was asked"
HIDDEN = "not shown: fewer than 21 patients, or a smaller group would follow"


def diversity_block(table: OutcomeTable, gate: Disclosure) -> Block:
    """Tell for each category how many were treated and matched, disease control and median PFS, group by group."""
    categories = [_category(table, name, gate) for name in sorted(table.self_reported)]
    return {"categories": categories, "words": "" if categories else NOBODY}


def _category(table: OutcomeTable, name: str, gate: Disclosure) -> Block:
    groups = _groups(table.self_reported[name].tolist())
    masks = [np.isin(table.self_reported[name], answers) for _, answers in groups]
    matched = table.primary.points > 0
    pairs = [(2 * place, 2 * place + 1) for place in range(len(masks))]
    cells = gate.cells_at_last([cell for mask in masks for cell in (mask & matched, mask & ~matched)], unions=pairs)
    known = table.primary.known & ~np.isnan(table.control)
    yes = table.control == 1
    both = [cell & known for mask in masks for cell in (mask & yes, mask & ~yes)]
    control = gate.cells_at_last(both, unions=pairs)
    rows = [
        _row(table, word, mask, cells[2 * place : 2 * place + 2], control[2 * place : 2 * place + 2])
        for place, ((word, _), mask) in enumerate(zip(groups, masks, strict=True))
    ]
    return {"category": name, "groups": rows}


def _groups(answers: list[str]) -> list[tuple[str, list[str]]]:
    """Return the groups in words with their answers: what was said, the rare ones as one, and the two silences."""
    counts = {answer: answers.count(answer) for answer in sorted(set(answers))}
    said = [answer for answer in counts if answer not in WORDS]
    groups = [(answer, [answer]) for answer in said if counts[answer] >= SMALLEST]
    if rare := [answer for answer in said if counts[answer] < SMALLEST]:
        groups.append((OTHERS, rare))
    return [*groups, *((WORDS[answer], [answer]) for answer in (PREFER_NOT, NOT_ASKED) if answer in counts)]


def _row(
    table: OutcomeTable, word: str, group: Bools, cells: Sequence[int | None], control: Sequence[int | None]
) -> Block:
    row: Block = {
        "group": word, "n": None, "matched": None, "control_share": None, "median_pfs": "", "words": HIDDEN,
    }  # fmt: skip
    matched, others = cells
    if matched is None or others is None or int(group.sum()) < SMALLEST:
        return row
    row |= {"n": matched + others, "matched": matched, "words": ""}
    with_, without = control
    if with_ is not None and without is not None and with_ + without >= SMALLEST:
        row["control_share"] = round(with_ / (with_ + without), 2)
    usable = group & table.usable("pfs")
    if int(usable.sum()) >= SMALLEST:
        median = blocks.months(kaplan_meier(table.survival("pfs", usable)).median)
        row["median_pfs"] = NOT_REACHED if median is None else f"{median:.1f} months"
    return row
