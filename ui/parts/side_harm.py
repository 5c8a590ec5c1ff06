"""Harm side by side: interactions, organ function, genotypes; what was not checked is never told as harmless."""

from collections.abc import Iterable, Sequence

from tumorboard import service
from tumorboard.domain.case import Case
from tumorboard.domain.safety_report import MedicationView, PairView
from tumorboard.service import KnowledgeBase, RegimenView
from ui.parts.side_columns import Lines, rows_of
from ui.parts.tables import table
from ui.parts.words import HARM, SPACE, linked, listed, plain, sources

ORDER = tuple(HARM)
ABSENT, ALONE = f"–{SPACE}none known", f"–{SPACE}one drug"


def show_interactions(views: Sequence[RegimenView], case: Case, kb: KnowledgeBase) -> None:
    """Show interactions, organ function, genotypes, and what could not be checked."""
    lines: Lines = [
        ("Drug against drug", lambda view: _pairs(view, kb)),
        ("With the patient's medicines", lambda view: _medicines(view, case, kb)),
        ("Organ function", lambda view: _organs(view, case)),
        ("Genotypes", lambda view: _genotypes(view, case)),
        ("Not checked", lambda view: _told(f"{one.what}: {one.reason}" for one in view.safety.not_checked) or ABSENT),
    ]
    table(rows_of(views, "Together with", lines), "Interactions, organ function and genotypes")


def worst(view: RegimenView, kb: KnowledgeBase) -> str:
    """Return the worst interaction known in two words, and of which drugs the tables are silent."""
    found = [one.severity for one in view.safety.interactions] + [one.severity for one in view.safety.medications]
    known = HARM[min(found, key=ORDER.index)] if found else ABSENT
    return "; ".join(filter(None, [known, _silent(view, kb)]))


def _silent(view: RegimenView, kb: KnowledgeBase) -> str:
    names = service.without_interaction_data(view.drugs, kb)
    return f"?{SPACE}not known of {plain(listed(names))}" if names else ""


def _pairs(view: RegimenView, kb: KnowledgeBase) -> str:
    if len(view.drugs) == 1:
        return ALONE
    told = [_harm(one, f"{one.a} + {one.b}") for one in view.safety.interactions]
    return "; ".join(filter(None, [*told, "" if told else ABSENT, _silent(view, kb)]))


def _medicines(view: RegimenView, case: Case, kb: KnowledgeBase) -> str:
    if not case.medications:
        return f"?{SPACE}not checked: the case names no other medicines"
    told = [_harm(one, f"{one.drug} + {one.medication}") for one in view.safety.medications]
    whats = [gap.what for gap in view.safety.not_checked]
    unread = [what.removeprefix("medication ") for what in whats if what.startswith("medication ")]
    unknown = f"?{SPACE}not known of {plain(listed(unread))}" if unread else ""
    return "; ".join(filter(None, [*told, "" if told else ABSENT, _silent(view, kb), unknown]))


def _organs(view: RegimenView, case: Case) -> str:
    found = _told(f"{one.drug}: {one.words}" for one in view.safety.organ_function)
    silent = f"?{SPACE}not checked: the case gives no laboratory values"
    return found or (f"–{SPACE}no rule is touched by the values given" if case.labs else silent)


def _genotypes(view: RegimenView, case: Case) -> str:
    found = _told(f"{one.drug}, {one.gene} {one.diplotype}: {one.words}" for one in view.safety.pharmacogenomics)
    silent = f"?{SPACE}not checked: the case gives no germline genotype"
    return found or (f"–{SPACE}no advice for the genotypes given" if case.pharmacogenomics else silent)


def _harm(one: PairView | MedicationView, between: str) -> str:
    return f"{HARM[one.severity]}: {plain(between)}, {linked(one.mechanism)} ({sources(one.sources)})"


def _told(texts: Iterable[str]) -> str:
    return "; ".join(linked(text) for text in texts)
