"""One reader for alterations as people write them: ``BRAF V600E``, ``EML4::ALK``, ``EGFR exon 19 deletion``.

What cannot be read is a value with a message, never an exception and never a guess: an unread change must not fall
through to what is known of the gene as a whole.
"""

import re
import unicodedata
from functools import lru_cache

from tumorboard.domain.protein import ProteinChange, examine_protein_change, read_protein_change
from tumorboard.intake.fusions import read_fusion
from tumorboard.intake.gene_change import read_change
from tumorboard.intake.gene_token import as_symbol, split_gene, split_hyphen, strip_gene
from tumorboard.intake.reading import IsGene, ReadAlteration, refused

__all__ = ["ReadAlteration", "read_alteration", "read_alterations"]

MAX_LENGTH = 300
_AND = re.compile(
    r"\s+AND\s+|\s*;\s*|\s*\+\s*(?=[A-Z][A-Z0-9]*\d)|\s*&\s*|(?<=[A-Z0-9*)]),\s+(?=[A-Z])|(?<=\d[A-Z])/(?=[A-Z]\d+[A-Z])|"
    r"(?<=\))\s*(?:and\s+|/\s*)|\s+and\s+(?=[A-Zc])|(?<=ITD)\s+(?=[A-Z]\d)", re.I
)  # fmt: skip
_FUSED = re.compile(r"\b(?:fusions?|rearrangements?|translocations?)\b", re.I)
# Neighbours that are lost or gained together: CDKN2A/B loss.
_TWINS = re.compile(
    r"(?P<stem>[A-Z][A-Z0-9]+?)(?P<one>[A-Z]|\d{1,2})/(?P<other>[A-Z]|\d{1,2})\s+(?P<rest>[a-z].*)", re.I
)


@lru_cache(maxsize=16384)
def read_alteration(text: str, gene: str | None = None, is_gene: IsGene | None = None) -> ReadAlteration:
    """Read one alteration.

    Parameters
    ----------
    text : str
        With the gene in it, or without where ``gene`` is given.
    gene : str, optional
        The gene, as another column of a table names it; taken as it is.
    is_gene : callable, optional
        Knows symbols and aliases; with it, fusion partners must be genes, and hyphenated symbols part rightly.
    """
    clean = _tidy(text)
    if not clean:
        return refused(text, "empty: no alteration is given")
    if len(clean) > MAX_LENGTH:
        return refused(text, "longer than an alteration is written")
    try:
        found = _read(clean, as_symbol(gene) if gene and gene.strip() else None, is_gene)
    except ValueError as problem:
        return refused(text, f"not an alteration that a case can hold ({type(problem).__name__})")
    return ReadAlteration(text, found.status, found.alteration, found.change, found.message)


def read_alterations(text: str, gene: str | None = None, is_gene: IsGene | None = None) -> tuple[ReadAlteration, ...]:
    """Read one or several alterations: ``L858R + T790M``, ``R161* (c.481C>T) AND R200fs (c.598del)``.

    A part without a gene is of the gene that was named before it.
    """
    whole = read_alteration(text, gene, is_gene)
    parts = _parts(_tidy(text))
    if whole.status == "ok" or len(parts) < 2:
        return (whole,)
    read: list[ReadAlteration] = []
    for part in parts:
        found = read_alteration(part, None, is_gene) if gene is None else read_alteration(part, gene, is_gene)
        if found.alteration is None and read:
            before = next((other.alteration.gene for other in reversed(read) if other.alteration), gene)
            found = read_alteration(part, before, is_gene) if before else found
        read.append(found)
    return tuple(read)


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("`", "'")
    text = re.sub(r"\bHER-?2\s*/\s*neu\b", "HER2", text, flags=re.I)
    return re.sub(r"\s+", " ", text).strip(" \t,;\"'")


def _parts(text: str) -> list[str]:
    twins = _TWINS.fullmatch(text)
    if twins is not None:
        return [f"{twins['stem']}{twins[which]} {twins['rest']}" for which in ("one", "other")]
    return [part for part in _AND.split(text) if part and part.strip()]


def _read(text: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration:
    if "::" in text or "--" in text or _FUSED.search(text):
        fused = read_fusion(text, gene, is_gene)
        if fused is not None:
            return fused
    if gene is None:
        return _read_with_gene(text, is_gene)
    rest = strip_gene(text, gene)
    found = read_change(rest, gene) or read_fusion(text, gene, is_gene)
    if found is not None:
        return found
    other = split_gene(text, is_gene) if is_gene is not None else None
    if other is not None and other.gene != gene:
        inner = read_change(other.rest, other.gene)
        if inner is not None and inner.status == "ok":
            return refused(text, f"the text names {other.gene}, not {gene}", "contradiction")
    return _unread(text, rest, gene, is_gene)


def _read_with_gene(text: str, is_gene: IsGene | None) -> ReadAlteration:
    """Read a text that carries its gene."""
    parted = split_gene(text, is_gene)
    if parted is not None:
        found = read_change(parted.rest, parted.gene)
        if found is not None:
            return found
    fused = read_fusion(text, None, is_gene)
    if fused is not None:
        return fused
    for hyphen in split_hyphen(text, is_gene):
        found = read_change(hyphen.rest, hyphen.gene)
        if found is not None:
            return found
    if parted is not None:
        return _unread(text, parted.rest, parted.gene, is_gene)
    several = _several(text, None, is_gene)
    if several is not None:
        return several
    lone = is_gene is not None and is_gene(text) and read_protein_change(text) is None
    return refused(text, "only a gene is named, no alteration" if lone else "no gene is named")


def _unread(text: str, rest: str, gene: str, is_gene: IsGene | None) -> ReadAlteration:
    """Say why nothing could be read."""
    several = _several(rest, gene, is_gene) or _several(text, None, is_gene)
    if several is not None:
        return several
    problem = examine_protein_change(rest)
    if not isinstance(problem, ProteinChange) and problem.contradiction:
        return refused(text, problem.message, "contradiction")
    if rest.upper() == gene.upper():
        return refused(text, "only a gene is named, no alteration")
    return refused(text, "not written like an alteration that is known")


def _several(text: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration | None:
    parts = _parts(text)
    if len(parts) < 2:
        return None
    read = [read_alteration(part, gene, is_gene) for part in parts]
    named = gene is not None or read[0].status == "ok"
    if not named or not all(part.status == "ok" or (gene is None and read[0].alteration) for part in read):
        return None
    return refused(text, f"names {len(parts)} alterations: give each its own line", "several")
