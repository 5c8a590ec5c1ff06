"""Established therapies as options of their own: standard of care comes first, with what it means for this patient."""

from collections import defaultdict

from tumorboard.domain import recommendation as doc
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import Choice, wishes
from tumorboard.matching.offer import Offer
from tumorboard.matching.views import IN_TYPE, answered, on_label
from tumorboard.matching.workup import Workup
from tumorboard.safety.against import against
from tumorboard.safety.availability import use_type
from tumorboard.safety.patient import for_patient
from tumorboard.safety.shares import organ_views, over_limits
from tumorboard.safety.toxicity import any_toxicity


def standards(choice: Choice, workup: Workup, kb: KnowledgeBase, limits: Limits) -> tuple[doc.StandardView, ...]:
    """Show the label and guideline therapies for this tumour type and these findings.

    Parameters
    ----------
    choice : Choice
        Holds the decisions of patient, payer and formulary.
    limits : Limits
        The limits in force.
    """
    found: dict[tuple[str, ...], list[tuple[str, Offer]]] = defaultdict(list)
    for match in workup.table.matches:
        for offer in match.offers:
            if offer.level == "A" and offer.level_from in IN_TYPE:
                found[tuple(sorted((*match.drugs, *offer.with_others)))].append((match.finding, offer))
    if not found:
        return ()
    names = sorted({drug for drugs in found for drug in drugs})
    said = against(kb, workup.case, limits, names, choice.access, wishes(limits, kb).vetoed)
    approved = on_label(workup.table)
    access = {
        name: doc.AccessView(
            drug=name, approval=kb.drugs[name].approvals, use=use_type(kb.drugs[name], name in approved),
            against=said[name],
        )
        for name in names
    }  # fmt: skip
    shown = []
    for drugs, offers in found.items():
        best = max(offers, key=lambda pair: pair[1].points)[1]
        toxicity = organ_views(kb, drugs, limits)
        anything = any_toxicity(kb, drugs, limits)
        view = doc.StandardView(
            drugs=drugs,
            alterations=tuple(sorted({finding for finding, _ in offers})),
            basis=best.level_from,
            line=best.line or None,
            sources=tuple(dict.fromkeys(source for _, offer in offers for source in offer.sources)),
            warnings=_against(drugs, workup),
            any_toxicity=anything,
            toxicity=toxicity,
            worst_organ=_worst(toxicity),
            over_limit=over_limits(toxicity, anything, limits),
            doses=for_patient(kb, workup.case, frozenset(drugs), limits, choice.access).doses,
            access=tuple(access[name] for name in drugs),
        )
        shown.append((bool(view.warnings), -best.points, drugs, view))
    return tuple(view for *_, view in sorted(shown, key=lambda entry: entry[:3]))


def _worst(toxicity: tuple[doc.OrganView, ...]) -> str:
    """Return the organ whose probability is the greatest part of its limit; of those without a limit the likeliest."""

    def part(organ: doc.OrganView) -> tuple[float, float]:
        bound = 1.0 if organ.limit is None else max(organ.limit, 1e-9)
        return organ.probability / bound, organ.probability

    return max(toxicity, key=part).organ


def _against(drugs: tuple[str, ...], workup: Workup) -> tuple[str, ...]:
    """Name the findings that speak against a therapy in this tumour by a label, a guideline or a clinical study."""
    labels = {evidence.finding.id: evidence.finding.label for evidence in workup.found}
    said = [
        f"{labels[r.finding]} speaks against {r.drug} (level {r.offer.level}; {', '.join(r.offer.sources)})"
        for r in workup.table.resistances
        if r.drug in drugs
        and r.offer.level in ("A", "B")
        and r.offer.level_from in IN_TYPE
        and not answered(r, frozenset(drugs), workup)
    ]
    return tuple(dict.fromkeys(said))
