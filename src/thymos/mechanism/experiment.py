"""A scenario of a dossier as an experiment that other programs can run: theory, not evidence.

One patient with the model's own values; the hour at which treatment begins is found by running
the scenario until its criteria hold, as for any other patient.
"""

from __future__ import annotations

from collections.abc import Sequence

from thymos.dossier.index import Dossier
from thymos.errors import MechanismError, UsageError
from thymos.mechanism.archive import Experiment
from thymos.mechanism.bench import Bench, begin
from thymos.mechanism.model import changed
from thymos.mechanism.request import named, readings, the_model, the_regimen
from thymos.mechanism.store import bench_of
from thymos.records.model import Scenario, Variant


def experiment(
    dossier: Dossier,
    scenario: str,
    regimen: str | None = None,
    *,
    arms: Sequence[str] = (),
    variants: Sequence[str] = (),
) -> Experiment:
    """A scenario with and without a regimen, its own first one where none is named.

    arms: that are left out; variants: readings that are set. Raises UnknownRecord, UsageError,
    and MechanismError where the model's own values never come into the state.
    """
    record = the_model(dossier)
    named(record, "scenario", scenario)
    names = readings(record, arms, variants)
    if regimen is not None:
        the_regimen(dossier, regimen)
    bench = bench_of(dossier)
    chosen = bench.model.scenario(scenario)
    if regimen is None and not chosen.regimens:
        raise UsageError("the scenario has no regimen of its own: name one with --regimen")
    given = bench.model.regimen(regimen or chosen.regimens[0])
    read = tuple(bench.model.variant(name) for name in names)
    return Experiment(bench.model, chosen, given, _start_hour(bench, chosen, read), read)


def _start_hour(bench: Bench, scenario: Scenario, variants: Sequence[Variant]) -> float:
    sets = [each for variant in variants for each in variant.sets]
    table = bench.model.parameters
    own = changed(table, changed(table, table.values, scenario.scales), sets)
    begun = begin(bench, scenario, own)
    if not begun.reached[0]:
        raise MechanismError(
            f"the model {bench.model.record.id}: with its own values nobody comes into the state "
            f"{scenario.id} within {scenario.within_hours:g} hours, so there is nothing to treat"
        )
    return float(begun.hours[0])
