"""The scoring policy: a built-in one, and its fine rules one by one."""

from dataclasses import fields
from typing import Any, get_args, get_type_hints

import streamlit as st

from tumorboard import service
from tumorboard.service import Policy

SWITCHES: dict[str, tuple[str, str]] = {
    "high": ("A score is high from", "Compared exactly: one half is not above one half."),
    "collapse": ("Alterations of one gene", "What counts as one item where a gene carries several alterations."),
    "amplicon_collapse": ("Co-amplified neighbours are one item", "CCND1, FGF3, FGF4 and FGF19, for instance."),
    "pathway_weight": ("A pathway match counts", "A direct match counts 1."),
    "io_rule": (
        "A checkpoint inhibitor in TMB-high or MSI-H",
        "It counts for the whole score, for its own item, or not at all.",
    ),
    "tmb_cut": ("TMB is high from (mut/Mb)", "20 at the time of the trials, 10 since FDA 2020."),
    "tmb_item": ("TMB is an item if", "Intermediate is 6 mut/Mb or more."),
    "marker_item": ("HER2 or AR positive, gene amplified", "Two items, or one item measured twice."),
}
SHOWN = {
    "gene": "one item a gene", "gene_and_kind": "one item a gene and kind", "variant": "one item a variant",
    "set_100": "whole score", "count_one": "one item", "off": "nothing", "intermediate_or_high": "intermediate or high",
    "own": "two items", "with_amplification": "one item", ">1/2": "above 1/2", ">=1/2": "1/2", ">=3/5": "3/5",
}  # fmt: skip


def choose_policy() -> Policy:
    """Let a built-in policy be chosen, and its fine rules be changed."""
    by_name = {policy.name: policy for policy in service.BUILT_IN}
    name = st.sidebar.selectbox(
        "Scoring policy",
        by_name,
        format_func=lambda name: f"{name} (high: {by_name[name].high})",
        key="policy",
        persist_state="session",
        help="The fine rules by which alterations are counted. The score is shown under every policy.",
    )
    base = by_name[name]
    changed = [switch for switch in SWITCHES if _value(base, switch) != getattr(base, switch)]
    title = f"Fine rules ({f'{len(changed)} changed' if changed else f'those of {name}'})"
    with st.sidebar.expander(title, key="policy:open"):
        st.caption("The published abstracts leave these open. A changed rule is named with every result.")
        chosen = {switch: _ask(base, switch) for switch in SWITCHES}
        st.button("Reset the fine rules", on_click=_reset, args=(name,), key="policy:reset", width="stretch")
    return service.read_policy(_written(base, chosen))


def _key(base: Policy, switch: str) -> str:
    # A rule belongs to its policy: choosing another policy shows the rules of that one.
    return f"policy:{base.name}:{switch}"


def _value(base: Policy, switch: str) -> Any:
    return st.session_state.get(_key(base, switch), getattr(base, switch))


def _ask(base: Policy, switch: str) -> Any:
    label, told = SWITCHES[switch]
    key, given, hint = _key(base, switch), getattr(base, switch), get_type_hints(Policy)[switch]
    if hint is bool:
        return st.checkbox(label, value=given, key=key, help=told, persist_state="session")
    if hint is float:
        return st.number_input(
            label, min_value=0.5, max_value=200.0, value=given, step=0.5, key=key, help=told, persist_state="session"
        )
    choices = get_args(hint)
    return st.selectbox(
        label, choices, index=choices.index(given), format_func=lambda word: SHOWN.get(word, word), key=key, help=told,
        persist_state="session",
    )  # fmt: skip


def _written(base: Policy, chosen: dict[str, Any]) -> str:
    """Return the policy as the command line writes it, with the rules that were changed."""
    own = {field.name: getattr(base, field.name) for field in fields(Policy)}
    changed = [f"{switch}={_text(value)}" for switch, value in chosen.items() if value != own[switch]]
    return f"{base.name}:{','.join(changed)}" if changed else base.name


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _reset(name: str) -> None:
    for key in [key for key in st.session_state if str(key).startswith(f"policy:{name}:")]:
        del st.session_state[key]
