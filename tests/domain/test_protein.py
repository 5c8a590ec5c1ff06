"""Each text form of a protein change gives the record that HGVS gives it, and impossible ones are refused."""

import pytest

from tumorboard.domain.alteration import Consequence
from tumorboard.domain.protein import ProteinChange, Unread, examine_protein_change, read_protein_change

V600E = [
    "V600E", "p.V600E", "v600e", "p.Val600Glu", "p.(Val600Glu)", "p.[Val600Glu]", "p.[(V600E)]", "VAL600GLU",
    "val600glu", "Val 600 Glu", "V600Glu", "Val600E", "V600>E", "V600→E", "Val600->Glu",
    "valine 600 to glutamic acid", "Valine600Glutamate", "ENSP00000288602.6:p.Val600Glu", "NP_004324.2:p.V600E",
    "V600E (c.1799T>A)",
    "p.V600delinsE", "Ｖ６００Ｅ", " V600E ",
]  # fmt: skip

FORMS = {
    # text: (kind, ref, start, end, alt, normalised)
    "V600": ("codon", "V", 600, 600, "", "p.V600"),
    "V600X": ("codon", "V", 600, 600, "", "p.V600"),
    "p.G719X": ("codon", "G", 719, 719, "", "p.G719"),
    "G12X": ("codon", "G", 12, 12, "", "p.G12"),
    "R132X": ("codon", "R", 132, 132, "", "p.R132"),
    "p.Gly12Xaa": ("codon", "G", 12, 12, "", "p.G12"),
    "R213X": ("nonsense", "R", 213, 213, "*", "p.R213*"),
    "p.Arg213Ter": ("nonsense", "R", 213, 213, "*", "p.R213*"),
    "R342STOP": ("nonsense", "R", 342, 342, "*", "p.R342*"),
    "Y1003*": ("nonsense", "Y", 1003, 1003, "*", "p.Y1003*"),
    "P71Lfs*61": ("frameshift", "P", 71, 71, "L", "p.P71Lfs*61"),
    "p.Ser51Alafs*86": ("frameshift", "S", 51, 51, "A", "p.S51Afs*86"),
    "E55RfsTer11": ("frameshift", "E", 55, 55, "R", "p.E55Rfs*11"),
    "T148HFSX9": ("frameshift", "T", 148, 148, "H", "p.T148Hfs*9"),
    "P154Qfs4*": ("frameshift", "P", 154, 154, "Q", "p.P154Qfs*4"),
    "S72Afs*?": ("frameshift", "S", 72, 72, "A", "p.S72Afs*?"),
    "L16fs*9": ("frameshift", "L", 16, 16, "", "p.L16fs*9"),
    "180fs*22": ("frameshift", "", 180, 180, "", "p.180fs*22"),
    "E746_A750del": ("inframe_deletion", "E", 746, 750, "", "p.E746_A750del"),
    "p.Glu746_Ala750del": ("inframe_deletion", "E", 746, 750, "", "p.E746_A750del"),
    "e746_a750DEL": ("inframe_deletion", "E", 746, 750, "", "p.E746_A750del"),
    "E746_A750delELREA": ("inframe_deletion", "E", 746, 750, "", "p.E746_A750del"),
    "E746-A750del": ("inframe_deletion", "E", 746, 750, "", "p.E746_A750del"),
    "DEL 485-490": ("inframe_deletion", "", 485, 490, "", "p.485_490del"),
    "DelPhe76": ("inframe_deletion", "F", 76, 76, "", "p.F76del"),
    "Q575Δ": ("inframe_deletion", "Q", 575, 575, "", "p.Q575del"),
    "T17 DELETION": ("inframe_deletion", "T", 17, 17, "", "p.T17del"),
    "A763_Y764insFQEA": ("inframe_insertion", "A", 763, 764, "FQEA", "p.A763_Y764insFQEA"),
    "p.Ala763_Tyr764insPheGlnGluAla": ("inframe_insertion", "A", 763, 764, "FQEA", "p.A763_Y764insFQEA"),
    "A775_G776ins YVMA": ("inframe_insertion", "A", 775, 776, "YVMA", "p.A775_G776insYVMA"),
    "R177_L178ins6": ("inframe_insertion", "R", 177, 178, "", "p.R177_L178ins6"),
    "V544ins": ("inframe_insertion", "V", 544, 544, "", "p.V544ins"),
    "T599dup": ("duplication", "T", 599, 599, "T", "p.T599dup"),
    "A767_V769dupASV": ("duplication", "A", 767, 769, "", "p.A767_V769dup"),
    "P68-C77dup": ("duplication", "P", 68, 77, "", "p.P68_C77dup"),
    "p.193_196dupSTSC": ("duplication", "", 193, 196, "", "p.193_196dup"),
    "L747_P753delinsS": ("inframe_indel", "L", 747, 753, "S", "p.L747_P753delinsS"),
    "E746_T751>I": ("inframe_indel", "E", 746, 751, "I", "p.E746_T751delinsI"),
    "delL747_P753insS": ("inframe_indel", "L", 747, 753, "S", "p.L747_P753delinsS"),
    "T417_D419DELTYDINSI": ("inframe_indel", "T", 417, 419, "I", "p.T417_D419delinsI"),
    "56_61QKQKVG>R": ("inframe_indel", "", 56, 61, "R", "p.56_61delinsR"),
    "VK600EI": ("inframe_indel", "V", 600, 601, "EI", "p.V600_K601delinsEI"),
    "D770delinsGY": ("inframe_indel", "D", 770, 770, "GY", "p.D770delinsGY"),
    "K159delinsI*": ("nonsense", "K", 159, 159, "I*", "p.K159delinsI*"),
    "*757L": ("stop_lost", "*", 757, 757, "L", "p.*757L"),
    "p.Ter214Glyext*14": ("stop_lost", "*", 214, 214, "G", "p.*214Gext*14"),
    "*700fs*41": ("stop_lost", "*", 700, 700, "", "p.*700ext*41"),
    "p.Met1?": ("start_lost", "M", 1, 1, "", "p.M1?"),
    "p.M1V": ("start_lost", "M", 1, 1, "V", "p.M1V"),
    "M1ext-5": ("extension", "M", 1, 1, "", "p.M1ext-5"),
    "E55=": ("synonymous", "E", 55, 55, "E", "p.E55="),
    "p.Val600%3D": ("synonymous", "V", 600, 600, "V", "p.V600="),
    "V600V": ("synonymous", "V", 600, 600, "V", "p.V600="),
    "p.(=)": ("synonymous", "", 0, 0, "", "p.="),
    "p.?": ("unknown", "", 0, 0, "", "p.?"),
    "X1010_splice": ("splice", "", 1010, 1010, "", "p.X1010_splice"),
    "E963_D1010splice": ("splice", "E", 963, 1010, "", "p.E963_D1010_splice"),
}  # fmt: skip

CONTRADICTIONS = {
    "V600B": "no amino acid",
    "B600E": "no amino acid",
    "A750_E746del": "backwards",
    "E746_A750delELRE": "does not fit",
    "W557_V559insC": "between neighbours",
    "L747_A750dupLRE": "does not fit",
    "V0E": "no such residue",
    "V99999E": "no such residue",
    "V600_K600del": "cannot be both",
    "p.Val600Xyz": None,
}

NOT_CHANGES = ["", "*", "600", "V600E/K", "c.1799T>A", "5382insC", "185delAG", "19del", "6818A>T", "amplification",
               "EML4-ALK", "V600E and K601E", "exon 19 deletion", "p.", "IVS2+1G>A", "x" * 300]  # fmt: skip


@pytest.mark.parametrize("text", V600E)
def test_writings_of_v600e_are_one_record(text: str) -> None:
    assert read_protein_change(text) == ProteinChange("missense", "V", 600, 600, "E", "p.V600E", "V", inserted=1)


@pytest.mark.parametrize("text", FORMS)
def test_form(text: str) -> None:
    change = read_protein_change(text)
    assert change is not None
    assert (change.kind, change.ref, change.start, change.end, change.alt, change.text) == FORMS[text]


@pytest.mark.parametrize("text", FORMS)
def test_normalised_text_reads_as_the_same_record(text: str) -> None:
    change = read_protein_change(text)
    assert change is not None
    assert read_protein_change(change.text) == change
    assert read_protein_change(change.hgvs) == change


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_contradiction_is_told_and_not_matched(text: str) -> None:
    found = examine_protein_change(text)
    assert isinstance(found, Unread)
    assert read_protein_change(text) is None
    if CONTRADICTIONS[text] is not None:
        assert found.contradiction
        assert CONTRADICTIONS[text] in found.message


@pytest.mark.parametrize("text", NOT_CHANGES)
def test_other_texts_are_no_contradiction(text: str) -> None:
    found = examine_protein_change(text)
    assert isinstance(found, Unread)
    assert not found.contradiction
    assert found.message


@pytest.mark.parametrize(
    ("text", "consequence", "truncating", "net"),
    [
        ("V600E", Consequence.MISSENSE, False, 0),
        ("V600", Consequence.MISSENSE, False, 0),
        ("R213*", Consequence.NONSENSE, True, None),
        ("L747_P753delinsS", Consequence.INFRAME_INDEL, False, -6),
        ("D770delinsGY", Consequence.INFRAME_INDEL, False, 1),
        ("A767_V769dup", Consequence.INFRAME_INSERTION, False, 3),
        ("E746_A750del", Consequence.INFRAME_DELETION, False, -5),
        ("L1340_Q1341delinsF*", Consequence.NONSENSE, True, None),
        ("M1?", Consequence.START_LOST, True, None),
        ("*757L", Consequence.STOP_LOST, False, None),
        ("X1010_splice", Consequence.SPLICE, True, None),
        ("p.?", Consequence.OTHER, False, None),
    ],
)
def test_what_a_change_does(text: str, consequence: Consequence, truncating: bool, net: int | None) -> None:
    change = read_protein_change(text)
    assert change is not None
    assert (change.consequence, change.is_truncating, change.net_length) == (consequence, truncating, net)
