"""What labels warn of in a box and ask to be watched, and what limited the dose of a drug in combinations."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from functools import lru_cache

from tumorboard.domain.safety_report import WarningView
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.evidence import CombinationEvidence

_SHOWN = 3
# An event that one trial alone names says little of the drug.
_FEWEST_TRIALS = 2
_EVENTS = {
    "neutropenia": "haematological", "thrombocytopenia": "haematological", "anaemia": "haematological",
    "diarrhoea": "gastrointestinal", "mucositis": "gastrointestinal", "nausea": "gastrointestinal",
    "vomiting": "gastrointestinal", "rash": "skin", "hand-foot": "skin", "fatigue": "general",
    "hypertension": "vascular", "hyperglycaemia": "endocrine_metabolic", "transaminases": "hepatic",
    "neuropathy": "neurological", "pneumonitis": "pulmonary", "infection": "general", "qt": "cardiac",
}  # fmt: skip
_SPELT = (
    (re.compile(r"diarrhea"), "diarrhoea"), (re.compile(r"neutropaenia|anc\b"), "neutropenia"),
    (re.compile(r"thrombocytopaenia|platelets?\b"), "thrombocytopenia"), (re.compile(r"anemia"), "anaemia"),
    (re.compile(r"hyperglycemia"), "hyperglycaemia"), (re.compile(r"stomatitis"), "mucositis"),
    (re.compile(r"palmar|hand/foot|\bhfs\b|ppe\b"), "hand-foot"), (re.compile(r"asthenia"), "fatigue"),
    (re.compile(r"\balt\b|\bast\b|aminotransferase|transaminitis|transaminase\b"), "transaminases"),
)  # fmt: skip


def warnings(
    kb: KnowledgeBase, evidence: CombinationEvidence, drugs: Collection[str], without: Collection[str] = ()
) -> tuple[WarningView, ...]:
    """Return the warnings of each drug: boxed first, then what limited the dose, then what is to be watched.

    Parameters
    ----------
    kb : KnowledgeBase
        Knows the labels' warnings.
    evidence : CombinationEvidence
        Phase I trials, of which the events that limited the dose are counted.
    drugs : collection of str
        Generic names.
    without : collection of str
        PMIDs of trials to be left out.
    """
    told: list[WarningView] = []
    for drug in sorted(drugs):
        rows = [
            WarningView(drug=drug, kind=row.kind, organ=row.organ, words=row.words, sources=row.citations)
            for row in safety_tables(kb).warnings.get(drug, ())
        ]
        told += [row for row in rows if row.kind == "boxed"]
        told += _limiting(drug, evidence, without)
        told += [row for row in rows if row.kind != "boxed"]
    return tuple(told)


def boxed(kb: KnowledgeBase, drugs: Collection[str]) -> list[str]:
    """Return the boxed warnings of some drugs in words, with the sources."""
    return [
        f"{drug}: boxed warning: {row.words} ({', '.join(row.citations)})"
        for drug in sorted(drugs)
        for row in safety_tables(kb).warnings.get(drug, ())
        if row.kind == "boxed"
    ]


def _limiting(drug: str, evidence: CombinationEvidence, without: Collection[str]) -> list[WarningView]:
    """Return what most often limited the dose in combinations with a drug; which of the drugs caused it is open."""
    trials = evidence.of(drug, without)
    where: dict[str, list[str]] = defaultdict(list)
    for trial in trials:
        for event in {name for toxic in trial.toxicities for name in _named(toxic.event)}:
            where[event].append(trial.pmid)
    counts = Counter({event: len(pmids) for event, pmids in where.items() if len(pmids) >= _FEWEST_TRIALS})
    ranked = sorted(counts, key=lambda event: (-counts[event], event))[:_SHOWN]
    return [
        WarningView(
            drug=drug, kind="dose_limiting", organ=_EVENTS[event],
            words=f"{event}: limited the dose in {counts[event]} of {len(trials)} phase I combinations with it",
            sources=tuple(f"PMID:{pmid}" for pmid in sorted(set(where[event]))[:_SHOWN]),
        )
        for event in ranked
    ]  # fmt: skip


@lru_cache(maxsize=20_000)
def _named(event: str) -> frozenset[str]:
    text = event.lower()
    for pattern, word in _SPELT:
        text = pattern.sub(word, text)
    return frozenset(word for word in _EVENTS if re.search(rf"\b{word}", text))
