"""Studies, their arms, and the results that they report."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from thymos.records.appraisal import Assessment, Tool
from thymos.records.atoms import (
    Citation,
    Citations,
    Count,
    EventDate,
    Id,
    Interval,
    PartialDate,
    Positive,
    Record,
    ResultId,
    Size,
    Text,
    Truth,
    Verification,
    admissible,
    best_level,
)
from thymos.records.characteristic import Characteristic
from thymos.records.eligibility import Eligibility, Subgroup
from thymos.records.figure import Printed
from thymos.records.interest import Tie


class Design(StrEnum):
    """The design as it was, not as a page calls it."""

    RCT = "randomised trial"
    NON_RANDOMISED = "non-randomised trial"
    COHORT = "cohort"
    CASE_CONTROL = "case-control"
    SINGLE_ARM = "single arm"
    VOLUNTEER = "volunteer study"
    CASE_SERIES = "case series"
    ANIMAL = "animal"
    IN_VITRO = "in vitro"


class Tier(StrEnum):
    """The evidence tier a study belongs to; quality within a tier is another axis."""

    RCT = "human randomised"
    OBSERVATIONAL = "human observational"
    PRECLINICAL = "preclinical"
    ANECDOTE = "anecdotal"


class Blinding(StrEnum):
    """Who did not know the allocation, as reported."""

    DOUBLE = "double-blind"
    SINGLE = "single-blind"
    OPEN = "open-label"
    NOT_REPORTED = "not reported"


class Control(StrEnum):
    """What the comparator was."""

    PLACEBO = "placebo"
    USUAL_CARE = "usual care"
    ACTIVE = "active"
    UNTREATED = "untreated"
    HISTORICAL = "historical"
    NONE = "none"


class Population(Record):
    """Who was studied, in what setting."""

    text: Text
    condition: Id = Field(description="one word for the condition, shared between studies")
    ages: Text | None = None
    sex: Text | None = None
    setting: Text | None = None
    countries: tuple[Text, ...] = ()
    centres: Size | None = None
    included: tuple[Text, ...] = ()
    excluded: tuple[Text, ...] = ()
    eligibility: Eligibility | None = Field(None, description="criteria as data, where read")


class Arm(Record):
    """One arm; `alone` says whether its effect can be laid to the compound."""

    id: Id
    role: Literal["treated", "control"]
    text: Text
    randomised: Count | None = None
    analysed: Count | None = None


class Overlap(Record):
    """The same patients, or perhaps the same: linked, never counted twice."""

    study: Id
    kind: Literal["secondary analysis", "duplicate publication", "shared patients"]
    certainty: Literal["established", "suspected"]
    reason: Text
    cites: tuple[Citation, ...] = ()


class RobAnswer(Record):
    """One domain of a risk-of-bias tool, answered from what was read."""

    domain: Text
    judgement: Literal["low", "some concerns", "high"]
    reason: Text


class RiskOfBias(Record):
    """Risk of bias, or the statement that what was read does not allow a judgement."""

    tool: Literal["RoB 2", "ROBINS-I", "none"]
    overall: Literal["low", "some concerns", "high", "not assessable"]
    reason: Text
    answers: tuple[RobAnswer, ...] = ()

    @model_validator(mode="after")
    def _judged_with_a_tool(self) -> Self:
        if self.tool == "none" and self.overall != "not assessable":
            raise ValueError("expected 'not assessable' where no tool was completed")
        return self


UNASSESSED = RiskOfBias(
    tool="none", overall="not assessable", reason="See the tools that were filled in."
)


class ArmCount(Record):
    """Events among n in one arm."""

    arm: Id
    events: Count
    n: Size

    @model_validator(mode="after")
    def _events_within_n(self) -> Self:
        if self.events > self.n:
            raise ValueError(f"expected events not above n = {self.n}, found {self.events}")
        return self


class ArmMean(Record):
    """Mean and standard deviation in one arm."""

    arm: Id
    mean: Printed
    sd: Annotated[Printed, Field(gt=0)]
    n: Size
    items: Size | None = Field(
        None,
        description="of how many whole numbers each person's value is the mean: 1 for a count or "
        "a score; null where values need not be whole",
    )
    binary: Truth = Field(False, description="whether each person's value is nought or one")


class ArmSummary(Record):
    """What an arm reports short of counts or mean and SD: a percentage, a median with a range."""

    arm: Id
    percent: Annotated[Printed, Field(ge=0, le=100)] | None = None
    median: Printed | None = None
    low: Printed | None = None
    high: Printed | None = None
    spread: Literal["IQR", "range", "95% CI"] | None = None
    n: Count | None = None


class Effect(Record):
    """An effect with its interval, as reported, on the reader's scale."""

    measure: Literal["RR", "OR", "RD", "HR", "SHR", "IRR", "MD", "SMD"]
    estimate: Printed
    interval: Interval | None = None


class Reported(Record):
    """A statistic that the source prints beside its data, kept to be recomputed.

    `statistic` names it: `p`, `percent`, `RR`, `OR`, `RD`, `HR`, `difference`, `n`, `total`, or
    the statistic of a test, `t`, `z`, `F` or `chi-square`, with its degrees of freedom.
    """

    statistic: Literal[
        "p",
        "percent",
        "RR",
        "OR",
        "RD",
        "HR",
        "SHR",
        "difference",
        "n",
        "total",
        "t",
        "z",
        "F",
        "chi-square",
    ]
    value: Printed | None = None
    text: Text | None = Field(None, description="as printed, where that matters: 'P<0.05'")
    interval: Interval | None = None
    test: Literal["chi-square", "fisher", "log-rank", "t", "unknown"] | None = None
    df: Annotated[tuple[Positive, ...], Field(max_length=2)] = Field(
        (), description="degrees of freedom of t or chi-square; of F, above and below"
    )
    arm: Id | None = None
    note: Text | None = None


class Quoted(Reported):
    """A statistic of a result as another text prints it: an editorial, a review, a page.

    It is recomputed like any other and never taken for the result's own figure.
    """

    cites: Citations


class Derivation(Record):
    """The arithmetic that led from what is printed to what is extracted."""

    arithmetic: Text
    unique: Truth = Field(description="whether it is the only solution")


class Result(Record):
    """Study × outcome × time-point × analysis set × subgroup.

    Either counts, means, summaries, an effect, or a statement; more than one where the
    source gives more. `reported` keeps what the source prints beside them.
    """

    id: Id
    outcome: Id
    timepoint: Text
    analysis_set: Literal[
        "intention to treat",
        "modified intention to treat",
        "per protocol",
        "completers",
        "as analysed",
        "unadjusted",
        "adjusted",
        "matched",
        "not reported",
    ]
    subgroup: Subgroup | None = None
    counts: tuple[ArmCount, ...] = ()
    means: tuple[ArmMean, ...] = ()
    summaries: tuple[ArmSummary, ...] = ()
    effect: Effect | None = None
    statement: Text | None = None
    reported: tuple[Reported, ...] = ()
    quoted: tuple[Quoted, ...] = Field((), description="how other texts print this result")
    derivation: Derivation | None = None
    cites: Citations
    valid_from: EventDate | None = Field(None, description="default: the study's publication")
    superseded_by: ResultId | None = None
    keep_out: Text | None = Field(None, description="why it stays out of pools, if it does")
    note: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        said = (self.counts, self.means, self.summaries, self.effect, self.statement, self.reported)
        if not any(said):
            raise ValueError("expected counts, means, summaries, an effect or a statement")
        if best_level(self.cites) == Verification.RECONSTRUCTED and self.derivation is None:
            raise ValueError("expected the arithmetic of a reconstructed figure under 'derivation'")
        for name in ("counts", "means", "summaries"):
            arms = [row.arm for row in getattr(self, name)]
            if len(arms) != len(set(arms)):
                raise ValueError(f"expected each arm once under '{name}'")
        return self

    @property
    def admissible(self) -> bool:
        """Whether its numbers may enter a verdict, by level and by our own objection."""
        return admissible(self.cites) and self.keep_out is None


class Report(Record):
    """A source in which the study is reported, and in what role."""

    source: Id
    role: Literal["primary", "protocol", "registry", "secondary", "correction", "other language"]


class Study(Record):
    """One study: who, what against what, how, and what came out."""

    id: Id
    name: Text = Field(description="acronym or author and year, as people call it")
    design: Design
    blinding: Blinding
    control: Control
    randomisation: Text | None = None
    population: Population
    arms: tuple[Arm, ...]
    randomised: Count | None = Field(None, description="total randomised or enrolled, as extracted")
    analysed: Count | None = Field(None, description="total analysed, as extracted")
    reported_totals: tuple[Reported, ...] = Field((), description="totals printed elsewhere")
    isolates: Truth = Field(description="whether the comparison isolates the compound")
    combination: Text | None = Field(None, description="what it was combined with, if it was")
    period: Text | None = None
    registry: tuple[Text, ...] = ()
    reports: Annotated[tuple[Report, ...], Field(min_length=1)]
    available: EventDate | None = Field(None, description="first public; default: first report")
    overlaps: tuple[Overlap, ...] = ()
    risk_of_bias: RiskOfBias = Field(
        UNASSESSED, description="in short; needed where no tool of bias is filled in below"
    )
    appraisals: tuple[Assessment, ...] = Field(
        (), description="tools filled in; they take the place of risk_of_bias"
    )
    funding: Text | None = None
    interests: Text | None = None
    sponsor_tied: Tie | None = Field(
        None, description="whether a maker or seller paid for it; null is not known"
    )
    authors_tied: Tie | None = Field(
        None, description="whether an author is paid by one; null is not known"
    )
    characteristics: tuple[Characteristic, ...] = Field((), description="numbers about all of it")
    results: tuple[Result, ...] = ()
    note: Text | None = None
    started: PartialDate | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        ids = [arm.id for arm in self.arms]
        if len(ids) != len(set(ids)):
            raise ValueError("expected each arm id once")
        named = [characteristic.name for characteristic in self.characteristics]
        if len(named) != len(set(named)):
            raise ValueError("expected each characteristic once")
        for field in ("randomised", "analysed"):
            total = getattr(self, field)
            parts = [getattr(arm, field) for arm in self.arms]
            if total is not None and parts and None not in parts and sum(parts) != total:
                raise ValueError(
                    f"expected arms that add up to {field} {total}, found {sum(parts)}"
                )
        for arm in self.arms:
            if arm.randomised is not None and (arm.analysed or 0) > arm.randomised:
                raise ValueError(
                    f"expected arm '{arm.id}' to analyse at most the {arm.randomised} randomised, "
                    f"found {arm.analysed}"
                )
        return self

    @model_validator(mode="after")
    def _appraised_once(self) -> Self:
        tools = [a.tool for a in self.appraisals if a.tool is not Tool.INSPECT_SR]
        stated = "risk_of_bias" in self.model_fields_set
        if bool(tools) == stated:
            found = "both" if tools else "neither"
            raise ValueError(
                f"expected risk_of_bias, or a tool of bias under appraisals, found {found}"
            )
        for tool in (Tool.ROB_2, Tool.INSPECT_SR):
            if self.design is not Design.RCT and any(a.tool is tool for a in self.appraisals):
                raise ValueError(f"expected {tool} for a randomised trial only")
        keys = [(a.tool, a.effect, o) for a in self.appraisals for o in a.outcomes or ("all",)]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            tool, effect, outcome = twice
            raise ValueError(f"expected {tool} once for {outcome} ({effect}), found it twice")
        return self

    @property
    def tier(self) -> Tier:
        """The tier its design puts it in."""
        if self.design is Design.RCT:
            return Tier.RCT
        if self.design in (Design.ANIMAL, Design.IN_VITRO):
            return Tier.PRECLINICAL
        return Tier.OBSERVATIONAL
