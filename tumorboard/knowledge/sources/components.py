"""The findings that a source names: one gene and variant, and expressions of several with AND, OR and NOT."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from tumorboard.domain.criterion import read_criterion
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import Problem

_MARKERS = {
    ("TMB", "high"): "High", ("TMB", "low"): "Low", ("MSI", "high"): "MSI-H", ("MSI", "msi-h"): "MSI-H",
    ("MSI", "msi-high"): "MSI-H", ("MSI", "stable"): "MSS", ("TMB", "tmb-h"): "High",
    ("MSI", "microsatellite instability-high"): "MSI-H", ("TMB", "tumor mutational burden-high"): "High",
}  # fmt: skip
# A protein that boards know as a marker is filed under the marker, not under its gene.
_PROTEINS = {
    ("CD274", "expression"): ("PD-L1", "Positive"), ("ERBB2", "overexpression"): ("HER2", "Positive"),
    ("FOLR1", "expression"): ("FOLR1", "Positive"),
}  # fmt: skip
_UNSAID = frozenset({"v", "?", "unknown"})
_BREAKPOINTS = re.compile(r"^e\d+::e\d+$")
_MOST_ALTERNATIVES = 64


@dataclass(frozen=True, slots=True)
class Component:
    """One finding of a claim; ``absent`` where it must not be there."""

    biomarker: str
    criterion: str
    absent: bool = False


Conjunction = tuple[Component, ...]


def read_component(text: str, names: Names) -> Component | Problem:
    """Read one finding as sources write it: ``BRAF V600E``, ``EML4::ALK Fusion``, ``TMB High``."""
    gene, _, variant = " ".join(text.split()).partition(" ")
    if "::" in gene:
        return _fusion(gene, variant, names)
    return gene_component(gene, variant, names)


def gene_component(gene: str, variant: str, names: Names) -> Component | Problem:
    """Read a gene and what is said of it."""
    if gene.upper() in ("TMB", "MSI"):
        marker = _MARKERS.get((gene.upper(), variant.casefold()))
        if marker is None:
            return Problem("no_criterion", f"{gene} {variant}")
        return Component(gene.upper(), marker)
    symbol = names.gene(gene)
    if symbol is None:
        return Problem("unknown_gene", f"gene {gene!r}")
    protein = _PROTEINS.get((symbol, variant.casefold()))
    if protein is not None:
        return Component(*protein)
    if not variant or read_criterion(variant) is None:
        return Problem("no_criterion", f"{symbol} {variant}".strip())
    return Component(symbol, variant)


def _fusion(sides: str, variant: str, names: Names) -> Component | Problem:
    """Read a fusion; an unknown partner leaves the other gene with any partner."""
    if variant.casefold() not in ("fusion", "fusions", "rearrangement", "") and not _BREAKPOINTS.match(variant):
        return Problem("no_criterion", f"{sides} {variant}")
    return fusion_component(sides.split("::"), names)


def fusion_component(sides: Sequence[str], names: Names) -> Component | Problem:
    """Return the criterion of a fusion of some partners; ``v``, ``?`` and ``unknown`` are any partner."""
    found: list[str] = []
    for side in sides:
        if side.strip().casefold() in _UNSAID:
            continue
        symbol = names.gene(side)
        if symbol is None:
            return Problem("unknown_gene", f"gene {side!r}")
        found.append(symbol)
    if not found or len(sides) > 2:
        return Problem("no_criterion", "::".join(sides))
    if len(found) == 1 or found[0] == found[1]:
        return Component(found[0], "Fusion")
    return Component(names.driver(tuple(found)), f"{found[0]}-{found[1]} Fusion")


def read_expression(text: str, names: Names) -> tuple[Conjunction, ...] | Problem:
    """Read an expression into alternatives, each of which asks for all its findings.

    ``BCR::ABL1 Fusion AND ( ABL1 F317L OR ABL1 F317V )`` gives two alternatives of two findings each. AND binds
    closer than OR. The first finding that cannot be read stops it: a claim must not grow wider by leaving one out.
    """
    tokens = _tokens(text)
    parser = _Parser(tokens, lambda part: read_component(part, names))
    found = parser.alternatives()
    if isinstance(found, Problem):
        return found
    if parser.place != len(tokens) or not found or len(found) > _MOST_ALTERNATIVES:
        return Problem("no_criterion", text)
    return tuple(dict.fromkeys(tuple(dict.fromkeys(each)) for each in found))


def _tokens(text: str) -> list[str]:
    """Part an expression into operators, brackets and findings; brackets inside a finding stay with it."""
    tokens: list[str] = []
    words: list[str] = []
    for word in text.split():
        if word in ("AND", "OR", "NOT", "(", ")"):
            if words:
                tokens.append(" ".join(words))
            tokens.append(word)
            words = []
        else:
            words.append(word)
    return [*tokens, " ".join(words)] if words else tokens


class _Parser:
    """Reads OR, AND and NOT by descent into a list of conjunctions."""

    def __init__(self, tokens: list[str], read: Callable[[str], Component | Problem]) -> None:
        self.tokens = tokens
        self.read = read
        self.place = 0

    def _next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def alternatives(self) -> list[Conjunction] | Problem:
        found = self._all_of()
        while not isinstance(found, Problem) and self._next() == "OR":
            self.place += 1
            more = self._all_of()
            found = more if isinstance(more, Problem) else [*found, *more]
        return found

    def _all_of(self) -> list[Conjunction] | Problem:
        found = self._one()
        while not isinstance(found, Problem) and self._next() == "AND":
            self.place += 1
            more = self._one()
            if isinstance(more, Problem):
                return more
            if len(found) * len(more) > _MOST_ALTERNATIVES:
                return Problem("no_criterion", "too many alternatives")
            found = [(*left, *right) for left, right in product(found, more)]
        return found

    def _one(self) -> list[Conjunction] | Problem:
        token = self._next()
        self.place += 1
        if token == "NOT":
            return self._negated()
        if token == "(":
            found = self.alternatives()
            if not isinstance(found, Problem) and self._next() != ")":
                return Problem("no_criterion", "brackets do not agree")
            self.place += 1
            return found
        if token in ("", "AND", "OR", ")"):
            return Problem("no_criterion", "an operator without a finding")
        component = self.read(token)
        return component if isinstance(component, Problem) else [(component,)]

    def _negated(self) -> list[Conjunction] | Problem:
        """Turn NOT of one finding, or of alternatives, into findings that must be absent."""
        found = self._one()
        if isinstance(found, Problem):
            return found
        if any(len(each) > 1 for each in found):
            return Problem("no_criterion", "NOT of several findings together")
        return [tuple(replace(each[0], absent=not each[0].absent) for each in found)]
