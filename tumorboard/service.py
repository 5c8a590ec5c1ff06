"""The use cases, one facade: the command line and the screens call only this."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import BUILT_IN, DEFAULT, Policy, read_policy
from tumorboard.domain.recommendation import MatchDocument, Recommendation, ScoreDocument
from tumorboard.errors import InputError
from tumorboard.intake.documents import Written, cases_in, decoded, read_case, read_limits, written_cases
from tumorboard.intake.normalise import ReadCase, normalise
from tumorboard.knowledge import lookup
from tumorboard.knowledge.base import KnowledgeBase, data_folder, load
from tumorboard.matching import engine
from tumorboard.matching.oncogenicity import judge
from tumorboard.matching.variant_tools import parse_rows, relation_rows

__all__ = [
    "BUILT_IN", "DEFAULT", "BadCase", "InputError", "KnowledgeBase", "Limits", "Policy", "ReadCase", "knowledge_about",
    "knowledge_info", "knowledge_problems", "match", "open_case", "open_cases", "open_knowledge", "open_limits",
    "open_upload", "read_body", "read_policy", "recommend", "sample_cases", "score",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BadCase:
    """A case of a batch that could not be read; the others go on."""

    error: InputError


def open_knowledge() -> KnowledgeBase:
    """Load the curated knowledge, once a process."""
    return load()


def open_cases(paths: Iterable[Path], kb: KnowledgeBase) -> Iterator[ReadCase | BadCase]:
    """Read every case of some files; a bad one is reported in its place."""
    for path in paths:
        try:
            for written in written_cases(path):
                yield _open(written, kb)
        except InputError as problem:
            yield BadCase(problem)


def open_upload(name: str, data: bytes, kb: KnowledgeBase) -> Iterator[ReadCase | BadCase]:
    """Read every case of a file that was uploaded; it is never written to a disk."""
    try:
        for written in cases_in(decoded(data, name), name):
            yield _open(written, kb)
    except InputError as problem:
        yield BadCase(problem)


def open_case(path: Path, kb: KnowledgeBase) -> ReadCase:
    """Read a file that holds one case.

    Raises
    ------
    InputError
        If it cannot be read, or holds more or fewer cases than one.
    """
    found = list(open_cases([path], kb))
    if len(found) != 1:
        raise InputError(f"holds {len(found)} cases", file=path.name, remedy="Give a file with one case")
    if isinstance(found[0], BadCase):
        raise found[0].error
    return found[0]


def read_body(body: object, name: str, kb: KnowledgeBase) -> ReadCase:
    """Read one case from parsed JSON, as a screen or a test has it."""
    opened = _open(Written(name, "", body), kb)
    if isinstance(opened, BadCase):
        raise opened.error
    return opened


def _open(written: Written | InputError, kb: KnowledgeBase) -> ReadCase | BadCase:
    if isinstance(written, InputError):
        return BadCase(written)
    try:
        case: Case = read_case(written)
        return normalise(case, kb)
    except InputError as problem:
        who = written.body.get("case_id") if isinstance(written.body, dict) else None
        field = ": ".join(part for part in (written.place, problem.field) if part)
        if who and str(who) not in problem.message:
            problem = InputError(
                f"{problem.message} (case {who!r})", file=problem.file, field=field, remedy=problem.remedy
            )
        return BadCase(InputError(problem.message, file=written.file, field=problem.field, remedy=problem.remedy))


def open_limits(path: Path) -> Limits:
    """Read a limits file."""
    return read_limits(path)


def recommend(
    read: ReadCase, kb: KnowledgeBase, limits: Limits | None = None, policy: Policy = DEFAULT, top: int = 10
) -> Recommendation:
    """Recommend regimens for a case."""
    return engine.recommend(read.case, kb, limits or Limits(), policy, top, read.messages)


def match(read: ReadCase, kb: KnowledgeBase, policy: Policy = DEFAULT) -> MatchDocument:
    """Return the candidates of a case and their evidence."""
    return engine.match(read.case, kb, policy, read.messages)


def score(read: ReadCase, kb: KnowledgeBase, drugs: Iterable[str], policy: Policy = DEFAULT) -> ScoreDocument:
    """Score a regimen, its drugs by generic, brand or code name.

    Raises
    ------
    InputError
        If a drug is unknown; the message names those that are near.
    """
    names = dict.fromkeys(kb.require_drug(drug, "--drugs").name for drug in drugs)
    return engine.score(read.case, kb, tuple(names), policy, read.messages)


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
        judge=lambda alteration: judge(alteration, kb).observed,
        is_gene=kb.genes.is_gene,
        official=_official(kb),
        check=kb.residues.contradiction,
    )


def _official(kb: KnowledgeBase) -> Callable[[str], str]:
    def official(text: str) -> str:
        return kb.genes.resolve(text).symbol or text

    return official


def sample_cases() -> Path:
    """Return the folder of the sample cases (invented, and marked so)."""
    return data_folder() / "cases"
