"""A synthesis as pages show it: the forest plot, the tables beside it, the plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thymos.evidence.results import describe
from thymos.evidence.selection import Exclusion
from thymos.evidence.synthesis import Model, Pooling, Row, Synthesis
from thymos.plots.forest import Forest, ForestModel, ForestRow
from thymos.records.atoms import admissible
from thymos.records.outcome import Outcome, PublishedPool
from thymos.records.study import Tier
from thymos.records.wording import (
    count,
    estimate,
    number,
    p_value,
    percent,
    recorded,
    span,
)
from thymos.verdict.derivation import coverage_sentence
from thymos.views.links import Link, anchor, path_of
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import RATIOS, measure_name, per_thousand, title


@dataclass(frozen=True, slots=True)
class Absolute:
    """A pooled effect in people of 1,000: without the treatment, and with it.

    The risk without it is that of all control arms together; the pooled ratio turns it into
    the risk with it. low and high come from the ratio's interval, None where it has none.
    """

    without: int
    treated: int
    low: int | None
    high: int | None

    @property
    def range(self) -> str | None:
        """The interval in people of 1,000."""
        if self.low is None or self.high is None:
            return None
        return f"{count(self.low)} to {count(self.high)}"


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One study of a pooled outcome, with the counts and how they were verified."""

    study: Link
    treated: str | None
    control: str | None
    effect: str
    weight: str | None
    corrected: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One pooled answer."""

    name: str
    effect: str
    p: str
    main: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A result that was not pooled, and the reason."""

    study: Link
    result: str
    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A published review's own pooled result."""

    anchor: str
    source: Link
    scope: str
    main: bool
    alone: bool
    studies: str | None
    patients: str | None
    effect: str
    p: str | None
    i2: str | None
    conclusion: str | None
    interests: str | None
    keep_out: str | None
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Pooled:
    """Everything that one tier of evidence says about an outcome."""

    tier: str
    measure: str
    k: int
    patients: int
    rows: tuple[StudyRow, ...]
    models: tuple[ModelRow, ...]
    forest: Forest | None
    heterogeneity: tuple[tuple[str, str], ...]
    absolute: Absolute | None
    coverage: str
    left_out: tuple[LeftOut, ...]

    @property
    def main(self) -> ModelRow | None:
        """The answer of the main model, where anything was pooled."""
        return next((row for row in self.models if row.main), None)


def absolute(pooling: Pooling) -> Absolute | None:
    """Turn a pooled effect on counts into people of 1,000; None for other measures.

    As summary-of-findings tables do (Guyatt et al. 2013, J Clin Epidemiol 66:158), with the
    risk of all control arms together as the risk without treatment. An odds ratio is not a
    risk ratio: it is applied to odds. No ratio says anything about a risk of 0.
    """
    counted = [row for row in pooling.rows if row.events and row.n]
    people = sum(row.n[1] for row in counted if row.n)
    if not people or len(counted) < pooling.k or pooling.measure.code not in ("RR", "OR", "RD"):
        return None
    base = sum(row.events[1] for row in counted if row.events) / people
    if base == 0 and pooling.measure.code != "RD":
        return None
    risks = [_risk(base, value, pooling.measure.code) for value in pooling.main.shown]
    treated, low, high = (None if r is None else per_thousand(r) for r in risks)
    return None if treated is None else Absolute(per_thousand(base), treated, low, high)


def _risk(base: float, value: float | None, measure: str) -> float | None:
    if value is None:
        return None
    if measure == "RR":
        return min(base * value, 1.0)
    if measure == "RD":
        return min(max(base + value, 0.0), 1.0)
    odds = base / (1 - base) * value if base < 1 else float("inf")
    return odds / (1 + odds) if odds != float("inf") else 1.0


def pooled(reading: Reading, synthesis: Synthesis) -> Pooled:
    """A synthesis as a view."""
    pooling = synthesis.pooling
    out = tuple(_left_out(reading, e) for e in synthesis.selection.excluded)
    code = synthesis.selection.measure
    return Pooled(
        tier=synthesis.selection.tier.value,
        measure=measure_name(code),
        k=pooling.k if pooling else 0,
        patients=synthesis.coverage.patients,
        rows=tuple(_row(reading, synthesis, row) for row in pooling.rows) if pooling else (),
        models=tuple(_model(m, m == pooling.main) for m in pooling.models) if pooling else (),
        forest=_forest(reading, synthesis, pooling) if pooling else None,
        heterogeneity=_heterogeneity(pooling) if pooling else (),
        absolute=absolute(pooling) if pooling else None,
        coverage=coverage_sentence(synthesis),
        left_out=out,
    )


def _row(reading: Reading, synthesis: Synthesis, row: Row) -> StudyRow:
    entry = next(e for e in synthesis.selection.entries if e.study.id == row.study)
    cells: list[str | None] = [None, None]
    if row.events and row.n:
        pairs = zip(row.events, row.n, strict=True)
        cells = [f"{count(e)}/{count(n)} ({percent(e, n)})" for e, n in pairs]
    return StudyRow(
        study=Link(row.label, path_of(reading.dossier, f"result:{row.study}/{row.result}")),
        treated=cells[0],
        control=cells[1],
        effect=estimate(row.estimate, row.low, row.high),
        weight=None if row.weight is None else f"{number(row.weight, 1)} %",
        corrected=row.corrected,
        mark=mark(reading.dossier, entry.result.cites),
    )


def _model(model: Model, main: bool) -> ModelRow:
    return ModelRow(title(model.name), estimate(*model.shown), p_value(model.p), main)


def _left_out(reading: Reading, exclusion: Exclusion) -> LeftOut:
    study, result = exclusion.study, exclusion.result
    return LeftOut(
        study=Link(study.name, path_of(reading.dossier, f"result:{study.id}/{result.id}")),
        result=describe(study, result),
        reason=exclusion.reason,
        mark=mark(reading.dossier, result.cites),
    )


def _heterogeneity(pooling: Pooling) -> tuple[tuple[str, str], ...]:
    if pooling.k < 2:
        return ()
    told = [("Between-study variance τ²", number(pooling.tau2, 3))]
    if pooling.tau2_low is not None and pooling.tau2_high is not None:
        told[0] = (told[0][0], estimate(pooling.tau2, pooling.tau2_low, pooling.tau2_high, 3))
    if pooling.I2 is not None:
        told.append(("Share of variation between studies I²", f"{number(pooling.I2, 0)} %"))
    if pooling.Q is not None:
        told.append(("Cochran’s Q", f"{number(pooling.Q)}, {p_value(pooling.Q_p)}"))
    if pooling.prediction_shown is not None:
        told.append(("Prediction interval", span(*pooling.prediction_shown)))
    return tuple(told)


def _forest(reading: Reading, synthesis: Synthesis, pooling: Pooling) -> Forest | None:
    code = synthesis.selection.measure
    outcome = synthesis.outcome
    log = code in RATIOS
    ends = ("better with it", "worse with it")
    low, high = ends if outcome.better == "lower" else ends[::-1]
    rows = tuple(_forest_row(row) for row in pooling.rows)
    models = [ForestModel(_short(m), *m.shown) for m in pooling.models]
    models += [
        ForestModel(
            f"{_label(reading, pool)}, review of {pool.k}",
            pool.estimate,
            pool.interval.low,
            pool.interval.high,
            published=True,
        )
        for pool in synthesis.coverage.pools
        if _comparable(pool, code) and pool.interval and pool.estimate is not None
    ]
    if log and min(_limits(rows, models)) <= 0:
        return None
    return Forest(
        title=f"{outcome.name}: {_tier_words(synthesis)}",
        measure=title(measure_name(code)),
        rows=rows,
        models=tuple(models),
        prediction=pooling.prediction_shown,
        null=1.0 if log else 0.0,
        log=log,
        level=pooling.options.level,
        better_low=low,
        better_high=high,
    )


def _short(model: Model) -> str:
    """A model's name for a plot, where room is scarce; the table gives the whole of it."""
    if model.method == "CE":
        return "Common effect"
    tests = {
        "z": "Random effects, Wald",
        "t": "Random effects, t",
        "adhoc": "Guarded Knapp–Hartung",
    }
    return tests.get(model.test, "Random, Knapp–Hartung")


def _limits(rows: Sequence[ForestRow], models: Sequence[ForestModel]) -> list[float]:
    spans = [(line.estimate, line.low) for line in rows]
    spans += [(line.estimate, line.estimate if line.low is None else line.low) for line in models]
    return [value for pair in spans for value in pair]


def _comparable(pool: PublishedPool, measure: str) -> bool:
    """Whether a review's answer may stand on the same axis as what was pooled here."""
    same = pool.measure == measure and pool.isolates and pool.main and pool.k is not None
    return same and pool.keep_out is None and admissible(pool.cites)


def _forest_row(row: Row) -> ForestRow:
    events = None
    if row.events and row.n:
        events = f"{row.events[0]}/{row.n[0]} v {row.events[1]}/{row.n[1]}"
    return ForestRow(row.label, row.estimate, row.low, row.high, row.weight, events)


def _tier_words(synthesis: Synthesis) -> str:
    trials = synthesis.selection.tier is Tier.RCT
    return "randomised trials" if trials else "observational studies"


def _label(reading: Reading, pool: PublishedPool) -> str:
    return reading.dossier.sources[pool.source].label


def reviews(reading: Reading, outcome: Outcome) -> tuple[ReviewRow, ...]:
    """The published reviews of an outcome, the largest first; main analyses before parts."""
    found = (p for p in reading.dossier.pools.values() if p.outcome == outcome.id)
    ordered = sorted(found, key=lambda p: (p.source, not p.main, -(p.k or 0), p.id))
    return tuple(_review(reading, pool) for pool in ordered)


def _review(reading: Reading, pool: PublishedPool) -> ReviewRow:
    people = pool.patients
    if people is None and pool.treated is not None and pool.control is not None:
        people = pool.treated + pool.control
    limits = (pool.interval.low, pool.interval.high) if pool.interval else (None, None)
    effect = "no figure"
    if pool.estimate is not None:
        effect = f"{pool.measure} {recorded(pool.estimate, *limits)}"
    return ReviewRow(
        anchor=anchor("pools", pool.id),
        source=reading.link(f"sources:{pool.source}"),
        scope=pool.scope,
        main=pool.main,
        alone=pool.isolates,
        studies=count(pool.k) if pool.k else None,
        patients=count(people) if people else None,
        effect=effect,
        p=pool.p_text or (p_value(pool.p) if pool.p is not None else None),
        i2=f"{pool.i2:g} %" if pool.i2 is not None else None,
        conclusion=pool.conclusion,
        interests=pool.interests or reading.dossier.sources[pool.source].interests,
        keep_out=pool.keep_out,
        note=pool.note,
        mark=mark(reading.dossier, pool.cites),
    )


def in_people(found: Absolute, outcome: Outcome) -> str:
    """A pooled effect as a plain sentence about 1,000 people.

    >>> from thymos.records.outcome import Outcome
    >>> death = Outcome(
    ...     id="d",
    ...     name="Death",
    ...     plain="dying within 28 days",
    ...     condition="c",
    ...     timepoint="28 d",
    ...     better="lower",
    ...     importance="patient-important",
    ... )
    >>> in_people(Absolute(268, 222, 153, 323), death)
    'Dying within 28 days: 268 of 1,000 people without it, 222 with it (153 to 323).'
    """
    told = f"{title(outcome.plain)}: {count(found.without)} of {count(1000)} people without it, "
    told += f"{count(found.treated)} with it"
    return f"{told} ({found.range})." if found.range else f"{told}."
