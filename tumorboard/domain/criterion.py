"""What a claim asks of an alteration, as the sources write it, read into one record.

``V600E``, ``V600``, ``V600 {excluding V600E; V600K}``, ``exon 19 deletion``, ``762_823ins``, ``Truncating Mutations``,
``Fusion``, ``EML4-ALK Fusion``, ``Amplification``; the grammar stands in ``data/README.md``.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from tumorboard.domain.protein import ProteinChange, examine_protein_change, read_protein_change
from tumorboard.domain.protein_alternatives import read_alternatives
from tumorboard.domain.wording import Category, Shape, read_wording


class CriterionKind(StrEnum):
    """How a criterion is to be compared."""

    __hash__ = str.__hash__  # as equality is; the default is written in Python, and matching looks up by it

    PROTEIN = "protein"
    CODON = "codon"
    RANGE = "range"
    EXON = "exon"
    FUSION = "fusion"
    CODING = "coding"
    CATEGORY = "category"
    ANY_OF = "any of"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Parameters
    ----------
    text : str
        As the source writes it, without spaces around it.
    kind : CriterionKind
        Which of the following fields hold.
    change : ProteinChange, optional
        The variant of ``PROTEIN`` and the codon of ``CODON``.
    start, end : int
        First and last residue of ``RANGE``, first and last exon of ``EXON``.
    shape : Shape
        Which small variants of ``RANGE`` and ``EXON`` are meant.
    category : Category, optional
        What ``CATEGORY`` asks for; ``name`` carries what it names beyond that (a domain, ``vIII``).
    fusion : str
        Both partners of ``FUSION``, upper case, ``-`` between them; the order says nothing. One gene alone means any
        partner.
    coding : str
        The coding change of ``CODING``, normalised.
    any_of : tuple of Criterion
        Alternatives: one that is met is enough.
    excluded : tuple of Criterion
        What does not count although the criterion is met.
    """

    text: str
    kind: CriterionKind
    change: ProteinChange | None = None
    start: int = 0
    end: int = 0
    shape: Shape = Shape.ANY
    category: Category | None = None
    name: str = ""
    fusion: str = ""
    coding: str = ""
    any_of: tuple["Criterion", ...] = field(default=())
    excluded: tuple["Criterion", ...] = field(default=())


_DECORATED = re.compile(
    r"(?:exon\s*\d+\s*\(?\s*)?(?P<body>[^()]+?|[^()]*\([^()]*\))\s*\)?(?:\s+(?:substitutions?|point))?"
    r"(?:\s+(?:mutations?|variants?|substitutions?))?", re.I
)  # fmt: skip
_EXCLUDING = re.compile(r"^(?P<base>.*?)\s*[{(\[]?\s*\bexcluding\b:?\s*(?P<out>[^{}]*?)\s*[})\]]?\s*$", re.I | re.S)
_NON = re.compile(r"^non[- ](?P<out>[A-Z*]\d+[A-Z*]?)(?:\s+mutations?)?$", re.I)
_RANGE = re.compile(
    r"^(?P<start>\d+)[_-](?P<end>\d+)\s*"
    r"(?P<what>any|mut|mis|missense|ins|insertion|del|deletion|indel|delins|dup|fs|frameshift|trunc|truncating|nontrunc|"
    r"splice)s?$", re.I
)  # fmt: skip
_RANGE_SHAPES = {
    "any": Shape.ANY, "mut": Shape.ANY, "nontrunc": Shape.NOT_TRUNCATING, "mis": Shape.MISSENSE,
    "missense": Shape.MISSENSE, "ins": Shape.INSERTION, "insertion": Shape.INSERTION, "del": Shape.DELETION,
    "deletion": Shape.DELETION, "indel": Shape.INDEL, "delins": Shape.INDEL, "dup": Shape.DUPLICATION,
    "fs": Shape.FRAMESHIFT, "frameshift": Shape.FRAMESHIFT, "trunc": Shape.TRUNCATING,
    "truncating": Shape.TRUNCATING, "splice": Shape.SPLICE,
}  # fmt: skip
_GENE = r"[A-Z][A-Z0-9@]*(?:-[A-Z0-9]+)*"
_FUSION_WORD = re.compile(r"\s*(?:gene\s+)?(?:fusions?|rearrangements?|translocations?)\s*$", re.I)
_FUSION_NAME = re.compile(
    rf"(?P<left>{_GENE}|v|\?|unknown)\s*(?P<sign>::|--|-|/)\s*(?P<right>{_GENE}|v|\?|unknown)", re.I
)
_BREAKPOINTS = re.compile(r"\s+e\d+::e\d+$", re.I)
_FUSED_GENE = re.compile(rf"(?P<gene>{_GENE})\s+(?:gene\s+)?(?:fusions?|rearrangements?|translocations?)", re.I)
_ANY_PARTNER = frozenset({"V", "?", "UNKNOWN"})
_NO_FUSION = frozenset({"MSI-H", "MSI-L", "TMB-H", "TMB-L", "PD-L1", "CD-L1", "HRD-H"})
_CODING = re.compile(r"^(?:NM_\d+(?:\.\d+)?:)?c\.\s*[-*]?\d\S*$", re.I)
_BRACKETED_CODING = re.compile(r"(?P<words>[A-Za-z' ]+)\((?P<coding>c\.[^()]+)\)?\s*", re.I)
_DASHES = str.maketrans({"–": "-", "‐": "-", "−": "-"})
_SEPARATORS = re.compile(r"\s*(?:;|,|\bor\b)\s*", re.I)


_MUTATION = Criterion("Mutation", CriterionKind.CATEGORY, category=Category.MUTATION)


@lru_cache(maxsize=65536)
def read_criterion(text: str) -> Criterion | None:
    """Read a criterion; None where it cannot be read.

    An exclusion that cannot be read makes the whole criterion unreadable: a claim must not grow wider by it.
    """
    text = " ".join(text.split())
    if not text or len(text) > 2000:
        return None
    found = _EXCLUDING.match(text)
    if found is None:
        return _read_base(text)
    base = _read_base(found["base"]) if found["base"] else _MUTATION
    parts = [_read_base(part) for part in re.split(r"\s*(?:;|,|\band\b|\bor\b)\s*", found["out"]) if part]
    if base is None or not parts or any(part is None for part in parts):
        return None
    return replace(base, text=text, excluded=tuple(part for part in parts if part is not None))


def _read_base(text: str) -> Criterion | None:
    """Read a criterion without exclusions."""
    text = text.strip()
    ranged = _RANGE.match(text)
    if ranged is not None:
        start, end = int(ranged["start"]), int(ranged["end"])
        shape = _RANGE_SHAPES[ranged["what"].lower()]
        return Criterion(text, CriterionKind.RANGE, start=start, end=end, shape=shape) if 1 <= start <= end else None
    non = _NON.match(text)
    if non is not None:
        without = _read_base(non["out"])
        return replace(_MUTATION, text=text, excluded=(without,)) if without else None
    return _read_change(text) or _read_words(text) or _read_fusion(text) or _read_coding(text) or _read_list(text)


def _read_change(text: str) -> Criterion | None:
    """Read protein changes: one variant, one codon, or alternatives of one codon."""
    decorated = _DECORATED.fullmatch(text)
    body = decorated["body"] if decorated is not None else text
    change = examine_protein_change(body)
    if isinstance(change, ProteinChange):
        if change.kind == "unknown":
            return None
        kind = CriterionKind.CODON if change.kind == "codon" else CriterionKind.PROTEIN
        return Criterion(text, kind, change=change)
    several = read_alternatives(body)
    if not several:
        return None
    return Criterion(text, CriterionKind.ANY_OF, any_of=tuple(_of_change(change) for change in several))


def _of_change(change: ProteinChange) -> Criterion:
    kind = CriterionKind.CODON if change.kind == "codon" else CriterionKind.PROTEIN
    return Criterion(change.text, kind, change=change)


def _read_words(text: str) -> Criterion | None:
    wording = read_wording(text)
    if wording is None:
        return None
    if wording.category is Category.EXON and wording.exons:
        first, last = wording.exons
        return Criterion(text, CriterionKind.EXON, start=first, end=last, shape=wording.shape, category=Category.EXON)
    return Criterion(text, CriterionKind.CATEGORY, category=wording.category, name=wording.name)


def _read_fusion(text: str) -> Criterion | None:
    """Read a fusion of two named genes, or of one gene with any partner."""
    name = _FUSION_WORD.sub("", _BREAKPOINTS.sub("", text))
    found = _FUSION_NAME.fullmatch(name)
    if found is None or _no_pair(found) or name.upper() in _NO_FUSION:
        single = _FUSED_GENE.fullmatch(text)
        gene = single["gene"].upper() if single else ""
        return Criterion(text, CriterionKind.FUSION, fusion=gene, category=Category.FUSION) if gene else None
    left, right = found["left"].upper(), found["right"].upper()
    if left in _ANY_PARTNER or right in _ANY_PARTNER:
        return Criterion(text, CriterionKind.CATEGORY, category=Category.FUSION)
    return Criterion(text, CriterionKind.FUSION, fusion=f"{left}-{right}", category=Category.FUSION)


def _no_pair(found: re.Match[str]) -> bool:
    """Say whether one side of a hyphenated name is no gene: ``FLT3-ITD``, ``L858R/T790M``, ``HLA-A``."""
    if found["sign"] in ("::", "--"):
        return False
    sides = (found["left"], found["right"])
    return any(len(side) < 2 or read_wording(side) or read_protein_change(side) for side in sides)


def _read_coding(text: str) -> Criterion | None:
    bracketed = _BRACKETED_CODING.fullmatch(text)
    worded = bracketed is not None and read_wording(bracketed["words"]) is not None
    said = bracketed["coding"] if bracketed is not None and worded else text
    if _CODING.match(said) is None:
        return None
    coding = re.sub(r"^.*?c\.\s*", "c.", said.translate(_DASHES), flags=re.I)
    return Criterion(text, CriterionKind.CODING, coding=coding)


def _read_list(text: str) -> Criterion | None:
    """Read alternatives: ``V600E or V600K``, ``L858R; exon 19 deletion``."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) < 2:
        return None
    read = [_read_base(part) for part in parts]
    if any(part is None for part in read):
        return None
    return Criterion(text, CriterionKind.ANY_OF, any_of=tuple(part for part in read if part is not None))
