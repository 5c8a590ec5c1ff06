"""Whether the patient can get the drug, whether it is on label here, and what stands against it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tumorboard.domain.case import Case
from tumorboard.domain.drug import Drug
from tumorboard.domain.limits import Limits, PayerDecision
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

Use = Literal["on label", "off label", "trial only", "withdrawn"]


def use_type(drug: Drug, on_label: bool) -> Use:
    """Return how the drug would be used.

    Parameters
    ----------
    drug : Drug
        The drug.
    on_label : bool
        Whether an approved claim covers this tumour type and finding.
    """
    if drug.standing == "withdrawn":
        return "withdrawn"
    if drug.standing == "investigational":
        return "trial only"
    return "on label" if on_label else "off label"


def unavailable(drug: Drug, limits: Limits) -> str:
    """Return why the limits exclude a drug for its approvals, or nothing; one that is allowed is enough."""
    if not set(limits.availability).isdisjoint(drug.approvals):
        return ""
    words = {"investigational": "only in trials", "withdrawn": "withdrawn", "other": "approved elsewhere only"}
    agencies = " and ".join(name.upper() for name in drug.approvals)
    state = words.get(drug.standing, f"approved by {agencies}" + (" only" if len(drug.approvals) == 1 else ""))
    return f"availability: {state}; the limits allow {', '.join(limits.availability) or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Access:
    """Decisions on drugs by generic name: the patient's refusals, the payer's decisions, the formulary."""

    refused: frozenset[str]
    payer: dict[str, PayerDecision] = field(default_factory=dict)
    formulary: dict[str, str] = field(default_factory=dict)

    def excluded(self, drug: str, limits: Limits) -> str:
        """Return the first reason why a drug is left out, or nothing."""
        return next(self.reasons(drug, limits), "")

    def reasons(self, drug: str, limits: Limits) -> Iterator[str]:
        """Yield every reason why a drug is left out."""
        if drug in self.refused:
            yield "refused by the patient"
        decided = self.payer.get(drug)
        if decided is not None:
            because = f": {decided.reason}" if decided.reason else ""
            if decided.decision == "refused":
                yield f"refused by the payer{because}"
            if decided.decision == "pending" and limits.payer_pending == "exclude":
                yield f"the payer has not decided{because}"
        place = self.formulary.get(drug)
        if place == "not_listed":
            yield "not on the formulary"
        if place is None and self.formulary and limits.formulary_unnamed == "exclude":
            yield "not named on the formulary"

    def warning(self, drug: str) -> str:
        """Return what to know of a drug that is not left out, or nothing."""
        decided = self.payer.get(drug)
        if decided is not None and decided.decision == "pending":
            return "the payer has not decided" + (f": {decided.reason}" if decided.reason else "")
        return "restricted on the formulary" if self.formulary.get(drug) == "restricted" else ""


def access(kb: KnowledgeBase, limits: Limits) -> Access:
    """Resolve the names of drugs in the limits.

    Raises
    ------
    InputError
        If a drug is unknown or named twice with different answers; the message names those that are near.
    """
    refused = frozenset(kb.require_drug(name, "limits.refused").name for name in limits.refused)
    payer: dict[str, PayerDecision] = {}
    for name, decision in limits.payer.items():
        drug = kb.require_drug(name, "limits.payer").name
        if payer.setdefault(drug, decision) != decision:
            raise InputError(f"{drug} has two decisions", field="limits.payer", remedy="Keep one of them")
    formulary: dict[str, str] = {}
    for name, status in limits.formulary.items():
        drug = kb.require_drug(name, "limits.formulary").name
        if formulary.setdefault(drug, status) != status:
            raise InputError(f"{drug} has two places", field="limits.formulary", remedy="Keep one of them")
    return Access(refused, payer, formulary)


def contraindicated(kb: KnowledgeBase, case: Case, drugs: tuple[str, ...], limits: Limits) -> dict[str, str]:
    """Return the drugs that the patient's organs or germline genotype forbid, each with the reason and its source.

    What organ function says to avoid is among them unless ``limits.organ_avoid`` is ``warn``.
    """
    from tumorboard.safety.genotypes import check_genotypes  # scoring a regimen does without these
    from tumorboard.safety.organs import check_organs

    found: dict[str, str] = {}
    if case.labs or case.patient.ecog is not None:
        for finding in check_organs(kb, drugs, case, limits.tightening).findings:
            if finding.action == "contraindicated" or (finding.action == "avoid" and limits.organ_avoid == "exclude"):
                found.setdefault(finding.drug, finding.against)
    if case.pharmacogenomics:
        for result, advice in check_genotypes(kb, case, drugs).advice:
            if advice.action in ("avoid", "contraindicated"):
                words = f"germline {result.gene} {result.diplotype} ({result.phenotype}): {advice.words}"
                found.setdefault(advice.drug, f"{words} ({', '.join(advice.sources)})")
    return found
