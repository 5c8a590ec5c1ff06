"""The curators' tables: columns, messages and the same answers as the functions beneath."""

from tumorboard.knowledge.reference_residues import ReferenceResidues
from tumorboard.matching.observed import observe
from tumorboard.matching.variant_tools import PARSE_COLUMNS, normal_text, parse_rows, relation_rows


def test_parse_adds_its_columns_and_keeps_the_others() -> None:
    row = parse_rows([{"gene": "BRAF", "alteration": "p.Val600Glu", "sample": "S1"}])[0]
    assert row == {
        "gene": "BRAF", "alteration": "p.Val600Glu", "sample": "S1", "status": "ok", "kind": "small_variant",
        "consequence": "missense", "ref": "V", "alt": "E", "start": "600", "end": "600", "normalised": "p.V600E",
        "message": "",
    }  # fmt: skip
    assert set(PARSE_COLUMNS) <= set(row)


def test_parse_fills_the_gene_and_tells_what_is_wrong() -> None:
    rows = parse_rows(
        [{"gene": "", "alteration": "EML4-ALK"}, {"gene": "BRAF", "alteration": "V600B"}, {"alteration": ""}]
    )
    assert (rows[0]["gene"], rows[0]["kind"], rows[0]["normalised"]) == ("ALK", "fusion", "EML4::ALK")
    assert (rows[1]["status"], rows[1]["start"]) == ("contradiction", "")
    assert (rows[2]["status"], rows[2]["message"]) == ("unreadable", "empty: no alteration is given")


def test_aliases_become_symbols() -> None:
    official = {"HER2": "ERBB2", "MLL": "KMT2A"}
    rows = parse_rows([{"alteration": "MLL::AFF1"}], official=lambda name: official.get(name, name))
    assert rows[0]["kind"] == "fusion"
    found = relation_rows(
        [{"gene": "HER2", "alteration": "amp", "criterion": "Amplification"}],
        official=lambda name: official.get(name, name),
    )
    assert found[0]["relation"] == "category"


def test_reference_residues_that_the_tables_name_are_checked() -> None:
    known = ReferenceResidues.from_criteria(
        [("BRAF", "V600E"), ("BRAF", "V600"), ("EGFR", "L747_P753delinsS"), ("EGFR", "Fusion")]
    )
    assert (known.of_gene("BRAF"), known.of_gene("EGFR")) == ({600: "V"}, {747: "L", 753: "P"})
    row = parse_rows([{"gene": "BRAF", "alteration": "K600E"}], check=known.contradiction)[0]
    assert (row["status"], row["message"]) == ("contradiction", "residue 600 of BRAF is V, not K")
    assert parse_rows([{"gene": "EGFR", "alteration": "E746_P753del"}], check=known.contradiction)[0]["status"] == "ok"
    rows = [{"gene": "EGFR", "alteration": "E746_K753del", "criterion": "exon 19 deletion"}]
    assert relation_rows(rows, check=known.contradiction)[0]["relation"] == "none"


def test_residues_on_which_the_tables_disagree_are_not_checked() -> None:
    known = ReferenceResidues.from_criteria([("H3-3A", "K27M"), ("H3-3A", "R27M")])
    assert not known.of_gene("H3-3A")


def test_relation_of_several_changes_is_the_closest_one() -> None:
    rows = relation_rows([{"gene": "EGFR", "alteration": "L858R + T790M", "criterion": "T790M"}])
    assert rows[0]["relation"] == "exact"


def test_relation_of_what_cannot_be_read_is_none_with_the_reason() -> None:
    rows = relation_rows(
        [
            {"gene": "BRAF", "alteration": "blah", "criterion": "V600E"},
            {"gene": "BRAF", "alteration": "V600E", "criterion": "blah blah"},
            {"gene": "BRAF", "alteration": "V600E", "criterion": ""},
        ]
    )
    assert [row["relation"] for row in rows] == ["none", "none", "none"]
    assert "alteration cannot be read" in rows[0]["reason"]
    assert "criterion cannot be read" in rows[1]["reason"]


def test_what_is_known_of_variants_is_used() -> None:
    row = {"gene": "BRAF", "alteration": "V600E", "criterion": "Oncogenic Mutations"}
    assert relation_rows([row])[0]["relation"] == "none"
    judged = relation_rows([row], judge=lambda alteration: observe(alteration, oncogenic=True))
    assert judged[0]["relation"] == "category"


def test_normal_text_reads_again_as_the_same() -> None:
    texts = [
        "V600E",
        "amplification",
        "exon 19 deletion",
        "c.340+1G>A",
        "EGFR ITD",
        "wild type",
        "overexpression",
        "vIII",
        "loss",
    ]
    for text in texts:
        first = parse_rows([{"gene": "EGFR", "alteration": text}])[0]
        again = parse_rows([{"gene": "EGFR", "alteration": first["normalised"]}])[0]
        assert again["normalised"] == first["normalised"], text
        assert again["kind"] == first["kind"], text
    assert normal_text is not None
