"""The grammar of protein changes: from text to record, one construct a function."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tumorboard.domain.protein_record import ProteinChange, ProteinKind
from tumorboard.domain.residues import NEAR_STOP, THREE_TO_ONE, one_letter, read_sequence, shorten_names

# The longest human protein (titin) has fewer than 36,000 residues.
MAX_POSITION = 36_000

# Codons that assays and trials name with an X for "any residue"; elsewhere an X is the older sign for a stop codon.
PLACEHOLDER_CODONS = frozenset(
    [
        "G719",
        "S768",
        "L747",
        "L858",
        "L861",
        "C797",
        "L718",
        "L792",
        "G12",
        "G13",
        "Q61",
        "K117",
        "A146",
        "R132",
        "R140",
        "R172",
        "E542",
        "E545",
        "Q546",
        "S310",
        "L755",
        "Y537",
        "L536",
        "C481",
        "G1202",
        "Y641",
        "K700",
        "S34",
        "Q209",
        "R201",
        "S252",
        "S249",
        "R248",
        "Y373",
        "K650",
        "C634",
        "S33",
        "S37",
        "S45",
        "G34",
        "G2032",
        "G595",
        "G639",
        "R183",
        "L265",
        "C420",
        "K27",
        "K28",
        "G35",
        "E17",
        "L597",
        "G469",
        "G466",
        "K601",
        "Q56",
        "K57",
        "C121",
        "C1156",
        "L1196",
        "L1198",
        "G1269",
        "R1275",
        "S1206",
        "Y842",
        "Y1230",
        "K642",
        "W515",
        "R882",
        "G667",
        "G623",
    ]
)

_AA = r"(?:" + "|".join(THREE_TO_ONE) + r"|[A-Z*])"
_RANGE = rf"(?P<ref>{_AA})?(?P<start>\d+)(?:[_-](?P<ref_end>{_AA})?(?P<end>\d+))?"
_FLAGS = re.IGNORECASE

_SUBSTITUTION = re.compile(rf"(?P<ref>{_AA})(?P<start>\d+)>?(?P<alt>{_AA}|=|\?)?", _FLAGS)
_FRAMESHIFT = re.compile(
    rf"(?P<ref>{_AA})?(?P<start>\d+)(?P<alt>{_AA})?(?:fs|frameshift)-?(?:(?:\*|Ter|X|>)?(?P<stop>\d+|\?)?)\*?", _FLAGS
)
_DELETION = re.compile(rf"{_RANGE}-?del-?(?P<seq>[A-Z*]+|\d+)?", _FLAGS)
_DELETION_FIRST = re.compile(rf"del-?{_RANGE}", _FLAGS)
_DELINS = re.compile(
    rf"{_RANGE}-?(?:del(?P<lost>[A-Z]*?)ins|indel|(?P<lost_arrow>[A-Z]*)>)-?(?P<seq>[A-Z*]+|\d+)", _FLAGS
)
_DELINS_FIRST = re.compile(rf"del-?{_RANGE}-?ins-?(?P<seq>[A-Z*]+|\d+)", _FLAGS)
_INSERTION = re.compile(rf"{_RANGE}-?ins-?(?:(?P<seq>[A-Z*]+)|(?P<count>\d+))?", _FLAGS)
_DUPLICATION = re.compile(rf"{_RANGE}-?dup(?:lication)?-?(?P<seq>[A-Z*]+|\d+)?", _FLAGS)
_EXTENSION = re.compile(rf"(?P<ref>\*|Ter|X)(?P<start>\d+)(?P<alt>{_AA})?ext-?(?:\*|Ter|X)?(?P<stop>\d+|\?)?", _FLAGS)
_START_EXTENSION = re.compile(r"(?:M|Met)1(?:[A-Z]{1,3})?ext-?\d+", _FLAGS)
_SPLICE = re.compile(rf"{_RANGE}[_-]?(?:splice|sp)", _FLAGS)

_ACCESSION = re.compile(r"(?:[NXE][A-Z]{1,4}_?\d+(?:\.\d+)?|LRG_\d+p\d+)\s*:\s*", _FLAGS)
_CODING_BEHIND = re.compile(r"[\s,;]*[\(\[]?\s*c\.\s*[^()\[\]]*[\)\]]?\s*$", _FLAGS)
_SIGNS = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "→": ">", "⟶": ">", "➔": ">", "∗": "*"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is no protein change, and why; ``contradiction`` if it is one that contradicts itself."""

    message: str
    contradiction: bool = False


def clean(text: str) -> str:
    """Strip what surrounds a change: accession, ``p.``, brackets, spaces, a coding change behind it."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    text = text.replace("%3D", "=").replace("->", ">").replace("Δ", "del").replace("Δ", "del")
    text = _ACCESSION.sub("", text, count=1) if ":" in text else text
    text = _CODING_BEHIND.sub("", text) if "c." in text.lower() and not text.lower().startswith("c.") else text
    text = re.sub(r"^[\[\(\s]*(?:p\s*\.|p(?=\())\s*", "", text, flags=re.I)
    text = shorten_names(text)
    text = re.sub(r"(?<=[A-Z])\s*\bto\b\s*(?=[A-Z])|(?<=\d)\s*\bto\b\s*(?=[A-Z])", "", text, flags=re.I)
    return re.sub(r"[\s()\[\]]|\.$|,$", "", text)


def parse(text: str) -> ProteinChange | Unread:
    """Read one protein change; see `tumorboard.domain.protein`."""
    if len(text) > 200:
        return Unread("longer than any protein change that a report writes")
    body = clean(text)
    if body in ("=", "0", "0?", "?"):
        return _whole_protein(body)
    for pattern, build in _CONSTRUCTS:
        found = pattern.fullmatch(body)
        if found is not None:
            return build(found)
    return Unread("not written like a protein change")


def _whole_protein(body: str) -> ProteinChange:
    kind: ProteinKind = "synonymous" if body == "=" else "unknown"
    return ProteinChange(kind, "", 0, 0, "", f"p.{body}")


@dataclass(frozen=True, slots=True)
class _Span:
    """The residues a change names; ``three`` whether they are written with three letters."""

    ref: str
    start: int
    ref_end: str
    end: int
    three: bool

    @property
    def text(self) -> str:
        first = f"p.{self.ref}{self.start}"
        return first if self.end == self.start else f"{first}_{self.ref_end}{self.end}"

    @property
    def length(self) -> int:
        return self.end - self.start + 1


def _span(found: re.Match[str]) -> _Span | Unread:
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
    if "end" in parts and parts["end"] and end == start and letters[0] != letters[1] and all(letters):
        return Unread(f"residue {start} cannot be both {letters[0]} and {letters[1]}", contradiction=True)
    ref_end = letters[1] if end != start else letters[0]
    return _Span(letters[0], start, ref_end, end, any(len(token) == 3 for token in tokens))


def _substitution(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
    if isinstance(span, Unread):
        return span
    token = found["alt"] or ""
    alt = token if token in ("=", "?", "") else one_letter(token)
    if alt is None:
        return Unread(f"{token!r} is no amino acid", contradiction=True)
    ref, start = span.ref, span.start
    if ref == "X" and alt not in ("", "X"):
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


def _frameshift(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
    if isinstance(span, Unread):
        return span
    alt = one_letter(found["alt"]) if found["alt"] else ""
    if alt is None:
        return Unread(f"{found['alt']!r} is no amino acid", contradiction=True)
    stop = found["stop"]
    tail = f"*{stop}" if stop else ""
    text = f"{span.text}{alt}fs{tail}"
    count = int(stop) if stop and stop != "?" else None
    return ProteinChange("frameshift", span.ref, span.start, span.end, alt, text, span.ref_end, stop=count)


def _lost_residues_agree(span: _Span, lost: str) -> Unread | None:
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


def _deletion(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
    if isinstance(span, Unread):
        return span
    lost = found.groupdict().get("seq")
    wrong = _lost_residues_agree(span, lost) if lost else None
    if wrong is not None:
        return wrong
    text = f"{span.text}del"
    return ProteinChange("inframe_deletion", span.ref, span.start, span.end, "", text, span.ref_end, inserted=0)


def _delins(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
    if isinstance(span, Unread):
        return span
    parts = found.groupdict()
    lost = parts.get("lost") or parts.get("lost_arrow") or ""
    wrong = _lost_residues_agree(span, lost) if lost else None
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
        return ProteinChange(kind, span.ref, span.start, span.end, alt, text, span.ref_end, inserted=1)
    kind = "nonsense" if "*" in alt else "inframe_indel"
    text = f"{span.text}delins{alt}"
    return ProteinChange(kind, span.ref, span.start, span.end, alt, text, span.ref_end, inserted=len(alt))


def _insertion(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
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


def _duplication(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
    if isinstance(span, Unread):
        return span
    wrong = _lost_residues_agree(span, found["seq"]) if found["seq"] else None
    if wrong is not None:
        return wrong
    if span.length <= 2 and span.ref and span.ref_end:
        alt = span.ref if span.length == 1 else span.ref + span.ref_end
    else:
        alt = ""
    text = f"{span.text}dup"
    return ProteinChange("duplication", span.ref, span.start, span.end, alt, text, span.ref_end, inserted=span.length)


def _extension(found: re.Match[str]) -> ProteinChange | Unread:
    start = int(found["start"])
    alt = one_letter(found["alt"]) if found["alt"] else ""
    if alt is None or not 1 <= start <= MAX_POSITION:
        return Unread("not an extension that can exist", contradiction=True)
    stop = found["stop"]
    text = f"p.*{start}{alt}ext{'*' + stop if stop else ''}"
    count = int(stop) if stop and stop != "?" else None
    return ProteinChange("stop_lost", "*", start, start, alt, text, "*", stop=count)


def _start_extension(found: re.Match[str]) -> ProteinChange:
    return ProteinChange("extension", "M", 1, 1, "", f"p.M1ext{re.sub(r'.*ext', '', found.group(), flags=re.I)}", "M")


def _splice(found: re.Match[str]) -> ProteinChange | Unread:
    span = _span(found)
    if isinstance(span, Unread):
        return span
    ref, ref_end = span.ref.replace("X", ""), span.ref_end.replace("X", "")
    tail = "" if span.end == span.start else f"_{ref_end}{span.end}"
    return ProteinChange("splice", ref, span.start, span.end, "", f"p.{ref or 'X'}{span.start}{tail}_splice", ref_end)


_CONSTRUCTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], ProteinChange | Unread]], ...] = (
    (_SUBSTITUTION, _substitution),
    (_EXTENSION, _extension),
    (_START_EXTENSION, _start_extension),
    (_FRAMESHIFT, _frameshift),
    (_SPLICE, _splice),
    (_DUPLICATION, _duplication),
    (_DELINS_FIRST, _delins),
    (_DELINS, _delins),
    (_DELETION_FIRST, _deletion),
    (_DELETION, _deletion),
    (_INSERTION, _insertion),
)
