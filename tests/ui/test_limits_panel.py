"""The limits panel: files of limits, formulary and payer, wishes that come with them, and the way back."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.conftest import case_body
from tests.ui.page import first_drugs, multiselect, opened, options, tab, tables, text, with_case


def with_limits(**fields: Any) -> AppTest:
    """Open the view and hand in a limits file."""
    app = opened()
    app.file_uploader(key="limits:file:0").set_value(("limits.json", json.dumps(fields).encode(), "application/json"))
    app.run()
    assert not app.exception
    return app


def test_a_limits_file_sets_every_control() -> None:
    app = with_limits(
        max_drugs=3, interaction="none", evidence_floor="C", overall_limit=0.933, organ_limits={"skin": None},
        unknown_probability=0.1, payer_pending="exclude", organ_avoid="warn",
    )  # fmt: skip
    assert app.slider(key="limits:size").value == (2, 3)
    assert app.radio(key="limits:interaction").value == "none"
    assert app.number_input(key="limits:overall").value == 93.3
    assert app.number_input(key="limits:skin").value == 100
    assert app.number_input(key="limits:unknown").value == 10
    assert app.checkbox(key="limits:payer_pending").value
    assert not app.checkbox(key="limits:organ_avoid").value
    assert any("8 changed" in one.label for one in app.expander)


def test_pins_vetoes_and_refusals_of_a_file_are_chosen_by_generic_name() -> None:
    app = with_limits(pin=["Mekinist"], veto=["imetelstat"], refused=["Ibrance"], veto_markers=["PTEN"])
    assert multiselect(app, "Pin").value == ["trametinib"]
    assert multiselect(app, "Veto").value == ["imetelstat"]
    assert multiselect(app, "Patient refuses").value == ["palbociclib"]
    assert [one.split(":")[0] for one in multiselect(app, "Leave untreated").value] == ["PTEN"]
    assert options(app)
    assert all("**trametinib**" in option for option in options(app))
    assert not any(name in "".join(options(app)) for name in ("imetelstat", "**palbociclib**"))


def test_reset_takes_back_all_that_a_file_brought() -> None:
    before = options(opened())
    app = with_limits(max_drugs=2, pin=["trametinib"], payer={"dabrafenib": {"decision": "refused"}})
    assert options(app) != before
    app.button(key="limits:reset").click().run()
    assert not app.exception
    assert options(app) == before
    assert not multiselect(app, "Pin").value


def test_a_bad_limits_file_is_told_and_changes_nothing() -> None:
    app = with_limits(max_drug=2)
    said = app.error[0].value.replace("\\", "")
    assert "not used" in said
    assert "Did you mean max_drugs" in said
    assert app.slider(key="limits:size").value == (2, 5)
    assert options(app)


def test_an_unknown_drug_in_a_limits_file_is_told_with_the_nearest_name() -> None:
    app = with_limits(pin=["trametinip"])
    assert "trametinib" in app.error[0].value
    assert not options(app)


def test_what_the_payer_refuses_and_the_formulary_lacks_is_in_no_option() -> None:
    app = opened()
    first, second = first_drugs(app)[:2]
    app.file_uploader(key="limits:formulary:0").set_value(
        ("formulary.csv", f"drug,status\n{first},not_listed\n".encode(), "text/csv")
    )
    app.file_uploader(key="limits:payer:0").set_value(
        ("payer.csv", f"drug,decision,reason\n{second},refused,no approval\n".encode(), "text/csv")
    )
    app.run()
    assert not app.exception
    assert options(app)
    assert not any(f"**{name}**" in option.replace("\\", "") for option in options(app) for name in (first, second))
    app.selectbox(key="why-not").set_value(second).run()
    assert "refused by the payer: no approval" in text(app).replace("\\", "")


def test_a_formulary_that_cannot_be_read_is_told_and_not_used() -> None:
    app = opened()
    app.file_uploader(key="limits:formulary:0").set_value(("f.csv", b"drug,status\ntrametinip,listed\n", "text/csv"))
    app.run()
    said = app.error[0].value.replace("\\", "")
    assert "Not used" in said
    assert "trametinip" in said
    assert set(tables(app, "Formulary")[0]["Formulary"]) == {"–\u00a0no formulary"}


def test_what_the_patient_refuses_is_in_no_option() -> None:
    app = opened()
    drug = first_drugs(app)[0]
    multiselect(app, "Patient refuses").set_value([drug]).run()
    assert options(app)
    assert not any(f"**{drug}**" in option.replace("\\", "") for option in options(app))
    multiselect(app, "Pin").set_value([drug]).run()
    assert "refused by the patient at once" in app.error[0].value


def test_files_are_kept_when_their_controls_are_gone_and_taken_away_on_demand() -> None:
    app = opened()
    drug = first_drugs(app)[0]
    app.file_uploader(key="limits:formulary:0").set_value(
        ("formulary.csv", f"drug,status\n{drug},not_listed\n".encode(), "text/csv")
    )
    app.run()
    # As after a look at another page: the control comes back empty, and no change of it is told.
    app.session_state["limits:generation"] = 1
    app.run()
    assert not any(f"**{drug}**" in option for option in options(app))
    assert "In use: 1 drug on the formulary" in text(app).replace("\\", "")
    next(one for one in app.button if one.label == "Take these files away").click().run()
    assert any(f"**{drug}**" in option for option in options(app))


def test_organ_function_tightens_the_limits_and_can_be_told_not_to() -> None:
    case = case_body(
        "KRAS p.G12D", "TP53 p.R175H", patient={"ecog": 2}, labs=[{"test": "QTc", "value": 510, "unit": "ms"}]
    )
    app = with_case(case)
    said = text(app).replace("\\", "")
    assert "Limits are tighter for this patient" in said
    assert "Cardiac: tightened from 40 % to 10 % by QTc 510 ms (CTCAE grade 3)" in said
    assert "Overall: tightened from no limit to 70 % by ECOG 2" in said
    shown = tables(tab(app, "Toxicity"), "Within limit")[0].set_index("Organ")
    assert shown.loc["Cardiac", "Limit"] == "10\u00a0%"
    assert "QTc 510 ms" in shown.loc["Cardiac", "Limit is"].replace("\\", "")
    assert shown.loc["Skin", "Limit is"] == "as set"
    assert shown.loc["**Any organ**", "Limit"] == "70\u00a0%"
    app.checkbox(key="limits:organ_function").uncheck().run()
    assert "tighter for this patient" not in text(app)
    loose = tables(app, "Within limit")[0].set_index("Organ")
    assert loose.loc["Cardiac", "Limit"] == "40\u00a0%"
    assert "Limit is" not in loose.columns


def test_standard_of_care_shows_toxicity_doses_and_availability() -> None:
    app = with_case(case_body("BRAF p.V600E", code="MEL"))
    shown = tables(app, "Starting doses (advisory)")[0].set_index("Therapy")
    doublet = shown.loc["**dabrafenib \\+ trametinib**"]
    assert "150" in doublet["Starting doses (advisory)"]
    assert "limit" in doublet["Grade 3+"]
    assert "on\u00a0label" in doublet["Availability"]
    assert "US, EU" in doublet["Availability"]
