"""``tumorboard returned``: the document and the tables say the same, and follow the published schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import case_body
from tumorboard.cli import main
from tumorboard.domain.schemas import SCHEMAS


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(["returned", *words])
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.fixture
def case(tmp_path: Path) -> str:
    body: dict[str, Any] = case_body("BRCA1 p.E23fs", code="COAD")
    body |= {"pharmacogenomics": [{"gene": "DPYD", "diplotype": "*1/*2A"}], "medications": [{"name": "clopidogrel"}]}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    return str(path)


def test_the_document_follows_its_schema_and_has_the_drugs_of_the_options(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.loads(printed(capsys, case, "--format", "json"))
    Draft202012Validator(SCHEMAS["tumorboard.returned/1"]()).validate(body)
    assert body["hereditary"][0]["action"] == "confirm"
    assert "clopidogrel" in body["drugs"] and len(body["drugs"]) > 1


def test_the_tables_name_what_to_do_what_was_not_tested_and_the_caution(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = " ".join(printed(capsys, case).split())
    assert "BRCA1 E23fs" in told and "not tested" in told and "intermediate metabolizer" in told
    assert "never excludes a germline variant" in told
