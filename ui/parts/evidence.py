"""The evidence behind each match, and the sources behind any numbers, one click away."""

from collections.abc import Iterable

import streamlit as st

from tumorboard.domain.recommendation import MatchView, OptionView, Recommendation
from tumorboard.service import KnowledgeBase
from ui.parts.tables import table
from ui.parts.words import KINDS, cited, counted, found_at, level, linked, plain, source, sources


def show_evidence(option: OptionView, recommendation: Recommendation, kb: KnowledgeBase) -> None:
    """Show every match of the option's drugs with its path and references, then the references with their titles."""
    labels = {a.id: a.label for a in recommendation.alterations}
    chosen = {view.drug for view in option.drugs}
    rows, named = [], list(option.evidence.combination_sources)
    for candidate in recommendation.candidates:
        if candidate.drug not in chosen:
            continue
        for match in candidate.matches:
            if chosen.issuperset(match.with_drugs):
                named += match.sources
                rows.append(_evidence_row(candidate.drug, match, labels.get(match.alteration, match.alteration)))
    rows.sort(key=lambda row: (row["Finding"], row["Drug"]))
    table(rows, "Evidence behind each match")
    show_sources(kb, named, "this option")


def show_sources(kb: KnowledgeBase, references: Iterable[str], of: str) -> None:
    """Offer the sources of what is shown, each with its title, its date and where it was found."""
    named = sorted(set(references))
    if not named:
        return
    with st.expander(f"{counted(len(named), 'source')} of {of}: titles, dates and where they were found"):
        table([_source_row(kb, reference) for reference in named], f"Sources of {of}", hide_silent=True)


def _evidence_row(drug: str, match: MatchView, label: str) -> dict[str, str]:
    notes = [
        f"path {match.path}" if match.path else "",
        f"only with {' + '.join(match.with_drugs)}" if match.with_drugs else "",
        f"studied with {' + '.join(match.studied_with)}" if match.studied_with else "",
        match.note or "",
    ]
    return {
        "Finding": plain(label),
        "Drug": plain(drug),
        "How": KINDS[match.kind],
        "Level": plain(level(match.level, match.level_from)),
        "AMP, ESCAT, NCT": plain(f"{match.amp}, {match.escat}, {match.nct}"),
        "Path and remarks": linked("; ".join(note for note in notes if note)) or "–",
        "Sources": sources(match.sources),
    }


def _source_row(kb: KnowledgeBase, reference: str) -> dict[str, str]:
    title, date = cited(kb, reference)
    places = found_at(kb, reference)
    return {
        "Source": source(reference),
        "What it is": plain(title) or "–",
        "Date": plain(date) or "–",
        "Found at": ", ".join(f"[{plain(place.split('/')[2])}]({place})" for place in places) or "–",
    }
