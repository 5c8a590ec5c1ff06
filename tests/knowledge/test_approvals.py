"""Every approval for a biomarker in a solid tumour that labels state is in the tables, or has a reason."""

from pathlib import Path

import pytest

from scripts import check_approvals
from tests.conftest import SHARED
from tumorboard.knowledge.base import KnowledgeBase


def test_no_approval_is_missing_without_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    if not (SHARED / "moalmanac").is_dir():
        pytest.skip("../shared/data/moalmanac is not here: approvals cannot be compared")
    assert check_approvals.main(SHARED) == 0, capsys.readouterr().out
    counted = dict(part.rsplit(" ", 1) for part in capsys.readouterr().out.splitlines()[-1].split("; "))
    assert int(counted["covered"]) >= 650


def test_an_approval_that_the_tables_lack_is_told(kb: KnowledgeBase) -> None:
    if not (SHARED / "moalmanac").is_dir():
        pytest.skip("../shared/data/moalmanac is not here: approvals cannot be compared")
    claim = next(c for c in check_approvals.approvals(kb, SHARED / "moalmanac") if c.therapy == ("selpercatinib",))
    assert check_approvals.where(claim, kb)
    bare = KnowledgeBase.__new__(KnowledgeBase)
    bare.__dict__.update(kb.__dict__ | {"assertions": {}, "regimens": ()})
    assert check_approvals.where(claim, bare) == ""
    assert check_approvals.reason(claim, check_approvals.reasons()) == ""


def test_every_reason_names_what_is_left_out() -> None:
    rows = check_approvals.reasons()
    assert all(row["reason"] and row["therapy"] and row["disease"] for row in rows)
    assert len({tuple(row.values())[:4] for row in rows}) == len(rows)


def test_without_the_source_nothing_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_approvals.main(tmp_path) == 0
    assert "nothing is compared" in capsys.readouterr().out
