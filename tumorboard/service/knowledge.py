"""The knowledge and its versions, and the tools of its curators."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tumorboard.knowledge import difference, lookup, versions
from tumorboard.knowledge.base import KnowledgeBase, load
from tumorboard.matching import compare
from tumorboard.matching.oncogenicity import judge
from tumorboard.matching.variant_tools import parse_rows, relation_rows
from tumorboard.service.advice import recommend
from tumorboard.service.cases import BadCase, open_cases


def open_knowledge(version: str = "") -> KnowledgeBase:
    """Load a version of the knowledge, once a process; the one in use where none is named."""
    return versions.opened(version) if version else load()


def knowledge_info(kb: KnowledgeBase) -> dict[str, Any]:
    """Return version, hash, counts and kinds of sources of the knowledge."""
    return lookup.info(kb)


def knowledge_problems(kb: KnowledgeBase) -> list[str]:
    """Return what is wrong with the tables; empty where they agree."""
    return lookup.problems(kb)


def knowledge_about(kb: KnowledgeBase, name: str) -> dict[str, Any]:
    """Return what is known of one gene or drug."""
    return lookup.about(kb, name)


def parse_variants(kb: KnowledgeBase, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Read alterations as people write them; see `tumorboard.matching.variant_tools.parse_rows`."""
    return parse_rows(rows, is_gene=kb.genes.is_gene, official=_official(kb), check=kb.residues.contradiction)


def relate_variants(kb: KnowledgeBase, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Relate alterations to criteria; oncogenicity and effect come from the knowledge base."""
    return relation_rows(
        rows,
        judge=lambda alteration: judge(alteration, kb).known,
        is_gene=kb.genes.is_gene,
        official=_official(kb),
        check=kb.residues.contradiction,
    )


def _official(kb: KnowledgeBase) -> Callable[[str], str]:
    def official(text: str) -> str:
        return kb.genes.symbol(text) or text

    return official


def recruiting_trials(kb: KnowledgeBase, drug: str = "", gene: str = "", tumor: str = "") -> list[dict[str, Any]]:
    """Return the recruiting trials of an imported registry; see `tumorboard.knowledge.lookup.trials`."""
    return lookup.trials(kb, drug, gene, tumor)


def update_knowledge(source: str, given: Path | None = None, sha256: str = "") -> Iterator[dict[str, Any]]:
    """Take in a source, ``curated`` or ``all``; see `tumorboard.knowledge.update.update_sources`."""
    from tumorboard.knowledge.update import update_sources  # brings requests

    return update_sources(source, given, sha256)


def knowledge_versions() -> list[dict[str, Any]]:
    """Return every version that can be chosen, with its sources and their licences."""
    return versions.listed()


def use_knowledge(version: str) -> dict[str, Any]:
    """Use a version from now on."""
    return versions.choose(version)


def knowledge_notice(kb: KnowledgeBase) -> str:
    """Say where the curated tables of the version in use are older than those of this installation."""
    return versions.notice(kb)


def compare_knowledge(before: KnowledgeBase, after: KnowledgeBase) -> list[difference.Change]:
    """List the claims by which two versions differ."""
    return difference.compare(before, after)


def compare_recommendations(
    paths: Iterable[Path], before: KnowledgeBase, after: KnowledgeBase
) -> Iterator[compare.CaseChange | BadCase]:
    """Recommend for every case under two versions, and tell what changed and why."""
    for read in open_cases(paths, after):
        if isinstance(read, BadCase):
            yield read
            continue
        yield compare.compare(recommend(read, before, top=1), recommend(read, after, top=1))
