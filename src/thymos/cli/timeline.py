"""Time in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from thymos.cli.terminal import screen
from thymos.dossier.said import Said
from thymos.records.wording import plural
from thymos.views.history import ChangesView, HistoryView, RecordedView, told


def show_history(view: HistoryView) -> None:
    """The steps of one claim, oldest first."""
    console = screen()
    console.print(escape(view.history.claim.text), style="bold")
    if not view.history.steps:
        console.print("Nothing that bears on it has a date.")
        return
    table = Table(expand=True)
    table.add_column("from", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("because", ratio=3)
    table.add_column("reason", ratio=2, style="dim")
    for step in view.history.steps:
        word = f"[bold]{step.judged.verdict}[/bold]" if step.moved else step.judged.verdict
        if step.judged.certainty:
            word += f"\n[dim]{step.judged.certainty} certainty[/dim]"
        because = told(step.movers or step.because)
        table.add_row(step.day.isoformat(), word, escape(because), escape(step.judged.told))
    console.print(table)
    console.print(
        f"[dim]What was knowable then, by today's rules (thymos {view.engine}); as of "
        f"{view.dossier.day}. A date known to the year counts from its end.[/dim]"
    )
    _show_said(console, view)


def _show_said(console: Console, view: HistoryView) -> None:
    """What was said then, beside what today's rules make of the same day."""
    if not view.said:
        return
    table = Table(title="What this dossier said", title_justify="left", expand=True)
    for name in ("said", "thymos", "as of", "verdict", "certainty", "by today's rules"):
        table.add_column(name, no_wrap=True)
    for said in view.said:
        row, now = said.row, said.by_todays_rules or "nothing dated"
        table.add_row(
            row.said.isoformat(),
            escape(row.engine),
            row.known.isoformat(),
            row.verdict,
            row.certainty or "",
            f"[bold]{now}[/bold]" if said.differs else now,
        )
    console.print(table)


def show_recorded(view: RecordedView) -> None:
    """How many verdicts were written down, and which differ from the last time."""
    console = screen()
    entry = view.entry
    if not entry.new:
        console.print(f"Nothing new: the last recording in {escape(view.file)} says the same.")
        return
    said = plural(len(entry.rows), "verdict", "verdicts")
    console.print(f"Wrote {said} into {escape(view.file)}.")
    for before, now in entry.changed:
        if before is not None:
            console.print(f"{escape(now.claim)}: {_word(before)} → {_word(now)}")


def _word(said: Said) -> str:
    return f"{said.verdict} ({said.certainty})" if said.certainty else said.verdict


def show_changes(view: ChangesView) -> None:
    """Claims that moved, then everything that happened."""
    console = screen()
    changes = view.changes
    console.print(f"From {changes.first} to {changes.second}", style="bold")
    if not changes.events and not changes.claims:
        console.print("Nothing changed.")
        return
    if changes.claims:
        table = Table(title="Claims", title_justify="left", expand=True)
        for name, ratio in (("claim", 3), ("before", None), ("after", None), ("because", 4)):
            table.add_column(name, ratio=ratio, no_wrap=ratio is None)
        for moved in changes.claims:
            after = moved.after.verdict
            because = "; ".join(told(step.movers or step.because) for step in moved.steps)
            table.add_row(
                escape(moved.claim.text),
                moved.before.verdict,
                f"[bold]{after}[/bold]" if moved.verdict_moved else f"{after} (reason)",
                escape(because),
            )
        console.print(table)
    table = Table(title="What happened", title_justify="left", expand=True)
    for name, ratio in (("known from", None), ("kind", None), ("what", 4)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for event in changes.events:
        table.add_row(event.day.isoformat(), event.kind, escape(event.what))
    console.print(table)
