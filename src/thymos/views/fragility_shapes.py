"""The documented JSON of `thymos fragility`, as types from which its JSON Schema is made."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Verdict = Literal["below", "above", "undecided"]


class Answer(TypedDict):
    """An estimate on the analysis scale with its interval; display on the reader's scale."""

    estimate: float
    ci_low: float | None
    ci_high: float | None
    p: float | None
    verdict: Verdict | None
    display: str


class StudyInChoices(TypedDict):
    """What a study does: mean estimate, and share decided, of choices with and without it."""

    label: str
    mean_with: float | None
    mean_without: float | None
    contrast: float | None
    decided_with: float | None
    decided_without: float | None


class Extreme(TypedDict):
    """The choice with the lowest or the highest estimate: the studies that it holds."""

    estimate: float
    studies: list[str]


class Subsets(TypedDict):
    """All choices of two or more of the studies, or a sample of them; all that are without
    `left_out` studies where that is a number.

    below, above: shares of choices whose estimate lies on a side of no effect; decided_below and
    decided_above: whose Wald interval does. quantiles: of the estimate, by share, to within
    `resolution`. Analysis scale; heterogeneity is I², percent.
    """

    method: str
    possible: int
    analyses: int
    sampled: bool
    left_out: int | None
    below: float
    above: float
    decided_below: float
    decided_above: float
    mean: float
    sd: float
    quantiles: dict[str, float]
    resolution: float
    heterogeneity_mean: float
    heterogeneity_sd: float
    lowest: Extreme
    highest: Extreme
    studies: list[StudyInChoices]


class ByChoice(TypedDict):
    """A choice, why somebody makes it, and what the analyses that make it say.

    unknown: studies that stay since what the choice asks is not known of them.
    """

    key: str
    name: str
    reason: str
    unknown: list[str]
    analyses: int
    median: float | None
    decided_below: float | None
    decided_above: float | None


class DimensionJson(TypedDict):
    """Something to be chosen, with the share of the variance of estimates and verdicts."""

    key: str
    name: str
    choices: list[ByChoice]
    variance_of_estimate: float | None
    variance_of_verdict: float | None


class NotCrossed(TypedDict):
    """A declared dimension that leaves no choice here."""

    key: str
    name: str
    why: str


class ImpossibleJson(TypedDict):
    """Crossings that cannot be, and why."""

    reason: str
    count: int


class CalibrationJson(TypedDict):
    """The same choices in simulated sets without effect; see `evidence.multiverse`."""

    sets: int
    tau2: float
    spread: str
    decided: float
    usual: float
    high: float
    p_decided: float
    p_median: float


class Specification(TypedDict):
    """One analysis and its answer; its choices by the keys of dimensions, those of the first
    crossing where several come to the same.
    """

    choices: dict[str, str]
    k: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    verdict: Verdict


class MultiverseJson(TypedDict):
    """Every defensible analysis. total = possible + all impossible crossings; analyses: the
    different ones. Estimates are on the analysis scale of the main measure.

    moves_most: a sentence on the choice that carries most of the verdicts. curve: by estimate;
    all of them, or an even selection where `curve_complete` is false.
    """

    dimensions: list[DimensionJson]
    not_crossed: list[NotCrossed]
    total: int
    possible: int
    impossible: list[ImpossibleJson]
    analyses: int
    agree: int | None
    decided_below: float | None
    decided_above: float | None
    lowest: float | None
    median: float | None
    highest: float | None
    display: str | None
    moves_most: str | None
    calibration: CalibrationJson | None
    remark: str
    curve: list[Specification]
    curve_complete: bool


class FewestStudiesJson(TypedDict):
    """The fewest studies without which the answer is another one.

    count: null where none was found; then every selection of up to `searched` studies was
    looked at, all there are if `exhausted`. stepwise: left out one by one, that many are enough,
    an upper bound; null where it was not looked for, or not found.
    """

    count: int | None
    searched: int
    exhausted: bool
    stepwise: list[str] | None
    selections: list[list[str]]
    verdicts: list[Verdict]


class Changed(TypedDict):
    """Events added to a study's groups; negative where taken away."""

    study: str
    treated: int
    control: int


class FewestEventsJson(TypedDict):
    """Events changed one by one until the answer is another one: an upper bound of the fewest.

    count: null where the answer stays after `searched` changes.
    """

    count: int | None
    searched: int
    verdict: Verdict | None
    changes: list[Changed]


class Permutation(TypedDict):
    """The P value when the sign of each effect is as likely to be the other one."""

    p: float
    analyses: int
    exact: bool


class FragilityJson(TypedDict):
    """`thymos fragility`: null where a part cannot be had."""

    title: str
    as_of: str | None
    measure: str
    method: str
    test: str
    level: float
    k: int
    main: Answer
    sentence: str
    subsets: Subsets | None
    multiverse: MultiverseJson
    fewest_studies: FewestStudiesJson | None
    fewest_events: FewestEventsJson | None
    permutation: Permutation | None
