"""Fusions as written: ``EML4::ALK``, ``EML4-ALK``, ``ALK fusion``, ``e14a2 BCR::ABL1``, ``EML4--ALK``."""

import re

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.protein import read_protein_change
from tumorboard.intake.gene_token import as_symbol, hyphenated
from tumorboard.intake.reading import UNKNOWN_PARTNERS, IsGene, ReadAlteration, accepted, refused

# Genes whose product the drugs and the evidence name, in the order of preference where both partners are among them.
_DRIVERS = (
    "ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "FGFR1", "FGFR2", "FGFR3", "FGFR4", "MET", "BRAF", "RAF1", "EGFR",
    "ERBB2", "ERBB4", "PDGFRA", "PDGFRB", "ABL1", "ABL2", "JAK2", "CSF1R", "KIT", "FLT3", "LTK", "SYK", "NRG1", "KMT2A",
    "NUTM1", "TFE3", "TFEB", "PRKACA", "MYB", "ERG", "ETV1", "ETV4", "ESR1", "RARA", "NUP98", "PIK3CA", "RSPO2",
    "RSPO3",
)  # fmt: skip
_WORD = re.compile(
    r"\s*\b(?:(?:in[- ]frame\s+)?(?:gene\s+)?(?:fusions?(?:\s+(?:gene|transcript|positive|detected|mutation))?|"
    r"rearrangements?|translocations?))\b\s*", re.I
)  # fmt: skip
_NOTES = re.compile(
    r"\s*[(\[]\s*(?:e|ex|exon)?\s*\d+\s*[-;:,/ ]+\s*(?:a|e|ex|exon)?\s*\d+\s*[)\]]|"
    r"\s*[(\[]\s*(?:e|ex|exon)\s*\d+\s*[)\]]|"
    r"\s*\(\d+\)|(?:^|\s+)[ebap]\d+[a-c]\d+\b|\s+(?:v|variant\s*)\d+[a-c]?\b|\s+e\d+[-;:]e?\d+\b|"
    r"\^ENSG\d+(?:\.\d+)?|\s+exon\s*\d+|\s+[Ee]\d+\s*[;,-]\s*[AaEe]\d+\b|"
    r"(?:ENST\d+\.\d+|NM_\d+\.\d+)\((?=\w+\))|reg_e@", re.I
)  # fmt: skip
_SIGNED = re.compile(r"(?P<left>[^:\s]+?)\s*(?:::|--|—|⁄)\s*(?P<right>[^:\s]+)")


def read_fusion(text: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration | None:
    """Read a fusion; None where the text is none.

    The order of the partners says nothing. A partner must be a gene where ``is_gene`` is given, or be called unknown;
    an invented one makes the text unreadable rather than a fusion of the other gene.
    """
    worded = _WORD.search(text) is not None
    name = re.sub(r"\s+", " ", _WORD.sub(" ", _NOTES.sub("", text))).strip(" ,;:")
    signed = _SIGNED.fullmatch(name)
    if signed is not None:
        return _pair(text, signed["left"], signed["right"], gene, is_gene)
    if any(sign in name for sign in "-/_") or (worded and re.search(r"\b(?:and|with)\b", name)):
        pair = _find_pair(name, gene, is_gene, worded)
        if pair is not None:
            return _pair(text, *pair, gene, is_gene)
    if not worded:
        return None
    return _one_partner(text, name, gene, is_gene)


def _kind(text: str) -> AlterationKind:
    rearranged = re.search(r"rearrange|transloc", text, re.I) and not re.search(r"fusion|::|--", text, re.I)
    return AlterationKind.REARRANGEMENT if rearranged else AlterationKind.FUSION


def _one_partner(text: str, name: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration | None:
    """Read ``ALK fusion`` and, for a given gene, ``fusion``."""
    if not name or (gene and name.upper() == gene.upper()):
        return accepted(text, gene, _kind(text), description=_kind(text).value) if gene else None
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) or read_protein_change(name):
        return None
    if is_gene is not None and not is_gene(name):
        return None
    if gene is None:
        return accepted(text, as_symbol(name), _kind(text), description=_kind(text).value)
    return accepted(text, gene, _kind(text), partner=as_symbol(name))


def _find_pair(name: str, gene: str | None, is_gene: IsGene | None, worded: bool) -> tuple[str, str] | None:
    """Find where a hyphenated name parts into two genes."""
    cuts = list(re.finditer(r"\s*(?:-|/|_|\band\b|\bwith\b)\s*", name))
    halves = [(name[: cut.start()], name[cut.end() :]) for cut in cuts]
    halves = [half for half in halves if all(side and " " not in side for side in half)]
    if hyphenated(name):
        return None
    if is_gene is not None:
        if is_gene(name):
            return None
        known = [half for half in halves if all(is_gene(side) or side.upper() in UNKNOWN_PARTNERS for side in half)]
        if known:
            return known[0]
    if gene is not None:
        mine = [half for half in halves if gene.upper() in (half[0].upper(), half[1].upper())]
        if mine:
            return mine[0]
    whole = [half for half in halves if hyphenated(half[0]) or hyphenated(half[1])]
    plausible = whole or halves
    if not plausible or (is_gene is not None and not worded):
        return None
    left, right = plausible[-1 if len(halves) > 1 and hyphenated(plausible[-1][0]) else 0]
    symbols = all(re.fullmatch(r"[A-Z?][A-Z0-9-]+|[A-Z][A-Za-z0-9]*orf\d+", side) for side in (left, right))
    if not symbols or any(read_protein_change(side) for side in (left, right)):
        return None
    return left, right


def _pair(text: str, left: str, right: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration:
    sides = [_side(left), _side(right)]
    known = [side for side in sides if side]
    for side in known:
        if is_gene is not None and not is_gene(side):
            return refused(text, f"{side!r} is no gene; write 'unknown' for a partner that is not known")
    if not known:
        return refused(text, "no partner of the fusion is named") if gene is None else accepted(text, gene, _kind(text))
    if gene is None:
        gene = _driver(known)
    elif gene.upper() not in known:
        return refused(text, f"the fusion {left}::{right} does not name {gene}", "contradiction")
    symbol = as_symbol(gene)
    others = [side for side in known if side != symbol.upper()]
    message = "both partners are the same gene" if len(known) == 2 and not others else ""
    kind = AlterationKind.REARRANGEMENT if message else AlterationKind.FUSION
    return accepted(text, symbol, kind, partner=as_symbol(others[0]) if others else None, message=message)


def _side(token: str) -> str:
    """Return a partner in upper case; empty where it is said to be unknown."""
    bare = token.strip("[]() ,;").upper()
    return "" if bare in UNKNOWN_PARTNERS or "," in bare else bare


def _driver(sides: list[str]) -> str:
    """Choose the partner that drugs and evidence name; the 3' partner where neither is known for it."""
    ranked = [gene for gene in _DRIVERS if gene in sides]
    return ranked[0] if ranked else sides[-1]
