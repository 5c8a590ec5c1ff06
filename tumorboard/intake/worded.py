"""Alterations in words: copy numbers of the usual callers, exons, expression, wild type, ITD, EGFRvIII, promoter."""

import re

from tumorboard.domain.alteration import AlterationKind as Kind
from tumorboard.domain.alteration import Consequence
from tumorboard.domain.consequences import CONSEQUENCE_OF
from tumorboard.domain.wording import Category, Shape, Wording, read_wording
from tumorboard.intake.reading import ReadAlteration, accepted, refused
from tumorboard.knowledge.exons import exon_table

_KINDS: dict[Category, Kind] = {
    Category.AMPLIFICATION: Kind.AMPLIFICATION, Category.GAIN: Kind.GAIN, Category.DELETION: Kind.DELETION,
    Category.LOSS: Kind.DELETION, Category.COPY_LOSS: Kind.LOSS, Category.FUSION: Kind.FUSION,
    Category.REARRANGEMENT: Kind.REARRANGEMENT, Category.PARTIAL_DELETION: Kind.REARRANGEMENT,
    Category.OVEREXPRESSION: Kind.EXPRESSION, Category.UNDEREXPRESSION: Kind.EXPRESSION,
    Category.EXPRESSION: Kind.EXPRESSION, Category.METHYLATION: Kind.EXPRESSION,
    Category.DEMETHYLATION: Kind.EXPRESSION, Category.PHOSPHORYLATION: Kind.EXPRESSION,
    Category.LOCALISATION: Kind.EXPRESSION, Category.ISOFORM: Kind.EXPRESSION, Category.WILD_TYPE: Kind.WILD_TYPE,
    Category.PTD: Kind.REARRANGEMENT, Category.KDD: Kind.REARRANGEMENT, Category.COPY_NUMBER: Kind.GAIN,
}  # fmt: skip
_CONSEQUENCES = CONSEQUENCE_OF | {
    Category.ITD: Consequence.INFRAME_INSERTION, Category.UNTRANSLATED: Consequence.OTHER,
    Category.POLYMORPHISM: Consequence.OTHER, Category.EGFR_VARIANT: Consequence.INFRAME_DELETION,
}  # fmt: skip
_SHAPES: dict[Shape, Consequence | None] = {
    Shape.ANY: None, Shape.MISSENSE: Consequence.MISSENSE, Shape.INSERTION: Consequence.INFRAME_INSERTION,
    Shape.DELETION: Consequence.INFRAME_DELETION, Shape.INDEL: Consequence.INFRAME_INDEL,
    Shape.DUPLICATION: Consequence.INFRAME_INSERTION, Shape.FRAMESHIFT: Consequence.FRAMESHIFT,
    Shape.TRUNCATING: Consequence.NONSENSE, Shape.SPLICE: Consequence.SPLICE, Shape.SKIPPING: Consequence.SPLICE,
}  # fmt: skip
_VAGUE = frozenset({Category.ACTIVATION, Category.ALTERATION, Category.NOT_AMPLIFIED, Category.COPY_NUMBER})
_ASSUMED = {
    Category.LOSS: "'loss' is read as loss of both copies; write 'single-copy loss' where one is left",
}
_COPIES = re.compile(
    r"(?P<word>[a-z][a-z -]*?)?[\s,;(]*(?:(?:total\s+)?(?:cn|copy\s*number|copies)\s*[:=~]?\s*(?P<a>\d+(?:\.\d+)?)|"
    r"(?P<b>\d+(?:\.\d+)?)\s*(?:copies|x\s*copies)|x\s*(?P<c>\d+(?:\.\d+)?))\s*\)?", re.I
)  # fmt: skip
_ISOFORM = re.compile(r"-?(?:splice variant |v)\d+(?:es)?(?:-v?\d+)?|s", re.I)
_EXCEPT = re.compile(r"non-?\s?(?P<codon>[A-Z]\d+[A-Z]?)(?:\s+mutations?)?", re.I)
_BAND = re.compile(r"(?P<band>(?:\d{1,2}|[XY])[pq][\d.]*(?:-[pq]?[\d.]+)?)\s+(?P<word>.+)", re.I)
_SIZE = re.compile(
    r"(?:(?:large|partial)\s+)?(?:[\d.]+\s*[km]b\s+)?(?:\d'\s*)?(?:partial\s+)?(?:exon\s+)?(?:deletion|del)(?:\s+of\s+[\d.]+\s*[km]b)?",
    re.I,
)


def read_worded(text: str, gene: str) -> ReadAlteration | None:
    """Read an alteration in words; None where the words are not known."""
    words = text.strip(" .,;")
    if _ISOFORM.fullmatch(words) and gene in ("AR", "CD44"):
        return accepted(text, gene, Kind.EXPRESSION, description=f"transcript variant {words.lstrip('-').upper()}")
    without = _EXCEPT.fullmatch(words)
    if without is not None:
        message = f"a mutation, but not of {without['codon'].upper()}"
        return accepted(text, gene, Kind.SMALL_VARIANT, description="mutation", message=message)
    copies = _COPIES.fullmatch(words)
    counted = _with_copies(text, copies, gene) if copies is not None else None
    if counted is not None:
        return counted
    band = _BAND.fullmatch(words)
    wording = read_wording(words) or (read_wording(band["word"]) if band else None)
    if wording is not None:
        return _of_wording(text, gene, wording)
    if _SIZE.fullmatch(words):
        return accepted(text, gene, Kind.REARRANGEMENT, description=Category.PARTIAL_DELETION.value)
    return None


def _with_copies(text: str, found: re.Match[str], gene: str) -> ReadAlteration | None:
    """Read a number of copies, with or without a word."""
    copies = float(found["a"] or found["b"] or found["c"])
    word = (found["word"] or "").strip()
    if word:
        wording = read_wording(word)
        kind = _KINDS.get(wording.category) if wording else None
        if kind not in (Kind.AMPLIFICATION, Kind.GAIN, Kind.DELETION, Kind.LOSS):
            return None
        if (kind is Kind.AMPLIFICATION and copies < 2) or (kind is Kind.DELETION and copies > 2):
            return refused(text, f"{word} and {copies:g} copies contradict each other", "contradiction")
        return accepted(text, gene, kind, copies=copies)
    if copies >= 6:
        return accepted(text, gene, Kind.AMPLIFICATION, copies=copies, message="6 copies or more: an amplification")
    if copies > 2:
        return accepted(text, gene, Kind.GAIN, copies=copies, message="3-5 copies: a low-level gain")
    if copies < 0.5:
        return accepted(text, gene, Kind.DELETION, copies=copies, message="no copy: a homozygous deletion")
    if copies < 1.5:
        return accepted(text, gene, Kind.LOSS, copies=copies, message="one copy: a single-copy loss")
    return refused(text, "two copies are no alteration")


def _of_wording(text: str, gene: str, wording: Wording) -> ReadAlteration | None:
    category = wording.category
    if category in _VAGUE:
        return refused(text, f"{category.value}: says that something is altered, not what")
    said = wording.name or category.value
    if category is Category.EXON and wording.exons is not None:
        return _of_exon(text, gene, wording, *wording.exons)
    if category is Category.EGFR_VARIANT and gene != "EGFR":
        return refused(text, "an EGFR variant named for another gene", "contradiction")
    kind = _KINDS.get(category, Kind.SMALL_VARIANT)
    direction = {Category.OVEREXPRESSION: "over", Category.UNDEREXPRESSION: "under"}.get(category)
    message = _ASSUMED.get(category, "")
    if category is Category.EXPRESSION and text.lower().endswith("positive"):
        message = "'positive' is read as expression of the protein; a fusion must be named as one"
    return accepted(
        text,
        gene,
        kind,
        consequence=_CONSEQUENCES.get(category),
        direction=direction,
        description=said,
        message=message,
    )


def _of_exon(text: str, gene: str, wording: Wording, first: int, last: int) -> ReadAlteration:
    """Read a change of one exon, or the loss of several."""
    said = f"exon {first}" if first == last else f"exons {first}-{last}"
    said = f"{said} {'mutation' if wording.shape is Shape.ANY else wording.shape.value}"
    if wording.shape is Shape.DELETION and gene == "EGFR" and (first, last) == (2, 7):
        return accepted(
            text, gene, Kind.SMALL_VARIANT, consequence=Consequence.INFRAME_DELETION, description="vIII",
            message="EGFRvIII",
        )  # fmt: skip
    skips = gene == "MET" and (first, last) == (14, 14) and wording.shape in (Shape.DELETION, Shape.SKIPPING)
    if wording.shape is Shape.DELETION and not skips:
        if first != last or (gene, first) not in exon_table():
            message = "whole exons are deleted: part of the gene is lost"
            return accepted(text, gene, Kind.REARRANGEMENT, description=said, message=message)
        return accepted(
            text, gene, Kind.SMALL_VARIANT, consequence=Consequence.INFRAME_DELETION, exon=first, description=said
        )
    consequence = Consequence.SPLICE if skips else _SHAPES[wording.shape]
    exon = first if first == last else None
    message = "" if exon else "several exons are named: which one is not known"
    if gene == "MET" and exon == 14 and re.fullmatch(r"ex(?:on)?s?\s*14", text.strip(), re.I):
        skips, consequence, message = True, Consequence.SPLICE, "MET exon 14 alone is read as its skipping"
    if gene == "PIK3CA" and exon in (9, 20):
        message = "PIK3CA exons 9 and 20 of older papers are exons 10 and 21 of the transcript"
    said = "exon 14 skipping" if skips else said
    return accepted(
        text, gene, Kind.SMALL_VARIANT, consequence=consequence, exon=exon, description=said, message=message
    )
