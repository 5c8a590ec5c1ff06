"""Findings and expressions of findings as the sources write them."""

import pytest

from tumorboard.knowledge.sources.components import Component, read_expression
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import Problem


def read(text: str, names: Names) -> list[list[str]]:
    found = read_expression(text, names)
    assert not isinstance(found, Problem), found
    return [[f"{'not ' if c.absent else ''}{c.biomarker} {c.criterion}" for c in each] for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF V600E", [["BRAF V600E"]]),
        ("EML4::ALK Fusion", [["ALK EML4-ALK Fusion"]]),
        ("v::ALK Fusion", [["ALK Fusion"]]),
        ("EML4::ALK e20::e20", [["ALK EML4-ALK Fusion"]]),
        ("TMB High", [["TMB High"]]),
        ("MSI High", [["MSI MSI-H"]]),
        ("CD274 Expression", [["PD-L1 Positive"]]),
        ("BRAF V600E AND NF1 Loss", [["BRAF V600E", "NF1 Loss"]]),
        ("PIK3CA H1047R OR PIK3CA H1047L", [["PIK3CA H1047R"], ["PIK3CA H1047L"]]),
        ("MET Amplification AND NOT KRAS Mutation", [["MET Amplification", "not KRAS Mutation"]]),
        ("NOT ( KRAS Mutation OR NRAS Mutation )", [["not KRAS Mutation", "not NRAS Mutation"]]),
        (
            "BCR::ABL1 Fusion AND ( ABL1 F317L OR ABL1 F317V )",
            [["ABL1 BCR-ABL1 Fusion", "ABL1 F317L"], ["ABL1 BCR-ABL1 Fusion", "ABL1 F317V"]],
        ),
        ("EGFR L858R OR EGFR T790M AND EGFR C797S", [["EGFR L858R"], ["EGFR T790M", "EGFR C797S"]]),
        ("MET Amplification AND MET Splice Site (c.3028G>A)", [["MET Amplification", "MET Splice Site (c.3028G>A)"]]),
    ],
)
def test_expressions(names: Names, text: str, expected: list[list[str]]) -> None:
    assert read(text, names) == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("KRAS RS61764370", "no_criterion"),
        ("TMB mTMB", "no_criterion"),
        ("NOSUCHGENE9 V600E", "unknown_gene"),
        ("BRAF V600E AND NOSUCHGENE9 Loss", "unknown_gene"),
        ("( BRAF V600E", "no_criterion"),
        ("BRAF V600E AND", "no_criterion"),
        ("NOT ( BRAF V600E AND NF1 Loss )", "no_criterion"),
        ("BRAF V600E )", "no_criterion"),
        ("", "no_criterion"),
    ],
)
def test_what_cannot_be_read_stops_the_whole_expression(names: Names, text: str, status: str) -> None:
    found = read_expression(text, names)
    assert isinstance(found, Problem)
    assert found.status == status


def test_repeated_findings_are_one(names: Names) -> None:
    assert read_expression("BRAF V600E AND BRAF V600E", names) == ((Component("BRAF", "V600E"),),)
