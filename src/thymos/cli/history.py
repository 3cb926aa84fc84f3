"""Commands about time: how one verdict moved, and what changed between two days."""

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
@click.argument("claim")
@dossier_option
@as_of_option
@format_option
def history(claim: str, dossier: str | None, as_of: str | None, form: str) -> None:
    """Show how the verdict on a claim moved, and what moved it."""
    from thymos import api
    from thymos.cli import timeline

    view = api.load(dossier, as_of=as_of).history(claim)
    if form == "json":
        print_json(view.as_json())
    else:
        timeline.show_history(view)


@click.command()
@click.argument("first", metavar="DATE")
@click.argument("second", metavar="DATE")
@dossier_option
@format_option
def diff(first: str, second: str, dossier: str | None, form: str) -> None:
    """Show everything that changed between two days, and why."""
    from thymos import api
    from thymos.cli import timeline

    view = api.load(dossier).diff(first, second)
    if form == "json":
        print_json(view.as_json())
    else:
        timeline.show_changes(view)


@click.command()
@dossier_argument
@as_of_option
@format_option
def record(dossier: str | None, as_of: str | None, form: str) -> None:
    """Write down what the dossier says now, in its said.csv.

    `thymos history` shows it later beside what the rules of that later day make of this one.
    Verdicts never read it.
    """
    from thymos import api
    from thymos.cli import timeline

    view = api.load(dossier, as_of=as_of).record()
    if form == "json":
        print_json(view.as_json())
    else:
        timeline.show_recorded(view)


COMMANDS = (history, diff, record)
