"""The command that holds a spectrum or a certificate against a molecule and its look-alikes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from thymos.views.identify import SpectrumView


@click.command()
@click.argument("file")
@dossier_option
@click.option("--tolerance", metavar="SIZE", help="How far an m/z may be off: '10 ppm', '0.5 Da'.")
@click.option("--resolution", metavar="R", help="Resolving power: 60000, or 60000@200 at an m/z.")
@click.option(
    "--limit",
    type=float,
    metavar="PERCENT",
    help="Share of the signal from which on something counts as there; usually 5.",
)
@click.option("--svg", metavar="FILE", help="Write the annotated spectrum as SVG.")
@as_of_option
@format_option
def identify(
    file: str, dossier: str | None, as_of: str | None, svg: str | None, form: str, **asked: Any
) -> None:
    """Say which molecules a spectrum or a certificate excludes, and which it cannot tell apart.

    FILE is a spectrum (mzML, mzXML, MGF, or a table of m/z and intensity as CSV or TSV; gzip or
    zip) or a certificate of analysis (YAML, JSON, a CSV with a column `item`, or a PDF with
    text). A verdict is excluded, consistent, or cannot tell; none says that a product is fit.
    """
    from thymos import api

    view = api.load(dossier, as_of=as_of).identify(file, **asked)
    if svg is not None:
        api.write_spectrum(view, svg)
    if form == "json":
        print_json(view.as_json())
    elif view.kind == "certificate":
        from thymos.cli import certificate

        certificate.show(view)
    else:
        show(view)


def show(view: SpectrumView) -> None:
    """Warnings, candidates with a row, how many have none, and what stays open."""
    from thymos.cli.terminal import screen
    from thymos.identity.spectra.words import HEADING
    from thymos.views.identify import NOTICE

    console = screen()
    head = f"{view.dossier.head.id}, as of {view.dossier.day.isoformat()}; held against"
    console.print(f"{head} {view.compound}.", style="dim", markup=False)
    counts = view.found.counts
    tests = ", ".join(test.value for test in view.found.tests) or "none that speaks"
    read = "1 spectrum" if counts.read == 1 else f"{counts.read:,} spectra"
    console.print(f"{read} read, {counts.weighed} weighed; tests: {tests}.", markup=False)
    if view.exactness is not None:
        console.print(view.exactness, markup=False, highlight=False)
    for warning in view.warnings:
        console.print(warning, style="yellow", markup=False, highlight=False)
    _candidates(console, view)
    if view.others:
        rest = ", ".join(f"{verdict}: {count}" for verdict, count in view.others.items())
        console.print(f"Candidates not listed: {rest} (all of them with --format json).")
    console.print(f"{HEADING}:", style="bold")
    for sentence in view.found.not_shown:
        console.print(f"- {sentence}", markup=False, highlight=False)
    console.print(NOTICE, style="dim", markup=False)


def _candidates(console: Console, view: SpectrumView) -> None:
    from rich.markup import escape
    from rich.table import Table

    styles = {"excluded": "red", "consistent": "green", "cannot tell": "yellow"}
    order = ("consistent", "cannot tell", "excluded")
    table = Table(title="Candidates", title_justify="left", expand=True)
    table.add_column("candidate", ratio=3)
    table.add_column("verdict", no_wrap=True)
    table.add_column("evidence", ratio=6)
    for judged in sorted(view.listed, key=lambda j: order.index(j.verdict.value)):
        told = "\n".join(judged.evidence)
        if judged.cannot_exclude:
            alike = judged.verdict.value == "consistent"
            words = "indistinguishable from, or hiding" if alike else "instead"
            told += f"\n{words}: {'; '.join(judged.cannot_exclude)}"
        verdict = judged.verdict.value
        table.add_row(
            escape(judged.candidate.name), f"[{styles[verdict]}]{verdict}[/]", escape(told)
        )
    console.print(table)


COMMANDS = (identify,)
