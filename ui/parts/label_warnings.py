"""What labels warn of in a box or ask to be watched, and what limited doses in combinations."""

import streamlit as st

from tumorboard.domain.safety_report import WarningView
from ui.parts.tables import table
from ui.parts.words import SPACE, linked, plain, sources, words

WARNINGS = {
    "boxed": f"■{SPACE}boxed warning",
    "dose_limiting": f"▲{SPACE}limited doses",
    "monitoring": f"◉{SPACE}to be watched",
}


def show_warnings(drugs: list[str], warnings: tuple[WarningView, ...]) -> None:
    """Show what labels warn of in a box or ask to be watched, and what limited doses in combinations."""
    st.markdown("**What labels box and ask to be watched, and what limited doses in phase I combinations**")
    order = list(WARNINGS)
    table(
        [
            {
                "Drug": f"**{plain(one.drug)}**",
                "Kind": WARNINGS[one.kind],
                "Organ": plain(words(one.organ).capitalize()),
                "In words": linked(one.words),
                "Source": sources(one.sources),
            }
            for one in sorted(warnings, key=lambda one: (order.index(one.kind), one.drug, one.organ, one.words))
        ],
        "Warnings of labels and trials",
    )
    for words_, kinds in (("boxed warning", {"boxed"}), ("monitoring", {"monitoring"})):
        silent = [name for name in drugs if not any(one.drug == name and one.kind in kinds for one in warnings)]
        if silent:
            st.caption(
                f"No {words_} of {plain(', '.join(silent))} stands in the tables, which does not mean that there is "
                "none: look at the label."
            )
