"""The plots of a pooling that belongs to no page: each a name and a drawing that stands alone.

The numbers are those of the `Pooling`; what no plot can show of it (one study, no counts) is
left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from thymos import kernel
from thymos.evidence.sections.leaving import cumulative as added
from thymos.evidence.sections.leaving import influence, leave_one_out
from thymos.evidence.sections.section import Groups, Line, Section, data
from thymos.evidence.synthesis import Pooling, Row
from thymos.kernel.likelihood import log_likelihood
from thymos.plots import baujat, bubble, forest, funnel, labbe, profile, radial
from thymos.plots import cumulative as steps
from thymos.plots.ink import standalone

# Points of a profile likelihood: enough to look smooth at the width it is drawn.
POINTS = 121
LABBE_MEASURES: tuple[tuple[str, labbe.Ratio], ...] = (
    ("RR", "risk ratio"),
    ("OR", "odds ratio"),
    ("RD", "risk difference"),
)


def figures(
    title: str, pooling: Pooling, sections: Sequence[Section] = ()
) -> tuple[tuple[str, str], ...]:
    """Every plot that a pooling allows, as (name, standalone SVG).

    sections: those asked for; subgroups and a line over one moderator are drawn too.
    Raises nothing: a plot that cannot be drawn is not among them.
    """
    drawn = [(name, make(title, pooling)) for name, make in FIGURES]
    for section in sections:
        if isinstance(section.plotted, Groups):
            drawn.append(("forest-groups", _forest(title, pooling, section)))
        elif isinstance(section.plotted, Line):
            drawn.append(("bubble", _bubble(title, pooling, section.plotted)))
    return tuple((name, standalone(svg)) for name, svg in drawn if svg is not None)


def _forest(title: str, pooling: Pooling, section: Section | None = None) -> str | None:
    rows = tuple(_forest_row(row) for row in pooling.rows)
    models = tuple(forest.ForestModel(m.name, *m.shown) for m in pooling.models)
    if _log(pooling) and min(row.low for row in rows) <= 0:
        return None
    grouped = section.plotted if section is not None else None
    groups: tuple[forest.ForestGroup, ...] = ()
    notes: tuple[str, ...] = ()
    if section is not None and isinstance(grouped, Groups):
        groups = tuple(_group(row, rows, grouped.members) for row in section.rows)
        rows, notes = (), (grouped.test,)
    return forest.draw(
        forest.Forest(
            title=title,
            measure=_measure(pooling),
            rows=rows,
            models=models,
            prediction=pooling.prediction_shown,
            null=_null(pooling),
            log=_log(pooling),
            level=pooling.options.level,
            groups=groups,
            notes=notes,
        ),
        "forest" if section is None else "forest-groups",
    )


def _forest_row(row: Row) -> forest.ForestRow:
    told = None
    if row.events and row.n:
        told = f"{row.events[0]}/{row.n[0]} v {row.events[1]}/{row.n[1]}"
    return forest.ForestRow(row.label, row.estimate, row.low, row.high, row.weight, told)


def _group(
    answer: Sequence[str | float | None], rows: Sequence[forest.ForestRow], members: Sequence[str]
) -> forest.ForestGroup:
    """One row of the section of subgroups, with the studies that it pools."""
    name, estimate = str(answer[0]), _number(answer[2])
    own = tuple(row for row, group in zip(rows, members, strict=True) if group == name)
    models: tuple[forest.ForestModel, ...] = ()
    if estimate is not None and len(own) > 1:
        limits = (_number(answer[3]), _number(answer[4]))
        models = (forest.ForestModel(f"{name} (k = {answer[1]})", estimate, *limits),)
    return forest.ForestGroup(name, own, models)


def _bubble(title: str, pooling: Pooling, line: Line) -> str | None:
    points = tuple(
        bubble.Bubble(row.label, x, row.estimate, row.weight)
        for row, x in zip(pooling.rows, line.values, strict=True)
    )
    fitted = tuple(
        bubble.LinePoint(x, y, low, high, (wide, far) if np.isfinite((wide, far)).all() else None)
        for x, y, low, high, wide, far in line.line
        if np.isfinite((y, low, high)).all()
    )
    plot = bubble.BubblePlot(
        title,
        _measure(pooling),
        line.moderator,
        points,
        fitted,
        null=_null(pooling),
        log=_log(pooling),
        level=pooling.options.level,
    )
    return bubble.draw(plot, "bubble")


def _funnel(title: str, pooling: Pooling) -> str | None:
    if pooling.k < 2 or not _plain_scale(pooling):
        return None
    points = tuple(
        funnel.FunnelPoint(row.label, row.estimate, float(np.sqrt(row.v))) for row in pooling.rows
    )
    plot = funnel.Funnel(
        title,
        _measure(pooling),
        points,
        pooling.main.shown[0],
        null=_null(pooling),
        log=_log(pooling),
        level=pooling.options.level,
    )
    return funnel.draw(plot, "funnel")


def _radial(title: str, pooling: Pooling) -> str | None:
    if pooling.k < 2 or not _plain_scale(pooling):
        return None
    y, v = data(pooling)
    found = kernel.radial(y, v, method=pooling.main.method)
    points = tuple(
        radial.RadialPoint(row.label, float(found.precision[i]), float(found.scaled[i]))
        for i, row in enumerate(pooling.rows)
    )
    plot = radial.RadialPlot(
        title,
        _measure(pooling),
        points,
        found.slope,
        log=_log(pooling),
        level=pooling.options.level,
    )
    return radial.draw(plot, "radial")


def _baujat(title: str, pooling: Pooling) -> str | None:
    if pooling.k < 3:
        return None
    section = influence(pooling)
    x, y = (section.columns.index(name) for name in ("Baujat x", "Baujat y"))
    points = tuple(
        baujat.BaujatPoint(str(row[0]), float(row[x] or 0), float(row[y] or 0))
        for row in section.rows
    )
    return baujat.draw(baujat.Baujat(title, points), "baujat")


def _labbe(title: str, pooling: Pooling) -> str | None:
    code = pooling.measure.code
    counted = [row for row in pooling.rows if row.events and row.n]
    if code not in dict(LABBE_MEASURES) or len(counted) != pooling.k:
        return None
    points = []
    for row in counted:
        (a, c), (n1, n2) = row.events or (0, 0), row.n or (1, 1)
        points.append(labbe.LabbePoint(row.label, c / n2, a / n1, row.weight))
    kind = dict(LABBE_MEASURES)[code]
    plot = labbe.Labbe(title, kind, tuple(points), pooling.main.shown)
    return labbe.draw(plot, "labbe")


def _cumulative(title: str, pooling: Pooling) -> str | None:
    return _steps(title, pooling, added, joined=True)


def _leave_one_out(title: str, pooling: Pooling) -> str | None:
    return _steps(title, pooling, leave_one_out, joined=False)


def _steps(
    title: str, pooling: Pooling, plan: Callable[[Pooling], Section], *, joined: bool
) -> str | None:
    if pooling.k < 3:
        return None
    rows = [[x if x is None or isinstance(x, str) else float(x) for x in row[:4]]
            for row in plan(pooling).rows]  # fmt: skip
    drawn = tuple(
        steps.Step(str(r[0]), float(r[1] or 0), _number(r[2]), _number(r[3])) for r in rows
    )
    whole = steps.Step("All studies", *pooling.main.shown)
    plot = steps.Cumulative(
        title,
        _measure(pooling),
        drawn,
        whole,
        joined=joined,
        first="Adding" if joined else "Leaving out",
        null=_null(pooling),
        log=_log(pooling),
        level=pooling.options.level,
    )
    return steps.draw(plot, "cumulative" if joined else "leave-one-out")


def _profile(title: str, pooling: Pooling) -> str | None:
    """The restricted likelihood of τ², over the range in which its limits lie."""
    top = pooling.tau2_high
    if pooling.k < 3 or not top:
        return None
    y, v = data(pooling)
    low, high = kernel.tau2_interval(y, v, level=pooling.options.level, rule="PL")
    best = float(kernel.tau2("REML", y, v)[0])
    grid = np.linspace(0.0, max(1.25 * float(high[0]), 1.5 * best), POINTS)
    many = np.ones((POINTS, 1))
    values = log_likelihood(grid, y * many, v * many, np.ones((POINTS, y.size), bool))
    points = tuple((float(t), float(x)) for t, x in zip(grid, values, strict=True))
    limits = (float(low[0]) or None, float(high[0]))
    return profile.draw(profile.Profile(title, "τ²", points, best, *limits), "profile")


FIGURES: tuple[tuple[str, Callable[[str, Pooling], str | None]], ...] = (
    ("forest", _forest),
    ("funnel", _funnel),
    ("radial", _radial),
    ("baujat", _baujat),
    ("labbe", _labbe),
    ("cumulative", _cumulative),
    ("leave-one-out", _leave_one_out),
    ("profile", _profile),
)


def names() -> Iterator[str]:
    """The names of all plots, in the order in which they are written."""
    return (name for name, _ in FIGURES)


def _measure(pooling: Pooling) -> str:
    name = pooling.measure.name
    return name[:1].upper() + name[1:]


def _log(pooling: Pooling) -> bool:
    return bool(pooling.measure.log_scale)


def _plain_scale(pooling: Pooling) -> bool:
    """Whether a plot can move between effect and error by itself: logarithms, or no change."""
    return pooling.measure.scale in ("log", "plain")


def _null(pooling: Pooling) -> float:
    null = pooling.measure.null
    return null if np.isfinite(null) else pooling.main.shown[0]


def _number(value: str | float | None) -> float | None:
    return None if value is None or isinstance(value, str) else value
