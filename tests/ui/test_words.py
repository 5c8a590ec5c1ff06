"""The words of the screen: harmless text, honest numbers, links only where an id is sound."""

import pytest

from ui.parts.words import SPACE, amount, counted, high, level, linked, listed, matched, percent, plain, source


def test_plain_escapes_every_mark_of_markdown() -> None:
    assert plain("a*b_[c](d) <e> `f` $g$ :red[h]") == (r"a\*b\_\[c\]\(d\) \<e\> \`f\` \$g\$ \:red\[h\]")
    assert plain("two\nlines") == "two lines"


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0 %"), (0.001, "< 1 %"), (0.005, "< 1 %"), (0.126, "13 %"), (1, "100 %")]
)
def test_percent_never_shows_zero_for_something(share: float, shown: str) -> None:
    assert percent(share).replace(SPACE, " ") == shown


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (3, "3"), (0.5, "½"), (2.5, "2½")])
def test_halves_are_fractions(number: float, shown: str) -> None:
    assert amount(number) == shown


def test_score_without_items_is_not_computable() -> None:
    assert matched(0, 0) == "not computable"
    assert matched(3, 5).replace(SPACE, " ") == "3 of 5 (60 %)"
    assert high(None) == "not computable"
    assert "not" in high(False)


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("PMID:31011206", "[PMID 31011206](https://pubmed.ncbi.nlm.nih.gov/31011206/)"),
        ("NCT02534675", "[NCT02534675](https://clinicaltrials.gov/study/NCT02534675)"),
        (
            "FDA:Ibrance#6.1",
            r"[US label Ibrance, section 6\.1]"
            "(https://dailymed.nlm.nih.gov/dailymed/search.cfm?labeltype=all&query=ibrance)",
        ),
        ("EMA:Alecensa", "[EU label Alecensa](https://www.ema.europa.eu/en/medicines/human/EPAR/alecensa)"),
        ("FDA:Two Words", "US label Two Words"),
        ("FDA:x](http", r"US label x\]\(http"),
        ("PMID:12) [x](http", r"PMID 12\) \[x\]\(http"),
    ],
)
def test_only_sound_ids_become_links(reference: str, shown: str) -> None:
    assert source(reference) == shown


def test_references_in_a_sentence_become_links() -> None:
    assert linked("seen (PMID:123), not *so* in NCT00000001") == (
        r"seen \([PMID 123](https://pubmed.ncbi.nlm.nih.gov/123/)\), not \*so\* in "
        "[NCT00000001](https://clinicaltrials.gov/study/NCT00000001)"
    )


def test_lists_are_cut_with_their_number() -> None:
    assert listed([]) == "none"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([str(n) for n in range(30)], most=3) == "0, 1 and 28 more"
    assert counted(0, "finding") == "no findings"
    assert counted(1, "item counts", "items count") == "1 item counts"


def test_level_of_a_pathway_is_not_said_twice() -> None:
    assert level("E", "pathway") == "E"
    assert level("A", "this_type") == "A, this tumour type"
