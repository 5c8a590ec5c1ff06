"""Which drugs match which findings of one case, with the evidence; what resistance takes away again.

The rules for resistance:

- evidence that names the finding more exactly outranks evidence that names a range or a category, in both directions;
- a claim *removes* a drug if it is of level A and covers this tumour, or if it is a claim of resistance of level A or B
  and the finding is a mutation of the drug's own target (T790M and erlotinib); otherwise it is a warning;
- a warning of level A or B that covers this tumour leaves the match, with the least strength;
- a claim against a drug alone leaves a combination that is supported for the same finding untouched.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.evidence import Level, Requirement
from tumorboard.matching.evidence_rank import COVERING, reaches_floor
from tumorboard.matching.findings import Evidence
from tumorboard.matching.markers import meets
from tumorboard.matching.matches import Offer, OfferBook
from tumorboard.matching.origins import for_origin, unsaid
from tumorboard.matching.variants import relation


@dataclass(frozen=True, slots=True)
class Match:
    """A drug (or a combination) and a finding that belong together, with the best evidence for it.

    ``offers`` holds all evidence of the same drugs for the finding, the strongest first.
    """

    finding: str
    drugs: tuple[str, ...]
    offers: tuple[Offer, ...]
    contested: bool = False

    @property
    def best(self) -> Offer:
        """The strongest evidence."""
        return self.offers[0]

    @property
    def points(self) -> int:
        """Strength of the best evidence, 1-23; the least where clinical evidence for this tumour speaks against it.

        A combination that a label or guideline names for this tumour gets one more than its drugs alone.
        """
        if self.contested:
            return 1
        named = len(self.drugs) > 1 and self.best.level == "A" and self.best.level_from in COVERING
        return self.best.points + named


@dataclass(frozen=True, slots=True)
class Resistance:
    """Evidence that a drug will not act, and whether it removes the drug or warns."""

    finding: str
    drug: str
    removes: bool
    offer: Offer

    @property
    def of(self) -> tuple[str, ...]:
        """The drug or the combination against which the evidence speaks."""
        return self.offer.drugs


@dataclass(frozen=True, slots=True)
class MatchTable:
    """All matches of a case.

    ``removed`` names the drugs that resistance takes out, with the reason.
    """

    matches: tuple[Match, ...]
    resistances: tuple[Resistance, ...]
    removed: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


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
            if offer.requirements and not all(_holds(requirement, found) for requirement in offer.requirements):
                continue
            side = supported if offer.effect == "sensitivity" else opposed
            side[evidence.finding.id, offer.drugs].append(offer)
            if offer.origin != "any":
                asking.append(offer)
        notes += filter(None, (unsaid(evidence.finding, asking),))
    resistances, beaten, contested = _weigh(supported, opposed, book, notes, labels, mutations)
    removed, alone = _removed(resistances, supported, beaten, labels)
    matches = [
        Match(finding, drugs, tuple(sorted(offers, key=_strength)), (finding, drugs) in contested)
        for (finding, drugs), offers in sorted(supported.items())
        if (finding, drugs) not in beaten and not any(drug in removed for drug in drugs) and not alone.issuperset(drugs)
    ]
    return MatchTable(tuple(matches), tuple(resistances), removed, tuple(dict.fromkeys(notes)))


def _matchable(evidence: Evidence) -> bool:
    """Say whether a finding may be matched: not a variant of uncertain significance, not one the board left out."""
    observed = evidence.observed
    if observed is None:
        return True
    if evidence.finding.reason.startswith("left out by the board"):
        return False
    return bool(observed.oncogenic) or evidence.finding.counted or evidence.finding.kind == "wild_type"


# Amplification of the gene is the same finding as a positive protein.
AMPLIFIED = {"HER2": "ERBB2"}


def _holds(requirement: Requirement, found: tuple[Evidence, ...]) -> bool:
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


def _strength(offer: Offer) -> tuple[int, int, str, tuple[str, ...]]:
    return (-offer.points, -offer.exactness, offer.rule, offer.sources)


def _weigh(
    supported: dict[tuple[str, tuple[str, ...]], list[Offer]],
    opposed: dict[tuple[str, tuple[str, ...]], list[Offer]],
    book: OfferBook,
    notes: list[str],
    labels: dict[str, str],
    mutations: set[str],
) -> tuple[list[Resistance], set[tuple[str, tuple[str, ...]]], set[tuple[str, tuple[str, ...]]]]:
    """Set evidence for and against each other: what stands against, the matches it beats, the matches it weakens."""
    resistances: list[Resistance] = []
    beaten: set[tuple[str, tuple[str, ...]]] = set()
    contested: set[tuple[str, tuple[str, ...]]] = set()
    for (finding, drugs), against in sorted(opposed.items()):
        named = [offer for offer in supported.get((finding, drugs), ()) if offer.exactness > 0]
        said = f"{labels[finding]} and {' + '.join(drugs)}"
        exactest = max((offer.exactness for offer in named), default=0)
        exact = [offer for offer in against if offer.exactness >= exactest]
        worst = min(exact or against, key=_strength)
        if not exact:
            notes.append(f"{said}: {worst.rule} speaks against it for a wider group; the more exact evidence is taken")
            continue
        covers = worst.level_from in COVERING
        equals = [offer for offer in named if offer.exactness == worst.exactness and offer.points > worst.points]
        if equals and not covers:
            continue  # Another tumour type behaves otherwise: here stronger evidence speaks for the drug.
        if equals:
            notes.append(
                f"{said}: sources disagree ({equals[0].rule} for, {worst.rule} against); the stronger is taken"
            )
            resistances += [Resistance(finding, drug, False, worst) for drug in drugs]
            continue
        own = worst.effect == "resistance" and finding in mutations and _own_target(finding, drugs, book)
        removes = worst.level in ("A", "B") and (own or (covers and worst.level == "A"))
        if removes:
            beaten.add((finding, drugs))
        elif worst.level in ("A", "B") and covers:
            contested.add((finding, drugs))
        # A claim against a combination says nothing of its drugs alone.
        resistances += [Resistance(finding, drug, removes and len(drugs) == 1, worst) for drug in drugs]
    return resistances, beaten, contested


def _own_target(finding: str, drugs: tuple[str, ...], book: OfferBook) -> bool:
    """Say whether a finding lies in the protein on which one of the drugs acts."""
    gene = finding.partition(":")[0]
    return any(target.gene == gene for drug in drugs for target in book.kb.drugs[drug].targets)


def _removed(
    resistances: list[Resistance],
    supported: dict[tuple[str, tuple[str, ...]], list[Offer]],
    beaten: set[tuple[str, tuple[str, ...]]],
    labels: dict[str, str],
) -> tuple[dict[str, str], set[str]]:
    """Name the drugs that resistance takes out, and those that it leaves only in a combination.

    The latter have a supported combination for the same finding: encorafenib with an EGFR antibody.
    """
    removed: dict[str, str] = {}
    alone: set[str] = set()
    for resistance in resistances:
        if not resistance.removes:
            continue
        combined = any(
            finding == resistance.finding
            and len(drugs) > 1
            and resistance.drug in drugs
            and (finding, drugs) not in beaten
            for finding, drugs in supported
        )
        if combined:
            alone.add(resistance.drug)
        else:
            cited = ", ".join(resistance.offer.sources)
            reason = f"resistance: {labels[resistance.finding]} ({resistance.offer.rule}, {cited})"
            removed.setdefault(resistance.drug, reason)
    return removed, alone


def usable(match: Match, floor: Level) -> bool:
    """Say whether a match is strong enough for the optimiser."""
    return any(reaches_floor(offer.level, floor) for offer in match.offers)
