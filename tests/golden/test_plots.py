"""The drawings themselves, kept: a change of looks is seen in review, and never comes by accident.

To accept a new look, run this file as a module: `python -m tests.golden.test_plots`. It also
writes the same drawings, with colours of their own, for docs/methods/plots.md.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.golden import choices, examples, molecules, spectra
from thymos.plots import (
    alignment,
    baujat,
    bubble,
    contrasts,
    cumulative,
    forest,
    funnel,
    gosh,
    isotopes,
    labbe,
    profile,
    radial,
    specification,
    spectrum,
)
from thymos.plots.ink import Width, standalone

KEPT = Path(__file__).parent / "plots"
SHOWN = Path(__file__).parents[2] / "docs" / "images" / "plots"
LAYOUTS: tuple[Width, ...] = ("wide", "narrow")
PLOTS: tuple[tuple[str, Callable[[Width], str]], ...] = (
    ("forest", lambda layout: forest.draw(examples.forest(), "forest", layout)),
    ("funnel", lambda layout: funnel.draw(examples.funnel(), "funnel", layout)),
    ("radial", lambda layout: radial.draw(examples.radials(), "radial", layout)),
    ("labbe", lambda layout: labbe.draw(examples.labbe(), "labbe", layout)),
    ("baujat", lambda layout: baujat.draw(examples.baujat(), "baujat", layout)),
    ("bubble", lambda layout: bubble.draw(examples.bubble(), "bubble", layout)),
    ("cumulative", lambda layout: cumulative.draw(examples.cumulated(), "cumulative", layout)),
    ("leave-one-out", lambda layout: cumulative.draw(examples.left_out(), "left-out", layout)),
    ("profile", lambda layout: profile.draw(examples.profile(), "profile", layout)),
    ("gosh", lambda layout: gosh.draw(choices.gosh(), "gosh", layout)),
    (
        "specification",
        lambda layout: specification.draw(choices.curve(), "specification", layout),
    ),
    ("contrasts", lambda layout: contrasts.draw(choices.inclusion(), "contrasts", layout)),
    ("isotopes", lambda layout: isotopes.draw(molecules.isotopes(), "isotopes", layout)),
    ("alignment", lambda layout: alignment.draw(molecules.aligned(), "alignment", layout)),
    ("spectrum", lambda layout: spectrum.draw(spectra.mixture(), "spectrum", layout)),
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
