"""From a case as written to a case as meant: official symbols, known tumour type, no duplicates, no contradictions."""

from dataclasses import dataclass

from tumorboard.domain.alteration import Alteration, AlterationKind
from tumorboard.domain.case import Case, PriorTherapy
from tumorboard.domain.loci import RECEPTOR_LOCI
from tumorboard.domain.protein import read_protein_change
from tumorboard.errors import InputError
from tumorboard.intake.contradictions import refuse_burden, refuse_line
from tumorboard.intake.diagnosis import read_diagnosis
from tumorboard.intake.fusions import driver
from tumorboard.intake.line_words import with_words
from tumorboard.intake.reading import UNKNOWN_PARTNERS
from tumorboard.intake.unite import refuse_opposites, united, united_markers
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.genes import GeneName


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
    diagnosis = read_diagnosis(case.diagnosis, kb.diseases, messages)
    _burden(case, messages)
    lines: dict[tuple[object, ...], list[tuple[int, Alteration]]] = {}
    for index, written in enumerate(case.alterations):
        alteration = _alteration(written, f"alterations[{index}]", kb, messages)
        lines.setdefault(_identity(alteration), []).append((index, alteration))
    alterations = [united(same, messages) for same in lines.values()]
    refuse_opposites(alterations)
    markers = united_markers(case.protein_markers, messages)
    # The order of a report carries no meaning: what follows must not depend on it.
    ordered = tuple(sorted(alterations, key=lambda alteration: alteration.model_dump_json()))
    changes = {
        "diagnosis": diagnosis, "alterations": ordered, "protein_markers": markers,
        "medications": tuple(sorted(case.medications, key=lambda medication: medication.model_dump_json())),
        "labs": tuple(sorted(case.labs, key=lambda lab: lab.model_dump_json())),
        "prior_therapies": tuple(sorted(case.prior_therapies, key=_when)),
    }  # fmt: skip
    clean = case.model_copy(update=changes)
    return ReadCase(clean, tuple(sorted(dict.fromkeys(messages))))


def _burden(case: Case, messages: list[str]) -> None:
    tmb = case.signatures.tmb
    if tmb is None:
        return
    refuse_burden(tmb)
    if tmb.value is None and tmb.level is None:
        messages.append("signatures.tmb holds neither value nor level: it is taken as not measured")


def _when(therapy: PriorTherapy) -> tuple[int, str, str]:
    """Put earlier lines in the order in which they were given, as far as it is known."""
    return (-1 if therapy.line is None else therapy.line, str(therapy.start or ""), therapy.model_dump_json())


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
    if written.kind == AlterationKind.FUSION and written.partner and gene.upper().rstrip("@") in RECEPTOR_LOCI:
        gene, written = written.partner, written.model_copy(update={"partner": gene})
    changes["gene"] = symbol = _symbol(kb.genes.resolve(gene), f"{field}.gene", messages)
    if written.partner is not None:
        other = changes["partner"] = _partner(written.partner.strip(), f"{field}.partner", kb, messages)
        if written.kind == AlterationKind.FUSION and isinstance(other, str) and _drives(other, symbol, kb):
            changes["gene"], changes["partner"] = other, symbol
        elif written.kind == AlterationKind.FUSION and other == symbol:
            changes["kind"], changes["partner"] = AlterationKind.REARRANGEMENT, None
            messages.append(f"{symbol}: a fusion with itself is read as a rearrangement within the gene")
    read = written.model_copy(update=changes)
    refuse_line(read, field)
    return with_words(read, field, messages) if read.kind == AlterationKind.SMALL_VARIANT else read


def _partner(partner: str, field: str, kb: KnowledgeBase, messages: list[str]) -> str | None:
    """Return the other gene of a fusion; None where the report does not know it."""
    named = partner.upper()
    if named in UNKNOWN_PARTNERS or named.startswith(("UNKNOWN", "UNIDENTIFIED", "NOT ")):
        return None
    locus = named.rstrip("@")
    return locus if locus in RECEPTOR_LOCI else _symbol(kb.genes.resolve(partner), field, messages)


def _drives(partner: str, gene: str, kb: KnowledgeBase) -> bool:
    """Say whether the partner, not the gene written first, is the one that drugs and evidence name."""

    def named(symbol: str) -> bool:
        return symbol in kb.targets or symbol in kb.assertions

    if partner == gene or not named(partner):
        return False
    return not named(gene) or driver((gene, partner)) == partner == driver((partner, gene))


def _identity(alteration: Alteration) -> tuple[object, ...]:
    """Return what makes two lines the same alteration."""
    if alteration.kind == AlterationKind.FUSION:
        return ("fusion", tuple(sorted((alteration.gene, alteration.partner or ""))))
    change = alteration.protein_change or ""
    read = read_protein_change(change) if change else None
    said = (read.text if read else change.strip()) or alteration.cdna_change or alteration.description or ""
    named = alteration.consequence if not said else None
    return (alteration.kind, alteration.gene, said, alteration.exon, named, alteration.direction)
