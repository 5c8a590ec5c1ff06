"""The desk: one signed-in person at the board's records.

Every request passes one door (`Base`), which refuses what `tumorboard.domain.access.MATRIX` does not grant and writes
the request, or its refusal, into the audit trail. Screens call only this.
"""

from tumorboard.service.desks.administration import Administration
from tumorboard.service.desks.board import Board
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.cases import Cases
from tumorboard.service.desks.people import (
    Records,
    demo_people,
    desk,
    records,
    sign_in,
    sign_in_demo,
    sign_in_oidc,
    sign_out,
)
from tumorboard.service.desks.research import Research
from tumorboard.service.desks.treatment import Treatment
from tumorboard.service.desks.values import CohortCounts, HistoryLine, Judged, Preview, RegimenView, Rerun

__all__ = [
    "CaseFile",
    "CohortCounts",
    "Desk",
    "HistoryLine",
    "Judged",
    "Kept",
    "Preview",
    "Records",
    "RegimenView",
    "Rerun",
    "demo_people",
    "desk",
    "records",
    "sign_in",
    "sign_in_demo",
    "sign_in_oidc",
    "sign_out",
]


class Desk(Cases, Board, Treatment, Research, Administration):
    """Everything that a signed-in person can ask of the records."""
