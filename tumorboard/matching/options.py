"""From a chosen set of drugs to an option that a board can read: evidence, toxicity, warnings, what each drug adds."""

from collections.abc import Mapping
from fractions import Fraction
from math import exp

from tumorboard.domain import recommendation as doc
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.choice import HALVES, Choice
from tumorboard.matching.menu import MenuOption, marginal
from tumorboard.matching.offer import Match
from tumorboard.matching.origins import warning
from tumorboard.matching.problem import value
from tumorboard.matching.score import Score, active
from tumorboard.matching.views import answered, number, on_label
from tumorboard.matching.workup import Workup
from tumorboard.safety.availability import use_type
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.patient import for_patient
from tumorboard.safety.shares import organ_views
from tumorboard.safety.toxicity import SCALE

STANDING = {"investigational": "not approved; in trials only", "withdrawn": "withdrawn from the market"}
CO_TARGETING = "co-targeting: not studied together as far as the tables know (ESCAT V at best)"


def option(
    rank: int, chosen: MenuOption, choice: Choice, workup: Workup, kb: KnowledgeBase, limits: Limits
) -> doc.OptionView:
    """Describe one option of the menu."""
    drugs = frozenset(chosen.drugs)
    scored = workup.score(drugs, kb)
    patient = for_patient(kb, workup.case, drugs, limits, choice.access)
    approved = on_label(workup.table)
    return doc.OptionView(
        rank=rank,
        drugs=tuple(_drug(name, chosen.alternatives, approved, kb) for name in chosen.drugs),
        matched=number(scored.num),
        total=scored.den,
        score=None if scored.score is None else float(scored.score),
        high=scored.high,
        matched_alterations=tuple(match.item.id for match in scored.matched),
        unmatched_alterations=tuple(item.id for item in scored.unmatched),
        single_drug=len(drugs) == 1,
        needs_sign_off=len(drugs) >= 4,
        evidence=_evidence(drugs, scored, choice, workup, kb),
        toxicity=organ_views(kb, drugs, limits),
        any_toxicity=_any(drugs, choice),
        warnings=(*_warnings(drugs, choice, workup, kb, limits), *patient.warnings),
        marginal=_marginal(drugs, choice),
        solver=doc.SolverView(status=chosen.status, bound=number(Fraction(chosen.bound, HALVES))),
        phase1=patient.phase1,
        doses=patient.doses,
        dose_weighted=_dose_weighted(scored, patient.doses),
    )


def _dose_weighted(scored: Score, doses: tuple[DoseView, ...]) -> float | None:
    """Return the score with every item weighted by the proposed share of the label dose of what matches it."""
    shares = {dose.drug: dose.percent_of_label for dose in doses}
    if not scored.den or any(shares.get(drug) is None for match in scored.matched for drug in match.drugs):
        return None
    total = sum(
        float(match.weight) * max((shares[drug] or 0.0 for drug in match.drugs), default=0.0) / 100
        for match in scored.matched
    )
    return round(total / scored.den, 4)


def _drug(
    name: str, alternatives: Mapping[str, tuple[str, ...]], approved: frozenset[str], kb: KnowledgeBase
) -> doc.DrugView:
    drug = kb.drugs[name]
    return doc.DrugView(
        drug=name, **{"class": drug.drug_class.name}, use=use_type(drug, name in approved),
        alternatives=alternatives.get(name, ()),
    )  # fmt: skip


def _evidence(
    drugs: frozenset[str], scored: Score, choice: Choice, workup: Workup, kb: KnowledgeBase
) -> doc.OptionEvidence:
    held = active(workup.table.matches, drugs)
    items = []
    for matched in scored.matched:
        own = [match for match in held if match.finding in matched.item.members]
        if own:
            items.append(_item_evidence(matched.item.id, min(own, key=lambda m: (-m.points, m.drugs))))
    words, sources = _together(drugs, workup, kb)
    return doc.OptionEvidence(
        combination=words,
        combination_sources=sources,
        points=value(choice.problem, drugs).points,
        items=tuple(items),
    )


def _item_evidence(item: str, match: Match) -> doc.ItemEvidence:
    best = match.best
    return doc.ItemEvidence(
        alteration=item, drugs=match.drugs, kind=best.kind, level=best.level, level_from=best.level_from,
        sources=best.sources, path=best.path or None,
    )  # fmt: skip


def _together(drugs: frozenset[str], workup: Workup, kb: KnowledgeBase) -> tuple[str, tuple[str, ...]]:
    """Say what is known of giving exactly these drugs, these with others, or a part of them, together."""
    if len(drugs) == 1:
        return "single drug", ()
    known = [regimen for regimen in kb.regimens if drugs.issuperset(regimen.drugs)]
    exact = [regimen for regimen in known if drugs == set(regimen.drugs)]
    here = [regimen for regimen in exact if any(kb.diseases.covers(workup.tumor, code) for code in regimen.diseases)]
    if exact:
        best = (here or exact)[0]
        where = "for this tumour type" if here else "for another tumour type"
        return f"established {where}: {best.id} ({best.kind})", best.citations
    studied = [match for match in workup.table.matches if drugs == set(match.drugs)]
    if studied:
        best_match = min(studied, key=lambda match: (-match.points, match.finding))
        words = f"studied together: level {best_match.best.level}, {best_match.best.level_from.replace('_', ' ')}"
        return words, best_match.best.sources
    wholes = [regimen for regimen in kb.regimens if drugs < set(regimen.drugs)]
    if wholes:
        smallest = min(wholes, key=lambda regimen: (len(regimen.drugs), regimen.drugs, regimen.id))
        more = " and ".join(name for name in smallest.drugs if name not in drugs)
        return f"not known by themselves; established with {more} ({smallest.id})", smallest.citations
    parts = [regimen for regimen in known if len(regimen.drugs) > 1]
    if parts:
        largest = min(parts, key=lambda regimen: (-len(regimen.drugs), regimen.drugs, regimen.id))
        named = " + ".join(largest.drugs)
        return f"{CO_TARGETING}; {named} is established ({largest.id})", largest.citations
    return CO_TARGETING, ()


def _any(drugs: frozenset[str], choice: Choice) -> float:
    """Return the probability of any grade >= 3 event, organs and drugs taken as independent."""
    return round(1 - exp(-value(choice.problem, drugs).burden / SCALE), 4)


def _warnings(drugs: frozenset[str], choice: Choice, workup: Workup, kb: KnowledgeBase, limits: Limits) -> list[str]:
    """List what a board must know before it gives these drugs."""
    said = [
        f"{drug} is pinned by the board AGAINST THIS REASON TO LEAVE IT OUT: {reason}"
        for drug, reason in choice.overruled.items()
        if drug in drugs
    ]
    for pair in pair_findings(kb, drugs, limits):
        cited = f" ({', '.join(pair.sources)})" if pair.sources else ""
        said.append(f"{pair.a} + {pair.b}: {pair.severity}: {pair.mechanism}{cited}")
    labels = {evidence.finding.id: evidence.finding.label for evidence in workup.found}
    for resistance in workup.table.resistances:
        if resistance.drug in drugs and not answered(resistance, drugs, workup):
            offer = resistance.offer
            cited = ", ".join(offer.sources)
            what = "no benefit" if offer.effect == "no_benefit" else "resistance"
            said.append(
                f"{resistance.drug}: {what} reported with {labels[resistance.finding]}"
                f" (level {offer.level}, {offer.level_from.replace('_', ' ')}; {cited})"
            )
    findings = {evidence.finding.id: evidence.finding for evidence in workup.found}
    asked = (warning(match.best, findings[match.finding]) for match in active(workup.table.matches, drugs))
    said += filter(None, asked)
    for drug in sorted(drugs):
        if drug in choice.open_partners:
            said.append(f"{drug}: in this tumour type to be given with {' or '.join(choice.open_partners[drug])}")
        if kb.drugs[drug].standing in STANDING:
            said.append(f"{drug}: {STANDING[kb.drugs[drug].standing]}")
        if drug not in kb.toxicity:
            said.append(
                f"{drug}: no toxicity rate in the tables; {limits.unknown_probability:.0%} per organ is assumed"
            )
    if len(drugs) >= 4:
        said.append(f"{len(drugs)} drugs: needs an explicit sign-off of toxicity")
    return said


def _marginal(drugs: frozenset[str], choice: Choice) -> tuple[doc.MarginalView, ...]:
    shown = []
    before = 0
    for step in marginal(choice.problem, drugs):
        after = before + step.burden
        shown.append(
            doc.MarginalView(
                drug=step.drug,
                adds=step.items,
                matched=number(Fraction(step.gain, HALVES)),
                toxicity_before=round(1 - exp(-before / SCALE), 4),
                toxicity_after=round(1 - exp(-after / SCALE), 4),
            )
        )
        before = after
    return tuple(shown)
