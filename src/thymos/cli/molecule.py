"""Commands on the molecule: what it weighs, and what it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thymos.cli.options import (
    as_of_option,
    dossier_argument,
    dossier_option,
    format_option,
    print_json,
)

if TYPE_CHECKING:
    from thymos.views.comparison import ComparisonPage
    from thymos.views.molecule import MoleculeView

MOST_COLUMNS = 6
# A share that rounds to nothing is none worth a line.
_LEAST_SHARE = 5e-4


@click.command()
@click.argument("proforma", required=False)
@dossier_option
@as_of_option
@click.option("--charges", metavar="N|N-N", default="1-5", show_default=True, help="For m/z.")
@click.option(
    "--weights",
    type=click.Choice(["abridged2021", "conventional1999"]),
    default="abridged2021",
    show_default=True,
    help="Atomic weights for average masses.",
)
@click.option("--fragments", is_flag=True, help="b and y ions too, at the same charges.")
@click.option("--all", "every", is_flag=True, help="Shortened chains and slips of synthesis too.")
@format_option
def molecule(
    proforma: str | None,
    dossier: str | None,
    as_of: str | None,
    charges: str,
    weights: str,
    fragments: bool,
    every: bool,
    form: str,
) -> None:
    """Weigh a molecule: masses, isotopes, charges, adducts, fragments.

    PROFORMA is a chain such as "[Acetyl]-SDKP"; without one it is the subject of the dossier,
    beside everything that a sample of it may turn out to be.
    """
    from thymos import api

    asked = {"charges": charges, "weights": weights, "fragments": fragments, "every": every}
    if proforma is not None and (dossier is not None or as_of is not None):
        raise click.UsageError("PROFORMA is weighed without a dossier; leave one of them out")
    if proforma is not None:
        view = api.molecule(proforma, **asked)
    else:
        view = api.load(dossier, as_of=as_of).molecule(**asked)
    if form == "json":
        print_json(view.as_json())
    else:
        show_molecule(view)


@click.command()
@dossier_argument
@as_of_option
@format_option
def compare(dossier: str | None, as_of: str | None, form: str) -> None:
    """Set a compound beside its look-alikes: mass, origin, status, what is confused with what."""
    from thymos import api

    view = api.load(dossier, as_of=as_of).compare()
    if form == "json":
        print_json(view.as_json())
    else:
        show_comparison(view)


def show_molecule(view: MoleculeView) -> None:
    """Masses, the ladder, candidates, and what a mass leaves open."""
    from rich.markup import escape
    from rich.table import Table

    from thymos.cli.terminal import screen
    from thymos.records.wording import number, percent
    from thymos.views.weighed import impossible_words

    console = screen()
    main, usual = view.main, view.pattern
    console.print(f"[bold]{escape(main.name)}[/bold]  {escape(main.formula)}")
    console.print(f"monoisotopic {number(main.monoisotopic, 4)} Da; "
                  f"average {number(view.average(main), 3)} Da ({view.weights})")  # fmt: skip
    shares = ", ".join(percent(float(s), 1) for s in usual.share[:6] if s >= _LEAST_SHARE)
    console.print(f"isotopes from {number(usual.monoisotopic, 4)} Da: {shares}")
    table = Table(title="m/z in positive ionisation", title_justify="left")
    for name in ("charge", "monoisotopic", "tallest peak", "average"):
        table.add_column(name, justify="right")
    for rung in view.rungs():
        values = (rung["monoisotopic"], rung["tallest"], rung["average"])
        table.add_row(f"{rung['charge']}+", *(number(value, 4) for value in values))
    console.print(table)
    _show_adducts(view)
    _show_candidates(view)
    _show_fragments(view)
    for words in view.as_json()["invisible"]:
        console.print(f"no mass shows: {words}", markup=False, style="yellow")
    for words in impossible_words(view.impossible):
        console.print(f"no site: {words}", markup=False, style="yellow")
    for refused in view.found.refused if view.found else ():
        console.print(f"no mass: {refused.reason}", markup=False, style="dim")


def _show_adducts(view: MoleculeView) -> None:
    from rich.table import Table

    from thymos.cli.terminal import screen
    from thymos.records.wording import number

    charges = view.wish.charges[:MOST_COLUMNS]
    table = Table(title="monoisotopic m/z of adducts", title_justify="left")
    table.add_column("adduct")
    for z in charges:
        table.add_column(f"{z}+", justify="right", no_wrap=True)
    for row in view.adducts():
        table.add_row(row["words"], *(number(mz, 4) for mz in row["mz"][: len(charges)]))
    screen().print(table)


def _show_candidates(view: MoleculeView) -> None:
    from rich.markup import escape
    from rich.table import Table

    from thymos.cli.terminal import screen
    from thymos.identity.ions import mz
    from thymos.records.wording import number

    if not view.shown:
        return
    # More columns than fit say nothing; JSON holds them all.
    charges = view.wish.charges if len(view.wish.charges) <= MOST_COLUMNS else ()
    table = Table(title="what a sample may turn out to be", title_justify="left", expand=True)
    table.add_column("candidate", ratio=3)
    for name in ("monoisotopic", "off", *(f"{z}+" for z in charges)):
        table.add_column(name, justify="right", no_wrap=True)
    for one in view.shown:
        off = number(one.monoisotopic - view.main.monoisotopic, 4)
        ions = (number(mz(one.monoisotopic, z), 4) for z in charges)
        table.add_row(escape(one.name), number(one.monoisotopic, 4), off, *ions)
    screen().print(table)


def _show_fragments(view: MoleculeView) -> None:
    from rich.table import Table

    from thymos.cli.terminal import screen
    from thymos.records.wording import number

    if not view.ions:
        return
    table = Table(title="b and y ions", title_justify="left")
    table.add_column("ion")
    table.add_column("m/z", justify="right")
    table.add_column("residues")
    for ion in view.ions:
        table.add_row(ion.name, number(ion.monoisotopic, 4), ion.residues)
    screen().print(table)


def show_comparison(view: ComparisonPage) -> None:
    """A row a compound, the alignments, and what is confused with what."""
    from rich.markup import escape
    from rich.table import Table

    from thymos.cli.terminal import screen

    console = screen()
    title = f"{view.subject} and its look-alikes, as of {view.as_of}"
    table = Table(title=escape(title), title_justify="left", expand=True, show_lines=True)
    table.add_column("substance", ratio=3)
    table.add_column("residues", justify="right", no_wrap=True)
    table.add_column("average mass", justify="right", no_wrap=True)
    table.caption, table.caption_justify = f"Averages by {view.weights}.", "left"
    table.add_column("origin", ratio=3)
    table.add_column("status", ratio=4)
    for side in view.sides:
        status = "\n".join(f"{s.place}: {s.what}" for s in side.statuses) or side.status_words
        name = f"{escape(side.name)}\n[dim]{side.role}, {side.kind}[/dim]"
        mass = side.average or "none"
        table.add_row(name, str(side.residues or "none"), mass, side.origin or "", escape(status))
    console.print(table)
    for found in view.agreements:
        bars = "".join("|" if same else " " for same in _same(found.plot.one, found.plot.two))
        console.print(f"{found.name}: {found.words}", markup=False)
        for line in (found.plot.one, bars, found.plot.two):
            console.print(f"  {line}", markup=False, style="dim", no_wrap=True, crop=False)
    for confused in view.confusions:
        said = f"; by arithmetic: {confused.arithmetic}" if confused.arithmetic else ""
        between = " and ".join(confused.between)
        text = confused.text.removesuffix(".")
        console.print(f"{between} ({confused.what}): {text}{said}", markup=False)


def _same(one: str, two: str) -> list[bool]:
    return [a == b for a, b in zip(one, two, strict=True)]


COMMANDS = (molecule, compare)
