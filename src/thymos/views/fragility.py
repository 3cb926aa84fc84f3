"""How far one pooled answer hangs on choices: what every door shows of it, and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from thymos import kernel
from thymos.evidence.fragility import Choices, Fragility
from thymos.evidence.multiverse import Calibration, Carried
from thymos.kernel.fragile import Extreme as Ends
from thymos.plots.specification import thinned
from thymos.records.wording import estimate, span
from thymos.views.fragility_shapes import (
    Answer,
    Changed,
    DimensionJson,
    Extreme,
    FewestEventsJson,
    FewestStudiesJson,
    FragilityJson,
    MultiverseJson,
    Permutation,
    Specification,
    StudyInChoices,
    Subsets,
    Verdict,
)
from thymos.views.fragility_words import moves_most, sentence

Better = Literal["lower", "higher"]

# Analyses that JSON holds one by one; of more an even selection.
MOST_SPECIFICATIONS = 5_000
# Selections of studies that move the answer, as many as a reader looks at.
MOST_SELECTIONS = 50
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
REMARK = (
    "Analyses share their studies, and nobody drew them at random: a share of them is no "
    "probability that the answer is right."
)


@dataclass(frozen=True)
class FragilityView:
    """One answer with all that it hangs on. better: which side is good, None where unknown."""

    title: str
    found: Fragility
    as_of: str | None = None
    better: Better | None = None

    @property
    def k(self) -> int:
        """How many studies were pooled."""
        return self.found.pooling.k

    @cached_property
    def side(self) -> int | None:
        """The side of the pooled answer: -1, 0, 1; None without an interval or a null."""
        main, null = self.found.pooling.main, self.found.null
        if main.low is None or main.high is None or not math.isfinite(null):
            return None
        return int(main.low > null) - int(main.high < null)

    @cached_property
    def agree(self) -> int | None:
        """How many analyses lie on the side of the pooled answer."""
        if self.side is None or not self.found.crossed.analyses:
            return None
        return int((self.found.crossed.side == self.side).sum())

    def shown(self, value: float) -> float:
        """A value of the analysis scale on the reader's."""
        pooling = self.found.pooling
        return float(kernel.to_display(pooling.measure, value, pooling.size))

    def words(self, side: int) -> str:
        """A side in words: what it means where that is known."""
        if side == 0:
            return "no clear difference"
        if self.better is None:
            null = self.found.pooling.measure.null
            return f"{'below' if side < 0 else 'above'} {null:g}"
        return "benefit" if (side < 0) is (self.better == "lower") else "harm"

    @property
    def sentence(self) -> str:
        """One plain sentence."""
        return sentence(self)

    def as_json(self) -> FragilityJson:
        """The documented keys; see `views.fragility_shapes`."""
        pooling = self.found.pooling
        return {
            "title": self.title,
            "as_of": self.as_of,
            "measure": pooling.measure.code,
            "method": pooling.main.method,
            "test": pooling.main.test,
            "level": pooling.options.level,
            "k": self.k,
            "main": self._main(),
            "sentence": self.sentence,
            "subsets": subsets_json(self) if self.found.choices else None,
            "multiverse": multiverse_json(self),
            "fewest_studies": _studies_json(self),
            "fewest_events": _events_json(self),
            "permutation": _permutation_json(self),
        }

    def _main(self) -> Answer:
        main = self.found.pooling.main
        return {
            "estimate": main.estimate,
            "ci_low": main.low,
            "ci_high": main.high,
            "p": main.p,
            "verdict": None if self.side is None else verdict(self.side),
            "display": estimate(*main.shown),
        }


def verdict(side: int) -> Verdict:
    """A side as JSON has it.

    >>> verdict(-1), verdict(0), verdict(1)
    ('below', 'undecided', 'above')
    """
    return "undecided" if side == 0 else "below" if side < 0 else "above"


def subsets_json(view: FragilityView) -> Subsets | None:
    """What choices among the studies say."""
    choices = view.found.choices
    if choices is None:
        return None
    summary = choices.summary
    return {
        "method": choices.method,
        "possible": choices.possible,
        "analyses": summary.analyses,
        "sampled": choices.sampled,
        "left_out": choices.left_out,
        "below": float(summary.below),
        "above": float(summary.above),
        "decided_below": float(summary.decided_below),
        "decided_above": float(summary.decided_above),
        "mean": float(summary.mean),
        "sd": float(summary.sd),
        "quantiles": {f"{q:g}": float(summary.quantile(q)) for q in QUANTILES},
        "resolution": float(summary.resolution),
        "heterogeneity_mean": float(summary.heterogeneity_mean),
        "heterogeneity_sd": float(summary.heterogeneity_sd),
        "lowest": _extreme(view, summary.lowest),
        "highest": _extreme(view, summary.highest),
        "studies": studies_json(view, choices),
    }


def _extreme(view: FragilityView, extreme: Ends) -> Extreme:
    labels = (row.label for row in view.found.pooling.rows)
    return {
        "estimate": float(extreme.value),
        "studies": [label for label, use in zip(labels, extreme.mask, strict=True) if use],
    }


def studies_json(view: FragilityView, choices: Choices) -> list[StudyInChoices]:
    """What each study does to the choices that hold it."""
    summary = choices.summary
    columns = (
        summary.with_study,
        summary.without_study,
        summary.contrast,
        summary.decided_with,
        summary.decided_without,
    )
    return [
        {
            "label": row.label,
            "mean_with": _finite(columns[0][place]),
            "mean_without": _finite(columns[1][place]),
            "contrast": _finite(columns[2][place]),
            "decided_with": _finite(columns[3][place]),
            "decided_without": _finite(columns[4][place]),
        }
        for place, row in enumerate(view.found.pooling.rows)
    ]


def multiverse_json(view: FragilityView) -> MultiverseJson:
    """What every defensible analysis says."""
    crossed = view.found.crossed
    order = by_estimate(view)
    main = None if crossed.main is None else int(np.flatnonzero(order == crossed.main)[0])
    kept = order if order.size <= MOST_SPECIFICATIONS else order[list(thinned(order.size, main))]
    finite = crossed.estimate[np.isfinite(crossed.estimate)]
    ends = [float(q) for q in np.quantile(finite, (0.0, 0.5, 1.0))] if finite.size else None
    low, middle, high = ends or (None, None, None)
    return {
        "dimensions": [dimension_json(one) for one in view.found.carried],
        "not_crossed": [
            {"key": one.key, "name": one.name, "why": one.why}
            for one in view.found.material.uncrossed
        ],
        "total": crossed.total,
        "possible": crossed.possible,
        "impossible": [{"reason": one.reason, "count": one.count} for one in crossed.impossible],
        "analyses": crossed.analyses,
        "agree": view.agree,
        "decided_below": crossed.share(-1),
        "decided_above": crossed.share(1),
        "lowest": low,
        "median": middle,
        "highest": high,
        "display": range_words(view),
        "moves_most": moves_most(view) or None,
        "calibration": _calibration_json(view.found.calibration),
        "remark": REMARK,
        "curve": [_specification(view, int(place), crossed.codes) for place in kept],
        "curve_complete": kept.size == order.size,
    }


def range_words(view: FragilityView) -> str | None:
    """The least and the greatest estimate of all analyses on the reader's scale."""
    estimates = view.found.crossed.estimate
    finite = estimates[np.isfinite(estimates)]
    if not finite.size:
        return None
    low, high = sorted((view.shown(float(finite.min())), view.shown(float(finite.max()))))
    return span(low, high)


def by_estimate(view: FragilityView) -> np.ndarray:
    """The places of all analyses in the order of their estimates, on the reader's scale."""
    return np.argsort(view.found.crossed.estimate, kind="stable")


def dimension_json(one: Carried) -> DimensionJson:
    """A dimension with what it carries."""
    return {
        "key": one.dimension.key,
        "name": one.dimension.name,
        "choices": [
            {
                "key": each.choice.key,
                "name": each.choice.name,
                "reason": each.choice.reason,
                "unknown": list(each.choice.unknown),
                "analyses": each.analyses,
                "median": None if each.median is None else _finite(each.median),
                "decided_below": each.below,
                "decided_above": each.above,
            }
            for each in one.choices
        ],
        "variance_of_estimate": one.estimate,
        "variance_of_verdict": one.verdict,
    }


def _specification(view: FragilityView, place: int, codes: np.ndarray) -> Specification:
    crossed = view.found.crossed
    dimensions = crossed.material.dimensions
    return {
        "choices": {
            one.key: one.choices[code].key
            for one, code in zip(dimensions, codes[place], strict=True)
        },
        "k": int(crossed.k[place]),
        "estimate": _finite(crossed.estimate[place]),
        "ci_low": _finite(crossed.ci_low[place]),
        "ci_high": _finite(crossed.ci_high[place]),
        "p": _finite(crossed.p[place]),
        "verdict": verdict(int(crossed.side[place])),
    }


def _calibration_json(found: Calibration | None) -> Any:
    if found is None:
        return None
    return {name: getattr(found, name) for name in Calibration.__dataclass_fields__}


def _studies_json(view: FragilityView) -> FewestStudiesJson | None:
    found = view.found.studies
    if found is None:
        return None
    labels = [row.label for row in view.found.pooling.rows]
    return {
        "count": found.count,
        "searched": found.searched,
        "exhausted": found.exhausted,
        "stepwise": None
        if found.stepwise is None
        else [label for label, out in zip(labels, found.stepwise, strict=True) if out],
        "selections": [
            [label for label, out in zip(labels, row, strict=True) if out]
            for row in found.without[:MOST_SELECTIONS]
        ],
        "verdicts": [verdict(int(side)) for side in found.moved[:MOST_SELECTIONS]],
    }


def _events_json(view: FragilityView) -> FewestEventsJson | None:
    found = view.found.events
    if found is None:
        return None
    return {
        "count": found.count,
        "searched": found.searched,
        "verdict": None if found.count is None else verdict(found.moved),
        "changes": changes(view) if found.count is not None else [],
    }


def changes(view: FragilityView) -> list[Changed]:
    """The studies whose events were changed, and how."""
    found = view.found.events
    if found is None:
        return []
    return [
        {"study": row.label, "treated": int(treated), "control": int(control)}
        for row, treated, control in zip(view.found.pooling.rows, *found.changed, strict=True)
        if treated or control
    ]


def _permutation_json(view: FragilityView) -> Permutation | None:
    found = view.found.flipped
    if found is None:
        return None
    return {"p": float(found.p), "analyses": int(found.analyses), "exact": bool(found.exact)}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
