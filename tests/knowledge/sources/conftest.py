"""Shared by the tests of the sources."""

from collections.abc import Iterator

import pytest

from tests.conftest import SHARED
from tests.knowledge.sources.fault_server import FaultServer, serving
from tumorboard.knowledge.base import KnowledgeBase, data_folder
from tumorboard.knowledge.sources.names import Names


@pytest.fixture(scope="session")
def names(kb: KnowledgeBase) -> Names:
    return Names(kb, data_folder())


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving() as state:
        yield state


def shared(*parts: str):
    """Return a path of the shared data, or skip."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"../shared/data/{'/'.join(parts)} is not here")
    return path
