"""The catalogue and answers of a search in the terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from thymos.cli.terminal import screen
from thymos.records.wording import count, plural
from thymos.views.catalogue import Catalogue
from thymos.views.search import Search


def show_catalogue(view: Catalogue) -> None:
    """One row a dossier, its headline verdicts below one another."""
    console = screen()
    table = Table(expand=True, show_lines=True)
    table.add_column("dossier", ratio=2)
    table.add_column("what it is", ratio=3)
    table.add_column("studies", justify="right", no_wrap=True)
    table.add_column("people", justify="right", no_wrap=True)
    table.add_column("headline verdicts", ratio=5)
    for entry in view.entries:
        heads = "\n".join(
            f"[bold]{head.verdict}[/bold]: {escape(head.text)}" for head in entry.headlines
        )
        mark = " (default)" if entry.default else ""
        name = f"[bold]{escape(entry.title)}[/bold]{mark}\n[dim]{entry.dossier}[/dim]"
        about = f"{escape(entry.what)}\n[dim]as of {entry.as_of}[/dim]"
        table.add_row(name, about, count(entry.studies), count(entry.patients), heads)
    console.print(table)
    console.print(plural(len(view.entries), "dossier"))


def show_search(view: Search) -> None:
    """What was found, the best first."""
    console = screen()
    if not view.hits:
        console.print(f"Nothing found for '{escape(view.words)}'.")
        return
    table = Table(expand=True)
    for name, ratio in (("kind", None), ("dossier", 2), ("id", 2), ("what", 6)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for hit in view.hits:
        said = f"[bold]{escape(hit.title)}[/bold]"
        if hit.text and hit.text != hit.title:
            said += f"\n{escape(hit.text)}"
        table.add_row(hit.kind, hit.dossier, escape(hit.id), said)
    console.print(table)
    more = view.total - len(view.hits)
    console.print(f"{plural(view.total, 'record')} found" + (f", {more} not shown" if more else ""))
