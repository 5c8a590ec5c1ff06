"""Starting-dose proposals for drugs given together. Advisory: the physician decides.

In this order: the doses of an established regimen; one level below the maximum tolerated dose of a phase I trial of
exactly these drugs (of several the lowest for each drug); the published floors of additive dose for the kinds of drugs
(Liu 2016, Oncotarget 7:11310; Nikanjam 2016, Int J Cancer 139:2135; Nikanjam 2017, Oncologist 22:576); else 1/n of the
label dose for each of the n drugs that are not given in full, at most half, with antibodies full, a rule of thumb. What
other combinations tolerated of a drug may lower a proposal, never raise it. Never above the label dose. Where trials
found no safe dose of two of the drugs, neither floor nor rule of thumb proposes anything.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import combinations

from tumorboard.domain.combination import CombinationTrial
from tumorboard.domain.drug import PairRule
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.established import established
from tumorboard.safety.evidence import CombinationEvidence
from tumorboard.safety.floors import by_kind
from tumorboard.safety.interactions import rules_against
from tumorboard.safety.label_doses import of_label
from tumorboard.safety.other_combinations import lowered
from tumorboard.safety.phase_one import below_mtd, within_tested
from tumorboard.safety.proposed import FULL, ProposedDose


def propose(
    kb: KnowledgeBase,
    drugs: Iterable[str],
    trials: CombinationEvidence | Iterable[CombinationTrial] = (),
    without: Collection[str] = (),
    tumor: str | None = None,
) -> tuple[ProposedDose, ...]:
    """Propose a starting dose for each drug of a set.

    Parameters
    ----------
    kb : KnowledgeBase
        Label doses and established regimens.
    drugs : iterable of str
        Generic names.
    trials : CombinationEvidence or iterable of CombinationTrial
        Phase I evidence that may be used.
    without : collection of str
        PMIDs of trials to be left out, to test the proposal against them.
    tumor : str, optional
        OncoTree code of the patient's tumour: regimens of the same drugs are dosed by tumour type.
    """
    evidence = trials if isinstance(trials, CombinationEvidence) else CombinationEvidence(trials)
    names = tuple(sorted(set(drugs)))
    if (regimen := established(kb, names, tumor)) is not None:
        return regimen
    if len(names) == 1:
        return (of_label(kb, names[0], FULL, "single drug: label dose", ()),)
    unsafe = _unsafe(kb, names)
    proposed = below_mtd(kb, evidence, names, without)
    if proposed is None and unsafe:
        return tuple(_none(name, unsafe) for name in names)
    if proposed is None:
        proposed = tuple(by_kind(kb, names))
    proposed = tuple(lowered(kb, dose, evidence, without) for dose in proposed)
    proposed = tuple(within_tested(kb, dose, evidence, names, without) for dose in proposed)
    return tuple(_warned(dose, unsafe) for dose in proposed)


def _unsafe(kb: KnowledgeBase, names: tuple[str, ...]) -> tuple[PairRule, ...]:
    """Return the rules on pairs among some drugs, or on their classes, of which trials found no safe dose."""
    found: dict[PairRule, None] = {}
    for pair in combinations(names, 2):
        labels = {f"class:{each.name}": each.label for each in (kb.drugs[name].drug_class for name in pair)}
        for rule in rules_against(kb, *pair):
            if rule.no_safe_dose:
                found[replace(rule, a=labels.get(rule.a, rule.a), b=labels.get(rule.b, rule.b))] = None
    return tuple(found)


def _said(unsafe: tuple[PairRule, ...]) -> str:
    return "; ".join(f"some trials found no safe dose of {rule.a} + {rule.b}" for rule in unsafe)


def _none(name: str, unsafe: tuple[PairRule, ...]) -> ProposedDose:
    return ProposedDose(name, None, None, "", "", f"none proposed: {_said(unsafe)}", _cited(unsafe))


def _warned(dose: ProposedDose, unsafe: tuple[PairRule, ...]) -> ProposedDose:
    if not unsafe:
        return dose
    cited = tuple(dict.fromkeys((*dose.sources, *_cited(unsafe))))
    return replace(dose, basis=f"{dose.basis}; {_said(unsafe)}", sources=cited)


def _cited(unsafe: tuple[PairRule, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in unsafe for name in rule.citations))
