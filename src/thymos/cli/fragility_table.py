"""How far an answer hangs on choices, drawn for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from thymos.cli.terminal import screen
from thymos.records.wording import count, estimate, number, p_value, plural, span
from thymos.views.fragility import (
    changes,
    multiverse_json,
    range_words,
    studies_json,
    subsets_json,
)
from thymos.views.fragility_words import (
    calibration_sentence,
    percent_of,
    turned_signs,
    wald,
    without_studies,
)

if TYPE_CHECKING:
    from thymos.evidence.fragility import Choices
    from thymos.views.fragility import FragilityView
    from thymos.views.fragility_shapes import MultiverseJson

# A terminal shows so many studies and selections; JSON has them all.
MOST_ROWS = 12
MOST_SELECTIONS = 3


def show(view: FragilityView) -> None:
    """The sentence, then the four answers."""
    console = screen()
    pooling = view.found.pooling
    console.print(f"[bold]{escape(view.title)}[/bold]")
    console.print(f"{escape(view.sentence)}\n")
    shown = estimate(*pooling.main.shown)
    named = f"{pooling.measure.name}, {pooling.main.name}, {plural(view.k, 'study', 'studies')}"
    console.print(f"{named[:1].upper()}{escape(named[1:])}: {shown}, {p_value(pooling.main.p)}")
    if told := turned_signs(view):
        console.print(f"By turned signs: {told}")
    if view.found.choices is not None:
        _choices(console, view, view.found.choices)
    _otherwise(console, view)
    _multiverse(console, view)


def _choices(console: Console, view: FragilityView, choices: Choices) -> None:
    found = subsets_json(view)
    if found is None:
        return
    kind = "all there are"
    if choices.sampled:
        kind = f"drawn at random of {count(found['possible'])}"
    which = "of two or more of the studies"
    if choices.left_out is not None:
        which = f"without {plural(choices.left_out, 'study', 'studies')}"
    table = _table(
        f"Choices {which}: {count(found['analyses'])}, {kind}",
        ("what", "of the choices"),
    )
    null = f"{view.found.pooling.measure.null:g}"
    ends = [view.shown(found["quantiles"][q]) for q in ("0.025", "0.25", "0.5", "0.75", "0.975")]
    ends.sort()
    for row in (
        (f"estimate below {null}", percent_of(found["below"])),
        (f"{wald(view)} below {null}", percent_of(found["decided_below"])),
        (f"{wald(view)} above {null}", percent_of(found["decided_above"])),
        ("middle estimate", number(ends[2])),
        ("half of the estimates", span(ends[1], ends[3])),
        ("95 % of the estimates", span(ends[0], ends[4])),
        ("I² on average", f"{number(found['heterogeneity_mean'], 0)} %"),
    ):
        table.add_row(*row)
    console.print(table)
    _studies(console, view, choices)


def _studies(console: Console, view: FragilityView, choices: Choices) -> None:
    rows = [row for row in studies_json(view, choices) if row["contrast"] is not None]
    if not rows:
        return
    table = _table(
        "Mean estimate of the choices with a study, and without it",
        ("study", "with", "without", "decided with", "decided without"),
    )
    for row in sorted(rows, key=lambda one: -abs(one["contrast"] or 0.0))[:MOST_ROWS]:
        table.add_row(
            escape(row["label"]),
            number(view.shown(row["mean_with"] or 0.0)),
            number(view.shown(row["mean_without"] or 0.0)),
            percent_of(row["decided_with"]),
            percent_of(row["decided_without"]),
        )
    console.print(table)
    if len(rows) > MOST_ROWS:
        console.print(f"[dim]and {plural(len(rows) - MOST_ROWS, 'study', 'studies')} more[/dim]")


def _otherwise(console: Console, view: FragilityView) -> None:
    for line in otherwise(view):
        console.print(escape(line))


def otherwise(view: FragilityView) -> Iterator[str]:
    """What would have to be otherwise for another answer, line by line."""
    studies, events = view.found.studies, view.found.events
    if studies is not None:
        labels = [row.label for row in view.found.pooling.rows]
        if studies.count is not None:
            ways = plural(len(studies.without), "way", "ways")
            yield f"Fewest studies left out for another answer: {studies.count} ({ways})"
            for row, side in zip(
                studies.without[:MOST_SELECTIONS], studies.moved[:MOST_SELECTIONS], strict=True
            ):
                out = [label for label, left in zip(labels, row, strict=True) if left]
                yield f"  without {', '.join(out)}: {view.words(int(side))}"
        else:
            yield from without_studies(view)
    if events is not None:
        if events.count is None:
            yield f"The answer stays the same after {plural(events.searched, 'changed event')}."
            return
        people = plural(events.count, "event")
        yield f"Events to be changed, found one by one: {people}, then {view.words(events.moved)}"
        for one in changes(view)[:MOST_ROWS]:
            yield f"  {one['study']}: {one['treated']:+d} treated, {one['control']:+d} control"


def _multiverse(console: Console, view: FragilityView) -> None:
    crossed, found = view.found.crossed, multiverse_json(view)
    console.print(
        f"\n[bold]Defensible analyses:[/bold] {count(found['total'])} crossings of choices, "
        f"{count(found['possible'])} possible, {count(found['analyses'])} different"
    )
    for one in crossed.impossible:
        console.print(f"[dim]impossible: {count(one.count)}, {escape(one.reason)}[/dim]")
    if not crossed.analyses:
        return
    console.print(f"They give {range_words(view)}; {_verdicts(view, found)}.")
    if found["moves_most"]:
        console.print(escape(found["moves_most"]))
    _dimensions(console, view, found)
    told = "; ".join(f"{one['name']}: {one['why']}" for one in found["not_crossed"])
    if told:
        console.print(f"[dim]Without choice here: {escape(told)}.[/dim]")
    if view.found.calibration is not None:
        console.print(escape(calibration_sentence(view.found.calibration)))
    console.print(f"[bold]{escape(found['remark'])}[/bold]")


def _verdicts(view: FragilityView, found: MultiverseJson) -> str:
    below, above = found["decided_below"] or 0.0, found["decided_above"] or 0.0
    parts = ((below, view.words(-1)), (1 - below - above, view.words(0)), (above, view.words(1)))
    return ", ".join(f"{percent_of(share)} {words}" for share, words in parts)


def _dimensions(console: Console, view: FragilityView, found: MultiverseJson) -> None:
    table = _table(
        "Choices, those first that carry most of the verdicts",
        ("choice", "analyses", "middle", "below", "above", "of estimates", "of verdicts"),
    )
    for dimension in found["dimensions"]:
        shares = (dimension["variance_of_estimate"], dimension["variance_of_verdict"])
        table.add_section()
        told = [percent_of(share) for share in shares]
        table.add_row(f"[bold]{escape(dimension['name'])}[/bold]", "", "", "", "", *told)
        for one in dimension["choices"]:
            middle = "" if one["median"] is None else number(view.shown(one["median"]))
            table.add_row(
                f"  {escape(one['name'])}",
                count(one["analyses"]),
                middle,
                percent_of(one["decided_below"]),
                percent_of(one["decided_above"]),
                "",
                "",
            )
    console.print(table)


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place == 0 else "right")
    return table
