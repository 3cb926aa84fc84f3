"""What a model answers, drawn for a terminal: always under the words that it is theory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from thymos.cli.meter import Meter
from thymos.cli.terminal import screen, show_files
from thymos.records.wording import number, plural, span

if TYPE_CHECKING:
    from pathlib import Path

    from thymos.mechanism.questions.bands import CoursesAnswer
    from thymos.mechanism.questions.design import MarkerAnswer
    from thymos.mechanism.questions.levels import LevelsAnswer
    from thymos.mechanism.questions.two_way import Judged, TwoWayAnswer
    from thymos.mechanism.questions.variance import SobolAnswer
    from thymos.mechanism.questions.virtual import TrialAnswer
    from thymos.views.credibility import Credible
    from thymos.views.simulate import Simulated

__all__ = ["Meter", "show", "show_export", "show_files"]

# A terminal shows so many rows of a long ranking; JSON and the site have them all.
MOST_ROWS = 12


def show(view: Simulated) -> None:
    """An answer under its label, in tables and in sentences."""
    console = screen()
    console.print(f"[bold]{escape(view.label.capitalize())}.[/bold] {escape(view.notice)}")
    shown: dict[str, Callable[[Console, Simulated, Any], None]] = {
        "menu": _menu,
        "courses": _courses,
        "levels": _levels,
        "two-way": _two_way,
        "sobol": _sobol,
        "trials": _trials,
        "markers": _markers,
        "credibility": _credibility,
    }
    shown[view.kind](console, view, view.answer)
    for sentence in view.told:
        console.print(escape(sentence))


def show_export(file: Path) -> None:
    """Where something that other programs run was written, under its label."""
    from thymos.mechanism import THEORY

    screen().print(f"[bold]{THEORY.capitalize()}.[/bold]")
    show_files((file,))


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(title=escape(title), title_justify="left")
    for i, name in enumerate(columns):
        table.add_column(escape(name), justify="left" if i == 0 else "right")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _menu(console: Console, view: Simulated, _: None) -> None:
    model = view.model
    told = [(each.id, each.title, each.text) for each in model.scenarios]
    _listed(console, "Scenarios", told)
    _listed(console, "Regimens", [(r.id, r.title, "") for r in view.dossier.regimens.values()])
    _listed(console, "Variants", [(each.id, each.title, each.text) for each in model.variants])
    from thymos.views.simulate import menu

    console.print(f"Questions: {', '.join(menu(view)['questions'])}")


def _listed(console: Console, title: str, rows: Iterable[tuple[str, str, str]]) -> None:
    table = Table(title=title, title_justify="left", expand=True)
    for name, ratio in (("id", None), ("title", 2), ("what", 4)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)


def _courses(console: Console, view: Simulated, found: CoursesAnswer) -> None:
    from thymos.views.simulation_words import short, short_span

    names, one = view.names, found.patients == 1
    rows = []
    for band in found.bands:
        last = band.middle[-1]
        end = short(last) if one else short_span(last, band.low[-1], band.high[-1])
        first, top = short(band.middle[0]), short(max(band.middle))
        rows.append((names.readouts[band.readout], band.arm, first, top, end))
    regimen = view.dossier.regimens[found.regimen].title
    drawn = "the model’s own values" if one else f"{found.prior} ranges"
    title = f"{names.scenarios[found.scenario]}, {regimen}; {drawn}"
    columns = ("readout", "arm", "at first", "at most", f"at the end{'' if one else ' (5–95 %)'}")
    if rows:
        console.print(_table(title, columns, rows))
    if found.changes:
        _changes(console, view, found)


def _changes(console: Console, view: Simulated, found: CoursesAnswer) -> None:
    from thymos.views.simulation_words import change_alone, change_text, percent

    names, margin = view.names.readouts, found.changes[0].margin
    if found.patients == 1:
        one = [(names[each.readout], change_alone(each.by)) for each in found.changes]
        title = "What the treatment changes in this patient: areas under the courses"
        console.print(_table(title, ("readout", "change"), one))
        return
    rows = [
        (names[each.readout], change_text(each.by), percent(each.rises), percent(each.falls))
        for each in found.changes
    ]
    title = "What the treatment changes in the same patients: areas under the courses"
    columns = ("readout", "change", f"rises by {margin:g} %", f"falls by {margin:g} %")
    console.print(_table(title, columns, rows))


def _levels(console: Console, view: Simulated, found: LevelsAnswer) -> None:
    from thymos.views.simulation_words import short, short_span

    one = found.patients == 1
    rows = []
    for each in found.statistics:
        low, _, middle, _, high = each.draws
        drawn = () if one else (short_span(middle, low, high),)
        rows.append((each.name, each.unit, short(each.value), *drawn))
    regimen = view.dossier.regimens[found.regimen]
    doses = plural(found.doses, "dose")
    title = f"Levels in blood, {regimen.title}: {doses} of {found.amount_ug:g} µg"
    columns = ("statistic", "unit", "model", *(() if one else ("draws (5–95 %)",)))
    console.print(_table(title, columns, rows))


def _two_way(console: Console, view: Simulated, found: TwoWayAnswer) -> None:
    from thymos.views.simulation_words import change_text, leaning_told, share_text

    names = view.names
    margins = [f"both by {each.margin:g} %" for each in found.whole.margins]

    def row(judged: Judged) -> tuple[str, ...]:
        shares = (share_text(each.both) for each in judged.margins)
        name = names.variant(judged.variant)
        return (name, *shares, change_text(judged.up), change_text(judged.down))

    rows = [row(each) for each in (found.whole, *found.arms, *found.readings, *found.routes)]
    title = f"Both ways from one set of parameters; {found.prior} ranges, {found.draws:,} draws"
    console.print(_table(title, ("model", *margins, "up", "down"), rows))
    if found.whole.margins[0].both.count:
        console.print(f"On which ranges the share of {found.margin:g} % hangs most:")
        for each in found.leanings[:3]:
            console.print(f"[dim]  {escape(leaning_told(each, names))}[/dim]")


def _sobol(console: Console, view: Simulated, found: SobolAnswer) -> None:
    from thymos.views.simulation_variance import ASKED, still

    names = view.names
    kinds = (("by group", found.groups), ("by parameter", found.single))
    for by, variance in ((by, each) for by, answers in kinds for each in answers):
        title = f"Indices of variance {by}, {found.prior} ranges: {ASKED[variance.answer]}"
        if still(variance):
            console.print(f"{title}: never varies.")
            continue
        rows = [
            (names.parameters.get(i.name, i.name), number(i.first), number(i.total),
             f"± {number(i.total_half)}")
            for i in variance.indices[:MOST_ROWS]
        ]  # fmt: skip
        console.print(_table(title, ("parameter or group", "first", "total", "± 95 %"), rows))


def _trials(console: Console, view: Simulated, found: tuple[TrialAnswer, ...]) -> None:
    from thymos.views.simulation_words import percent, points

    rows = []
    for each in found:
        seen, foretold = each.observed, each.prediction
        counted = f"{points(seen.difference)} ({span(100 * seen.low, 100 * seen.high, 1)})"
        cells = ("nothing", "none", "none")
        if foretold is not None:
            low, _, middle, _, high = foretold.points
            said = f"{points(middle)} ({span(100 * low, 100 * high, 1)})"
            cells = (said, percent(foretold.inside), number(foretold.ratio))
        rows.append((view.dossier.studies[each.study].name, counted, *cells))
    columns = ("trial", "observed, points", "model (2.5–97.5 %)", "inside", "ratio to no effect")
    console.print(_table("Virtual trials: risk differences", columns, rows))


def _markers(console: Console, view: Simulated, found: MarkerAnswer) -> None:
    from thymos.views.simulation_answers import best_of_each
    from thymos.views.simulation_words import patients_told, percent

    names = view.names
    rows = [
        (names.readouts[m.readout], names.scenarios[m.scenario], f"{m.hour:g} h",
         number(m.standardised), patients_told(m.n80), patients_told(m.n90), percent(m.told))
        for m in best_of_each(found.markers)
    ]  # fmt: skip
    title = f"The model against: {names.inside(found.without)}; each readout where it tells best"
    columns = ("readout", "state", "at", "difference/SD", "n, 80 %", "n, 90 %", "would tell")
    console.print(_table(title, columns, rows))


def _credibility(console: Console, _: Simulated, found: Credible) -> None:
    table = Table(title=escape(found.title), title_justify="left", expand=True)
    for name, ratio in (("", 2), ("", 6), ("from", 2)):
        table.add_column(name, ratio=ratio)
    for entry in found.entries:
        table.add_row(escape(entry.heading), escape(entry.text), escape(entry.origin))
    console.print(table)
