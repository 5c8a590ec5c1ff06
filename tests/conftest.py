"""Shared by all tests: the knowledge, loaded once, and small helpers to write cases."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import PostgreSQL, serve
from tumorboard import service
from tumorboard.knowledge.base import KnowledgeBase

# The tests ask the shipped tables, whatever the person who runs them has imported.
os.environ["TUMORBOARD_DATA_DIR"] = str(Path(__file__).parent / "no-imports")
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return service.open_knowledge()


@pytest.fixture(scope="session")
def ipredict() -> Path:
    """The folder of the 25 I-PREDICT patients; not part of this repository."""
    folder = SHARED / "ipredict_dev"
    if not folder.is_dir():
        pytest.skip("../shared/data/ipredict_dev is not here: the 25 I-PREDICT patients cannot be run")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server of the session, begun when the first test asks for it."""
    for server in serve():
        server.careless()
        yield server


CaseBody = dict[str, Any]


@pytest.fixture
def body() -> Callable[..., CaseBody]:
    """Return a maker of case documents: alterations as ``"KRAS p.G12D"``, ``"MET amp"``, ``"CDKN2A del"``."""
    return case_body


def case_body(*findings: str, code: str = "PAAD", vus: tuple[str, ...] = (), **more: Any) -> CaseBody:
    alterations = [alteration(text) | {"pathogenicity": "likely_pathogenic"} for text in findings]
    alterations += [alteration(text) | {"pathogenicity": "uncertain"} for text in vus]
    return {"case_id": "TEST", "diagnosis": {"oncotree": code}, "alterations": alterations, **more}


def alteration(text: str) -> dict[str, Any]:
    gene, _, what = text.partition(" ")
    match what.split():
        case ["amp"]:
            return {"gene": gene, "kind": "amplification"}
        case ["del"]:
            return {"gene": gene, "kind": "deletion"}
        case ["fusion", partner]:
            return {"gene": gene, "kind": "fusion", "partner": partner}
        case ["promoter"]:
            return {"gene": gene, "kind": "small_variant", "consequence": "promoter"}
        case _:
            return {"gene": gene, "kind": "small_variant", "protein_change": what}
