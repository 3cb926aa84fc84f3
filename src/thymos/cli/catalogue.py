"""Commands over all shipped dossiers: catalogue, search."""

from __future__ import annotations

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json


@click.command()
@as_of_option
@format_option
@click.option(
    "--out", metavar="DIR", help="Also write a site of all dossiers, with a catalogue and an index."
)
def catalogue(as_of: str | None, form: str, out: str | None) -> None:
    """List the shipped dossiers, with their headline verdicts."""
    from thymos import api
    from thymos.cli import shelf

    library = api.library(as_of=as_of)
    view = library.catalogue()
    if out is not None:
        library.build(out)
    if form == "json":
        print_json(view.as_json())
    else:
        shelf.show_catalogue(view)


@click.command()
@click.argument("words", nargs=-1, required=True)
@dossier_option
@as_of_option
@format_option
@click.option("--kind", metavar="KIND", help="Only claims, say, or studies: claim, study, ...")
@click.option("--limit", type=int, default=20, show_default=True, help="How many to show.")
def search(
    words: tuple[str, ...],
    dossier: str | None,
    as_of: str | None,
    form: str,
    kind: str | None,
    limit: int,
) -> None:
    """Search all shipped dossiers for WORDS, or one.

    Every word must be found. Case, accents, hyphens and Greek letters do not matter.
    """
    from thymos import api
    from thymos.cli import shelf

    view = api.library(dossier, as_of=as_of).search(" ".join(words), kind=kind, limit=limit)
    if form == "json":
        print_json(view.as_json())
    else:
        shelf.show_search(view)


COMMANDS = (catalogue, search)
