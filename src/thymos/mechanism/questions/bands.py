"""How readouts run over time in a population, untreated and treated: bands of quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.bench import Arm, Bench, acts_untreated, courses, hours
from thymos.mechanism.expression import names as named
from thymos.mechanism.model import Prior
from thymos.mechanism.population import draw
from thymos.mechanism.questions.how import How
from thymos.mechanism.twoway import Share, Spread, share, spread
from thymos.records.model import Regimen, Scenario, Variant

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# Kept finely while doses are given, one or two a day: on a grid of half days each would be seen
# at the same hour after a dose. Areas are taken hour by hour.
EARLY_HOURS, EARLY_STEP, STEP_HOURS, AREA_STEP = 168.0, 4.0, 24.0, 1.0
# Digits of a kept number: more than a curve or a table shows.
DIGITS = 3
# What is below this is not told apart from nothing: the engine's own error is about as large.
NOTHING = 1e-6
# From here on a change of an area counts as one, in percent.
CHANGED = 5.0
# A readout that fewer than this part of the patients have untreated has no change.
LEAST_WITH = 0.1


@dataclass(frozen=True, slots=True)
class Band:
    """One readout in one arm: five quantiles at each hour, each a tuple over time."""

    readout: str
    arm: str
    low: tuple[float, ...]
    quarter: tuple[float, ...]
    middle: tuple[float, ...]
    three_quarters: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What the regimen changes in the same patients: the area under one readout, in parts.

    rises, falls: of those who have an area untreated, in whom it changes by `margin` percent.
    """

    readout: str
    margin: float
    by: Spread
    rises: Share
    falls: Share


@dataclass(frozen=True, slots=True)
class CoursesAnswer:
    """A scenario with and without a regimen. patients: 1 is the model's own values.

    variants: readings of the model that were set, none for the model as it stands. failed: those
    whom no engine could simulate. No bands where nobody came into the state.
    """

    scenario: str
    regimen: str
    variants: tuple[str, ...]
    prior: Prior
    patients: int
    reached: Share
    failed: int
    hours: tuple[float, ...]
    bands: tuple[Band, ...]
    changes: tuple[Change, ...]


def ask_courses(
    bench: Bench,
    scenario: Scenario,
    regimen: Regimen,
    patients: int,
    how: How,
    *,
    variants: Sequence[Variant] = (),
    readouts: Sequence[str] = (),
) -> CoursesAnswer:
    """Run a scenario. readouts: all but levels in blood where none is named.

    patients: 1 is the model with its own values, more are drawn from the prior. Raises
    ValueError for none.
    """
    if patients < 1:
        raise ValueError(f"expected at least 1 patient, found {patients}")
    shown = tuple(readouts) or watched(bench)
    times, fine = grid(scenario.horizon_hours), hours(scenario, AREA_STEP)
    every = np.union1d(times, fine)
    kept, whole = np.isin(every, times), np.isin(every, fine)
    arms = _arms(bench, scenario, regimen, variants)
    table = bench.model.parameters

    def work(first: int, stop: int) -> Floats:
        """(arm, patient, time, readout); behind the times the mean over them, then who failed."""
        drawn = draw(table, how.prior, how.seed, first, stop)
        parameters = table.values[None, :] if patients == 1 else drawn
        run = courses(bench, scenario, arms, parameters, every, shown)
        found = np.stack(run.values)
        means = np.trapezoid(found[:, :, whole], fine, axis=2) / fine[-1]
        failed = np.broadcast_to(run.failed[:, :, None], means.shape)
        return np.concatenate([found[:, :, kept], means[:, :, None], failed[:, :, None]], axis=2)

    pieces = how.run(f"{scenario.title}, {regimen.title}", patients, work)
    seen = np.concatenate([_seen(piece[:, :, :-2]) for piece in pieces])
    told = np.concatenate([piece[:, :, -2:] for piece in pieces], axis=1)
    return CoursesAnswer(
        scenario=scenario.id,
        regimen=regimen.id,
        variants=tuple(variant.id for variant in variants),
        prior=how.prior,
        patients=patients,
        reached=share(seen),
        failed=int(told[:, :, 1, 0].any(axis=0).sum()),
        hours=tuple(times.tolist()),
        bands=tuple(_bands(shown, pieces, seen)),
        changes=tuple(_changes(shown, told[:, :, 0])),
    )


def _arms(
    bench: Bench, scenario: Scenario, regimen: Regimen, variants: Sequence[Variant]
) -> tuple[Arm, Arm]:
    """Untreated and treated, both with the settings of the variants."""
    sets = tuple(each for variant in variants for each in variant.sets)
    idle = not sets or not acts_untreated(bench, scenario, sets)
    return Arm(sets, None, idle), Arm(sets, regimen, idle)


def grid(end: float) -> Floats:
    """The hours at which courses are kept, from 0 to the end.

    >>> grid(200.0)[-4:].tolist()
    [164.0, 168.0, 192.0, 200.0]
    """
    early = np.arange(0.0, min(EARLY_HOURS, end), EARLY_STEP)
    late = np.arange(EARLY_HOURS, end, STEP_HOURS)
    return np.concatenate([early, late, [end]])


def watched(bench: Bench) -> tuple[str, ...]:
    """Every readout but those that doses alone decide, which move faster than this grid."""
    table = bench.model.parameters
    kinetic = {n for n, group in zip(table.ids, table.groups, strict=True) if group == "kinetics"}
    rules = bench.system.definitions
    found = []
    for each in bench.model.record.readouts:
        direct = named(rules[each.of]) if each.of in rules else frozenset()
        if not direct & kinetic:
            found.append(each.id)
    return tuple(found)


def _bands(readouts: Sequence[str], pieces: Sequence[Floats], seen: Flags) -> list[Band]:
    """pieces: each (arm, patient, time and more, readout); seen: who is shown, (patient,).

    One readout of one arm at a time, since all of them together are a gigabyte.
    """
    if not seen.any():
        return []
    found = []
    for r, name in enumerate(readouts):
        for a, arm in enumerate(("untreated", "treated")):
            values = np.concatenate([piece[a, :, :-2, r] for piece in pieces])[seen]
            cuts = np.quantile(values, QUANTILES, axis=0, overwrite_input=True)
            found.append(Band(name, arm, *(rounded(cut) for cut in cuts)))
    return found


def _changes(readouts: Sequence[str], means: Floats) -> list[Change]:
    """means: over time, (arm, patient, readout), the untreated first; nan is left out.

    A readout that hardly anybody has untreated is left out: nothing is changed in it.
    """
    before, after = means
    found, least = [], CHANGED / 100
    for r, name in enumerate(readouts):
        seen = np.isfinite(before[:, r]) & np.isfinite(after[:, r])
        has = seen & (before[:, r] > NOTHING)
        if has.sum() < max(1.0, LEAST_WITH * seen.sum()):
            continue
        parts = after[has, r] / before[has, r] - 1
        moves = share(parts >= least), share(parts <= -least)
        found.append(Change(name, CHANGED, spread(parts), *moves))
    return found


def _seen(values: Floats) -> Flags:
    """Which patients came into the state and could be run, (patient,)."""
    return np.asarray(np.isfinite(values).all(axis=(0, 2, 3)))


def rounded(values: Floats) -> tuple[float, ...]:
    """Values with as many digits as are kept."""
    kept = np.where(np.abs(values) < NOTHING, 0.0, values)
    return tuple(float(f"{value:.{DIGITS}g}") for value in kept)
