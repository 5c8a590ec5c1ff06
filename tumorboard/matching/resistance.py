"""Setting evidence for and against a drug for one finding against each other.

The rules for resistance:

- evidence that names the finding more exactly outranks evidence that names a range or a category, in both directions;
- a claim *removes* a drug if it is of level A and covers this tumour, or if it is a claim of resistance of level A or B
  and the finding is a mutation of the drug's own target (T790M and erlotinib); otherwise it is a warning;
- a warning of level A or B that covers this tumour leaves the match, with the least strength;
- a claim against a drug alone leaves a combination that is supported for the same finding untouched.
"""

from tumorboard.matching.evidence_rank import COVERING
from tumorboard.matching.matches import OfferBook
from tumorboard.matching.offer import Offer, Resistance


def strength(offer: Offer) -> tuple[int, int, str, tuple[str, ...]]:
    """Return what orders offers, the strongest first."""
    return (-offer.points, -offer.exactness, offer.rule, offer.sources)


def weigh(
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
        worst = min(exact or against, key=strength)
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


def removed(
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
