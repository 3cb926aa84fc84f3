"""The drawings of the mechanism, kept: a change of looks is seen in review.

To accept a new look, run this file as a module: `python -m tests.golden.test_theory_plots`. It
also writes the same drawings, with colours of their own, for docs/methods/mechanism.md. All
numbers are made up here; what is drawn on pages comes from answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from thymos.plots import courses, predicted
from thymos.plots.ink import Width, standalone

KEPT = Path(__file__).parent / "theory"
SHOWN = Path(__file__).parents[2] / "docs" / "images" / "plots"
LAYOUTS: tuple[Width, ...] = ("wide", "narrow")
DAYS = tuple(range(15))


def run(name: str, height: float, *, dashed: bool = False) -> courses.Run:
    """An arm that rises and falls; its bands are wider the higher it is."""
    middle = [height * day * math.exp(-day / 4) for day in DAYS]

    def part(share: float) -> tuple[float, ...]:
        return tuple(round(share * value, 4) for value in middle)

    bands = part(0.4), part(0.7), part(1.0), part(1.5), part(2.2)
    return courses.Run(name, *bands, dashed=dashed)


def course() -> courses.Courses:
    """A marker in both arms over two weeks."""
    hours = tuple(24.0 * day for day in DAYS)
    runs = (run("untreated", 1.0, dashed=True), run("treated", 1.4))
    return courses.Courses("A marker (theory, not evidence)", "Relative to itself", hours, runs)


def foretold() -> predicted.Predicted:
    """Two trials, each beside fifty predictions of two sorts."""
    near = tuple(round(-6 * (i / 49) ** 6 + 0.02 * i, 3) for i in range(49, -1, -1))
    far = tuple(round(8 * ((i - 25) / 25) ** 5, 3) for i in range(50))
    sorts = (
        predicted.Foretold("Model, stated ranges", near),
        predicted.Foretold("Model, wide", far),
    )
    trials = (
        predicted.Beside("A small trial", (-9.0, -18.5, 0.4), sorts),
        predicted.Beside("A large trial", (-0.7, -5.8, 4.4), sorts),
    )
    title = "Risk differences, counted and foretold (theory, not evidence)"
    measure = "Risk difference in percentage points"
    return predicted.Predicted(title, measure, "counted", trials, "fewer deaths", "more deaths")


PLOTS: tuple[tuple[str, Callable[[Width], str]], ...] = (
    ("courses", lambda layout: courses.draw(course(), "courses", layout)),
    ("predicted", lambda layout: predicted.draw(foretold(), "predicted", layout)),
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "draw"), PLOTS, ids=[name for name, _ in PLOTS])
def test_the_plot_looks_as_it_did(name, draw, layout):
    kept = (KEPT / f"{name}-{layout}.svg").read_text("utf-8")
    assert draw(layout) + "\n" == kept


def test_every_kept_drawing_is_of_a_plot():
    expected = {f"{name}-{layout}.svg" for name, _ in PLOTS for layout in LAYOUTS}
    assert {file.name for file in KEPT.iterdir()} == expected


def test_the_pages_show_the_same_drawings():
    for name, draw in PLOTS:
        assert (SHOWN / f"{name}.svg").read_text("utf-8") == standalone(draw("wide")) + "\n"


if __name__ == "__main__":
    for folder in (KEPT, SHOWN):
        folder.mkdir(parents=True, exist_ok=True)
    for plot, drawn in PLOTS:
        for width in LAYOUTS:
            (KEPT / f"{plot}-{width}.svg").write_text(drawn(width) + "\n", "utf-8")
        (SHOWN / f"{plot}.svg").write_text(standalone(drawn("wide")) + "\n", "utf-8")
