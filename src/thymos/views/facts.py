"""Sourced statements, grouped by the question that they answer, disagreements together."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.compound import Fact
from thymos.records.wording import DASH, MINUS
from thymos.views.links import anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import sentence, spelled


@dataclass(frozen=True, slots=True)
class FactRow:
    """One statement with its value, where it has one."""

    anchor: str
    text: str
    value: str | None
    species: str | None
    superseded: bool
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Statements about the same thing."""

    about: str
    rows: tuple[FactRow, ...]
    several: bool


def fact_groups(reading: Reading, *themes: str) -> tuple[FactGroup, ...]:
    """The facts of some themes, grouped by what they are about, in the order of the dossier."""
    grouped: dict[str, list[Fact]] = {}
    for fact in reading.dossier.facts.values():
        if fact.theme in themes:
            grouped.setdefault(fact.about, []).append(fact)
    return tuple(
        FactGroup(
            about=spelled(about, ()),
            rows=tuple(_row(reading, fact) for fact in found),
            several=len(found) > 1,
        )
        for about, found in grouped.items()
    )


def _row(reading: Reading, fact: Fact) -> FactRow:
    return FactRow(
        anchor=anchor("facts", fact.id),
        text=sentence(fact.text),
        value=value(fact),
        species=fact.species,
        superseded=reading.dossier.is_superseded_fact(fact),
        note=fact.note,
        mark=mark(reading.dossier, fact.cites),
    )


def value(fact: Fact) -> str | None:
    """A fact's value with its unit, None where the text alone says it.

    >>> from thymos.records.compound import Fact
    >>> cite = {"source": "a", "level": "primary"}
    >>> value(
    ...     Fact(
    ...         id="f",
    ...         about="x",
    ...         text="t",
    ...         low=1,
    ...         high=2,
    ...         unit="h",
    ...         theme="exposure",
    ...         cites=(cite,),
    ...     )
    ... )
    '1–2 h'
    """
    unit = f" {fact.unit}" if fact.unit and fact.unit != "year" else ""
    if fact.low is not None and fact.high is not None:
        limits = f"{_plain(fact.low, fact.unit)}{DASH}{_plain(fact.high, fact.unit)}"
        if fact.value is not None:
            return f"{_plain(fact.value, fact.unit)} ({limits}){unit}"
        return f"{limits}{unit}"
    if fact.value is not None:
        return f"{_plain(fact.value, fact.unit)}{unit}"
    if fact.low is not None:
        return f"at least {_plain(fact.low, fact.unit)}{unit}"
    if fact.high is not None:
        return f"at most {_plain(fact.high, fact.unit)}{unit}"
    return fact.says


def _plain(number: float, unit: str | None) -> str:
    """A number with its thousands set apart, except in a year."""
    text = f"{number:.10g}" if unit == "year" else f"{number:,.10g}"
    return text.replace("-", MINUS)
