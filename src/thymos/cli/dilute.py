"""The command that converts amounts, volumes and concentrations; it proposes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thymos.cli.options import format_option, print_json

if TYPE_CHECKING:
    from thymos.views.dilute import DiluteView

BASIS = click.Choice(["unknown", "gross", "net", "label"])


# A number below zero begins like an option; it is told what is wrong with it as a number.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("mass")
@click.argument("diluent", required=False)
@click.option("--concentration", metavar="QUANTITY", help="Wanted, in place of a DILUENT.")
@click.option(
    "--basis",
    type=BASIS,
    default="unknown",
    show_default=True,
    help="What MASS is of: powder, peptide, or a medicine's labelled amount.",
)
@click.option("--content", metavar="PERCENT", help="Peptide by mass of powder: 80 or 75-85 %.")
@click.option("--purity", metavar="PERCENT", help="The compound in the peptide: >=98 %.")
@click.option("--displacement", metavar="VOLUME", help="By how much solids raise the volume.")
@click.option("--dead-volume", metavar="VOLUME", help="What cannot be drawn.")
@click.option("--overfill", metavar="QUANTITY", help="Held beyond MASS: 5 % or 0.1 mg.")
@click.option("--amount", metavar="QUANTITY", help="Named by the user: which volume holds it?")
@click.option("--volume", metavar="VOLUME", help="Named by the user: how much is in it?")
@click.option("--molar-mass", metavar="G/MOL", help="For moles: 3108.3 g/mol.")
@click.option("--dossier", metavar="DOSSIER", help="For moles: of the compound of a dossier.")
@format_option
def dilute(form: str, **typed: str | None) -> None:
    """Convert what is dissolved: concentration, volume of an amount, amount in a volume.

    MASS and DILUENT are quantities with a unit, such as "10 mg" and "2 mL"; kg to ng, L to µL,
    mol to pmol. Units of syringes and of activity are refused. Where it is not known what MASS
    is of, the answer has two limits. It converts what is typed, and proposes no amount.
    """
    from thymos import api

    view = api.dilute(**typed)
    if form == "json":
        print_json(view.as_json())
    else:
        show(view)


def show(view: DiluteView) -> None:
    """The rows of the answer, what has to be known about it, and what it is not."""
    from rich.markup import escape
    from rich.table import Table

    from thymos.cli.terminal import screen
    from thymos.views.amount_words import NOTICE

    console = screen()
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column()
    for label, text in view.rows():
        table.add_row(escape(label), escape(text))
    console.print(table)
    for note in view.notes:
        console.print(note, markup=False, style="yellow")
    console.print(NOTICE, style="dim", markup=False)


COMMANDS = (dilute,)
