"""Diplotypes to phenotypes and recommendations, against the CPIC tables where they are at hand."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tumorboard import service
from tumorboard.errors import InputError
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.pgx import advise, read_diplotype

CPIC = Path(__file__).resolve().parents[3] / "shared" / "data" / "cpic"
needs_cpic = pytest.mark.skipif(not CPIC.is_dir(), reason="the CPIC tables are not here")
OURS = {"thioguanine": "tioguanine"}


def rows(name: str) -> list[dict[str, str]]:
    with (CPIC / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@needs_cpic
def test_every_diplotype_has_the_phenotype_of_cpic() -> None:
    kb = service.open_knowledge()
    genes = {"TPMT", "NUDT15", "UGT1A1", "CYP2C19"}
    seen: Counter[str] = Counter()
    for row in rows("diplotype-table.csv"):
        if row["Gene"] in genes:
            assert read_diplotype(kb, row["Gene"], row["Diplotype"]).phenotype == row["Phenotype"].lower()
            seen[row["Gene"]] += 1
    assert set(seen) == genes


@needs_cpic
def test_every_pair_of_dpyd_alleles_has_the_score_of_cpic() -> None:
    kb = service.open_knowledge()
    alleles = [row for row in rows("allele-table.csv") if row["Gene"] == "DPYD"]
    for place, one in enumerate(alleles):
        for other in alleles[place:]:
            scores = (one["ActivityScore"], other["ActivityScore"])
            read = read_diplotype(kb, "DPYD", f"{one['StarAllele']}/{other['StarAllele']}")
            if "N/A" in scores:
                assert read.score is None
                assert read.phenotype == "indeterminate"
                continue
            total = sum(map(float, scores))
            assert read.score == total
            named = "normal" if total == 2 else "intermediate" if total >= 1 else "poor"
            assert read.phenotype == f"{named} metabolizer"


def kind(words: str) -> str:
    """Return what a sentence of the recommendation table comes to."""
    text = words.lower()
    if text in ("none", "", "no recommendation"):
        return "none"
    if "avoid use" in text or (text.startswith("avoid") and "no need" not in text):
        return "avoid"
    if "no indication to change" in text or "no need to avoid" in text:
        return "label"
    return "other"


@needs_cpic
def test_recommendations_agree_with_cpic() -> None:
    kb = service.open_knowledge()
    diplotypes = {"normal metabolizer": "*1/*1", "intermediate metabolizer": "*1/*2A", "poor metabolizer": "*2A/*2A"}
    for row in rows("recommendation-table.csv"):
        if row["Gene1"] != "DPYD":
            continue
        read = read_diplotype(kb, "DPYD", diplotypes[row["Phenotype1"].lower()])
        (advice,) = advise(kb, [read], [row["Drug"]])
        expected = {"avoid": "avoid", "label": "label_dose"}.get(kind(row["Recommendation"]), "reduce")
        assert advice.action == expected
        if expected == "reduce":
            assert advice.percent == 50


@needs_cpic
def test_clopidogrel_and_the_others_of_cyp2c19_agree_with_cpic() -> None:
    kb = service.open_knowledge()
    by_phenotype = {
        read_diplotype(kb, "CYP2C19", row["Diplotype"]).phenotype: row["Diplotype"]
        for row in rows("diplotype-table.csv")
        if row["Gene"] == "CYP2C19"
    }
    checked = 0
    for row in rows("recommendation-table.csv"):
        drug, phenotype = OURS.get(row["Drug"], row["Drug"]), row["Phenotype1"].lower()
        if row["Gene1"] != "CYP2C19" or row["Gene2"] not in ("None", "") or phenotype not in by_phenotype:
            continue
        advice = advise(kb, [read_diplotype(kb, "CYP2C19", by_phenotype[phenotype])], [drug])
        if not advice:
            continue
        text = row["Recommendation"].lower()
        action = advice[0].action
        checked += 1
        if text in ("none", "", "no recommendation"):
            assert action == "no_recommendation", (drug, phenotype)
        elif ("avoid" in text.split(".")[0] and "if possible" in text) or text.startswith("avoid"):
            assert action in ("avoid", "alternative"), (drug, phenotype, text)
    assert checked > 40


def test_alleles_may_be_written_by_other_names() -> None:
    kb = service.open_knowledge()
    assert read_diplotype(kb, "dpyd", "*1/*2A").score == 1
    assert read_diplotype(kb, "DPYD", "Reference/c.1905+1G>A (*2A)").score == 1
    assert read_diplotype(kb, "CYP2D6", "*1x2/*1").phenotype == "ultrarapid metabolizer"


@pytest.mark.parametrize(
    ("diplotype", "phenotype"),
    [("*57:01/*07:02", "positive"), ("*57:01/*57:01", "positive"), ("*07:02/*44:02", "negative")],
)
def test_one_copy_of_the_risk_allele_is_enough(diplotype: str, phenotype: str) -> None:
    assert read_diplotype(service.open_knowledge(), "HLA-B", diplotype).phenotype == phenotype


@pytest.mark.parametrize(("gene", "diplotype"), [("DPYD", "*1/*2AA"), ("DPYD", "*1"), ("DPDY", "*1/*1"), ("TPMT", "")])
def test_unknown_genotypes_are_refused(gene: str, diplotype: str) -> None:
    with pytest.raises(InputError):
        read_diplotype(service.open_knowledge(), gene, diplotype)


def test_the_nearest_allele_is_named() -> None:
    with pytest.raises(InputError, match=r"Did you mean .*\*2A"):
        read_diplotype(service.open_knowledge(), "DPYD", "*1/*2AA")


@pytest.mark.parametrize(
    ("gene", "diplotype", "phenotype"),
    [
        ("G6PD", "Mediterranean/MALE", "deficient"), ("G6PD", "A-/B", "variable"), ("G6PD", "B/B", "normal"),
        ("HLA-B*57:01", "positive", "positive"), ("hla-b*57:01", "negative", "negative"),
        ("HLA-B", "positive", "positive"), ("HLA-B*57:01", "*57:01/*07:02", "positive"),
    ],
)  # fmt: skip
def test_results_are_read_as_laboratories_write_them(gene: str, diplotype: str, phenotype: str) -> None:
    assert read_diplotype(service.open_knowledge(), gene, diplotype).phenotype == phenotype


@pytest.mark.parametrize(
    ("gene", "diplotype"), [("HLA-B*58:01", "positive"), ("DPYD", "positive"), ("G6PD", "Mediterr/MALE")]
)
def test_what_no_table_knows_is_refused(gene: str, diplotype: str) -> None:
    with pytest.raises(InputError):
        read_diplotype(service.open_knowledge(), gene, diplotype)


def test_a_short_name_of_alleles_that_differ_is_no_name() -> None:
    kb = service.open_knowledge()
    named = {name for gene in safety_tables(kb).alleles.values() for name in gene}
    for gene, alleles in safety_tables(kb).alleles.items():
        for short in {name.partition(" ")[0] for name in alleles if " " in name} - named:
            meant = {(one.function, one.activity) for name, one in alleles.items() if name.split(" ")[0] == short}
            if len(meant) > 1:
                with pytest.raises(InputError):
                    read_diplotype(kb, gene, f"{short}/{next(iter(alleles))}")


def test_one_allele_of_g6pd_is_answered_with_how_a_man_is_written() -> None:
    with pytest.raises(InputError) as told:
        read_diplotype(service.open_knowledge(), "G6PD", "A- 202A_376G")
    assert "A- 202A_376G/MALE" in told.value.remedy
    assert read_diplotype(service.open_knowledge(), "G6PD", "A- 202A_376G/MALE").phenotype == "deficient"
