"""A result in a few words, for those who have to say which one they mean."""

from __future__ import annotations

from thymos.records.study import Result, Study
from thymos.records.wording import recorded


def describe(study: Study, result: Result) -> str:
    """A result's numbers in a few words, as extracted; its time-point where it has none."""
    if result.counts:
        return " v ".join(f"{row.events}/{row.n}" for row in result.counts)
    if result.effect is not None:
        e = result.effect
        limits = (e.interval.low, e.interval.high) if e.interval else (None, None)
        return f"{e.measure} {recorded(e.estimate, *limits)}"
    if result.summaries:
        values = (s.percent if s.percent is not None else s.median for s in result.summaries)
        unit = " %" if result.summaries[0].percent is not None else ""
        return " v ".join("?" if v is None else f"{v:g}{unit}" for v in values)
    if result.means:
        return " v ".join(f"{m.mean:g} ± {m.sd:g}" for m in result.means)
    return result.timepoint
