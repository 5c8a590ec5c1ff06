"""What is known of giving the drugs together: label and guideline regimens, then phase I trials."""

from collections.abc import Iterable

import streamlit as st

from tumorboard.domain.combination import CombinationTrial, Dose
from tumorboard.domain.safety_report import EstablishedView, SafetyReport
from tumorboard.service import KnowledgeBase
from ui.parts.evidence import show_sources
from ui.parts.tables import table
from ui.parts.words import counted, listed, plain, source, sources

KINDS = {
    "exact": "exactly these drugs",
    "superset": "these drugs with others",
    "subset": "a part of these drugs",
    "same_classes": "other drugs of the same classes",
}
MOST_LEVELS = 4


def show_together(safety: SafetyReport, kb: KnowledgeBase) -> None:
    """Show established regimens and phase I evidence, the nearest first; nothing known is said so."""
    known = safety.combination
    words = known.words[:1].upper() + known.words[1:]
    st.markdown(f"**{plain(words)}.**")
    for name, regimens in (
        ("Label or guideline", known.regimens),
        ("Established parts", known.parts),
        ("Established with other drugs", known.wholes),
    ):
        if regimens:
            st.markdown(f"**{name}**")
            table([_regimen(one, kb) for one in regimens], f"{name}: regimens")
    shown: list[str] = [name for one in (*known.regimens, *known.parts, *known.wholes) for name in one.sources]
    for kind, words in KINDS.items():
        trials: tuple[CombinationTrial, ...] = getattr(known, kind)
        if not trials:
            continue
        total = known.counts.get(kind, len(trials))
        head = f"Phase I trials of {words}: {total}" + (f", {len(trials)} shown" if total > len(trials) else "")
        with st.expander(head, expanded=kind == "exact"):
            table([_trial(one) for one in trials], f"Phase I trials of {words}")
        shown += [f"PMID:{one.pmid}" for one in trials if one.pmid]
    if not any(getattr(known, kind) for kind in KINDS) and len(safety.drugs) > 1:
        st.markdown("**No phase I trial** of these drugs, a part of them or their classes is in the tables.")
    show_sources(kb, shown, "what is known together")


def _regimen(one: EstablishedView, kb: KnowledgeBase) -> dict[str, str]:
    return {
        "Drugs": f"**{plain(' + '.join(one.drugs))}**",
        "Tumour types": plain("; ".join(kb.diseases.title(code) for code in one.diseases)) or "–",
        "Named by": one.kind,
        "When": plain(one.line) or "–",
        "Row": plain(one.id),
        "Source": sources(one.sources),
    }


def _trial(one: CombinationTrial) -> dict[str, str]:
    toxic = [_toxic(*parts) for parts in ((t.event, t.grade, t.patients, t.treated, t.level) for t in one.toxicities)]
    levels = [f"{level.level}: {_doses(level.doses)}" for level in one.levels]
    return {
        "Drugs": f"**{plain(' + '.join(one.drugs))}**"
        + (f" with {plain(', '.join(one.other_treatment))}" if one.other_treatment else ""),
        "Dose levels": plain(listed(levels, none="–", most=MOST_LEVELS)),
        "Dose-limiting toxicity (patients of treated)": plain(listed(toxic, none="none listed", most=MOST_LEVELS)),
        "Maximum tolerated or recommended dose": plain(_doses(one.mtd)) or "none named",
        "Source": ", ".join(filter(None, [source(f"PMID:{one.pmid}") if one.pmid else "", _registered(one.nct)]))
        or "–",
    }


def _registered(nct: str) -> str:
    return source(nct) if nct else ""


def _toxic(event: str, grade: str, patients: int | None, treated: int | None, level: str) -> str:
    often = f"{patients} of {treated}" if patients is not None and treated is not None else ""
    where = f"at {level}" if level else ""
    return " ".join(part for part in (event, f"grade {grade}" if grade else "", often, where) if part)


def _doses(doses: Iterable[Dose]) -> str:
    return " + ".join(
        " ".join(
            part
            for part in (
                one.drug,
                f"{one.amount:g} {one.unit}" if one.amount is not None else "dose not said",
                f"{counted(one.per_day, 'time')} a day" if one.per_day and not one.schedule else "",
                one.schedule,
            )
            if part
        )
        for one in doses
    )
