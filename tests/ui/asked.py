"""What the why-not box says, without a page around it."""

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.tradeoffs import WhyNotDocument
from ui.parts.whynot import why_not


def lines(told: WhyNotDocument) -> list[str]:
    """Return the lines of an answer beside the recommendation of an empty case."""
    kb = service.open_knowledge()
    empty = service.recommend(service.read_body(case_body(), "case", kb), kb)
    return why_not(empty, told)
