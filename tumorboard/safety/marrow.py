"""Which drugs suppress the marrow: those of the roles table, and those whose rate of toxicity says so."""

from functools import lru_cache

from tumorboard.domain.safety import InteractionRole
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables

SYSTEM = "myelosuppressive"
COUNTED = "counted"
"""The strength of a role that follows from a rate; its note tells the rate."""
FROM = 0.20
"""From this rate (0-1) of haematological events of grade 3 or higher a drug counts as one that suppresses the marrow.

Ours, and a matter of caution. Only known rates count, never assumed ones; where a rate was measured beside other drugs
the setting that is told with it says so.
"""


@lru_cache(maxsize=20_000)
def roles_of(kb: KnowledgeBase, drug: str) -> tuple[InteractionRole, ...]:
    """Return a drug's roles of the tables, and one at the marrow where only its rate of toxicity speaks of it."""
    rows = tuple(safety_tables(kb).drug_roles.get(drug, ()))
    rate = kb.toxicity.get(drug, {}).get("haematological")
    if rate is None or rate.probability < FROM or any(row.system == SYSTEM for row in rows):
        return rows
    setting = f": {rate.setting}" if rate.setting else ""
    words = f"{drug}: {rate.event} of grade 3 or higher in {100 * rate.probability:.3g} %{setting}"
    return (*rows, InteractionRole(drug, SYSTEM, "risk", COUNTED, rate.citations, words))
