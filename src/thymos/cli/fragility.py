"""The command that tells how far an answer hangs on choices: every subset, every analysis."""

from __future__ import annotations

from typing import Any

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json
from thymos.errors import UsageError


class Subsets(click.ParamType[Any]):
    """``all``, or how many are drawn."""

    name = "subsets"

    def convert(self, value: Any, param: Any, ctx: Any) -> int | str:
        """The word, or a number."""
        if value == "all":
            return "all"
        try:
            return int(str(value).replace("_", "").replace(",", ""))
        except ValueError:
            self.fail(f"expected 'all' or a number, found '{value}'", param, ctx)


@click.command()
@click.argument("outcome", required=False)
@click.option("--data", metavar="CSV", help="The studies of a CSV instead of an outcome.")
@click.option("--measure", metavar="CODE", help="RR, OR, MD, ...; a CSV with yi and vi needs none.")
@click.option("--method", metavar="CODE", default="REML", show_default=True, help="As in pool.")
@click.option("--test", metavar="RULE", default="z", show_default=True, help="z, t, knha or adhoc.")
@click.option("--level", metavar="SHARE", type=float, default=0.95, show_default=True)
@click.option("--add", type=float, help="Constant for zero cells, as in pool.")
@click.option(
    "--to",
    type=click.Choice(["only0", "all", "if0all", "none"]),
    default="only0",
    show_default=True,
    help="Which tables get the constant.",
)
@click.option("--drop00", is_flag=True, help="Leave out tables without any event.")
@click.option(
    "--where",
    metavar="COLUMN=VALUE",
    multiple=True,
    help="Keep the rows of a CSV with this value; may be repeated.",
)
@click.option(
    "--choices",
    metavar="FILE",
    help="Choices of your own, each with its reason (docs/methods/multiverse.md).",
)
@click.option(
    "--subsets",
    type=Subsets(),
    metavar="all|N",
    help="All choices of studies, or N at random; default: all where that takes seconds.",
)
@click.option(
    "--leave-out",
    type=int,
    metavar="N",
    help="Every choice without N of the studies, instead of choices of any size.",
)
@click.option(
    "--simulations",
    "sets",
    type=int,
    metavar="N",
    help="Simulated sets of studies without effect; default 200, 0 for none.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random numbers.")
@click.option("--workers", type=int, default=1, show_default=True, help="Same answer for any.")
@click.option(
    "--executor",
    type=click.Choice(["threads", "processes", "dask"]),
    default="threads",
    show_default=True,
    help="Who works.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "numpy", "compiled", "device"]),
    default="auto",
    show_default=True,
    help="Of choices of studies; device: JAX, on a graphics card where there is one.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster; default: one of its own.")
@click.option(
    "--keep", metavar="DIR", help="Keep what is done there; a run that was stopped goes on."
)
@click.option("--plots", metavar="DIR", help="Write the drawings as SVG into a folder.")
@dossier_option
@as_of_option
@format_option
def fragility(
    outcome: str | None,
    data: str | None,
    dossier: str | None,
    as_of: str | None,
    form: str,
    plots: str | None,
    where: tuple[str, ...],
    **asked: Any,
) -> None:
    """Show how far a pooled answer hangs on choices of studies and analyses.

    Every choice among the studies, every defensible analysis with its reasons, the fewest
    studies and events that would have to be otherwise. None of it is a probability.
    """
    from thymos import api
    from thymos.api.fragility import How, fragility_numbers
    from thymos.cli.fragility_table import show
    from thymos.cli.meter import Meter
    from thymos.cli.pooling import pair
    from thymos.cli.terminal import show_files

    if (outcome is None) == (data is None):
        raise UsageError("expected an OUTCOME or --data CSV, one of the two")
    if data is not None and (dossier or as_of):
        raise UsageError("--dossier and --as-of make no sense with --data")
    if data is None and where:
        raise UsageError("--where needs the columns of --data CSV")
    names = (
        "subsets",
        "leave_out",
        "sets",
        "seed",
        "choices",
        "workers",
        "executor",
        "engine",
        "scheduler",
        "keep",
    )
    told = {name: asked.pop(name) for name in names}
    chosen = api.options(**asked)
    meter = Meter()
    with meter:
        how = How(**told, points=bool(plots), progress=meter.told)
        if data is not None:
            view = fragility_numbers(data, chosen, how, tuple(pair(text) for text in where))
        else:
            view = api.load(dossier, as_of=as_of).fragility(outcome or "", chosen, how)
    written = api.write_figures(view, plots) if plots else ()
    if form == "json":
        print_json(view.as_json())
    else:
        show(view)
        show_files(written)


COMMANDS = (fragility,)
