"""What every document on a case begins with."""

from pydantic import Field

from tumorboard.domain.record import Record

NOTICE = "Research use only. Options, not orders: every option shows its basis for the physician's own review."


class KnowledgeStamp(Record):
    """Which state of the knowledge a result was made with."""

    version: str
    sha256: str


class CaseDocument(Record):
    """What every document on a case says of the case, the policy and the knowledge."""

    schema_: str = Field("", alias="schema")
    case_id: str
    sample: bool
    notice: str = NOTICE
    policy: str
    knowledge: KnowledgeStamp
    engine: str
    input_sha256: str
