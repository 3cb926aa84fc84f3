"""A page as HTML: one template per kind of page, compiled once, escaping on.

Templates hold words and structure, never a number: every number is a field of a view.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from thymos.plots import (
    alignment,
    bubble,
    contrasts,
    courses,
    cumulative,
    forest,
    gosh,
    isotopes,
    network,
    predicted,
    specification,
    timeline,
    traffic,
)
from thymos.views.contents import Page, Shell
from thymos.views.wordings import title

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The template environment; a name that a view lacks is an error, not an empty string."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["draw"] = draw
    made.globals["signs"] = signs
    made.globals["bubbles"] = bubbles
    made.globals["turns"] = turns
    made.globals["steps_of"] = steps_of
    made.globals["statements_of"] = statements_of
    made.globals["courses_of"] = courses_of
    made.globals["predicted_of"] = predicted_of
    made.globals["sticks_of"] = sticks_of
    made.globals["aligned_of"] = aligned_of
    made.globals["gosh_of"] = gosh_of
    made.globals["contrasts_of"] = contrasts_of
    made.globals["curve_of"] = curve_of
    made.filters["raised"] = title
    return made


def draw(plot: forest.Forest, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """A forest plot as safe markup: `plots` escapes every text it is given."""
    return Markup(forest.draw(plot, ident, layout))


def signs(plot: traffic.Traffic, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """The traffic lights of an appraisal as safe markup."""
    return Markup(traffic.draw(plot, ident, layout))


def bubbles(plot: bubble.BubblePlot, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """A bubble plot of a moderator as safe markup."""
    return Markup(bubble.draw(plot, ident, layout))


def turns(plot: timeline.Timeline, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """A verdict through time as safe markup."""
    return Markup(timeline.draw(plot, ident, layout))


def steps_of(plot: cumulative.Cumulative, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """Studies added one by one as safe markup."""
    return Markup(cumulative.draw(plot, ident, layout))


def statements_of(plot: network.Network, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """Causal statements as safe markup."""
    return Markup(network.draw(plot, ident, layout))


def courses_of(plot: courses.Courses, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """Courses over time as safe markup."""
    return Markup(courses.draw(plot, ident, layout))


def predicted_of(
    plot: predicted.Predicted, ident: str, layout: Literal["wide", "narrow"]
) -> Markup:
    """Predictions beside what was counted, as safe markup."""
    return Markup(predicted.draw(plot, ident, layout))


def sticks_of(plot: isotopes.Isotopes, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """An isotope pattern as safe markup."""
    return Markup(isotopes.draw(plot, ident, layout))


def aligned_of(plot: alignment.Aligned, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """Two aligned chains as safe markup."""
    return Markup(alignment.draw(plot, ident, layout))


def gosh_of(plot: gosh.Gosh, ident: str, layout: Literal["wide", "narrow"]) -> Markup:
    """Every choice of studies as safe markup."""
    return Markup(gosh.draw(plot, ident, layout))


def contrasts_of(
    plot: contrasts.Contrasts, ident: str, layout: Literal["wide", "narrow"]
) -> Markup:
    """What each study does to the choices with it, as safe markup."""
    return Markup(contrasts.draw(plot, ident, layout))


def curve_of(
    plot: specification.SpecificationCurve, ident: str, layout: Literal["wide", "narrow"]
) -> Markup:
    """Every defensible analysis as safe markup."""
    return Markup(specification.draw(plot, ident, layout))


def page_html(page: Page, shell: Shell) -> str:
    """One page as a whole HTML document."""
    template = environment().get_template(f"{page.template}.html")
    return template.render(page=page, view=page.body, shell=shell, root="../" * page.depth)
