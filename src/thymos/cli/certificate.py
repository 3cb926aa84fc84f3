"""A certificate in the terminal: what contradicts, who is left, what each line shows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from thymos.cli.terminal import finding_line, screen
from thymos.views.certificate import NOTICE

if TYPE_CHECKING:
    from rich.console import Console

    from thymos.views.certificate import CertificateView

_STYLES = (("excluded", "red"), ("consistent", "green"), ("cannot tell", "yellow"))
# Where nobody can be judged one line says so; candidates one by one would say nothing more.
_UNDECIDED = "cannot tell"


def show(view: CertificateView) -> None:
    """Findings, candidates, items, and what no document shows."""
    console = screen()
    found = view.found
    head = f"{view.dossier.head.id}, as of {view.dossier.day.isoformat()}; held against"
    console.print(f"{head} {found.case.name}.", style="dim", markup=False)
    for warning in view.warnings:
        console.print(warning, style="yellow", markup=False)
    for finding in found.findings:
        told = f"{finding.reason} (found {finding.found}; expected {finding.expected})"
        console.print(finding_line(finding, told), soft_wrap=True)
    if not found.findings:
        console.print("No rule found a contradiction.", markup=False)
    _candidates(console, view)
    _items(console, view)
    console.print(NOTICE, style="dim", markup=False)


def _candidates(console: Console, view: CertificateView) -> None:
    listed = view.listed
    verdicts = Counter(str(judged.verdict) for judged in view.found.judged)
    if set(verdicts) == {_UNDECIDED}:
        reason = view.found.judged[0].evidence[0]
        console.print(f"Candidates: cannot tell, for all {len(view.found.judged)}: {reason}.")
        return
    table = Table(title="Candidates", title_justify="left", expand=True)
    for name, wide in (("candidate", 3), ("verdict", None), ("evidence", 5)):
        table.add_column(name, ratio=wide, no_wrap=wide is None)
    for judged in listed:
        if judged.verdict == "excluded" and judged.candidate.compound is None:
            continue
        told = "\n".join(judged.evidence)
        if judged.cannot_exclude:
            others = len(judged.cannot_exclude)
            first = ", ".join(judged.cannot_exclude[:3])
            more = f" and {others - 3} more" if others > 3 else ""
            told += f"\nindistinguishable from: {first}{more}"
        style = dict(_STYLES)[str(judged.verdict)]
        table.add_row(escape(judged.candidate.name), f"[{style}]{judged.verdict}[/]", escape(told))
    console.print(table)
    counted = ", ".join(f"{n} {word}" for word, n in sorted(verdicts.items()))
    console.print(f"{len(view.found.judged)} candidates: {counted}.", markup=False)


def _items(console: Console, view: CertificateView) -> None:
    table = Table(title="What each line lets one conclude", title_justify="left", expand=True)
    for name, wide in (("line", 3), ("stated", 2), ("may conclude", 4), ("must not conclude", 5)):
        table.add_column(name, ratio=wide)
    stated: dict[tuple[str, str, str], list[str]] = {}
    for item in view.items():
        key = (item["words"], item["may_conclude"], item["must_not_conclude"])
        stated.setdefault(key, []).append(item["stated"])
    for (words, may, must_not), values in stated.items():
        table.add_row(*map(escape, (words, "\n".join(values), may, must_not)))
    console.print(table)
