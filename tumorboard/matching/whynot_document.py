"""Why not these drugs, as a document: what they are here, what insisting costs, what is in the way, what helps."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

from tumorboard.domain import recommendation as rec
from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import Choice, choose, wishes
from tumorboard.matching.obstacles import Obstacle, obstacles
from tumorboard.matching.problem import breaches
from tumorboard.matching.regimen import Solution, solve
from tumorboard.matching.relaxations import relaxations, wider
from tumorboard.matching.tradeoff_views import begin, loss, view
from tumorboard.matching.views import obstacle
from tumorboard.matching.whynot import why_not
from tumorboard.matching.workup import Workup, work_up
from tumorboard.safety.against import against
from tumorboard.safety.tightening import InForce, tightened

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
    force = tightened(kb, case, limits)
    as_set, limits = limits, force.limits
    here = choose(workup, kb, limits)
    there = _insisting(workup, kb, limits, asked) if asked else here
    best = solve(here.problem)
    answer = why_not(there.problem, asked)
    with_them = answer.insisted if asked else best
    out = [drug for drug in asked if drug not in here.problem.drugs]
    verdict = _verdict(best, with_them, answer.obstacles, excluded=bool(out))
    ways = list(relaxations(answer.relaxed, there, workup, kb, force))
    blocked = answer.obstacles
    if not best.drugs and best.status == "infeasible":
        ways += wider(workup, kb, as_set, force, lambda changed: _insisting(workup, kb, changed, asked), with_them)
        blocked = blocked or obstacles(here.problem)
    said = against(kb, case, limits, asked, here.access, wishes(limits, kb).vetoed)
    told = doc.WhyNotDocument(
        **begin(case, kb, workup),
        asked=asked,
        verdict=cast(Any, verdict),
        words=(),
        standing=tuple(_standing(drug, said[drug], here, workup, limits) for drug in asked),
        best=view(best.drugs, here, workup, kb),
        with_them=view(with_them.drugs, there, workup, kb) if asked else None,
        loss=loss(best, with_them, workup, kb),
        exactly=view(asked, there, workup, kb),
        broken=tuple(_broken(kind, parts, asked, force) for kind, parts in breaches(there.problem, frozenset(asked)))
        if asked
        else (),
        conflicts=tuple(obstacle(o, force.tightened, asked) for o in blocked),
        relaxations=tuple(ways),
        tightened=force.tightened,
        messages=messages,
    )
    return told.model_copy(update={"words": tuple(_words(told))})


def _insisting(workup: Workup, kb: KnowledgeBase, limits: Limits, asked: tuple[str, ...]) -> Choice:
    """Return the choice in which the drugs asked for may be chosen whatever the limits say of them."""
    if not asked:
        return choose(workup, kb, limits)
    vetoed = tuple(name for name in limits.veto if kb.require_drug(name, "limits.veto").name not in asked)
    refused = tuple(name for name in limits.refused if kb.require_drug(name, "limits.refused").name not in asked)
    pins = tuple(dict.fromkeys((*(kb.require_drug(name, "limits.pin").name for name in limits.pin), *asked)))
    most = max(limits.max_drugs, len(pins))
    changed = limits.model_copy(update={"veto": vetoed, "refused": refused, "pin": pins, "max_drugs": most})
    choice = choose(workup, kb, changed)
    return replace(choice, problem=replace(choice.problem, max_drugs=limits.max_drugs))


def _standing(drug: str, against: tuple[str, ...], here: Choice, workup: Workup, limits: Limits) -> doc.Standing:
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
    return doc.Standing(drug=drug, candidate=candidate, alterations=findings, reason=reason, against=against)


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


def _broken(kind: str, parts: tuple[str, ...], asked: tuple[str, ...], force: InForce) -> str:
    match kind:
        case "superfluous":
            return f"{' and '.join(parts)} can be left out: nothing is lost without"
        case "unknown":
            return f"{parts[0]} may not be chosen"
        case "min_drugs":
            return f"{len(asked)} drug: at least {parts[0]} are asked for unless no two reach more"
        case _:
            return obstacle(Obstacle(cast(Any, kind), parts), force.tightened).words


def _words(told: doc.WhyNotDocument) -> Iterator[str]:
    """Say the answer in sentences."""
    for standing in told.standing:
        for reason in standing.against:
            yield f"{standing.drug}: {reason}"
        if standing.reason and standing.reason not in standing.against:
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
        if asked and told.with_them:
            yield f"{asked}: if the board insists, the best option with it is {' + '.join(told.with_them.drugs)}"
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
