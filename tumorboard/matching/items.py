"""Which findings are one item of the score: the collapse rules of a policy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.findings import Evidence

# Protein markers that an amplification of their gene measures a second time.
MARKER_GENES = {"HER2": "ERBB2", "AR": "AR"}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the denominator; ``id`` is the id of its first finding."""

    id: str
    gene: str
    label: str
    members: tuple[str, ...]


def collapse(
    found: Iterable[Evidence], kb: KnowledgeBase, policy: Policy
) -> tuple[tuple[Item, ...], tuple[Evidence, ...]]:
    """Gather the counted findings into items.

    Parameters
    ----------
    found : iterable of Evidence
        Sorted by id.
    kb : KnowledgeBase
        Knows which genes are co-amplified neighbours.
    policy : Policy
        ``collapse``, ``amplicon_collapse`` and ``marker_item``.

    Returns
    -------
    (tuple of Item, tuple of Evidence)
        The items, sorted by id, and the findings, each told its item.
    """
    found = tuple(found)
    groups: dict[str, list[Evidence]] = {}
    amplified = {
        evidence.finding.gene: _group(evidence, kb, policy)
        for evidence in found
        if evidence.finding.counted and evidence.finding.kind == "amplification"
    }
    for evidence in found:
        if evidence.finding.counted:
            group = _group(evidence, kb, policy)
            if policy.marker_item == "with_amplification" and evidence.finding.kind == "protein_marker":
                group = amplified.get(MARKER_GENES.get(evidence.finding.gene, ""), group)
            groups.setdefault(group, []).append(evidence)
    item_of: dict[str, str] = {}
    items = []
    for members in groups.values():
        findings = [member.finding for member in members]
        item = Item(
            findings[0].id,
            "/".join(dict.fromkeys(finding.gene for finding in findings)),
            "; ".join(finding.label for finding in findings),
            tuple(finding.id for finding in findings),
        )
        items.append(item)
        item_of.update(dict.fromkeys(item.members, item.id))
    told = tuple(replace(e, finding=replace(e.finding, item=item_of.get(e.finding.id, ""))) for e in found)
    return tuple(sorted(items, key=lambda item: item.id)), told


def _group(evidence: Evidence, kb: KnowledgeBase, policy: Policy) -> str:
    finding = evidence.finding
    if finding.kind in ("signature", "protein_marker"):
        return f"marker {finding.id}"
    gene = kb.genes.genes.get(finding.gene)
    if policy.amplicon_collapse and finding.kind == "amplification" and gene is not None and gene.amplicon:
        return f"amplicon {gene.amplicon}"
    match policy.collapse:
        case "gene":
            return f"gene {finding.gene}"
        case "gene_and_kind":
            return f"gene {finding.gene} {finding.kind}"
        case _:
            return f"variant {finding.id}"
