"""The ends of the proteins: a change beyond them contradicts the reference, in every table and for every row of it."""

from pathlib import Path

import pytest

from tumorboard.domain.criterion import Criterion, read_criterion
from tumorboard.domain.protein import read_protein_change
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import data_folder
from tumorboard.knowledge.proteins import COLUMNS, protein_lengths
from tumorboard.service import open_knowledge


def test_every_gene_of_the_table_is_a_gene_with_a_citation() -> None:
    kb = open_knowledge()
    table = protein_lengths(data_folder() / "proteins.csv")
    assert len(table) > 150
    assert [gene for gene in table if gene not in kb.genes] == []
    assert (table["TP53"], table["BRAF"].residues, table["VHL"].residues) == ((393, "NM_000546"), 766, 213)


@pytest.mark.parametrize(
    ("gene", "text", "message"),
    [
        ("KRAS", "G600C", "residue 600 is beyond the end of KRAS, which has 189 (NM_033360)"),
        ("TP53", "p.Arg500His", "residue 500 is beyond the end of TP53, which has 393 (NM_000546)"),
        ("EGFR", "E1746_A1750del", "residue 1750 is beyond the end of EGFR, which has 1210 (NM_005228)"),
        ("VHL", "S214fs", "residue 214 is beyond the end of VHL, which has 213 (NM_000551)"),
        ("TP53", "*395Rext*9", "residue 395 is beyond the end of TP53, which has 393 (NM_000546)"),
        ("VHL", "*214L", None),
        ("MLH1", "*757L", None),
        ("TP53", "*394Rext*9", None),
        ("TP53", "D393fs*78", None),
        ("XYZ1", "G9999C", None),
    ],
)
def test_a_change_beyond_the_end_is_a_contradiction(gene: str, text: str, message: str | None) -> None:
    change = read_protein_change(text)
    assert change is not None
    assert open_knowledge().residues.contradiction(gene, change) == message


def _last(criterion: Criterion) -> int:
    own = criterion.change
    inner = [_last(part) for part in (*criterion.any_of, *criterion.excluded)]
    return max([own.start, own.end] if own else [0], default=0) if not inner else max(inner)


def test_no_criterion_of_the_tables_lies_beyond_an_end() -> None:
    kb = open_knowledge()
    lengths = protein_lengths(data_folder() / "proteins.csv")
    rows = [(row.gene, row.criterion) for known in kb.variants.values() for row in known]
    rows += [(claim.biomarker, claim.criterion) for claim in kb.claims()]
    read = [(gene, text, read_criterion(text)) for gene, text in rows if gene in lengths]
    assert [
        (gene, text) for gene, text, criterion in read if criterion and _last(criterion) > lengths[gene].residues
    ] == []


@pytest.mark.parametrize("rows", ["KRAS,T,x,C,\n", "KRAS,,189,C,\n", "KRAS,T,189,C,\nKRAS,T,188,C,\n"])
def test_a_damaged_table_is_refused(rows: str, tmp_path: Path) -> None:
    file = tmp_path / "proteins.csv"
    file.write_text(",".join(COLUMNS) + "\n" + rows, encoding="utf-8")
    with pytest.raises(KnowledgeError):
        protein_lengths(file)
