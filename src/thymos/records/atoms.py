"""The small words every record is made of: ids, dates with a precision, citations.

A figure never stands alone. It carries a `Citation`: the source, the place in it, and how
the figure was verified there. What the levels mean is told once, at `Verification`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationInfo,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from thymos.records.figure import Printed


class Record(BaseModel):
    """Frozen, and closed: an unknown field is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9.-]*$",
        max_length=80,
        description="lower-case letters, digits, dots and hyphens; unique among its kind",
    ),
]
ResultId = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?$",
        max_length=161,
        description="a result's own id, or study/result from elsewhere",
    ),
]
Text = Annotated[str, Field(min_length=1)]
# No count of people exceeds the people there are; beyond it lie typing slips and overflow.
Count = Annotated[int, Field(ge=0, le=10_000_000_000)]
Size = Annotated[int, Field(ge=1, le=10_000_000_000)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100)]


def _truth(value: object) -> object:
    """Only `true` and `false`: a `no` or a `1` is not guessed at."""
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("truth", "expected true or false")


Truth = Annotated[bool, BeforeValidator(_truth)]

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class PartialDate(str):
    """A date known to the year, the month or the day: `2025`, `2025-05` or `2025-05-30`.

    >>> PartialDate("2025-02").last.isoformat()
    '2025-02-28'
    >>> PartialDate("2025").precision
    'year'
    """

    __slots__ = ()

    def __new__(cls, value: str) -> PartialDate:
        """Check the form and that such a day exists; raises ValueError."""
        match = _PARTIAL.match(value)
        if not match:
            raise ValueError("a date is written YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or year < 1:
            raise ValueError("a date needs a year from 0001 on")
        date(year, month or 1, day or 1)
        return super().__new__(cls, value)

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        return {4: "year", 7: "month"}.get(len(self), "day")

    @property
    def first(self) -> date:
        """The first day it can mean."""
        parts = [int(part) for part in self.split("-")]
        return date(parts[0], *[*parts[1:], 1, 1][:2])

    @property
    def last(self) -> date:
        """The last day it can mean: the day from which it counts as known."""
        parts = [int(part) for part in self.split("-")]
        if len(parts) == 3:
            return date(parts[0], parts[1], parts[2])
        month = parts[1] if len(parts) == 2 else 12
        return date(parts[0], month, calendar.monthrange(parts[0], month)[1])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(
            cls._validate,
            core_schema.str_schema(pattern=_PARTIAL.pattern),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def _validate(cls, value: str, info: ValidationInfo) -> PartialDate:
        try:
            return cls(value)
        except ValueError as error:
            raise PydanticCustomError("partial_date", "expected a date that exists") from error


class EventDate(PartialDate):
    """A date of something that has happened: one that lies in the future is an error."""

    __slots__ = ()

    @classmethod
    def _validate(cls, value: str, info: ValidationInfo) -> EventDate:
        PartialDate._validate(value, info)
        today = (info.context or {}).get("today") or date.today()  # noqa: DTZ011  a calendar day, no instant
        if PartialDate(value).first > today:
            raise PydanticCustomError(
                "future_date", "expected a date not after {today}", {"today": today.isoformat()}
            )
        return str.__new__(cls, value)


class Verification(StrEnum):
    """How a figure was verified in the source that it names, strongest first."""

    PRIMARY = "primary"  # read in a table or the text of the paper, label or regulator's document
    ABSTRACT = "abstract"  # read in the abstract, or in a faithful copy of it
    REVIEW = "review"  # read in a table of a review, or in a published data collection
    RECONSTRUCTED = "reconstructed"  # arithmetic that is shown, and has one solution
    PAGE = "page"  # stated by a page that is itself under examination
    SECONDARY = "secondary"  # stated by another named page
    LEAD = "lead"  # an unattributed page or file: a direction to search in
    RECALLED = "recalled"  # memory; never published without its mark

    @property
    def admissible(self) -> bool:
        """Whether a clinical number at this level may enter a verdict."""
        return self in CLINICAL_LEVELS

    @property
    def mark(self) -> str:
        """The words a reader sees beside a figure."""
        return dict(_MARKS)[self]


CLINICAL_LEVELS = (
    Verification.PRIMARY,
    Verification.ABSTRACT,
    Verification.REVIEW,
    Verification.RECONSTRUCTED,
)
_MARKS = (
    (Verification.PRIMARY, "read in the source"),
    (Verification.ABSTRACT, "read in the abstract"),
    (Verification.REVIEW, "read in a review or a database"),
    (Verification.RECONSTRUCTED, "reconstructed by arithmetic"),
    (Verification.PAGE, "stated by a page under examination"),
    (Verification.SECONDARY, "stated by another page, not checked in the source"),
    (Verification.LEAD, "unattributed lead, not evidence"),
    (Verification.RECALLED, "from memory, not checked"),
)


class Citation(Record):
    """Where a figure or a statement was read, and how well that was verified."""

    source: Id = Field(description="id of a source of this dossier")
    locator: Text | None = Field(None, description="table, page, section or abstract")
    level: Verification = Field(description="how it was verified there")
    note: Text | None = Field(None, description="what a reader must know about this reading")


Citations = Annotated[tuple[Citation, ...], Field(min_length=1)]


class Interval(Record):
    """An interval as reported, on the reader's scale."""

    low: Printed
    high: Printed
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95


def best_level(cites: tuple[Citation, ...]) -> Verification:
    """The strongest level among citations (there is always at least one)."""
    order = tuple(Verification)
    return min((cite.level for cite in cites), key=order.index)


def admissible(cites: tuple[Citation, ...]) -> bool:
    """Whether a clinical number with these citations may enter a verdict."""
    return any(cite.level.admissible for cite in cites)
