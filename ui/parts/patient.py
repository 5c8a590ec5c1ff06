"""What this patient's organs, laboratory values and germline genotype mean for the drugs, and what was not checked."""

import streamlit as st

from tumorboard.domain.safety_report import SafetyReport
from tumorboard.service import KnowledgeBase, ReadCase
from ui.parts.evidence import show_sources
from ui.parts.tables import table
from ui.parts.words import SPACE, linked, plain, sources, words

ACTIONS = {
    "contraindicated": f"✕{SPACE}contraindicated", "avoid": f"✕{SPACE}avoid", "reduce": f"▼{SPACE}reduce",
    "monitor": f"◉{SPACE}monitor",
}  # fmt: skip


def show_patient(safety: SafetyReport, read: ReadCase, kb: KnowledgeBase) -> None:
    """Show organ function, laboratory values, pharmacogenomics and what could not be checked."""
    case = read.case
    st.markdown("**Organ function**")
    if safety.organ_function:
        rows = [
            {
                "Drug": f"**{plain(one.drug)}**",
                "Because of": plain(f"{words(one.parameter)} {one.value}"),
                "What to do": ACTIONS[one.action],
                "In words": linked(one.words),
                "Source": sources(one.sources),
            }
            for one in safety.organ_function
        ]
        table(rows, "What organ function means for the drugs")
    elif case.labs:
        st.markdown("No rule of the tables is touched by the values given.")
    else:
        st.markdown("The case gives no laboratory values: **organ function was not checked.**")
    if safety.labs:
        table(
            [
                {
                    "Test": plain(words(one.test)),
                    "Value": f"{one.value:g}{SPACE}{plain(one.unit)}",
                    "CTCAE v5": _graded(one.grade, one.term),
                    "CTCAE v6": _graded(one.grade_v6, one.term_v6),
                    "Class": plain(one.letter) or "–",
                    "Worked out": plain(one.how) or "–",
                }
                for one in safety.labs
            ],
            "Laboratory values",
            hide_silent=True,
        )
    st.markdown("**Pharmacogenomics (germline)**")
    if safety.pharmacogenomics:
        table(
            [
                {
                    "Drug": f"**{plain(one.drug)}**",
                    "Genotype": plain(f"{one.gene} {one.diplotype}"),
                    "Phenotype": plain(one.phenotype),
                    "What to do": ACTIONS.get(one.action, plain(words(one.action))),
                    "At most": f"{one.percent:g}{SPACE}% of label dose" if one.percent is not None else "–",
                    "In words": linked(one.words),
                    "Germline": f"✔{SPACE}yes" if one.confirmed else f"?{SPACE}not confirmed: not used",
                    "Source": sources(one.sources),
                }
                for one in safety.pharmacogenomics
            ],
            "What the germline genotype means for the drugs",
        )
    elif case.pharmacogenomics:
        st.markdown("No rule of the tables connects the genotypes given with these drugs.")
    else:
        st.markdown("The case gives no germline genotype: **pharmacogenomics was not checked.**")
    if safety.not_checked:
        st.markdown("**Not checked, not known**")
        st.markdown("\n".join(f"- {plain(one.what)}: {plain(one.reason)}" for one in safety.not_checked))
    named = [name for one in safety.organ_function for name in one.sources]
    named += [name for advice in safety.pharmacogenomics for name in advice.sources]
    show_sources(kb, named, "the advice for this patient")


def _graded(grade: int | None, term: str) -> str:
    return "not graded" if grade is None else f"grade{SPACE}{grade} {plain(term)}".strip()
