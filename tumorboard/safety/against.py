"""Everything that speaks against some drugs for one patient under the limits, whether or not they match anything."""

from collections.abc import Collection, Iterable

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.availability import Access, contraindicated, unavailable
from tumorboard.safety.genotypes import check_genotypes
from tumorboard.safety.organs import check_organs


def against(
    kb: KnowledgeBase, case: Case, limits: Limits, drugs: Iterable[str], decisions: Access, vetoed: Collection[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Return drug -> reasons, the gravest first; empty where nothing is known against a drug.

    The order is: contraindicated by organ function or genotype, to be avoided, refused by the patient, the payer or the
    formulary, not available, vetoed, and what is only a warning.

    Parameters
    ----------
    kb : KnowledgeBase
        Rules of labels and guidelines.
    case : Case
        Laboratory values, performance status, germline genotypes.
    limits : Limits
        Availability, and what becomes of pending and unnamed drugs.
    drugs : iterable of str
        Generic names.
    decisions : Access
        Of the patient, the payer and the formulary.
    vetoed : collection of str
        Generic names of the drugs that the board does not want.
    """
    names = tuple(sorted(set(drugs)))
    forbidden = contraindicated(kb, case, names, limits)
    said: dict[str, list[str]] = {name: [forbidden[name]] if name in forbidden else [] for name in names}
    for finding in check_organs(kb, names, case, limits.tightening).findings:
        if finding.against:
            said[finding.drug].append(finding.against)
    for result, advice in check_genotypes(kb, case, names).advice:
        if advice.action in ("avoid", "contraindicated"):
            cited = ", ".join(advice.sources)
            words = f"germline {result.gene} {result.diplotype} ({result.phenotype}): {advice.words}"
            said[advice.drug].append(f"{words} ({cited})")
    for name in names:
        reasons = (
            *decisions.reasons(name, limits),
            unavailable(kb.drugs[name], limits),
            "vetoed" if name in vetoed else "",
            decisions.warning(name),
        )
        said[name] += filter(None, reasons)
    return {name: tuple(dict.fromkeys(reasons)) for name, reasons in said.items()}
