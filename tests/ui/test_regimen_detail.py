"""One regimen in detail: toxicity, interactions, doses, what is known together, and what holds for this patient."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from tests.ui.page import first_drugs, multiselect, opened, tab, tables, text, with_case
from tumorboard import service

PART = """
from tumorboard import service
from ui.parts import interactions, label_warnings, patient, together
kb = service.open_knowledge()
read = service.read_body({case!r}, "case.json", kb)
safety = service.safety({drugs!r}, kb, None, read)
{call}
"""


def shown(call: str, drugs: tuple[str, ...], case: dict[str, Any]) -> AppTest:
    """Show one part for any set of drugs and a case."""
    app = AppTest.from_string(PART.format(case=case, drugs=drugs, call=call), default_timeout=60).run()
    assert not app.exception
    return app


def medicines(case: dict[str, Any], *names: str) -> dict[str, Any]:
    return case | {"medications": [{"name": name} for name in names]}


@pytest.fixture(scope="module")
def toxicity() -> AppTest:
    return tab(opened(), "Toxicity")


def drawn(app: AppTest) -> dict[str, pd.DataFrame]:
    """The figures of the toxicity chart: parts of the drugs, and limits."""
    sets = app.get("vega_lite_chart")[0].proto.datasets
    data = [convert_arrow_bytes_to_pandas_df(one.data.data) for one in sets]
    return {"limits" if "limit" in frame else "parts": frame for frame in data}


def test_toxicity_is_stacked_by_drug_with_a_line_at_each_limit(toxicity: AppTest) -> None:
    figures, table = drawn(toxicity), tables(toxicity, "Within limit")[0]
    assert len(table) == 13
    assert table["Organ"].iloc[0] == "**Any organ**"
    together = figures["parts"].groupby("organ")["end"].max()
    told = table["Together"].str.strip("*").str.rstrip("\u00a0%")
    for organ, chance in zip(table["Organ"].str.strip("*"), told, strict=True):
        assert f"{together[organ] * 100:.0f}" == chance
    limits = {organ: f"{limit * 100:.0f}\u00a0%" for organ, limit in figures["limits"][["organ", "limit"]].to_numpy()}
    bounded = table[table["Limit"] != "no limit"]
    assert dict(zip(bounded["Organ"], bounded["Limit"], strict=True)) == limits
    assert table["Within limit"].str.contains("yes").all()


def test_the_table_of_toxicity_says_each_part_of_the_chart(toxicity: AppTest) -> None:
    table = tables(toxicity, "Within limit")[0].set_index("Organ")
    for row in drawn(toxicity)["parts"].itertuples():
        organ = f"**{row.organ}**" if row.organ == "Any organ" else row.organ
        assert str(table.loc[organ, row.drug]).lstrip("~") == row.part


def test_an_assumed_rate_is_marked_and_a_known_one_has_event_trial_and_source(toxicity: AppTest) -> None:
    assert any("~" in cell for cell in tables(toxicity, "Within limit")[0].to_numpy().ravel())
    rates = tables(toxicity, "Event counted")[0]
    assert (rates["Event counted"] != "–").all()
    assert (rates["Source"] != "–").all()


def test_a_drug_without_any_rate_is_named() -> None:
    kb = service.open_knowledge()
    app = opened()
    pin = multiselect(app, "Pin")
    unknown = next(name for name in pin.options if not kb.toxicity.get(name))
    pin.set_value([unknown]).run()
    assert f"No rate at all is known of {unknown}" in text(tab(app, "Toxicity")).replace("\\", "")


def test_a_limit_that_is_moved_moves_its_line() -> None:
    app = opened()
    app.number_input(key="limits:skin").set_value(45.0).run()
    app = tab(app, "Toxicity")
    skin = tables(app, "Within limit")[0].set_index("Organ").loc["Skin"]
    assert skin["Limit"] == "45\u00a0%"
    assert drawn(app)["limits"].set_index("organ").loc["Skin", "limit"] == pytest.approx(0.45)


def test_interactions_are_a_symmetric_matrix_in_words_and_signs(body: Callable[..., dict[str, Any]]) -> None:
    drugs = ("erlotinib", "durvalumab", "bevacizumab")
    app = shown("interactions.show_interactions(safety, kb, ())", drugs, body("EGFR p.L858R"))
    matrix = app.table[0].value.set_index("Drug")
    assert list(matrix.columns) == sorted(drugs)
    for one in drugs:
        for other in drugs:
            assert matrix.loc[f"**{one}**", other] == matrix.loc[f"**{other}**", one]
    assert matrix.loc["**erlotinib**", "durvalumab"] == "▲\u00a0major"
    told = tables(app, "Severity")[0]
    assert (told["Source"] != "–").all()
    assert "names no other medicines" in text(app)


def test_a_medicine_by_its_brand_is_checked_and_an_unknown_one_is_not_called_harmless(
    body: Callable[..., dict[str, Any]],
) -> None:
    case = medicines(body("EGFR p.L858R"), "Eliquis", "unreadamycin")
    call = 'interactions.show_interactions(safety, kb, ("Eliquis", "unreadamycin"))'
    app = shown(call, ("bevacizumab", "erlotinib"), case)
    against = app.table[1].value.set_index("Medicine")
    assert against.loc["**Eliquis** (apixaban)", "bevacizumab"] == "▲\u00a0major"
    assert set(against.loc["**unreadamycin**"]) == {"?\u00a0not known"}


def test_where_the_tables_are_silent_no_interaction_is_not_known_rather_than_none(
    body: Callable[..., dict[str, Any]],
) -> None:
    app = shown("interactions.show_interactions(safety, kb, ())", ("sapanisertib", "dabrafenib"), body())
    assert app.table[0].value.set_index("Drug").loc["**dabrafenib**", "sapanisertib"] == "?\u00a0not known"


def test_doses_are_advisory_never_above_label_and_name_what_they_rest_on() -> None:
    app = opened()
    app.button_group[0].set_value(2).run()  # the first option has a pair of which trials found no safe dose
    app = tab(app, "Doses")
    doses = tables(app, "Share of label dose")[0]
    assert list(doses["Drug"].str.strip("*")) == first_drugs(tab(app, "Overview"))
    shares = doses["Share of label dose"].str.extract(r"([\d.]+)")[0].dropna().astype(float)
    assert len(shares)
    assert shares.between(0, 100).all()
    known = doses[doses["Single dose"].str.contains(r"\d")]
    assert len(known)
    assert (known["Schedule"] != "–").all()
    assert (known["Source"] != "–").all()
    assert (doses["Rests on"].str.len() > 1).all()
    assert "never an order" in text(tab(app, "Doses"))


def test_an_established_regimen_is_told_with_tumour_type_and_source(body: Callable[..., dict[str, Any]]) -> None:
    app = shown("together.show_together(safety, kb)", ("dabrafenib", "trametinib"), body("BRAF p.V600E"))
    regimens = tables(app, "Named by")[0]
    assert set(regimens["Named by"]) <= {"label", "guideline"}
    assert (regimens["Source"] != "–").all()
    assert regimens["Tumour types"].str.contains("Melanoma").any()


def test_phase_one_trials_are_told_with_levels_toxicity_and_tolerated_dose(body: Callable[..., dict[str, Any]]) -> None:
    app = shown("together.show_together(safety, kb)", ("buparlisib", "everolimus"), body())
    trials = tables(app, "Maximum tolerated or recommended dose")[0]
    assert trials["Source"].str.contains("pubmed.ncbi.nlm.nih.gov/32005746").any()
    assert trials["Dose levels"].str.contains("mg").any()


def test_a_set_without_any_evidence_is_said_to_be_not_known(body: Callable[..., dict[str, Any]]) -> None:
    app = shown("together.show_together(safety, kb)", ("imetelstat", "sapanisertib"), body())
    assert "Not known" in text(app)
    assert "No phase I trial" in text(app)


def test_organ_function_and_germline_genotype_tell_what_to_do_with_source(body: Callable[..., dict[str, Any]]) -> None:
    case = body("KRAS p.G12D", code="COAD") | {
        "labs": [{"test": "creatinine clearance", "value": 25, "unit": "mL/min"}],
        "pharmacogenomics": [
            {"gene": "DPYD", "diplotype": "*1/*2A"},
            {"gene": "UGT1A1", "diplotype": "*28/*28", "origin": "tumour"},
        ],
    }
    app = shown("patient.show_patient(safety, read, kb)", ("capecitabine", "irinotecan"), case)
    organs = tables(app, "Because of")[0]
    assert organs["Drug"].str.contains("capecitabine").any()
    assert (organs["Source"] != "–").all()
    genes = tables(app, "Phenotype")[0].set_index("Genotype")
    dpyd = next(row for name, row in genes.iterrows() if str(name).startswith("DPYD"))
    assert "✔" in dpyd["Germline"]
    assert dpyd["Source"] != "–"
    tumour = genes[genes["Germline"].str.contains("not confirmed")]
    assert all(str(name).startswith("UGT1A1") for name in tumour.index)
    assert len(tumour)


def test_what_a_case_does_not_give_is_said_not_to_be_checked(body: Callable[..., dict[str, Any]]) -> None:
    app = shown("patient.show_patient(safety, read, kb)", ("erlotinib",), body("EGFR p.L858R"))
    assert "organ function was not checked" in text(app)
    assert "pharmacogenomics was not checked" in text(app)


def test_availability_is_told_in_words_with_formulary_and_payer() -> None:
    app = opened()
    drugs = first_drugs(app)
    listed = f"drug,status\n{drugs[0]},listed\n{drugs[1]},restricted\n".encode()
    app.file_uploader(key="limits:formulary:0").set_value(("formulary.csv", listed, "text/csv"))
    payer = f"drug,decision,reason\n{drugs[0]},pending,second opinion\n".encode()
    app.file_uploader(key="limits:payer:0").set_value(("payer.csv", payer, "text/csv"))
    app.run()
    assert not app.exception
    table = tables(app, "Use here")[0].set_index("Drug")
    assert table["Use here"].str.contains("label|trial|withdrawn").all()
    for drug, place in ((drugs[0], "✔\u00a0listed"), (drugs[1], "△\u00a0restricted")):
        if f"**{drug}**" in table.index:
            assert table.loc[f"**{drug}**", "Formulary"] == place
    assert set(table["Formulary"]) & {"✔\u00a0listed", "△\u00a0restricted"}
    assert "?\u00a0pending\\: second opinion" in set(table["Payer"])


def test_a_point_of_the_front_is_shown_as_a_regimen_of_its_own() -> None:
    app = opened()
    front = tables(app, "Unbeaten")[0]
    points = next(one for one in app.selectbox if one.label.startswith("Show the regimen of a point"))
    points.set_value(2).run()
    assert not app.exception
    assert "**Point 2: " in text(app)
    drugs = list(tables(app, "Use here")[1]["Drug"].str.strip("*"))
    assert " + ".join(drugs) == front["Regimen"].iloc[1].replace("\\", "").partition("; or")[0]
    told = tables(tab(app, "Toxicity", where="point"), "Within limit")[0]
    assert told["Together"].iloc[0].strip("*") == front["Grade 3+"].iloc[1]


def test_no_part_shows_markup_of_a_case(body: Callable[..., dict[str, Any]]) -> None:
    hostile = "[y](http://evil.example) :red[no]"
    app = with_case(medicines(body("EGFR p.L858R", code="LUAD"), hostile))
    for name in ("Interactions", "This patient"):
        said = text(tab(app, name))
        assert "evil" in said
        assert "](http://evil" not in said
        assert ":red[" not in said


def test_what_labels_box_stands_with_its_source_and_silence_is_told(body: Callable[..., dict[str, Any]]) -> None:
    call = "label_warnings.show_warnings(list(safety.drugs), safety.warnings)"
    app = shown(call, ("lapatinib", "sapanisertib"), body())
    warned = tables(app, "Kind")[0]
    assert warned["Kind"].iloc[0] == "■\u00a0boxed warning"
    assert set(warned[warned["Kind"].str.contains("boxed")]["Drug"]) == {"**lapatinib**"}
    assert (warned["Source"] != "–").all()
    assert "No boxed warning of sapanisertib stands in the tables" in text(app)
