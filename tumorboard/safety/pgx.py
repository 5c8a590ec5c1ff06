"""Germline pharmacogenomics: from a diplotype to a phenotype, and from there to what guideline or label say of a drug.

The tables follow CPIC (CC0). Only germline results count: a genotype that was read from the tumour is unconfirmed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from tumorboard.domain.safety import PgxAction, PgxAllele, PgxRule
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import SafetyTables, safety_tables

INDETERMINATE = "indeterminate"
_COPIES = re.compile(r"(?P<allele>.+?)(?:[x×](?P<copies>\d{1,2}))")
_HLA = re.compile(r"(?:HLA-)?B?\*\d{2,3}:\d{2,3}")
_ANOTHER = "another allele"


@dataclass(frozen=True, slots=True)
class PgxResult:
    """A diplotype read: its alleles as the tables name them, and its phenotype.

    ``score`` is the activity score where the gene has one and both alleles have a value.
    """

    gene: str
    diplotype: str
    alleles: tuple[str, str]
    functions: tuple[str, str]
    score: float | None
    phenotype: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PgxAdvice:
    """What is said of one drug with one phenotype.

    ``percent`` is the greatest starting share of the dose that is given otherwise; ``schedule`` how often it is given,
    where that is less often than otherwise.
    """

    gene: str
    phenotype: str
    drug: str
    action: PgxAction
    percent: float | None
    words: str
    sources: tuple[str, ...]
    schedule: str = ""


def read_diplotype(kb: KnowledgeBase, gene: str, diplotype: str) -> PgxResult:
    """Read a diplotype.

    Parameters
    ----------
    kb : KnowledgeBase
        Holds the allele tables.
    gene : str
        ``DPYD``, ``UGT1A1``, ...
    diplotype : str
        Two alleles with a slash, ``*1/*28``; either may be written by any of its names.

    Raises
    ------
    InputError
        If the gene or an allele is unknown; the message names the nearest.
    """
    tables = safety_tables(kb)
    symbol, risk = _gene(tables, gene)
    parts = _carrier(diplotype, risk) or _split(tables, symbol, diplotype)
    if len(parts) != 2:
        one = f"; a man has one allele: {parts[0]}/MALE" if symbol == "G6PD" and parts else ""
        remedy = f"Write two alleles with a slash, *1/*2{one}"
        raise InputError(f"{diplotype!r} is not a diplotype", field=symbol, remedy=remedy)
    read = [_allele(tables, symbol, part) for part in parts]
    scored = [phenotype for phenotype in tables.phenotypes[symbol] if phenotype.low is not None]
    alleles = (read[0][0].allele, read[1][0].allele)
    functions = (read[0][0].function, read[1][0].function)
    if scored:
        values = [allele.activity for allele, _ in read]
        score = None
        if all(value is not None for value in values):
            score = sum((allele.activity or 0) * copies for allele, copies in read)
        phenotype, sources = INDETERMINATE, scored[0].citations
        for row in scored:
            if score is not None and (row.low or 0) <= score <= (row.high if row.high is not None else 99):
                phenotype, sources = row.phenotype, row.citations
        return PgxResult(symbol, diplotype, alleles, functions, score, phenotype, sources)
    key = " + ".join(sorted(functions))
    for row in tables.phenotypes[symbol]:
        if " + ".join(sorted(row.functions.split(" + "))) == key:
            return PgxResult(symbol, diplotype, alleles, functions, None, row.phenotype, row.citations)
    if symbol == "HLA-B":
        present = "risk" in functions
        row = next(r for r in tables.phenotypes[symbol] if r.functions.endswith("present" if present else "absent"))
        return PgxResult(symbol, diplotype, alleles, functions, None, row.phenotype, row.citations)
    return PgxResult(symbol, diplotype, alleles, functions, None, INDETERMINATE, read[0][0].citations)


def _gene(tables: SafetyTables, gene: str) -> tuple[str, str]:
    """Return the symbol, and the allele of risk that is asked about: the one named (``HLA-B*57:01``), or the first."""
    name, star, allele = gene.strip().upper().partition("*")
    if name in tables.alleles and (not star or f"*{allele}" in tables.alleles[name]):
        first = next(iter(tables.alleles[name])) if name == "HLA-B" else ""
        return name, f"*{allele}" if star else first
    near = get_close_matches(name, sorted(tables.alleles), n=1, cutoff=0.5)
    known = ", ".join(sorted(tables.alleles))
    raise InputError(
        f"no germline rule is known for {gene!r}",
        field="gene",
        remedy=f"Did you mean {near[0]}?" if near else f"Genes: {known}",
    )


def _carrier(text: str, risk: str) -> list[str]:
    """Return the alleles of somebody who has the allele of risk, or has it not, where that is all that is told."""
    return (
        {"positive": [risk, _ANOTHER], "negative": [_ANOTHER, _ANOTHER]}.get(text.strip().lower(), []) if risk else []
    )


def _split(tables: SafetyTables, gene: str, text: str) -> list[str]:
    """Split at the slash that leaves two known alleles, or at every slash."""
    plain = " ".join(text.split())
    for place in (at for at, letter in enumerate(plain) if letter == "/"):
        halves = [plain[:place].strip(), plain[place + 1 :].strip()]
        if all(_find(tables, gene, half) for half in halves):
            return halves
    return [part.strip() for part in plain.split("/")]


def _find(tables: SafetyTables, gene: str, text: str) -> PgxAllele | None:
    alleles = tables.alleles[gene]
    key = _key(text)
    for allele in alleles.values():
        if key == _key(allele.allele) or key in map(_key, allele.names):
            return allele
    # One of several names of an allele, or the beginning of one (A- for A- 202A_376G), where all that fit do the same.
    near = [each for each in alleles.values() if key in _short_names(each.allele)]
    return near[0] if len({(each.function, each.activity) for each in near}) == 1 else None


def _short_names(name: str) -> set[str]:
    parts = [part.strip() for part in name.split(",")]
    return {_key(short) for part in parts for short in (part, part.partition(" ")[0])} if " " in name else set()


def _allele(tables: SafetyTables, gene: str, text: str) -> tuple[PgxAllele, int]:
    """Return an allele and the number of its copies on one chromosome."""
    found = _find(tables, gene, text)
    if found is not None:
        return found, 1
    if gene == "HLA-B" and (text == _ANOTHER or _HLA.fullmatch(text)):
        # The table names the alleles of risk only; every other one is read as without it.
        cited = next(iter(tables.alleles[gene].values())).citations
        return PgxAllele(gene, text, (), "no risk known", None, cited), 1
    copied = _COPIES.fullmatch(text)
    if copied and gene == "CYP2D6" and (found := _find(tables, gene, copied["allele"])):
        return found, int(copied["copies"])
    names = sorted({name for allele in tables.alleles[gene].values() for name in (allele.allele, *allele.names)})
    near = get_close_matches(text, names, n=3, cutoff=0.3)
    raise InputError(
        f"{gene} has no allele {text!r}", field="diplotype", remedy=f"Did you mean {', '.join(near)}?" if near else ""
    )


def _key(text: str) -> str:
    return text.replace(" ", "").upper()


def advise(
    kb: KnowledgeBase, results: Iterable[PgxResult], drugs: Iterable[str] | None = None
) -> tuple[PgxAdvice, ...]:
    """Return what guidelines and labels say of drugs with some phenotypes.

    Parameters
    ----------
    kb : KnowledgeBase
        Holds the rules.
    results : iterable of PgxResult
        One a gene.
    drugs : iterable of str, optional
        Generic names; every drug of the rules where left out.
    """
    tables = safety_tables(kb)
    wanted = None if drugs is None else set(drugs)
    found: list[PgxAdvice] = []
    for result in results:
        rules: dict[str, list[PgxRule]] = {}
        for rule in tables.pgx_rules.get(result.gene, ()):
            if wanted is None or rule.drug in wanted:
                rules.setdefault(rule.drug, []).append(rule)
        for drug, own in sorted(rules.items()):
            best = next((rule for rule in own if _fits(rule, result)), None)
            if best is None:
                words = f"not known: no rule for {result.phenotype}"
                found.append(PgxAdvice(result.gene, result.phenotype, drug, "no_recommendation", None, words, ()))
            else:
                percent = 100.0 if best.percent is None and best.action == "increase" else best.percent
                capped = None if percent is None else min(percent, 100.0)
                advice = PgxAdvice(result.gene, result.phenotype, drug, best.action, capped, best.words, best.citations)
                found.append(replace(advice, schedule=best.schedule))
    return tuple(sorted(found, key=lambda each: (each.drug, each.gene)))


def _fits(rule: PgxRule, result: PgxResult) -> bool:
    if rule.phenotype != result.phenotype:
        return False
    if rule.diplotypes:
        return "/".join(sorted(result.alleles)) in {"/".join(sorted(text.split("/"))) for text in rule.diplotypes}
    if rule.low is None and rule.high is None:
        return True
    score = result.score
    return score is not None and (rule.low or 0) <= score <= (rule.high if rule.high is not None else 99)
