"""What each drug of a regimen brings to the toxicity of each organ, with the rate it rests on.

Under independence burdens ``-ln(1 - p)`` add up, so that a drug's part of the chance of all drugs together is its part
of the burden. The parts of an organ add up to the chance that is held against the limit.
"""

from collections.abc import Iterable
from math import exp

from tumorboard.domain.drug import ORGANS
from tumorboard.domain.limits import Limits
from tumorboard.domain.recommendation import OrganView
from tumorboard.domain.safety_report import RateView, ToxicityShare
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.toxicity import SCALE, burden, rate, regimen_toxicity

ANY = "any"


def toxicity_shares(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> tuple[ToxicityShare, ...]:
    """Return the share of each drug in each organ, then in any organ at all (organ ``any``).

    Parameters
    ----------
    kb : KnowledgeBase
        The rates.
    drugs : iterable of str
        Generic names.
    limits : Limits
        Say what is assumed where no rate is known.
    """
    names = tuple(drugs)
    rates = {(organ, name): rate(kb, name, organ, limits) for organ in ORGANS for name in names}
    burdens = {place: burden(value) for place, (value, _) in rates.items()}
    told = []
    for organ in ORGANS:
        parts = _parts([burdens[organ, name] for name in names])
        for name, part in zip(names, parts, strict=True):
            value, assumed = rates[organ, name]
            known = None if assumed else kb.toxicity[name][organ]
            told.append(
                ToxicityShare(
                    drug=name, organ=organ, rate=value, share=part, assumed=assumed,
                    event=known.event if known else "", patients=known.patients if known else None,
                    setting=known.setting if known else "", note=known.note if known else "",
                    sources=known.citations if known else (),
                )
            )  # fmt: skip
    totals = [sum(burdens[organ, name] for organ in ORGANS) for name in names]
    told += [
        ToxicityShare(drug=name, organ=ANY, rate=1 - exp(-total / SCALE), share=part, assumed=name not in kb.toxicity)
        for name, total, part in zip(names, totals, _parts(totals), strict=True)
    ]
    return tuple(told)


def rates(shares: Iterable[ToxicityShare]) -> tuple[RateView, ...]:
    """Return the rate of each drug alone and organ, without what the drugs come to together."""
    return tuple(
        RateView(
            drug=one.drug, organ=one.organ, percent=round(100 * one.rate, 4), event=one.event, n=one.patients,
            setting=one.setting, sources=one.sources, assumed=one.assumed,
        )
        for one in shares
        if one.organ != ANY
    )  # fmt: skip


def organ_views(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> tuple[OrganView, ...]:
    """Return the toxicity of a regimen as documents show it."""
    return tuple(
        OrganView(
            organ=o.organ, probability=o.probability, limit=o.limit, assumed_for=o.assumed, unlisted_for=o.unlisted
        )
        for o in regimen_toxicity(kb, sorted(drugs), limits)
    )


def over_limits(toxicity: Iterable[OrganView], anything: float, limits: Limits) -> tuple[str, ...]:
    """Return the organs whose probability is above its limit, ``overall`` last.

    Parameters
    ----------
    anything : float
        Probability (0-1) of any grade >= 3 event.
    """
    over = [o.organ for o in toxicity if o.limit is not None and o.probability > o.limit]
    if limits.overall_limit is not None and anything > limits.overall_limit:
        over.append("overall")
    return tuple(over)


def _parts(burdens: list[int]) -> list[float]:
    """Return the chance of an event under all drugs together, parted by their burdens."""
    total = sum(burdens)
    chance = 1 - exp(-total / SCALE)
    return [chance * one / total if total else 0.0 for one in burdens]
