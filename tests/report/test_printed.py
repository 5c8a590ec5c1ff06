"""The printed report: one page that stands alone, an appendix with every source, and nothing in it acts as markup."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from tumorboard import service
from tumorboard.cli import main
from tumorboard.domain.board import BoardDecision, Chosen, FindingChoice, FurtherRequest, Signature, Vote
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    DoseChange,
    GivenDrug,
    ResponseAssessment,
    ScoreStep,
    Status,
    TreatmentCourse,
)
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.report.blocks import Paragraph, Table
from tumorboard.report.content import document
from tumorboard.report.material import Decided, Material

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SAMPLES = sorted(service.sample_cases().glob("*.json"))


def of(path: Path, kb: KnowledgeBase) -> Material:
    return service.material(service.open_case(path, kb), kb, now=NOW)


def pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_has_one_page_for_the_meeting_and_an_appendix(path: Path, kb: KnowledgeBase) -> None:
    read = pages(service.printed(of(path, kb), "pdf"))
    assert "What was found" in read[0] and "Given, and what followed" in read[0] and "INVENTED" in read[0]
    assert read[1].lstrip().startswith("Appendix")
    assert all("Research use only" in page for page in read)


def test_a_case_with_everything_at_its_longest_still_has_one_first_page(kb: KnowledgeBase) -> None:
    genes = sorted(kb.genes.genes)[:60]
    body = {
        "case_id": "X" * 120,
        "diagnosis": {"oncotree": "SKCM", "description": "word " * 99, "stage": "IV " * 15},
        "patient": {"age": 58, "sex": "male", "ecog": 1},
        "alterations": [{"gene": gene, "kind": "amplification"} for gene in genes]
        + [{"gene": "BRAF", "kind": "small_variant", "protein_change": "p.V600E", "pathogenicity": "pathogenic"}],
        "medications": [{"name": f"medicine number {n}" * 3} for n in range(100)],
        "prior_therapies": [{"drugs": ["cisplatin"] * 20, "line": n} for n in range(30)],
    }
    found = service.material(service.read_body(body, "x.json", kb), kb, now=NOW)
    long = "a long sentence that does not end " * 100
    names = tuple(f"Dr {letter} {'Name' * 20}" for letter in "ABCDEFGHIJ")
    decision = BoardDecision(
        met=date(2026, 11, 20),
        attendees=names,
        votes=tuple(Vote(member=name, vote="against", dissent=long) for name in names),
        chosen=tuple(Chosen(drugs=("d" * 200,) * 3, priority=n, level="m1A", rationale=long) for n in range(1, 13)),
        requests=tuple(FurtherRequest(kind="re-biopsy", text=long) for _ in range(20)),
        summary=long,
        signature=Signature(by=names[0], at=NOW),
    )
    whole = Material(
        found.case, found.tumour, found.recommendation, NOW, printed_by="N" * 200, citations=found.citations,
        choices={f"id{n}": FindingChoice(include=False, reason=long[:200].strip()) for n in range(50)},
        decisions=tuple(Decided(decision, n, "A" * 200, NOW, long) for n in range(1, 4)),
        courses=(
            TreatmentCourse(
                drugs=tuple(GivenDrug(drug=f"{n}" + "g" * 190, percent_of_label=33.3) for n in range(8)),
                start=date(2026, 1, 1),
            ),
        ),
        assessments=tuple(ResponseAssessment(when=date(2026, 2, day), response="SD") for day in range(1, 28)),
        events=tuple(AdverseEvent(term="t" * 200, grade=5, onset=date(2026, 2, 2)) for _ in range(30)),
        statuses=(Status(when=date(2026, 3, 1), alive=False),),
    )  # fmt: skip
    read = pages(service.printed(whole, "pdf"))
    assert "What was found" in read[0] and read[1].lstrip().startswith("Appendix")


def test_what_a_report_says_never_acts_as_markup(kb: KnowledgeBase) -> None:
    hostile = '#panic("x") *bold* #include "/etc/passwd" $x$ <label> @ref = Heading \\ // no comment'
    body = {"case_id": "H-1", "diagnosis": {"oncotree": "SKCM", "description": hostile}, "alterations": []}
    made = service.printed(service.material(service.read_body(body, "h.json", kb), kb, now=NOW), "pdf")
    assert '#panic("x") *bold*' in " ".join(pages(made)[0].split())


def test_the_same_input_and_time_give_the_same_pdf(kb: KnowledgeBase) -> None:
    assert service.printed(of(SAMPLES[0], kb), "pdf") == service.printed(of(SAMPLES[0], kb), "pdf")


def test_the_pdf_is_tagged_and_has_title_and_language(kb: KnowledgeBase) -> None:
    reader = PdfReader(BytesIO(service.printed(of(SAMPLES[0], kb), "pdf")))
    root = reader.trailer["/Root"]
    assert reader.metadata and reader.metadata.title == "Tumour board: SAMPLE-1"
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_the_docx_says_what_the_pdf_says(kb: KnowledgeBase) -> None:
    material = of(SAMPLES[0], kb)
    file = docx.Document(BytesIO(service.printed(material, "docx")))
    told = {paragraph.text for paragraph in file.paragraphs}
    told |= {cell.text for drawn in file.tables for cell in drawn._cells}
    for block in (*document(material).summary, *document(material).appendix):
        if isinstance(block, Paragraph):
            assert block.text in told
        if isinstance(block, Table):
            assert {cell for row in block.rows for cell in row} <= told


def test_a_decision_that_is_not_signed_is_called_a_draft(kb: KnowledgeBase) -> None:
    found = of(SAMPLES[0], kb)
    draft = BoardDecision(met=date(2026, 11, 20), attendees=("Dr A",), no_target="none found")
    whole = Material(found.case, found.tumour, found.recommendation, NOW, decisions=(Decided(draft, 1, "Dr A", NOW),))
    assert "NOT SIGNED" in pages(service.printed(whole, "pdf"))[0]


def test_every_source_of_an_option_is_listed_with_its_title(kb: KnowledgeBase) -> None:
    material = of(SAMPLES[0], kb)
    listed = next(b for b in document(material).appendix if isinstance(b, Table) and b.head[0] == "Reference")
    used = {s for o in material.recommendation.options for i in o.evidence.items for s in i.sources}
    assert used and len({name.partition("#")[0] for name in used}) <= len(listed.rows)
    assert all(title for _, title, _ in listed.rows)


def test_the_command_writes_both_kinds_and_refuses_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("pdf", "docx"):
        with pytest.raises(SystemExit) as end:
            main(["report", str(SAMPLES[0]), "--out", str(tmp_path / f"r.{ending}")])
        assert end.value.code == 0 and (tmp_path / f"r.{ending}").stat().st_size > 10_000
    with pytest.raises(SystemExit) as end:
        main(["report", str(SAMPLES[0]), "--out", str(tmp_path / "r.html")])
    assert end.value.code == 2 and "End in .pdf or .docx" in capsys.readouterr().err
    assert not (tmp_path / "r.html").exists()


def everything(kb: KnowledgeBase) -> Material:
    """A case with a record of every kind."""
    found = of(SAMPLES[6], kb)
    met = date(2026, 11, 20)
    draft = BoardDecision(
        met=met, attendees=("Dr A",), no_target="none found",
        requests=(FurtherRequest(kind="germline-counselling", text="BRCA2 S1982fs"),),
    )  # fmt: skip
    signed = draft.model_copy(update={"signature": Signature(by="Dr A", at=NOW)})
    amended = signed.model_copy(update={"no_target": "still none"})
    scores = {
        "ipredict2019": {"numerator": "3/2", "denominator": 4, "set_100": False},
        "kato2020": {"numerator": 0, "denominator": 0, "set_100": False},
    }
    later = ScoreStep(when=date(2026, 2, 9), scores={"ipredict2019": {"numerator": 2, "denominator": 4}})
    course = TreatmentCourse(
        drugs=(
            GivenDrug(drug="olaparib", percent_of_label=50, schedule="150 mg twice a day"),
            GivenDrug(drug="trametinib", start=date(2026, 2, 9), end=date(2026, 3, 1)),
        ),
        start=date(2026, 1, 5), end=date(2026, 4, 1), status="stopped", status_reason="lost-to-fu",
        decision="decision-1", fulfilment="partial", departure="still-responding",
        departure_words="two cycles were still to come",
        scores=scores, score_changes=(later,), scored_with="curated-2026.11",
    )  # fmt: skip
    claim = Claim(
        filed=date(2025, 12, 1), drugs=("olaparib",), stage="revocation", answer="rejected",
        answered=date(2025, 12, 20), answer_reason="insufficient-evidence",
    )  # fmt: skip
    halved = DoseChange(
        course="course-1", drug="olaparib", when=date(2026, 2, 2), percent_of_label=25, schedule="75 mg twice a day",
        because="organ-function", note="creatinine",
    )  # fmt: skip
    paused = DoseChange(
        course="course-1", drug="olaparib", when=date(2026, 3, 2), percent_of_label=0, because="toxicity"
    )
    dead = Status(when=date(2026, 5, 1), alive=False, ecog=5, cause_of_death="other")
    return Material(
        found.case, found.tumour, found.recommendation, NOW, citations=found.citations, returned=found.returned,
        decisions=(
            Decided(draft, 1, "Dr A", NOW, "draft"), Decided(signed, 2, "Dr A", NOW, "signed"),
            Decided(amended, 3, "Dr B", NOW, "a typing error"),
        ),
        courses=(course,), claims=(claim,), doses=((1, halved), (1, paused)),
        statuses=(Status(when=date(2026, 2, 1), ecog=2, next_treatment="radiotherapy elsewhere", lost=True), dead),
    )  # fmt: skip


def appendix_text(material: Material) -> str:
    told: list[str] = []
    for block in document(material).appendix:
        match block.kind:
            case "table":
                told += [block.caption, *block.head, *(cell for row in block.rows for cell in row)]
            case "bullets":
                told += block.items
            case _:
                told.append(block.text)
    return "\n".join(told)


def rows_of(material: Material, caption: str) -> list[tuple[str, ...]]:
    return next(list(b.rows) for b in document(material).appendix if isinstance(b, Table) and b.caption == caption)


def test_scores_drugs_and_the_words_of_a_departure_are_printed(kb: KnowledgeBase) -> None:
    whole = everything(kb)
    told = appendix_text(whole)
    assert "two cycles were still to come" in told and "still responding to the treatment before" in told
    assert "in part" in told and "stopped (lost to follow-up)" in told
    assert rows_of(whole, "Matching score of what was given, as it was frozen") == [
        ("1", "ipredict2019", "1½ of 4 (38 %)", "2026-02-09: 2 of 4 (50 %)", "curated-2026.11"),
        ("1", "kato2020", "not computable", "–", "curated-2026.11"),
    ]
    assert rows_of(whole, "Drugs of each regimen") == [
        ("1", "olaparib", "50 %", "150 mg twice a day", "2026-01-05", "2026-04-01"),
        ("1", "trametinib", "not known", "–", "2026-02-09", "2026-03-01"),
    ]


def test_changes_of_dose_are_printed(kb: KnowledgeBase) -> None:
    assert rows_of(everything(kb), "Changes of dose") == [
        ("1", "2026-02-02", "olaparib", "25 %", "75 mg twice a day", "organ function; creatinine"),
        ("1", "2026-03-02", "olaparib", "paused", "–", "toxicity"),
    ]


def test_claims_and_the_condition_of_the_patient_are_printed(kb: KnowledgeBase) -> None:
    whole = everything(kb)
    assert rows_of(whole, "Insurance claims") == [
        ("2025-12-01", "objection", "olaparib", "rejected", "2025-12-20", "not enough evidence")
    ]
    assert rows_of(whole, "Condition of the patient") == [
        ("2026-02-01", "2", "alive; lost to follow-up", "radiotherapy elsewhere"),
        ("2026-05-01", "5", "died of another cause", "–"),
    ]


def test_a_status_alone_is_printed_too(kb: KnowledgeBase) -> None:
    found = of(SAMPLES[0], kb)
    alone = Material(
        found.case, found.tumour, found.recommendation, NOW, statuses=(Status(when=date(2026, 2, 1), ecog=1),)
    )
    assert rows_of(alone, "Condition of the patient")


def test_versions_of_a_decision_are_called_what_they_are(kb: KnowledgeBase) -> None:
    told = appendix_text(everything(kb))
    assert "Version 1, written by Dr A" in told and "draft" not in told
    assert "Version 2, signed by Dr A" in told
    assert "Version 3, amended and signed by Dr B" in told and "because: a typing error" in told


def test_codes_are_printed_in_words(kb: KnowledgeBase) -> None:
    whole = everything(kb)
    told = appendix_text(whole) + "\n".join(pages(service.printed(whole, "pdf")))
    for code in ("germline-counselling", "lost-to-fu", "still-responding", "insufficient-evidence", "in-label"):
        assert code not in told
    assert "Asked for: germline confirmation and counselling: BRCA2 S1982fs" in told


def test_both_cards_are_on_the_first_page_and_with_reasons_in_the_appendix(kb: KnowledgeBase) -> None:
    whole = everything(kb)
    first = " ".join(pages(service.printed(whole, "pdf"))[0].split())
    assert "Returned to the patient's team" in first.replace("’", "'")
    assert "BRCA2 S1982fs: germline: counselling" in first and "never excludes a germline variant" in first
    told = appendix_text(whole)
    assert "the report calls the variant germline" in told and "UGT1A1" in told and "not tested" in told
    listed = {row[0] for row in rows_of(whole, "Every source that is cited above")}
    assert "PMID 36529447" in listed
