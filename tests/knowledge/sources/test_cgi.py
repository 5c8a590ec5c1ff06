"""CGI's biomarkers: alterations, drugs, classes and levels of 2017 as claims of today."""

import pytest

from tests.knowledge.sources.conftest import shared
from tumorboard.knowledge.sources import cgi
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, tally

DEFAULTS = {
    "Alteration": "BRAF:V600E", "Alteration type": "MUT", "Association": "Responsive", "Biomarker": "BRAF (V600E)",
    "Drug": "Vemurafenib", "Drug family": "BRAF inhibitor", "Evidence level": "Early trials", "Gene": "BRAF",
    "Primary Tumor type": "Cutaneous melanoma", "Source": "PMID:1234567", "individual_mutation": "",
}  # fmt: skip


def one(names: Names, **row: str) -> ImportedRow:
    text = "\t".join(DEFAULTS) + "\n" + "\t".join((DEFAULTS | row).values()) + "\n"
    return cgi.read({"x.tsv": text.encode()}, names).rows[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF:V600E,V600K", [("BRAF", "V600E or V600K")]),
        ("KRAS:.", [("KRAS", "Oncogenic Mutations")]),
        ("ERBB2:amp", [("ERBB2", "Amplification")]),
        ("CDKN2A:del", [("CDKN2A", "Deletion")]),
        ("EGFR:over", [("EGFR", "Overexpression")]),
        ("ALK__.", [("ALK", "Fusion")]),
        ("ABL1__BCR", [("ABL1", "ABL1-BCR Fusion")]),
        ("EGFR::consequence::inframe_deletion:729-761", [("EGFR", "729_761del")]),
        ("EGFR::consequence::inframe_insertion:762-823", [("EGFR", "762_823ins")]),
        ("KIT:550-592", [("KIT", "550_592any")]),
        ("IDH1:R132.", [("IDH1", "R132")]),
        ("ESR1:E380Q,.537.", [("ESR1", "E380Q or X537")]),
        ("KIT::wildtype:.", [("KIT", "Wildtype")]),
        ("MET:amp;BRAF:V600E", [("MET", "Amplification"), ("BRAF", "V600E")]),
        ("MET:Y1230C;Y1235D", [("MET", "Y1230C"), ("MET", "Y1235D")]),
        ("ERBB2::consequence::inframe_insertion:A775YVMA", [("ERBB2", "A775_776insYVMA")]),
    ],
)
def test_alterations(names: Names, text: str, expected: list[tuple[str, str]]) -> None:
    found = cgi.read_alteration(text, names)
    assert not isinstance(found, Problem), found
    assert [(c.biomarker, c.criterion) for c in found[0]] == expected


def test_a_guideline_of_2017_is_no_guideline_of_today(names: Names) -> None:
    (claim,) = one(names, **{"Evidence level": "FDA guidelines", "Source": "FDA"}).claims
    assert claim.level == "B"
    assert claim.citations == ("DB:CGI",)
    assert "2017" in claim.note


@pytest.mark.parametrize(
    ("change", "therapies"),
    [
        ({"Drug": "Dabrafenib;Trametinib"}, [("dabrafenib", "trametinib")]),
        ({"Drug": "[Dabrafenib,Encorafenib]"}, [("dabrafenib",), ("encorafenib",)]),
    ],
)
def test_drugs_together_and_examples(names: Names, change: dict[str, str], therapies: list[tuple[str, ...]]) -> None:
    assert [claim.therapy for claim in one(names, **change).claims] == therapies


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"Drug": "[]"}, "usable", "of a class"),
        ({"Source": "NCT01703572;NCT01778439"}, "usable", "a registered trial without a result"),
        ({"Association": "Increased Toxicity (Ototoxicity)"}, "not_predictive", "toxicity"),
        ({"Alteration": "ALK::consequence::inframe_insertion:.1151T."}, "no_criterion", "ALK"),
    ],
)
def test_what_is_not_matched(names: Names, change: dict[str, str], status: str, reason: str) -> None:
    row = one(names, **change)
    assert (row.status, row.claims) == (status, ())
    assert reason in row.reason


def test_an_abstract_alone_counts_as_case_reports(names: Names) -> None:
    assert one(names, Source="ASCO 2015 (abstr 2507)").claims[0].level == "C"


def test_the_whole_table(names: Names) -> None:
    path = shared("cgi", "cgi_biomarkers_per_variant.tsv")
    counted = tally(cgi.read({path.name: path.read_bytes()}, names).rows)
    assert counted.total == sum(counted.by_status.values()) == 1442
    assert counted.usable_share >= 0.95
