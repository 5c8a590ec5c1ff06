"""Renew the golden recommendations on purpose: what the sample cases are recommended with the knowledge of today.

A change of the tables that changes one of them fails the tests until this is run and the difference is looked at.
"""

import json
from pathlib import Path
from typing import Any

from tumorboard import service

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "golden"


def golden() -> dict[str, dict[str, Any]]:
    """Return file name -> what must not change unnoticed, for every sample case."""
    kb = service.open_knowledge()
    told = {}
    for path in sorted(service.sample_cases().glob("*.json")):
        document = service.recommend(service.open_case(path, kb), kb, top=5)
        told[path.name] = {
            "case_id": document.case_id,
            "counted": [view.id for view in document.alterations if view.counted],
            "standard_of_care": [" + ".join(standard.drugs) for standard in document.standard_of_care],
            "options": [
                {
                    "drugs": [drug.drug for drug in option.drugs],
                    "score": f"{option.matched}/{option.total}",
                    "evidence": [f"{item.alteration} {item.level} {item.level_from}" for item in option.evidence.items],
                }
                for option in document.options
            ],
            "excluded": [f"{excluded.drug}: {excluded.reason}" for excluded in document.excluded_drugs],
        }
    return told


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, body in golden().items():
        (FOLDER / name).write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
