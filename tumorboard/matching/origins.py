"""The origin that a claim asks of a variant (germline or somatic), read against what the report says.

A claim for the other origin counts as evidence from outside its label; where the report does not say the origin, the
claim holds and the board is asked.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from tumorboard.domain.finding import Finding
from tumorboard.matching.evidence_rank import COVERING, points
from tumorboard.matching.offer import Offer


def for_origin(offer: Offer, finding: Finding) -> Offer | None:
    """Return an offer as it holds for a finding's origin; None where it says nothing of it.

    Parameters
    ----------
    offer : Offer
        One that may ask for an origin.
    finding : Finding
        The finding for which it is made.
    """
    return offer if offer.origin in ("any", finding.origin) else _elsewhere(offer, finding.origin)


@lru_cache(maxsize=4096)
def _elsewhere(offer: Offer, origin: str) -> Offer | None:
    """Return an offer as it holds for another or an unknown origin; one for all cases, as offers are compared so."""
    if origin == "unknown":
        return replace(offer, note=_noted(offer, f"asks for a {offer.origin} variant; the report does not say it"))
    told = _noted(offer, f"asks for a {offer.origin} variant; this one is {origin}")
    if offer.level_from not in COVERING:
        return replace(offer, note=told)
    if offer.kind == "biomarker":
        return None  # An association without a known mechanism is passed on to nothing else.
    strength = points(offer.level, "other_origin", "fda")
    return replace(offer, level_from="other_origin", points=strength, note=told)


def unsaid(finding: Finding, offers: Iterable[Offer]) -> str:
    """Return what to ask of a finding without a known origin; empty where no claim for this tumour needs it."""
    if finding.origin != "unknown":
        return ""
    open_ = [offer for offer in offers if offer.origin != "any" and offer.level_from in COVERING]
    if not open_:
        return ""
    drugs = ", ".join(sorted({" + ".join(offer.drugs) for offer in open_}))
    asked = " or ".join(sorted({offer.origin for offer in open_}))
    return f"{finding.label}: please say whether it is germline or somatic; {drugs} ask for a {asked} variant"


def warning(offer: Offer, finding: Finding) -> str:
    """Return what to know before a drug is given for the evidence of an offer; empty where there is nothing."""
    if offer.origin in ("any", finding.origin):
        return ""
    said = "is not known to be" if finding.origin == "unknown" else f"is {finding.origin}, not"
    who, cited = " + ".join(offer.drugs), ", ".join(offer.sources)
    return f"{who}: the evidence is for {offer.origin} variants; {finding.label} {said} {offer.origin} ({cited})"


def _noted(offer: Offer, words: str) -> str:
    return "; ".join(filter(None, (offer.note, words)))
