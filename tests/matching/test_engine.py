"""The engine as a board meets it: what is counted, what is offered, what is left out and why."""

from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.recommendation import Recommendation
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

PDAC = ("KRAS p.G12D", "TP53 p.R175H", "CDKN2A del", "SMAD4 del")


def recommended(body: dict[str, Any], kb: KnowledgeBase, **limits: Any) -> Recommendation:
    read = service.read_body(body, "case", kb)
    return service.recommend(read, kb, service.Limits(**limits))


def drugs_of(document: Recommendation, rank: int = 1) -> set[str]:
    return {drug.drug for drug in document.options[rank - 1].drugs}


def candidate(document: Recommendation, drug: str) -> Any:
    return next((c for c in document.candidates if c.drug == drug), None)


def test_options_are_ranked_and_proved(kb: KnowledgeBase) -> None:
    document = recommended(case_body(*PDAC), kb)
    assert [option.rank for option in document.options] == list(range(1, len(document.options) + 1))
    assert all(option.solver.status == "optimal" for option in document.options)
    matched = [option.matched for option in document.options]
    assert matched == sorted(matched, reverse=True)
    for option in document.options:
        assert len(option.matched_alterations) == option.matched
        assert len(option.matched_alterations) + len(option.unmatched_alterations) == option.total
        assert option.score == option.matched / option.total
        assert {step.drug for step in option.marginal} == {drug.drug for drug in option.drugs}
        assert sum(step.matched for step in option.marginal) == option.matched


def test_no_option_contains_an_earlier_one(kb: KnowledgeBase) -> None:
    document = recommended(case_body(*PDAC, "PIK3CA p.H1047R"), kb)
    sets = [{drug.drug for drug in option.drugs} for option in document.options]
    assert not any(earlier <= later for place, later in enumerate(sets) for earlier in sets[:place])


def test_the_options_score_what_the_score_command_says(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body(*PDAC, "MET amp"), "case", kb)
    for option in service.recommend(read, kb).options:
        scored = service.score(read, kb, [drug.drug for drug in option.drugs]).policies[0]
        assert (scored.num, scored.den) == (option.matched, option.total)


def test_a_pinned_drug_is_always_in_and_a_vetoed_one_never(kb: KnowledgeBase) -> None:
    body = case_body(*PDAC)
    pinned = recommended(body, kb, pin=("Mekinist",))
    assert pinned.options
    assert all("trametinib" in {d.drug for d in option.drugs} for option in pinned.options)
    vetoed = recommended(body, kb, veto=("binimetinib",))
    offered = {name for option in vetoed.options for d in option.drugs for name in (d.drug, *d.alternatives)}
    assert "binimetinib" not in offered
    assert {"drug": "binimetinib", "reason": "vetoed"} in [e.model_dump() for e in vetoed.excluded_drugs]


def test_a_pin_against_a_reason_is_loud(kb: KnowledgeBase) -> None:
    labs = [{"test": "creatinine clearance", "value": 10, "unit": "mL/min"}]
    body = case_body("BRAF p.V600E", "KRAS p.G12D", code="COADREAD", labs=labs)
    read = service.read_body(body, "case.json", kb)
    for drug, reason in (("capecitabine", "creatinine clearance"), ("cetuximab", "resistance: KRAS G12D")):
        document = service.recommend(read, kb, service.Limits(pin=(drug,)), top=3)
        assert document.options
        for option in document.options:
            assert option.warnings[0].startswith(f"{drug} is pinned by the board AGAINST")
            assert reason in option.warnings[0]
        assert any(message.startswith(f"{drug} is pinned although") for message in document.messages)
    plain = service.recommend(read, kb, service.Limits(pin=("trametinib",)), top=1)
    assert not any("pinned" in said for said in (*plain.options[0].warnings, *plain.messages))


def test_a_pinned_drug_stays_in_although_its_partners_are_vetoed(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body("BRAF p.V600E", code="COADREAD"), "case.json", kb)
    limits = service.Limits(pin=("encorafenib",), veto=("cetuximab", "panitumumab"))
    document = service.recommend(read, kb, limits, top=3)
    assert document.options
    assert all("encorafenib" in {drug.drug for drug in option.drugs} for option in document.options)
    assert "needs cetuximab or panitumumab" in document.options[0].warnings[0]


def test_no_braf_inhibitor_stands_without_an_egfr_antibody_in_colorectal_cancer(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body("BRAF p.V600E", "KRAS p.G12D", code="COADREAD"), "case.json", kb)
    for option in service.recommend(read, kb, service.Limits(min_drugs=1), top=20).options:
        for drug in option.drugs:
            assert not drug.drug_class.startswith("braf_inhibitor"), option.drugs


@pytest.mark.parametrize("change", ["p.L858R", "p.E746_A750del"])
def test_a_checkpoint_inhibitor_beside_a_sensitising_egfr_mutation_is_flagged(change: str, kb: KnowledgeBase) -> None:
    markers = [{"marker": "PD-L1", "result": "positive", "tps": 60}]
    body = case_body(f"EGFR {change}", "TP53 p.R175H", code="LUAD", protein_markers=markers)
    document = recommended(body, kb)
    together = 0
    for option in document.options:
        classes = {drug.drug: drug.drug_class for drug in option.drugs}
        given = [drug for drug, name in classes.items() if name in ("pd1_antibody", "pdl1_antibody")]
        for drug in given:
            speaks = (f"{drug}: no benefit reported with EGFR", f"{drug}: resistance reported with EGFR")
            assert any(said.startswith(speaks) for said in option.warnings)
        if given and "egfr_tki" in classes.values():
            together += 1
            assert any(": major: " in said for said in option.warnings)
    assert together
    warned = [bool(view.warnings) for view in document.standard_of_care]
    assert warned == sorted(warned)
    assert any(view.drugs == ("pembrolizumab",) and view.warnings for view in document.standard_of_care)


def test_wild_type_is_standard_of_care_only_where_the_report_says_it(kb: KnowledgeBase) -> None:
    wild = [{"gene": gene, "kind": "wild_type"} for gene in ("KRAS", "NRAS")]
    body = case_body("TP53 p.R175H", code="COADREAD")
    said = recommended(body | {"alterations": [*body["alterations"], *wild]}, kb)
    silent = recommended(body, kb)
    assert ("cetuximab",) in {view.drugs for view in said.standard_of_care}
    assert not {"cetuximab", "panitumumab"} & {drug for view in silent.standard_of_care for drug in view.drugs}


def test_a_vetoed_marker_is_not_treated_but_stays_in_the_denominator(kb: KnowledgeBase) -> None:
    document = recommended(case_body(*PDAC), kb, veto_markers=("TP53",))
    assert all("TP53:p.R175H" not in step.adds for option in document.options for step in option.marginal)
    assert document.options[0].total == 4


def test_one_drug_stands_alone_only_where_no_two_reach_more(kb: KnowledgeBase) -> None:
    alone = recommended(case_body("BRAF p.V600E", code="LUAD"), kb)
    singles = [option for option in alone.options if option.single_drug]
    assert singles
    assert all(option.matched == alone.options[0].matched for option in singles)
    several = recommended(case_body(*PDAC), kb)
    assert not any(option.single_drug for option in several.options)


def test_nothing_actionable_is_a_value(kb: KnowledgeBase) -> None:
    document = recommended(case_body("SOX9 p.Q200*", code="PAAD", vus=("KRAS p.A146V",)), kb)
    assert document.options == () or document.options[0].matched > 0
    empty = recommended(case_body(), kb)
    assert empty.options == ()
    assert [obstacle.kind for obstacle in empty.infeasible] == ["match"]
    assert any("not computable" in message for message in empty.messages)


def test_a_limit_that_forbids_everything_is_named(kb: KnowledgeBase) -> None:
    document = recommended(case_body(*PDAC), kb, overall_limit=0.0)
    assert document.options == ()
    assert any("toxicity" in obstacle.words for obstacle in document.infeasible)


def test_two_drugs_of_one_class_are_not_combined(kb: KnowledgeBase) -> None:
    document = recommended(case_body("KRAS p.G12D", code="PAAD"), kb, pin=("trametinib", "binimetinib"))
    assert document.options == ()
    assert any("exclude each other" in obstacle.words for obstacle in document.infeasible)


def test_an_established_pair_on_one_target_may_be_combined(kb: KnowledgeBase) -> None:
    document = recommended(case_body("ERBB2 amp", code="BRCA"), kb, pin=("trastuzumab", "pertuzumab"))
    assert document.options
    assert drugs_of(document) >= {"trastuzumab", "pertuzumab"}


def test_vus_and_benign_are_in_neither_part(kb: KnowledgeBase) -> None:
    document = recommended(case_body("KRAS p.G12D", vus=("BRAF p.A320T",)), kb)
    vus = next(a for a in document.alterations if a.gene == "BRAF")
    assert not vus.counted
    assert "uncertain" in vus.reason
    assert all(match.alteration != vus.id for c in document.candidates for match in c.matches)


def test_what_the_report_does_not_classify_is_classified_and_shown(kb: KnowledgeBase) -> None:
    body = case_body(code="COADREAD") | {
        "alterations": [
            {"gene": "KRAS", "kind": "small_variant", "protein_change": "p.G12D"},
            {"gene": "APC", "kind": "small_variant", "protein_change": "p.R1450*"},
            {"gene": "CDKN2A", "kind": "deletion"},
            {"gene": "MET", "kind": "amplification"},
            {"gene": "TERT", "kind": "small_variant", "consequence": "promoter"},
            {"gene": "KMT2D", "kind": "small_variant", "protein_change": "p.A100T"},
        ]
    }
    shown = {a.gene: a for a in recommended(body, kb).alterations}
    assert "known variant" in shown["KRAS"].classification_from
    assert "truncation" in shown["APC"].classification_from
    assert "tumour suppressor" in shown["CDKN2A"].classification_from
    assert "oncogene" in shown["MET"].classification_from
    assert shown["TERT"].counted
    assert shown["KMT2D"].classification == "unclassified"
    assert not shown["KMT2D"].counted


def test_the_board_may_overrule(kb: KnowledgeBase) -> None:
    body = case_body("KRAS p.G12D", "TP53 p.R175H")
    body["alterations"][1] |= {"include": False, "include_reason": "clonal haematopoiesis"}
    document = recommended(body, kb)
    tp53 = next(a for a in document.alterations if a.gene == "TP53")
    assert (tp53.counted, document.options[0].total) == (False, 1)
    assert "clonal haematopoiesis" in tp53.reason


def test_not_tested_is_not_negative(kb: KnowledgeBase) -> None:
    markers = [{"marker": "PD-L1", "result": "not_tested"}, {"marker": "HER2", "result": "unknown"}]
    document = recommended(case_body("KRAS p.G12D") | {"protein_markers": markers}, kb)
    assert {a.gene for a in document.alterations} == {"KRAS"}


def test_hormone_receptors_are_one_item(kb: KnowledgeBase) -> None:
    markers = [{"marker": name, "result": "positive"} for name in ("ER", "PR", "PD-L1")]
    document = recommended(case_body("PIK3CA p.H1047R", code="BRCA") | {"protein_markers": markers}, kb)
    assert document.options[0].total == 3


@pytest.mark.parametrize(("level", "item"), [("high", True), ("intermediate", True), ("low", False)])
def test_tmb_items_of_the_default_policy(level: str, item: bool, kb: KnowledgeBase) -> None:
    body = case_body("KRAS p.G12D") | {"signatures": {"tmb": {"level": level}}}
    tmb = next(a for a in recommended(body, kb).alterations if a.gene == "TMB")
    assert tmb.counted is item


def test_an_intermediate_tmb_never_makes_the_whole_score(kb: KnowledgeBase) -> None:
    body = case_body(*PDAC) | {"signatures": {"tmb": {"level": "intermediate"}}}
    scored = service.score(service.read_body(body, "case", kb), kb, ["pembrolizumab"]).policies[0]
    assert (scored.num, scored.den) == (1, 5)


def test_germline_findings_count_where_they_are_a_target(kb: KnowledgeBase) -> None:
    body = case_body("BRCA2 p.S1982fs*22", "MUTYH p.G396D", code="PAAD")
    for alteration in body["alterations"]:
        alteration["origin"] = "germline"
    shown = {a.gene: a.counted for a in recommended(body, kb).alterations}
    assert shown["BRCA2"]


def test_veto_of_an_unknown_drug_is_an_error(kb: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="unknown drug 'nonsense9'"):
        recommended(case_body(*PDAC), kb, veto=("nonsense9",))


class TestResistance:
    """Resistance removes or flags; the exact variant outranks the group."""

    def test_ras_removes_egfr_antibodies_in_colorectal_cancer(self, kb: KnowledgeBase) -> None:
        document = recommended(case_body("EGFR amp", "KRAS p.G12D", code="COADREAD"), kb)
        assert candidate(document, "cetuximab") is None
        reason = next(e.reason for e in document.excluded_drugs if e.drug == "cetuximab")
        assert "resistance: KRAS G12D" in reason

    def test_t790m_removes_erlotinib_but_not_osimertinib(self, kb: KnowledgeBase) -> None:
        document = recommended(case_body("EGFR p.L858R", "EGFR p.T790M", code="LUAD"), kb)
        assert candidate(document, "erlotinib") is None
        assert "erlotinib" in {e.drug for e in document.excluded_drugs}
        assert candidate(document, "osimertinib") is not None
        assert "osimertinib" in {d.drug for option in document.options for d in option.drugs}

    def test_braf_inhibitor_in_colorectal_cancer_needs_an_egfr_antibody(self, kb: KnowledgeBase) -> None:
        document = recommended(case_body("BRAF p.V600E", code="COADREAD"), kb)
        for option in document.options:
            names = {drug.drug for drug in option.drugs}
            if "encorafenib" in names:
                assert names & {"cetuximab", "panitumumab"}
            assert "vemurafenib" not in names or names & {"cetuximab", "panitumumab"}
        assert any("encorafenib" in {d.drug for d in option.drugs} for option in document.options)

    def test_esr1_warns_of_aromatase_inhibitors(self, kb: KnowledgeBase) -> None:
        markers = [{"marker": "ER", "result": "positive"}]
        body = case_body("ESR1 p.D538G", code="BRCA") | {"protein_markers": markers}
        document = recommended(body, kb)
        letrozole = candidate(document, "letrozole")
        assert letrozole is None or any(match.kind == "resistance" for match in letrozole.matches)
        assert "elacestrant" in {c.drug for c in document.candidates}

    def test_rb1_loss_speaks_against_cdk46_inhibitors(self, kb: KnowledgeBase) -> None:
        document = recommended(case_body("RB1 p.S576*", "CCND1 amp", code="BRCA"), kb)
        palbociclib = candidate(document, "palbociclib")
        assert palbociclib is None or any(match.kind == "resistance" for match in palbociclib.matches)


class TestPathways:
    """Downstream, signed, with the path shown."""

    def test_kras_is_met_downstream_and_not_upstream(self, kb: KnowledgeBase) -> None:
        document = recommended(case_body("KRAS p.G12D", code="PAAD"), kb)
        match = candidate(document, "trametinib").matches[0]
        assert match.path == "KRAS → BRAF → MAP2K1" or match.path.startswith("KRAS →")
        assert candidate(document, "erlotinib") is None
        assert candidate(document, "cetuximab") is None

    @pytest.mark.parametrize(
        ("finding", "drug"),
        [
            ("PTEN del", "everolimus"), ("CDKN2A del", "palbociclib"), ("CCND1 amp", "ribociclib"),
            ("NF1 p.R304*", "trametinib"), ("BRCA2 p.S1982fs*22", "olaparib"), ("TP53 p.R175H", "bevacizumab"),
            ("TSC1 p.R692*", "everolimus"), ("HGF amp", "crizotinib"), ("APC p.R1450*", "sulindac"),
            ("FGF19 amp", "lenvatinib"), ("VHL p.R161*", "bevacizumab"), ("PTCH1 p.R893*", "vismodegib"),
        ],
    )  # fmt: skip
    def test_known_paths(self, finding: str, drug: str, kb: KnowledgeBase) -> None:
        document = recommended(case_body(finding, code="CUP"), kb)
        found = candidate(document, drug)
        assert found is not None
        assert found.matches[0].path
        assert found.matches[0].sources

    @pytest.mark.parametrize(
        ("finding", "drug"),
        [
            ("TP53 p.R175H", "palbociclib"), ("SMAD4 del", "trametinib"), ("GNAS p.R201H", "trametinib"),
            ("TP53 p.R175H", "osimertinib"), ("KRAS p.G12D", "bevacizumab"), ("RB1 p.S576*", "palbociclib"),
            ("EGFR p.L858R", "letrozole"), ("FGF3 amp", "palbociclib"), ("KRAS p.G12D", "sotorasib"),
            ("BRAF p.G466V", "vemurafenib"), ("TP53 p.R175H", "midostaurin"), ("KRAS p.G12D", "pembrolizumab"),
        ],
    )  # fmt: skip
    def test_no_match(self, finding: str, drug: str, kb: KnowledgeBase) -> None:
        assert candidate(recommended(case_body(finding, code="CUP"), kb), drug) is None


def test_evidence_here_outranks_stronger_evidence_elsewhere(kb: KnowledgeBase) -> None:
    melanoma = recommended(case_body("BRAF p.V600E", code="MEL"), kb)
    vemurafenib = candidate(melanoma, "vemurafenib").matches[0]
    assert (vemurafenib.level, vemurafenib.level_from) == ("A", "this_type")
    assert vemurafenib.sources
    assert melanoma.standard_of_care[0].basis in ("this_type", "parent_type")


def test_a_combination_does_not_inherit_the_best_single_level(kb: KnowledgeBase) -> None:
    document = recommended(case_body(*PDAC), kb)
    assert all("co-targeting" in o.evidence.combination for o in document.options if len(o.drugs) >= 3)


def test_sources_are_known_citations(kb: KnowledgeBase) -> None:
    document = recommended(case_body(*PDAC, "EGFR p.L858R", "ERBB2 amp", code="LUAD"), kb)
    for found in document.candidates:
        for match in found.matches:
            assert match.sources
            assert all(source.partition("#")[0] in kb.citations for source in match.sources)


def test_a_claim_against_one_drug_does_not_warn_of_the_combination_that_answers_it(kb: KnowledgeBase) -> None:
    # Cetuximab alone does nothing in BRAF V600E colorectal cancer; with encorafenib it is the label.
    document = recommended(case_body("BRAF p.V600E", code="COAD"), kb)
    labelled = [therapy for therapy in document.standard_of_care if {"cetuximab", "encorafenib"} <= set(therapy.drugs)]
    assert labelled
    assert all(not therapy.warnings for therapy in labelled)
    pair = next(o for o in document.options if {"cetuximab", "encorafenib"} == {d.drug for d in o.drugs})
    assert not any("resistance" in warning or "no benefit" in warning for warning in pair.warnings)


def test_a_claim_against_another_combination_does_not_warn(kb: KnowledgeBase) -> None:
    # Adagrasib with cetuximab is the label; that another partner of cetuximab brought nothing says nothing of it.
    document = recommended(case_body("KRAS p.G12C", code="COAD"), kb)
    pair = next(therapy for therapy in document.standard_of_care if therapy.drugs == ("adagrasib", "cetuximab"))
    assert pair.warnings == ()
