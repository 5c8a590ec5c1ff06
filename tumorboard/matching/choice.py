"""From a worked-up case and the limits to the regimen problem, and the drugs that are left out of it with a reason."""

from collections import defaultdict
from dataclasses import dataclass

from tumorboard.domain.limits import Limits
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.candidates import usable
from tumorboard.matching.offer import Match
from tumorboard.matching.problem import Provider, RegimenProblem
from tumorboard.matching.score import IO_ITEMS, covers_all, sets_whole_score
from tumorboard.matching.workup import Workup
from tumorboard.safety.availability import Access, access, contraindicated, unavailable
from tumorboard.safety.interactions import forbidden_pairs
from tumorboard.safety.medications import ruled_out
from tumorboard.safety.toxicity import burdens, capacities

# The problem counts in halves of an item, so that a pathway weight of 1/2 stays an integer.
HALVES = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """The problem to be solved, and what was decided before it.

    ``overruled`` names pinned drugs that would be left out, with the reason: a pin is the board's own decision.
    """

    problem: RegimenProblem
    excluded: dict[str, str]
    overruled: dict[str, str]
    open_partners: dict[str, tuple[str, ...]]
    access: Access


@dataclass(frozen=True, slots=True)
class Wishes:
    """Pins and vetoes as generic names."""

    pinned: tuple[str, ...]
    vetoed: tuple[str, ...]


def wishes(limits: Limits, kb: KnowledgeBase) -> Wishes:
    """Resolve the names of pinned and vetoed drugs.

    Raises
    ------
    InputError
        If a drug is unknown, or pinned and vetoed at once.
    """
    pinned = tuple(sorted({kb.require_drug(name, "limits.pin").name for name in limits.pin}))
    vetoed = tuple(sorted({kb.require_drug(name, "limits.veto").name for name in limits.veto}))
    both = sorted(set(pinned) & set(vetoed))
    if both:
        raise InputError(
            f"{', '.join(both)} is pinned and vetoed at once", field="limits", remedy="Keep one of the two"
        )
    unwanted = sorted(set(pinned) & access(kb, limits).refused)
    if unwanted:
        raise InputError(
            f"{', '.join(unwanted)} is pinned, but refused by the patient", field="limits", remedy="Keep one of the two"
        )
    if len(pinned) > limits.max_drugs:
        raise InputError(
            f"{len(pinned)} drugs are pinned, but a regimen may have {limits.max_drugs}",
            field="limits.pin",
            remedy="Pin fewer drugs or raise max_drugs",
        )
    return Wishes(pinned, vetoed)


def choose(workup: Workup, kb: KnowledgeBase, limits: Limits) -> Choice:
    """Build the regimen problem of a case.

    Parameters
    ----------
    workup : Workup
        Items and matches.
    kb : KnowledgeBase
        Toxicity, pairs, partners, established regimens.
    limits : Limits
        What the patient can tolerate and get, and what the board wants.
    """
    wanted = wishes(limits, kb)
    excluded = dict(workup.table.removed)
    kept = _usable_matches(workup, limits)
    names = sorted({drug for match in kept for drug in match.drugs} | set(wanted.pinned))
    decisions = access(kb, limits)
    forbidden = ruled_out(kb, workup.case, names, limits) | contraindicated(kb, workup.case, tuple(names), limits)
    overruled: dict[str, str] = {}
    for name in names:
        reason = forbidden.get(name) or unavailable(kb.drugs[name], limits) or decisions.excluded(name, limits)
        if name in wanted.pinned:
            resisted = excluded.pop(name, "")
            if reasons := tuple(filter(None, (reason, resisted))):
                overruled[name] = "; ".join(reasons)
        elif name in wanted.vetoed:
            excluded[name] = "vetoed"
        elif reason:
            excluded[name] = reason
    for rule in kb.partners:
        barred = [name for name in rule.requires if name in excluded]
        free = any(name in names and name not in excluded for name in rule.requires)
        if rule.drug in names and barred and not free and kb.diseases.covers(workup.tumor, rule.disease):
            reason = f"in this tumour type it needs {' or '.join(rule.requires)}, of which none may be given"
            if rule.drug in wanted.pinned:
                overruled[rule.drug] = "; ".join(filter(None, (overruled.get(rule.drug), reason)))
            else:
                excluded.setdefault(rule.drug, reason)
    drugs = tuple(name for name in names if name not in excluded)
    chosen = frozenset(drugs)
    providers = _providers(workup, kb, [match for match in kept if chosen.issuperset(match.drugs)])
    partners, unmet = _partners(workup.tumor, kb, drugs)
    problem = RegimenProblem(
        items=tuple(item.id for item in workup.items),
        drugs=drugs,
        providers=providers,
        burden=burdens(kb, drugs, limits),
        limits=capacities(limits),
        conflicts=forbidden_pairs(kb, drugs, limits),
        partners=partners,
        pinned=wanted.pinned,
        classes={name: kb.drugs[name].drug_class.name for name in drugs},
        min_drugs=limits.min_drugs,
        max_drugs=limits.max_drugs,
        single_ok=limits.min_drugs <= 2,
    )
    return Choice(problem, excluded, overruled, unmet, decisions)


def _usable_matches(workup: Workup, limits: Limits) -> list[Match]:
    """Return the matches of counted findings that reach the evidence floor and that the board wants to treat."""
    unwanted = set(limits.veto_markers)
    counted = {
        evidence.finding.id
        for evidence in workup.found
        if evidence.finding.counted and not unwanted & {evidence.finding.id, evidence.finding.gene}
    }
    return [m for m in workup.table.matches if m.finding in counted and usable(m, limits.evidence_floor)]


def _providers(workup: Workup, kb: KnowledgeBase, matches: list[Match]) -> tuple[Provider, ...]:
    """Return what each drug, and each combination known as such, offers to each item."""
    item_of = {member: item.id for item in workup.items for member in item.members}
    offered: dict[tuple[str, ...], dict[str, tuple[int, int]]] = defaultdict(dict)
    matched_by: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for match in matches:
        matched_by[match.drugs].add(item_of[match.finding])
    pathway_gain = int(workup.policy.weight * HALVES)
    for match in matches:
        gain = pathway_gain if match.best.kind == "pathway" else HALVES
        if gain == 0:
            continue
        if workup.policy.io_rule == "off" and match.finding in IO_ITEMS:
            continue
        worth = (gain, match.points)
        here = offered[match.drugs]
        item = item_of[match.finding]
        if worth > here.get(item, (0, 0)):
            here[item] = worth
        if covers_all(match, workup.policy, kb) and sets_whole_score(match.finding, workup.high_tmb):
            # The policy counts every item as matched by this drug, with the evidence that it has for the marker; the
            # markers themselves keep their own, so that a label for both outranks a label for one.
            for other in workup.items:
                if other.id not in IO_ITEMS or other.id not in matched_by[match.drugs]:
                    strength = 1 if other.id in IO_ITEMS else match.points
                    here[other.id] = max((HALVES, strength), here.get(other.id, (0, 0)))
    ordered = sorted(offered.items(), key=lambda pair: (len(pair[0]), pair[0]))
    return tuple(Provider(drugs, dict(sorted(worth.items()))) for drugs, worth in ordered)


def _partners(
    tumor: str | None, kb: KnowledgeBase, drugs: tuple[str, ...]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], dict[str, tuple[str, ...]]]:
    """Return the partner rules that can be kept, and those whose partners are no candidates here (a warning)."""
    kept: list[tuple[str, tuple[str, ...]]] = []
    unmet: dict[str, tuple[str, ...]] = {}
    for rule in kb.partners:
        if rule.drug not in drugs or not kb.diseases.covers(tumor, rule.disease):
            continue
        there = tuple(sorted(name for name in rule.requires if name in drugs))
        if there:
            kept.append((rule.drug, there))
        else:
            unmet[rule.drug] = rule.requires
    return tuple(sorted(kept)), unmet
