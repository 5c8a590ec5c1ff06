"""The constructs of a protein change: from a matched text to a checked record, one construct a function."""

import re
from dataclasses import dataclass

from tumorboard.domain.protein_record import ProteinChange, ProteinKind
from tumorboard.domain.residues import NEAR_STOP, one_letter, read_sequence

# The longest human protein (titin) has fewer than 36,000 residues.
MAX_POSITION = 36_000

# Codons that assays and trials name with an X for "any residue"; elsewhere an X is the older sign for a stop codon.
PLACEHOLDER_CODONS = frozenset(
    [
        "G12", "G13", "E17", "K27", "K28", "S33", "S34", "G34", "G35", "S37", "S45", "Q56", "K57", "Q61",
        "K117", "C121", "R132", "R140", "A146", "R172", "R183", "R201", "Q209", "R248", "S249", "S252", "L265",
        "S310", "Y373", "C420", "G466", "G469", "C481", "W515", "L536", "Y537", "E542", "E545", "Q546", "G595",
        "L597", "K601", "G623", "C634", "Y641", "K642", "K650", "G667", "K700", "L718", "G719", "L747", "L755",
        "S768", "L792", "C797", "Y842", "L858", "L861", "R882", "C1156", "L1196", "L1198", "G1202", "S1206",
        "Y1230", "G1269", "R1275", "G2032",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is no protein change, and why; ``contradiction`` if it is one that contradicts itself."""

    message: str
    contradiction: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The residues a change names; ``three`` whether they are written with three letters."""

    ref: str
    start: int
    ref_end: str
    end: int
    three: bool

    @property
    def text(self) -> str:
        """The span as HGVS writes it: ``p.E746_A750``."""
        first = f"p.{self.ref}{self.start}"
        return first if self.end == self.start else f"{first}_{self.ref_end}{self.end}"

    @property
    def length(self) -> int:
        """Number of residues."""
        return self.end - self.start + 1


def read_span(found: re.Match[str]) -> Span | Unread:
    """Read and check the positions of a match."""
    parts = found.groupdict()
    tokens = [parts.get("ref") or "", parts.get("ref_end") or ""]
    start = int(parts["start"])
    end = int(parts.get("end") or start)
    letters = []
    for token in tokens:
        letter = one_letter(token) if token else ""
        if letter is None:
            return Unread(f"{token!r} is no amino acid", contradiction=True)
        letters.append(letter)
    if not 1 <= start <= MAX_POSITION or end > MAX_POSITION:
        return Unread("there is no such residue number in a human protein", contradiction=True)
    if end < start:
        return Unread(f"the range {start}_{end} runs backwards", contradiction=True)
    if parts.get("end") and end == start and letters[0] != letters[1] and all(letters):
        return Unread(f"residue {start} cannot be both {letters[0]} and {letters[1]}", contradiction=True)
    ref_end = letters[1] if end != start else letters[0]
    return Span(letters[0], start, ref_end, end, any(len(token) == 3 for token in tokens))


def substitution(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``V600E``, ``V600``, ``V600=``, ``R213*``, ``M1?``, ``*757L``, ``G12X``."""
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    token = found["alt"] or ""
    alt = token if token in ("=", "?", "") else one_letter(token)
    if alt is None:
        return Unread(f"{token!r} is no amino acid", contradiction=True)
    ref, start = span.ref, span.start
    if ref == "X" == alt:  # two old stops; two residues that are not known tell of the codon only
        ref, alt = ("X", "") if token.upper() == "XAA" else ("*", "*")
    elif ref == "X" and alt:
        ref = "*"
    if alt == "X" and ref in NEAR_STOP and f"{ref}{start}" not in PLACEHOLDER_CODONS and token.upper() != "XAA":
        alt = "*"
    if alt in ("=", ref):
        return ProteinChange("synonymous", ref, start, start, ref, f"p.{ref}{start}=", ref)
    if ref == "*":
        return ProteinChange("stop_lost", ref, start, start, alt.strip("?"), f"p.*{start}{alt.strip('?')}", ref)
    if alt in ("", "X"):
        return ProteinChange("codon", ref, start, start, "", f"p.{ref}{start}", ref)
    if ref == "M" and start == 1:
        return ProteinChange("start_lost", "M", 1, 1, alt.strip("?"), f"p.M1{alt}", "M")
    if alt == "?":
        return ProteinChange("unknown", ref, start, start, "", f"p.{ref}{start}?", ref)
    kind: ProteinKind = "nonsense" if alt == "*" else "missense"
    return ProteinChange(kind, ref, start, start, alt, f"p.{ref}{start}{alt}", ref, inserted=1)


def several_residues(found: re.Match[str]) -> ProteinChange | Unread:
    """Read neighbouring residues that are exchanged together: ``VK600EI``."""
    refs, alts = (read_sequence(found[name], three=False) for name in ("refs", "alts"))
    if refs is None or alts is None or "U" in refs + alts:
        return Unread("not written like a protein change")
    if len(refs) != len(alts):
        return Unread(f"{len(refs)} residues cannot be exchanged for {len(alts)} without saying which are lost")
    start = int(found["start"])
    end = start + len(refs) - 1
    if not 1 <= start <= end <= MAX_POSITION:
        return Unread("there is no such residue number in a human protein", contradiction=True)
    text = f"p.{refs[0]}{start}_{refs[-1]}{end}delins{alts}"
    return ProteinChange("inframe_indel", refs[0], start, end, alts, text, refs[-1], inserted=len(alts))


def frameshift(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``P71Lfs*61``, ``P71fs``, ``E55RfsTer11``, ``T148HfsX9``; at the stop codon it is an extension."""
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    alt = one_letter(found["alt"]) if found["alt"] else ""
    if alt is None:
        return Unread(f"{found['alt']!r} is no amino acid", contradiction=True)
    stop = found["stop"]
    tail = f"*{stop}" if stop else ""
    count = int(stop) if stop and stop != "?" else None
    if span.ref == "*":
        text = f"p.*{span.start}{alt}ext{tail}"
        return ProteinChange("stop_lost", "*", span.start, span.start, alt, text, "*", stop=count)
    text = f"{span.text}{alt}fs{tail}"
    return ProteinChange("frameshift", span.ref, span.start, span.end, alt, text, span.ref_end, stop=count)


def _lost_residues_disagree(span: Span, lost: str) -> Unread | None:
    """Check residues that a text lists against the range it names."""
    if lost.isdigit():
        agree = int(lost) == span.length or span.length == 1
    else:
        letters = read_sequence(lost, three=span.three)
        if letters is None:
            return Unread(f"{lost!r} has a letter that is no amino acid", contradiction=True)
        agree = len(letters) == span.length and (not span.ref or letters[0] == span.ref)
        agree = agree and (not span.ref_end or letters[-1] == span.ref_end)
    return None if agree else Unread(f"{lost!r} does not fit the residues {span.text[2:]}", contradiction=True)


def deletion(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``E746_A750del``, ``E746_A750delELREA``, ``V560del``, ``del485-490``."""
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    lost = found.groupdict().get("seq")
    wrong = _lost_residues_disagree(span, lost) if lost else None
    if wrong is not None:
        return wrong
    text = f"{span.text}del"
    return ProteinChange("inframe_deletion", span.ref, span.start, span.end, "", text, span.ref_end, inserted=0)


def delins(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``L747_P753delinsS``, ``E746_T751>I``, ``delL747_P753insS``, ``56_61QKQKVG>R``."""
    parts = found.groupdict()
    lost = parts.get("lost") or parts.get("lost_arrow") or ""
    if not parts["ref"] and set((lost + parts["seq"]).upper()) <= set("ACGT"):
        return Unread("written like a change of bases, not of residues")
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    wrong = _lost_residues_disagree(span, lost) if lost else None
    if wrong is not None:
        return wrong
    if parts["seq"].isdigit():
        count = int(parts["seq"])
        text = f"{span.text}delins{count}"
        return ProteinChange("inframe_indel", span.ref, span.start, span.end, "", text, span.ref_end, inserted=count)
    alt = read_sequence(parts["seq"], three=span.three)
    if alt is None:
        return Unread(f"{parts['seq']!r} has a letter that is no amino acid", contradiction=True)
    if span.length == 1 and len(alt) == 1 and span.ref:
        kind: ProteinKind = "nonsense" if alt == "*" else "synonymous" if alt == span.ref else "missense"
        text = f"{span.text}{'=' if kind == 'synonymous' else alt}"
        inserted = None if kind == "synonymous" else 1
        return ProteinChange(kind, span.ref, span.start, span.end, alt, text, span.ref_end, inserted=inserted)
    kind = "nonsense" if "*" in alt else "inframe_indel"
    text = f"{span.text}delins{alt}"
    return ProteinChange(kind, span.ref, span.start, span.end, alt, text, span.ref_end, inserted=len(alt))


def insertion(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``A763_Y764insFQEA``, ``R177_L178ins6``, ``A763insLQEA``."""
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    if span.end not in (span.start, span.start + 1):
        return Unread(f"an insertion lies between neighbours, not between {span.start} and {span.end}", True)
    count, alt = found["count"], ""
    inserted = int(count) if count else None
    if found["seq"]:
        letters = read_sequence(found["seq"], three=span.three)
        if letters is None:
            return Unread(f"{found['seq']!r} has a letter that is no amino acid", contradiction=True)
        alt, inserted = letters, len(letters)
    kind: ProteinKind = "nonsense" if "*" in alt else "inframe_insertion"
    text = f"{span.text}ins{alt or count or ''}"
    return ProteinChange(kind, span.ref, span.start, span.end, alt, text, span.ref_end, inserted=inserted)


def duplication(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``A767_V769dup``, ``T599dup``, ``A767_V769dupASV``."""
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    wrong = _lost_residues_disagree(span, found["seq"]) if found["seq"] else None
    if wrong is not None:
        return wrong
    both = span.ref if span.length == 1 else span.ref + span.ref_end
    alt = both if span.length <= 2 and span.ref and span.ref_end else ""
    text = f"{span.text}dup"
    return ProteinChange("duplication", span.ref, span.start, span.end, alt, text, span.ref_end, inserted=span.length)


def extension(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``*214Gext*14``: the stop codon is lost and the protein goes on."""
    start = int(found["start"])
    alt = one_letter(found["alt"]) if found["alt"] else ""
    if alt is None or not 1 <= start <= MAX_POSITION:
        return Unread("not an extension that can exist", contradiction=True)
    stop = found["stop"]
    text = f"p.*{start}{alt}ext{'*' + stop if stop else ''}"
    count = int(stop) if stop and stop != "?" else None
    return ProteinChange("stop_lost", "*", start, start, alt, text, "*", stop=count)


def start_extension(found: re.Match[str]) -> ProteinChange:
    """Read ``M1ext-5``: translation starts upstream."""
    return ProteinChange("extension", "M", 1, 1, "", f"p.M1ext{re.sub(r'.*ext', '', found.group(), flags=re.I)}", "M")


def splice(found: re.Match[str]) -> ProteinChange | Unread:
    """Read ``X1010_splice``, ``963_1010splice``."""
    span = read_span(found)
    if isinstance(span, Unread):
        return span
    ref, ref_end = span.ref.replace("X", ""), span.ref_end.replace("X", "")
    tail = "" if span.end == span.start else f"_{ref_end}{span.end}"
    return ProteinChange("splice", ref, span.start, span.end, "", f"p.{ref or 'X'}{span.start}{tail}_splice", ref_end)
