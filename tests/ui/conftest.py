"""What all tests of screens share: no scan for components, and the demonstration's records, made once."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.ui.board import taken_in
from tumorboard import service
from tumorboard.service import Records
from tumorboard.service.desks import people

NUMBERS = count(1)


@pytest.fixture(scope="session", autouse=True)
def _no_scan_for_components() -> Iterator[None]:
    """Spare each run the search of every installed package for components of Streamlit; none is used."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", lambda *_, **__: [])
        yield


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demonstration")
    yield folder
    for place in [place for place in people._opened if str(folder) in place]:
        people._opened.pop(place).store.close()


@pytest.fixture
def demo(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setenv("TUMORBOARD_DEMO", "1")
    monkeypatch.setenv("TUMORBOARD_DATA_DIR", str(demo_folder))
    return service.records()


@pytest.fixture
def case(demo: Records, body: Callable[..., dict[str, Any]]) -> str:
    """A case of its own for each test, so that they do not see each other's changes."""
    name = f"OWN-{next(NUMBERS)}"
    prior = [{"drugs": ["gemcitabine"], "line": 1, "start": "2025-01-10", "end": "2025-06-01", "best_response": "SD"}]
    more = {"case_id": name, "prior_therapies": prior, "medications": [{"name": "simvastatin"}]}
    taken_in(demo, body("KRAS p.G12D", "TP53 p.R248Q", "CDKN2A del", vus=("ARID1A p.G1255E",)) | more)
    return name
