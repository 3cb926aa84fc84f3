"""What can go wrong, and what was found: the floor every other room stands on.

ThymosError            anything the user can mend; the doors print it and exit with `exit_code`
├── UsageError         the command was asked for something that makes no sense
├── DossierError       a dossier breaks its schema; carries every finding of every file at once
├── DataError          a table of numbers (a CSV) cannot be used
├── MechanismError     a model or a scenario that cannot be run; says which part and why
├── Cancelled          a long run that was told to stop
├── UnknownRecord      an id that no record bears, with the nearest ids that exist
└── OutputError        a result cannot be written where it was asked to go

A `Finding` is not an exception. It is a value with a place: what lint, build and check return.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum

EXIT_FINE = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
# What shells say of a program that an interrupt ended: 128 and the number of the signal.
EXIT_STOPPED = 130


class Severity(StrEnum):
    """How much a finding matters; only error and warning make a linter exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found at one place; the same shape for dossiers, reported numbers and prose.

    Lines and columns count from 1; `None` means that the part does not apply.

    >>> print(
    ...     Finding(
    ...         "studies/a.yaml",
    ...         6,
    ...         rule="schema",
    ...         reason="arms[1].n: not a whole number",
    ...         field="arms[1].n",
    ...         found="'180 pts'",
    ...         expected="a whole number",
    ...     )
    ... )
    studies/a.yaml:6: arms[1].n: expected a whole number, found '180 pts'
    """

    file: str | None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    text: str | None = None
    rule: str = ""
    severity: Severity = Severity.ERROR
    reason: str = ""
    found: str | None = None
    expected: str | None = None
    field: str | None = None
    claim: str | None = None
    sources: tuple[str, ...] = ()
    suggestion: str | None = None

    @property
    def place(self) -> str:
        """`file:line:column` as far as it is known."""
        parts = [self.file or "<input>"]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    @property
    def message(self) -> str:
        """The finding in one line, without its place."""
        if self.expected is None or self.found is None:
            return f"{self.field}: {self.reason}" if self.field else self.reason
        told = f"expected {self.expected}, found {self.found}"
        return f"{self.field}: {told}" if self.field else told

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    def as_dict(self) -> dict[str, object]:
        """The documented JSON shape of a finding."""
        return {**asdict(self), "severity": self.severity.value, "sources": list(self.sources)}

    def at(self, file: str, line: int | None = None, column: int | None = None) -> Finding:
        """The same finding with its place filled in."""
        return replace(self, file=file, line=line, column=column)


class ThymosError(Exception):
    """The root of everything thymos raises on purpose."""

    exit_code = EXIT_USAGE


class UsageError(ThymosError):
    """The question itself cannot be answered: an unknown method, a date that is none."""


class DataError(ThymosError):
    """A table of numbers cannot be used; says which file, line and column."""


class OutputError(ThymosError):
    """The result cannot be written; nothing was left half-written."""


class MechanismError(ThymosError):
    """A model, a scenario or a regimen that cannot be run; names the part and what it lacks."""


class Cancelled(ThymosError):
    """A long run was told to stop before its end; says how far it came."""

    exit_code = EXIT_STOPPED


# So many ids are told in full where none is near; a longer list would hide the message.
MOST_KNOWN = 20


class UnknownRecord(ThymosError):
    """No record bears this id; names the nearest ones, or all where none is near and few are known.

    >>> print(UnknownRecord("scenario", "x", ("ill", "well")))
    no scenario is called 'x'; known are ill, well
    """

    def __init__(self, kind: str, wanted: str, known: tuple[str, ...] = ()) -> None:
        from difflib import get_close_matches

        near = get_close_matches(str(wanted), known, n=3, cutoff=0.5)
        hint = ""
        if near:
            hint = f"; did you mean {', '.join(near)}?"
        elif known and len(known) <= MOST_KNOWN:
            hint = f"; known {'is' if len(known) == 1 else 'are'} {', '.join(known)}"
        super().__init__(f"no {kind} is called '{wanted}'{hint}")


class DossierError(ThymosError):
    """A dossier that breaks its schema. Every finding is kept, one line each.

    Not to be confused with a reported number that arithmetic contradicts: that is a
    `Finding` of lint, and such a dossier is read and built all the same.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(f) for f in findings))
