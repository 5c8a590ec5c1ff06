"""The limits panel: every limit with its default and a reset, and the board's files of limits, formulary and payer."""

from typing import Any, cast, get_args

import streamlit as st

from tumorboard import service
from tumorboard.domain.drug import ORGANS, Approval
from tumorboard.domain.limits import DEFAULT_ORGAN_LIMITS, SEVERITIES
from tumorboard.service import InputError, KnowledgeBase, Limits
from ui.parts.words import APPROVALS, LEVELS, SEVERITY, counted, plain, words

BASE, GENERATION, PROBLEM = "limits:base", "limits:generation", "limits:problem"
CHOICES = ("allow", "exclude")
READERS = {"formulary": service.with_formulary_upload, "payer": service.with_payer_upload}


def choose_limits(kb: KnowledgeBase) -> Limits:
    """Let the board move the limits; they stay for the session, whatever the case."""
    st.session_state.setdefault(BASE, Limits())
    st.session_state.setdefault(GENERATION, 0)
    defaults = _values(Limits())
    for name, value in _values(st.session_state[BASE]).items():
        st.session_state.setdefault(name, value)
    changed = sum(st.session_state[name] != value for name, value in defaults.items())
    with st.sidebar.expander(f"Limits ({f'{changed} changed' if changed else 'all at default'})", key="limits:open"):
        limits = _limits(st.session_state[BASE])
        st.button("Reset limits to defaults", on_click=_reset, key="limits:reset", width="stretch")
    with st.sidebar.expander("Files: formulary, payer, limits", key="limits:files"):
        limits = _files(limits, kb)
    if problem := st.session_state.get(PROBLEM):
        st.sidebar.error(problem, icon=":material/error:")
    return limits


def _values(limits: Limits) -> dict[str, Any]:
    """Return the value of every control of the panel under some limits; chances in percent, 100 for no limit."""
    organs = {organ: limits.organ_limit(organ) for organ in ORGANS} | {"overall": limits.overall_limit}
    return {
        "limits:size": (limits.min_drugs, limits.max_drugs),
        "limits:availability": list(limits.availability),
        "limits:floor": limits.evidence_floor,
        "limits:interaction": limits.interaction,
        "limits:same_target": limits.same_target,
        "limits:unknown": round(100 * limits.unknown_probability, 4),
        "limits:unlisted": round(100 * limits.unlisted_probability, 4),
        "limits:organ_function": limits.organ_function == "tighten",
        "limits:organ_avoid": limits.organ_avoid == "exclude",
        "limits:payer_pending": limits.payer_pending == "exclude",
        "limits:formulary_unnamed": limits.formulary_unnamed == "exclude",
        **{f"limits:{name}": 100.0 if share is None else round(100 * share, 4) for name, share in organs.items()},
    }


def _limits(base: Limits) -> Limits:
    size = cast(tuple[int, int], st.slider("Drugs in a regimen", 1, 5, key="limits:size", persist_state="session"))
    availability = st.multiselect(
        "Drugs approved in",
        get_args(Approval),
        format_func=lambda name: APPROVALS[name],
        key="limits:availability",
        persist_state="session",
    )
    floor = st.select_slider(
        "Weakest evidence that counts",
        list(LEVELS),
        format_func=lambda letter: f"{letter}: {LEVELS[letter]}",
        key="limits:floor",
        persist_state="session",
    )
    interaction = st.radio(
        "Drug pairs that are forbidden",
        (*SEVERITIES, "none"),
        format_func=lambda name: SEVERITY[name],
        key="limits:interaction",
        persist_state="session",
    )
    same = st.checkbox(
        "Allow two drugs on one target",
        key="limits:same_target",
        persist_state="session",
        help="Also where no label or guideline names them together.",
    )
    st.markdown("**Greatest chance of a grade 3 or worse event, %** (100: no limit)")
    overall = _share("Any organ", "limits:overall")
    columns = st.columns(2, gap="small")
    organs = {}
    for place, organ in enumerate(ORGANS):
        with columns[place % 2]:
            organs[organ] = _share(words(organ).capitalize(), f"limits:{organ}")
    tighten = st.checkbox(
        "Organ function tightens these limits",
        key="limits:organ_function",
        persist_state="session",
        help="Bilirubin, creatinine clearance, LVEF, QTc, platelets (by CTCAE grade) and ECOG of the patient. A stated "
        "assumption of our own, advisory; what was tightened is told with the options.",
    )
    avoid = st.checkbox(
        "Leave out drugs that organ function says to avoid",
        key="limits:organ_avoid",
        persist_state="session",
        help="By a rule on a laboratory value or ECOG of the patient. Otherwise they carry a warning and no dose; what "
        "is contraindicated is left out in any case.",
    )
    st.markdown("**Chance assumed where the tables are silent, %**")
    columns = st.columns(2, gap="small")
    with columns[0]:
        unknown = _assumed("Drug without any rate", "limits:unknown")
    with columns[1]:
        unlisted = _assumed("Organ not mentioned", "limits:unlisted")
    return base.model_copy(
        update={
            "organ_limits": {o: limit for o, limit in organs.items() if limit != DEFAULT_ORGAN_LIMITS[o]},
            "overall_limit": overall, "availability": tuple(availability), "interaction": interaction,
            "evidence_floor": floor, "min_drugs": size[0], "max_drugs": size[1], "same_target": same,
            "unknown_probability": unknown, "unlisted_probability": unlisted,
            "organ_function": "tighten" if tighten else "warn",
            "organ_avoid": "exclude" if avoid else "warn",
        }
    )  # fmt: skip


def _share(label: str, key: str) -> float | None:
    """Ask for a percentage and return its share; None at 100 %, which is no limit."""
    value: float = st.number_input(label, 0.0, 100.0, step=5.0, format="%g", key=key, persist_state="session")
    return None if value == 100 else round(value / 100, 6)


def _assumed(label: str, key: str) -> float:
    value: float = st.number_input(label, 0.0, 99.0, step=1.0, format="%g", key=key, persist_state="session")
    return round(value / 100, 6)


def _files(limits: Limits, kb: KnowledgeBase) -> Limits:
    """Take in the board's files; the limits file sets the panel, the others come on top."""
    generation = st.session_state[GENERATION]
    st.file_uploader(
        "Formulary (CSV: drug, status)", "csv", key=f"limits:formulary:{generation}",
        on_change=_take, args=("formulary", generation),
        help="Status listed, restricted or not_listed. A drug that is not listed is left out. Kept for this session.",
    )  # fmt: skip
    unnamed = st.checkbox(
        "Leave out drugs that the formulary does not name", key="limits:formulary_unnamed", persist_state="session"
    )
    st.file_uploader(
        "Payer decisions (CSV: drug, decision, reason)", "csv", key=f"limits:payer:{generation}",
        on_change=_take, args=("payer", generation),
        help="Decision approved, refused or pending. A refused drug is left out. Kept for this session.",
    )  # fmt: skip
    pending = st.checkbox(
        "Leave out drugs on which the payer has not decided", key="limits:payer_pending", persist_state="session"
    )
    st.file_uploader(
        "Limits (JSON, tumorboard.limits/1)", "json", key=f"limits:file:{generation}",
        on_change=_take_limits, args=(f"limits:file:{generation}",),
        help="Sets every control of the limits, the pins and the vetoes. Kept for this session.",
    )  # fmt: skip
    limits = limits.model_copy(update={"formulary_unnamed": CHOICES[unnamed], "payer_pending": CHOICES[pending]})
    names = []
    for kind, read in READERS.items():
        if given := st.session_state.get(f"limits:given:{kind}"):
            try:
                name, data = given
                limits = read(limits, name, data, kb)
                names.append(name)
            except InputError as problem:
                st.sidebar.error(f"**Not used.** {plain(problem)}", icon=":material/error:")
    told = [
        f"{counted(len(limits.formulary), 'drug')} on the formulary",
        counted(len(limits.payer), "payer decision"),
        *names,
    ]
    st.caption(
        f"In use: {plain('; '.join(told))}" if limits.formulary or limits.payer
        else "No formulary and no payer decision is loaded."
    )  # fmt: skip
    if names:
        st.button("Take these files away", on_click=_forget_files, width="stretch")
    return limits


def _take(kind: str, generation: int) -> None:
    """Keep what was handed in: the control forgets it when another page is opened."""
    given = st.session_state[f"limits:{kind}:{generation}"]
    st.session_state[f"limits:given:{kind}"] = (given.name, given.getvalue()) if given else None


def _forget_files() -> None:
    for kind in READERS:
        st.session_state[f"limits:given:{kind}"] = None
    st.session_state[GENERATION] += 1


def _take_limits(key: str) -> None:
    """Set the panel to a limits file, or back to the defaults where the file was taken away."""
    given = st.session_state[key]
    try:
        base = service.limits_upload(given.name, given.getvalue()) if given else Limits()
    except InputError as problem:
        st.session_state[PROBLEM] = f"**The limits file is not used.** {plain(problem)}"
        return
    st.session_state[PROBLEM] = ""
    st.session_state[BASE] = base
    st.session_state["limits:wishes"] = st.session_state.get("limits:wishes", 0) + 1
    st.session_state.update(_values(base))


def _reset() -> None:
    if st.session_state[BASE] != Limits():
        # Pins and vetoes that came with a file go with it; those of the board stay.
        st.session_state["limits:wishes"] = st.session_state.get("limits:wishes", 0) + 1
    st.session_state[BASE] = Limits()
    st.session_state[PROBLEM] = ""
    _forget_files()
    st.session_state.update(_values(Limits()))
