"""From a case as written to a case as meant: official symbols, known tumour type, no duplicates, no contradictions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tumorboard.domain.alteration import Alteration, AlterationKind, ProteinMarker
from tumorboard.domain.case import Case, Diagnosis
from tumorboard.domain.protein import read_protein_change
from tumorboard.domain.wording import read_wording
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.genes import GeneName

UNKNOWN_PARTNERS = frozenset({"", "UNKNOWN", "?", "INTERGENIC", "N/A", "NA"})
NUCLEOTIDES = re.compile(r"(?:[pc]\.)?[-*]?\d+(?:[-+]\d+)?[ACGT]>[ACGT]")
MARKERS = {
    "PD-L1": ("PD-L1", "PDL1", "CD274"), "ER": ("ER", "ESR1", "ESTROGENRECEPTOR"),
    "PR": ("PR", "PGR", "PROGESTERONERECEPTOR"), "AR": ("AR", "ANDROGENRECEPTOR"),
    "HER2": ("HER2", "HER-2", "ERBB2", "HER2/NEU"), "HR": ("HR", "ER/PR", "HORMONERECEPTOR"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case that can be worked with, and what was changed or left open on the way."""

    case: Case
    messages: tuple[str, ...]


def normalise(case: Case, kb: KnowledgeBase) -> ReadCase:
    """Resolve names, unite duplicates and refuse contradictions.

    Parameters
    ----------
    case : Case
        As read.
    kb : KnowledgeBase
        For gene symbols and tumour types.

    Raises
    ------
    InputError
        If a gene or tumour type does not exist, or two lines contradict each other.
    """
    messages: list[str] = []
    diagnosis = _diagnosis(case.diagnosis, kb, messages)
    alterations: dict[tuple[object, ...], Alteration] = {}
    for index, written in enumerate(case.alterations):
        alteration = _alteration(written, f"alterations[{index}]", kb, messages)
        key = _identity(alteration)
        if key in alterations:
            alteration = _unite(alterations[key], alteration, f"alterations[{index}]")
            messages.append(f"{alteration.gene}: the same alteration is listed twice; it is taken once")
        alterations[key] = alteration
    _refuse_opposites(alterations.values().__iter__())
    markers = _markers(case.protein_markers, messages)
    # The order of a report carries no meaning: what follows must not depend on it.
    ordered = tuple(sorted(alterations.values(), key=lambda alteration: alteration.model_dump_json()))
    clean = case.model_copy(update={"diagnosis": diagnosis, "alterations": ordered, "protein_markers": markers})
    return ReadCase(clean, tuple(sorted(dict.fromkeys(messages))))


def _diagnosis(diagnosis: Diagnosis, kb: KnowledgeBase, messages: list[str]) -> Diagnosis:
    code = (diagnosis.oncotree or "").strip()
    described = (diagnosis.description or "").strip()
    if not code:
        found = kb.diseases.resolve(described) if described else None
        if found is None or found.type is None:
            messages.append("diagnosis.oncotree is not given: evidence is taken as for a solid tumour of no named type")
            return diagnosis.model_copy(update={"oncotree": None})
        messages.append(f"diagnosis.oncotree is not given: {found.type.code} is taken from the description")
        return diagnosis.model_copy(update={"oncotree": found.type.code})
    found = kb.diseases.resolve(code)
    if found.type is None:
        near = f"Did you mean {', '.join(found.suggestions)}?" if found.suggestions else "Use an OncoTree code"
        raise InputError(f"unknown tumour type {code!r}", field="diagnosis.oncotree", remedy=near)
    if found.type.code != code:
        messages.append(f"diagnosis.oncotree: {code} ({found.how}) is read as {found.type.code}, {found.type.name}")
    return diagnosis.model_copy(update={"oncotree": found.type.code})


def _symbol(name: GeneName, field: str, messages: list[str]) -> str:
    if name.symbol is None:
        if name.ambiguous:
            remedy = f"It may mean {', '.join(name.suggestions)}: write the official symbol"
            raise InputError(f"{name.given!r} names more than one gene", field=field, remedy=remedy)
        near = f"Did you mean {', '.join(name.suggestions)}?" if name.suggestions else "Use an HGNC symbol"
        raise InputError(f"there is no gene {name.given!r}", field=field, remedy=near)
    if name.alias:
        messages.append(f"{name.given} is an alias and is read as {name.symbol}")
    return name.symbol


def _alteration(written: Alteration, field: str, kb: KnowledgeBase, messages: list[str]) -> Alteration:
    changes: dict[str, object] = {}
    gene = written.gene
    if gene.upper() in {"EGFRVIII", "EGFR VIII"}:
        # Laboratories list the variant in the gene column.
        gene, changes["description"] = "EGFR", "EGFRvIII"
        changes["kind"] = AlterationKind.SMALL_VARIANT
    changes["gene"] = symbol = _symbol(kb.genes.resolve(gene), f"{field}.gene", messages)
    if written.partner is not None:
        partner = written.partner.strip()
        known = partner.upper() in UNKNOWN_PARTNERS
        changes["partner"] = None if known else _symbol(kb.genes.resolve(partner), f"{field}.partner", messages)
        other = changes["partner"]
        if written.kind == AlterationKind.FUSION and isinstance(other, str) and _drives(other, symbol, kb):
            changes["gene"], changes["partner"] = other, symbol
    read = written.model_copy(update=changes)
    return _readable(read, symbol, messages) if read.kind == AlterationKind.SMALL_VARIANT else read


def _drives(partner: str, gene: str, kb: KnowledgeBase) -> bool:
    """Say whether the partner, not the gene written first, is the one that drugs and evidence name."""

    def named(symbol: str) -> bool:
        return symbol in kb.targets or symbol in kb.assertions

    return named(partner) and not named(gene)


def _readable(alteration: Alteration, symbol: str, messages: list[str]) -> Alteration:
    """Move words that are no protein change (``EGFRvIII``) where they belong, and say what cannot be read."""
    change = (alteration.protein_change or "").strip()
    if NUCLEOTIDES.fullmatch(change):
        # Promoter and splice variants are often written in the column of protein changes.
        coding = alteration.cdna_change or change.removeprefix("p.")
        alteration, change = alteration.model_copy(update={"protein_change": None, "cdna_change": coding}), ""
    if change and read_protein_change(change) is None:
        if read_wording(change) is not None:
            description = alteration.description or change
            return alteration.model_copy(update={"protein_change": None, "description": description})
        if alteration.consequence is None:
            messages.append(f"{symbol}: the protein change {change!r} cannot be read; correct it or give a consequence")
    named = change or alteration.consequence
    if not named and not (alteration.description and read_wording(alteration.description)):
        messages.append(f"{symbol}: neither protein change nor consequence is given; it cannot be classified")
    return alteration


def _identity(alteration: Alteration) -> tuple[object, ...]:
    """Return what makes two lines the same alteration."""
    if alteration.kind == AlterationKind.FUSION:
        return ("fusion", tuple(sorted((alteration.gene, alteration.partner or ""))))
    change = alteration.protein_change or ""
    read = read_protein_change(change) if change else None
    said = (read.text if read else change.strip()) or alteration.cdna_change or alteration.description or ""
    return (alteration.kind, alteration.gene, said, alteration.exon, alteration.consequence if not said else None)


def _unite(first: Alteration, second: Alteration, field: str) -> Alteration:
    """Unite two lines of one alteration; what one leaves out is taken from the other."""
    classes = {first.pathogenicity, second.pathogenicity} - {None}
    harmful = {"pathogenic", "likely_pathogenic"}
    if len(classes) > 1 and not classes <= harmful and classes & harmful:
        raise InputError(
            f"{first.gene} is listed as {first.pathogenicity} and as {second.pathogenicity}",
            field=f"{field}.pathogenicity",
            remedy="Keep the line that the laboratory confirms",
        )
    given = {name: value for name, value in second.model_dump().items() if value is not None}
    merged = {**given, **{name: value for name, value in first.model_dump().items() if value is not None}}
    return Alteration.model_validate(merged)


def _refuse_opposites(alterations: Iterator[Alteration]) -> None:
    """Refuse copy numbers of one gene that cannot both be true in one specimen."""
    up = {AlterationKind.AMPLIFICATION, AlterationKind.GAIN}
    down = {AlterationKind.DELETION, AlterationKind.LOSS}
    seen: dict[tuple[str, str | None], set[AlterationKind]] = {}
    for alteration in alterations:
        kinds = seen.setdefault((alteration.gene, alteration.specimen), set())
        kinds.add(alteration.kind)
        if kinds & up and kinds & down:
            raise InputError(
                f"{alteration.gene} is listed as amplified and as deleted",
                field="alterations",
                remedy="Keep the line that the laboratory confirms",
            )


def _markers(written: tuple[ProteinMarker, ...], messages: list[str]) -> tuple[ProteinMarker, ...]:
    """Name markers as we do, and refuse one that is positive and negative at once."""
    found: dict[str, ProteinMarker] = {}
    for index, marker in enumerate(written):
        key = marker.marker.upper().replace(" ", "").rstrip("+")
        name = next((ours for ours, names in MARKERS.items() if key in names), marker.marker.strip())
        marker = marker.model_copy(update={"marker": name})
        before = found.get(name)
        if before is not None and {before.result, marker.result} == {"positive", "negative"}:
            raise InputError(
                f"{name} is listed as positive and as negative",
                field=f"protein_markers[{index}].result",
                remedy="Keep the result that the laboratory confirms",
            )
        if before is not None:
            messages.append(f"{name} is listed twice; the first positive result is taken")
        if before is None or marker.result == "positive":
            found[name] = marker
    return tuple(found[name] for name in sorted(found))
