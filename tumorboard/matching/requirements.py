"""Whether the further conditions of a claim hold in a case: another finding that must, or must not, be there."""

from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.evidence import Requirement
from tumorboard.matching.findings import Evidence
from tumorboard.matching.markers import meets
from tumorboard.matching.variants import relation

# Amplification of the gene is the same finding as a positive protein.
AMPLIFIED = {"HER2": "ERBB2"}


def holds(requirement: Requirement, found: tuple[Evidence, ...]) -> bool:
    """Say whether a further condition of an assertion is met.

    A marker that must be negative and was not tested does not stop the evidence; the screen says that it is not known.
    """
    present = any(_meets(requirement, evidence) for evidence in found)
    if requirement.absent:
        return not present
    if requirement.criterion.lower() == "wildtype":
        # A report lists what is altered: a gene without a harmful alteration is taken as wild type.
        return not any(e.observed and e.observed.oncogenic and e.observed.gene == requirement.biomarker for e in found)
    if requirement.criterion.lower() == "negative" and not _tested(requirement.biomarker, found):
        return not any(_amplified(requirement.biomarker, evidence) for evidence in found)
    return present


def _meets(requirement: Requirement, evidence: Evidence) -> bool:
    if evidence.observed is not None:
        if requirement.criterion.lower() == "positive" and _amplified(requirement.biomarker, evidence):
            return True
        criterion = read_criterion(requirement.criterion)
        named = evidence.observed.gene == requirement.biomarker
        return named and criterion is not None and relation(evidence.observed, criterion).matches
    states = [state for state in evidence.states if state.biomarker == requirement.biomarker]
    return any(meets(state, requirement.criterion) for state in states)


def _amplified(marker: str, evidence: Evidence) -> bool:
    return evidence.finding.gene == AMPLIFIED.get(marker) and evidence.finding.kind == "amplification"


def _tested(marker: str, found: tuple[Evidence, ...]) -> bool:
    return any(state.biomarker == marker for evidence in found for state in evidence.states)
