"""What could be relaxed where the drugs asked for, or any drugs at all, cannot be had, and what that buys."""

from collections.abc import Callable, Iterable, Iterator
from math import ceil, exp
from typing import Any

from tumorboard.domain import recommendation as rec
from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import Choice
from tumorboard.matching.obstacles import Obstacle
from tumorboard.matching.problem import RegimenProblem
from tumorboard.matching.regimen import Solution, solve
from tumorboard.matching.robustness import FLOORS
from tumorboard.matching.tradeoff_views import regimen
from tumorboard.matching.views import obstacle
from tumorboard.matching.whynot import Relaxed, least_raise, weight
from tumorboard.matching.workup import Workup
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.tightening import InForce
from tumorboard.safety.toxicity import SCALE

MOST_DRUGS = 5


def relaxations(
    found: Iterable[Relaxed], choice: Choice, workup: Workup, kb: KnowledgeBase, force: InForce
) -> Iterator[doc.Relaxation]:
    """Yield what can be relaxed: of a limit the least raise, then none.

    A contraindicated pair is never offered, nor more drugs than a regimen may have.

    Parameters
    ----------
    found : iterable of Relaxed
        Rules that stand in the way by themselves.
    choice : Choice
        The choice with the drugs asked for.
    force : InForce
        The limits in force, and what tightened them.
    """
    loosest = force.limits.model_copy(update={"same_target": True, "interaction": "contraindicated"})
    for one in found:
        hard = one.rule.kind == "conflict" and any(p.forbids for p in pair_findings(kb, one.rule.parts, loosest))
        if hard or len(one.solution.drugs) > MOST_DRUGS:
            continue
        ways = [one.solution]
        if one.rule.kind == "limit":
            ways.insert(0, least_raise(choice.problem, one.rule.parts[0], one.solution))
        for solution in dict.fromkeys(ways):
            yield doc.Relaxation(
                rule=obstacle(one.rule, force.tightened),
                change=_change(one.rule, solution, choice.problem),
                regimen=regimen(solution.drugs, choice, workup, kb),
            )


def wider(
    workup: Workup,
    kb: KnowledgeBase,
    as_set: Limits,
    force: InForce,
    choose: Callable[[Limits], Choice],
    without: Solution,
) -> Iterator[doc.Relaxation]:
    """Yield what else could be relaxed where nothing is feasible: evidence, availability, vetoes, interactions.

    Only what buys a better regimen than there is without it: drugs that were asked for may be feasible as they are.

    Parameters
    ----------
    as_set : Limits
        The limits before organ function tightened them.
    force : InForce
        The limits in force.
    choose : callable
        Returns the choice under other limits, the drugs asked for among them.
    without : Solution
        The best regimen with the drugs asked for under the limits in force, if there is one.
    """
    for kind, subject, change, update in _ways(as_set, force):
        changed = force.limits.model_copy(update=update)
        if changed == force.limits:
            continue
        choice = choose(changed)
        solution = solve(choice.problem)
        if solution.value is None or (without.value is not None and solution.value.key[:4] >= without.value.key[:4]):
            continue
        rule = rec.Obstacle(kind=kind, subject=subject, words=f"limits.{kind}: {subject}")
        yield doc.Relaxation(rule=rule, change=change, regimen=regimen(solution.drugs, choice, workup, kb))


def _ways(as_set: Limits, force: InForce) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield the field of the limits, its value, the change in words, and the changed fields."""
    limits = force.limits
    everywhere = ("fda", "ema", "other", "investigational")
    yield "evidence_floor", limits.evidence_floor, "count evidence of every level", {"evidence_floor": FLOORS[-1]}
    yield (
        "availability",
        ", ".join(limits.availability),
        "allow drugs approved elsewhere or in trials only",
        {"availability": tuple(dict.fromkeys((*limits.availability, *everywhere)))},
    )
    yield "interaction", limits.interaction, "forbid contraindicated pairs only", {"interaction": "contraindicated"}
    yield "organ_avoid", limits.organ_avoid, "keep drugs that organ function says to avoid", {"organ_avoid": "warn"}
    yield "same_target", "no", "allow two drugs on one target", {"same_target": True}
    yield "veto_markers", ", ".join(limits.veto_markers), "treat every finding", {"veto_markers": ()}
    for name in limits.veto:
        others = tuple(other for other in limits.veto if other != name)
        yield "veto", name, f"lift the veto on {name}", {"veto": others}
    if force.tightened:
        values = "; ".join(one.because for one in force.tightened)
        update = {"organ_limits": as_set.organ_limits, "overall_limit": as_set.overall_limit}
        yield "organ_function", values, "take the limits as they were set, untightened by organ function", update


def _change(rule: Obstacle, solution: Solution, problem: RegimenProblem) -> str:
    match rule.kind:
        case "pin":
            return f"do without {rule.subject}"
        case "limit":
            organ = rule.parts[0]
            needed = ceil((1 - exp(-weight(problem, organ, solution.drugs) / SCALE)) * 1000) / 10
            given = (1 - exp(-problem.limits[organ] / SCALE)) * 100
            return f"raise the limit on {organ.replace('_', ' ')} toxicity from {given:.0f} % to {needed:.1f} %"
        case "conflict":
            return f"allow {' and '.join(rule.parts)} together (same_target or interaction of the limits)"
        case "partner":
            return f"give {rule.parts[0]} without {' or '.join(rule.parts[1:])}"
        case "min_drugs":
            return f"allow a regimen of {len(solution.drugs)} drugs"
        case "max_drugs":
            return f"allow {len(solution.drugs)} drugs"
        case _:
            return rule.words
