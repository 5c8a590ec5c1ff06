"""Where the curated tables and the public sources disagree, the curated row explains it."""

import pytest

from scripts.compare_sources import main
from tests.conftest import SHARED


def test_every_disagreement_with_the_sources_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    if not (SHARED / "civic").is_dir():
        pytest.skip("../shared/data is not here: the sources cannot be compared")
    assert main(SHARED) == 0, [line for line in capsys.readouterr().out.splitlines() if line.startswith("OPEN")]
