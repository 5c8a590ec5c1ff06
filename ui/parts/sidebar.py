"""The sidebar: policy, limits, pins and vetoes."""

from typing import Any, cast, get_args

import streamlit as st

from tumorboard import service
from tumorboard.domain.drug import ORGANS, Approval
from tumorboard.domain.limits import DEFAULT_ORGAN_LIMITS, SEVERITIES
from tumorboard.domain.recommendation import MatchDocument
from tumorboard.service import InputError, Limits, Policy
from ui.parts.words import LEVELS, SEVERITY, words

APPROVALS = {
    "fda": "US", "ema": "EU", "other": "elsewhere", "investigational": "trials only", "withdrawn": "withdrawn",
}  # fmt: skip
DEFAULTS: dict[str, Any] = {
    "limits:size": (Limits().min_drugs, Limits().max_drugs),
    "limits:availability": list(Limits().availability),
    "limits:floor": Limits().evidence_floor,
    "limits:interaction": Limits().interaction,
    "limits:same_target": Limits().same_target,
    "limits:overall": 100,
    **{f"limits:organ:{organ}": round(100 * limit) for organ, limit in DEFAULT_ORGAN_LIMITS.items()},
}


def choose_policy() -> Policy:
    """Let the scoring policy be chosen."""
    by_name = {policy.name: policy for policy in service.BUILT_IN}
    name = st.sidebar.selectbox(
        "Scoring policy",
        by_name,
        format_func=lambda name: f"{name} (high: {by_name[name].high})",
        key="policy",
        help="The fine rules by which alterations are counted. The score is shown under every policy.",
    )
    return by_name[name]


def choose_limits() -> Limits:
    """Let the board move the limits; they stay for the session, whatever the case."""
    for name, value in DEFAULTS.items():
        st.session_state.setdefault(name, value)
    changed = sum(st.session_state[name] != value for name, value in DEFAULTS.items())
    with st.sidebar.expander(f"Limits ({f'{changed} changed' if changed else 'all at default'})", key="limits:open"):
        limits = _limits()
        st.button("Reset limits to defaults", on_click=_reset, key="limits:reset", width="stretch")
    return limits


def choose_wishes(known: MatchDocument, limits: Limits) -> Limits:
    """Let the board pin and veto; these wishes belong to the case, not to the session.

    Raises
    ------
    InputError
        If a drug is pinned and vetoed at once.
    """
    case = known.input_sha256[:12]
    drugs = sorted({c.drug for c in known.candidates} | {e.drug for e in known.excluded_drugs})
    pin = st.multiselect("Pin: every option has", drugs, key=f"pin:{case}", placeholder="No drug is pinned")
    veto = st.multiselect("Veto: no option has", drugs, key=f"veto:{case}", placeholder="No drug is vetoed")
    labels = {a.id: a.label for a in known.alterations if a.counted}
    markers = st.multiselect(
        "Leave untreated",
        labels,
        format_func=lambda name: labels[name],
        key=f"markers:{case}",
        placeholder="Every finding may be treated",
        help="These findings still count in the score, but no drug is proposed for them.",
    )
    if both := sorted(set(pin) & set(veto)):
        raise InputError(f"{', '.join(both)} is pinned and vetoed at once", remedy="Keep one of the two")
    return limits.model_copy(update={"pin": tuple(pin), "veto": tuple(veto), "veto_markers": tuple(markers)})


def _limits() -> Limits:
    size = cast(tuple[int, int], st.slider("Drugs in a regimen", 1, 5, key="limits:size"))
    availability = st.multiselect(
        "Drugs approved in", get_args(Approval), format_func=lambda name: APPROVALS[name], key="limits:availability"
    )
    floor = st.select_slider(
        "Weakest evidence that counts",
        list(LEVELS),
        format_func=lambda letter: f"{letter}: {LEVELS[letter]}",
        key="limits:floor",
    )
    interaction = st.radio(
        "Drug pairs that are forbidden", SEVERITIES, format_func=lambda name: SEVERITY[name], key="limits:interaction"
    )
    same = st.checkbox(
        "Allow two drugs on one target",
        key="limits:same_target",
        help="Also where no label or guideline names them together.",
    )
    st.markdown("**Greatest chance of a grade 3 or worse event** (100 %: no limit)")
    overall = _share("Any organ", "limits:overall")
    organs = {organ: _share(words(organ).capitalize(), f"limits:organ:{organ}") for organ in ORGANS}
    return Limits(
        organ_limits={o: limit for o, limit in organs.items() if limit != DEFAULT_ORGAN_LIMITS[o]},
        overall_limit=overall, availability=tuple(availability), interaction=interaction, evidence_floor=floor,
        min_drugs=size[0], max_drugs=size[1], same_target=same,
    )  # fmt: skip


def _share(label: str, key: str) -> float | None:
    """Show a slider in steps of 5 % and return its share; None at 100 %, which is no limit."""
    value: int = st.slider(label, 0, 100, step=5, format="%d %%", key=key)
    return None if value == 100 else value / 100


def _reset() -> None:
    st.session_state.update(DEFAULTS)
