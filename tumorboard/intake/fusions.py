"""Fusions as written: ``EML4::ALK``, ``EML4-ALK``, ``ALK fusion``, ``e14a2 BCR::ABL1``, ``RET fusion (KIF5B)``."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.loci import RECEPTOR_LOCI
from tumorboard.domain.protein import read_protein_change
from tumorboard.domain.wording import read_wording
from tumorboard.intake.gene_token import as_symbol, hyphenated
from tumorboard.intake.reading import UNKNOWN_PARTNERS, IsGene, ReadAlteration, accepted, refused

# Genes whose product the drugs and the evidence name, in the order of preference where both partners are among them.
DRIVERS = (
    "ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "FGFR1", "FGFR2", "FGFR3", "FGFR4", "MET", "BRAF", "RAF1", "EGFR",
    "ERBB2", "ERBB4", "PDGFRA", "PDGFRB", "ABL1", "ABL2", "JAK2", "CSF1R", "KIT", "FLT3", "LTK", "SYK", "NRG1", "KMT2A",
    "NUTM1", "TFE3", "TFEB", "PRKACA", "MYB", "ERG", "ETV1", "ETV4", "EWSR1", "ESR1", "RARA", "NUP98", "PIK3CA",
    "RSPO2", "RSPO3",
)  # fmt: skip
_WORD = re.compile(
    r"\s*\b(?:(?:in[- ]frame\s+)?(?:gene\s+)?(?:fusions?(?:\s+(?:gene|transcript|positive|detected|mutation))?|"
    r"rearrangements?|translocations?))\b\s*", re.I
)  # fmt: skip
_NOTES = re.compile(
    r"\s*[(\[]\s*(?:[a-z]|ex|exon)?\s*\d+\s*[-;:,/ ]+\s*(?:[a-z]|ex|exon)?\s*\d+\s*[)\]]|"
    r"\s*[(\[]\s*(?:e|ex|exon)?\s*\d+\s*[)\]]|(?:^|\s+)[ebap]\d+[a-c]\d+\b|\s+(?:v|variant\s*)\d+[a-c]?\b|"
    r"\s+e\d+::e\d+\b|\s*\bintron\s*\d+\b|\s+e\d+[-;:]e?\d+\b|\^ENSG\d+(?:\.\d+)?|\s+exon\s*\d+|\s+[ae]\d+\s*[;,-]\s*[ae]\d+\b|"
    r"(?:ENST\d+\.\d+|NM_\d+\.\d+)\((?=\w+\))|reg_e@", re.I
)  # fmt: skip
_UNKNOWN = re.compile(
    r"\s*[(,]?\s*\b(?:(?:with|to)\s+(?:an?\s+)?)?"
    r"(?:(?:unknown|unidentified|undetermined|novel)\s+(?:fusion\s+)?partner(?:\s+gene)?|"
    r"partner(?:\s+gene)?\s+(?:is\s+)?(?:unknown|not\s+(?:known|identified|determined|reported)))\b\s*\)?", re.I
)  # fmt: skip
_SIGNED = re.compile(r"(?P<left>[^:\s]+?)\s*(?:::|--|—|⁄)\s*(?P<right>[^:\s]+)")
_BRACKETED = re.compile(r"^(?P<one>[A-Za-z][A-Za-z0-9-]*)\s*\((?P<other>[A-Za-z][A-Za-z0-9-]*)\)$")
_CUT = re.compile(r"\s*(?:-|/|_|\band\b|\bwith\b)\s*")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9-]{2,}|[A-Z][A-Za-z0-9]*orf\d+|AR")


def read_fusion(text: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration | None:
    """Read a fusion; None where the text is none.

    The order of the partners says nothing. A partner must be a gene where ``is_gene`` is given, or be called unknown;
    an invented one makes the text unreadable rather than a fusion of the other gene.
    """
    worded = _WORD.search(text) is not None
    text, said = _UNKNOWN.sub(" ", text), text
    if text != said and worded:
        found = read_fusion(text, gene, is_gene)
        return found and replace(found, text=said)
    name = re.sub(r"\s+", " ", _WORD.sub(" ", _NOTES.sub("", text))).strip(" ,;:")
    signed = _SIGNED.fullmatch(name) or (_BRACKETED.fullmatch(name) if worded else None)
    if signed is not None:
        return _pair(text, signed[1], signed[2], gene, is_gene)
    if worded and gene and re.fullmatch(r"\([A-Za-z0-9-]+\)", name):
        return _pair(text, name.strip("()"), gene, gene, is_gene)
    if any(sign in name for sign in "-/_") or (worded and re.search(r"\b(?:and|with)\b", name)):
        pair = _find_pair(name, gene, is_gene, worded)
        if pair is not None:
            return _pair(text, *pair, gene, is_gene)
    return _one_partner(text, name, gene, is_gene) if worded else None


def _kind(text: str) -> AlterationKind:
    rearranged = re.search(r"rearrange|transloc", text, re.I) and not re.search(r"fusion|::|--", text, re.I)
    return AlterationKind.REARRANGEMENT if rearranged else AlterationKind.FUSION


def _one_partner(text: str, name: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration | None:
    """Read ``ALK fusion`` and, for a given gene, ``fusion``."""
    kind = _kind(text)
    if not name or (gene and name.upper() == gene.upper()):
        return accepted(text, gene, kind, description=kind.value) if gene else None
    name = re.sub(r"^(?:of|in|with|to)\s+", "", name, flags=re.I)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) or read_protein_change(name) or read_wording(name):
        return None
    if is_gene is not None and not is_gene(name):
        return None
    if gene is None:
        return accepted(text, as_symbol(name), kind, description=kind.value)
    return accepted(text, gene, kind, partner=as_symbol(name))


def _find_pair(name: str, gene: str | None, is_gene: IsGene | None, worded: bool) -> tuple[str, str] | None:
    """Find where a hyphenated name parts into two genes."""
    if hyphenated(name) or (is_gene is not None and is_gene(name) and name.upper() not in _NAMED_FUSIONS):
        return None
    halves = [(name[: cut.start()], name[cut.end() :]) for cut in _CUT.finditer(name)]
    halves = [half for half in halves if all(side and " " not in side for side in half)]
    if is_gene is not None:
        known = [half for half in halves if all(_is_partner(side, is_gene) for side in half)]
        if known:
            return known[0]
    if gene is not None:
        mine = [half for half in halves if gene.upper() in (half[0].upper(), half[1].upper())]
        return next((half for half in mine if all(_plausible(side, gene) for side in half)), None)
    whole = [half for half in halves if hyphenated(half[0]) or hyphenated(half[1])]
    plausible = [half for half in whole or halves if all(_plausible(side, None) for side in half)]
    if is_gene is not None and not worded and not any(is_gene(side) for half in plausible for side in half):
        return None
    return plausible[0] if plausible else None


# Fusions that lists of genes carry as an alias of one of the two.
_NAMED_FUSIONS = frozenset(
    [
        "BCR-ABL", "BCR/ABL", "MLL-AF6", "MLL-MAML2", "EWS-FLI1", "EWS-ATF1", "AML1-EVI-1", "AML1-EVI1", "AML1-MTG8",
        "AML1-ETO", "RET-ELE1", "NDEL1-PDGFRB", "NUP98-NUP96", "PML-RAR", "MDS1-EVI1",
    ]
)  # fmt: skip


def _is_partner(side: str, is_gene: IsGene) -> bool:
    """Say whether a token is a gene and no change (``V7`` and ``T790M`` are aliases of genes as well)."""
    known = side.upper() in UNKNOWN_PARTNERS or side.upper() in RECEPTOR_LOCI
    return known or (read_protein_change(side) is None and is_gene(side))


def _plausible(side: str, gene: str | None) -> bool:
    """Say whether a token can be a partner: a symbol, no change and no word (``ITD``, ``V7``)."""
    if side.upper() in UNKNOWN_PARTNERS or (gene is not None and side.upper() == gene.upper()):
        return True
    return _SYMBOL.fullmatch(side) is not None and read_protein_change(side) is None and read_wording(side) is None


def _pair(text: str, left: str, right: str, gene: str | None, is_gene: IsGene | None) -> ReadAlteration:
    sides = [_side(left), _side(right)]
    known = [side for side in sides if side]
    for side in known:
        if is_gene is not None and side not in RECEPTOR_LOCI and not is_gene(side):
            return refused(text, f"{side!r} is no gene; write 'unknown' for a partner that is not known")
    if not known:
        return refused(text, "no partner of the fusion is named") if gene is None else accepted(text, gene, _kind(text))
    if gene is None:
        gene = driver(known)
    elif gene.upper() not in known:
        return refused(text, f"the fusion {left}::{right} does not name {gene}", "contradiction")
    symbol = as_symbol(gene)
    others = [as_symbol(side) for side in known if side != symbol.upper()]
    if len(known) == 2 and not others:
        return accepted(text, symbol, AlterationKind.REARRANGEMENT, message="both partners are the same gene")
    partner = others[0] if others else None
    ordered = "::".join(as_symbol(side) if side else "unknown" for side in sides)
    return accepted(text, symbol, AlterationKind.FUSION, partner=partner, description=ordered)


def _side(token: str) -> str:
    """Return a partner in upper case; empty where it is said to be unknown."""
    bare = token.strip("[]() ,;").upper()
    return "" if bare in UNKNOWN_PARTNERS or "," in bare else bare


def driver(sides: Sequence[str]) -> str:
    """Choose the partner that drugs and evidence name; the 3' partner where neither is known for it."""
    ranked = [gene for gene in DRIVERS if gene in sides]
    return ranked[0] if ranked else sides[-1]
