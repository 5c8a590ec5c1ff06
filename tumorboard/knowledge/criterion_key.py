"""Criteria that mean the same under one key: ``V600E`` and ``p.Val600Glu``, ``Mutation`` and ``mutations``."""

from functools import lru_cache

from tumorboard.domain.criterion import Criterion, CriterionKind, read_criterion


@lru_cache(maxsize=65536)
def criterion_key(text: str) -> str:
    """Return the key of a criterion; one that is no alteration (``TPS>=50``) is its own text in lower case."""
    read = read_criterion(text)
    return _key(read) if read is not None else "".join(text.casefold().split())


def _key(criterion: Criterion) -> str:
    match criterion.kind:
        case CriterionKind.PROTEIN | CriterionKind.CODON:
            base = criterion.change.text if criterion.change is not None else criterion.text
        case CriterionKind.RANGE | CriterionKind.EXON:
            base = f"{criterion.kind} {criterion.start}-{criterion.end} {criterion.shape}"
        case CriterionKind.FUSION:
            base = f"fusion {'-'.join(sorted(criterion.fusion.split('-')))}"
        case CriterionKind.CODING:
            base = criterion.coding
        case CriterionKind.ANY_OF:
            base = " | ".join(sorted(map(_key, criterion.any_of)))
        case _:
            base = f"{criterion.category} {criterion.name}".strip()
    if criterion.excluded:
        base += f" without {', '.join(sorted(map(_key, criterion.excluded)))}"
    return base
