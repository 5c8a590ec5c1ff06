"""List every approval for a biomarker in a solid tumour that MOAlmanac's label statements carry, and say where ours is.

::

    python -m scripts.check_approvals ../shared/data

An approval is covered by a curated label row, or by an established regimen, for the same drugs in the same or a wider
tumour type. The rest stands in ``approvals_left_out.csv`` beside this script with a reason; what stands in neither is
*open* and makes the exit code 1. Steroids and folinic acid that a regimen is given with are not compared.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

from tumorboard.domain.criterion import CriterionKind, read_criterion
from tumorboard.domain.evidence import Assertion
from tumorboard.intake.alteration_text import read_alteration
from tumorboard.knowledge.base import KnowledgeBase, data_folder, load_curated
from tumorboard.knowledge.sources.adapter import open_path
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.registry import adapter_of
from tumorboard.matching.observed import observe
from tumorboard.matching.variants import relation

LEFT_OUT = Path(__file__).with_name("approvals_left_out.csv")
AGENCIES = ("fda", "ema")
BACKGROUND = frozenset({"prednisone", "prednisolone", "folinic acid"})
SAME_MARKER = {"HER2": "ERBB2", "ERBB2": "HER2"}


def approvals(kb: KnowledgeBase, folder: Path) -> list[Assertion]:
    """Return the label statements of the source for solid tumours, one for each drugs, finding and tumour type."""
    reading = adapter_of("moalmanac").read(open_path(folder), Names(kb, data_folder()))
    found: dict[tuple[object, ...], Assertion] = {}
    for claim in (claim for row in reading.rows for claim in row.claims):
        solid = not (claim.disease in kb.diseases.types and kb.diseases.is_haematological(claim.disease))
        if claim.level == "A" and claim.approval in AGENCIES and claim.effect == "sensitivity" and solid:
            key = (claim.approval, claim.biomarker, claim.criterion, claim.therapy, claim.disease)
            found.setdefault(key, claim)
    return list(found.values())


def drugs_of(therapy: tuple[str, ...]) -> frozenset[str]:
    """Return what is compared of a therapy."""
    return frozenset(therapy) - BACKGROUND


def where(claim: Assertion, kb: KnowledgeBase) -> str:
    """Return the curated row that covers an approval; empty where there is none."""
    genes = {claim.biomarker, SAME_MARKER.get(claim.biomarker, claim.biomarker)}
    drugs = drugs_of(claim.therapy)
    for own in (own for gene in sorted(genes) for own in kb.assertions.get(gene, ())):
        same = drugs_of(own.therapy) == drugs and own.effect == claim.effect and own.level == "A"
        if same and reaches(claim.disease, own.disease, kb) and includes(own, claim):
            return f"{own.id} {own.criterion}"
    for regimen in kb.regimens:
        wide = any(reaches(claim.disease, disease, kb) for disease in regimen.diseases)
        if wide and drugs_of(regimen.drugs) == drugs:
            return regimen.id
    return ""


def reaches(disease: str, own: str, kb: KnowledgeBase) -> bool:
    """Say whether a curated tumour type is the claim's, or wider."""
    return disease == own or kb.diseases.covers(disease if disease in kb.diseases.types else None, own)


def includes(own: Assertion, claim: Assertion) -> bool:
    """Say whether a curated criterion holds the claim's: one variant must meet it, a category may be another word."""
    asked, wanted = read_criterion(own.criterion), read_criterion(claim.criterion)
    if wanted is None or asked is None or own.criterion == claim.criterion:
        return own.criterion == claim.criterion or (wanted is None) == (asked is None)
    if wanted.kind is not CriterionKind.PROTEIN:
        return True
    found = read_alteration(claim.criterion, claim.biomarker).alteration
    return found is not None and relation(observe(found, oncogenic=True, effect="gain_of_function"), asked).matches


def reasons() -> list[dict[str, str]]:
    """Return the approvals that are left out on purpose; an empty cell stands for any."""
    with LEFT_OUT.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def reason(claim: Assertion, left: list[dict[str, str]]) -> str:
    """Return why an approval is left out; empty where no reason is written."""
    told = {
        "biomarker": claim.biomarker, "criterion": claim.criterion, "disease": claim.disease,
        "therapy": " + ".join(sorted(claim.therapy)),
    }  # fmt: skip
    return next((row["reason"] for row in left if all(row[name] in ("", told[name]) for name in told)), "")


def main(shared: Path) -> int:
    """Print what is not covered; return 1 if something has no reason."""
    if not (shared / "moalmanac").is_dir():
        print(f"{shared / 'moalmanac'} is not here: nothing is compared")
        return 0
    kb, left = load_curated(data_folder()), reasons()
    counted: Counter[str] = Counter()
    for claim in sorted(approvals(kb, shared / "moalmanac"), key=lambda each: (each.biomarker, each.therapy, each.id)):
        own = where(claim, kb)
        why = "" if own else reason(claim, left)
        counted["covered" if own else "left out" if why else "open"] += 1
        if not own:
            what = f"{claim.biomarker} {claim.criterion}, {' + '.join(sorted(claim.therapy))}, {claim.disease}"
            print(f"{'left out' if why else 'OPEN'} {claim.approval}: {what} ({claim.id}){f': {why}' if why else ''}")
    print("; ".join(f"{name} {count}" for name, count in sorted(counted.items())))
    return int(bool(counted["open"]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")))
