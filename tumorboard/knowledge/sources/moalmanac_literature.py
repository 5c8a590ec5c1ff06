"""The one-file form of the Molecular Oncology Almanac: labels, guidelines and literature assertions."""

from typing import Any

from tumorboard.domain.evidence import Assertion, Citation, Level
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.claims import Said, Shown, spell_out
from tumorboard.knowledge.sources.components import Component, fusion_component, gene_component
from tumorboard.knowledge.sources.moalmanac_biomarkers import small_variant
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, Reading
from tumorboard.knowledge.sources.therapies import Joined

SOURCE = "DB:MOAlmanac"
# A guideline before this year may have been changed; against a drug it is a warning only.
_STILL_TRUSTED = "2021"
_LEVELS: dict[str, Level] = {
    "FDA-Approved": "A", "Guideline": "A", "Clinical evidence": "B", "Clinical trial": "B", "Preclinical": "D",
    "Inferential": "E",
}  # fmt: skip


def read_literature(entries: Any, names: Names) -> Reading:
    """Read the assertions."""
    try:
        rows = tuple(_row(entry, names) for entry in entries)
        cited = {cited.id: cited for entry in entries if (cited := _citation(entry))}
        newest = max((str(entry["last_updated"]) for entry in entries), default="")
    except (KeyError, TypeError) as problem:
        raise KnowledgeError(f"has an unknown shape ({problem})", file="molecular-oncology-almanac.json") from None
    return Reading(rows, tuple(cited.values()), newest)


def _citation(entry: dict[str, Any]) -> Citation:
    date = str(entry["publication_date"] or "")
    if entry["pmid"]:
        return Citation(f"PMID:{entry['pmid']}", date, f"cited by the almanac: doi {entry['doi']}", ("moalmanac",))
    if entry["source_type"] == "FDA" and entry["citation"].count("(") and "[package insert]" in entry["citation"]:
        brand = entry["citation"].partition(" (")[0].rpartition(". ")[2]
        return Citation(f"FDA:{brand}", date, f"{brand}, label of the FDA", ("moalmanac",))
    if entry["nct"]:
        return Citation(str(entry["nct"]), date, f"cited by the almanac: {entry['nct']}", ("moalmanac",))
    return Citation(SOURCE, "", "Reardon 2021, Molecular Oncology Almanac", ("moalmanac",))


def _row(entry: dict[str, Any], names: Names) -> ImportedRow:
    name = f"MOA:A{entry['assertion_id']}"
    finding = [
        str(entry.get(k) or "") for k in ("gene", "gene1", "gene2", "protein_change", "direction", "feature_type")
    ]
    effect = [
        k for k in ("therapy_sensitivity", "therapy_resistance", "favorable_prognosis") if entry[k] not in ("", None)
    ]
    said = {
        "finding": " ".join(filter(None, finding)), "disease": entry["disease"], "therapy": entry["therapy_name"],
        "effect": ", ".join(f"{key} {entry[key]}" for key in effect), "level": entry["predictive_implication"],
        "citation": _citation(entry).id,
    }  # fmt: skip
    said = {key: str(value) for key, value in said.items() if value}
    if entry["therapy_sensitivity"] in ("", None) and entry["therapy_resistance"] in ("", None):
        return ImportedRow(name, "not_predictive", "prognosis or risk", said)
    found = _claims(name, entry, names)
    if isinstance(found, Problem):
        return ImportedRow(name, found.status, found.reason, said)
    if isinstance(found, Shown):
        return ImportedRow(name, "usable", found.reason, said)
    return ImportedRow(name, "usable", "", said, found)


def _claims(name: str, entry: dict[str, Any], names: Names) -> tuple[Assertion, ...] | Shown | Problem:
    level = _LEVELS.get(entry["predictive_implication"])
    if level is None:
        return Problem("other_effect", f"level {entry['predictive_implication']!r}")
    component = _finding(entry, names)
    if isinstance(component, Problem):
        return component
    diseases = names.diseases(str(entry["disease"] or ""), str(entry["oncotree_code"] or ""), level)
    if isinstance(diseases, Problem):
        return diseases
    therapies = [part.strip() for part in str(entry["therapy_name"]).split(" + ") if part.strip()]
    joined: Joined = "combination" if len(therapies) > 1 else "one"
    if entry["therapy_resistance"] == 0 and entry["therapy_sensitivity"] in ("", None):
        return Shown("resistance is not supported")
    resists = entry["therapy_resistance"] == 1
    approved = entry["predictive_implication"] == "FDA-Approved"
    said = str(entry["context"] or "")
    year = str(entry["publication_date"] or "")[:4]
    if entry["predictive_implication"] == "Guideline" and year < _STILL_TRUSTED:
        level = "C" if resists else "B"
        said = "; ".join(filter(None, (said, f"a guideline of {year or 'an unknown year'}")))
    return spell_out(
        Said(
            id=name, findings=((component,),), therapy=names.therapies.read(therapies, joined), joined=joined,
            diseases=diseases, level=level, citations=(_citation(entry).id,),
            effect="resistance" if resists else "sensitivity" if entry["therapy_sensitivity"] == 1 else "no_benefit",
            approval="fda" if approved else "guideline" if level == "A" else "none",
            note=said, origin="germline" if entry["feature_type"] == "Germline Variant" else "any",
        ),
        names,
    )  # fmt: skip


def _finding(entry: dict[str, Any], names: Names) -> Component | Problem:
    kind = entry["feature_type"]
    if kind in ("Somatic Variant", "Germline Variant"):
        return gene_component(entry["gene"], small_variant("", entry), names)
    if kind == "Copy Number" and entry["gene"]:
        return gene_component(entry["gene"], entry["direction"] or "Copy number alteration", names)
    if kind == "Rearrangement" and entry["gene1"]:
        sides = [side for side in (entry["gene1"], entry["gene2"]) if side]
        if len(sides) == 2:
            return fusion_component(sides, names)
        return gene_component(sides[0], "Fusion" if entry["rearrangement_type"] == "Fusion" else "Rearrangement", names)
    if kind == "Microsatellite Stability":
        return Component("MSI", "MSI-H") if entry["status"] == "MSI-High" else Problem("no_criterion", entry["status"])
    if kind == "Mutational Burden" and entry["classification"] == "High":
        rate = entry["mutations_per_mb"]
        return Component("TMB", f"TMB>={float(rate):g}" if rate else "High")
    return Problem("no_criterion", f"{kind} {entry.get('gene') or entry.get('cosmic_signature') or ''}".strip())
