"""What a version of the knowledge holds beside the curated tables, and how it is written and read as text.

Canonical JSON: sorted keys, no spaces, UTF-8; the same content always gives the same bytes, and so the same sha256.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from tumorboard.domain.evidence import Assertion, Citation, Effect, Level, Requirement, VariantOrigin
from tumorboard.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source of a version, for people: where from, of which date, under which licence, and what was made of its rows.

    ``files`` maps the names of the original files to their sha256.
    """

    name: str
    title: str
    date: str
    licence: str
    attribution: str
    address: str
    files: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Name and date, as the name of a version carries them."""
        return "-".join(filter(None, (self.name, self.date)))


@dataclass(frozen=True, slots=True)
class Imports:
    """Everything of a version that is not curated.

    ``claims`` are the curated claims and the imported ones, merged; ``aside`` the imported ones that contradict others
    and are not matched. ``shown`` holds the rows that are understood and never matched, ``facts`` those that say
    something beside claims (trials, labels, gene-drug pairs), each as the source's row.
    """

    sources: tuple[SourceInfo, ...] = ()
    claims: tuple[Assertion, ...] = ()
    aside: tuple[Assertion, ...] = ()
    citations: Mapping[str, Citation] = field(default_factory=dict)
    shown: tuple[Mapping[str, str], ...] = ()
    facts: tuple[Mapping[str, Any], ...] = ()


def canonical(value: Any) -> bytes:
    """Return a value as canonical JSON."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def sha256(data: bytes) -> str:
    """Return the sha256 of some bytes as text."""
    return hashlib.sha256(data).hexdigest()


def parse(data: bytes, name: str) -> Any:
    """Return the value of some JSON.

    Raises
    ------
    KnowledgeError
        If it is none.
    """
    try:
        return json.loads(data)
    except ValueError:
        raise KnowledgeError("is damaged: not JSON", file=name) from None


def write_claims(claims: Iterable[Assertion]) -> list[list[Any]]:
    """Return claims as plain lists."""
    return [
        [c.id, c.biomarker, c.criterion, [[r.biomarker, r.criterion, int(r.absent)] for r in c.requirements],
         list(c.therapy), c.disease, c.effect, c.level, c.approval, c.line, list(c.citations), c.note,
         *([c.origin] if c.origin != "any" else [])]
        for c in claims
    ]  # fmt: skip


def read_claims(rows: Iterable[list[Any]]) -> list[Assertion]:
    """Return claims from plain lists."""
    return [
        Assertion(
            name, biomarker, criterion, tuple(Requirement(b, c, bool(absent)) for b, c, absent in needs),
            tuple(therapy), disease, cast(Effect, effect), cast(Level, level), approval, line, tuple(citations), note,
            cast(VariantOrigin, origin[0] if origin else "any"),
        )
        for name, biomarker, criterion, needs, therapy, disease, effect, level, approval, line, citations, note, *origin
        in rows
    ]  # fmt: skip


def write_citations(citations: Iterable[Citation]) -> list[list[Any]]:
    """Return citations as plain lists, sorted by id."""
    return [[c.id, c.date, c.title, list(c.confirmed_in)] for c in sorted(citations, key=lambda c: c.id)]


def read_citations(rows: Iterable[list[Any]]) -> dict[str, Citation]:
    """Return citations from plain lists."""
    return {name: Citation(name, date, title, tuple(found)) for name, date, title, found in rows}


def read_imports(data: bytes) -> Imports:
    """Read ``merged.json`` of a version, whose hash was verified before."""
    body = parse(data, "merged.json")
    return Imports(
        sources=tuple(SourceInfo(**source) for source in body["sources"]),
        claims=tuple(read_claims(body["claims"])),
        aside=tuple(read_claims(body["aside"])),
        citations=read_citations(body["citations"]),
        shown=tuple(body["shown"]),
        facts=tuple(body["facts"]),
    )
