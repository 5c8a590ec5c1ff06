"""Why not these drugs, as a document: what they are here, what insisting costs, what is in the way, what helps."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil, exp
from typing import Any, cast

from tumorboard.domain import recommendation as rec
from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import Choice, choose
from tumorboard.matching.obstacles import Obstacle
from tumorboard.matching.problem import RegimenProblem, breaches
from tumorboard.matching.regimen import Solution, solve
from tumorboard.matching.robustness import FLOORS
from tumorboard.matching.tradeoff_views import begin, loss, obstacle, regimen, view
from tumorboard.matching.whynot import Relaxed, least_raise, weight, why_not
from tumorboard.matching.workup import Workup, work_up
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.toxicity import SCALE

MOST_DRUGS = 5
EMPTY = rec.Obstacle(kind="match", subject="", words="no drug that may be chosen matches an item")


def why_not_document(
    case: Case,
    kb: KnowledgeBase,
    drugs: Iterable[str],
    limits: Limits,
    policy: Policy,
    messages: tuple[str, ...] = (),
) -> doc.WhyNotDocument:
    """Say why some drugs are not in the best option; without drugs, why there is none.

    Parameters
    ----------
    drugs : iterable of str
        Generic names.
    """
    asked = tuple(sorted(set(drugs)))
    workup = work_up(case, kb, policy)
    here = choose(workup, kb, limits)
    there = _insisting(workup, kb, limits, asked) if asked else here
    best = solve(here.problem)
    answer = why_not(there.problem, asked)
    with_them = answer.insisted if asked else best
    out = [drug for drug in asked if drug not in here.problem.drugs]
    verdict = _verdict(best, with_them, answer.obstacles, excluded=bool(out))
    ways = list(_relaxations(answer.relaxed, there, workup, kb, limits))
    if not best.drugs and best.status == "infeasible":
        ways += _wider(workup, kb, limits, asked)
    told = doc.WhyNotDocument(
        **begin(case, kb, workup),
        asked=asked,
        verdict=cast(Any, verdict),
        words=(),
        standing=tuple(_standing(drug, here, workup, limits) for drug in asked),
        best=view(best.drugs, here, workup, kb),
        with_them=view(with_them.drugs, there, workup, kb) if asked else None,
        loss=loss(best, with_them, workup, kb),
        exactly=view(asked, there, workup, kb),
        broken=tuple(_broken(kind, parts, asked) for kind, parts in breaches(there.problem, frozenset(asked)))
        if asked
        else (),
        conflicts=tuple(obstacle(o, asked) for o in answer.obstacles),
        relaxations=tuple(ways),
        messages=messages,
    )
    return told.model_copy(update={"words": tuple(_words(told))})


def _insisting(workup: Workup, kb: KnowledgeBase, limits: Limits, asked: tuple[str, ...]) -> Choice:
    """Return the choice in which the drugs asked for may be chosen whatever the limits say of them."""
    vetoed = tuple(name for name in limits.veto if kb.require_drug(name, "limits.veto").name not in asked)
    pins = tuple(dict.fromkeys((*(kb.require_drug(name, "limits.pin").name for name in limits.pin), *asked)))
    changed = limits.model_copy(update={"veto": vetoed, "pin": pins, "max_drugs": max(limits.max_drugs, len(pins))})
    choice = choose(workup, kb, changed)
    return replace(choice, problem=replace(choice.problem, max_drugs=limits.max_drugs))


def _standing(drug: str, here: Choice, workup: Workup, limits: Limits) -> doc.Standing:
    findings = tuple(sorted({match.finding for match in workup.table.matches if drug in match.drugs}))
    candidate = drug in here.problem.drugs
    reason = None
    if not candidate:
        nothing = "it matches no finding of this case"
        weak = (
            "it matches only findings that are not counted, that the board leaves untreated, or with evidence below "
            f"level {limits.evidence_floor}"
        )
        reason = here.excluded.get(drug) or (weak if findings else nothing)
    return doc.Standing(drug=drug, candidate=candidate, alterations=findings, reason=reason)


def _verdict(best: Solution, with_them: Solution, blocked: tuple[Obstacle, ...], *, excluded: bool) -> str:
    if best.value is None:
        return "no_option" if best.status == "infeasible" else "not_proved"
    if with_them.value is None:
        return "infeasible" if blocked else "not_proved"
    if excluded:
        return "excluded"
    if with_them.value.key[:4] <= best.value.key[:4]:
        return "best"
    return "worse" if with_them.status == best.status == "optimal" else "not_proved"


def _broken(kind: str, parts: tuple[str, ...], asked: tuple[str, ...]) -> str:
    match kind:
        case "superfluous":
            return f"{' and '.join(parts)} can be left out: nothing is lost without"
        case "unknown":
            return f"{parts[0]} may not be chosen"
        case "min_drugs":
            return f"{len(asked)} drug: at least {parts[0]} are asked for unless no two reach more"
        case _:
            return Obstacle(cast(Any, kind), parts).words


def _relaxations(
    found: Iterable[Relaxed], choice: Choice, workup: Workup, kb: KnowledgeBase, limits: Limits
) -> Iterator[doc.Relaxation]:
    """Yield what can be relaxed: of a limit the least raise, then none.

    A contraindicated pair is never offered, nor more drugs than a regimen may have.
    """
    loosest = limits.model_copy(update={"same_target": True, "interaction": "contraindicated"})
    for one in found:
        hard = one.rule.kind == "conflict" and any(p.forbids for p in pair_findings(kb, one.rule.parts, loosest))
        if hard or len(one.solution.drugs) > MOST_DRUGS:
            continue
        ways = [one.solution]
        if one.rule.kind == "limit":
            ways.insert(0, least_raise(choice.problem, one.rule.parts[0], one.solution))
        for solution in dict.fromkeys(ways):
            yield doc.Relaxation(
                rule=obstacle(one.rule),
                change=_change(one.rule, solution, choice.problem),
                regimen=regimen(solution.drugs, choice, workup, kb),
            )


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


def _wider(workup: Workup, kb: KnowledgeBase, limits: Limits, asked: tuple[str, ...]) -> Iterator[doc.Relaxation]:
    """Yield what else could be relaxed where nothing is feasible: evidence, availability, vetoes, interactions."""
    everywhere = ("fda", "ema", "other", "investigational")
    ways: list[tuple[str, str, str, dict[str, Any]]] = [
        ("evidence_floor", limits.evidence_floor, "count evidence of every level", {"evidence_floor": FLOORS[-1]}),
        ("availability", ", ".join(limits.availability), "allow drugs approved elsewhere or in trials only",
         {"availability": tuple(dict.fromkeys((*limits.availability, *everywhere)))}),
        ("interaction", limits.interaction, "forbid contraindicated pairs only", {"interaction": "contraindicated"}),
        ("same_target", "no", "allow two drugs on one target", {"same_target": True}),
        ("veto_markers", ", ".join(limits.veto_markers), "treat every finding", {"veto_markers": ()}),
    ]  # fmt: skip
    ways += [
        ("veto", name, f"lift the veto on {name}", {"veto": tuple(other for other in limits.veto if other != name)})
        for name in limits.veto
    ]
    for kind, subject, change, update in ways:
        changed = limits.model_copy(update=update)
        if changed == limits:
            continue
        choice = _insisting(workup, kb, changed, asked) if asked else choose(workup, kb, changed)
        solution = solve(choice.problem)
        if solution.drugs:
            rule = rec.Obstacle(kind=kind, subject=subject, words=f"limits.{kind}: {subject}")
            yield doc.Relaxation(rule=rule, change=change, regimen=regimen(solution.drugs, choice, workup, kb))


def _words(told: doc.WhyNotDocument) -> Iterator[str]:
    """Say the answer in sentences."""
    for standing in told.standing:
        if standing.reason:
            yield f"{standing.drug} is no candidate here: {standing.reason}"
    asked = " + ".join(told.asked)
    if told.verdict == "best" and not asked:
        yield "there are options: nothing is in the way"
    elif told.verdict == "best":
        yield f"{asked}: part of the best option"
    elif told.verdict in ("worse", "excluded") and told.loss and told.with_them:
        insisted = "if the board insists, the best option" if told.verdict == "excluded" else "the best option"
        yield f"{asked}: {insisted} with it is {' + '.join(told.with_them.drugs)}; {_told(told.loss)}"
    elif told.verdict == "infeasible":
        yield f"{asked}: no regimen keeps these rules together: {'; '.join(c.words for c in told.conflicts)}"
    elif told.verdict == "no_option":
        found = told.conflicts or (EMPTY,)
        yield f"no regimen is feasible: {'; '.join(c.words for c in found)}"
    else:
        yield "the search was cut short: the answer is not proved"
    for way in told.relaxations:
        view = way.regimen
        yield (
            f"{way.change}: buys {' + '.join(view.drugs)}, {view.matched:g} of {view.total} matched, "
            f"grade >= 3 {view.any_toxicity:.0%}"
        )


def _told(loss: doc.Loss) -> str:
    parts = []
    for amount, less, more in (
        (loss.matched, "fewer items matched", "more items matched"),
        (loss.points, "points weaker evidence", "points stronger evidence"),
        (round(loss.any_toxicity * 100, 1), "percentage points more toxicity", "percentage points less toxicity"),
        (loss.drugs, "more drugs", "fewer drugs"),
    ):
        if amount:
            parts.append(f"{abs(amount):g} {less if amount > 0 else more}")
    if loss.lost_alterations:
        parts.append(f"not matched: {', '.join(loss.lost_alterations)}")
    return ", ".join(parts) or "equal in every count, later by name"
