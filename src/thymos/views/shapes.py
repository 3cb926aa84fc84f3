"""The documented JSON of every command, as types from which its JSON Schema is made.

Keys may be added, none is renamed. `tools/docs.py` writes the schemas to
`docs/reference/schema/`; a test validates what the commands print against them.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from thymos.views.applies import Applies
from thymos.views.catalogue import CatalogueJson
from thymos.views.comparison_shapes import ComparisonJson
from thymos.views.dilute import Dilute
from thymos.views.finding_shapes import Check, Finding, Lint
from thymos.views.fragility_shapes import FragilityJson
from thymos.views.history import Recorded, SaidRow
from thymos.views.identify import Identify
from thymos.views.molecule import MoleculeJson
from thymos.views.search import SearchJson
from thymos.views.simulate import Simulate
from thymos.views.trust import Appraise, Sensitivity


class Claim(TypedDict):
    """A claim with its verdict; `certainty` is null until it is computed.

    For claims of fact `because` holds the statements that decided and `standing` says on what
    they rest; empty and null for claims about effects.
    """

    id: str
    text: str
    kind: Literal[
        "efficacy",
        "safety",
        "mechanism",
        "regulatory",
        "identity",
        "exposure",
        "provenance",
        "comparative",
    ]
    verdict: Literal[
        "supported",
        "probable",
        "unsettled",
        "not supported",
        "contradicted",
        "untested",
        "true",
        "partly true",
        "false",
        "disputed",
        "outdated",
        "unverified",
    ]
    certainty: str | None
    tier: str | None
    reason: str
    because: list[str]
    standing: str | None
    sources: list[str]


class Verdicts(TypedDict):
    """`thymos verdicts`."""

    dossier: str
    as_of: str
    claims: list[Claim]


class Cite(TypedDict):
    """Where a step was read: a source's id and label, the place in it, the level."""

    source: str
    label: str
    locator: str | None
    level: str


class Step(TypedDict):
    """A step of a derivation; `record` is `kind:id` where it is a record."""

    text: str
    record: str | None
    cites: list[Cite]
    children: list[Step]


class CertaintyReason(TypedDict):
    """A reason of GRADE: the steps that count, and those that the rule suggests."""

    domain: str
    steps: int
    suggested: int
    reason: str
    numbers: dict[str, float]
    override: str | None


class Why(TypedDict):
    """`thymos why`; `certainty_reasons` is empty where nothing was pooled."""

    dossier: str
    as_of: str
    claim: str
    text: str
    kind: str
    verdict: str
    certainty: str | None
    tier: str | None
    reason: str
    because: list[str]
    standing: str | None
    sources: list[str]
    certainty_reasons: list[CertaintyReason]
    certainty_capped: str | None
    why: Step


class Event(TypedDict):
    """Something that became known on a day, was corrected, withdrawn or ended."""

    date: str
    record: str
    kind: str
    what: str
    sources: list[str]


class HistoryStep(TypedDict):
    """A day on which a verdict or its reason changed; `because` tells what moved it."""

    date: str
    verdict: str
    before: str | None
    moved: bool
    reason: str
    certainty: str | None
    because: str
    events: list[Event]
    sources: list[str]


class History(TypedDict):
    """`thymos history`: `steps` are what was knowable then, by the rules of `engine`.

    `said` is what the dossier said then, as its ledger has it.
    """

    dossier: str
    as_of: str
    engine: str
    claim: str
    text: str
    steps: list[HistoryStep]
    said: list[SaidRow]


class MovedClaim(TypedDict):
    """A claim whose verdict, or only the reason for it, differs between two days."""

    id: str
    text: str
    before: str
    after: str
    moved: bool
    reason: str
    steps: list[HistoryStep]


Diff = TypedDict(
    "Diff",
    {"dossier": str, "from": str, "to": str, "events": list[Event], "claims": list[MovedClaim]},
)


class Shown(TypedDict):
    """An estimate with its limits on the reader's scale."""

    estimate: float
    ci_low: float | None
    ci_high: float | None


class Display(Shown):
    """The main answer on the reader's scale, in numbers and as it is printed."""

    measure: str
    prediction_low: float | None
    prediction_high: float | None
    text: str


class Model(TypedDict):
    """One pooled answer on the analysis scale."""

    name: str
    method: str
    test: str
    estimate: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    display: Shown


class Row(TypedDict):
    """One study; `yi` and `vi` on the analysis scale, events and n as (treated, control)."""

    label: str
    study: str | None
    result: str | None
    events: list[int] | None
    n: list[int] | None
    yi: float
    vi: float
    weight: float | None
    corrected: bool
    display: Shown


class Excluded(TypedDict):
    """A result of the outcome that was not pooled."""

    study: str
    result: str
    reason: str


class Published(TypedDict):
    """A review's own pooled result, on the reader's scale."""

    id: str
    source: str
    scope: str
    k: int | None
    measure: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None


class Omission(TypedDict):
    """A row of a CSV that was left out."""

    line: int
    study: str
    reason: str


class Section(TypedDict):
    """A further table; each row is a mapping from its columns to numbers or text."""

    title: str
    rows: list[dict[str, str | float | int | None]]
    remark: str | None


class Pool(TypedDict):
    """`thymos pool`: analysis scale, `display` on the reader's; null where nothing was pooled."""

    title: str
    as_of: str | None
    coverage: str | None
    measure: str | None
    method: str | None
    test: str | None
    level: float | None
    k: int
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    tau2: float | None
    tau2_low: float | None
    tau2_high: float | None
    I2: float | None
    H2: float | None
    Q: float | None
    Q_df: float | None
    Q_p: float | None
    prediction_rule: str | None
    prediction_low: float | None
    prediction_high: float | None
    display: Display | None
    models: list[Model]
    studies: list[Row]
    excluded: NotRequired[list[Excluded]]
    published: NotRequired[list[Published]]
    sensitivity: NotRequired[list[Sensitivity]]
    omitted: list[Omission]
    sections: dict[str, Section]


class StatusRow(TypedDict):
    """A regulatory fact; `in_force` on the day asked for, `known_on` the day it could be known."""

    id: str
    jurisdiction: str
    authority: str
    kind: str
    what: str
    holds: bool
    subject: str | None
    indication: str | None
    product: str | None
    valid_from: str | None
    valid_to: str | None
    known_from: str | None
    looked_up: str | None
    conflict: str | None
    note: str | None
    in_force: bool
    group: Literal["approvals", "designations", "compounding", "sport", "enforcement", "other"]
    known_on: str
    sources: list[str]
    levels: list[str]


class Status(TypedDict):
    """`thymos status`."""

    dossier: str
    as_of: str
    jurisdiction: str | None
    statuses: list[StatusRow]


class Build(Verdicts):
    """`thymos build`: the verdicts, where the site is, what lint found."""

    out: str
    pages: int
    findings: list[Finding]


SHAPES: tuple[tuple[str, type], ...] = (
    ("verdicts", Verdicts),
    ("why", Why),
    ("history", History),
    ("diff", Diff),
    ("record", Recorded),
    ("appraise", Appraise),
    ("pool", Pool),
    ("fragility", FragilityJson),
    ("lint", Lint),
    ("check", Check),
    ("status", Status),
    ("build", Build),
    ("catalogue", CatalogueJson),
    ("search", SearchJson),
    ("applies", Applies),
    ("simulate", Simulate),
    ("dilute", Dilute),
    ("identify", Identify),
    ("molecule", MoleculeJson),
    ("compare", ComparisonJson),
)


def schema(command: str) -> dict[str, object]:
    """JSON Schema of what a command prints with `--format json`. Raises KeyError.

    >>> schema("verdicts")["required"]
    ['dossier', 'as_of', 'claims']
    """
    from pydantic import TypeAdapter

    return TypeAdapter(dict(SHAPES)[command]).json_schema()
