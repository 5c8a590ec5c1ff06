"""What all tests of screens share."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_scan_for_components() -> Iterator[None]:
    """Spare each run the search of every installed package for components of Streamlit; none is used."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", lambda *_, **__: [])
        yield
