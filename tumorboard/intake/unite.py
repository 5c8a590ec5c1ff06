"""Lines of a report that say the same are united, and lines that cannot both be true are refused.

Nothing here depends on the order of the lines.
"""

import re
from collections.abc import Iterable
from typing import Any

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence, ProteinMarker
from tumorboard.errors import InputError
from tumorboard.intake.contradictions import refuse_marker

REMEDY = "Keep the line that the laboratory confirms"
MARKERS = {
    "PD-L1": ("PD-L1", "PDL1", "CD274"), "ER": ("ER", "ESR1", "ESTROGENRECEPTOR"),
    "PR": ("PR", "PGR", "PROGESTERONERECEPTOR"), "AR": ("AR", "ANDROGENRECEPTOR"),
    "HER2": ("HER2", "HER-2", "ERBB2", "HER2/NEU"), "HR": ("HR", "ER/PR", "HORMONERECEPTOR"),
}  # fmt: skip
_BESIDE = re.compile(r"\([^)]*\)|\b(?:IHC|PROTEIN|EXPRESSION|STATUS|TPS|CPS|22C3|28-8|SP142|SP263|73-10)\b")
MISMATCH_REPAIR = frozenset({"MLH1", "MSH2", "MSH6", "PMS2"})
HARMFUL = ("pathogenic", "likely_pathogenic")
HARMLESS = ("uncertain", "likely_benign", "benign")
# Where two lines of one alteration differ, the one that stands first here is taken.
FIRST: dict[str, tuple[str, ...]] = {
    "pathogenicity": (*HARMFUL, *HARMLESS),
    "origin": ("germline", "somatic", "unknown"),
}
RESULTS = ("positive", "low", "ultralow", "equivocal", "negative", "unknown", "not_tested")


def united(lines: list[tuple[int, Alteration]], messages: list[str]) -> Alteration:
    """Unite the lines of one alteration; what one leaves out is taken from another.

    Parameters
    ----------
    lines : list of (int, Alteration)
        The same alteration, with its place in the report.
    messages : list of str
        What was united is told here.

    Raises
    ------
    InputError
        If the lines contradict each other: harmful and not, included and left out.
    """
    if len(lines) == 1:
        return lines[0][1]
    last, first = lines[-1][0], lines[0][1]
    messages.append(f"{first.gene}: the same alteration is listed twice; it is taken once")
    classes = {line.pathogenicity for _, line in lines}
    for yes in HARMFUL:
        for no in HARMLESS:
            if yes in classes and no in classes:
                field = f"alterations[{last}].pathogenicity"
                raise InputError(f"{first.gene} is listed as {yes} and as {no}", field=field, remedy=REMEDY)
    if {True, False} <= {line.include for _, line in lines}:
        field = f"alterations[{last}].include"
        raise InputError(f"{first.gene} is included and left out at once", field=field, remedy="Keep one of the two")
    merged: dict[str, Any] = {}
    for line in sorted((line for _, line in lines), key=lambda line: line.model_dump_json()):
        for name, value in line.model_dump().items():
            if value is not None:
                merged[name] = _preferred(name, merged[name], value) if name in merged else value
    return Alteration.model_validate(merged)


def _preferred(name: str, before: Any, value: Any) -> Any:
    """Choose between two values of one field: the graver word, the greater number, else the first in the alphabet."""
    if name in FIRST:
        return min(before, value, key=FIRST[name].index)
    if isinstance(value, float):
        return max(before, value)
    return before


def refuse_opposites(alterations: Iterable[Alteration]) -> None:
    """Refuse findings of one gene that cannot both be true in one specimen.

    Raises
    ------
    InputError
        If a gene is amplified and deleted, wild type and mutated, or over- and underexpressed.
    """
    seen: dict[tuple[str, str | None], set[str]] = {}
    for alteration in alterations:
        said = seen.setdefault((alteration.gene, alteration.specimen), set())
        said.add(_side(alteration))
        for one, other in (("amplified", "deleted"), ("wild type", "mutated"), ("over-", "underexpressed")):
            if one in said and other in said:
                words = f"{alteration.gene} is listed as {one} and as {other}"
                raise InputError(words, field="alterations", remedy=REMEDY)


def _side(alteration: Alteration) -> str:
    """Name the side on which an alteration stands where another may stand against it."""
    match alteration.kind:
        case AlterationKind.AMPLIFICATION | AlterationKind.GAIN:
            return "amplified"
        case AlterationKind.DELETION | AlterationKind.LOSS:
            return "deleted"
        case AlterationKind.WILD_TYPE:
            return "wild type"
        case AlterationKind.EXPRESSION:
            return "underexpressed" if alteration.direction == "under" else "over-"
        case AlterationKind.SMALL_VARIANT:
            # Laboratories say wild type where they have found nothing but variants without a known meaning.
            mild = alteration.pathogenicity in HARMLESS or alteration.consequence == Consequence.SYNONYMOUS
            return "" if mild else "mutated"
        case _:
            return ""


def united_markers(written: tuple[ProteinMarker, ...], messages: list[str]) -> tuple[ProteinMarker, ...]:
    """Name markers as we do, unite those listed twice, and refuse one that is positive and negative at once.

    Raises
    ------
    InputError
        If a marker is positive and negative, or contradicts its own scores.
    """
    found: dict[str, list[ProteinMarker]] = {}
    for index, marker in enumerate(written):
        # Clones, methods and scores stand beside the name: PD-L1 (22C3), HER2 IHC, PD-L1 TPS.
        key = _BESIDE.sub("", marker.marker.upper()).replace(" ", "").rstrip("+")
        name = next((ours for ours, names in MARKERS.items() if key in names), marker.marker.strip())
        same = found.setdefault(name, [])
        named = marker.model_copy(update={"marker": name})
        if key in MISMATCH_REPAIR and marker.result == "negative":
            messages.append(
                f"{name} negative: loss of a mismatch repair protein is read from signatures.msi (dMMR) only"
            )
        refuse_marker(named, f"protein_markers[{index}]")
        same.append(named)
        if {"positive", "negative"} <= {marker.result for marker in same}:
            field = f"protein_markers[{index}].result"
            raise InputError(f"{name} is listed as positive and as negative", field=field, remedy=REMEDY)
    _refuse_receptors(found)
    for name, same in found.items():
        if len(same) > 1:
            messages.append(f"{name} is listed twice; the strongest result and the greatest scores are taken")
    return tuple(_strongest(found[name]) for name in sorted(found))


def _refuse_receptors(found: dict[str, list[ProteinMarker]]) -> None:
    """Refuse a word on both hormone receptors that neither of them, or one of them, bears out."""
    results = {name: {marker.result for marker in found.get(name, ())} for name in ("HR", "ER", "PR")}
    single = results["ER"] | results["PR"]
    both_negative = results["ER"] == results["PR"] == {"negative"}
    if ("positive" in results["HR"] and both_negative) or ("negative" in results["HR"] and "positive" in single):
        word = "positive" if both_negative else "negative"
        words = f"HR is listed as {word}, which ER and PR contradict"
        raise InputError(words, field="protein_markers", remedy=REMEDY)


def _strongest(same: list[ProteinMarker]) -> ProteinMarker:
    best = min((marker.result for marker in same), key=RESULTS.index)
    merged: dict[str, Any] = {}
    for marker in sorted((m for m in same if m.result == best), key=lambda marker: marker.model_dump_json()):
        for name, value in marker.model_dump().items():
            if value is not None:
                merged[name] = max(merged.get(name, value), value) if isinstance(value, float) else value
    return ProteinMarker.model_validate(merged)
