"""Recommendations for every diplotype against the CPIC tables, where they are at hand."""

import csv
import re
from functools import cache
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

from tumorboard import service
from tumorboard.domain.case import Case
from tumorboard.safety.genotypes import check_genotypes
from tumorboard.safety.pgx import PgxAdvice, advise, read_diplotype

CPIC = Path(__file__).resolve().parents[3] / "shared" / "data" / "cpic"
pytestmark = pytest.mark.skipif(not CPIC.is_dir(), reason="the CPIC tables are not here")
OURS = {"thioguanine": "tioguanine"}
GENES = ("DPYD", "TPMT", "NUDT15", "UGT1A1", "CYP2C19")
Expected = tuple[str, float | None]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (CPIC / name).open(newline="", encoding="utf-8") as handle:
        return tuple(csv.DictReader(handle))


def diplotypes(gene: str) -> list[str]:
    """Every diplotype of the table; DPYD has none there, so every pair of its alleles."""
    if gene != "DPYD":
        return [row["Diplotype"] for row in rows("diplotype-table.csv") if row["Gene"] == gene]
    alleles = [row["StarAllele"] for row in rows("allele-table.csv") if row["Gene"] == gene]
    return [f"{one}/{other}" for one, other in combinations_with_replacement(alleles, 2)]


def comes_to(words: str) -> Expected:
    """What a sentence of CPIC comes to: an action, and the greatest share of the usual dose in percent."""
    text = words.lower()
    if text in ("", "none", "no recommendation"):
        return "no_recommendation", None
    if "could" in text and "assigned" in text and not re.search(r"start|initiate", text.split("assigned")[0]):
        return "monitor", None
    if re.search(r"increase starting daily dose", text):
        return "increase", 100
    if "drastically reduce" in text:
        return "reduce", 10
    if "initiate dose at 10 mg/m2/day" in text:
        return "reduce", 13  # of 75 mg/m2 a day
    if found := re.search(r"to (\d+)% of normal dose", text):
        return "reduce", float(found[1])
    if found := re.search(r"(\d+)% ?(?:-|to) ?(\d+)% of normal dose", text):
        return "reduce", float(found[2])
    if found := re.search(r"(?:reduce starting dose by|consider a) (\d+)%", text):
        return "reduce", 100 - float(found[1])
    if text.startswith("avoid"):
        return "avoid", None
    if re.search(r"alternative agent|consider an alternative drug", text) and "initiate" not in text:
        return "alternative", None
    if re.search(r"initiate|normal starting|standard dose|no need to avoid|no indication to change", text):
        return "label_dose", 100
    raise AssertionError(f"not understood: {words}")


def given(advice: PgxAdvice) -> Expected:
    return advice.action, advice.percent


@pytest.mark.parametrize("gene", GENES)
def test_the_recommendation_of_every_diplotype_is_that_of_cpic(gene: str) -> None:
    kb = service.open_knowledge()
    expected: dict[tuple[str, str], Expected] = {}
    for row in rows("recommendation-table.csv"):
        for place, other in ((1, 2), (2, 1)):
            alone = row[f"Gene{other}"] in ("None", "") or row[f"Phenotype{other}"] in ("None", "")
            if row[f"Gene{place}"] == gene and alone and row[f"Phenotype{place}"] not in ("None", ""):
                drug = OURS.get(row["Drug"], row["Drug"])
                expected[drug, row[f"Phenotype{place}"].lower()] = comes_to(row["Recommendation"])
    tables = {advice.drug for advice in advise(kb, [read_diplotype(kb, gene, diplotypes(gene)[0])])}
    drugs = sorted({drug for drug, _ in expected} & tables)
    assert drugs
    known: dict[str, dict[str, Expected]] = {}
    checked = 0
    for diplotype in diplotypes(gene):
        read = read_diplotype(kb, gene, diplotype)
        if read.phenotype not in known:
            known[read.phenotype] = {each.drug: given(each) for each in advise(kb, [read], drugs)}
        for drug in drugs:
            wanted = expected.get((drug, read.phenotype))
            if wanted is None:
                assert read.phenotype == "indeterminate"  # CPIC has no such row of DPYD
                assert known[read.phenotype][drug][0] in ("monitor", "no_recommendation")
                continue
            ours = known[read.phenotype][drug]
            assert ours == wanted, (diplotype, drug)
            checked += 1
    assert checked >= len(diplotypes(gene)) // 2


def test_tpmt_and_nudt15_together_are_judged_as_cpic_does() -> None:
    kb = service.open_knowledge()
    of = {
        gene: {read_diplotype(kb, gene, written).phenotype: written for written in diplotypes(gene)}
        for gene in ("TPMT", "NUDT15")
    }
    table = {
        (OURS.get(row["Drug"], row["Drug"]), row["Phenotype2"].lower(), row["Phenotype1"].lower()): row
        for row in rows("recommendation-table.csv")
        if (row["Gene1"], row["Gene2"]) == ("NUDT15", "TPMT")
    }
    checked = 0
    for (tpmt, one), (nudt15, other) in product(of["TPMT"].items(), of["NUDT15"].items()):
        genotypes = [{"gene": "TPMT", "diplotype": one}, {"gene": "NUDT15", "diplotype": other}]
        case = Case.model_validate(
            {
                "case_id": "T",
                "diagnosis": {"oncotree": "BLL"},
                "alterations": [],
                "pharmacogenomics": [{**genotype, "origin": "germline"} for genotype in genotypes],
            }
        )
        advice = check_genotypes(kb, case, ["mercaptopurine", "tioguanine"]).advice
        assert [each.drug for _, each in advice] == ["mercaptopurine", "tioguanine"]
        for _, each in advice:
            row = table.get((each.drug, tpmt, nudt15))
            if row is None:
                continue
            assert given(each) == comes_to(row["Recommendation"]), (each.drug, tpmt, nudt15)
            assert "NUDT15" in each.words and "TPMT" in each.words
            checked += 1
    assert checked >= 40
