"""A cBioPortal study becomes cases and outcomes; every line is accounted for, and none is dropped silently."""

from pathlib import Path

import pytest

from tumorboard.domain.alteration import AlterationKind, Consequence
from tumorboard.domain.cohort import Score
from tumorboard.errors import InputError
from tumorboard.intake.cbioportal import Study, read_study
from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.document import dump_cohort, parse_cohort

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLES = """#Patient\tSample\tCode\tTMB\tType
PATIENT_ID\tSAMPLE_ID\tONCOTREE_CODE\tTMB_NONSYNONYMOUS\tSAMPLE_TYPE\tMSI_TYPE\tPDL1_SCORE
P1\tP1-T1\tLUAD\t12.5\tPrimary\tStable\t60
P1\tP1-T2\tLUAD\t\tMetastasis\t\t
P2\tP2-T1\tPAAD\t\tPrimary\tInstable\t0
P2\tP2-N\tPAAD\t\tNormal
P3\tP3-T1\tCOAD
P3\tP3-T1\tCOAD
"""
PATIENTS = """PATIENT_ID\tSEX\tAGE\tPFS_MONTHS\tPFS_STATUS\tOS_MONTHS\tOS_STATUS\tLINES_OF_TX\tDURABLE_CLINICAL_BENEFIT
P1\tFemale\t58\t6\t1:Progressed\t12\t0:LIVING\t2\tYES
P2\tMale\t61\t2.5\t0:Not Progressed\t[Not Available]\t\t1\tNO
P3\tMale\t240\tlong\t1:Progressed\t-3\tDECEASED\t\tNE
P4\tMale\t50\t1\t1:Progressed
"""
MAF_HEAD = "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\tHGVSp_Short\tHGVSc\tMutation_Status"
MAF = f"""#version 2.4
{MAF_HEAD}\tt_alt_count\tt_ref_count
KRAS\tP1-T1\tMissense_Mutation\tp.G12C\tENST00000256078.4:c.34G>T\tSOMATIC\t30\t70
KRAS\tP1-T2\tMissense_Mutation\tp.G12C\tENST00000256078.4:c.34G>T\tSOMATIC\t30\t70
TP53\tP1-T1\tNonsense_Mutation\tp.R213*\t\tSOMATIC
TERT\tP2-T1\t5'Flank\t\tc.-124C>T\tSOMATIC
BRCA2\tP2-T1\tFrame_Shift_Del\tp.S1982Rfs*22\t\tGERMLINE
APC\tP3-T1\tSilent\tp.T1493=\t\tSOMATIC
ROS1\tP3-T1\t5'Flank\t\t\tSOMATIC
EGFR\tP3-T1\tMissense_Mutation\tp.L858R\t\tWILDTYPE
KRAS\tP9-T1\tMissense_Mutation\tp.G12D\t\tSOMATIC
NOSUCH\tP3-T1\tMissense_Mutation\tp.G12D\t\tSOMATIC
KRAS\tP3-T1\tSNP\tp.G12D\t\tSOMATIC
KRAS\tP3-T1\tMissense_Mutation\tp.G12D\t\tSOMATIC\t1\t2\t3\t4
"""
CNA = """Hugo_Symbol\tP1-T1\tP2-T1\tP3-T1
MET\t2\t0\t
CDKN2A\t-2\t-1\t0
ERBB2\t1\t7\t2.0
"""
SV = """Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\tEvent_Info\tSV_Status
P1-T1\tALK\tEML4\tINVERSION\tProtein fusion: in frame (EML4-ALK)\tSOMATIC
P2-T1\tEGFR\tEGFR\tDUPLICATION\tEGFR-intragenic\tSOMATIC
P3-T1\tALK\tNOSUCH\tINVERSION\tALK-NOSUCH Fusion\tSOMATIC
P3-T1\tNOSUCH\t\tINVERSION\t\tSOMATIC
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Study:
    write(
        tmp_path,
        meta_study="cancer_study_identifier: made_up\nname: A made-up study\n",
        meta_sv="genetic_alteration_type: STRUCTURAL_VARIANT\ndatatype: SV\ndata_filename: events.txt\n",
        data_clinical_sample=SAMPLES,
        data_clinical_patient=PATIENTS,
        data_mutations=MAF,
        data_cna=CNA,
        events=SV,
    )
    return read_study(tmp_path, checkpoint=True, is_gene=lambda symbol: symbol != "NOSUCH")


def test_every_entry_of_every_file_is_used_ignored_or_bad(study: Study) -> None:
    told = {t.file: (t.read, t.used, dict(t.ignored), t.bad) for t in study.tallies}
    assert told == {
        "data_clinical_sample.txt": (6, 4, {"normal tissue": 1}, 1),
        "data_clinical_patient.txt": (4, 3, {"no tumour sample": 1}, 0),
        "data_mutations.txt": (
            12,
            5,
            {
                "does not change the protein (Silent)": 1,
                "does not change the protein (5'Flank)": 1,
                "mutation status wildtype": 1,
            },
            4,
        ),
        "data_cna.txt": (9, 3, {"no change": 2, "low-level change": 2, "not profiled": 1}, 1),
        "events.txt": (4, 3, {}, 1),
    }
    for tally in study.tallies:
        assert tally.read == tally.used + sum(tally.ignored.values()) + tally.bad


def test_bad_lines_are_told_with_file_and_line(study: Study) -> None:
    told = {(p.file, p.line): p.message for p in study.problems}
    assert told["data_clinical_sample.txt", 8] == "sample P3-T1 is listed twice"
    assert told["data_mutations.txt", 11] == "sample P9-T1 is not in the clinical sample table"
    assert told["data_mutations.txt", 12] == "there is no gene 'NOSUCH'"
    assert "are the columns where the header says" in told["data_mutations.txt", 13]
    assert told["data_mutations.txt", 14] == "10 cells under 8 columns"
    assert "no copy-number call" in told["data_cna.txt", 4]
    assert told["events.txt", 5] == "there is no gene 'NOSUCH'"
    assert "PFS_MONTHS 'long'" in "; ".join(p.message for p in study.problems)
    assert "OS_MONTHS '-3'" in "; ".join(p.message for p in study.problems)


def test_cases_hold_what_the_tables_say(study: Study) -> None:
    first, second, third = study.cases
    assert [case.case_id for case in study.cases] == ["P1", "P2", "P3"]
    found = {(a.gene, a.kind): a for a in first.alterations}
    assert set(found) == {
        ("KRAS", AlterationKind.SMALL_VARIANT),
        ("TP53", AlterationKind.SMALL_VARIANT),
        ("MET", AlterationKind.AMPLIFICATION),
        ("CDKN2A", AlterationKind.DELETION),
        ("ALK", AlterationKind.FUSION),
    }
    kras = found["KRAS", AlterationKind.SMALL_VARIANT]
    assert (kras.protein_change, kras.cdna_change, kras.vaf) == ("p.G12C", "c.34G>T", 0.3)
    assert found["ALK", AlterationKind.FUSION].partner == "EML4"
    assert first.signatures.tmb is not None and first.signatures.tmb.value == 12.5
    assert (first.signatures.msi, second.signatures.msi) == ("MSS", "MSI-H")
    assert [m.result for case in (first, second) for m in case.protein_markers] == ["positive", "negative"]
    assert first.patient.age == 58 and first.patient.sex == "female" and third.patient.age is None
    by_gene = {a.gene: a for a in second.alterations}
    assert by_gene["TERT"].consequence == Consequence.PROMOTER
    assert by_gene["BRCA2"].origin == "germline"
    assert by_gene["EGFR"].kind == AlterationKind.REARRANGEMENT
    lone = next(a for a in third.alterations if a.gene == "ALK")
    assert lone.partner is None and lone.description == "ALK-NOSUCH Fusion"


def test_an_alteration_in_two_samples_of_a_patient_is_one(study: Study) -> None:
    assert [a.gene for a in study.cases[0].alterations].count("KRAS") == 1


def test_outcomes_are_those_the_study_reports(study: Study) -> None:
    first, second, third = study.rows
    assert first.pfs is not None and (round(first.pfs.days), first.pfs.event) == (183, True)
    assert first.os is not None and first.os.event is False
    assert second.pfs is not None and second.pfs.event is False and second.os is None
    assert third.pfs is None and third.os is None
    assert [row.disease_control for row in study.rows] == [True, False, None]
    assert [row.prior_lines for row in study.rows] == [1, 0, None]
    assert all(row.checkpoint for row in study.rows) and not any(row.scores for row in study.rows)


def test_a_study_becomes_a_cohort_document(study: Study) -> None:
    cohort = study.cohort("kato2020")
    assert cohort.source == "cBioPortal study made_up"
    assert parse_cohort(dump_cohort(cohort)) == cohort


def test_long_copy_number_tables_are_read_too(tmp_path: Path) -> None:
    long = "Hugo_Symbol\tSample_Id\tValue\nMET\tP1-T1\t2\nMYC\tP1-T1\t0\nRB1\tP1-T1\t-1\n"
    study = read_study(write(tmp_path, data_clinical_sample=SAMPLES, data_cna=long))
    assert [a.gene for a in study.cases[0].alterations] == ["MET"]
    (_, cna) = study.tallies
    assert (cna.read, cna.used, sum(cna.ignored.values())) == (3, 1, 2)


def test_a_file_name_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(MAF, encoding="utf-8")
    inside = tmp_path / "study"
    inside.mkdir()
    meta = "genetic_alteration_type: MUTATION_EXTENDED\ndatatype: MAF\ndata_filename: ../secret.txt\n"
    study = read_study(write(inside, data_clinical_sample=SAMPLES, meta_mutations=meta))
    assert [tally.file for tally in study.tallies] == ["data_clinical_sample.txt"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "clinical sample table is missing"),
        ({"data_clinical_sample": "SAMPLE_ID\tX\nS1\t1\n"}, "column PATIENT_ID is missing"),
        ({"data_clinical_sample": "#only\n#comments\n"}, "table is empty"),
        ({"data_clinical_sample": SAMPLES, "data_mutations": "Gene\nKRAS\n"}, "column Hugo_Symbol is missing"),
    ],
)
def test_a_study_that_cannot_be_read_is_refused_with_words(tmp_path: Path, files: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_study(write(tmp_path, **files))


def test_the_half_of_a_real_study_reconciles_and_can_be_analysed() -> None:
    folder = SHARED / "cbioportal_nsclc_pd1"
    if not folder.is_dir():
        pytest.skip("../shared/data/cbioportal_nsclc_pd1 is not here: the real study cannot be read")
    study = read_study(folder, checkpoint=True)
    assert len(study.cases) == len(study.rows) == 120
    assert not study.problems
    told = {t.file: (t.read, t.used) for t in study.tallies}
    assert told["data_mutations.txt"] == (1315, 1312)
    assert told["data_cna.txt"] == (517 * 120, 168 + 41)
    assert told["data_sv.txt"] == (21, 21)
    assert sum(row.pfs is not None and row.pfs.event for row in study.rows) == 101
    # A stand-in score: what matters here is that the rows go through the analysis. Real scores come from the matching.
    rows = tuple(
        row.model_copy(update={"alterations": len(case.alterations), "scores": scored(len(case.alterations))})
        for row, case in zip(study.rows, study.cases, strict=True)
    )
    report = analyse(parse_cohort(dump_cohort(study.cohort("kato2020", rows))), shuffles=20)
    assert report["small_cells"] == "hidden"
    assert report["endpoints"]["pfs"]["curve"]["median_months"] is not None
    assert report["endpoints"]["os"]["words"] == "not known of any patient with a score"


def scored(alterations: int) -> dict[str, Score]:
    return {"kato2020": Score(numerator=min(1, alterations), denominator=alterations)}
