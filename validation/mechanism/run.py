"""What was measured of the mechanism's own arithmetic, written to `tables/verification.csv`.

Run from the root of the repository: `python validation/mechanism/run.py`. Needs the extra
`mechanism` and copasi-basico. Only arithmetic is verified here: that equations are integrated as
written. Whether they are true is another question, and no figure below answers it.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import basico
import numpy as np
from numpy.typing import NDArray

from thymos import api
from thymos.mechanism import ensemble, oracle, sbml
from thymos.mechanism.model import Model, doses, load
from thymos.mechanism.population import draw
from thymos.mechanism.stops import Dose
from thymos.mechanism.system import System

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "src/thymos/tables/verification.csv"
SUITE = ROOT / "tests/rivals/sbml_test_suite.json"
HEAD = """\
# What runs of validation measured of the arithmetic of the mechanism: that equations are integrated
# as written, and nothing about whether they are true. Made by validation/mechanism/run.py.
"""
Floats = NDArray[np.float64]
PATIENTS, HORIZON = 1000, 672.0
RTOL, ATOL = 1e-9, 1e-12
# Growth of the pathogen and how much of it there is: the three regimes of the published core.
REGIMES = (("health", 0.3, 1.0), ("aseptic death", 0.3, 1.5), ("septic death", 0.6, 1.0))
# Below this a difference is told against it, so that nothing divides by a state that is gone.
FLOOR = 1e-3


def main() -> int:
    """Measure everything and write the table."""
    known = api.load().known
    model = load(known)
    system = sbml.read(model.sbml)
    today = date.today().isoformat()  # noqa: DTZ011  a calendar day, no instant
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["what", "found", "made_by", "on"])
    for what, found, made_by in measured(model, system):
        print(f"{what}: {found}")
        writer.writerow([what, found, made_by, today])
    TABLE.write_text(HEAD + out.getvalue(), "utf-8")
    return 0


def measured(model: Model, system: System) -> Iterator[tuple[str, str, str]]:
    """Each thing that was measured, what was found, and by what."""
    made_by = "validation/mechanism/run.py"
    engines = f"libroadrunner {version('libroadrunner')}"
    worst, compared = patients(model, system)
    yield (
        "the ensemble engine",
        f"of {PATIENTS:,} patients drawn from the stated ranges, 28 days, 14 doses, {engines} "
        f"could run {compared:,} at a tolerance of {RTOL:.0e}; in these the engine differs by "
        f"at most {worst:.1e} (relative, against {FLOOR:g} where a state is smaller)",
        made_by,
    )
    yield (
        "the published core",
        "; ".join(regimes(system)),
        made_by,
    )
    apart = simulators(model)
    yield (
        "two simulators on the same SBML",
        f"COPASI (copasi-basico {version('copasi-basico')}) and {engines} differ by at most "
        f"{apart:.1e}",
        made_by,
    )
    if SUITE.exists():
        suite = json.loads(SUITE.read_text("utf-8"))
        yield (
            "the reading of SBML",
            f"of {suite['cases']:,} semantic cases of the SBML Test Suite {suite['passed']:,} "
            f"pass, {suite['refused']:,} are refused by name, {suite['wrong']:,} are wrong",
            "validation/sbml/run.py",
        )


def patients(model: Model, system: System) -> tuple[float, int]:
    """The largest difference between the engine and the reference, and in how many patients."""
    drawn = draw(model.parameters, "stated", 1, 0, PATIENTS)
    given = dict(zip(model.parameters.ids, drawn.T, strict=True))
    parameters = system.with_parameters(PATIENTS, given)
    first = system.initial(parameters)
    first[:, system.state("P")] += 1.0
    times = np.linspace(0.0, HORIZON, 57)
    into = (Dose(model.dose_species, *doses(model.regimen("tests"))),)
    mine = ensemble.simulate(system, times, parameters, first, into)
    reference = oracle.simulate(system, times, parameters, first, into, rtol=RTOL, atol=ATOL)
    if mine.given_up.any():
        sys.exit("the ensemble engine gave a patient up; nothing is written")
    both = ~reference.given_up
    return apart(mine.states[both], reference.states[both]), int(both.sum())


def regimes(system: System) -> Iterator[str]:
    """How the published core ends in each of its regimes, by our engine."""
    times = np.linspace(0.0, 1000.0, 101)
    for name, growth, amount in REGIMES:
        parameters = system.with_parameters(1, {"k_pg": growth, "switch_feedback": 0.0})
        first = system.initial(parameters)
        first[:, system.state("P")] += amount
        runs = ensemble.simulate(system, times, parameters, first)
        damage, pathogen = (runs.state(state)[0, -1] for state in ("D", "P"))
        yield f"{name}: damage {damage:.2f}, pathogen {pathogen:.2f}"


def simulators(model: Model) -> float:
    """The largest relative difference between COPASI and libroadrunner from the same SBML.

    A state of the shipped scenario: infection at the hour 0, and no dose.
    """
    names = {state.id: state.what for state in model.record.states}
    system = sbml.read(model.sbml)
    parameters = system.parameters(1)
    first = system.initial(parameters)
    first[:, system.state("P")] += 1.0
    times = np.linspace(0.0, HORIZON, 57)
    reference = oracle.simulate(system, times, parameters, first, rtol=RTOL, atol=ATOL).states[0]
    other = basico.load_model_from_string(model.sbml)
    basico.set_species(names["P"], initial_expression="1", exact=True, model=other)
    found = basico.run_time_course(values=times.tolist(), r_tol=RTOL, a_tol=ATOL, model=other)
    theirs = np.stack([found[names[state]].to_numpy() for state in system.state_ids], axis=-1)
    basico.remove_datamodel(other)
    return apart(theirs, reference)


def apart(mine: Floats, reference: Floats) -> float:
    """The largest difference over the larger of the reference and the floor."""
    return float((np.abs(mine - reference) / np.maximum(np.abs(reference), FLOOR)).max())


if __name__ == "__main__":
    sys.exit(main())
