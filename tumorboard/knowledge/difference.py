"""What two versions of the knowledge say otherwise, claim by claim."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from tumorboard.domain.evidence import Assertion
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.merge import Key, claim_key


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that was added, removed or changed; ``what`` says in words what changed."""

    kind: Literal["added", "removed", "changed"]
    claim: Assertion
    what: str = ""


def compare(before: KnowledgeBase, after: KnowledgeBase) -> list[Change]:
    """List the claims by which two versions differ.

    A claim is the same where finding, conditions, drugs, tumour type and effect are the same; it has changed where its
    level, approval or citations have. Sorted by gene, then by kind.
    """
    old, new = _by_key(before), _by_key(after)
    changes = [Change("removed", claims[0]) for key, claims in old.items() if key not in new]
    changes += [Change("added", claims[0]) for key, claims in new.items() if key not in old]
    for key, claims in new.items():
        if key in old and (what := _changed(old[key], claims)):
            changes.append(Change("changed", claims[0], what))
    return sorted(changes, key=lambda c: (c.claim.biomarker, c.kind, c.claim.id, c.claim.therapy, c.claim.disease))


def _by_key(kb: KnowledgeBase) -> dict[Key, list[Assertion]]:
    found: dict[Key, list[Assertion]] = defaultdict(list)
    for claim in kb.claims():
        found[claim_key(claim)].append(claim)
    return found


def _changed(old: list[Assertion], new: list[Assertion]) -> str:
    """Say what changed of a claim; the strongest row stands for a claim that is there twice."""
    was, now = min(c.level for c in old), min(c.level for c in new)
    words = [f"level {was} -> {now}"] if was != now else []
    if {c.approval for c in old} != {c.approval for c in new}:
        words.append(
            f"approval {'/'.join(sorted({c.approval for c in old}))} -> {'/'.join(sorted({c.approval for c in new}))}"
        )
    cited, cites = ({name for c in claims for name in c.citations} for claims in (old, new))
    if gained := sorted(cites - cited):
        words.append(f"also cites {', '.join(gained[:3])}{' ...' if len(gained) > 3 else ''}")
    if lost := sorted(cited - cites):
        words.append(f"no longer cites {', '.join(lost[:3])}{' ...' if len(lost) > 3 else ''}")
    return "; ".join(words)
