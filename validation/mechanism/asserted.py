"""What starting states that are asserted, not simulated, do to the two-way answer.

A first sketch of the shipped model wrote its two starting states down by hand, and found that the
two-way answer never comes without the IDO arm. Here today's model starts from the same numbers.
Run from the root of the repository: `python validation/mechanism/asserted.py`. Needs the extra
`mechanism`. Theory, not evidence: nothing here is compared with people.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from thymos import api
from thymos.mechanism.bench import Bench
from thymos.mechanism.model import changed, doses
from thymos.mechanism.population import draw
from thymos.mechanism.store import bench_of
from thymos.mechanism.twoway import AtMargin, at_margin
from thymos.records.model import Setting

Floats = NDArray[np.float64]

DRAWS, HOURS, STEP, MARGIN, SEED = 4000, 672.0, 4.0, 5.0, 1
# The states of the sketch; the drug is not there yet.
INFLAMED: Mapping[str, float] = {
    "P": 1, "N": 0.6, "D": 3, "CA": 0.2, "DCi": 0.6, "DCm": 0.4, "HLADR": 1, "IL12": 0.2,
    "IDO": 0.3, "Treg": 0.15, "Te": 0.3, "Tx": 0.05, "Tn": 0.8, "NK": 1,
}  # fmt: skip
SUPPRESSED: Mapping[str, float] = {
    "P": 0.6, "N": 0.1, "D": 2, "CA": 0.6, "DCi": 0.6, "DCm": 0.05, "HLADR": 0.3, "IL12": 0.02,
    "IDO": 0.6, "Treg": 1, "Te": 0.05, "Tx": 0.3, "Tn": 0.6, "NK": 1,
}  # fmt: skip
MODELS: tuple[tuple[str, Mapping[str, float]], ...] = (
    ("the model as it stands", {}),
    ("no dendritic arm", {"switch_dc": 0}),
    ("no IDO arm", {"switch_ido": 0}),
    ("no exhaustion arm", {"switch_exhaustion": 0}),
    ("with an assumed delay", {"switch_delay": 1}),
    ("no IDO arm, with a delay", {"switch_delay": 1, "switch_ido": 0}),
)


def main() -> int:
    """Print the shares, one model a line."""
    bench = bench_of(api.load().known)
    drawn = draw(bench.model.parameters, "stated", SEED, 0, DRAWS)
    print(f"theory, not evidence: {DRAWS:,} draws from the stated ranges, starting states asserted")
    for name, sets in MODELS:
        found = asserted(bench, drawn, sets)
        shares = (found.both, found.up, found.down, found.worse)
        both, up, down, worse = (f"{100 * (each.share or 0):.1f} %" for each in shares)
        print(f"{name}: both {both}, up {up}, down {down}, worse {worse} (by {MARGIN:g} % or more)")
    return 0


def asserted(bench: Bench, drawn: Floats, sets: Mapping[str, float]) -> AtMargin:
    """Shares that answer both ways from the asserted states, with some parameters set."""
    settings = [Setting(parameter=name, value=value) for name, value in sets.items()]
    own = bench.columns(changed(bench.model.parameters, drawn, settings))
    sides = (SUPPRESSED, "effectors"), (INFLAMED, "inflammation")
    return at_margin(np.stack([change(bench, own, *side) for side in sides], axis=1), MARGIN)


def change(bench: Bench, own: Floats, state: Mapping[str, float], readout: str) -> Floats:
    """The change of an area by treatment, in parts, (draw,)."""
    first = np.zeros((len(own), len(bench.system.state_ids)))
    for name, value in state.items():
        first[:, bench.system.state(name)] = value
    times = np.arange(0.0, HOURS + STEP / 2, STEP)
    symbol = bench.readout(readout).of
    areas = []
    for given in (None, doses(bench.model.regimen("tests"))):
        states = bench.engine(times, own, first, given)
        areas.append(
            np.trapezoid(bench.system.observe([symbol], own, times, states)[:, :, 0], times)
        )
    return np.asarray(areas[1] / areas[0] - 1)


if __name__ == "__main__":
    sys.exit(main())
