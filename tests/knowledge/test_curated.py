"""The curated tables agree with each other and have the breadth that a board needs."""

import csv
import re
from pathlib import Path

import pytest

from tumorboard import service
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import KnowledgeBase, data_folder
from tumorboard.knowledge.tables import read_table

PACKAGE = Path(service.__file__).parents[1]


def test_every_reference_between_tables_resolves(kb: KnowledgeBase) -> None:
    assert service.knowledge_problems(kb) == []


def test_breadth(kb: KnowledgeBase) -> None:
    assert kb.counts["drugs"] >= 220
    assert kb.counts["genes"] >= 300
    assert kb.counts["assertions"] >= 900
    assert kb.counts["edges"] >= 300
    against = {a.id for rows in kb.assertions.values() for a in rows if a.effect == "resistance"}
    assert len(against) >= 250


def test_every_citation_says_where_it_was_found(kb: KnowledgeBase) -> None:
    form = re.compile(r"(FDA|EMA|GL|DB):\S.*|PMID:[1-9]\d{4,8}|NCT\d{8}")
    for citation in kb.citations.values():
        assert form.fullmatch(citation.id)
        assert citation.confirmed_in, citation.id
        assert citation.title, citation.id


def test_every_cited_citation_is_listed_and_none_is_idle(kb: KnowledgeBase) -> None:
    cited: set[str] = set()
    for path in data_folder().rglob("*.csv"):
        if path.name == "citations.csv":
            continue
        with path.open(newline="", encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                cited |= {name.partition("#")[0].strip() for name in (row.get("citation") or "").split("|") if name}
    assert cited <= set(kb.citations)
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    idle = {name for name in set(kb.citations) - cited if name not in code}
    assert idle == set()


def test_drug_names_are_unambiguous(kb: KnowledgeBase) -> None:
    for drug in kb.drugs.values():
        for name in (drug.name, *drug.brands, *drug.codes):
            found = kb.find_drug(name.swapcase()).drug
            assert found is not None
            assert found.name == drug.name, name


def test_a_damaged_table_is_told_with_file_and_row(tmp_path) -> None:
    table = tmp_path / "drugs.csv"
    table.write_text("a,b\n1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"drugs.csv: row 2: the row has too many or too few cells"):
        list(read_table(table, ("a", "b")))
    table.write_text("a,c\n1,2\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"columns do not agree: b, c"):
        list(read_table(table, ("a", "b")))
    with pytest.raises(KnowledgeError, match="cannot be read"):
        list(read_table(tmp_path / "missing.csv", ("a",)))
