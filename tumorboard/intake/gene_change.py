"""What a text says of a gene that is already known: protein change, words, coding change, identifier."""

import re

from tumorboard.domain.alteration import AlterationKind, Consequence, Pathogenicity
from tumorboard.domain.protein import ProteinChange, examine_protein_change
from tumorboard.domain.protein_alternatives import read_alternatives
from tumorboard.domain.wording import read_wording
from tumorboard.intake.coding_change import read_coding
from tumorboard.intake.reading import ReadAlteration, accepted, refused
from tumorboard.intake.worded import read_worded

_FRACTION = r"(?:VAF|AF|MAF|AB|allele\s+(?:fraction|frequency))"
_SHARE = (
    rf"\(?{_FRACTION}?\s*[:=]?\s*(?P<share>\d+(?:\.\d+)?)\s*%(?:\s*{_FRACTION})?\)?|"
    rf"\(?{_FRACTION}\s*[:=]?\s*(?P<fraction>0?\.\d+)\)?"
)
_ORIGIN = r"somatic|germline|heterozygous|homozygous|hemizygous"
_CLASS = r"likely[\s-]+pathogenic|pathogenic|VUS|likely[\s-]+benign|benign|variant of uncertain significance"
_BEFORE = re.compile(rf"^(?:(?:exon|ex)\s*(?P<exon>\d+)[\s,:]+(?=.*\d)|(?:{_ORIGIN})\s+)", re.I)
_AFTER = re.compile(
    rf"[\s,]+(?:\(\s*)?(?:mutations?|variants?|mutant|missense|nonsense|substitutions?|frameshift|{_ORIGIN}|inframe|"
    rf"in-frame|{_SHARE}|positive|detected|{_CLASS}|SNV|indel|activating|inactivating|hotspot|oncogenic|driver|"
    r"homozygosity|mutations? detected|mutated|mt|exon\s*(?P<exon>\d+))(?:\s*\))?\s*$", re.I
)  # fmt: skip
_CLASSES = {
    "pathogenic": Pathogenicity.PATHOGENIC, "likely pathogenic": Pathogenicity.LIKELY_PATHOGENIC,
    "vus": Pathogenicity.UNCERTAIN, "variant of uncertain significance": Pathogenicity.UNCERTAIN,
    "likely benign": Pathogenicity.LIKELY_BENIGN, "benign": Pathogenicity.BENIGN,
}  # fmt: skip
_BRACKETED = re.compile(r"^(?P<base>[^()]*?)\s*\((?P<inside>.+?)\)?\s*$", re.S)
_CODING_FIRST = re.compile(
    r"^(?P<coding>(?:[NX]M_\d+(?:\.\d+)?:)?c\.\S+)\s*[,;\s]\s*\(?(?P<protein>p\..+?)\)?$", re.I
)  # fmt: skip
_PROTEIN_FIRST = re.compile(r"^(?P<protein>\S+)\s*[,;\s]\s*(?P<coding>c\.\s*\S+)$", re.I)
_CODING_BEHIND = re.compile(r"\(\s*(?P<c>c\.[^()]*)\)?\s*$", re.I)
_KARYOTYPE = re.compile(r"(?P<what>t|inv|ins|der|dic|del|dup)\s*\(\s*[\dXY]+.*", re.I)
_IDENTIFIER = re.compile(
    r"rs\d+(?:\s*[:;,]?\s*[A-Za-z]{1,2}|\s+homozygosity|\s*:\s*intron)?|SNP\s*\d+|"
    r"(?:[A-Z0-9-]+)?\*\d+[A-Z]?(?::\d+[A-Z]?)?(?:\s+homozygosity)?", re.I
)  # fmt: skip
# Numbers that are exons, not residues, where nothing else is said.
_SHORT_EXON = re.compile(
    r"e?(?P<exon>1[89]|2[01])[\s-]*(?P<what>del(?:etion)?|ins(?:ertion)?)s?|"
    r"(?P<sign>del|ins)[\s-]*(?:e|ex|exon)?[\s-]*(?P<number>1[89]|2[01])", re.I
)  # fmt: skip
_EGFR_NUMBERED = re.compile(r"v(?:ariant\s*)?[2-5]", re.I)
_MET_14 = re.compile(r"(?:Δ|del(?:ta)?)[\s-]*(?:ex(?:on)?)?[\s-]*14", re.I)
_PROMOTER = re.compile(r"^promoter\s+|\s+\(?promoter(?:\s+(?:mutation|variant))?\)?$", re.I)
_EGFR_VIII = re.compile(r"(?:del(?:etion)?|de|Δ|delta)[\s-]*(?:exons?\s*)?2\s*[-_]\s*7", re.I)
_EXON_SEQUENCE = re.compile(r"(?P<base>exon\s*\d+\s*(?:ins|insertion))\s+[ACDEFGHIKLMNPQRSTVWY]+")
_NEGATED = re.compile(r"\bnot\s+(?:detected|found|identified|present|seen)\b|\bnegative\b|\babsent\b|^no\s", re.I)


def read_change(text: str, gene: str) -> ReadAlteration | None:
    """Read what is said of a gene; None where nothing is understood."""
    if not text:
        return None
    if _NEGATED.search(text):
        return _read_negative(text, gene)
    if re.match(r"rs\d{3}|SNP\d", text, re.I):
        return _read_identifier(text, gene)
    if gene == "EGFR" and _EGFR_VIII.fullmatch(text):
        return read_worded("exon 2-7 deletion", gene)
    short = _SHORT_EXON.fullmatch(text) if gene in ("EGFR", "ERBB2") else None
    if short is not None:
        return read_worded(f"exon {short['exon'] or short['number']} {short['what'] or short['sign']}", gene)
    if gene == "EGFR" and _EGFR_NUMBERED.fullmatch(text):
        return read_worded(text, gene)
    if gene == "MET" and _MET_14.fullmatch(text):
        return read_worded("exon 14 skipping", gene)
    promoter = read_coding(_PROMOTER.sub("", text), gene) if gene == "TERT" else None
    return (
        promoter or _read_protein(text, gene) or _read_alternatives(text) or _read_words(text, gene)
        or read_coding(text, gene) or _read_twice(text, gene) or _read_bracketed(text, gene)
        or _read_identifier(text, gene) or _read_noted(text, gene)
    )  # fmt: skip


def _read_negative(text: str, gene: str) -> ReadAlteration:
    """Read that something was not found: only wild type and expression are said so."""
    found = read_worded(text, gene)
    stated = (AlterationKind.WILD_TYPE, AlterationKind.EXPRESSION)
    if found is not None and found.alteration is not None and found.alteration.kind in stated:
        return found
    return refused(text, "a negative finding is no alteration")


def _read_protein(text: str, gene: str) -> ReadAlteration | None:
    if gene in ("AR", "CD44") and re.fullmatch(r"-?v\d+(?:es)?", text, re.I):  # transcripts, not valine 7
        return None
    both = _CODING_FIRST.match(text) or _PROTEIN_FIRST.match(text)
    behind = _CODING_BEHIND.search(text)
    coding = both["coding"] if both else behind["c"] if behind else None
    bare, notes = _strip_notes(both["protein"] if both else text)
    change = examine_protein_change(bare)
    if not isinstance(change, ProteinChange):
        if change.contradiction and both is None and read_wording(text) is None:
            return refused(text, change.message, "contradiction")
        return None
    if coding:
        notes["cdna_change"] = re.sub(r"\s+", "", coding)
    return accepted(text, gene, AlterationKind.SMALL_VARIANT, change=change, message=_note(bare, change), **notes)


def _strip_notes(text: str) -> tuple[str, dict[str, object]]:
    """Take exon, origin, share of reads and class off a change."""
    notes: dict[str, object] = {}
    before = _BEFORE.match(text)
    while before is not None:
        if before["exon"]:
            notes["exon"] = int(before["exon"])
        _keep(before.group(), notes)
        text = text[before.end() :]
        before = _BEFORE.match(text)
    after = _AFTER.search(text)
    while after is not None:
        if after["exon"]:
            notes["exon"] = int(after["exon"])
        if after["share"]:
            notes["vaf"] = min(float(after["share"]), 100.0) / 100
        if after["fraction"]:
            notes["vaf"] = float(after["fraction"])
        _keep(after.group(), notes)
        text = text[: after.start()]
        after = _AFTER.search(text)
    return text.strip(), notes


def _keep(words: str, notes: dict[str, object]) -> None:
    plain = re.sub(r"[\s-]+", " ", words.strip(" (),:")).lower()
    if plain in ("germline", "somatic"):
        notes["origin"] = plain
    if plain in _CLASSES:
        notes["pathogenicity"] = _CLASSES[plain]


def _read_twice(text: str, gene: str) -> ReadAlteration | None:
    """Read a change that is written twice: ``V600E (p.Val600Glu)``."""
    found = _BRACKETED.match(text)
    if found is None:
        return None
    one, other = (examine_protein_change(found[name]) for name in ("base", "inside"))
    if not isinstance(one, ProteinChange) or not isinstance(other, ProteinChange):
        return None
    if one != other:
        return refused(text, f"{one.text} and {other.text} contradict each other", "contradiction")
    return accepted(text, gene, AlterationKind.SMALL_VARIANT, change=one)


def _note(text: str, change: ProteinChange) -> str:
    """Tell what had to be assumed."""
    if text.rstrip(")] ").upper().endswith("X") and change.kind in ("codon", "nonsense"):
        return "X is read as a stop codon; write * or Ter" if change.kind == "nonsense" else "X is read as any residue"
    if change.kind == "unknown":
        return "the effect on the protein is not known"
    return ""


def _read_noted(text: str, gene: str) -> ReadAlteration | None:
    """Read a coding change with words behind it, or an exon's insertion with its residues."""
    sequence = _EXON_SEQUENCE.fullmatch(text)
    if sequence is not None:
        return read_worded(sequence["base"], gene)
    bare = re.sub(r"\s+(?:splice|splicing|intron\s*\d+|mutation|variant)\b.*$", "", text, flags=re.I)
    return read_coding(bare, gene) if bare != text else None


def _read_alternatives(text: str) -> ReadAlteration | None:
    changes = read_alternatives(text)
    if not changes:
        return None
    names = " or ".join(change.text for change in changes)
    return refused(text, f"one of several: {names}; give the one that was found", "several")


def _read_words(text: str, gene: str) -> ReadAlteration | None:
    found = read_worded(text, gene)
    if found is not None:
        return found
    bare, notes = _strip_notes(text)
    again = read_worded(bare, gene) if bare != text and bare else None
    if again is None and bare == "" and notes:
        again = accepted(text, gene, AlterationKind.SMALL_VARIANT, description="mutation")
    if again is None or again.alteration is None:
        return again
    return ReadAlteration(text, "ok", again.alteration.model_copy(update=notes), message=again.message)


def _read_bracketed(text: str, gene: str) -> ReadAlteration | None:
    """Read words with a note in brackets: ``Splice Site (c.3028+1G>T)``, ``Null (Partial deletion)``."""
    found = _BRACKETED.match(text)
    if found is None or not found["base"] or _KARYOTYPE.fullmatch(text):
        return None
    base, inside = found["base"].strip(), found["inside"].strip()
    worded = read_worded(base, gene)
    if worded is None or worded.alteration is None:
        return None
    coding = read_coding(inside, gene)
    if coding is not None and coding.alteration is not None:
        fields: dict[str, object] = {"cdna_change": coding.alteration.cdna_change}
        if worded.alteration.consequence is None and worded.alteration.kind is AlterationKind.SMALL_VARIANT:
            fields["consequence"] = coding.alteration.consequence
        return ReadAlteration(text, "ok", worded.alteration.model_copy(update=fields), message=worded.message)
    known = re.match(r"c\.|ivs", inside, re.I) or read_worded(inside, gene) or re.search(r"\d|allele|codon", inside)
    return ReadAlteration(text, "ok", worded.alteration, message=worded.message) if known else None


def _read_identifier(text: str, gene: str) -> ReadAlteration | None:
    """Read karyotypes, dbSNP numbers and star alleles: known as such, without a protein change."""
    karyotype = _KARYOTYPE.fullmatch(text)
    if karyotype is not None and karyotype["what"].lower() == "del":
        message = "part of a chromosome is lost: one copy"
        return accepted(text, gene, AlterationKind.LOSS, description="single-copy loss", message=message)
    if karyotype is not None:
        return accepted(text, gene, AlterationKind.REARRANGEMENT, description=text)
    if _IDENTIFIER.fullmatch(text):
        message = "only an identifier is given: the protein change is not known"
        return accepted(
            text, gene, AlterationKind.SMALL_VARIANT, consequence=Consequence.OTHER, description=text, message=message
        )
    return None
