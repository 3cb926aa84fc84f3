"""What the checker found, drawn for a terminal, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from thymos.cli.terminal import PIPE_WIDTH, finding_line, screen
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.prose.desk import Examined
from thymos.records.wording import plural
from thymos.views.checked import citations

SILENCE = "Silence is not endorsement: unflagged text was not shown to be true."


def render_table(
    pages: Iterable[Examined], dossiers: tuple[Dossier, ...], *, plain: bool = False
) -> Iterator[str]:
    """Findings with the sentence and its citation, then what is left out, then a count.

    `plain` is for a file: no colours, and lines as long as in a pipe.
    """
    console = Console(width=PIPE_WIDTH, highlight=False, no_color=True) if plain else screen()
    tally: Counter[Severity] = Counter()
    omitted = allowed = seen = 0
    for page in pages:
        seen += 1
        tally.update(finding.severity for finding in page.findings)
        omitted += len(page.omissions)
        allowed += len(page.allowed)
        with console.capture() as held:
            _page(console, page, dossiers)
        yield held.get()
    counts = ", ".join(plural(tally[s], s.value) for s in Severity if tally[s]) or "nothing found"
    more = f", {allowed} allowed" if allowed else ""
    more += f" on {plural(seen, 'page')}" if seen > 1 else ""
    with console.capture() as held:
        console.print(f"{counts}; {plural(omitted, 'omission')}{more}")
        console.print(f"[dim]{SILENCE}[/dim]")
    yield held.get()


def _page(console: Console, page: Examined, dossiers: tuple[Dossier, ...]) -> None:
    for finding in page.findings:
        console.print(finding_line(finding, finding.reason), soft_wrap=True)
        rows = (
            ("it says", finding.text),
            ("found", finding.found),
            ("records", finding.expected),
            ("borne out", finding.suggestion),
        )
        _rows(console, rows)
        _sources(console, finding, dossiers)
    if page.omissions:
        many = f" ({page.sheet.file})" if page.sheet.file else ""
        console.print(Text(f"What the page leaves out{many}:"), soft_wrap=True)
    for omission in page.omissions:
        console.print(f"  - {escape(omission.reason)}", soft_wrap=True)
        _rows(console, (("records", omission.expected),))
        _sources(console, omission, dossiers)


def _rows(console: Console, rows: Iterable[tuple[str, str | None]]) -> None:
    for name, value in rows:
        if value:
            console.print(f"    [dim]{name}:[/dim] {escape(value)}", soft_wrap=True)


def _sources(console: Console, finding: Finding, dossiers: tuple[Dossier, ...]) -> None:
    """Sources as people call them; an id that no dossier holds stays."""
    if finding.sources:
        labels = {one.source: one.label for one in citations(dossiers, finding.sources)}
        named = escape("; ".join(labels.get(source, source) for source in finding.sources))
        console.print(f"    [dim]sources: {named}[/dim]")
