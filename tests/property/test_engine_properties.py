"""Properties of the whole engine on drawn cases: order never matters, and the numbers agree with each other."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.bench_cases import synthetic_cases
from tumorboard import service
from tumorboard.domain.policy import BUILT_IN, read_policy

CASES = synthetic_cases(200, seed=7)


def shuffled(body: dict[str, Any], seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    mixed = {key: body[key] for key in draw.sample(sorted(body), len(body))}
    for part in ("alterations", "protein_markers"):
        if part in mixed:
            mixed[part] = draw.sample(mixed[part], len(mixed[part]))
    return mixed


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(CASES), st.integers(0, 1000))
def test_the_order_of_the_report_changes_no_byte(body: dict[str, Any], seed: int) -> None:
    kb = service.open_knowledge()
    one = service.recommend(service.read_body(body, "case", kb), kb, top=3)
    two = service.recommend(service.read_body(shuffled(body, seed), "case", kb), kb, top=3)
    assert one.model_dump_json() == two.model_dump_json()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(CASES), st.sampled_from(BUILT_IN), st.sampled_from(["gene", "gene_and_kind", "variant"]))
def test_scores_are_fractions_of_what_is_counted(body: dict[str, Any], policy: Any, collapse: str) -> None:
    kb = service.open_knowledge()
    read = service.read_body(body, "case", kb)
    asked = read_policy(f"{policy.name}:collapse={collapse}")
    document = service.recommend(read, kb, policy=asked, top=1)
    items = {a.item for a in document.alterations if a.counted}
    assert None not in items
    for option in document.options:
        assert option.total == len(items)
        assert set(option.matched_alterations) | set(option.unmatched_alterations) == items
        assert not set(option.matched_alterations) & set(option.unmatched_alterations)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.sampled_from(CASES), st.floats(0.3, 0.99))
def test_a_tighter_limit_never_raises_the_score(body: dict[str, Any], limit: float) -> None:
    kb = service.open_knowledge()
    read = service.read_body(body, "case", kb)
    free = service.recommend(read, kb, top=1)
    tight = service.recommend(read, kb, service.Limits(overall_limit=limit), top=1)
    reached = [document.options[0].matched if document.options else 0 for document in (free, tight)]
    assert reached[1] <= reached[0]
    if tight.options:
        assert tight.options[0].any_toxicity <= limit + 1e-3


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.sampled_from(CASES), st.integers(0, 99))
def test_a_vetoed_drug_never_raises_the_score(body: dict[str, Any], choice: int) -> None:
    kb = service.open_knowledge()
    read = service.read_body(body, "case", kb)
    free = service.recommend(read, kb, top=1)
    if not free.options:
        return
    drug = free.candidates[choice % len(free.candidates)].drug
    without = service.recommend(read, kb, service.Limits(veto=(drug,)), top=1)
    reached = without.options[0].matched if without.options else 0
    assert reached <= free.options[0].matched
