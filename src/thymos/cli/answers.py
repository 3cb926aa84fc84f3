"""Commands that answer a question: verdicts, why, status."""

from __future__ import annotations

import click

from thymos.cli.options import (
    as_of_option,
    dossier_argument,
    dossier_option,
    format_option,
    print_json,
)


@click.command()
@dossier_argument
@as_of_option
@format_option
def verdicts(dossier: str | None, as_of: str | None, form: str) -> None:
    """List every claim with its verdict."""
    from thymos import api
    from thymos.cli import terminal

    view = api.load(dossier, as_of=as_of).verdicts()
    if form == "json":
        print_json(view.as_json())
    else:
        terminal.show_verdicts(view)


@click.command()
@click.argument("claim")
@dossier_option
@as_of_option
@format_option
def why(claim: str, dossier: str | None, as_of: str | None, form: str) -> None:
    """Show the derivation of one verdict."""
    from thymos import api
    from thymos.cli import terminal

    view = api.load(dossier, as_of=as_of).why(claim)
    if form == "json":
        print_json(view.as_json())
    else:
        terminal.show_why(view)


@click.command()
@click.argument("jurisdiction", required=False)
@dossier_option
@as_of_option
@format_option
def status(jurisdiction: str | None, dossier: str | None, as_of: str | None, form: str) -> None:
    """List what is approved, listed or refused where."""
    from thymos import api
    from thymos.cli import terminal

    view = api.load(dossier, as_of=as_of).status(jurisdiction)
    if form == "json":
        print_json(view.as_json())
    else:
        terminal.show_statuses(view)


COMMANDS = (verdicts, why, status)
