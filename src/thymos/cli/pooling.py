"""The command that pools: an outcome of a dossier, or any CSV."""

from __future__ import annotations

from typing import Any

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json
from thymos.errors import UsageError


@click.command()
@click.argument("outcome", required=False)
@click.option("--data", metavar="CSV", help="Pool the studies of a CSV instead of an outcome.")
@click.option(
    "--measure",
    metavar="CODE",
    help="RR, OR, RD, IRR, MD, SMD, ZCOR, PLO, ...; a CSV with yi and vi needs none.",
)
@click.option("--vtype", metavar="CODE", help="Variance of a measure that has several: LS, UB, ...")
@click.option(
    "--method",
    metavar="CODE",
    default="REML",
    show_default=True,
    help="CE (FE, EE), or an estimator of τ²: DL, PM, REML, ML, ...",
)
@click.option("--test", metavar="RULE", default="z", show_default=True, help="z, t, knha or adhoc.")
@click.option("--level", metavar="SHARE", type=float, default=0.95, show_default=True)
@click.option(
    "--prediction", metavar="RULE", default="HTS", show_default=True, help="HTS, HK, Riley, V or z."
)
@click.option(
    "--add",
    type=float,
    help="Constant for zero cells; default: 0.5, and 0 where zeros do no harm (AS, PAS, PFT, ...).",
)
@click.option(
    "--to",
    type=click.Choice(["only0", "all", "if0all", "none"]),
    default="only0",
    show_default=True,
    help="Which tables get the constant.",
)
@click.option(
    "--with",
    "names",
    metavar="SECTION",
    multiple=True,
    help="Add a section: estimators, influence, leave-one-out, bootstrap, ...; may be repeated.",
)
@click.option(
    "--where",
    metavar="COLUMN=VALUE",
    multiple=True,
    help="Keep the rows of a CSV with this value; may be repeated.",
)
@click.option("--by", metavar="COLUMN", help="Pool each group of a CSV's column, and compare.")
@click.option("--mods", metavar="FORMULA", help="Meta-regression on a CSV's columns.")
@click.option("--threshold", metavar="X", type=float, help="Probability of an effect beyond X.")
@click.option("--tau2", metavar="X", type=float, help="Pool once more with τ² fixed at X.")
@click.option("--weights", metavar="COLUMN", help="Pool once more with a CSV's own weights.")
@click.option("--plots", metavar="DIR", help="Write every plot that fits, as SVG, into a folder.")
@click.option(
    "--medians",
    type=click.Choice(["luo", "mcgrath"]),
    default="luo",
    show_default=True,
    help="From medians to means: Luo, Wan and Shi for normal data, or McGrath's best fit.",
)
@click.option("--drop00", is_flag=True, help="Leave out tables without any event.")
@dossier_option
@as_of_option
@format_option
def pool(
    outcome: str | None,
    data: str | None,
    dossier: str | None,
    as_of: str | None,
    form: str,
    plots: str | None,
    **asked: Any,
) -> None:
    """Pool an outcome, or any CSV of studies."""
    from thymos import api
    from thymos.cli import terminal, trust

    if (outcome is None) == (data is None):
        raise UsageError("expected an OUTCOME or --data CSV, one of the two")
    if data is not None and (dossier or as_of):
        raise UsageError("--dossier and --as-of make no sense with --data")
    wanted = api.Wanted(
        asked.pop("names"),
        asked.pop("by"),
        asked.pop("mods"),
        asked.pop("threshold"),
        tuple(pair(text) for text in asked.pop("where")),
        asked.pop("medians"),
        asked.pop("tau2"),
        asked.pop("weights"),
    )
    if data is None and (wanted.by or wanted.formula or wanted.where or wanted.weights):
        raise UsageError("--by, --mods, --weights and --where need the columns of --data CSV")
    chosen = api.options(**asked)
    if data is not None:
        view = api.pool_numbers(data, chosen, wanted)
    else:
        view = api.load(dossier, as_of=as_of).pool(outcome or "", chosen, wanted)
    written = api.write_plots(view, plots) if plots else ()
    if form == "json":
        print_json(view.as_json())
    else:
        terminal.show_pool(view)
        if view.sensitivity:
            trust.show_sensitivity(view.sensitivity)
        terminal.show_files(written)


def pair(text: str) -> tuple[str, str]:
    """A column and a value from COLUMN=VALUE. Raises UsageError."""
    column, equals, value = text.partition("=")
    if not equals or not column.strip():
        raise UsageError(f"expected COLUMN=VALUE after --where, found '{text}'")
    return column.strip(), value.strip()


COMMANDS = (pool,)
