"""The grammar of protein changes: which texts are one, and of which construct."""

import re
import unicodedata
from collections.abc import Callable

from tumorboard.domain import protein_constructs as build
from tumorboard.domain.protein_constructs import Unread
from tumorboard.domain.protein_record import ProteinChange, ProteinKind
from tumorboard.domain.residues import THREE_TO_ONE, shorten_names

MAX_LENGTH = 200

_AA = r"(?:" + "|".join(THREE_TO_ONE) + r"|[A-Z*])"
_RANGE = rf"(?P<ref>{_AA})?(?P<start>\d+)(?:[_-](?P<ref_end>{_AA})?(?P<end>\d+))?"
_SEQ = r"(?P<seq>[A-Z*]+|\d+)"
_FLAGS = re.IGNORECASE

_SUBSTITUTION = re.compile(rf"(?P<ref>{_AA})(?P<start>\d+)>?(?P<alt>{_AA}|=|\?)?", _FLAGS)
_PLAIN = re.compile(r"(?:p\.)?(?P<ref>[A-Z])(?P<start>[1-9]\d{0,4})(?P<alt>[A-Z*])")
_SEVERAL = re.compile(r"(?P<refs>[A-Z]{2,6})(?P<start>\d+)>?(?P<alts>[A-Z]{2,6})", _FLAGS)
_FRAMESHIFT = re.compile(
    rf"(?P<ref>{_AA})?(?P<start>\d+)(?P<alt>{_AA})?(?:fs|frameshift)-?(?:(?:\*|Ter|X|>)?(?P<stop>\d+|\?)?)\*?", _FLAGS
)
_DELETION = re.compile(rf"{_RANGE}-?del(?:etion)?-?{_SEQ}?", _FLAGS)
_DELETION_FIRST = re.compile(rf"del-?{_RANGE}", _FLAGS)
_DELINS = re.compile(rf"{_RANGE}-?(?:del(?P<lost>[A-Z]*?)ins|indel|(?P<lost_arrow>[A-Z]*)>)-?{_SEQ}", _FLAGS)
_DELINS_FIRST = re.compile(rf"del-?{_RANGE}-?ins-?{_SEQ}", _FLAGS)
_INSERTION = re.compile(rf"{_RANGE}-?ins-?(?:(?P<seq>[A-Z*]+)|(?P<count>\d+))?", _FLAGS)
_DUPLICATION = re.compile(rf"{_RANGE}-?dup(?:lication)?-?{_SEQ}?", _FLAGS)
_EXTENSION = re.compile(rf"(?P<ref>\*|Ter|X)(?P<start>\d+)(?P<alt>{_AA})?ext-?(?:\*|Ter|X)?(?P<stop>\d+|\?)?", _FLAGS)
_START_EXTENSION = re.compile(r"(?:M|Met)1(?:[A-Z]{1,3})?ext-?\d+", _FLAGS)
_SPLICE = re.compile(rf"{_RANGE}[_-]?(?:splice|sp)", _FLAGS)

_ACCESSION = re.compile(r"(?:[NXE][A-Z]{1,4}_?\d+(?:\.\d+)?|LRG_\d+p\d+)\s*:\s*", _FLAGS)
_CODING_BEHIND = re.compile(r"[\s,;]*[\(\[]?\s*c\.\s*[^()\[\]]*[\)\]]?\s*$", _FLAGS)
# Without a residue or a p. these are as likely changes of bases (5382insC) or of exons (19del).
_WITHOUT_RESIDUE = re.compile(r"\d+(?:[_-]\d+)?(?:del|ins|dup)-?[ACGT]+|\d+-?(?:del|dup|ins)(?:etion|ertion)?", _FLAGS)
_SAID_PROTEIN = re.compile(r"[\[(\s]*p\s*[.(]|[NE]\w*P_?\d+(?:\.\d+)?:", _FLAGS)
_SIGNS = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "→": ">", "⟶": ">", "➔": ">", "∗": "*"})


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
    if len(text) > MAX_LENGTH:
        return Unread("longer than any protein change that a report writes")
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return build.substitution(plain)  # what nearly every report writes, without the costs of cleaning it
    body = clean(text)
    if _WITHOUT_RESIDUE.fullmatch(body) and not _SAID_PROTEIN.match(text.strip()):
        return Unread("bases or residues? Write c. or p. in front, or name the residue")
    if body in ("=", "0", "0?", "?"):
        return _whole_protein(body)
    for pattern, builder in _CONSTRUCTS:
        found = pattern.fullmatch(body)
        if found is not None:
            return builder(found)
    return Unread("not written like a protein change")


def _whole_protein(body: str) -> ProteinChange:
    kind: ProteinKind = "synonymous" if body == "=" else "unknown"
    return ProteinChange(kind, "", 0, 0, "", f"p.{body}")


_CONSTRUCTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], ProteinChange | Unread]], ...] = (
    (_SUBSTITUTION, build.substitution),
    (_EXTENSION, build.extension),
    (_START_EXTENSION, build.start_extension),
    (_FRAMESHIFT, build.frameshift),
    (_SPLICE, build.splice),
    (_DUPLICATION, build.duplication),
    (_DELINS_FIRST, build.delins),
    (_DELINS, build.delins),
    (_DELETION_FIRST, build.deletion),
    (_DELETION, build.deletion),
    (_INSERTION, build.insertion),
    (_SEVERAL, build.several_residues),
)
