"""Which drugs should not be combined, and which only with care."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import Literal

from tumorboard.domain.drug import Drug, PairRule
from tumorboard.domain.limits import SEVERITIES, Limits, Severity
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.marrow import roles_of
from tumorboard.safety.roles import Answer, Derived, derive

_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}
# By which a named rule tells a system, where it is not the system's own name.
_STEMS = {"CYP3A4": "CYP3A", "myelosuppressive": "myelosuppress"}
# PD-1 and PD-L1 antibodies block the two ends of one interaction.
_ONE_AXIS = frozenset({"pd1_antibody", "pdl1_antibody"})


@dataclass(frozen=True, slots=True)
class PairFinding:
    """What is known against giving two drugs together.

    ``forbids`` holds under the limits in force; ``raises`` is the drug whose exposure is raised, if one is, and
    ``answer`` what its own source leaves of its dose.
    """

    a: str
    b: str
    severity: Severity
    mechanism: str
    sources: tuple[str, ...]
    forbids: bool
    raises: str = ""
    answer: Answer | None = None


def pair_findings(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> tuple[PairFinding, ...]:
    """List what is known against each pair of some drugs, the gravest first.

    Two drugs of one class, or with a common primary target, are forbidden unless a label or guideline names them
    together or ``limits.same_target`` allows it. A rule for two drugs by name outranks one for their classes. What
    follows from the roles of the two drugs (enzymes, transporters, QT, ...) comes beside it.
    """
    judged = _judged(kb, limits.interaction, limits.same_target)
    found = [finding for pair in combinations(sorted(set(drugs)), 2) for finding in judged[pair]]
    return tuple(sorted(found, key=lambda pair: (-_ORDER[pair.severity], pair.a, pair.b, pair.mechanism)))


def forbidden_pairs(kb: KnowledgeBase, drugs: Iterable[str], limits: Limits) -> tuple[tuple[str, str], ...]:
    """List the pairs of some drugs that may not be combined, each sorted, in the order of their names."""
    rivals = _judged(kb, limits.interaction, limits.same_target).rivals
    names = sorted(set(drugs))
    return tuple([(a, b) for place, a in enumerate(names, 1) for b in sorted(rivals(a, names[place:]))])


class _Judged(dict[tuple[str, str], tuple[PairFinding, ...]]):
    """What is known against each pair and whether it forbids it under some limits, found when first asked."""

    def __init__(self, book: "_PairBook", interaction: Severity | Literal["none"], same_target: bool) -> None:
        self._book = book
        self._floor = len(_ORDER) if interaction == "none" else _ORDER[interaction]
        self._same_target = same_target
        self._asked: dict[str, set[str]] = {}
        self._forbidden: dict[str, set[str]] = {}

    def rivals(self, a: str, others: Sequence[str]) -> set[str]:
        """Return the others, all later by name, with which a drug may not be combined; each pair is judged once."""
        asked, forbidden = self._asked.setdefault(a, set()), self._forbidden.setdefault(a, set())
        if not asked.issuperset(others):
            for b in set(others) - asked:
                if any(finding.forbids for finding in self[a, b]):
                    forbidden.add(b)
                asked.add(b)  # last: another thread must not take the pair for judged before
        return forbidden.intersection(others)

    def __missing__(self, pair: tuple[str, str]) -> tuple[PairFinding, ...]:
        found = self[pair] = tuple(self._find(*pair))
        return found

    def _find(self, a: str, b: str) -> Iterator[PairFinding]:
        book, floor = self._book, self._floor
        derived = book.derived(a, b)
        for rule in book.rules(a, b):
            forbids, raised = _ORDER[rule.severity] >= floor, raised_by(rule, (a, b))
            answer = answer_to(raised, derived)
            yield PairFinding(a, b, rule.severity, rule.mechanism, rule.citations, forbids, raised, answer)
        for each in untold(derived, book.rules(a, b)):
            forbids = _ORDER[each.severity] >= floor
            yield PairFinding(a, b, each.severity, each.mechanism, each.sources, forbids, each.raises, each.answer)
        if common := book.common(a, b):
            severity: Severity = "moderate" if self._same_target else "contraindicated"
            words = f"{common}, and no label or guideline names them together"
            yield PairFinding(a, b, severity, words, (), not self._same_target)


@lru_cache(maxsize=16)
def _judged(kb: KnowledgeBase, interaction: Severity | Literal["none"], same_target: bool) -> _Judged:
    return _Judged(_book(kb), interaction, same_target)


class _PairBook:
    """What is known of every pair of drugs, found once a pair."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._drugs = kb.drugs
        self._rules: dict[frozenset[str], list[PairRule]] = defaultdict(list)
        for rule in kb.pairs:
            self._rules[frozenset((rule.a, rule.b))].append(rule)
        self._established = {pair for regimen in kb.regimens for pair in combinations(sorted(set(regimen.drugs)), 2)}
        self.rules = lru_cache(maxsize=200_000)(self._rules_of)
        self.common = lru_cache(maxsize=200_000)(self._common)
        self.derived = lru_cache(maxsize=200_000)(self._derived)
        self._kb = kb

    def _rules_of(self, a: str, b: str) -> tuple[PairRule, ...]:
        names = [(name, f"class:{self._drugs[name].drug_class.name}") for name in (a, b)]
        found: dict[frozenset[str], list[PairRule]] = {}
        for left, right in product(*names):
            key = frozenset((left, right))
            if key in self._rules:
                found[key] = self._rules[key]
        by_name = found.get(frozenset((a, b)))
        return tuple(by_name or [rule for rules in found.values() for rule in rules])

    def _derived(self, a: str, b: str) -> tuple[Derived, ...]:
        ours, theirs = roles_of(self._kb, a), roles_of(self._kb, b)
        return derive(ours, theirs) if ours and theirs else ()

    def _common(self, a: str, b: str) -> str:
        """Say in words what two drugs have in common that no label or guideline allows, or nothing."""
        return "" if (a, b) in self._established else _same(self._drugs[a], self._drugs[b])


@lru_cache(maxsize=4)
def _book(kb: KnowledgeBase) -> _PairBook:
    return _PairBook(kb)


def raised_by(rule: PairRule, drugs: tuple[str, str]) -> str:
    """Return which of two drugs a named rule says to be raised by the other, or nothing."""
    named = [drug for drug in drugs if re.search(rf" raises {re.escape(drug)}(?![\w-])", rule.mechanism)]
    return max(named, key=len, default="")  # trastuzumab emtansine, not trastuzumab


def untold(derived: Iterable[Derived], rules: Collection[PairRule]) -> tuple[Derived, ...]:
    """Return what follows from the roles and no named rule tells that names the system and is as grave."""
    return tuple(
        each
        for each in derived
        if not any(
            _STEMS.get(each.system, each.system) in rule.mechanism and _ORDER[rule.severity] >= _ORDER[each.severity]
            for rule in rules
        )
    )


def answer_to(raised: str, derived: Iterable[Derived]) -> Answer | None:
    """Return the lowest answer of a raised drug's source among what follows from the roles."""
    found = [each.answer for each in derived if raised and each.raises == raised and each.answer is not None]
    return min(found, key=lambda answer: answer.percent, default=None)


def rules_against(kb: KnowledgeBase, a: str, b: str) -> tuple[PairRule, ...]:
    """Return the named rules for two drugs, those for their classes where none names both."""
    return _book(kb).rules(a, b)


def in_common(kb: KnowledgeBase, a: str, b: str) -> str:
    """Say in words which class or target two drugs share that no label or guideline names together, or nothing."""
    first, second = sorted((a, b))
    return _book(kb).common(first, second)


def _same(a: Drug, b: Drug) -> str:
    if a.drug_class.name == b.drug_class.name:
        return f"both are {a.drug_class.label}"
    if {a.drug_class.name, b.drug_class.name} == _ONE_AXIS:
        return "both block PD-1/PD-L1"
    common = {t.gene for t in a.targets if t.primary} & {t.gene for t in b.targets if t.primary}
    return f"both act on {', '.join(sorted(common))}" if common else ""
