"""What was found: the head of the case, standard of care, and the findings."""

import streamlit as st

from tumorboard.domain.recommendation import AccessView, AlterationView, StandardView
from tumorboard.domain.telling import dose
from tumorboard.service import KnowledgeBase, ReadCase
from ui.parts.access import USES
from ui.parts.tables import table
from ui.parts.words import FROM, SPACE, approved_in, counted, linked, listed, percent, plain, sources, words

FEW_STANDARDS, MOST_NOTES = 6, 20
OPEN = ("uncertain", "unclassified")


def show_head(read: ReadCase, kb: KnowledgeBase) -> None:
    """Show who: tumour type, patient and earlier lines."""
    case = read.case
    st.header(plain(f"{case.case_id}: {kb.diseases.title(case.diagnosis.oncotree)}"), anchor="case")
    patient = case.patient
    told = [
        case.diagnosis.description,
        f"stage {case.diagnosis.stage}" if case.diagnosis.stage else None,
        f"{patient.age} years" if patient.age is not None else None,
        patient.sex if patient.sex != "unknown" else None,
        f"ECOG {patient.ecog}" if patient.ecog is not None else None,
        *(f"before: {' + '.join(p.drugs)} ({p.best_response or 'response not given'})" for p in case.prior_therapies),
        f"takes {listed(m.name for m in case.medications)}" if case.medications else None,
    ]
    shown = [plain(part) for part in told if part]
    if case.sample:
        shown.insert(0, ":violet-badge[:material/science: Invented sample case: no real patient]")
    if shown:
        st.markdown(" · ".join(shown))


def show_standard(standards: tuple[StandardView, ...], findings: tuple[AlterationView, ...]) -> None:
    """Show the label and guideline therapies for this tumour type and these findings."""
    st.subheader("Standard of care first", anchor="standard")
    if standards:
        labels = {a.id: a.label for a in findings}
        rows = [_standard(standard, labels) for standard in standards]
        if len(rows) > FEW_STANDARDS:
            table(_by_finding(rows), "Label and guideline therapies, by finding")
            with st.expander(f"Each of the {len(rows)} therapies: when, toxicity, doses, availability, source"):
                table(rows, "Label and guideline therapies for this tumour type and these findings", hide_silent=True)
        else:
            table(rows, "Label and guideline therapies for this tumour type and these findings", hide_silent=True)
    else:
        st.markdown("No label or guideline therapy in the tables fits this tumour type and a finding of this case.")
    st.caption(
        "Each is an option as a whole. Grade 3+ is the chance of any grade 3 or worse event at full label dose, with "
        "the organ that is nearest to its limit or above it; ~ a part of it is assumed. "
        "Only therapies that a finding calls for are listed. Surgery, radiotherapy and chemotherapy are not in these "
        "tables: check the guideline of the tumour type."
    )


def _standard(standard: StandardView, labels: dict[str, str]) -> dict[str, str]:
    return {
        "Therapy": f"**{plain(' + '.join(standard.drugs))}**",
        "Because of": plain(", ".join(labels.get(name, name) for name in standard.alterations)),
        "Holds for": plain(FROM[standard.basis]),
        "When": plain(standard.line or "–"),
        "Grade 3+": _harm(standard),
        "Starting doses (advisory)": "; ".join(plain(dose(one, SPACE)) for one in standard.doses) or "–",
        "Availability": "; ".join(_access(one) for one in standard.access),
        "Speaks against it": "; ".join(linked(warning) for warning in standard.warnings) or "–",
        "Source": sources(standard.sources),
    }


def _harm(standard: StandardView) -> str:
    """Return the chance of any event, and the organ that comes nearest to its limit or is above it."""
    worst = next(organ for organ in standard.toxicity if organ.organ == standard.worst_organ)
    bound = "no limit" if worst.limit is None else f"limit {percent(worst.limit)}"
    sign = "✕" if worst.organ in standard.over_limit else "✔"
    overall = f"; ✕{SPACE}over the overall limit" if "overall" in standard.over_limit else ""
    mild = "~" if any(organ.assumed_for or organ.unlisted_for for organ in standard.toxicity) else ""
    organ = plain(words(worst.organ))
    return (
        f"{mild}{percent(standard.any_toxicity)}; {sign}{SPACE}{organ} {percent(worst.probability)} ({bound}){overall}"
    )


def _access(one: AccessView) -> str:
    """Return how a drug would be used here, where it is approved, and what speaks against it."""
    against = "".join(f"; ✕{SPACE}{linked(reason)}" for reason in one.against)
    return f"{plain(one.drug)} {USES.get(one.use, plain(one.use))} {approved_in(one.approval)}{against}"


def _by_finding(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put the therapies that one finding calls for into one row."""
    therapies: dict[str, list[str]] = {}
    for row in rows:
        therapies.setdefault(row["Because of"], []).append(row["Therapy"])
    return [
        {"Because of": finding, "Therapies": "; ".join(dict.fromkeys(names))} for finding, names in therapies.items()
    ]


def show_findings(findings: tuple[AlterationView, ...], reading: tuple[str, ...], messages: tuple[str, ...]) -> None:
    """Show the findings that count, those that are open, and those that do not count, each with the reason.

    Parameters
    ----------
    reading : tuple of str
        What was changed or left open when the report was read; shown openly.
    messages : tuple of str
        All that is to be said, ``reading`` among it.
    """
    st.subheader("Findings", anchor="findings")
    counting = [a for a in findings if a.counted]
    unsettled = [a for a in findings if not a.counted and a.classification in OPEN]
    others = [a for a in findings if not a.counted and a.classification not in OPEN]
    if not findings:
        st.markdown("The report lists no findings. The matching score is not computable, which is not zero.")
    if counting:
        table([_finding(a) for a in counting], "Findings that count in the score", hide_silent=True)
    if unsettled:
        st.markdown("**Uncertain or not classified** (not in the score; the board may have to decide)")
        table(
            [_finding(a) for a in unsettled],
            "Findings of uncertain significance and findings not classified",
            hide_silent=True,
        )
    if others:
        with st.expander(f"{len(others)} more that {'do' if len(others) > 1 else 'does'} not count"):
            table([_finding(a) for a in others], "Findings that do not count", hide_silent=True)
    if reading:
        st.markdown("**On reading the report**")
        st.markdown("\n".join(f"- {plain(message)}" for message in reading[:MOST_NOTES]))
        if len(reading) > MOST_NOTES:
            st.markdown(f"... and {len(reading) - MOST_NOTES} more, all of them in the download.")
    notes = [message for message in messages if message not in reading]
    if notes:
        with st.expander(f"{counted(len(notes), 'note')}, most on sources that disagree"):
            st.markdown("\n".join(f"- {linked(note)}" for note in notes))


def _finding(finding: AlterationView) -> dict[str, str]:
    germline = " (germline)" if finding.germline else ""
    return {
        "Finding": f"**{plain(finding.label)}**{germline}",
        "In the score": f"✔{SPACE}counts" if finding.counted else f"–{SPACE}no",
        "Class": plain(words(finding.classification)).replace(" ", SPACE),
        "Class from": linked(finding.classification_from),
        "Effect": plain(words(finding.effect)).replace(" ", SPACE),
        "Why": _why(finding),
    }


def _why(finding: AlterationView) -> str:
    """Return why a finding counts or not, without repeating its class."""
    said = f"{words(finding.classification)} ({finding.classification_from})"
    why = "" if finding.reason == said else finding.reason.replace(f" ({finding.classification_from})", "")
    together = finding.counted and finding.item and finding.item != finding.id
    return "; ".join(filter(None, [linked(why), f"one item with {plain(finding.item)}" if together else ""])) or "–"
