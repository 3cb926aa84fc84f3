"""The routes from what a paper printed to the columns that a measure is computed from.

A route is a set of columns; a row of a table takes the first one whose cells it fills, so that
one sheet may hold means here, medians there and a t statistic elsewhere. What is derived comes
with its trail (`kernel.trail`). The table of column names: `docs/methods/conversions.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.kernel.convert import d_from_f, d_from_p, d_from_t, phi_from_chi_square, r_from_t
from thymos.kernel.quantile_fit import mean_from_quantiles
from thymos.kernel.summaries import events_from_percent, mean_from_median, sd_from_se
from thymos.kernel.survival import hazard_from_logrank, hazard_from_p, variance_from_events
from thymos.kernel.trail import Converted

Floats = NDArray[np.float64]
Columns = Mapping[str, Floats]
Texts = Mapping[str, tuple[str, ...]]

# How a median becomes a mean: normal data (Luo 2016, Wan 2014, Shi 2020), or the best of four
# families of distributions (McGrath 2020).
MEDIANS: tuple[tuple[str, Callable[..., Converted]], ...] = (
    ("luo", mean_from_median),
    ("mcgrath", mean_from_quantiles),
)
MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
# What may stand for the mean and the deviation of one group, the most direct first.
SUMMARIES = (
    ("mean", "sd"),
    ("mean", "se"),
    ("min", "q1", "med", "q3", "max"),
    ("med", "q1", "q3"),
    ("med", "min", "max"),
)


@dataclass(frozen=True, slots=True)
class Derived:
    """Columns that were derived, (study,) each, and the trail of each quantity by its name."""

    columns: Columns
    trails: tuple[tuple[str, Converted], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """The columns that a row must fill, and what makes of them those of the measure."""

    columns: tuple[str, ...]
    make: Callable[[Columns, Texts], Derived]


def routes(code: str, medians: str = "luo") -> tuple[Route, ...]:
    """The routes to a measure beyond its own columns, the preferred one first.

    medians: ``luo`` or ``mcgrath``. Raises ValueError for another word.

    >>> [route.columns for route in routes("HR")][0]
    ('o_e', 'logrank_v')
    """
    if medians not in dict(MEDIANS):
        raise ValueError(f"no way '{medians}' from medians; one of {', '.join(dict(MEDIANS))}")
    needed = kernel.columns_of(code)
    found: list[Route] = []
    if needed == MEANS:
        found += _means(medians)
    if code == "SMD":
        found += [
            Route(("t", "n1i", "n2i"), _smd_from_t),
            Route(("f", "n1i", "n2i", "sign"), _smd_from_f),
            Route(("p", "n1i", "n2i", "sign"), _smd_from_p),
        ]
    if needed == ("ri", "ni"):
        found += [
            Route(("t", "ni"), _r_from_t),
            Route(("chi2", "ni", "sign"), _r_from_chi_square),
        ]
    if needed == ("ai", "n1i", "ci", "n2i"):
        found.append(Route(("percent1", "n1i", "percent2", "n2i"), _tables))
    if needed == ("xi", "ni"):
        found.append(Route(("percent", "ni"), _proportions))
    if code == "HR":
        found += [
            Route(("o_e", "logrank_v"), _hazard_from_logrank),
            Route(("p", "d1i", "d2i", "sign", "n1i", "n2i"), _hazard_from_p),
            Route(("p", "d1i", "d2i", "sign"), _hazard_from_p),
            Route(("est", "d1i", "d2i", "n1i", "n2i"), _hazard_from_events),
            Route(("est", "d1i", "d2i"), _hazard_from_events),
        ]
    return tuple(found)


def _means(medians: str) -> Iterator[Route]:
    pairs = list(product(SUMMARIES, SUMMARIES))[1:]  # the first is the measure's own columns
    for one, two in pairs:
        columns = (*(_column(x, "1") for x in one), "n1i", *(_column(x, "2") for x in two), "n2i")
        yield Route(columns, _from_summaries(one, two, medians))


def _column(summary: str, arm: str) -> str:
    own = {"mean": f"m{arm}i", "sd": f"sd{arm}i"}
    return own.get(summary, f"{summary}_g{arm}")


def _from_summaries(
    one: tuple[str, ...], two: tuple[str, ...], medians: str
) -> Callable[[Columns, Texts], Derived]:
    def make(columns: Columns, texts: Texts) -> Derived:
        out, trails = {}, []
        for arm, summaries in (("1", one), ("2", two)):
            n = columns[f"n{arm}i"]
            read = {x: columns[_column(x, arm)] for x in summaries}
            found = _summary(read, n, medians)
            if found is not None:
                trails.append((f"group {arm}", found))
            out[f"m{arm}i"] = read["mean"] if found is None or "mean" in read else found["mean"]
            out[f"sd{arm}i"] = read["sd"] if found is None else found["sd"]
            out[f"n{arm}i"] = n
        return Derived(out, tuple(trails))

    return make


def _summary(read: Mapping[str, Floats], n: Floats, medians: str) -> Converted | None:
    if "sd" in read:
        return None
    if "se" in read:
        return sd_from_se(read["se"], n)
    quartiles = (read["q1"], read["q3"]) if "q1" in read else None
    extremes = (read["min"], read["max"]) if "min" in read else None
    return dict(MEDIANS)[medians](read["med"], n, quartiles=quartiles, extremes=extremes)


def _effect(found: Converted) -> Derived:
    return Derived({"yi": found["y"], "vi": found["v"]}, (("effect", found),))


def _smd_from_t(x: Columns, texts: Texts) -> Derived:
    return _effect(d_from_t(x["t"], x["n1i"], x["n2i"]))


def _smd_from_f(x: Columns, texts: Texts) -> Derived:
    return _effect(d_from_f(x["f"], x["n1i"], x["n2i"], x["sign"]))


def _smd_from_p(x: Columns, texts: Texts) -> Derived:
    return _effect(d_from_p(x["p"], x["n1i"], x["n2i"], x["sign"]))


def _r_from_t(x: Columns, texts: Texts) -> Derived:
    found = r_from_t(x["t"], x["ni"] - 2)
    return Derived({"ri": found["r"], "ni": x["ni"]}, (("correlation", found),))


def _r_from_chi_square(x: Columns, texts: Texts) -> Derived:
    found = phi_from_chi_square(x["chi2"], x["ni"], x["sign"])
    return Derived({"ri": found["r"], "ni": x["ni"]}, (("correlation", found),))


def _counted(name: str, x: Columns, texts: Texts, size: str) -> Converted:
    """Events behind the percentage of one study, at the decimals in which it is written."""
    (text,) = texts[name]
    decimals = len(text.partition(".")[2])
    found = events_from_percent(x[name], x[size], decimals=decimals)
    if not np.isfinite(found["events"]).all():
        raise ValueError(f"{name}: no count of {x[size][0]:g} has the percentage {text}")
    return found


def _tables(x: Columns, texts: Texts) -> Derived:
    treated = _counted("percent1", x, texts, "n1i")
    control = _counted("percent2", x, texts, "n2i")
    columns = {"ai": treated["events"], "n1i": x["n1i"], "ci": control["events"], "n2i": x["n2i"]}
    return Derived(columns, (("group 1", treated), ("group 2", control)))


def _proportions(x: Columns, texts: Texts) -> Derived:
    found = _counted("percent", x, texts, "ni")
    return Derived({"xi": found["events"], "ni": x["ni"]}, (("group", found),))


def _hazard_from_logrank(x: Columns, texts: Texts) -> Derived:
    return _effect(hazard_from_logrank(x["o_e"], x["logrank_v"]))


def _sizes(x: Columns) -> tuple[Floats, Floats] | None:
    return (x["n1i"], x["n2i"]) if "n1i" in x else None


def _hazard_from_p(x: Columns, texts: Texts) -> Derived:
    return _effect(hazard_from_p(x["p"], x["d1i"], x["d2i"], x["sign"], sizes=_sizes(x)))


def _hazard_from_events(x: Columns, texts: Texts) -> Derived:
    found = variance_from_events(x["d1i"], x["d2i"], sizes=_sizes(x))
    y = kernel.from_display(kernel.measure("HR"), x["est"])
    return Derived({"yi": y, "vi": found["v"]}, (("variance", found),))
