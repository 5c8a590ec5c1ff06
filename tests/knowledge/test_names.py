"""Genes, tumour types and drugs by the names that people write."""

import pytest

from tumorboard.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "symbol", "alias"),
    [
        ("KRAS", "KRAS", False), ("kras", "KRAS", False), ("MLL2", "KMT2D", True), ("PARK2", "PRKN", True),
        ("HER2", "ERBB2", True), ("NKX2-1", "NKX2-1", False), ("C11orf30", "EMSY", True), ("OR4F5", "OR4F5", False),
    ],
)  # fmt: skip
def test_gene(text: str, symbol: str, alias: bool, kb: KnowledgeBase) -> None:
    found = kb.genes.resolve(text)
    assert (found.symbol, found.alias) == (symbol, alias)


def test_an_official_symbol_wins_over_an_alias(kb: KnowledgeBase) -> None:
    # AR is also an alias of AREG, CAT of a dozen others; the symbol itself is meant.
    for symbol in ("AR", "CAT", "MET", "SMO", "RET"):
        assert kb.genes.resolve(symbol).symbol == symbol


def test_a_misspelt_gene_brings_near_names(kb: KnowledgeBase) -> None:
    found = kb.genes.resolve("KRASS")
    assert found.symbol is None
    assert "KRAS" in found.suggestions


def test_asking_for_a_symbol_looks_for_no_near_names(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Near names take some 20 ms; readers ask of every word of a text whether it is a gene."""
    monkeypatch.setattr(type(kb.genes), "nearest", lambda *_: pytest.fail("near names were looked for"))
    assert not kb.genes.is_gene("KRASS")
    assert (kb.genes.symbol("HER2"), kb.genes.symbol("KRASS"), kb.genes.symbol("p100")) == ("ERBB2", None, None)
    assert kb.genes.resolve("p100").ambiguous


@pytest.mark.parametrize(
    ("text", "code"),
    [("LUAD", "LUAD"), ("luad", "LUAD"), ("GBM", "GB"), ("Lung Adenocarcinoma", "LUAD"), ("PDAC", "PAAD"),
     ("pancreatic ductal adenocarcinoma", "PAAD"), ("CUP", "CUP"), ("cancer of unknown primary", "CUP")],
)  # fmt: skip
def test_tumor_type(text: str, code: str, kb: KnowledgeBase) -> None:
    found = kb.diseases.resolve(text)
    assert found.type is not None
    assert found.type.code == code


def test_reach_of_evidence(kb: KnowledgeBase) -> None:
    reach = kb.diseases.reach
    assert reach("LUAD", "LUAD") == "this_type"
    assert reach("LUAD", "NSCLC") == "parent_type"
    assert reach("LUAD", "SOLID") == "any_solid"
    assert reach("LUAD", "MEL") == "other_type"
    assert reach("LUAD", "AML") is None
    assert reach("AML", "SOLID") is None
    assert reach(None, "MEL") == "other_type"
    assert reach(None, "SOLID") == "any_solid"


@pytest.mark.parametrize("name", ["Tagrisso", "AZD9291", "azd-9291", "OSIMERTINIB"])
def test_drug_by_any_name(name: str, kb: KnowledgeBase) -> None:
    found = kb.find_drug(name)
    assert found.drug is not None
    assert found.drug.name == "osimertinib"


def test_unknown_drug_brings_near_names(kb: KnowledgeBase) -> None:
    found = kb.find_drug("osimertanib")
    assert found.drug is None
    assert "osimertinib" in found.suggestions
