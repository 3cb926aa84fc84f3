"""What the selected results say together: pooled in several models, side by side.

The numbers come from the kernel; nothing is computed here but scales and labels. The
defaults and their reasons: `docs/decisions/0003-pooling-defaults.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.dossier.index import Dossier
from thymos.errors import UsageError
from thymos.evidence.coverage import Coverage, coverage
from thymos.evidence.selection import COUNT_MEASURES, Entry, Selection, select
from thymos.records.outcome import Outcome
from thymos.records.study import Tier

Floats = NDArray[np.float64]

# Below five studies the estimate of τ² says little and the models part company; all of them
# are shown (Bender et al. 2018, Res Synth Methods 9:382; Röver et al. 2015, BMC Med Res
# Methodol 15:99).
FEW_STUDIES = 5

# Beyond these no study has ever been: such numbers are slips of the pen or of the scale, and
# their squares and exponentials are more than the machine holds. A ratio of e^100 is 10^43.
LARGEST = 1e50
LARGEST_LOGARITHM = 100.0

# Two standard errors that differ by less differ by rounding only.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Options:
    """How to pool: the field's own codes, checked by the kernel."""

    measure: str | None = None
    method: str = "REML"
    test: str = "z"
    level: float = 0.95
    prediction: str = "HTS"
    add: float | None = None
    to: str = "only0"
    drop00: bool = False
    vtype: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One study in a forest plot; effects on the reader's scale, y and v as analysed."""

    label: str
    y: float
    v: float
    estimate: float
    low: float
    high: float
    weight: float | None
    events: tuple[int, int] | None = None
    n: tuple[int, int] | None = None
    corrected: bool = False
    study: str | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One pooled answer. estimate, se, low, high: analysis scale; shown: reader's scale."""

    name: str
    method: str
    test: str
    estimate: float
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    shown: tuple[float, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Pooling:
    """Studies pooled under one measure; the main model, and the others beside it.

    size: the size at which pooled values are turned back to the reader's scale, for the few
    measures whose inverse needs one.
    """

    measure: kernel.Measure
    options: Options
    rows: tuple[Row, ...]
    main: Model
    models: tuple[Model, ...]
    tau2: float
    tau2_low: float | None
    tau2_high: float | None
    I2: float | None
    H2: float | None
    Q: float | None
    Q_df: float
    Q_p: float | None
    prediction: tuple[float, float] | None
    prediction_shown: tuple[float, float] | None
    size: float | None = None

    @property
    def k(self) -> int:
        """How many studies were pooled."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """All that the records say about one outcome in one tier of evidence."""

    outcome: Outcome
    selection: Selection
    pooling: Pooling | None
    coverage: Coverage


def synthesise(
    dossier: Dossier, outcome: str, options: Options | None = None, tier: Tier = Tier.RCT
) -> Synthesis:
    """Pool the results of an outcome that count; `pooling` is None where none does.

    Raises UnknownRecord for an unknown outcome, UsageError for an unknown method.
    """
    options = options or Options()
    record = dossier.get("outcomes", outcome)
    measure = options.measure or record.measure
    selection = select(dossier, outcome, measure, tier)
    pooling = pool_entries(selection.entries, measure, options) if selection.entries else None
    rows = {row.study for row in pooling.rows} if pooling else set()
    used = tuple(entry for entry in selection.entries if entry.study.id in rows)
    return Synthesis(record, selection, pooling, coverage(dossier, outcome, used, tier))


def pool_entries(entries: Sequence[Entry], measure: str, options: Options) -> Pooling | None:
    """Pool entries of a selection; None where no effect can be computed from them."""
    labels = [entry.study.name for entry in entries]
    ids = [(entry.study.id, entry.result.id) for entry in entries]
    try:
        if measure in COUNT_MEASURES:
            tables = [(e.events, e.n) for e in entries]
            cells = np.array([(a[0], n[0], a[1], n[1]) for a, n in tables if a and n], float).T
            effects = kernel.effect_sizes(
                measure, *cells, add=options.add, to=options.to, drop00=options.drop00
            )
            return pool_effects(labels, effects, options, cells=cells, ids=ids)
        effects = reported_effects(entries, measure)
        return pool_effects(labels, effects, options, ids=ids)
    except ValueError as error:
        raise UsageError(str(error)) from error


# A ratio that the kernel has no code for is read on the logarithm, as a hazard ratio is.
SUBDISTRIBUTION = ("SHR", "subdistribution hazard ratio")


def _measure_as_reported(code: str) -> kernel.Measure:
    if code == SUBDISTRIBUTION[0]:
        return replace(kernel.measure("HR"), code=code, name=SUBDISTRIBUTION[1])
    return kernel.measure(code)


def reported_effects(entries: Sequence[Entry], measure: str) -> kernel.Effects:
    """Effects on the analysis scale from those reported with an interval. Raises UsageError."""
    kind = _measure_as_reported(measure)
    read = "HR" if kind.log_scale else "GEN"
    y, v = [], []
    for entry in entries:
        effect = entry.result.effect
        if effect is None or effect.interval is None:
            raise UsageError(f"{entry.study.id}/{entry.result.id} reports no interval")
        limits = effect.interval
        one = kernel.from_interval(read, effect.estimate, limits.low, limits.high, limits.level)
        y.append(one.y[0])
        v.append(one.v[0])
    everyone = np.ones(len(y), bool)
    return kernel.Effects(np.array(y), np.array(v), everyone, ~everyone, kind)


def pool_effects(
    labels: Sequence[str],
    effects: kernel.Effects,
    options: Options,
    *,
    cells: Floats | None = None,
    sizes: Floats | None = None,
    ids: Sequence[tuple[str, str]] | None = None,
) -> Pooling | None:
    """Pool effects on the analysis scale.

    cells: (4, study) events and group sizes, for display, nan where unknown. sizes: (study,)
    persons or time, for measures whose inverse needs them. Studies without an effect (zero cells
    under `to="none"`) are left out. Returns None when none remains. Raises ValueError as the
    kernel does.
    """
    use = np.flatnonzero(effects.included)
    if not use.size:
        return None
    _ordinary(labels, effects, use)
    y, v = effects.y[use], effects.v[use]
    fits = {key: _fit(y, v, options, *key) for key in _models(options, len(use))}
    main_key = ("CE" if options.method in ("CE", "FE", "EE") else options.method, options.test)
    main = fits[main_key]
    usual = None if sizes is None else _harmonic(sizes[use])
    models = tuple(model(effects.measure, fit, usual) for fit in _apart(fits))
    band = (float(main.prediction_low[0]), float(main.prediction_high[0]))
    prediction = band if np.isfinite(band).all() else None
    return Pooling(
        measure=effects.measure,
        options=options,
        rows=_rows(labels, effects, use, main, options, cells, sizes, ids),
        main=model(effects.measure, main, usual),
        models=models,
        tau2=float(main.tau2[0]),
        tau2_low=_number(main.tau2_low),
        tau2_high=_number(main.tau2_high),
        I2=_number(main.I2),
        H2=_number(main.H2),
        Q=_number(main.Q),
        Q_df=float(main.Q_df[0]),
        Q_p=_number(main.Q_p),
        prediction=prediction,
        prediction_shown=_shown(effects.measure, prediction, usual) if prediction else None,
        size=usual,
    )


def _ordinary(labels: Sequence[str], effects: kernel.Effects, use: NDArray[np.intp]) -> None:
    """Refuse (ValueError) effects and variances that no study can have had."""
    logarithm = effects.measure.scale in ("log", "logit")
    most = LARGEST_LOGARITHM if logarithm else LARGEST
    hint = ": yi is the logarithm, not the ratio" if logarithm else ""
    for i in use:
        y, variance = float(effects.y[i]), float(effects.v[i])
        if abs(y) > most:
            raise ValueError(
                f"{labels[i]}: expected an effect between -{most:g} and {most:g}, found {y:g}{hint}"
            )
        if not 1 / LARGEST <= variance <= min(LARGEST, most**2):
            raise ValueError(
                f"{labels[i]}: expected a sampling variance from {1 / LARGEST:g} to "
                f"{min(LARGEST, most**2):g}, found {variance:g}"
            )


def _models(options: Options, k: int) -> tuple[tuple[str, str], ...]:
    """The main model first; with few studies its rivals beside it."""
    method = "CE" if options.method in ("CE", "FE", "EE") else options.method
    wanted = [(method, options.test)]
    if 1 < k < FEW_STUDIES:
        random = "REML" if method == "CE" else method
        wanted += [("CE", "z"), (random, "z"), (random, "knha"), (random, "adhoc")]
    return tuple(dict.fromkeys(wanted))


def _apart(fits: dict[tuple[str, str], kernel.Pooled]) -> tuple[kernel.Pooled, ...]:
    """The fits worth showing: the guarded Knapp–Hartung only where it guards, being wider."""
    plain = {key: fit for key, fit in fits.items() if key[1] != "adhoc"}
    kept = [
        fit
        for (method, test), fit in fits.items()
        if test != "adhoc"
        or (method, "knha") not in plain
        or float(fit.se[0]) > float(plain[method, "knha"].se[0]) * (1 + SAME)
    ]
    return tuple(kept)


def _fit(y: Floats, v: Floats, options: Options, method: str, test: str) -> kernel.Pooled:
    return kernel.pool(
        y, v, method=method, test=test, level=options.level, prediction=options.prediction
    )


_TEST_NAMES = (
    ("z", "Wald"),
    ("t", "t test"),
    ("knha", "Knapp–Hartung"),
    ("adhoc", "guarded Knapp–Hartung"),
)


def _harmonic(sizes: Floats) -> float:
    """The size at which a pooled double arcsine or double root is turned back (Miller 1978)."""
    return float(len(sizes) / np.sum(1 / sizes))


def model(measure: kernel.Measure, fit: kernel.Pooled, size: float | None = None) -> Model:
    """A fit of the kernel (a batch of one) as a named model on both scales."""
    test = dict(_TEST_NAMES)[fit.test]
    kind = "common effect" if fit.method == "CE" else f"random effects ({fit.method})"
    low, high = _number(fit.ci_low), _number(fit.ci_high)
    shown = tuple(
        None if x is None else float(kernel.to_display(measure, x, size))
        for x in (float(fit.estimate[0]), low, high)
    )
    return Model(
        name=f"{kind}, {test}",
        method=fit.method,
        test=fit.test,
        estimate=float(fit.estimate[0]),
        se=_number(fit.se),
        low=low,
        high=high,
        p=_number(fit.p),
        shown=(shown[0] or 0.0, shown[1], shown[2]),
    )


def _rows(
    labels: Sequence[str],
    effects: kernel.Effects,
    use: NDArray[np.intp],
    main: kernel.Pooled,
    options: Options,
    cells: Floats | None,
    sizes: Floats | None,
    ids: Sequence[tuple[str, str]] | None,
) -> tuple[Row, ...]:
    y, v = effects.y[use], effects.v[use]
    each = kernel.pool(y[:, None], v[:, None], method="CE", level=options.level, profile=False)
    out = []
    for place, i in enumerate(use):
        at = (y[place], each.ci_low[place], each.ci_high[place])
        size = None if sizes is None else float(sizes[i])
        estimate, low, high = (float(kernel.to_display(effects.measure, x, size)) for x in at)
        counted = cells is not None and bool(np.isfinite(cells[:, i]).all())
        table = tuple(int(x) for x in cells[:, i]) if cells is not None and counted else None
        out.append(
            Row(
                label=labels[i],
                y=float(y[place]),
                v=float(v[place]),
                estimate=estimate,
                low=low,
                high=high,
                weight=float(main.weights[0, place]),
                events=(table[0], table[2]) if table else None,
                n=(table[1], table[3]) if table else None,
                corrected=bool(effects.corrected[i]),
                study=ids[i][0] if ids else None,
                result=ids[i][1] if ids else None,
            )
        )
    return tuple(out)


def _shown(
    measure: kernel.Measure, band: tuple[float, float], size: float | None
) -> tuple[float, float]:
    low, high = (float(kernel.to_display(measure, x, size)) for x in band)
    return low, high


def _number(values: Floats) -> float | None:
    value = float(values[0])
    return value if np.isfinite(value) else None
