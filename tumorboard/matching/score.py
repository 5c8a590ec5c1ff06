"""The matching score: items matched by the drugs given, divided by all items, as exact integers.

Definition and switches: docs/method.md (Sicklick 2019, Kato 2020, Sicklick 2021).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from tumorboard.domain.policy import Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.items import Item
from tumorboard.matching.offer import Match

IO_ITEMS = ("TMB", "MSI")
_WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """How one item is matched, and by which drugs; ``rule`` names the switch that covers the whole score."""

    item: Item
    drugs: tuple[str, ...]
    kind: str
    weight: Fraction
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A matching score.

    ``score`` is None where the tumour has no item: not computable, which is not zero.
    """

    policy: Policy
    num: Fraction
    den: int
    matched: tuple[ItemMatch, ...] = ()
    unmatched: tuple[Item, ...] = field(default=())

    @property
    def score(self) -> Fraction | None:
        """The exact score, 0-1."""
        return self.num / self.den if self.den else None

    @property
    def high(self) -> bool | None:
        """Whether the score is high under the policy; None where it is not computable."""
        return None if self.score is None else self.policy.is_high(self.score)


def active(matches: Iterable[Match], given: frozenset[str]) -> list[Match]:
    """Return the matches whose drugs are all given."""
    return [match for match in matches if given.issuperset(match.drugs)]


def item_weight(match: Match, policy: Policy) -> Fraction:
    """Return what a match counts: 1, or the policy's weight of a pathway match."""
    return policy.weight if match.best.kind == "pathway" else _WHOLE


def covers_all(match: Match, policy: Policy, kb: KnowledgeBase) -> bool:
    """Say whether a match makes the whole score under ``io_rule = set_100``: a checkpoint inhibitor and TMB or MSI."""
    if policy.io_rule != "set_100" or match.finding not in IO_ITEMS:
        return False
    return any(kb.drugs[drug].drug_class.checkpoint for drug in match.drugs)


def sets_whole_score(finding: str, high_tmb: bool) -> bool:
    """Say whether a marker is one that ``set_100`` speaks of: MSI-H, or TMB that is high, not intermediate."""
    return finding == "MSI" or (finding == "TMB" and high_tmb)


def score(
    items: tuple[Item, ...],
    matches: Iterable[Match],
    given: Iterable[str],
    policy: Policy,
    kb: KnowledgeBase,
    high_tmb: bool,
) -> Score:
    """Score the drugs given.

    Parameters
    ----------
    items : tuple of Item
        The denominator.
    matches : iterable of Match
        All matches of the case.
    given : iterable of str
        Drugs of the regimen, by generic name. A drug without a match changes nothing.
    policy : Policy
        How to count.
    kb : KnowledgeBase
        Knows the checkpoint inhibitors.
    high_tmb : bool
        Whether the tumour's TMB is high under the policy (an intermediate one never makes the whole score).
    """
    by_item = {member: item.id for item in items for member in item.members}
    held: dict[str, list[Match]] = {}
    whole: list[Match] = []
    for match in active(matches, frozenset(given)):
        if match.finding not in by_item or not _counts(match, policy, kb):
            continue
        held.setdefault(by_item[match.finding], []).append(match)
        if covers_all(match, policy, kb) and sets_whole_score(match.finding, high_tmb):
            whole.append(match)
    matched, unmatched = [], []
    for item in items:
        found = _item_match(item, held.get(item.id, []), policy)
        if whole and (found is None or found.weight < 1):
            drugs = tuple(sorted({drug for match in whole for drug in match.drugs}))
            found = ItemMatch(item, drugs, "biomarker", Fraction(1), "io_rule set_100")
        if found is None:
            unmatched.append(item)
        else:
            matched.append(found)
    num = sum((match.weight for match in matched), Fraction(0))
    return Score(policy, num, len(items), tuple(matched), tuple(unmatched))


def _counts(match: Match, policy: Policy, kb: KnowledgeBase) -> bool:
    """Say whether a match counts: ``io_rule = off`` takes TMB and MSI out of a checkpoint inhibitor's hands."""
    if policy.io_rule == "off" and match.finding in IO_ITEMS:
        return not any(kb.drugs[drug].drug_class.checkpoint for drug in match.drugs)
    return item_weight(match, policy) > 0


def _item_match(item: Item, matches: list[Match], policy: Policy) -> ItemMatch | None:
    if not matches:
        return None
    best = min(matches, key=lambda match: (-item_weight(match, policy), -match.points, match.drugs))
    alone = {match.drugs[0] for match in matches if len(match.drugs) == 1}
    drugs = tuple(sorted(alone | set(best.drugs)))
    return ItemMatch(item, drugs, best.best.kind, item_weight(best, policy))
