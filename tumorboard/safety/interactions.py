"""Which drugs should not be combined, and which only with care."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from tumorboard.domain.drug import Drug, PairRule
from tumorboard.domain.limits import SEVERITIES, Limits, Severity
from tumorboard.knowledge.base import KnowledgeBase

_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}
# PD-1 and PD-L1 antibodies block the two ends of one interaction.
_ONE_AXIS = frozenset({"pd1_antibody", "pdl1_antibody"})


@dataclass(frozen=True, slots=True)
class PairFinding:
    """What is known against giving two drugs together; ``forbids`` under the limits in force."""

    a: str
    b: str
    severity: Severity
    mechanism: str
    sources: tuple[str, ...]
    forbids: bool


def established(kb: KnowledgeBase, a: str, b: str) -> bool:
    """Say whether a label or guideline names two drugs together, in whatever disease."""
    return any(a in regimen.drugs and b in regimen.drugs for regimen in kb.regimens)


def pair_findings(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> tuple[PairFinding, ...]:
    """List what is known against each pair of some drugs, the gravest first.

    Two drugs of one class, or with a common primary target, are forbidden unless a label or guideline names them
    together or ``limits.same_target`` allows it. A rule for two drugs by name outranks one for their classes.
    """
    found: list[PairFinding] = []
    for a, b in combinations(sorted(set(drugs)), 2):
        found += _rules(kb, kb.drugs[a], kb.drugs[b], limits)
    return tuple(sorted(found, key=lambda pair: (-_ORDER[pair.severity], pair.a, pair.b, pair.mechanism)))


def _rules(kb: KnowledgeBase, a: Drug, b: Drug, limits: Limits) -> Iterator[PairFinding]:
    rules = [rule for rule in kb.pairs if _speaks_of(rule, a, b)]
    named = [rule for rule in rules if not rule.a.startswith("class:") and not rule.b.startswith("class:")]
    for rule in named or rules:
        forbids = _ORDER[rule.severity] >= _ORDER[limits.interaction]
        yield PairFinding(a.name, b.name, rule.severity, rule.mechanism, rule.citations, forbids)
    why = _same(a, b)
    if why and not established(kb, a.name, b.name):
        yield PairFinding(
            a.name, b.name, "contraindicated" if not limits.same_target else "moderate",
            f"{why}, and no label or guideline names them together", (), not limits.same_target,
        )  # fmt: skip


def _speaks_of(rule: PairRule, a: Drug, b: Drug) -> bool:
    def is_named(name: str, drug: Drug) -> bool:
        return name in (drug.name, f"class:{drug.drug_class.name}")

    return (is_named(rule.a, a) and is_named(rule.b, b)) or (is_named(rule.a, b) and is_named(rule.b, a))


def _same(a: Drug, b: Drug) -> str:
    """Say in words what two drugs have in common, or nothing."""
    if a.drug_class.name == b.drug_class.name:
        return f"both are {a.drug_class.label}"
    if {a.drug_class.name, b.drug_class.name} == _ONE_AXIS:
        return "both block PD-1/PD-L1"
    common = {t.gene for t in a.targets if t.primary} & {t.gene for t in b.targets if t.primary}
    return f"both act on {', '.join(sorted(common))}" if common else ""
