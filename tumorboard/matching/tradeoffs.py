"""The front and the robustness of the best option as documents."""

from fractions import Fraction
from typing import Literal

from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import HALVES, Choice, choose
from tumorboard.matching.frontier import FrontPoint, front
from tumorboard.matching.menu import menu
from tumorboard.matching.obstacles import obstacles
from tumorboard.matching.regimen import Solution
from tumorboard.matching.robustness import Changed, become, robustness
from tumorboard.matching.tradeoff_views import begin, loss, probability, regimen, view
from tumorboard.matching.views import number, obstacle
from tumorboard.matching.workup import Workup, work_up
from tumorboard.safety.tightening import tightened

_COUNTED: tuple[Literal["alteration", "limit"], ...] = ("alteration", "limit")
_STAYS = ("same", "fewer", "equal")


def frontier_document(
    case: Case, kb: KnowledgeBase, limits: Limits, policy: Policy, messages: tuple[str, ...] = ()
) -> doc.FrontDocument:
    """Return the Pareto front of a case.

    Parameters
    ----------
    case : Case
        After `tumorboard.intake.normalise`.
    kb : KnowledgeBase
        What is known.
    limits : Limits
        What the patient can tolerate and get.
    policy : Policy
        How the score counts.
    messages : tuple of str
        What reading the case left to say.
    """
    workup = work_up(case, kb, policy)
    force = tightened(kb, case, limits)
    choice = choose(workup, kb, force.limits)
    found = front(choice.problem)
    blocked = obstacles(choice.problem) if found.complete and not found.points else ()
    return doc.FrontDocument(
        **begin(case, kb, workup),
        points=tuple(_point(point, choice, workup, kb) for point in found.points),
        complete=found.complete,
        infeasible=tuple(obstacle(o, force.tightened) for o in blocked),
        tightened=force.tightened,
        messages=messages,
    )


def robustness_document(
    case: Case,
    kb: KnowledgeBase,
    limits: Limits,
    policy: Policy,
    top: int = 5,
    messages: tuple[str, ...] = (),
) -> doc.RobustnessDocument:
    """Say what the best option becomes under small changes, and how often each option of the menu is the best.

    Parameters
    ----------
    top : int
        Greatest number of options that are counted.
    """
    workup = work_up(case, kb, policy)
    force = tightened(kb, case, limits)
    choice = choose(workup, kb, force.limits)
    options = menu(choice.problem, top).options
    best = Solution((), None, "infeasible", 0)
    if options:
        best = Solution(options[0].drugs, options[0].value, options[0].status, options[0].bound)
    untightened = limits if force.tightened else None
    changed = robustness(workup, kb, force.limits, choice, best, untightened) if options else ()
    counted = [one for one in changed if one.change.kind in _COUNTED]
    shown = []
    for rank, option in enumerate(options, start=1):
        stays = [become(option.drugs, c.solution.drugs, c.change.choice.problem) in _STAYS for c in counted]
        moved = {one.change.kind for one, kept in zip(counted, stays, strict=True) if not kept}
        shown.append(
            doc.RobustOption(
                rank=rank, drugs=option.drugs, best_in=sum(stays), stable=not moved,
                stable_to=tuple(kind for kind in _COUNTED if kind not in moved),
            )
        )  # fmt: skip
    return doc.RobustnessDocument(
        **begin(case, kb, workup),
        best=view(best.drugs, choice, workup, kb),
        stable=shown[0].stable if shown else None,
        scenarios=tuple(_scenario(one, best, kb) for one in changed),
        options=tuple(shown),
        tightened=force.tightened,
        messages=messages,
    )


def _point(point: FrontPoint, choice: Choice, workup: Workup, kb: KnowledgeBase) -> doc.FrontPointView:
    return doc.FrontPointView(
        matched=number(Fraction(point.gain, HALVES)),
        total=len(workup.items),
        any_toxicity=probability(point.burden),
        burden=point.burden,
        drug_count=point.count,
        regimens=tuple(regimen(one.drugs, choice, workup, kb) for one in point.regimens),
        more=point.more,
        proved=point.proved,
    )


def _scenario(one: Changed, best: Solution, kb: KnowledgeBase) -> doc.Scenario:
    change = one.change
    return doc.Scenario(
        kind=change.kind,
        subject=change.subject,
        words=change.words,
        outcome=one.outcome,
        best=view(one.solution.drugs, change.choice, change.workup, kb),
        loss=loss(best, one.solution, change.workup, kb),
        proved=one.solution.status in ("optimal", "infeasible"),
    )
