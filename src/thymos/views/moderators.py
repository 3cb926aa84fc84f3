"""What may explain why the studies of an outcome differ, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from thymos import kernel
from thymos.evidence.explained import ENOUGH, Explained, explained
from thymos.evidence.sections.section import Line
from thymos.evidence.synthesis import Synthesis
from thymos.plots.bubble import Bubble, BubblePlot, LinePoint
from thymos.records.wording import estimate, number, p_value, plural
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import RATIOS, measure_name, title

# A slope for one unit is small; people read it better for this many.
STEP = 10


@dataclass(frozen=True, slots=True)
class ModeratorView:
    """One moderator: in a sentence, in numbers, and drawn."""

    anchor: str
    name: str
    sentence: str
    reason: str
    caution: str
    numbers: tuple[tuple[str, str], ...]
    plot: BubblePlot
    mark: Mark


def moderator_views(reading: Reading, synthesis: Synthesis) -> tuple[ModeratorView, ...]:
    """Every moderator that the outcome names and enough pooled studies have."""
    return tuple(_view(reading, one) for one in explained(reading.dossier, synthesis))


def _view(reading: Reading, one: Explained) -> ModeratorView:
    moderator = one.moderator
    return ModeratorView(
        anchor=f"moderator-{moderator.characteristic}",
        name=title(moderator.text),
        sentence=_sentence(one),
        reason=moderator.reason,
        caution=_caution(one),
        numbers=_numbers(one),
        plot=_plot(one),
        mark=mark(reading.dossier, moderator.cites),
    )


def _sentence(one: Explained) -> str:
    """How much of the heterogeneity the moderator takes away.

    R² estimated from few studies is uncertain, and is none where there was none to explain.
    """
    if one.R2 is None or one.tau2_before == 0:
        return "The studies do not differ by more than chance, so that nothing is to be explained."
    share = f"{number(one.R2, 0)} %"
    return (
        f"Of the variance between the studies, {one.moderator.text} accounts for {share} "
        f"({p_value(one.p)} for the slope)."
    )


def _caution(one: Explained) -> str:
    said = []
    if one.unknown:
        said.append(f"{plural(len(one.unknown), 'pooled study', 'pooled studies')} without it.")
    if one.k < ENOUGH:
        said.append(f"Only {plural(one.k, 'study', 'studies')}, which is few for such an analysis.")
    if one.moderator.planned is None:
        said.append("Whether it was named before results were seen is not on record.")
    elif not one.moderator.planned:
        said.append("It was looked for after results were seen.")
    said.append(
        "It compares studies, not people; whatever else differs along with it may be the cause."
    )
    return " ".join(said)


def _numbers(one: Explained) -> tuple[tuple[str, str], ...]:
    measure = one.pooling.measure
    limits = (STEP * one.slope, STEP * one.low, STEP * one.high)
    unit = one.unit or "units"
    ratio = measure.code in RATIOS
    drawn = tuple(float(kernel.to_display(measure, x)) for x in limits) if ratio else limits
    label = f"{title(measure_name(measure.code))} for {STEP} {unit} more"
    shown = estimate(drawn[0], drawn[1], drawn[2])
    rows = [
        (f"{label}, as a factor" if ratio else label, shown),
        ("P of the slope", p_value(one.p)),
        ("Variance between studies without it", number(one.tau2_before, 3)),
        ("Variance between studies with it", number(one.tau2, 3)),
    ]
    if one.R2 is not None:
        rows.append(("Explained, R²", f"{number(one.R2, 1)} %"))
    return (*rows, ("Studies", str(one.k)))


def _plot(one: Explained) -> BubblePlot:
    pooling, line = one.pooling, one.section.plotted
    if not isinstance(line, Line):
        raise TypeError("expected the fitted line of a moderator")
    points = tuple(
        Bubble(row.label, x, row.estimate, row.weight)
        for row, x in zip(pooling.rows, line.values, strict=True)
    )
    fitted = tuple(
        LinePoint(x, y, low, high, (wide, far) if np.isfinite((wide, far)).all() else None)
        for x, y, low, high, wide, far in line.line
    )
    code = pooling.measure.code
    ratio = code in RATIOS
    axis = title(one.moderator.text) + (f" ({one.unit})" if one.unit else "")
    return BubblePlot(
        title(one.moderator.text),
        title(measure_name(code)),
        axis,
        points,
        fitted,
        null=1.0 if ratio else 0.0,
        log=ratio,
        level=pooling.options.level,
    )
