"""The command about the mechanism: simulate. Theory, not evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json
from thymos.errors import UsageError

if TYPE_CHECKING:
    from thymos.api import Opened

QUESTION = click.Choice(
    ["two-way", "arms", "readings", "routes", "sobol", "trials", "markers", "credibility"]
)


@click.command()
@click.argument("scenario", required=False)
@dossier_option
@click.option("--regimen", metavar="REGIMEN", help="As a study or label reported it, by id.")
@click.option("--patients", type=int, metavar="N", help="How many; 1 is the model's own values.")
@click.option(
    "--biologies", type=int, metavar="N", help="How many, for the questions trials and markers."
)
@click.option(
    "--prior",
    type=click.Choice(["stated", "wide"]),
    default="stated",
    show_default=True,
    help="Which ranges parameters are drawn from.",
)
@click.option("--without", "arms", multiple=True, metavar="ARM", help="Leave an arm out.")
@click.option("--variant", "variants", multiple=True, metavar="VARIANT", help="Read it otherwise.")
@click.option("--question", type=QUESTION, help="Ask the model a question.")
@click.option("--pk-only", is_flag=True, help="Levels in blood alone; needs no simulator.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random numbers.")
@click.option("--workers", type=int, default=1, show_default=True, help="Threads; same answer.")
@click.option(
    "--out",
    metavar="PATH",
    help="Write the answer as JSON and its plots as SVG into a folder; with --to, into a file.",
)
@click.option(
    "--to",
    type=click.Choice(["omex"]),
    help="Write the scenario for other simulators: a COMBINE archive of SBML and SED-ML.",
)
@click.option(
    "--keep", metavar="DIR", help="Keep what is done there; a run that was stopped goes on."
)
@click.option("--record", is_flag=True, help="Ask everything, and keep the answers for the site.")
@as_of_option
@format_option
def simulate(
    scenario: str | None, out: str | None, to: str | None, form: str, **asked: Any
) -> None:
    """Run the mechanism of a dossier: theory, not evidence.

    SCENARIO is a state that the model knows; without one, and without --question or --pk-only,
    what can be asked for is listed. Doses are reports of what was given, never a recommendation.
    """
    from thymos import api
    from thymos.cli import theory

    opened = api.load(asked.pop("dossier"), as_of=asked.pop("as_of"))
    if to is not None:
        theory.show_export(_export(opened, scenario, out, form, asked))
        return
    if out is not None:
        api.expect_folder(out)
    meter = theory.Meter()
    with meter:
        view = opened.simulate(scenario, progress=meter.told, **asked)
    files = api.write_simulated(view, out) if out is not None else ()
    if form == "json":
        print_json(view.as_json())
    else:
        theory.show(view)
        theory.show_files(files)


def _export(
    opened: Opened, scenario: str | None, out: str | None, form: str, asked: Mapping[str, Any]
) -> Path:
    """Write an archive. Raises UsageError for options that say nothing about one."""
    if scenario is None or out is None:
        raise UsageError("--to omex needs a scenario, and a file: --out FILE")
    if form == "json":
        raise UsageError("--to omex writes a file and prints no JSON")
    plain = {**dict.fromkeys(("question", "biologies", "keep")), "pk_only": False, "record": False}
    for name, value in {**plain, "prior": "stated", "seed": 1, "workers": 1}.items():
        if asked[name] != value:
            raise UsageError(
                f"--{name.replace('_', '-')} says nothing about an archive (--to omex)"
            )
    if asked["patients"] not in (None, 1):
        raise UsageError("an archive (--to omex) holds one patient, with the model's own values")
    return opened.write_experiment(
        out, scenario, regimen=asked["regimen"], arms=asked["arms"], variants=asked["variants"]
    )


COMMANDS = (simulate,)
