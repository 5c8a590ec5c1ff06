"""The JSON Schemas of the documents, made from the records so that they cannot drift."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.recommendation import MatchDocument, Recommendation, ScoreDocument
from tumorboard.domain.record import Record
from tumorboard.domain.returned import Returned
from tumorboard.domain.safety_report import PgxReport, SafetyReport
from tumorboard.domain.tradeoffs import FrontDocument, RobustnessDocument, WhyNotDocument


def _schema(record: type[Record], name: str, mode: Literal["validation", "serialization"]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('/', ':')}",
        **record.model_json_schema(by_alias=True, mode=mode),
    }


# Documents that we read are described as they may be written, documents that we write as they are.
SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "tumorboard.case/1": partial(_schema, Case, "tumorboard.case/1", "validation"),
    "tumorboard.frontier/1": partial(_schema, FrontDocument, "tumorboard.frontier/1", "serialization"),
    "tumorboard.limits/1": partial(_schema, Limits, "tumorboard.limits/1", "validation"),
    "tumorboard.match/1": partial(_schema, MatchDocument, "tumorboard.match/1", "serialization"),
    "tumorboard.recommendation/1": partial(_schema, Recommendation, "tumorboard.recommendation/1", "serialization"),
    "tumorboard.pgx/1": partial(_schema, PgxReport, "tumorboard.pgx/1", "serialization"),
    "tumorboard.returned/1": partial(_schema, Returned, "tumorboard.returned/1", "serialization"),
    "tumorboard.safety/1": partial(_schema, SafetyReport, "tumorboard.safety/1", "serialization"),
    "tumorboard.score/1": partial(_schema, ScoreDocument, "tumorboard.score/1", "serialization"),
    "tumorboard.robustness/1": partial(_schema, RobustnessDocument, "tumorboard.robustness/1", "serialization"),
    "tumorboard.whynot/1": partial(_schema, WhyNotDocument, "tumorboard.whynot/1", "serialization"),
}
