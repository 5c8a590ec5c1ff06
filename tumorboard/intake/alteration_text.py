"""One reader for alterations as people write them: ``BRAF V600E``, ``EML4::ALK``, ``EGFR exon 19 deletion``.

What cannot be read is a value with a message, never an exception and never a guess: an unread change must not fall
through to what is known of the gene as a whole.
"""

import re
import unicodedata

from tumorboard.domain.alteration import AlterationKind, Consequence
from tumorboard.domain.protein import ProteinChange, examine_protein_change
from tumorboard.domain.protein_alternatives import read_alternatives
from tumorboard.domain.wording import read_wording
from tumorboard.intake.coding_change import read_coding
from tumorboard.intake.fusions import read_fusion
from tumorboard.intake.gene_token import as_symbol, split_gene, strip_gene
from tumorboard.intake.reading import IsGene, ReadAlteration, accepted, refused
from tumorboard.intake.worded import read_worded

__all__ = ["ReadAlteration", "read_alteration", "read_alterations"]

MAX_LENGTH = 300
_AND = re.compile(
    r"\s+AND\s+|\s*;\s*|\s+\+\s+|\s*&\s*|(?<=[A-Za-z0-9*)])\+(?=[A-Z][A-Z0-9]*\d)|(?<=\))\s*and\s+|\s+and\s+(?=[A-Zc])",
    re.I,
)
_BEFORE = re.compile(
    r"^(?:exon|ex)\s*\d+[\s,:]+(?=\S*\d)|^(?:somatic|germline|heterozygous|homozygous|hemizygous)\s+(?=\S*\d)", re.I
)
_AFTER = re.compile(
    r"[\s,]+(?:mutations?|variants?|mutant|missense|nonsense|substitutions?|frameshift|somatic|germline|heterozygous|"
    r"homozygous|hemizygous|inframe|in-frame|\(?(?:VAF|AF|MAF)?\s*[:=]?\s*\d+(?:\.\d+)?\s*%\)?|positive|detected|pathogenic|"
    r"likely\s+pathogenic|VUS|SNV|indel)\s*$", re.I
)  # fmt: skip
_BRACKETED = re.compile(r"^(?P<base>[^()]*?)\s*\((?P<inside>.+)\)\s*$", re.S)
_SPELLED_CODING = re.compile(
    r"^(?P<coding>(?:[NX]M_\d+(?:\.\d+)?:)?c\.\S+)\s*[,;\s]\s*\(?(?P<protein>p\..+?)\)?$", re.I
)
_PROTEIN_CODING = re.compile(r"^(?P<protein>\S+)\s*[,;\s]\s*(?P<coding>c\.\s*\S+)$", re.I)
_CYTOGENETIC = re.compile(r"(?:t|inv|ins|der|dic)\s*\(\s*[\dXY]+.*", re.I)
_IDENTIFIER = re.compile(
    r"(?:rs\d+)(?:\s*[:;,]?\s*[A-Za-z]{1,2}|\s+homozygosity|\s*:\s*intron)?|(?:[A-Z0-9-]+)?\*\d+[A-Z]?(?::\d+[A-Z]?)?(?:\s+homozygosity)?",
    re.I,
)


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
    """Read one or several alterations: ``L858R + T790M``, ``R161* (c.481C>T) AND R200fs (c.598del)``."""
    whole = read_alteration(text, gene, is_gene)
    if whole.status == "ok":
        return (whole,)
    parts = _parts(_tidy(text))
    if len(parts) < 2:
        return (whole,)
    read = []
    for part in parts:
        found = read_alteration(part, gene, is_gene)
        if found.alteration is not None and gene is None:
            gene = found.alteration.gene
        read.append(found)
    return tuple(read)


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("`", "'")
    return re.sub(r"\s+", " ", text).strip(" \t,;\"'") if text.strip() not in ("*",) else ""


def _parts(text: str) -> list[str]:
    return [part for part in _AND.split(text) if part and part.strip()]


def _read(text: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration:
    if "::" in text or "--" in text:
        fused = read_fusion(text, gene, is_gene)
        if fused is not None:
            return fused
    if gene is None:
        return _read_with_gene(text, is_gene)
    rest = strip_gene(text, gene, is_gene)
    found = _read_change(rest, gene) or read_fusion(text, gene, is_gene)
    if found is not None:
        return found
    other = split_gene(text, is_gene) if is_gene is not None else None
    if other is not None and other.gene != gene:
        inner = _read_change(other.rest, other.gene)
        if inner is not None and inner.status == "ok":
            return refused(text, f"the text names {other.gene}, not {gene}", "contradiction")
    return _unread(text, rest, gene, is_gene)


def _read_with_gene(text: str, is_gene: IsGene | None) -> ReadAlteration:
    """Read a text that carries its gene."""
    parted = split_gene(text, is_gene)
    if parted is not None:
        found = _read_change(parted.rest, parted.gene)
        if found is not None:
            return found
    fused = read_fusion(text, None, is_gene)
    if fused is not None:
        return fused
    if parted is None:
        return refused(text, "no gene is named")
    return _unread(text, parted.rest, parted.gene, is_gene)


def _unread(text: str, rest: str, gene: str, is_gene: IsGene | None) -> ReadAlteration:
    """Say why nothing could be read."""
    parts = _parts(rest)
    if len(parts) > 1 and all(read_alteration(part, gene, is_gene).status == "ok" for part in parts):
        return refused(text, f"names {len(parts)} alterations: give each its own line", "several")
    problem = examine_protein_change(rest)
    if not isinstance(problem, ProteinChange) and problem.contradiction:
        return refused(text, problem.message, "contradiction")
    return refused(text, "not written like an alteration that is known")


def _read_change(text: str, gene: str) -> ReadAlteration | None:
    """Read what is said of a gene."""
    if not text:
        return None
    tert = read_coding(text, gene) if gene == "TERT" else None
    return (
        tert or _read_protein(text, gene) or _read_several(text, gene) or read_worded(text, gene)
        or read_coding(text, gene) or _read_bracketed(text, gene) or _read_identifier(text, gene)
    )  # fmt: skip


def _read_protein(text: str, gene: str) -> ReadAlteration | None:
    spelled = _SPELLED_CODING.match(text) or _PROTEIN_CODING.match(text)
    body = spelled["protein"] if spelled else text
    coding = spelled["coding"] if spelled else None
    behind = re.search(r"\(\s*(?P<c>c\.[^()]*)\)?\s*$", text, re.I)
    coding = coding or (behind["c"] if behind else None)
    exon = re.match(r"^(?:exon|ex)\s*(\d+)\b", body, re.I)
    short = re.fullmatch(r"e(1[89]|2[01])\s*(del|ins)", body, re.I)
    if gene in ("EGFR", "ERBB2") and short is not None:
        return None
    bare = _BEFORE.sub("", body)
    for _ in range(3):
        bare = _AFTER.sub("", bare)
    change = examine_protein_change(bare)
    if not isinstance(change, ProteinChange):
        if change.contradiction and spelled is None and read_wording(text) is None:
            return refused(text, change.message, "contradiction")
        return None
    fields: dict[str, object] = {"cdna_change": re.sub(r"\s+", "", coding) if coding else None}
    if exon is not None and bare != body:
        fields["exon"] = int(exon[1])
    if re.search(r"\bgermline\b", text, re.I):
        fields["origin"] = "germline"
    return accepted(text, gene, AlterationKind.SMALL_VARIANT, change=change, message=_note(bare, change), **fields)


def _note(text: str, change: ProteinChange) -> str:
    """Tell what had to be assumed."""
    if text.rstrip(")] ").upper().endswith("X") and change.kind in ("codon", "nonsense"):
        return "X is read as a stop codon; write * or Ter" if change.kind == "nonsense" else "X is read as any residue"
    if change.kind == "unknown":
        return "the effect on the protein is not known"
    return ""


def _read_several(text: str, gene: str) -> ReadAlteration | None:
    changes = read_alternatives(text)
    if not changes:
        return None
    names = " or ".join(change.text for change in changes)
    return refused(text, f"one of several: {names}; give the one that was found", "several")


def _read_bracketed(text: str, gene: str) -> ReadAlteration | None:
    """Read words with a note in brackets: ``Splice Site (c.3028+1G>T)``, ``Null (Partial deletion)``."""
    found = _BRACKETED.match(text)
    if found is None or not found["base"]:
        return None
    base, inside = found["base"].strip(), found["inside"].strip()
    worded = read_worded(base, gene)
    coding = read_coding(inside, gene)
    if worded is None or worded.alteration is None:
        return None
    if coding is not None and coding.alteration is not None:
        fields = {"cdna_change": coding.alteration.cdna_change}
        if worded.alteration.consequence is None and worded.alteration.kind is AlterationKind.SMALL_VARIANT:
            fields["consequence"] = coding.alteration.consequence
        return ReadAlteration(text, "ok", worded.alteration.model_copy(update=fields), message=worded.message)
    known = (
        inside.lower().startswith(("c.", "ivs")) or read_worded(inside, gene) or re.search(r"\d|allele|codon", inside)
    )
    return ReadAlteration(text, "ok", worded.alteration, message=worded.message) if known else None


def _read_identifier(text: str, gene: str) -> ReadAlteration | None:
    """Read karyotypes, dbSNP numbers and star alleles: known as such, without a protein change."""
    if _CYTOGENETIC.fullmatch(text):
        return accepted(text, gene, AlterationKind.REARRANGEMENT, description=text)
    if _IDENTIFIER.fullmatch(text):
        message = "only an identifier is given: the protein change is not known"
        return accepted(
            text, gene, AlterationKind.SMALL_VARIANT, consequence=Consequence.OTHER, description=text, message=message
        )
    return None
