"""Limits, formulary and payer decisions as a screen hands them in: bytes with a name."""

import pytest

from tumorboard import service
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.service import Limits


def test_uploaded_limits_are_read_as_a_file_is() -> None:
    read = service.limits_upload("limits.json", b'{"schema": "tumorboard.limits/1", "max_drugs": 3}')
    assert read == Limits(max_drugs=3)


def test_a_wrong_field_of_uploaded_limits_is_named_with_the_nearest_right_one() -> None:
    with pytest.raises(InputError, match="not a known field") as told:
        service.limits_upload("limits.json", b'{"max_drug": 3}')
    assert "max_drugs" in told.value.remedy
    assert told.value.file == "limits.json"


def test_uploaded_access_files_become_limits(kb: KnowledgeBase) -> None:
    limits = service.with_formulary_upload(Limits(), "f.csv", "\ufeffdrug,status\nMekinist,Not listed\n".encode(), kb)
    limits = service.with_payer_upload(limits, "p.csv", b"drug,decision,reason\nolaparib,refused,no\n", kb)
    assert limits.formulary == {"trametinib": "not_listed"}
    assert limits.payer["olaparib"].decision == "refused"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff", "UTF-8"),
        (b"drug\nolaparib\n", "has no column decision, reason"),
        (b"drug,decision,reason\nolaparip,refused,\n", "olaparip"),
        (b"drug,decision,reason\nolaparib,refused," + b"x" * 301 + b"\n", "longer than 300"),
    ],
    ids=["bytes", "column", "drug", "reason"],
)
def test_a_bad_payer_file_is_told_with_its_name(data: bytes, told: str, kb: KnowledgeBase) -> None:
    with pytest.raises(InputError, match=told) as problem:
        service.with_payer_upload(Limits(), "payer.csv", data, kb)
    assert problem.value.file == "payer.csv"
