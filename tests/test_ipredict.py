"""The 25 real patients: what their board gave is found, and our best option is never worse than what was given."""

from pathlib import Path

from benchmarks.agreement import agreement
from benchmarks.ipredict import patients
from tumorboard.knowledge.base import KnowledgeBase


def test_agreement_with_the_board(ipredict: Path, kb: KnowledgeBase) -> None:
    told = agreement(patients(ipredict), kb)
    assert told.patients == 25
    assert told.drugs_found >= 0.90 * told.drugs_given, told.missed_drugs
    assert told.best_at_least_given == 25, told.worse
    # Lenvatinib and ramucirumab share a primary target, which the hard rule of the method forbids.
    assert [words.split(":")[0] for words in told.forbidden] == ["IP-A009"]
