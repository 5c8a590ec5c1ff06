"""The exon table: read whole, and refused where it contradicts itself."""

from pathlib import Path

import pytest

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.exons import COLUMNS, exon_span, exon_table


def test_exons_that_boards_name() -> None:
    assert exon_span("EGFR", 19, 19) == (729, 761, True)
    assert exon_span("EGFR", 18, 21) == (688, 875, True)
    assert exon_span("KIT", 11, 11) == (550, 592, True)
    assert exon_span("EGFR", 2, 7) is None
    assert not exon_table()[("PDGFRA", 18)].exact


def test_neighbouring_exons_meet() -> None:
    """Exact neighbours share a codon or follow each other without a gap."""
    table = exon_table()
    for (gene, exon), span in table.items():
        after = table.get((gene, exon + 1))
        if after is not None and span.exact and after.exact:
            assert after.start - span.end in (0, 1), (gene, exon)


@pytest.mark.parametrize(
    "row", ["EGFR,T,19,761,729,exact,C,", "EGFR,T,x,729,761,exact,C,", "EGFR,T,19,729,761,perhaps,C,", "EGFR,T,19,729"]
)
def test_a_damaged_table_is_refused(row: str, tmp_path: Path) -> None:
    file = tmp_path / "exons.csv"
    file.write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        exon_table(file)


def test_an_exon_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "exons.csv"
    file.write_text(",".join(COLUMNS) + "\n" + "EGFR,T,19,729,761,exact,C,\n" * 2, encoding="utf-8")
    with pytest.raises(KnowledgeError):
        exon_table(file)
