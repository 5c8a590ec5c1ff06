"""Toxicity per organ system: single rates, what is assumed where they are not known, and the sum for a regimen.

Events of different drugs are taken as independent: the probability of a grade >= 3 event of an organ under drugs i is
``1 - prod(1 - p_i)``. The burden ``-ln(1 - p)`` makes that a sum, in whole millionths so that it is exact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, floor, log

from tumorboard.domain.drug import ORGANS
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase

SCALE = 1_000_000
# Above this a rate is as good as certain; it keeps the burden finite.
_CERTAIN = 0.9999
FEWEST_ORGANS = 4
"""Of so many organs rates must be known before an organ that they do not mention counts as one seldom harmed.

Ours, and a matter of caution: a source that tells one event tells nothing of the other organs, and a drug of which
little is known must not look milder than one of which nothing is.
"""


@dataclass(frozen=True, slots=True)
class OrganToxicity:
    """Probability (0-1) of a grade >= 3 event of one organ under a regimen, and the drugs for which it was assumed.

    ``assumed`` are the drugs of which no rate at all is known, ``unlisted`` those whose rates do not mention the organ.
    """

    organ: str
    probability: float
    limit: float | None
    assumed: tuple[str, ...]
    unlisted: tuple[str, ...]


def burden(probability: float) -> int:
    """Return ``-ln(1 - p)`` in millionths, rounded up."""
    return ceil(-log(1 - min(probability, _CERTAIN)) * SCALE)


def capacity(limit: float) -> int | None:
    """Return the greatest burden that a limit (0-1) allows, rounded down; None where the limit allows everything."""
    return None if limit >= 1 else floor(-log(1 - limit) * SCALE)


def rate(kb: KnowledgeBase, drug: str, organ: str, limits: Limits) -> tuple[float, bool]:
    """Return the rate of one drug and organ (0-1), and whether it had to be assumed.

    An organ that the rates of a drug do not mention is taken at ``limits.unlisted_probability`` where those of at least
    `FEWEST_ORGANS` are known, else at ``limits.unknown_probability``.
    """
    known = kb.toxicity.get(drug)
    if not known:
        return limits.unknown_probability, True
    if organ in known:
        return known[organ].probability, False
    return (limits.unlisted_probability if len(known) >= FEWEST_ORGANS else limits.unknown_probability), True


def burdens(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> Mapping[str, Mapping[str, int]]:
    """Return organ -> drug -> burden for some drugs."""
    known = _burdens(kb, limits.unknown_probability, limits.unlisted_probability)
    names = tuple(drugs)
    return {organ: {drug: known[drug][place] for drug in names} for place, organ in enumerate(ORGANS)}


class _Burdens(dict[str, tuple[int, ...]]):
    """The burdens of each drug, organ by organ, under what is assumed for unknown rates; reckoned when first asked."""

    def __init__(self, kb: KnowledgeBase, limits: Limits) -> None:
        self._kb = kb
        self._limits = limits

    def __missing__(self, drug: str) -> tuple[int, ...]:
        found = self[drug] = tuple(burden(rate(self._kb, drug, organ, self._limits)[0]) for organ in ORGANS)
        return found


@lru_cache(maxsize=16)
def _burdens(kb: KnowledgeBase, unknown: float, unlisted: float) -> _Burdens:
    return _Burdens(kb, Limits(unknown_probability=unknown, unlisted_probability=unlisted))


def any_toxicity(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> float:
    """Return the probability (0-1, to four places) of any grade >= 3 event, organs and drugs taken as independent."""
    total = sum(held for row in burdens(kb, drugs, limits).values() for held in row.values())
    return round(1 - exp(-total / SCALE), 4)


def capacities(limits: Limits) -> dict[str, int]:
    """Return organ -> greatest burden, for the organs that have a limit; ``overall`` for the total."""
    bounded = {organ: limits.organ_limit(organ) for organ in ORGANS} | {"overall": limits.overall_limit}
    return {
        name: room for name, limit in bounded.items() if limit is not None and (room := capacity(limit)) is not None
    }


def regimen_toxicity(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> tuple[OrganToxicity, ...]:
    """Return the toxicity of a regimen, organ by organ."""
    names = tuple(drugs)
    told = []
    for organ in ORGANS:
        rates = {drug: rate(kb, drug, organ, limits) for drug in names}
        spared = exp(-sum(burden(value) for value, _ in rates.values()) / SCALE)
        guessed = [drug for drug, (_, assumed) in rates.items() if assumed]
        unknown = tuple(drug for drug in guessed if not kb.toxicity.get(drug))
        unlisted = tuple(drug for drug in guessed if kb.toxicity.get(drug))
        told.append(OrganToxicity(organ, round(1 - spared, 4), limits.organ_limit(organ), unknown, unlisted))
    return tuple(told)
