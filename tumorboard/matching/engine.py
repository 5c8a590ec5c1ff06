"""The engine: one short composition from a case to a document. Pure: same input, same knowledge, same bytes."""

import hashlib
from typing import TYPE_CHECKING

from tumorboard import __version__
from tumorboard.domain import recommendation as doc
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import BUILT_IN, Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching import views
from tumorboard.matching.workup import Workup, work_up

if TYPE_CHECKING:
    from tumorboard.matching.choice import Choice

# A message names so many findings; all of them stand among the findings.
MOST_NAMED = 50


def recommend(
    case: Case, kb: KnowledgeBase, limits: Limits, policy: Policy, top: int = 10, messages: tuple[str, ...] = ()
) -> doc.Recommendation:
    """Recommend regimens for one case.

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
    top : int
        Greatest number of options, 1-50.
    messages : tuple of str
        What reading the case left to say.
    """
    # What match and score do without; it takes a while to import.
    from tumorboard.matching.choice import choose
    from tumorboard.matching.menu import menu
    from tumorboard.matching.options import option
    from tumorboard.matching.standards import standards
    from tumorboard.safety.patient import not_checked
    from tumorboard.safety.tightening import tightened

    workup = work_up(case, kb, policy)
    force = tightened(kb, case, limits)
    limits = force.limits
    choice = choose(workup, kb, limits)
    chosen = menu(choice.problem, top)
    standard = standards(choice, workup, kb, limits)
    proposed = {drug for drugs in (*(o.drugs for o in chosen.options), *(s.drugs for s in standard)) for drug in drugs}
    said = (
        *messages,
        *workup.table.notes,
        *_gaps(workup),
        *_unmet(workup, limits),
        *_pinned(choice),
        *not_checked(kb, case, proposed, limits.tightening),
    )
    return doc.Recommendation(
        **head(case, kb, workup),
        candidates=views.candidates(workup, kb),
        standard_of_care=standard,
        options=tuple(option(r, o, choice, workup, kb, limits) for r, o in enumerate(chosen.options, start=1)),
        infeasible=tuple(views.obstacle(o, force.tightened) for o in chosen.obstacles),
        excluded_drugs=tuple(doc.ExcludedDrug(drug=d, reason=r) for d, r in sorted(choice.excluded.items())),
        tightened=force.tightened,
        messages=said,
    )


def match(case: Case, kb: KnowledgeBase, policy: Policy, messages: tuple[str, ...] = ()) -> doc.MatchDocument:
    """Return the candidates of one case and their evidence, without regimens."""
    workup = work_up(case, kb, policy)
    return doc.MatchDocument(
        **head(case, kb, workup),
        candidates=views.candidates(workup, kb),
        excluded_drugs=tuple(doc.ExcludedDrug(drug=d, reason=r) for d, r in sorted(workup.table.removed.items())),
        messages=(*messages, *workup.table.notes, *_gaps(workup)),
    )


def score(
    case: Case, kb: KnowledgeBase, drugs: tuple[str, ...], policy: Policy, messages: tuple[str, ...] = ()
) -> doc.ScoreDocument:
    """Score a regimen under the policy asked for and every built-in one.

    Parameters
    ----------
    drugs : tuple of str
        Generic names of the drugs given.
    """
    policies = (policy, *(built_in for built_in in BUILT_IN if built_in.name != policy.name))
    workups = [work_up(case, kb, each) for each in policies]
    begin = head(case, kb, workups[0])
    begin.pop("policy")
    begin.pop("alterations")
    return doc.ScoreDocument(
        **begin,
        drugs=tuple(sorted(drugs)),
        policies=tuple(views.policy_score(w.score(frozenset(drugs), kb), w) for w in workups),
        messages=(*messages, *_removed(workups[0], drugs), *_gaps(workups[0])),
    )


def head(case: Case, kb: KnowledgeBase, workup: Workup) -> dict[str, object]:
    """Return the fields that every document on a case begins with."""
    body = case.model_dump_json(by_alias=True, exclude_none=True)
    return {
        "case_id": case.case_id,
        "sample": case.sample,
        "policy": workup.policy.name,
        "knowledge": doc.KnowledgeStamp(version=kb.version, sha256=kb.sha256),
        "engine": __version__,
        "input_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "alterations": views.alterations(workup),
    }


def _gaps(workup: Workup) -> tuple[str, ...]:
    """Say what is open: findings to classify, and a score that cannot be computed."""
    opened = [e.finding for e in workup.found if e.finding.reason.startswith("unclassified")]
    said = [f"{f.label}: {f.classified_by}; please correct it" for f in opened if "contradicts" in f.classified_by]
    asked = [finding.label for finding in opened if "contradicts" not in finding.classified_by]
    more = f" and {len(asked) - MOST_NAMED} more" if len(asked) > MOST_NAMED else ""
    if asked:
        said.append(f"not classified, please decide: {', '.join(asked[:MOST_NAMED])}{more}")
    if not workup.items:
        said.append("no pathogenic alteration and no positive marker: the matching score is not computable (not zero)")
    return tuple(said)


def _unmet(workup: Workup, limits: Limits) -> tuple[str, ...]:
    """Say which findings to be left untreated the case does not have."""
    here = {name for e in workup.found for name in (e.finding.id, e.finding.gene)}
    unmet = [marker for marker in limits.veto_markers if marker not in here]
    return tuple(f"limits.veto_markers: {marker!r} is no finding of this case" for marker in unmet)


def _pinned(choice: "Choice") -> tuple[str, ...]:
    """Say which pins go against a reason to leave the drug out."""
    return tuple(f"{drug} is pinned although it would be left out: {why}" for drug, why in choice.overruled.items())


def _removed(workup: Workup, drugs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{drug}: {workup.table.removed[drug]}" for drug in sorted(drugs) if drug in workup.table.removed)
