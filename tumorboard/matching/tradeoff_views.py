"""What the documents on what can be traded share: their head, regimens in short, and the loss from one to another."""

from fractions import Fraction
from math import exp
from typing import Any

from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.case import Case
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import HALVES, Choice
from tumorboard.matching.engine import head
from tumorboard.matching.problem import value
from tumorboard.matching.regimen import Solution
from tumorboard.matching.views import number
from tumorboard.matching.workup import Workup
from tumorboard.safety.toxicity import SCALE


def begin(case: Case, kb: KnowledgeBase, workup: Workup) -> dict[str, Any]:
    """Return what every document on a case says first."""
    return {name: part for name, part in head(case, kb, workup).items() if name != "alterations"}


def view(drugs: tuple[str, ...], choice: Choice, workup: Workup, kb: KnowledgeBase) -> doc.RegimenView | None:
    """Show a regimen; None where there is none."""
    return regimen(drugs, choice, workup, kb) if drugs else None


def regimen(drugs: tuple[str, ...], choice: Choice, workup: Workup, kb: KnowledgeBase) -> doc.RegimenView:
    """Show a regimen in short."""
    scored = workup.score(frozenset(drugs), kb)
    worth = value(choice.problem, frozenset(drugs))
    return doc.RegimenView(
        drugs=drugs,
        matched=number(scored.num),
        total=scored.den,
        matched_alterations=tuple(match.item.id for match in scored.matched),
        unmatched_alterations=tuple(item.id for item in scored.unmatched),
        points=worth.points,
        any_toxicity=probability(worth.burden),
    )


def probability(burden: int) -> float:
    """Return the probability (0-1, to four places) behind a burden."""
    return round(1 - exp(-burden / SCALE), 4)


def loss(best: Solution, other: Solution, workup: Workup, kb: KnowledgeBase) -> doc.Loss | None:
    """Compare the best regimen of the case with another one."""
    if best.value is None or other.value is None:
        return None
    lost = {match.item.id for match in workup.score(frozenset(best.drugs), kb).matched}
    lost -= {match.item.id for match in workup.score(frozenset(other.drugs), kb).matched}
    return doc.Loss(
        matched=number(Fraction(best.value.gain - other.value.gain, HALVES)),
        points=best.value.points - other.value.points,
        any_toxicity=round(probability(other.value.burden) - probability(best.value.burden), 4),
        drugs=len(other.drugs) - len(best.drugs),
        lost_alterations=tuple(sorted(lost)),
    )
