"""Which part of a text is the gene: ``BRAF V600E``, ``BRAFV600E``, ``EGFRvIII``, ``exon 19 deletion in EGFR``."""

import re
from dataclasses import dataclass

from tumorboard.domain.protein import read_protein_change
from tumorboard.domain.wording import read_wording
from tumorboard.intake.reading import IsGene

GENE = r"[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*"
_HYPHENATED = re.compile(
    r"(?:NKX\d-\d|HLA-[A-Z]{1,4}\d*|H\d-\d[A-Z]?|H\d[A-Z]-\d|MT-[A-Z0-9]+|KRTAP\d+-\d+|TR[ABDG]-?[A-Z0-9-]*|MIR\d+-\d+|"
    r"ERV[A-Z0-9]+-\d+|[A-Z0-9]+-(?:AS|IT|OT|DT)\d?|CYP\d+[A-Z]\d+-\d+P|BIVM-ERCC5|C\d+ORF\d+|PD-1|PD-L1|CTLA-4|"
    r"C-MET|C-KIT|HER-2|C-MYC|N-MYC)",
    re.I,
)
_ALONE = re.compile(rf"(?P<gene>{GENE})(?:\s*[:_|,]\s*|\s+|\s*(?=\())(?P<rest>\S.*)", re.S)
_JOINED = re.compile(
    r"(?P<gene>[A-Z][A-Z0-9-]*?[A-Z0-9])"
    r"(?P<rest>[A-Z]\d{1,4}(?:[A-Z*]|fs\S*|_\S+|del\S*|dup\S*)(?:\s.*)?|v?III|v(?:I{1,2}|IV[abc]?|V|[2-5])|(?:Δ|del(?:ta)?)?ex(?:on)?\s?\d+.*|Δ\s?\d+|mut(?:ation|ated)?|amp|wt|ITD)"
)
_BEHIND = re.compile(rf"(?P<rest>.+?)\s+(?:(?:in|of)\s+)?(?:the\s+)?(?P<gene>{GENE})(?:\s+gene)?", re.I | re.S)
_CLINVAR = re.compile(rf"(?P<accession>[NX]M_\d+(?:\.\d+)?)\s*\((?P<gene>{GENE})\)\s*:\s*(?P<rest>.+)", re.S)
# Words that look like symbols but are not meant as such.
_WORDS = frozenset(
    [
        "AMPLIFICATION", "AMPLIFIED", "AMP", "DELETION", "LOSS", "GAIN", "FUSION", "MUTATION", "EXON", "EX", "PROMOTER",
        "WILD", "WT", "HOMOZYGOUS", "HETEROZYGOUS", "HIGH", "LOW", "NO", "NOT", "SPLICE", "FRAMESHIFT", "NONSENSE",
        "MISSENSE", "TRUNCATING", "TRUNCATION", "ACTIVATING", "INACTIVATING", "BIALLELIC", "DEEP", "SHALLOW", "COPY",
        "DEL", "INS", "DUP", "ITD", "INTRON", "INTERNAL", "PARTIAL", "KINASE", "IN", "OF", "THE", "AND", "OR", "WITH",
        "RARE", "NULL", "LARGE", "SINGLE", "NUCLEAR", "EXPRESSION", "OVEREXPRESSION", "UNDEREXPRESSION", "GERMLINE",
        "SOMATIC", "FOCAL", "GENE", "POSITIVE", "NEGATIVE", "ALTERNATIVE", "LOH", "SNP",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Split:
    """A gene as written (upper case, save ``orf``) and what is said of it."""

    gene: str
    rest: str


def as_symbol(token: str) -> str:
    """Repair the case of a symbol; ``C11orf80`` keeps its small letters."""
    upper = token.strip().upper()
    return re.sub(r"^(C[0-9XY]+)ORF(\d+)$", r"\1orf\2", upper)


def hyphenated(token: str) -> bool:
    """Say whether a token with a hyphen is the symbol of one gene (``NKX2-1``, ``HLA-A``), not a pair."""
    return _HYPHENATED.fullmatch(token) is not None


def _usable(token: str, is_gene: IsGene | None) -> bool:
    if token.upper() in _WORDS or len(token) < 2 or read_wording(token) is not None:
        return False
    return is_gene(token) if is_gene is not None else re.fullmatch(r"[A-Za-z]+[A-Za-z0-9-]*", token) is not None


def split_gene(text: str, is_gene: IsGene | None) -> Split | None:
    """Find the gene in a text that starts or ends with it; None where there is none.

    Parameters
    ----------
    text : str
        The text without spaces around it.
    is_gene : callable, optional
        Knows symbols and aliases. Without it, the first word is taken if it looks like a symbol.
    """
    for pattern in (_CLINVAR, _ALONE):
        found = pattern.fullmatch(text)
        if found is not None and _usable(found["gene"], is_gene):
            return Split(as_symbol(found["gene"]), found["rest"].strip())
    joined = _JOINED.fullmatch(text)
    if joined is not None and _usable(joined["gene"], is_gene) and not read_protein_change(text):
        return Split(as_symbol(joined["gene"]), joined["rest"])
    behind = _BEHIND.fullmatch(text)
    if behind is not None and _usable(behind["gene"], is_gene) and _looks_like_symbol(behind["gene"]):
        return Split(as_symbol(behind["gene"]), behind["rest"].strip())
    return None


def _looks_like_symbol(token: str) -> bool:
    return token.upper() == token and read_protein_change(token) is None


def split_hyphen(text: str, is_gene: IsGene | None) -> list[Split]:
    """Return the ways in which a text is a gene and a change with a hyphen between: ``FLT3-ITD``, ``KRAS-G12C``."""
    cuts = [found.start() for found in re.finditer("-", text)]
    parts = [(text[:cut].strip(), text[cut + 1 :].strip()) for cut in cuts]
    return [Split(as_symbol(gene), rest) for gene, rest in parts if rest and _usable(gene, is_gene)]


def strip_gene(text: str, gene: str) -> str:
    """Take a gene out of a text that repeats it (``FGFR2 mutations``, ``FLT3-ITD``, ``EGFRvIII``)."""
    if gene.casefold() not in text.casefold():
        return text  # the patterns below are made anew for every gene
    name = re.escape(gene)
    front = rf"{name}(?:\s*[:_]\s*|\s+|-(?=\S)|(?=v?III\b)|(?=v\d)|(?=ex(?:on)?\s?\d)|(?=Δ)|(?=\())(?P<rest>\S.*)"
    found = re.fullmatch(front, text, re.I | re.S)
    if found is not None:
        return found["rest"].strip()
    behind = re.fullmatch(rf"(?P<rest>\S.*?)\s+(?:in|of)?\s*{name}(?:\s+gene)?", text, re.I | re.S)
    return behind["rest"].strip() if behind is not None else text
