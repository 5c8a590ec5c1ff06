"""Which drugs match which findings of one case, with the evidence; what resistance takes away again."""

from collections import defaultdict
from collections.abc import Iterable

from tumorboard.domain.evidence import Level
from tumorboard.matching.evidence_rank import COVERING, reaches_floor
from tumorboard.matching.findings import Evidence
from tumorboard.matching.matches import OfferBook
from tumorboard.matching.offer import Match, MatchTable, Offer
from tumorboard.matching.origins import for_origin, unsaid
from tumorboard.matching.requirements import holds
from tumorboard.matching.resistance import removed, strength, weigh


def match_table(found: Iterable[Evidence], tumor: str | None, book: OfferBook) -> MatchTable:
    """Match every finding of a case that can be matched.

    Parameters
    ----------
    found : iterable of Evidence
        The findings; only harmful alterations and reported markers are matched.
    tumor : str or None
        OncoTree code.
    book : OfferBook
        What the knowledge offers.
    """
    found = tuple(found)
    notes: list[str] = []
    supported: dict[tuple[str, tuple[str, ...]], list[Offer]] = defaultdict(list)
    opposed: dict[tuple[str, tuple[str, ...]], list[Offer]] = defaultdict(list)
    labels = {evidence.finding.id: evidence.finding.label for evidence in found}
    mutations = {evidence.finding.id for evidence in found if evidence.finding.kind == "small_variant"}
    for evidence in found:
        if not _matchable(evidence):
            continue
        asking: list[Offer] = []
        negative = evidence.finding.classification == "negative"
        for made in book.offers(evidence, tumor):
            offer = made if made.origin == "any" else for_origin(made, evidence.finding)
            if offer is None or (negative and offer.level_from not in COVERING):
                continue
            if offer.requirements and not all(holds(requirement, found) for requirement in offer.requirements):
                continue
            side = supported if offer.effect == "sensitivity" else opposed
            side[evidence.finding.id, offer.drugs].append(offer)
            if offer.origin != "any":
                asking.append(offer)
        notes += filter(None, (unsaid(evidence.finding, asking),))
    resistances, beaten, contested = weigh(supported, opposed, book, notes, labels, mutations)
    taken, alone = removed(resistances, supported, beaten, labels)
    matches = [
        Match(finding, drugs, tuple(sorted(offers, key=strength)), (finding, drugs) in contested)
        for (finding, drugs), offers in sorted(supported.items())
        if (finding, drugs) not in beaten and taken.keys().isdisjoint(drugs) and not alone.issuperset(drugs)
    ]
    return MatchTable(tuple(matches), tuple(resistances), taken, tuple(dict.fromkeys(notes)))


def _matchable(evidence: Evidence) -> bool:
    """Say whether a finding may be matched: not a variant of uncertain significance, not one the board left out."""
    observed = evidence.observed
    if observed is None:
        return True
    if evidence.finding.reason.startswith("left out by the board"):
        return False
    return bool(observed.oncogenic) or evidence.finding.counted or evidence.finding.kind == "wild_type"


def usable(match: Match, floor: Level) -> bool:
    """Say whether a match is strong enough for the optimiser."""
    return any(reaches_floor(offer.level, floor) for offer in match.offers)
