"""The biomarkers of the Molecular Oncology Almanac as findings of ours."""

import re
from collections.abc import Mapping
from typing import Any

from tumorboard.knowledge.sources.components import Component, fusion_component, gene_component
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import Problem

# Oestrogen and progesterone receptor are one finding of ours (HR); the almanac states a label once for each.
_PROTEINS = {
    "Estrogen receptor (ER)": "HR", "Progesterone receptor (PR)": "HR", "CD30": "TNFRSF8", "CD20": "MS4A1",
    "CD117": "KIT", "Human epidermal growth factor receptor 2 (HER2)": "HER2", "c-Met": "MET", "CLDN18.2": "CLDN18",
}  # fmt: skip
_STATUS = {
    "Microsatellite instability-high (MSI-H)": ("MSI", "MSI-H"), "Deficient": ("MSI", "MSI-H"),
    "Microsatellite stable (MSS)": ("MSI", "Negative"), "Proficient": ("MSI", "Negative"),
    "Microsatellite instability-low (MSI-L)": ("MSI", "MSI-L"), "MSI-High": ("MSI", "MSI-H"),
}  # fmt: skip
_SCORES = {
    "Tumor Proportion Score (TPS)": ("TPS", 100), "Combined Positive Score (CPS)": ("CPS", 1),
    "Tumor Area Positivity (TAP)": ("TAP", 100),
    "Tumor-infiltrating immune cells (TIIC)": ("IC", 100),
}  # fmt: skip
# Translocations that the almanac names by their chromosomes alone.
_KINDS = {
    "Splice Site": "Splice site", "Deletion": "In-frame deletion", "Insertion": "In-frame insertion",
    "Internal Tandem Duplication (ITD)": "ITD",
}  # fmt: skip
_CYTOGENETIC = {"t(15;17)": ("PML", "RARA")}
_VARIANT = re.compile(r"\bp\.\s*(?P<change>\S+)")


def read_biomarker(marker: dict[str, Any], genes: Mapping[int, str], names: Names) -> list[Component] | Problem:
    """Read one biomarker; one that must be absent is read as such.

    Parameters
    ----------
    marker : dict
        A record of ``biomarkers.json``.
    genes : mapping of int to str
        Number of a gene in ``genes.json`` -> symbol.
    names : Names
        Official symbols.
    """
    said = {entry["name"]: entry["value"] for entry in marker["extensions"]}
    symbols = [genes[number] for number in marker.get("genes") or ()]
    component = _component(str(marker["name"]), said, symbols, names)
    if isinstance(component, Problem):
        return component
    absent = component.absent != (not said.get("_present", True))
    return [Component(component.biomarker, component.criterion, absent)]


def _component(name: str, said: dict[str, Any], symbols: list[str], names: Names) -> Component | Problem:
    kind = said["biomarker_type"]
    if kind == "Protein expression":
        return _protein(name, said, names)
    if kind in ("Microsatellite Stability", "Mismatch Repair"):
        status = _STATUS.get(said["status"])
        return Component(*status) if status else Problem("no_criterion", name)
    if kind == "Homologous Recombination":
        return Component("HRD", "Positive" if said["status"] == "Deficient" else "Negative")
    if kind == "Tumor mutational burden":
        least = said["minimum_mutations_per_megabase"]
        return Component("TMB", f"TMB>={least:g}" if least else "High")
    if kind == "Rearrangement":
        return _rearrangement(name, said, symbols, names)
    if kind == "Wild type":
        return gene_component(symbols[0] if symbols else name.removeprefix("Wild type "), "Wildtype", names)
    if not symbols:
        return Problem("no_criterion", f"{name}: a chromosome, not a gene")
    if kind == "Copy Number":
        return gene_component(symbols[0], str(said["direction"]), names)
    if kind in ("Somatic Variant", "Germline Variant"):
        return gene_component(symbols[0], small_variant(name, said), names)
    return Problem("no_criterion", name)


def _protein(name: str, said: dict[str, Any], names: Names) -> Component | Problem:
    marker, value, unit = str(said["marker"]), said["value"], said["unit"]
    if marker == "PD-L1" and unit in _SCORES:
        score, factor = _SCORES[unit]
        return Component("PD-L1", f"{score}{said['equality']}{float(value) * factor:g}")
    biomarker = _PROTEINS.get(marker, marker)
    if biomarker == "HER2" and value == "Negative":
        return Component("HER2", "Positive", absent=True)
    if biomarker == "CLDN18" and value == 0.75:
        return Component("CLDN18", "Positive")  # what the label calls positive
    if biomarker == "MET":
        return Component("MET", "Overexpression")
    if value in ("Positive", "Negative", "Low", "Ultralow"):
        known = biomarker in ("HR", "HER2", "FOLR1", "CLDN18", "PD-L1") or names.gene(biomarker)
        return Component(biomarker, str(value)) if known else Problem("unknown_gene", f"protein {marker!r}")
    return Problem("no_criterion", name)


def _rearrangement(name: str, said: dict[str, Any], symbols: list[str], names: Names) -> Component | Problem:
    if name in _CYTOGENETIC:
        return fusion_component(_CYTOGENETIC[name], names)
    if not symbols:
        return Problem("no_criterion", f"{name}: a chromosome, not a gene")
    if len(symbols) == 2:
        return fusion_component(symbols, names)
    kind = "Fusion" if said["rearrangement_type"] == "Fusion" else "Rearrangement"
    return gene_component(symbols[0], kind, names)


def small_variant(name: str, said: dict[str, Any]) -> str:
    """Return the criterion of a small variant.

    Name and field may number a residue differently (H3-3A K27M and K28M); then either is meant.
    """
    change = str(said.get("protein_change") or "").removeprefix("p.")
    if change:
        named = _VARIANT.search(name)
        written = named["change"] if named is not None else change
        return change if written == change else f"{change} or {written}"
    exon, kind = said.get("exon"), str(said.get("variant_annotation") or "")
    if exon:
        first = str(exon).partition("/")[0]
        skipping = "skipping" in name.lower() or kind == "Splice Site"
        shape = {"": "mutation", "Nonsense": "truncating"}.get(kind, kind.lower())
        return f"exon {first} skipping" if skipping else f"exon {first} {shape}"
    if kind:
        return _KINDS.get(kind, kind)
    if "TKD" in name:
        return "Kinase Domain Mutation"
    if "activating" in name:
        return "Activating mutation"
    if said.get("requires_oncogenic") or said.get("requires_pathogenic") or str(said.get("pathogenic", "")) == "1":
        return "Oncogenic Mutations"
    return "Mutation"
