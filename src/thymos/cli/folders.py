"""Commands about folders and files: build, lint, new, export."""

from __future__ import annotations

import click

from thymos.cli.options import (
    OUTCOME,
    as_of_option,
    dossier_argument,
    format_option,
    print_json,
)
from thymos.errors import EXIT_FINDINGS, EXIT_FINE


@click.command()
@dossier_argument
@click.option(
    "--out", metavar="DIR", required=True, help="Folder of the site; made or replaced whole."
)
@as_of_option
@format_option
def build(dossier: str | None, out: str, as_of: str | None, form: str) -> None:
    """Build the site, and print the verdicts."""
    from thymos import api
    from thymos.cli import terminal

    opened = api.load(dossier, as_of=as_of)
    report, findings = opened.build(out), opened.lint()
    if form == "json":
        print_json(api.build_json(opened, report, findings))
    else:
        terminal.show_build(opened.verdicts(), report, findings)


@click.command()
@dossier_argument
@as_of_option
@format_option
@click.pass_context
def lint(ctx: click.Context, dossier: str | None, as_of: str | None, form: str) -> None:
    """Find numbers that do not add up."""
    from thymos import api
    from thymos.cli import terminal

    findings = api.load(dossier, as_of=as_of).lint()
    code = EXIT_FINDINGS if api.counts_as_failure(findings) else EXIT_FINE
    ctx.meta[OUTCOME] = code
    if form == "json":
        print_json(api.findings_json(findings))
    else:
        terminal.show_findings(findings)
    ctx.exit(code)


@click.command()
@click.argument("name")
@click.option("--in", "parent", metavar="DIR", default=".", help="Where to make the folder.")
def new(name: str, parent: str) -> None:
    """Scaffold a dossier called NAME."""
    from thymos import api

    folder = api.new(name, parent)
    click.echo(f"made {folder}; next: thymos lint {folder}")


@click.command()
@dossier_argument
@click.option(
    "--to", "kind", type=click.Choice(["ris", "csl", "csv", "findings", "docx"]), required=True
)
@click.option("--out", metavar="FILE", help="Write to a file instead of standard output.")
@as_of_option
def export(dossier: str | None, kind: str, out: str | None, as_of: str | None) -> None:
    """Write references, results or findings in other formats.

    ris, csl: references. csv: every result. findings: the summary of findings as CSV. docx: the
    same for a word processor, into a file.
    """
    from thymos import api

    opened = api.load(dossier, as_of=as_of)
    if out is None:
        click.echo(opened.export(kind), nl=False)
    else:
        opened.export_to(kind, out)


COMMANDS = (build, lint, new, export)
