"""Fields for drugs: those of the tables, by any name, and others, which are kept as written and match nothing."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from tumorboard.service import KnowledgeBase
from ui.parts.fields import Fields
from ui.parts.words import listed, plain

OTHER = "other: "
"""Begins the name of a drug that the tables do not have; the service takes no other unknown name."""
HELP = (
    "Generic name, brand or code. A drug that the tables do not have can be typed: it is kept as *other: NAME*, "
    "matches nothing and is not checked for interactions."
)


def one_drug(row: Fields, name: str, label: str, kb: KnowledgeBase, **more: Any) -> str:
    """Draw the choice of one drug; return its name as the service takes it, empty where none is chosen."""
    more = {"help": HELP, "accept_new_options": True, "placeholder": "Choose or type", **more}
    chosen = row.choose(name, label, sorted(kb.drugs), **more)
    told = drug_name(kb, chosen or "")
    tell_unknown(kb, [told])
    return told


def several_drugs(row: Fields, name: str, label: str, kb: KnowledgeBase, **more: Any) -> list[str]:
    """Draw the choice of several drugs; return their names as the service takes them."""
    more = {"help": HELP, "accept_new_options": True, "placeholder": "Choose or type", **more}
    told = [drug_name(kb, one) for one in row.several(name, label, sorted(kb.drugs), **more)]
    tell_unknown(kb, told)
    return list(dict.fromkeys(told))


def drug_name(kb: KnowledgeBase, text: str) -> str:
    """Return the generic name of a drug, or ``other: NAME`` for one that the tables do not have."""
    word = " ".join(text.split())
    if not word or word in kb.drugs or word.casefold().startswith(OTHER.strip()):
        return word
    found = kb.find_drug(word).drug
    return found.name if found else OTHER + word


def tell_unknown(kb: KnowledgeBase, names: Iterable[str]) -> None:
    """Say which drugs the tables do not have, and which name may have been meant: a slip is not a new drug."""
    for name in names:
        if name.startswith(OTHER):
            rest = name.removeprefix(OTHER)
            near = kb.find_drug(rest).suggestions
            meant = f" Did you mean {listed([plain(one) for one in near])}?" if near else ""
            st.caption(f"⚠ **{plain(rest)}** is not in the tables: it is kept as written and matches nothing.{meant}")
