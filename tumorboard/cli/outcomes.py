"""``tumorboard demo-cohort`` and ``tumorboard outcomes analyse | import-cbioportal``: the score against outcome."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from tumorboard import service
from tumorboard.cli.cases import Format, FormatName, PolicyName
from tumorboard.cli.files import save
from tumorboard.domain.policy import read_policy
from tumorboard.errors import InputError

group = typer.Typer(no_args_is_help=True, help="The matching score against outcome. Research use only.")
Out = Annotated[Path, typer.Option(help="the cohort document to write; JSON lines where it ends in .jsonl")]


def register(app: typer.Typer) -> None:
    """Add the commands on outcomes."""
    app.command("demo-cohort")(demo_cohort)
    app.add_typer(group, name="outcomes")


def demo_cohort(
    out: Out,
    patients: Annotated[int, typer.Option(help="treated patients, 1-200,000")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="the same settings give the same cohort")] = 1,
    effect: Annotated[
        float, typer.Option(help="hazard ratio of PFS per 50 points of the score, 0.05-20; 1.0 plants none")
    ] = 0.6,
) -> None:
    """Write a simulated cohort with a known effect. Every patient is invented."""
    cohort = service.demo_cohort(patients, seed, effect)
    save(out, service.cohort_text(cohort, lines=out.suffix == ".jsonl").encode())
    print(f"{out.name}: {cohort.name}, hazard ratio {effect:g} per 50 points planted", file=sys.stderr)


@group.command()
def analyse(
    source: Annotated[
        Path | None, typer.Option("--from", help="a cohort document, JSON or JSON lines", show_default=False)
    ] = None,
    database: Annotated[
        bool, typer.Option("--database", help="the board's own records, instead of a document")
    ] = False,
    policy: Annotated[
        str, typer.Option(help="with --database: the scoring policy whose score comes first")
    ] = "ipredict2019",
    figures: Annotated[Path | None, typer.Option(help="folder for figures, each as PNG and SVG")] = None,
    show_small: Annotated[
        bool, typer.Option("--show-small", help="show counts of 1-20 patients: for the treating centre only")
    ] = False,
    shuffles: Annotated[int, typer.Option(help="permutations of the null, 0-100,000")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="seed of the permutations")] = 1,
    format: FormatName = Format.TABLE,
) -> None:
    """Analyse the matching score against PFS, OS, time to next treatment and disease control."""
    if (source is None) is not database:
        raise InputError("two cohorts, or none", field="--from", remedy="Give either --from FILE or --database")
    try:
        if source is None:
            cohort = service.database_cohort(
                service.open_knowledge(), read_policy(policy), show_small=show_small, format=str(format.value),
                figures=figures is not None,
            )  # fmt: skip
        else:
            cohort = service.open_cohort(source)
        report = service.analyse_cohort(cohort, hide_small=False if show_small else None, shuffles=shuffles, seed=seed)
    except InputError as problem:
        raise problem.within(source.name if source else "the records") from None
    if figures is not None:
        for name, figure in service.outcome_figures(report, cohort).items():
            for kind in ("png", "svg"):
                save(figures / f"{name}.{kind}", service.rendered(figure, kind))
    if format is Format.JSON:
        print(json.dumps(report, indent=2, ensure_ascii=False))
        return
    from tumorboard.cli import outcome_tables  # rich is slow to import

    outcome_tables.show(report)


@group.command("import-cbioportal")
def import_cbioportal(
    folder: Annotated[Path, typer.Argument(help="a study: meta_*.txt and data_*.txt files", show_default=False)],
    out: Out,
    drugs: Annotated[str, typer.Option(help='drugs given to all patients, "nivolumab,ipilimumab"')] = "",
    drugs_from: Annotated[
        Path | None, typer.Option(help="TSV table with the columns PATIENT_ID and DRUGS; wins over --drugs")
    ] = None,
    policy: PolicyName = "ipredict2019",
) -> None:
    """Read a cBioPortal study as a cohort. Who has no drug named gets no score; what is not known is told."""
    names = [name for name in (part.strip() for part in drugs.split(",")) if name]
    found = service.import_cbioportal(folder, service.open_knowledge(), read_policy(policy), names, drugs_from)
    save(out, service.cohort_text(found.cohort, lines=out.suffix == ".jsonl").encode())
    print("\n".join(found.told), file=sys.stderr)
