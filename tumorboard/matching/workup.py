"""A case worked up under one policy: findings, items and matches, before any regimen is chosen."""

from dataclasses import dataclass, replace
from functools import lru_cache

from tumorboard.domain.case import Case
from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.candidates import match_table
from tumorboard.matching.findings import Evidence, find
from tumorboard.matching.items import Item, collapse
from tumorboard.matching.matches import OfferBook
from tumorboard.matching.offer import Match, MatchTable
from tumorboard.matching.score import Score, score


@dataclass(frozen=True, slots=True)
class Workup:
    """Everything that score, regimen and document ask of a case."""

    case: Case
    tumor: str | None
    policy: Policy
    found: tuple[Evidence, ...]
    items: tuple[Item, ...]
    table: MatchTable
    high_tmb: bool

    def score(self, drugs: frozenset[str], kb: KnowledgeBase) -> Score:
        """Score some drugs for this case."""
        return score(self.items, self.table.matches, drugs, self.policy, kb, self.high_tmb)


@lru_cache(maxsize=4)
def offer_book(kb: KnowledgeBase) -> OfferBook:
    """Return the offers of a knowledge base; they are found once and used for every case."""
    return OfferBook(kb)


def work_up(case: Case, kb: KnowledgeBase, policy: Policy, without: frozenset[str] = frozenset()) -> Workup:
    """Find, match and count.

    Parameters
    ----------
    case : Case
        After `tumorboard.intake.normalise`.
    kb : KnowledgeBase
        What is known.
    policy : Policy
        How to count.
    without : frozenset of str
        Ids of findings that are taken as if they had not been reported.
    """
    tumor = case.diagnosis.oncotree
    found = tuple(evidence for evidence in find(case, kb, policy) if evidence.finding.id not in without)
    table = match_table(found, tumor, offer_book(kb))
    items, told = collapse((_settle(evidence, table.matches) for evidence in found), kb, policy)
    high_tmb = any("High" in state.words for e in found for state in e.states if state.biomarker == "TMB")
    return Workup(case, tumor, policy, told, items, table, high_tmb)


def _settle(evidence: Evidence, matches: tuple[Match, ...]) -> Evidence:
    """Decide what only the matches can decide: germline findings and rare markers count where they are a target."""
    finding = evidence.finding
    target = any(match.finding == finding.id for match in matches)
    if finding.germline and finding.counted and not target:
        settled = replace(finding, counted=False, reason="germline finding that is not a target")
    elif finding.kind == "protein_marker" and not finding.counted and finding.classification == "positive" and target:
        settled = replace(finding, counted=True, reason=f"{finding.label}: one item, since a known drug targets it")
    else:
        return evidence
    return replace(evidence, finding=settled)
