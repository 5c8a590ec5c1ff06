"""How the best regimen stands small changes: a finding that falls away, a drug that is not granted, a limit that moves.

A finding falls away if it was an artefact or is subclonal; it is then taken as if it had not been reported, so that it
neither counts nor speaks against a drug. Limits on probabilities move by `STEP` up and down, the others by one place in
their order. Each state of approval is dropped from the availability where it is allowed and added where it is not, and
what is assumed for unknown rates is halved and doubled, one at a time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from tumorboard.domain.drug import ORGANS, Approval
from tumorboard.domain.limits import SEVERITIES, Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import Choice, choose
from tumorboard.matching.problem import RegimenProblem, within_limits
from tumorboard.matching.reduce import groups
from tumorboard.matching.regimen import Solution, solve
from tumorboard.matching.workup import Workup, work_up
from tumorboard.safety.toxicity import capacities

STEP = 0.05
_STATES: dict[Approval, str] = {
    "fda": "approved by FDA", "ema": "approved by EMA", "other": "approved elsewhere",
    "investigational": "in trials only", "withdrawn": "that were withdrawn",
}  # fmt: skip
FLOORS = ("A", "B", "C", "D", "E")

Kind = Literal["alteration", "drug", "limit"]
Outcome = Literal["same", "fewer", "equal", "other", "none"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different, with what the case and the choice then are."""

    kind: Kind
    subject: str
    words: str
    workup: Workup
    choice: Choice


@dataclass(frozen=True, slots=True)
class Changed:
    """The best regimen under a change, and what has become of the one before it."""

    change: Change
    solution: Solution
    outcome: Outcome


def robustness(
    workup: Workup,
    kb: KnowledgeBase,
    limits: Limits,
    choice: Choice,
    best: Solution,
    untightened: Limits | None = None,
) -> tuple[Changed, ...]:
    """Return what the best regimen becomes under each change.

    Parameters
    ----------
    workup, choice : Workup, Choice
        The case as it is.
    limits : Limits
        The limits in force.
    best : Solution
        The best regimen of the choice.
    untightened : Limits, optional
        The limits as they were set, where organ function has tightened them.
    """
    changes = [*_findings(workup, kb, limits), *_drugs(workup, kb, limits, best.drugs)]
    changes += _limits(workup, kb, limits, choice)
    if untightened is not None:
        loose = choose(workup, kb, untightened)
        changes.append(Change("limit", "organ_function", "organ function does not tighten the limits", workup, loose))
    kept = choose(workup, kb, limits.model_copy(update={"organ_avoid": "warn"}))
    if kept.problem.drugs != choice.problem.drugs:
        words = "drugs that organ function says to avoid are not left out"
        changes.append(Change("limit", "organ_avoid", words, workup, kept))
    free: list[Solution] = []

    def found(problem: RegimenProblem) -> Solution:
        if not _only_limits_differ(problem, choice.problem) or not best.drugs:
            return solve(problem)
        looser = all(problem.limits.get(o, room) >= room for o, room in choice.problem.limits.items())
        if not looser:
            return best if within_limits(problem, frozenset(best.drugs)) else solve(problem)
        if not free:
            free.append(solve(replace(choice.problem, limits={})))
        return best if free[0].drugs == best.drugs and free[0].status == "optimal" else solve(problem)

    answers = []
    for change in changes:
        solution = found(change.choice.problem)
        answers.append(Changed(change, solution, become(best.drugs, solution.drugs, change.choice.problem)))
    return tuple(answers)


def become(before: Iterable[str], after: Iterable[str], problem: RegimenProblem) -> Outcome:
    """Say what one regimen has become, interchangeable drugs of the problem counting as equal.

    Parameters
    ----------
    before, after : iterable of str
        The drugs.
    problem : RegimenProblem
        The problem in which ``after`` is the best.
    """
    old, new = frozenset(before), frozenset(after)
    if not new:
        return "none"
    if new <= old:
        return "same" if new == old else "fewer"
    heads = groups(problem)

    def classes(drugs: Iterable[str]) -> Counter[str]:
        return Counter(heads.get(drug, drug) for drug in drugs)

    return "equal" if classes(new) == classes(old) else "other"


def _only_limits_differ(one: RegimenProblem, other: RegimenProblem) -> bool:
    return replace(one, limits={}) == replace(other, limits={})


def _findings(workup: Workup, kb: KnowledgeBase, limits: Limits) -> Iterator[Change]:
    for item in workup.items:
        changed = work_up(workup.case, kb, workup.policy, frozenset(item.members))
        # What the board wants left untreated may be gone with the finding.
        yield Change(
            "alteration", item.id, f"{item.label} falls away (artefact, subclonal)", changed,
            choose(changed, kb, limits),
        )  # fmt: skip


def _drugs(workup: Workup, kb: KnowledgeBase, limits: Limits, drugs: Sequence[str]) -> Iterator[Change]:
    for drug in drugs:
        pins = tuple(name for name in limits.pin if kb.require_drug(name, "limits.pin").name != drug)
        refused = limits.model_copy(update={"pin": pins, "veto": (*limits.veto, drug)})
        yield Change("drug", drug, f"{drug} is not granted", workup, choose(workup, kb, refused))


def _limits(workup: Workup, kb: KnowledgeBase, limits: Limits, choice: Choice) -> Iterator[Change]:
    for subject, words, update in _steps(limits):
        changed = limits.model_copy(update=update)
        if "organ_limits" in update or "overall_limit" in update:
            moved = replace(choice, problem=replace(choice.problem, limits=capacities(changed)))
        else:
            moved = choose(workup, kb, changed)
        yield Change("limit", subject, words, workup, moved)


def _steps(limits: Limits) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield which limit moves, the move in words, and the changed field."""
    for organ in (*ORGANS, "overall"):
        limit = limits.overall_limit if organ == "overall" else limits.organ_limit(organ)
        for step in (-STEP, STEP):
            moved = None if limit is None else round(limit + step, 4)
            if limit is None or moved is None or not 0 <= moved <= 1:
                continue
            words = f"limit on {organ.replace('_', ' ')} toxicity {limit:.0%} -> {moved:.0%}"
            overall = organ == "overall"
            yield organ, words, {"overall_limit": moved} if overall else {
                "organ_limits": {**limits.organ_limits, organ: moved}
            }  # fmt: skip
    for field, other, fits in (
        ("min_drugs", "max_drugs", lambda moved, bound: 1 <= moved <= bound),
        ("max_drugs", "min_drugs", lambda moved, bound: max(bound, len(limits.pin)) <= moved <= 5),
    ):
        yield from _number(limits, field, other, fits)
    yield from _place(limits, "evidence_floor", FLOORS, "weakest evidence that counts")
    yield from _place(limits, "interaction", SEVERITIES, "mildest interaction that forbids a pair")
    yield from _approvals(limits)
    for field, what in (
        ("unknown_probability", "chance assumed for a drug without any rate"),
        ("unlisted_probability", "chance assumed for an organ that rates do not mention"),
    ):
        value = getattr(limits, field)
        for assumed in (value / 2, value * 2):
            if assumed != value and assumed < 1:
                yield field, f"{what} {100 * value:.4g} % -> {100 * assumed:.4g} %", {field: assumed}


def _approvals(limits: Limits) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each state of approval dropped where it is allowed, and added where it is not."""
    allowed = limits.availability
    for state in get_args(Approval):
        if state in allowed:
            words, moved = f"drugs {_STATES[state]} are no longer allowed", tuple(n for n in allowed if n != state)
        else:
            words, moved = f"drugs {_STATES[state]} are allowed as well", (*allowed, state)
        yield "availability", words, {"availability": moved}


def _number(
    limits: Limits, field: str, other: str, fits: Callable[[int, int], bool]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    value, bound = getattr(limits, field), getattr(limits, other)
    for moved in (value - 1, value + 1):
        if fits(moved, bound):
            what = "fewest" if field == "min_drugs" else "most"
            yield field, f"{what} drugs of a regimen {value} -> {moved}", {field: moved}


def _place(limits: Limits, field: str, order: Sequence[str], words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    value = getattr(limits, field)
    if value not in order:  # such as no interaction being forbidden
        return
    place = order.index(value)
    for moved in (place - 1, place + 1):
        if 0 <= moved < len(order):
            yield field, f"{words} {value} -> {order[moved]}", {field: order[moved]}
