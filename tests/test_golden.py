"""A change of knowledge that changes a recommendation is noticed: the golden files are renewed on purpose only."""

import json

from scripts.renew_golden import FOLDER, golden


def test_recommendations_of_the_sample_cases_are_as_they_were() -> None:
    kept = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
    assert golden() == kept, "look at the difference, then run python -m scripts.renew_golden"
