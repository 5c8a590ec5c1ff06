"""The use cases, one facade: the command line and the screens call only this.

``cases`` reads what people hand in, ``advice`` answers for one case, ``knowledge`` asks and updates what is known,
``research`` analyses cohorts, ``desks`` keeps the board's records for those who are signed in.
"""

from typing import TYPE_CHECKING, Any

from tumorboard.domain.cohort import Cohort
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import BUILT_IN, DEFAULT, Policy, read_policy
from tumorboard.domain.tradeoffs import FrontDocument, RobustnessDocument, WhyNotDocument
from tumorboard.errors import InputError
from tumorboard.intake.documents import parse_json
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.report.material import Material
from tumorboard.service.advice import (
    frontier,
    import_trials,
    match,
    medication_named,
    pharmacogenomics,
    recommend,
    returned,
    robustness,
    safety,
    score,
    toxicity_shares,
    why_not,
    without_interaction_data,
)
from tumorboard.service.cases import (
    BadCase,
    check_limits,
    limits_upload,
    open_case,
    open_cases,
    open_limits,
    open_upload,
    read_body,
    sample_cases,
    with_formulary,
    with_formulary_upload,
    with_payer,
    with_payer_upload,
)
from tumorboard.service.knowledge import (
    compare_knowledge,
    compare_recommendations,
    knowledge_about,
    knowledge_info,
    knowledge_notice,
    knowledge_problems,
    knowledge_versions,
    open_knowledge,
    parse_variants,
    recruiting_trials,
    relate_variants,
    update_knowledge,
    use_knowledge,
)
from tumorboard.service.printing import citations, material, printed
from tumorboard.service.research import (
    analyse_cohort,
    cohort_text,
    course_figures,
    curve_figure,
    demo_cohort,
    groups_csv,
    has_curve,
    import_cbioportal,
    odds_ratios,
    open_cohort,
    open_cohort_upload,
    outcome_figures,
    policy_ratios,
    published_beside_ours,
    rendered,
    score_ratios,
    waterfall,
    waterfall_bands,
    waterfall_rows,
)

if TYPE_CHECKING:
    from tumorboard.service.desks import (
        AuditRow,
        CaseFile,
        CohortCounts,
        Desk,
        HistoryLine,
        Judged,
        Kept,
        Preview,
        Records,
        RegimenView,
        Rerun,
        checked,
        database_cohort,
        demo_people,
        desk,
        records,
        returned_of,
        sign_in,
        sign_in_demo,
        sign_in_oidc,
        sign_out,
    )

__all__ = [
    "BUILT_IN",
    "DEFAULT",
    "AuditRow",
    "BadCase",
    "CaseFile",
    "Cohort",
    "CohortCounts",
    "Desk",
    "FrontDocument",
    "HistoryLine",
    "InputError",
    "Judged",
    "Kept",
    "KnowledgeBase",
    "Limits",
    "Material",
    "Policy",
    "Preview",
    "ReadCase",
    "Records",
    "RegimenView",
    "Rerun",
    "RobustnessDocument",
    "WhyNotDocument",
    "analyse_cohort",
    "check_limits",
    "checked",
    "citations",
    "cohort_text",
    "compare_knowledge",
    "compare_recommendations",
    "course_figures",
    "curve_figure",
    "database_cohort",
    "demo_cohort",
    "demo_people",
    "desk",
    "frontier",
    "groups_csv",
    "has_curve",
    "import_cbioportal",
    "import_trials",
    "knowledge_about",
    "knowledge_info",
    "knowledge_notice",
    "knowledge_problems",
    "knowledge_versions",
    "limits_upload",
    "match",
    "material",
    "medication_named",
    "odds_ratios",
    "open_case",
    "open_cases",
    "open_cohort",
    "open_cohort_upload",
    "open_knowledge",
    "open_limits",
    "open_upload",
    "outcome_figures",
    "parse_json",
    "parse_variants",
    "pharmacogenomics",
    "policy_ratios",
    "printed",
    "published_beside_ours",
    "read_body",
    "read_policy",
    "recommend",
    "records",
    "recruiting_trials",
    "relate_variants",
    "rendered",
    "returned",
    "returned_of",
    "robustness",
    "safety",
    "sample_cases",
    "score",
    "score_ratios",
    "sign_in",
    "sign_in_demo",
    "sign_in_oidc",
    "sign_out",
    "toxicity_shares",
    "update_knowledge",
    "use_knowledge",
    "waterfall",
    "waterfall_bands",
    "waterfall_rows",
    "why_not",
    "with_formulary",
    "with_formulary_upload",
    "with_payer",
    "with_payer_upload",
    "without_interaction_data",
]


if not TYPE_CHECKING:  # a checker knows the names from above, and would take any name from a function

    def __getattr__(name: str) -> Any:
        """Bring what needs the records when it is first asked for: most commands never open them."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from tumorboard.service import desks

        return getattr(desks, name)
