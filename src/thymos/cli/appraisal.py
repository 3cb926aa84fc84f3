"""The command that appraises: trust, risk of bias and interests of studies."""

from __future__ import annotations

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json


@click.command()
@click.argument("study", required=False)
@click.option("--outcome", metavar="OUTCOME", help="Appraise the results on one outcome.")
@dossier_option
@as_of_option
@format_option
def appraise(
    study: str | None, outcome: str | None, dossier: str | None, as_of: str | None, form: str
) -> None:
    """Say how far a study, or every study, can be trusted."""
    from thymos import api
    from thymos.cli import trust

    view = api.load(dossier, as_of=as_of).appraise(study, outcome)
    if form == "json":
        print_json(view.as_json())
    elif study is None:
        trust.show_studies(view)
    else:
        trust.show_study(view)


COMMANDS = (appraise,)
