"""The drawing itself, kept: a change of looks is seen in review, and never comes by accident.

To accept a new look, run this file as a module: `python -m tests.golden.test_forest`.
"""

from pathlib import Path

import pytest

from thymos.plots.forest import LAYOUTS, Forest, ForestModel, ForestRow, draw

KEPT = Path(__file__).parent / "forest"

# Two trials of sepsis, their pooled answers, and a published review beside them.
FOREST = Forest(
    title="Death within 28 days: randomised trials",
    measure="Risk ratio",
    rows=(
        ForestRow("Wu 2013", 0.742, 0.541, 1.018, 40.1, "47/181 v 63/180"),
        ForestRow("Wu 2025", 0.971, 0.785, 1.201, 59.9, "127/542 v 132/547"),
    ),
    models=(
        ForestModel("Random effects, Wald", 0.872, 0.672, 1.131),
        ForestModel("Random, Knapp–Hartung", 0.872, 0.163, 4.66),
        ForestModel("Li 2015, review of 12", 0.68, 0.59, 0.78, published=True),
    ),
    prediction=(0.3, 2.5),
    better_low="better with it",
    better_high="worse with it",
)


@pytest.mark.parametrize("layout", [name for name, _ in LAYOUTS])
def test_the_plot_looks_as_it_did(layout):
    kept = (KEPT / f"{layout}.svg").read_text("utf-8")
    assert draw(FOREST, "golden", layout) + "\n" == kept


if __name__ == "__main__":
    for name, _ in LAYOUTS:
        (KEPT / f"{name}.svg").write_text(draw(FOREST, "golden", name) + "\n", "utf-8")
