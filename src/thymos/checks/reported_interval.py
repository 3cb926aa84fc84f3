"""A reported interval must fit its counts, and lie about its own estimate."""

from __future__ import annotations

from collections.abc import Iterator

from thymos import kernel
from thymos.checks.printed import Table, agrees, off_centre, statistics, table_of, unit
from thymos.dossier.index import Dossier
from thymos.errors import Finding, Severity
from thymos.records.wording import estimate

RULE = "reported-interval"
CENTRE = "interval-centre"


def reported_interval(dossier: Dossier) -> Iterator[Finding]:
    """Ratios and differences that the counts cannot give, and intervals off their estimate."""
    for printed in statistics(dossier, "RR", "OR", "RD", "HR", "SHR", "difference"):
        statistic = printed.statistic
        table = table_of(printed.study, printed.result)
        value, interval = statistic.value, statistic.interval
        if value is None:
            continue
        if statistic.statistic in ("RR", "OR") and table is not None and interval is not None:
            low, high = interval.low, interval.high
            want = _computed(statistic.statistic, table, interval.level)
            pairs = zip((value, low, high), want, strict=True)
            if not all(agrees(x, y, unit(x)) for x, y in pairs):
                yield printed.finding(
                    dossier,
                    RULE,
                    reason=f"the counts give {estimate(*want)}",
                    found=f"{statistic.statistic} {estimate(value, low, high)}",
                    expected=estimate(*want),
                )
        if interval is not None:
            off = off_centre(statistic.statistic, value, interval)
            if off is not None:
                yield printed.finding(dossier, CENTRE, severity=Severity.WARNING, **off._asdict())
    yield from _effects(dossier)


def _computed(code: str, table: Table, level: float) -> tuple[float, float, float]:
    cells = (table.a, table.n1 - table.a, table.c, table.n2 - table.c)
    interval = kernel.risk_ratio_interval if code == "RR" else kernel.odds_ratio_interval
    found = interval(*cells, level=level)
    middle, low, high = (float(x.reshape(-1)[0]) for x in (found.estimate, found.low, found.high))
    return middle, low, high


def _effects(dossier: Dossier) -> Iterator[Finding]:
    for study, result in dossier.results():
        effect = result.effect
        if effect is None or effect.interval is None:
            continue
        off = off_centre(effect.measure, effect.estimate, effect.interval)
        if off is not None:
            place = dossier.place("results", f"{study.id}/{result.id}", ("effect",))
            yield Finding(
                place.file,
                place.line,
                place.column,
                rule=CENTRE,
                severity=Severity.WARNING,
                field="effect",
                sources=tuple(c.source for c in result.cites),
                reason=off.reason,
                found=off.found,
                expected=off.expected,
            )
