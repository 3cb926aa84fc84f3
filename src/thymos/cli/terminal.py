"""Views drawn for a terminal: tables, trees, findings. Numbers come from the views alone."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from thymos.errors import Finding, Severity
from thymos.records.wording import estimate, number, p_value, percent, plural, span

if TYPE_CHECKING:
    from pathlib import Path

    from thymos.dossier.index import Dossier
    from thymos.evidence.sections import Section
    from thymos.evidence.synthesis import Pooling, Row
    from thymos.records.regulation import Status
    from thymos.site.build import SiteReport
    from thymos.verdict.trace import Node
    from thymos.views.answers import Pool, Statuses, Verdicts, Why

# Without a terminal to ask (a pipe, a log) lines are this wide.
PIPE_WIDTH = 120

_STYLES = (
    ("supported", "bold green"),
    ("probable", "green"),
    ("true", "green"),
    ("unsettled", "yellow"),
    ("partly true", "yellow"),
    ("disputed", "yellow"),
    ("outdated", "yellow"),
    ("not supported", "red"),
    ("contradicted", "bold red"),
    ("false", "bold red"),
    ("untested", "dim"),
    ("unverified", "dim"),
    ("error", "bold red"),
    ("warning", "yellow"),
    ("note", "cyan"),
)


class _Paper(Console):
    """A console that leaves a reader who went away to the program, which knows the exit code."""

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


def screen() -> Console:
    """Where tables go: as wide as the terminal, or as a page where output is piped."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return _Paper(width=None if terminal else PIPE_WIDTH, highlight=False, soft_wrap=False)


def _styled(word: str) -> Text:
    return Text(word, dict(_STYLES).get(word, ""))


def show_verdicts(view: Verdicts) -> None:
    """A table of all claims, grouped by kind, and a count of verdicts."""
    console = screen()
    table = Table(title=f"{view.dossier}, as of {view.as_of}", title_justify="left", expand=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("certainty", no_wrap=True)
    table.add_column("claim", ratio=5)
    table.add_column("because", ratio=4, style="dim")
    kinds = dict.fromkeys(judged.claim.kind for judged in view.claims)
    for kind in kinds:
        table.add_section()
        table.add_row(Text(kind.value, "bold"), "", "", "")
        for judged in view.claims:
            if judged.claim.kind is kind:
                text = f"{escape(judged.claim.text)} [dim]{judged.claim.id}[/dim]"
                level = judged.certainty or ""
                table.add_row(_styled(judged.verdict), level, text, escape(judged.told))
    console.print(table)
    tally = Counter(judged.verdict for judged in view.claims)
    counts = ", ".join(f"{count} {word}" for word, count in tally.most_common())
    console.print(f"{plural(len(view.claims), 'claim')}: {counts}")


def show_why(view: Why) -> None:
    """The derivation as a tree that ends in sources."""
    console = screen()
    root = Tree(escape(view.judged.why.text), guide_style="dim")
    for child in view.judged.why.children:
        _grow(root, child, view.dossier)
    console.print(root)
    console.print(f"[dim]As of {view.dossier.day}.[/dim]")


def _grow(tree: Tree, node: Node, dossier: Dossier) -> None:
    branch = tree.add(escape(node.text))
    for child in node.children:
        _grow(branch, child, dossier)
    for cite in node.cites:
        source = dossier.sources[cite.source]
        parts = [source.label, cite.locator, cite.level.mark]
        where = "; ".join(part for part in parts if part)
        branch.add(f"[dim]{escape(where)} \\[{cite.source}][/dim]")


def show_statuses(view: Statuses) -> None:
    """Regulatory facts by group, each with since when it holds and since when it was known."""
    from thymos.views.ledger import Group, group_of

    console = screen()
    if not view.statuses:
        where = f" for {view.jurisdiction}" if view.jurisdiction else ""
        console.print(f"Nothing is on record{where} that was known by {view.dossier.day}.")
        return
    console.print(f"Status as of {view.dossier.day}")
    for group in Group:
        found = [status for status in view.statuses if group_of(status) is group]
        if found:
            console.print(_ledger(view, group.value, found))
    console.print("[dim]A designation is not an approval.[/dim]")


def _ledger(view: Statuses, title: str, found: list[Status]) -> Table:
    from thymos.views.ledger import known_on

    table = Table(title=title.capitalize(), title_justify="left", expand=True)
    for name in ("where", "since", "known from"):
        table.add_column(name, no_wrap=True)
    table.add_column("kind", ratio=1, min_width=len("compounding"))
    table.add_column("what", ratio=4)
    table.add_column("sources, and how read", ratio=2, style="dim")
    for status in found:
        ended = status.holds and not view.in_force(status)
        state = f"(ended {status.valid_to}) {status.what}" if ended else status.what
        read = "; ".join(f"{cite.source} ({cite.level.value})" for cite in status.cites)
        looked = f"; looked up {status.looked_up}" if status.looked_up else ""
        table.add_row(
            status.jurisdiction,
            status.valid_from or "?",
            known_on(view.dossier, status),
            status.kind.value,
            escape(state),
            escape(read + looked),
        )
    return table


def show_pool(view: Pool) -> None:
    """Studies, models side by side, heterogeneity, coverage, and what was left out."""
    console = screen()
    if view.pooling is None:
        console.print(f"{view.title}: no study has usable results.")
    else:
        console.print(_forest(view.title, view.pooling))
        _numbers(console, view.pooling)
    for section in view.sections:
        console.print(_section(section))
        if section.remark:
            console.print(f"[dim]{escape(section.remark)}[/dim]")
    if view.coverage:
        console.print(view.coverage)
    if view.synthesis is not None:
        for e in view.synthesis.selection.excluded:
            console.print(f"[dim]left out: {escape(e.study.name)}: {escape(e.reason)}[/dim]")
    for o in view.omitted:
        console.print(f"[dim]omitted: line {o.line}, {escape(o.label)}: {o.reason}[/dim]")


def _forest(title: str, pooling: Pooling) -> Table:
    table = Table(title=escape(title), title_justify="left")
    table.add_column("study")
    counts = ("treated", "control") if any(row.events for row in pooling.rows) else ()
    level = f"{100 * pooling.options.level:.6g} % CI"
    for name in (*counts, f"{pooling.measure.code} ({level})"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("weight", justify="right")
    for row in pooling.rows:
        shown = estimate(row.estimate, row.low, row.high)
        weight = "" if row.weight is None else f"{row.weight:.1f} %"
        mark = " (corrected)" if row.corrected else ""
        cells = [_cell(row, arm) for arm in range(len(counts))]
        table.add_row(escape(row.label) + mark, *cells, shown, weight)
    table.add_section()
    for model in (pooling.main, *(m for m in pooling.models if m != pooling.main)):
        shown = estimate(*model.shown)
        table.add_row(Text(model.name, "bold"), *("" for _ in counts), shown, p_value(model.p))
    return table


def show_files(files: Iterable[Path]) -> None:
    """Where files were written, one a line."""
    console = screen()
    for file in files:
        console.print(f"wrote {file}", soft_wrap=True)


def _section(section: Section) -> Table:
    table = Table(title=escape(section.title), title_justify="left")
    for i, name in enumerate(section.columns):
        table.add_column(escape(name), justify="left" if i == 0 else "right")
    for row in section.rows:
        table.add_row(*(escape(_figure(cell)) for cell in row))
    return table


def _figure(cell: str | float | int | None) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.4g}" if 0 < abs(cell) < 0.001 or abs(cell) >= 1e5 else number(cell, 3)
    return str(cell)


def _cell(row: Row, arm: int) -> str:
    if row.events is None or row.n is None:
        return ""
    return f"{row.events[arm]}/{row.n[arm]} ({percent(row.events[arm], row.n[arm])})"


def _limits(low: float | None, high: float | None) -> str:
    """Limits of tau2, whose size hangs on the unit: three digits where decimals tell nothing."""
    if low is not None and high is not None and 0 < high < 0.01:
        return f"{low:.3g}–{high:.3g}"
    return span(low, high, 3)


def _numbers(console: Console, pooling: Pooling) -> None:
    parts = [f"k = {pooling.k}", f"τ² = {pooling.tau2:.4g}"]
    if pooling.tau2_low is not None or pooling.tau2_high is not None:
        parts[-1] += f" ({_limits(pooling.tau2_low, pooling.tau2_high)}, Q-profile)"
    if pooling.I2 is not None:
        parts.append(f"I² = {number(pooling.I2, 0)} %")
    if pooling.Q is not None and pooling.k > 1:
        parts.append(f"Q = {number(pooling.Q)} on {pooling.Q_df:.0f} df, {p_value(pooling.Q_p)}")
    if pooling.prediction_shown is not None:
        shown = span(*pooling.prediction_shown)
        parts.append(f"prediction interval ({pooling.options.prediction}) {shown}")
    console.print(", ".join(parts) + ".")


def show_findings(findings: Iterable[Finding]) -> None:
    """One line a finding, in the manner of linters, and a count."""
    console = screen()
    findings = tuple(findings)
    for finding in findings:
        console.print(finding_line(finding), soft_wrap=True)
    console.print(_tally(findings))


def finding_line(finding: Finding, told: str = "") -> Text:
    """A finding in one line: place, severity, what, rule."""
    line = Text(f"{finding.place}: ")
    line.append_text(_styled(finding.severity.value))
    line.append(f": {told or finding.message}")
    if finding.rule:
        line.append(f" [{finding.rule}]", "dim")
    return line


def _tally(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "nothing found"
    kinds = Counter(finding.severity for finding in findings)
    return ", ".join(plural(kinds[s], s.value) for s in Severity if kinds[s])


def show_build(view: Verdicts, report: SiteReport, findings: Iterable[Finding]) -> None:
    """The verdict table, then where the site is and what lint found."""
    show_verdicts(view)
    console = screen()
    findings = tuple(findings)
    if findings:
        console.print(f"lint: {_tally(findings)} in reported numbers and records (thymos lint)")
    console.print(
        f"site: {plural(report.pages, 'page')} in {report.out}/index.html", soft_wrap=True
    )
