"""The view, without a browser: what a board member sees, moves and reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.page import first_drugs, multiselect, opened, options, tab, tables, text, with_case, with_file
from tumorboard import service

APP = Path(__file__).resolve().parents[2] / "ui" / "streamlit_app.py"
SAMPLES = sorted(path.stem for path in service.sample_cases().glob("*.json"))
HOSTILE = "![x](http://evil.example/a.png) <script>alert(1)</script> :red[no] $x$ [y](http://evil.example)"


@pytest.fixture(scope="module")
def first() -> AppTest:
    return opened()


def test_standard_of_care_stands_before_findings_and_options(first: AppTest) -> None:
    heads = [head.value for head in first.subheader]
    assert heads == [
        "Standard of care first", "Findings", "Ranked options", "Option 1 in detail", "What can be traded",
        "Why not another drug?", "What if?", "Take it along",
    ]  # fmt: skip


def test_knowledge_and_policy_are_shown(first: AppTest) -> None:
    said = text(first)
    assert "curated" in said
    assert "policy ipredict2019" in said
    assert any("Invented sample case" in str(one.value) for one in first.markdown)


def test_the_first_screen_answers_what_a_board_asks_first(first: AppTest) -> None:
    glance = next(one.value for one in first.markdown if "**How toxic:**" in one.value)
    asked = ["Standard of care", "Found", "Recommended", "Matched", "How sure", "How toxic", "To note"]
    assert [line.split("**")[1].rstrip(":") for line in glance.splitlines()] == asked
    option = tables(first, "Rank")[0].iloc[0]
    assert option["Drugs"] in glance
    assert option["Items matched"] in glance
    assert f"grade 3+ {option['Grade 3+']}" in glance.replace("\u00a03+", " 3+")


def test_samples_are_said_to_be_invented(first: AppTest) -> None:
    assert all("(invented)" in name for name in first.selectbox(key="case:sample").options)
    assert len(SAMPLES) == len(first.selectbox(key="case:sample").options)


@pytest.mark.parametrize("index", range(len(SAMPLES)), ids=SAMPLES)
def test_every_sample_is_shown(index: int) -> None:
    app = opened()
    app.selectbox(key="case:sample").set_value(index).run()
    assert not app.exception
    assert not app.error
    assert app.header[0].value.startswith(f"SAMPLE\\-{index + 1}\\:")
    assert options(app) or app.warning


def test_every_option_names_matched_evidence_toxicity_warnings_and_proof(first: AppTest) -> None:
    table = tables(first, "Rank")[0]
    assert list(table["Rank"]) == [str(rank) for rank in range(1, len(table) + 1)]
    assert table["Items matched"].str.match(r"\d+½?\sof\s\d+ \(\d+\s%\)").all()
    assert table["Score"].str.contains("high").all()
    assert table["Grade 3+"].str.contains("%").all()
    assert table["To note"].str.contains("warning").all()
    assert table["Best of rank"].str.contains("proved").all()


def test_veto_takes_a_drug_out_of_every_option() -> None:
    app = opened()
    before, drug = options(app), first_drugs(app)[0]
    multiselect(app, "Veto").set_value([drug]).run()
    assert not app.exception
    assert options(app) != before
    assert all(f"**{drug}**" not in option.replace("\\", "") for option in options(app))
    app.selectbox(key="why-not").set_value(drug).run()
    assert "vetoed" in text(app)


def test_pin_puts_a_drug_into_every_option() -> None:
    app = opened()
    multiselect(app, "Pin").set_value(["trametinib"]).run()
    assert options(app)
    assert all("**trametinib**" in option for option in options(app))


def test_pin_and_veto_at_once_is_told() -> None:
    app = opened()
    multiselect(app, "Pin").set_value(["trametinib"])
    multiselect(app, "Veto").set_value(["trametinib"])
    app.run()
    assert not app.exception
    assert "trametinib is pinned and vetoed at once" in app.error[0].value.replace("\\", "")


def test_untreated_marker_is_left_uncovered() -> None:
    app = opened()
    multiselect(app, "Leave untreated").set_value(["BRAF:p.V600E"]).run()
    assert tables(app, "Rank")[0]["Leaves uncovered"].str.contains("BRAF V600E").all()


def test_size_limit_binds_and_resets() -> None:
    app = opened()
    before = options(app)
    app.slider(key="limits:size").set_value((2, 2)).run()
    assert all(option.count("**") == 4 for option in options(app))
    assert any("1 changed" in one.label for one in app.expander)
    app.button(key="limits:reset").click().run()
    assert options(app) == before


def test_no_regimen_names_the_limits_in_the_way() -> None:
    app = opened()
    app.number_input(key="limits:overall").set_value(0.0).run()
    assert not options(app)
    assert "limit on overall toxicity" in app.warning[0].value
    app.selectbox(key="why-not").set_value("trametinib").run()
    assert not app.exception


def test_limits_outlive_a_file_that_cannot_be_read() -> None:
    app = opened()
    app.slider(key="limits:size").set_value((2, 3)).run()
    app.file_uploader(key="upload").set_value(("bad.json", b"{", "application/json"))
    app.run()
    app.file_uploader(key="upload").set_value(None)
    app.run()
    assert app.slider(key="limits:size").value == (2, 3)


def test_policy_is_changed_and_named() -> None:
    app = opened()
    app.selectbox(key="policy").set_value("ipredict2021").run()
    assert "policy ipredict2021" in text(app)
    side_by_side = tables(tab(app, "Score"), "Policy")[0]
    assert side_by_side["Policy"].iloc[0] == "ipredict2021"
    assert set(side_by_side["Policy"]) == {"ipredict2019", "kato2020", "ipredict2021"}


def test_another_option_is_shown_in_detail() -> None:
    app = opened()
    app.button_group[0].set_value(2).run()
    assert "Option 2 in detail" in [head.value for head in app.subheader]


def test_arithmetic_is_told_in_fractions(body: Callable[..., dict[str, Any]]) -> None:
    app = with_case(body("KRAS p.G12D", "TP53 p.R248Q", "CDKN2A del", "SMAD4 del", vus=("ARID1A p.G1255E",)))
    app = tab(app, "Score")
    steps = next(str(one.value) for one in app.markdown if "They make" in str(one.value)).replace("\\", "")
    assert "**4 items**, one each" in steps
    assert "is **▲" in steps or "is **▽" in steps
    assert "/4" in steps


def test_uncertain_and_unclassified_findings_stand_apart(body: Callable[..., dict[str, Any]]) -> None:
    case = body("KRAS p.G12D", vus=("ARID1A p.G1255E",))
    case["alterations"].append({"gene": "KMT2D", "kind": "small_variant", "protein_change": "p.P2354L"})
    app = with_case(case)
    counting, apart = tables(app, "In the score")[:2]
    assert list(counting["In the score"].str[0]) == ["✔"]
    assert list(apart["Class"]) == ["uncertain", "unclassified"]
    assert apart["Why"].str.len().min() > 1


def test_alias_is_taken_and_said(body: Callable[..., dict[str, Any]]) -> None:
    app = with_case(body("P53 p.R175H"))
    assert "P53 is an alias and is read as TP53" in text(app).replace("\\", "")


def test_no_finding_is_not_computable_not_zero(body: Callable[..., dict[str, Any]]) -> None:
    app = with_case(body())
    assert "not computable, which is not zero" in text(app)
    assert not options(app)


def test_why_not_tells_the_price_of_insisting() -> None:
    app = opened()
    shown = "".join(options(app)).replace("\\", "")
    drug = next(name for name in multiselect(app, "Pin").options if name not in shown)
    app.selectbox(key="why-not").set_value(drug).run()
    said = text(app).replace("\\", "")
    assert f"With **{drug}** pinned" in said or "may not be proposed" in said


def test_why_not_says_where_a_drug_stands_and_what_matches_nothing() -> None:
    app = opened()
    app.selectbox(key="why-not").set_value(first_drugs(app)[0]).run()
    assert "is part of option 1" in text(app)
    app.selectbox(key="why-not").set_value("zoledronic acid").run()
    assert "matches no finding of this case" in text(app)


def test_why_not_takes_several_drugs_and_names_the_rules_in_the_way() -> None:
    app = opened()
    app.selectbox(key="why-not").set_value("trametinib").run()
    app.multiselect(key="why-not:more").set_value(["binimetinib"]).run()
    assert not app.exception
    said = text(app).replace("\\", "")
    assert "binimetinib and trametinib exclude each other" in said
    assert "To do without binimetinib buys" in said


def test_the_front_is_a_table_too(first: AppTest) -> None:
    front = tables(first, "Unbeaten")[0]
    assert front["Unbeaten"].str.contains("proved").all()
    assert not front["Unbeaten"].str.contains("not").any()
    assert list(front["Point"]) == [str(number) for number in range(1, len(front) + 1)]


def test_what_if_is_asked_for_and_tells_a_refused_drug() -> None:
    app = opened()
    drug = first_drugs(app)[0]
    app.toggle(key="what-if").set_value(True).run(timeout=30)
    assert "not granted" in "".join(tables(app, "The best option")[0]["If"])
    assert any("best in" in name.lower() for name in tables(app, "Stable")[0].columns)
    app.segmented_control(key="what-if:kind").set_value("drug").run(timeout=30)
    app.pills(key="what-if:drug").set_value(f"{drug} is not granted").run(timeout=30)
    assert not app.exception
    assert "The best option changes" in text(app) or "The best option stays" in text(app)


def test_sources_are_links() -> None:
    app = tab(opened(), "Evidence")
    cells = "".join(tables(app, "Path and remarks")[0]["Sources"])
    assert "](https://pubmed.ncbi.nlm.nih.gov/" in cells
    assert "US label" in cells


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe\x00", "is not text in UTF-8"),
        (b"[]", "holds no case"),
        (b"[3]", "not an object"),
        (b'{"case_id": "A", "alterations": []}', "diagnosis"),
        (
            b'{"case_id": "A", "diagnosis": {}, "alterations": [{"gene": "KRASS", "kind": "deletion"}]}',
            "there is no gene 'KRASS'",
        ),
    ],
    ids=["json", "utf8", "empty", "number", "missing", "gene"],
)
def test_bad_file_is_told_in_words(content: bytes, told: str) -> None:
    app = with_file("bad.json", content)
    assert told in app.error[0].value.replace("\\", "")
    assert "Traceback" not in text(app)
    assert not app.table


def test_error_names_file_field_and_remedy(body: Callable[..., dict[str, Any]]) -> None:
    app = with_case(body("KRASS p.G12D"))
    said = app.error[0].value.replace("\\", "")
    assert "File: case.json" in said
    assert "Field: alterations[0].gene" in said
    assert "What to do: Did you mean KRAS" in said


def test_bad_case_of_a_batch_is_told_and_the_others_go_on(body: Callable[..., dict[str, Any]]) -> None:
    app = with_case(body("KRAS p.G12D"), body("KRASS p.G12D"), body("BRAF p.V600E", code="SKCM"))
    assert "2 cases read, 1 could not be read" in app.warning[0].value
    assert len(app.selectbox(key="case:own").options) == 2
    assert options(app)


def test_text_of_a_report_stays_text(body: Callable[..., dict[str, Any]]) -> None:
    case = body("KRAS p.G12D", code="PAAD")
    case |= {"case_id": HOSTILE, "diagnosis": {"oncotree": "PAAD", "description": HOSTILE}}
    case["alterations"].append({"gene": "TP53", "kind": "small_variant", "protein_change": HOSTILE})
    app = with_case(case)
    said = text(app)
    assert "evil" in said
    for mark in ("](http://evil", "![x]", "<script>", ":red[", "$x$"):
        assert mark not in said


def test_a_long_report_is_cut_on_screen_and_said_to_be(body: Callable[..., dict[str, Any]]) -> None:
    case = body("KRAS p.G12D")
    case["alterations"] += [
        {"gene": "TTN", "kind": "small_variant", "protein_change": f"p.A{place}V", "pathogenicity": "uncertain"}
        for place in range(1, 401)
    ]
    app = with_case(case)
    assert "first 300 of 400 rows" in text(app)


def test_no_data_of_a_patient_is_cached() -> None:
    sources = [path.read_text(encoding="utf-8") for path in APP.parent.rglob("*.py")]
    assert sum(source.count("cache_resource") for source in sources) == 1
    assert not any("cache_data" in source or "unsafe_allow_html" in source for source in sources)
