"""The scoring policy in the sidebar: its fine rules can be changed, are named with the result, and go back."""

from dataclasses import fields
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.ui.page import opened, text
from tumorboard.domain.policy import Policy
from ui.parts.policy import SWITCHES

OWN = "policy:ipredict2019"


def changed(app: AppTest, **rules: Any) -> AppTest:
    for switch, value in rules.items():
        key = f"{OWN}:{switch}"
        kinds: Any = {bool: app.checkbox, float: app.number_input}.get(type(value), app.selectbox)
        kinds(key=key).set_value(value)
    app.run()
    assert not app.exception
    return app


def test_every_switch_of_the_policy_is_offered() -> None:
    assert set(SWITCHES) == {field.name for field in fields(Policy)} - {"name"}
    app = opened()
    keys = {widget.key for kind in (app.selectbox, app.checkbox, app.number_input) for widget in kind if widget.key}
    assert {f"{OWN}:{switch}" for switch in SWITCHES} <= keys


def test_a_changed_rule_is_named_with_the_result() -> None:
    app = opened()
    assert "ipredict2019:" not in text(app)
    changed(app, collapse="variant", tmb_cut=10.0, amplicon_collapse=True)
    assert any("3 changed" in one.label for one in app.expander)
    assert "collapse=variant,amplicon_collapse=true,tmb_cut=10" in text(app).replace("\\", "")


def test_reset_goes_back_to_the_rules_of_the_policy() -> None:
    app = changed(opened(), collapse="variant")
    app.button(key="policy:reset").click().run()
    assert not app.exception
    assert app.selectbox(key=f"{OWN}:collapse").value == "gene"
    assert "collapse=variant" not in text(app)


def test_another_policy_brings_its_own_rules() -> None:
    app = changed(opened(), collapse="variant")
    app.selectbox(key="policy").set_value("kato2020").run()
    assert not app.exception
    assert app.selectbox(key="policy:kato2020:collapse").value == "gene"
    assert app.selectbox(key="policy:kato2020:tmb_item").value == "high"
