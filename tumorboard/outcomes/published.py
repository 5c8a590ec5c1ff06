"""Published results to show beside ours; never merged with them.

Hazard and odds ratios are of a high against a low matching score, adjusted as the authors did. ``checked`` says where
the figure was read: in the abstract, or only in a secondary summary.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure with its citation."""

    study: str
    citation: str
    patients: str
    measure: str
    cut: str
    estimate: float | None
    lower: float | None
    upper: float | None
    words: str
    checked: str = "abstract"


IPREDICT_2019 = ("I-PREDICT 2019", "PMID:31011206")
IPREDICT_2021 = ("I-PREDICT 2021", "doi:10.1186/s13073-021-00969-w")
KATO_2020 = ("Kato 2020", "PMID:33009371")
WINTHER_2019 = ("WINTHER 2019", "PMID:31011205")
SHIVA_2017 = ("SHIVA crossover 2017", "doi:10.1093/annonc/mdw666")
TREATED_2021 = "76 treated of 145, 54 matched; median 5 alterations (0-15)"
EVALUABLE_2020 = "429 evaluable, 265 matched"

PUBLISHED: tuple[Published, ...] = (
    Published(
        *IPREDICT_2019, "83 treated, 73 matched; pretreated", "disease control", ">1/2", None, None, None,
        "50 % against 22 %", "secondary summary; the abstract gives the direction without the figures",
    ),
    Published(
        *IPREDICT_2021, TREATED_2021, "disease control, odds ratio", ">=3/5", 3.31, 1.01, 10.83, "P = 0.048"
    ),
    Published(*IPREDICT_2021, TREATED_2021, "PFS, hazard ratio", ">=3/5", 0.55, 0.28, 1.07, "P = 0.08"),
    Published(*IPREDICT_2021, TREATED_2021, "OS, hazard ratio", ">=3/5", 0.42, 0.21, 0.85, "P = 0.02"),
    Published(*KATO_2020, EVALUABLE_2020, "PFS, hazard ratio", ">=1/2", 0.63, 0.50, 0.80, "P < 0.001"),
    Published(*KATO_2020, EVALUABLE_2020, "OS, hazard ratio", ">=1/2", 0.67, 0.50, 0.90, "P = 0.007"),
    Published(
        *KATO_2020, EVALUABLE_2020, "disease control", ">=1/2", None, None, None, "52.1 % against 30 %",
        "abstract for 52.1 %; the second figure from a secondary summary",
    ),
    Published(*WINTHER_2019, "107 evaluable of 303", "disease control", "", None, None, None, "26.2 %"),
    Published(
        *WINTHER_2019, "107 evaluable of 303", "PFS ratio > 1.5", "", None, None, None,
        "22.4 %; the pre-specified primary endpoint was not met",
    ),
    Published(
        *SHIVA_2017, "70 crossed over", "PFS ratio > 1.3", "", None, None, None,
        "37 %, targeted after physician's choice",
    ),
    Published(
        *SHIVA_2017, "25 crossed over", "PFS ratio > 1.3", "", None, None, None,
        "61 %, physician's choice after targeted: more than the other way round, which shows what the ratio is worth",
    ),
)  # fmt: skip


def published_rows() -> list[dict[str, Any]]:
    """Return the table as plain data, in its order."""
    return [asdict(row) for row in PUBLISHED]


def beside_ours(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the published rows of a report, each with our figure for the same measure and cut in ``ours``.

    ``ours_ratio`` is the same as numbers, where it is a ratio. Ours is empty where this cohort has none; the two are
    never merged.
    """
    rows = []
    for row in report["published"]:
        ratio = _our_ratio(report, row["measure"], row["cut"])
        ours = _told(ratio) if ratio else _our_share(report, row["measure"], row["cut"])
        rows.append({**row, "ours": ours, "ours_ratio": ratio})
    return rows


def _our_ratio(report: dict[str, Any], measure: str, cut: str) -> dict[str, float] | None:
    """Return our ratio at the study's own cut, with the number of alterations in the model."""
    if measure.endswith("hazard ratio"):
        cuts = report["endpoints"][measure.partition(",")[0].lower()].get("cuts", [])
    elif measure.endswith("odds ratio"):
        cuts = report["response"]["disease_control"]["by_cut"]
    else:
        return None
    model: dict[str, Any] = next((c["model"] for c in cuts if c["cut"] == cut), {})
    term = next((t for t in model.get("terms", []) if t["name"] == "score"), None)
    value = term and term.get("hazard_ratio", term.get("odds_ratio"))
    if not term or value is None or term["lower"] is None or term["upper"] is None:
        return None
    return {"estimate": value, "lower": term["lower"], "upper": term["upper"]}


def _our_share(report: dict[str, Any], measure: str, cut: str) -> str:
    control, ratios = report["response"]["disease_control"], report["response"]["pfs_ratio"]
    if measure == "disease control":
        groups = next((c["groups"] for c in control["by_cut"] if c["cut"] == cut), [control["all"]])
        shares = {group["group"]: group["share"] for group in groups}
        told = [shares[name] for name in ("high", "low", "all") if shares.get(name) is not None]
        return " against ".join(f"{share:.0%}".replace("%", " %") for share in told) if len(told) == len(shares) else ""
    share = next((c["share"] for c in ratios["cuts"] if measure == f"PFS ratio > {c['above']}"), None)
    return "" if share is None else f"{share:.0%}".replace("%", " %")


def _told(ratio: dict[str, float]) -> str:
    return f"{ratio['estimate']:.2f} ({ratio['lower']:.2f}-{ratio['upper']:.2f})"
