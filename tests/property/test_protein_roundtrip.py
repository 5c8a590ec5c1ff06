"""Reading, writing and reading again gives the same change; an independent HGVS parser agrees with ours."""

from hypothesis import assume, example, given
from hypothesis import strategies as st
from mavehgvs import Variant

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.protein import ProteinChange, examine_protein_change, read_protein_change
from tumorboard.domain.residues import ONE_TO_THREE
from tumorboard.intake.alteration_text import read_alteration
from tumorboard.matching.variants import Observed, observe, relation

AMINO = "ACDEFGHIKLMNPQRSTVWY"
residue = st.sampled_from(AMINO)
position = st.integers(2, 3000)
sequence = st.text(AMINO, min_size=1, max_size=8)


@st.composite
def hgvs(draw: st.DrawFn) -> str:
    """One HGVS protein change in one-letter code."""
    ref, start = draw(residue), draw(position)
    end, last = start + draw(st.integers(1, 12)), draw(residue)
    place = draw(st.sampled_from([f"{ref}{start}", f"{ref}{start}_{last}{end}"]))
    neighbours = f"{ref}{start}_{last}{start + 1}"
    inserted = draw(sequence)
    return "p." + draw(
        st.sampled_from(
            [
                f"{ref}{start}{draw(residue)}", f"{ref}{start}*", f"{ref}{start}=", f"{place}del", f"{place}dup",
                f"{neighbours}ins{inserted}", f"{place}delins{inserted}", f"{ref}{start}fs",
                f"{ref}{start}{draw(residue)}fs*{draw(st.integers(1, 90))}",
                f"*{start}{ref}ext*{draw(st.integers(1, 90))}",
                f"X{start}_splice", f"{ref}{start}",
            ]
        )
    )  # fmt: skip


def three_letters(text: str) -> str:
    """Write a one-letter change with three letters, by a way that shares nothing with the reader."""
    out, words = "", ("delins", "del", "ins", "dup", "fs", "ext", "_splice")
    rest = text.removeprefix("p.")
    while rest:
        word = next((word for word in words if rest.startswith(word)), None)
        out += word if word else ONE_TO_THREE.get(rest[0], rest[0])
        rest = rest[len(word or " ") :]
    return f"p.{out}"


@given(hgvs())
def test_text_of_a_change_reads_as_the_same_change(text: str) -> None:
    change = read_protein_change(text)
    assert change is not None
    assert read_protein_change(change.text) == change


@given(hgvs(), st.sampled_from(["lower", "upper", "bare", "brackets", "three"]))
def test_writing_does_not_change_the_meaning(text: str, way: str) -> None:
    assume("X" not in text)
    change = read_protein_change(text)
    written = {
        "lower": text.lower(), "upper": text.upper(), "bare": text.removeprefix("p."),
        "brackets": f"p.({text.removeprefix('p.')})", "three": three_letters(text).replace("*", "Ter"),
    }[way]  # fmt: skip
    if way in ("lower", "upper") and "ins" in text:
        return  # a run of letters in one case can be one- or three-letter code
    assert read_protein_change(written) == change, written


@given(hgvs())
def test_mavehgvs_reads_the_same_place_and_residues(text: str) -> None:
    """Where the MAVE-HGVS subset has the construct, positions, residues and kind agree."""
    change = read_protein_change(text)
    assert change is not None
    assume(
        change.kind in ("missense", "nonsense", "inframe_deletion", "inframe_insertion", "inframe_indel", "duplication")
    )
    assume("delins" not in text or change.kind == "inframe_indel")
    oracle = Variant(three_letters(change.text).replace("*", "Ter"))
    places = oracle.positions if isinstance(oracle.positions, tuple) else (oracle.positions,)
    assert (places[0].position, places[-1].position) == (change.start, change.end)
    assert places[0].amino_acid == ONE_TO_THREE[change.ref]
    kinds = {"missense": "sub", "nonsense": "sub", "inframe_deletion": "del", "inframe_insertion": "ins",
             "inframe_indel": "delins", "duplication": "dup"}  # fmt: skip
    assert oracle.variant_type == kinds[change.kind]
    if change.kind in ("inframe_insertion", "inframe_indel"):
        assert oracle.sequence == "".join(ONE_TO_THREE[letter] for letter in change.alt)


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_raise(text: str) -> None:
    examine_protein_change(text)
    read_criterion(text)
    found = read_alteration(text, "BRAF")
    assert (found.status == "ok") == (found.alteration is not None)
    assert found.alteration is not None or found.message


@given(st.text("BRAFVEK0123456789_*del insup.c()+-:;/XxTer>= ", max_size=25))
@example("X1X")
@example("Xaa1Xaa")
def test_no_text_of_the_usual_letters_makes_a_reader_raise(text: str) -> None:
    change = examine_protein_change(text)
    if isinstance(change, ProteinChange):
        assert read_protein_change(change.text) == change
    read_criterion(text)
    read_alteration(text)
    read_alteration(text, "EGFR")


@given(hgvs())
def test_a_change_is_exactly_itself_and_never_matched_beside_its_exclusion(text: str) -> None:
    change = read_protein_change(text)
    assert change is not None
    found = Observed("GENE1", AlterationKind.SMALL_VARIANT, change)
    asked = read_criterion(change.text)
    assert asked is not None
    same = relation(found, asked)
    assert same.kind.value == ("codon" if change.kind == "codon" else "exact")
    without = read_criterion(f"Mutation {{excluding {change.text}}}")
    assert without is not None
    assert not relation(found, without).matches


@st.composite
def indel(draw: st.DrawFn) -> str:
    """An in-frame indel near residue 745, so that two of them often overlap."""
    start = draw(st.integers(740, 752))
    end, alt = start + draw(st.integers(1, 6)), draw(st.text("AEL", min_size=1, max_size=3))
    place, neighbours = f"A{start}_L{end}", f"A{start}_L{start + 1}"
    return draw(st.sampled_from([f"{place}del", f"{place}dup", f"{neighbours}ins{alt}", f"{place}delins{alt}W"]))


@given(indel(), indel())
def test_two_indels_are_the_same_or_no_match(one: str, other: str) -> None:
    """A sample's indel is compared with ranges, never with another indel by overlap."""
    first, second = read_protein_change(one), read_criterion(other)
    assert first is not None and second is not None and second.change is not None
    found = relation(Observed("GENE1", AlterationKind.SMALL_VARIANT, first), second)
    assert found.kind.value in ("exact", "overlap", "none")
    assert found.kind.value != "exact" or first.net_length == second.change.net_length


@given(indel(), st.integers(700, 760), st.integers(0, 60), st.sampled_from(["ins", "del"]))
def test_an_indel_is_within_a_range_if_they_intersect_and_the_length_changes_so(
    text: str, start: int, length: int, kind: str
) -> None:
    change, asked = read_protein_change(text), read_criterion(f"{start}_{start + length}{kind}")
    assert change is not None and asked is not None and change.net_length is not None
    meets = change.start <= start + length and start <= change.end
    right = change.net_length > 0 if kind == "ins" else change.net_length < 0
    found = relation(Observed("GENE1", AlterationKind.SMALL_VARIANT, change), asked)
    assert found.matches == (meets and right)


@given(hgvs())
def test_a_case_line_is_observed_as_it_was_read(text: str) -> None:
    found = read_alteration(text, "BRAF")
    assert found.alteration is not None
    seen = observe(found.alteration)
    assert seen.protein == found.change
