"""What all tests of screens share: no scan for components, and the demonstration's records, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tumorboard import service
from tumorboard.service import Records
from tumorboard.service.desks import people


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
