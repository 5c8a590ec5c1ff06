"""Tables for curators: what an alteration is read as, and how it stands to a criterion. Rows in, rows out."""

from collections.abc import Callable, Iterable, Mapping

from tumorboard.domain.alteration import Alteration, AlterationKind
from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.protein import ProteinChange
from tumorboard.intake.alteration_text import ReadAlteration, read_alteration, read_alterations
from tumorboard.intake.fusions import driver
from tumorboard.intake.reading import IsGene
from tumorboard.matching.observed import Observed, observe
from tumorboard.matching.variants import Relation, RelationKind, relation

PARSE_COLUMNS = ("status", "kind", "consequence", "ref", "alt", "start", "end", "normalised", "message")
RELATION_COLUMNS = ("relation", "reason")

Judge = Callable[[Alteration], Observed]
CheckResidue = Callable[[str, ProteinChange], str | None]
Row = dict[str, str]


def parse_rows(
    rows: Iterable[Mapping[str, str]],
    *,
    is_gene: IsGene | None = None,
    official: Callable[[str], str] | None = None,
    check: CheckResidue | None = None,
) -> list[Row]:
    """Read alterations.

    Parameters
    ----------
    rows : iterable of mapping
        With ``alteration`` and, if it stands apart, ``gene``; other columns are kept.
    is_gene : callable, optional
        Knows symbols and aliases; fusion partners must be genes.
    official : callable, optional
        Symbol or alias -> official symbol.
    check : callable, optional
        Says what contradicts the reference sequence.

    Returns
    -------
    list of dict
        The rows with ``PARSE_COLUMNS`` added; an empty ``gene`` is filled with the one that was read.
    """
    return [_parse_row(row, is_gene, official, check) for row in rows]


def _parse_row(
    row: Mapping[str, str], is_gene: IsGene | None, official: Callable[[str], str] | None, check: CheckResidue | None
) -> Row:
    gene = _gene(row, official)
    found = _checked(_read(row.get("alteration") or "", gene, is_gene, official), official, check)
    alteration, change = found.alteration, found.change
    consequence = alteration.consequence if alteration else None
    placed = change is not None and change.start > 0
    out = {
        "status": found.status,
        "kind": alteration.kind.value if alteration else "",
        "consequence": consequence.value if consequence else "",
        "ref": change.ref if change else "",
        "alt": change.alt if change else "",
        "start": str(change.start) if change and placed else "",
        "end": str(change.end) if change and placed else "",
        "normalised": normal_text(alteration) if alteration else "",
        "message": found.message,
    }
    known = row.get("gene") or (alteration.gene if alteration else "")
    return {**row, "gene": known, **out}


def _gene(row: Mapping[str, str], official: Callable[[str], str] | None) -> str | None:
    gene = (row.get("gene") or "").strip()
    return (official(gene) if official and gene else gene) or None


def _read(text: str, gene: str | None, is_gene: IsGene | None, official: Callable[[str], str] | None) -> ReadAlteration:
    """Read one alteration; a text may repeat the gene of its column under another name (``HER2 amplification``)."""
    found = read_alteration(text, gene, is_gene)
    if found.status == "ok" or gene is None or official is None:
        return found
    alone = read_alteration(text, None, is_gene)
    same = alone.alteration is not None and official(alone.alteration.gene) == gene
    return alone if same else found


def _checked(
    found: ReadAlteration, official: Callable[[str], str] | None, check: CheckResidue | None
) -> ReadAlteration:
    """Replace aliases by symbols and report what contradicts the reference."""
    alteration = found.alteration
    if alteration is None:
        return found
    if official is not None:
        partner = official(alteration.partner) if alteration.partner else None
        alteration = alteration.model_copy(update={"gene": official(alteration.gene), "partner": partner})
        if alteration.kind is AlterationKind.FUSION and partner:
            alteration = _fusion(alteration, partner, official)
    wrong = check(alteration.gene, found.change) if check and found.change else None
    if wrong is not None:
        return ReadAlteration(found.text, "contradiction", message=wrong)
    return ReadAlteration(found.text, found.status, alteration, found.change, found.message)


def _fusion(alteration: Alteration, partner: str, official: Callable[[str], str]) -> Alteration:
    """Name both partners officially, the one first that drugs and evidence name."""
    said = alteration.description or ""
    ordered = "::".join(map(official, said.split("::"))) if "::" in said else said
    sides = (partner, alteration.gene)
    gene = driver(sides)
    other = partner if gene == alteration.gene else alteration.gene
    return alteration.model_copy(update={"gene": gene, "partner": other, "description": ordered})


def normal_text(alteration: Alteration) -> str:
    """Return one text for one alteration, however it was written; reading it again gives the same alteration."""
    if alteration.protein_change:
        return alteration.protein_change
    if alteration.kind is AlterationKind.FUSION:
        ordered = alteration.description or ""
        return ordered if "::" in ordered else f"{alteration.partner or 'unknown'}::{alteration.gene}"
    if alteration.cdna_change:
        return alteration.cdna_change
    if alteration.description:
        return alteration.description
    if alteration.consequence is not None:
        return alteration.consequence.value.replace("_", " ")
    return alteration.kind.value.replace("_", " ")


def _as_reported(alteration: Alteration) -> Observed:
    return observe(alteration)


def relation_rows(
    rows: Iterable[Mapping[str, str]],
    *,
    judge: Judge = _as_reported,
    is_gene: IsGene | None = None,
    official: Callable[[str], str] | None = None,
    check: CheckResidue | None = None,
) -> list[Row]:
    """Relate alterations to criteria.

    Parameters
    ----------
    rows : iterable of mapping
        With ``gene``, ``alteration`` and ``criterion``; other columns are kept.
    judge : callable
        From an alteration to what is observed, with its oncogenicity and effect where those are known; without it
        nothing is known to be oncogenic.
    is_gene, official, check : callable, optional
        As in `parse_rows`.
    """
    out = []
    for row in rows:
        found = _relate(row, judge, is_gene, official, check)
        out.append({**row, "relation": found.kind.value, "reason": found.reason})
    return out


def _relate(
    row: Mapping[str, str],
    judge: Judge,
    is_gene: IsGene | None,
    official: Callable[[str], str] | None,
    check: CheckResidue | None,
) -> Relation:
    criterion = read_criterion(row.get("criterion") or "")
    if criterion is None:
        return Relation(RelationKind.NONE, "the criterion cannot be read")
    text, gene = row.get("alteration") or "", _gene(row, official)
    whole = _read(text, gene, is_gene, official)
    read = (whole,) if whole.status == "ok" else read_alterations(text, gene, is_gene)
    parts = [_checked(part, official, check) for part in read]
    best = Relation(RelationKind.NONE, f"the alteration cannot be read: {parts[0].message}")
    related = [relation(judge(part.alteration), criterion) for part in parts if part.alteration is not None]
    if related:
        best = max(related, key=lambda found: found.rank)
    unread = [part for part in parts if part.alteration is None]
    if related and unread and not best.matches:
        return Relation(best.kind, f"{best.reason}; not read: {unread[0].text}")
    return best
