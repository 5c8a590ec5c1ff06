"""Evidence on three scales, side by side."""

import pytest

from tumorboard.matching.levels import scales


@pytest.mark.parametrize(
    ("level", "origin", "effect", "expected"),
    [
        ("A", "this_type", "sensitivity", ("I-A", "I", "m1A")),
        ("A", "any_solid", "sensitivity", ("I-A", "I", "m1A")),
        ("A", "other_type", "sensitivity", ("II-C", "III-A", "m2A")),
        ("B", "parent_type", "sensitivity", ("I-B", "II-B", "m1B")),
        ("B", "any_solid", "sensitivity", ("II-C", "III-A", "m2B")),
        ("B", "this_type", "no_benefit", ("I-B", "X", "m1B")),
        ("A", "this_type", "resistance", ("I-A", "not graded", "m1A")),
        ("C", "this_type", "sensitivity", ("II-D", "II-B", "m1C")),
        ("D", "this_type", "sensitivity", ("II-D", "IV-A", "m3")),
        ("D", "target", "sensitivity", ("none", "IV-B", "m4")),
        ("E", "pathway", "sensitivity", ("none", "IV-B", "m4")),
    ],
)  # fmt: skip
def test_scales(level, origin, effect, expected) -> None:
    graded = scales(level, origin, effect)
    assert (graded.amp, graded.escat, graded.nct) == expected
    assert graded.rule
