"""The desk: one signed-in person at the board's records.

Every request passes one door (`base.Base`), which refuses what `tumorboard.domain.access.MATRIX` does not grant and
writes the request, or its refusal, into the audit trail. Screens call only this.
"""

from tumorboard.records.audit import AuditRow
from tumorboard.service.desks.base import checked
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.people import (
    Records,
    database_cohort,
    demo_people,
    desk,
    records,
    sign_in,
    sign_in_demo,
    sign_in_oidc,
    sign_out,
)
from tumorboard.service.desks.returned import returned_of
from tumorboard.service.desks.seat import Desk
from tumorboard.service.desks.values import CohortCounts, HistoryLine, Judged, Preview, RegimenView, Rerun

__all__ = [
    "AuditRow",
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
    "checked",
    "database_cohort",
    "demo_people",
    "desk",
    "records",
    "returned_of",
    "sign_in",
    "sign_in_demo",
    "sign_in_oidc",
    "sign_out",
]
