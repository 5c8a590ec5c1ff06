"""The words that reports and databases use for alterations that are not one protein change.

``Amplification``, ``homozygous deletion``, ``exon 19 deletion``, ``truncating mutations``, ``gain-of-function``,
``ITD``: one vocabulary for what is observed and for what a criterion asks.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tumorboard.domain.wording_vocabulary import BY_PHRASE, SHAPES, Category, Shape

__all__ = ["Category", "Shape", "Wording", "plain", "read_wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording: its category and, for ``EXON``, the exons (first to last) and the shape."""

    category: Category
    exons: tuple[int, int] | None = None
    shape: Shape = Shape.ANY
    name: str = ""


_NUMBER = r"\d{1,3}"
_EXON = re.compile(
    rf"(?:with |in |rare )?(?:ex(?:on)?s?|e) ?(?P<first>{_NUMBER})"
    rf"(?:(?: ?(?:-|to|and|through|&) ?| )(?:ex(?:on)?s? ?)?(?P<last>{_NUMBER}))? ?(?P<what>[a-z][a-z ]*)?"
)
_EXON_BEHIND = re.compile(
    rf"(?P<what>[a-z][a-z ]*?) (?:in |of |within )?ex(?:on)?s? ?(?P<first>{_NUMBER})(?: ?- ?(?P<last>{_NUMBER}))?"
)
_DELTA_EXON = re.compile(rf"(?:delta|Δ|δ|d) ?ex(?:on)? ?(?P<first>{_NUMBER})")
_EGFR_VARIANT = re.compile(r"(?:egfr ?)?v(?:ariant )?(?P<name>i{1,3}|iv[abc]?|v|[1-5])")
_DOMAIN = re.compile(
    r"(?:[a-z0-9 ]+ )?(?:domain|loop|iiib|hat|cld1|tkd|class [123]|terminal|region|terminus|nls|sh2|lbd)"
    r"(?: (?:mutation|mut|variant))?"
)
_EXPRESSED = re.compile(r"(?:[a-z0-9]+ )+expression|expression (?:of )?(?:[a-z0-9]+ ?)+")
_PLURALS = re.compile(
    r"\b(mutation|variant|alteration|amplification|deletion|insertion|fusion|rearrangement|rearragement|translocation|"
    r"truncation|duplication|gain|indel|substitution|exon|level|domain|transcript|event|aberration|copie)s\b"
)


def plain(text: str) -> str:
    """Return a wording in lower case, single spaces, singular words, without punctuation."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = text.replace("’", "'").replace("`", "'").replace("–", "-").replace("‐", "-")
    text = re.sub(r"[^a-z0-9'+&Δδ-]+", " ", text.replace("Δ", "δ"))
    text = re.sub(r"(?<=[a-z]) -+ (?=[a-z])", " ", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])|(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)", " ", text)
    return _PLURALS.sub(r"\1", text).strip()


@lru_cache(maxsize=16384)
def read_wording(text: str) -> Wording | None:
    """Read a wording; None where it is none of those known."""
    words = plain(text)
    if not words or len(words) > 120:
        return None
    category = BY_PHRASE.get(words)
    if category is not None:
        return Wording(category)
    return _read_exon(words) or _read_named(words)


def _read_exon(words: str) -> Wording | None:
    delta = _DELTA_EXON.fullmatch(words)
    if delta is not None:
        exon = int(delta["first"])
        return Wording(Category.EXON, (exon, exon), Shape.SKIPPING)
    found = _EXON.fullmatch(words) or _EXON_BEHIND.fullmatch(words)
    if found is None:
        return None
    shape = SHAPES.get((found["what"] or "").strip())
    if shape is None:
        return None
    first = int(found["first"])
    last = int(found["last"] or first)
    return Wording(Category.EXON, (first, last), shape) if 1 <= first <= last else None


def _read_named(words: str) -> Wording | None:
    variant = _EGFR_VARIANT.fullmatch(words)
    if variant is not None:
        roman = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}.get(variant["name"], variant["name"])
        return Wording(Category.EGFR_VARIANT, name=f"v{roman.upper()}")
    if _DOMAIN.fullmatch(words):
        kinase = "kinase" in words or "tkd" in words
        return Wording(Category.KINASE_DOMAIN if kinase else Category.DOMAIN, name=words)
    if _EXPRESSED.fullmatch(words):
        for category in (Category.OVEREXPRESSION, Category.UNDEREXPRESSION):
            if category.value in words:
                return Wording(category, name=words)
        return Wording(Category.EXPRESSION, name=words)
    return None
