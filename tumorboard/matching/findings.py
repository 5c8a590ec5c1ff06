"""From a case to its findings: every alteration, signature and marker, classified, labelled and told why it counts."""

from collections import Counter
from dataclasses import dataclass, replace

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence, ProteinMarker
from tumorboard.domain.case import Case
from tumorboard.domain.finding import Finding
from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.observed import Observed
from tumorboard.matching.oncogenicity import Judgement, judge

# Foundation Medicine's classes of 2015-2018 (Sicklick 2019): intermediate 6-19 mut/Mb.
TMB_INTERMEDIATE = 6.0
HORMONE_RECEPTORS = ("ER", "PR", "HR")
ITEM_MARKERS = ("PD-L1", "HER2", "AR")
NOT_HARM = {
    "uncertain": "variant of uncertain significance: in neither part of the score",
    "likely_benign": "likely benign",
    "benign": "benign",
}


@dataclass(frozen=True, slots=True)
class MarkerState:
    """A signature or protein marker as the criteria of the tables see it.

    ``words`` holds the criteria that it meets (``Positive``, ``High``, ``MSI-H``); ``numbers`` the scores that
    criteria such as ``TPS>=50`` compare.
    """

    biomarker: str
    words: frozenset[str]
    numbers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding with what matching needs of it."""

    finding: Finding
    observed: Observed | None = None
    states: tuple[MarkerState, ...] = ()


def find(case: Case, kb: KnowledgeBase, policy: Policy) -> tuple[Evidence, ...]:
    """List the findings of a case, sorted by id.

    Parameters
    ----------
    case : Case
        After `tumorboard.intake.normalise`.
    kb : KnowledgeBase
        Classifies what the report does not.
    policy : Policy
        Says which markers are items.
    """
    found = [of_alteration(alteration, kb) for alteration in case.alterations]
    found += _of_signatures(case, policy)
    found += _of_markers(case.protein_markers)
    found.sort(key=lambda evidence: (evidence.finding.id, evidence.finding.label))
    return tuple(_distinct_ids(found))


def _distinct_ids(found: list[Evidence]) -> list[Evidence]:
    """Give a number to the ids that would otherwise be the same."""
    seen: Counter[str] = Counter()
    distinct = []
    for evidence in found:
        seen[evidence.finding.id] += 1
        number = seen[evidence.finding.id]
        if number > 1:
            finding = replace(evidence.finding, id=f"{evidence.finding.id}#{number}")
            evidence = replace(evidence, finding=finding)
        distinct.append(evidence)
    return distinct


def of_alteration(alteration: Alteration, kb: KnowledgeBase) -> Evidence:
    """Return one line of a report as a finding, classified and labelled."""
    judgement = judge(alteration, kb)
    counted, reason = _counts(alteration, judgement)
    suffix, label = _names(alteration, judgement.observed)
    finding = Finding(
        id=f"{alteration.gene}:{suffix}",
        gene=alteration.gene,
        label=f"{alteration.gene} {label}",
        kind=alteration.kind.value,
        classification=judgement.classification,
        classified_by=judgement.by,
        effect=judgement.effect,
        counted=counted,
        reason=reason,
        origin=alteration.origin,
    )
    return Evidence(finding, judgement.observed)


def _counts(alteration: Alteration, judgement: Judgement) -> tuple[bool, str]:
    """Say whether an alteration is part of the denominator, and why."""
    if alteration.include is not None:
        why = alteration.include_reason or "no reason given"
        return alteration.include, f"{'included' if alteration.include else 'left out'} by the board: {why}"
    if alteration.kind in (AlterationKind.GAIN, AlterationKind.LOSS):
        return False, "low-level copy-number change, not an amplification or homozygous deletion"
    if alteration.kind == AlterationKind.EXPRESSION:
        return False, "expression is not an alteration of the score"
    if alteration.kind == AlterationKind.WILD_TYPE:
        return False, "wild type"
    if judgement.harmful:
        return True, f"{judgement.classification.replace('_', ' ')} ({judgement.by})"
    if judgement.classification == "unclassified":
        return False, f"unclassified: {judgement.by}; please classify it"
    return False, f"{NOT_HARM[judgement.classification]} ({judgement.by})"


def _names(alteration: Alteration, observed: Observed) -> tuple[str, str]:
    """Return the id part and the label of an alteration."""
    written = alteration.protein_change or alteration.cdna_change or alteration.description or ""
    change = observed.protein.text if observed.protein else written.strip()
    match alteration.kind:
        case AlterationKind.FUSION:
            return f"fusion:{alteration.partner or 'unknown'}", f"fusion with {alteration.partner or 'unknown partner'}"
        case AlterationKind.SMALL_VARIANT if change:
            return change.replace(" ", "_"), change.removeprefix("p.")
        case AlterationKind.SMALL_VARIANT:
            what = (alteration.consequence or Consequence.OTHER).value.replace("_", " ")
            exon = f" exon {alteration.exon}" if alteration.exon else ""
            return f"{what}{exon}".replace(" ", "_"), f"{what}{exon} variant"
        case AlterationKind.EXPRESSION:
            return f"expression_{alteration.direction or 'over'}", f"{alteration.direction or 'over'}expression"
        case _:
            copies = f" ({alteration.copies:g} copies)" if alteration.copies is not None else ""
            return alteration.kind.value, f"{alteration.kind.value.replace('_', ' ')}{copies}"


def _marker(name: str, label: str, positive: bool, counted: bool, reason: str, kind: str) -> Finding:
    return Finding(
        id=name, gene=name, label=label, kind=kind, classification="positive" if positive else "negative",
        classified_by="report", effect="unknown", counted=counted, reason=reason,
    )  # fmt: skip


def _of_signatures(case: Case, policy: Policy) -> list[Evidence]:
    found: list[Evidence] = []
    tmb = case.signatures.tmb
    if tmb is not None and (tmb.value is not None or tmb.level is not None):
        high = tmb.value >= policy.tmb_cut if tmb.value is not None else tmb.level == "high"
        between = tmb.value is not None and TMB_INTERMEDIATE <= tmb.value < policy.tmb_cut
        intermediate = not high and (between or tmb.level == "intermediate")
        counted = high or (intermediate and policy.tmb_item == "intermediate_or_high")
        level = "high" if high else "intermediate" if intermediate else "low"
        shown = f"{tmb.value:g} mut/Mb, " if tmb.value is not None else ""
        words = {level.capitalize()} | ({"Positive"} if counted else set())
        state = MarkerState("TMB", frozenset(words), (("TMB", tmb.value),) if tmb.value is not None else ())
        reason = f"TMB {level} (cut {policy.tmb_cut:g} mut/Mb): " + ("one item" if counted else "not an item")
        if tmb.value is not None and tmb.level not in (None, level):
            reason += f"; the report calls it {tmb.level}, the value decides"
        finding = _marker("TMB", f"TMB {shown}{level}", high or intermediate, counted, reason, "signature")
        found.append(Evidence(finding, states=(state,)))
    if case.signatures.msi not in (None, "unknown"):
        unstable = case.signatures.msi in ("MSI-H", "dMMR")
        words = {"MSI-H", "dMMR", "Positive", "High"} if unstable else {"MSS", "pMMR", "Negative"}
        reason = "MSI-H/dMMR: one item" if unstable else "microsatellite stable: not an item"
        finding = _marker("MSI", str(case.signatures.msi), unstable, unstable, reason, "signature")
        found.append(Evidence(finding, states=(MarkerState("MSI", frozenset(words)),)))
    if case.signatures.hrd not in (None, "unknown"):
        deficient = case.signatures.hrd == "positive"
        reason = "HRD positive: one item" if deficient else "HRD negative: not an item"
        finding = _marker("HRD", f"HRD {case.signatures.hrd}", deficient, deficient, reason, "signature")
        words = {"Positive"} if deficient else {"Negative"}
        found.append(Evidence(finding, states=(MarkerState("HRD", frozenset(words)),)))
    return found


def _state(marker: ProteinMarker) -> MarkerState:
    words = {marker.result.replace("_", " ").capitalize()} | ({"Positive"} if _positive(marker) else set())
    scores = (("TPS", marker.tps), ("CPS", marker.cps), ("IC", marker.ic), ("PERCENT", marker.percent))
    return MarkerState(
        marker.marker, frozenset(words), tuple((name, score) for name, score in scores if score is not None)
    )


def _positive(marker: ProteinMarker) -> bool:
    """Say whether a protein is present; low PD-L1 is at least 1 %, which is positive."""
    if marker.marker == "PD-L1" and marker.result == "low":
        scores = [score for score in (marker.tps, marker.cps, marker.ic, marker.percent) if score is not None]
        return not scores or max(scores) >= 1
    return marker.result == "positive"


def _of_markers(markers: tuple[ProteinMarker, ...]) -> list[Evidence]:
    """List the protein markers; ER and PR are one item. What was not tested is not negative, and not a finding."""
    tested = [marker for marker in markers if marker.result not in ("not_tested", "unknown")]
    receptors = [marker for marker in tested if marker.marker in HORMONE_RECEPTORS]
    found: list[Evidence] = []
    if receptors:
        positive = any(marker.result in ("positive", "low") for marker in receptors)
        names = ", ".join(f"{m.marker} {m.result}" for m in sorted(receptors, key=lambda m: m.marker))
        reason = "hormone receptor positive (ER or PR): one item" if positive else "hormone receptor negative"
        together = MarkerState("HR", frozenset({"Positive" if positive else "Negative"}))
        finding = _marker("HR", names, positive, positive, reason, "protein_marker")
        found.append(Evidence(finding, states=(together, *(_state(marker) for marker in receptors))))
    for marker in tested:
        if marker.marker in HORMONE_RECEPTORS:
            continue
        positive = _positive(marker)
        known = marker.marker in ITEM_MARKERS
        reason = f"{marker.marker} {marker.result}: " + ("one item" if positive and known else "not an item")
        scores = "".join(f", {name} {score:g}" for name, score in _state(marker).numbers)
        label = f"{marker.marker} {marker.result}{scores}"
        finding = _marker(marker.marker, label, positive, positive and known, reason, "protein_marker")
        found.append(Evidence(finding, states=(_state(marker),)))
    return found
