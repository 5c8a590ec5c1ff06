"""Specimens, and what was not tested: absent from a report is not the same as negative."""

import streamlit as st

from tumorboard.service import CaseFile, KnowledgeBase
from ui.parts.spoken import day
from ui.parts.tables import table
from ui.parts.words import SPACE, counted, listed, plain

MOST_GENES = 60


def known_genes(kb: KnowledgeBase) -> set[str]:
    """Return the genes for which the knowledge holds a claim on a drug."""
    return {name for name, claims in kb.assertions.items() if claims and kb.genes.is_gene(name)}


def not_covered(file: CaseFile, kb: KnowledgeBase) -> list[str] | None:
    """Return the genes with a claim on a drug that no report of the case covered; None where no report says."""
    lists = [specimen.value.genes for specimen in file.specimens if specimen.value.genes]
    if not lists:
        return None
    covered = {kb.genes.resolve(gene).symbol or gene for genes in lists for gene in genes}
    covered |= {alteration.gene for alteration in file.case.value.alterations}
    return sorted(known_genes(kb) - covered)


def show_specimens(file: CaseFile, kb: KnowledgeBase) -> None:
    """Show the specimens with their reports, and what was not tested."""
    st.subheader("Specimens and what was not tested", anchor="tested")
    if file.specimens:
        rows = [
            {
                "Specimen": plain(one.value.specimen),
                "From": plain(", ".join(filter(None, [one.value.localization, one.value.site]))),
                "Taken": day(one.value.collected),
                "Tumour cells": "–" if one.value.tumour_content is None else f"{one.value.tumour_content:g}{SPACE}%",
                "Assay": plain(one.value.assay or "–"),
                "Genes covered": str(len(one.value.genes)) if one.value.genes else "not said",
                "Genome": plain(one.value.genome),
                "Reported": day(one.value.reported),
            }
            for one in file.specimens
        ]
        table(rows, "Specimens and their reports")
    else:
        st.markdown("No specimen is recorded.")
    _show_untested(file, kb)


def _show_untested(file: CaseFile, kb: KnowledgeBase) -> None:
    signatures = file.case.value.signatures
    measured = (
        ("tumour mutational burden", signatures.tmb), ("MSI/MMR", signatures.msi), ("HRD", signatures.hrd),
        ("protein markers", file.case.value.protein_markers),
    )  # fmt: skip
    missing = [name for name, value in measured if value in (None, (), "unknown")]
    if missing:
        st.markdown(f"**Not measured, or not reported:** {', '.join(missing)}. That is not the same as negative.")
    genes = not_covered(file, kb)
    if genes is None:
        st.markdown(
            "**Genes not tested: not known.** No report says which genes it covered, so a gene that is not among the "
            "findings may be without alteration or may never have been looked at."
        )
    elif genes:
        st.markdown(
            f"**Not tested:** {counted(len(genes), 'gene')} of {len(known_genes(kb))} with a claim on a drug: "
            f"{plain(listed(genes, most=MOST_GENES))}."
        )
    else:
        st.markdown("Every gene with a claim on a drug was covered.")
