"""Of which drugs and medicines the interaction tables are silent, wholly or in part: never told as *none known*."""

from collections.abc import Iterable
from functools import lru_cache

from tumorboard.domain.safety import InteractionRole
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.roles import METABOLIC

NOTHING = "not in the tables: not known, which is not the same as none"
IN_PART = "its enzymes and transporters are not in the tables: known in part only"
# Proteins, cells, viruses and radioligands are not handled by the enzymes and transporters of the tables.
_OTHERWISE_CLEARED = frozenset({"antibody", "bispecific", "fusion_protein", "cell_therapy", "virus", "radioligand"})


def gap(roles: Iterable[InteractionRole]) -> str:
    """Return what the tables lack of a medicine with these roles, in words; nothing where its enzymes are known.

    A medicine without any row is not known at all; one with rows on QT, bleeding and the like only is known in part.
    """
    rows = list(roles)
    if not rows:
        return NOTHING
    return "" if any(row.system in METABOLIC for row in rows) else IN_PART


def interaction_gaps(kb: KnowledgeBase, drugs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the drugs, by generic name and in their order, of whose interactions the tables lack something.

    Parameters
    ----------
    kb : KnowledgeBase
        Drugs and their roles.
    drugs : iterable of str
        Generic names.
    """
    known = _gaps(kb)
    return tuple((drug, known[drug]) for drug in drugs if drug in known)


def in_short(kb: KnowledgeBase, drugs: Iterable[str]) -> str:
    """Name the drugs of whose interactions the tables lack something, in one line; nothing where there is none."""
    gaps = interaction_gaps(kb, sorted(drugs))
    parts = [
        f"{', '.join(names)} ({what})"
        for reason, what in ((NOTHING, "nothing is in the tables"), (IN_PART, "enzymes are not in the tables"))
        if (names := [drug for drug, why in gaps if why == reason])
    ]
    return f"interactions not fully checked: {'; '.join(parts)}" if parts else ""


@lru_cache(maxsize=4)
def _gaps(kb: KnowledgeBase) -> dict[str, str]:
    roles = safety_tables(kb).drug_roles
    return {
        name: missing
        for name, drug in kb.drugs.items()
        if drug.modality not in _OTHERWISE_CLEARED and (missing := gap(roles.get(name, ())))
    }
