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
from tumorboard.domain.followup import AdverseEvent, GivenDrug, ResponseAssessment, Status, TreatmentCourse
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
