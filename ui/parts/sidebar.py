"""The sidebar: policy, pins and vetoes; policy and limits have parts of their own."""

import streamlit as st

from tumorboard.domain.recommendation import MatchDocument
from tumorboard.service import InputError, KnowledgeBase, Limits
from ui.parts.policy import choose_policy as choose_policy


def choose_wishes(known: MatchDocument, limits: Limits, kb: KnowledgeBase) -> Limits:
    """Let the board pin and veto, and the patient refuse; these wishes belong to the case, not to the session.

    Those of a limits file are chosen to begin with.

    Raises
    ------
    InputError
        If a drug of the limits is unknown, or one is pinned and vetoed or refused at once.
    """
    key = f"{known.input_sha256[:12]}:{st.session_state.get('limits:wishes', 0)}"
    given = {
        name: sorted({kb.require_drug(drug, f"limits.{name}").name for drug in getattr(limits, name)})
        for name in ("pin", "veto", "refused")
    }
    drugs = {c.drug for c in known.candidates} | {e.drug for e in known.excluded_drugs}
    names = sorted(drugs.union(*given.values()))
    pin = st.multiselect(
        "Pin: every option has",
        names,
        default=given["pin"],
        key=f"pin:{key}",
        persist_state="session",
        placeholder="No drug is pinned",
    )
    veto = st.multiselect(
        "Veto: no option has",
        names,
        default=given["veto"],
        key=f"veto:{key}",
        persist_state="session",
        placeholder="No drug is vetoed",
    )
    refused = st.multiselect(
        "Patient refuses",
        names,
        default=given["refused"],
        key=f"refused:{key}",
        persist_state="session",
        placeholder="No drug is refused",
    )
    labels = {a.id: a.label for a in known.alterations if a.counted}
    untreated = [a.id for a in known.alterations if a.counted and {a.id, a.gene} & set(limits.veto_markers)]
    markers = st.multiselect(
        "Leave untreated",
        labels,
        default=untreated,
        format_func=lambda name: labels[name],
        key=f"markers:{key}",
        persist_state="session",
        placeholder="Every finding may be treated",
        help="These findings still count in the score, but no drug is proposed for them.",
    )
    for others, what in ((veto, "vetoed"), (refused, "refused by the patient")):
        if both := sorted(set(pin) & set(others)):
            raise InputError(f"{', '.join(both)} is pinned and {what} at once", remedy="Keep one of the two")
    return limits.model_copy(
        update={
            "pin": tuple(pin), "veto": tuple(veto), "refused": tuple(refused), "veto_markers": tuple(markers),
        }
    )  # fmt: skip
