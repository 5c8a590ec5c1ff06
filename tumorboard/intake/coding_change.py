"""Coding and genomic changes without a protein change: kept as text, with what their place alone says."""

import re

from tumorboard.domain.alteration import AlterationKind, Consequence
from tumorboard.intake.reading import ReadAlteration, accepted

_PLACE = r"[-*]?\d+(?:\s*[+-]\s*\d+)?|\?|[-*]?\d+[+-]\?"
_CODING = re.compile(
    rf"(?:NM_\d+(?:\.\d+)?:|ENST\d+(?:\.\d+)?:)?(?P<sign>[cn]\.\s*)?\(?(?P<first>{_PLACE})\)?(?:_\(?(?:\?_)?(?P<last>{_PLACE})\)?)?\s*"
    r"(?P<what>(?:del|ins|dup|inv|>|delins)[A-Za-z0-9_>()]*|[ACGTU]+\s*[>.]\s*[ACGTU](?:/[ACGTU])?)", re.I
)  # fmt: skip
_INTRON_NAMED = re.compile(
    r"IVS\s*(?P<intron>\d+)\s*,?\s*(?:[ACGT]-[ACGT],\s*)?(?P<offset>[+-]\s*\d+)\s*(?:[ACGT]+>[ACGT]+)?", re.I
)
# The two hot positions upstream of TERT, in coding, chromosome-5 (GRCh37) and abbreviated writing.
_TERT = re.compile(
    r"(?:c\.)?-?\s*(?:(?P<coding>124|146|57|138|139)\s*[CAG]+\s*[>.]\s*[TC]+)|[CG](?:228|250)[TA]|A161C|(?:g\.)?(?:1,?295,?228|1,?295,?250)\s*[CG]>[TA]",
    re.I,
)
_SIGNS = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "－": "-", " ": " "})


_UNSIGNED = re.compile(r"(?P<place>\d+)(?P<what>(?:del|ins|dup)(?P<bases>[ACGT]+))", re.I)


def read_coding(text: str, gene: str) -> ReadAlteration | None:
    """Read a coding change; None where the text is none.

    Splice sites are known by their place (one or two bases into the intron, or a change across the exon's end), reading
    frames by the number of bases; anything else keeps its text without a consequence.
    """
    clean = text.translate(_SIGNS).strip()
    if gene == "TERT" and _TERT.fullmatch(re.sub(r"^p\.|\s", "", clean)):
        return accepted(
            text, gene, AlterationKind.SMALL_VARIANT, consequence=Consequence.PROMOTER, cdna_change=clean,
            description="promoter mutation", message="a position of the TERT promoter",
        )  # fmt: skip
    named = _INTRON_NAMED.fullmatch(clean)
    if named is not None:
        near = abs(int(re.sub(r"\s", "", named["offset"]))) <= 2
        place = Consequence.SPLICE if near else Consequence.INTRONIC
        return accepted(text, gene, AlterationKind.SMALL_VARIANT, consequence=place, cdna_change=clean)
    unsigned = _UNSIGNED.fullmatch(clean)
    if unsigned is not None:
        shifts = len(unsigned["bases"]) % 3 != 0
        return accepted(
            text, gene, AlterationKind.SMALL_VARIANT, consequence=Consequence.FRAMESHIFT if shifts else None,
            description="frameshift" if shifts else clean, cdna_change=clean,
            message="taken as a change of bases, in a numbering that is not said",
        )  # fmt: skip
    clean = re.sub(r"^p\.(?=\d+[+-]\d+)", "", clean)
    found = _CODING.fullmatch(clean)
    if found is None or (not found["sign"] and not re.search(r"[+-]\d|[ACGT]>[ACGT]", clean)):
        return None
    consequence, message = _consequence(found, gene)
    cdna = re.sub(r"^.*?:", "", clean)
    cdna = cdna if cdna.lower().startswith(("c.", "n.")) else f"c.{cdna}"
    return accepted(
        text, gene, AlterationKind.SMALL_VARIANT, cdna_change=re.sub(r"\s+", "", cdna), consequence=consequence,
        message=message,
    )  # fmt: skip


def _offset(place: str) -> int:
    """Return how far a position lies in an intron; 0 for an exonic one."""
    found = re.search(r"(?<=\d)\s*([+-])\s*(\d+)$", place)
    return int(found[1] + found[2]) if found else 0


def _consequence(found: re.Match[str], gene: str) -> tuple[Consequence | None, str]:
    first, last = found["first"], found["last"] or found["first"]
    if first.startswith("-") or (first.startswith("*") and last.startswith("*")):
        upstream = first.startswith("-")
        promoter = upstream and gene == "TERT"
        return (Consequence.PROMOTER if promoter else Consequence.OTHER), "outside the coding sequence"
    offsets = (_offset(first), _offset(last))
    if any(offsets):
        crosses = (offsets[0] <= 0 < offsets[1]) or (offsets[0] < 0 <= offsets[1])
        near = any(0 < abs(offset) <= 2 for offset in offsets)
        return (Consequence.SPLICE if crosses or near else Consequence.INTRONIC), ""
    shift = _shift(found["what"], first, last)
    if shift is not None and shift % 3:
        return Consequence.FRAMESHIFT, "reading frame shifted: the number of bases is no multiple of three"
    return None, "only the coding change is given: the protein change is not known"


def _shift(what: str, first: str, last: str) -> int | None:
    """Return the net number of bases, where the text says it."""
    if not (first.isdigit() and last.isdigit()):
        return None
    span = int(last) - int(first) + 1
    bases = re.search(r"ins([ACGT]+)$", what, re.I)
    lowered = what.lower()
    if lowered.startswith("delins"):
        return len(bases[1]) - span if bases else None
    if lowered.startswith("del") and "ins" in lowered:
        return len(bases[1]) - span if bases else None
    if lowered.startswith("del"):
        return -span
    if lowered.startswith("dup"):
        return span
    if lowered.startswith("ins"):
        count = re.fullmatch(r"ins(\d+)(?:bp)?", lowered)
        return len(bases[1]) if bases else int(count[1]) if count else None
    return None
