"""From front, why-not and robustness to their documents."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, exp
from typing import Any, cast

from tumorboard.domain import recommendation as rec
from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import HALVES, Choice, choose
from tumorboard.matching.engine import head
from tumorboard.matching.frontier import FrontPoint, front
from tumorboard.matching.menu import menu
from tumorboard.matching.obstacles import Obstacle, obstacles
from tumorboard.matching.problem import OVERALL, RegimenProblem, breaches, value
from tumorboard.matching.regimen import Solution, solve
from tumorboard.matching.robustness import FLOORS, Changed, become, robustness
from tumorboard.matching.views import number
from tumorboard.matching.whynot import Relaxed, why_not
from tumorboard.matching.workup import Workup, work_up
from tumorboard.safety.toxicity import SCALE

MOST_DRUGS = 5
EMPTY = rec.Obstacle(kind="match", subject="", words="no drug that may be chosen matches an item")


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
    choice = choose(workup, kb, limits)
    found = front(choice.problem)
    blocked = obstacles(choice.problem) if found.complete and not found.points else ()
    return doc.FrontDocument(
        **_head(case, kb, workup),
        points=tuple(_point(point, choice, workup, kb) for point in found.points),
        complete=found.complete,
        infeasible=tuple(_obstacle(o) for o in blocked),
        messages=messages,
    )


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
    ways = list(_relaxations(answer.relaxed, there, workup, kb))
    if not best.drugs and best.status == "infeasible":
        ways += _wider(workup, kb, limits, asked)
    told = doc.WhyNotDocument(
        **_head(case, kb, workup),
        asked=asked,
        verdict=cast(Any, verdict),
        words=(),
        standing=tuple(_standing(drug, here, workup, limits) for drug in asked),
        best=_view(best.drugs, here, workup, kb),
        with_them=_view(with_them.drugs, there, workup, kb),
        loss=_loss(best, with_them, workup, kb),
        exactly=_view(asked, there, workup, kb),
        broken=tuple(_broken(kind, parts, asked) for kind, parts in breaches(there.problem, frozenset(asked)))
        if asked
        else (),
        conflicts=tuple(_obstacle(o, asked) for o in answer.obstacles),
        relaxations=tuple(ways),
        messages=messages,
    )
    return told.model_copy(update={"words": tuple(_words(told))})


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
    choice = choose(workup, kb, limits)
    options = menu(choice.problem, top).options
    best = Solution((), None, "infeasible", 0)
    if options:
        best = Solution(options[0].drugs, options[0].value, options[0].status, options[0].bound)
    changed = robustness(workup, kb, limits, choice, best) if options else ()
    counted = [one for one in changed if one.change.kind != "drug"]
    shown = []
    for rank, option in enumerate(options, start=1):
        kept = [become(option.drugs, c.solution.drugs, c.change.choice.problem) in _STAYS for c in counted]
        shown.append(doc.RobustOption(rank=rank, drugs=option.drugs, best_in=sum(kept), stable=all(kept)))
    return doc.RobustnessDocument(
        **_head(case, kb, workup),
        best=_view(best.drugs, choice, workup, kb),
        stable=shown[0].stable if shown else None,
        scenarios=tuple(_scenario(one, best, kb) for one in changed),
        options=tuple(shown),
        messages=messages,
    )


_STAYS = ("same", "fewer", "equal")


def _head(case: Case, kb: KnowledgeBase, workup: Workup) -> dict[str, Any]:
    return {name: part for name, part in head(case, kb, workup).items() if name != "alterations"}


def _view(drugs: tuple[str, ...], choice: Choice, workup: Workup, kb: KnowledgeBase) -> doc.RegimenView | None:
    return _regimen(drugs, choice, workup, kb) if drugs else None


def _regimen(drugs: tuple[str, ...], choice: Choice, workup: Workup, kb: KnowledgeBase) -> doc.RegimenView:
    scored = workup.score(frozenset(drugs), kb)
    worth = value(choice.problem, frozenset(drugs))
    return doc.RegimenView(
        drugs=drugs,
        matched=number(scored.num),
        total=scored.den,
        matched_alterations=tuple(match.item.id for match in scored.matched),
        unmatched_alterations=tuple(item.id for item in scored.unmatched),
        points=worth.points,
        any_toxicity=_probability(worth.burden),
    )


def _probability(burden: int) -> float:
    return round(1 - exp(-burden / SCALE), 4)


def _obstacle(o: Obstacle, asked: tuple[str, ...] = ()) -> rec.Obstacle:
    words = f"{o.subject} is asked for" if o.kind == "pin" and o.subject in asked else o.words
    return rec.Obstacle(kind=o.kind, subject=o.subject, words=words)


def _point(point: FrontPoint, choice: Choice, workup: Workup, kb: KnowledgeBase) -> doc.FrontPointView:
    return doc.FrontPointView(
        matched=number(Fraction(point.gain, HALVES)),
        total=len(workup.items),
        any_toxicity=_probability(point.burden),
        burden=point.burden,
        drug_count=point.count,
        regimens=tuple(_regimen(regimen.drugs, choice, workup, kb) for regimen in point.regimens),
        more=point.more,
        proved=point.proved,
    )


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


def _loss(best: Solution, other: Solution, workup: Workup, kb: KnowledgeBase) -> doc.Loss | None:
    """Compare the best regimen of the case with another one."""
    if best.value is None or other.value is None:
        return None
    lost = {match.item.id for match in workup.score(frozenset(best.drugs), kb).matched}
    lost -= {match.item.id for match in workup.score(frozenset(other.drugs), kb).matched}
    return doc.Loss(
        matched=number(Fraction(best.value.gain - other.value.gain, HALVES)),
        points=best.value.points - other.value.points,
        any_toxicity=round(_probability(other.value.burden) - _probability(best.value.burden), 4),
        drugs=len(other.drugs) - len(best.drugs),
        lost_alterations=tuple(sorted(lost)),
    )


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
    found: Iterable[Relaxed], choice: Choice, workup: Workup, kb: KnowledgeBase
) -> Iterator[doc.Relaxation]:
    for one in found:
        if len(one.solution.drugs) <= MOST_DRUGS:
            regimen = _regimen(one.solution.drugs, choice, workup, kb)
            yield doc.Relaxation(
                rule=_obstacle(one.rule), change=_change(one.rule, one.solution, choice.problem), regimen=regimen
            )


def _change(rule: Obstacle, solution: Solution, problem: RegimenProblem) -> str:
    match rule.kind:
        case "pin":
            return f"do without {rule.subject}"
        case "limit":
            organ = rule.parts[0]
            rows = problem.burden.values() if organ == OVERALL else (problem.burden.get(organ, {}),)
            weight = sum(row.get(drug, 0) for row in rows for drug in solution.drugs)
            needed = ceil((1 - exp(-weight / SCALE)) * 1000) / 10
            given = (1 - exp(-problem.limits[organ] / SCALE)) * 100
            return f"raise the limit on {organ.replace('_', ' ')} toxicity from {given:.0f} % to {needed:.1f} %"
        case "conflict":
            return f"allow {' and '.join(rule.parts)} together"
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
            yield doc.Relaxation(rule=rule, change=change, regimen=_regimen(solution.drugs, choice, workup, kb))


def _words(told: doc.WhyNotDocument) -> Iterator[str]:
    """Say the answer in sentences."""
    for standing in told.standing:
        if standing.reason:
            yield f"{standing.drug} is no candidate here: {standing.reason}"
    asked = " + ".join(told.asked)
    if told.verdict == "best":
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


def _scenario(one: Changed, best: Solution, kb: KnowledgeBase) -> doc.Scenario:
    change = one.change
    return doc.Scenario(
        kind=change.kind,
        subject=change.subject,
        words=change.words,
        outcome=one.outcome,
        best=_view(one.solution.drugs, change.choice, change.workup, kb),
        loss=_loss(best, one.solution, change.workup, kb),
        proved=one.solution.status in ("optimal", "infeasible"),
    )
