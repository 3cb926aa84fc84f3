"""The model behind the mechanism, as pages show it: what is in it, and where each number is from.

Theory, not evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from thymos.mechanism.blood import check
from thymos.mechanism.fit import Met
from thymos.records.model import Doses, Model, ModelParameter, Regimen
from thymos.records.wording import plural
from thymos.views.links import Link, anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading

STATISTICS: tuple[tuple[str, str, str], ...] = (
    ("t_max", "time of the peak", "h"),
    ("c_max", "peak", "µg/L"),
    ("auc", "area under the curve", "µg·h/L"),
    ("half_life", "half-life", "h"),
    ("volume", "terminal volume over the fraction absorbed", "L"),
    ("clearance", "clearance over the fraction absorbed", "L/h"),
)


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state and what it means in controlled vocabularies."""

    id: str
    what: str
    unit: str
    means: str


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter: its value, its two ranges, and its source or the word assumed."""

    id: str
    what: str
    value: str
    range: str
    wide: str
    kind: str
    mark: Mark | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario or a variant in words, with the disagreement that it takes a side in."""

    title: str
    text: str
    question: Link | None
    note: str | None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A statistic of levels in blood: what a study reports, and what the model gives."""

    statistic: str
    reported: str
    model: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Levels:
    """The model's levels after one dose beside those of a study."""

    study: Link
    dose: str
    rows: tuple[LevelRow, ...]
    all_inside: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class ModelPart:
    """A model of the dossier; `assumed` counts the parameters without a source."""

    anchor: str
    title: str
    text: str
    note: str | None
    mark: Mark | None
    states: tuple[StateRow, ...]
    parameters: tuple[ParameterRow, ...]
    assumed: int
    scenarios: tuple[Told, ...]
    variants: tuple[Told, ...]
    levels: Levels | None


@dataclass(frozen=True, slots=True)
class RegimenRow:
    """A regimen in numbers beside the report that it puts in numbers."""

    anchor: str
    title: str
    amount: str
    schedule: str
    report: Link
    mark: Mark
    note: str | None


def model_parts(reading: Reading) -> tuple[ModelPart, ...]:
    """Every model of the dossier."""
    return tuple(_part(reading, model) for model in reading.dossier.models.values())


def regimen_rows(reading: Reading) -> tuple[RegimenRow, ...]:
    """Every regimen of the dossier: reports of the past, never a recommendation."""
    return tuple(_regimen(reading, regimen) for regimen in reading.dossier.regimens.values())


def _part(reading: Reading, model: Model) -> ModelPart:
    return ModelPart(
        anchor=anchor("models", model.id),
        title=model.title,
        text=model.text,
        note=model.note,
        mark=mark(reading.dossier, model.cites) if model.cites else None,
        states=tuple(
            StateRow(
                state.id,
                state.what,
                state.unit or "relative",
                ", ".join(f"{meaning.qualifier} {meaning.id}" for meaning in state.means),
            )
            for state in model.states
        ),
        parameters=tuple(_parameter(reading, each) for each in model.parameters),
        assumed=sum(each.kind == "assumed" for each in model.parameters),
        scenarios=tuple(Told(s.title, s.text, None, s.note) for s in model.scenarios),
        variants=tuple(
            Told(v.title, v.text, question(reading, v.conflict_set), v.note) for v in model.variants
        ),
        levels=_levels(reading, model),
    )


def _levels(reading: Reading, model: Model) -> Levels | None:
    checked = check(reading.dossier, model)
    if checked is None or model.levels is None:
        return None
    return Levels(
        study=reading.link(f"studies:{checked.study}"),
        dose=f"{checked.amount_ug / 1000:.3g} mg",
        rows=tuple(_level(met) for met in checked.met),
        all_inside=checked.all_inside,
        note=model.levels.note,
    )


def _level(met: Met) -> LevelRow:
    words, unit = next((w, u) for name, w, u in STATISTICS if name == met.range.statistic)
    low, high = met.range.low, met.range.high
    told = f"below {high:g}" if low is None else f"{low:g} to {high:g}"
    return LevelRow(words, f"{told} {unit}", f"{met.value:.3g} {unit}", met.inside)


def _parameter(reading: Reading, each: ModelParameter) -> ParameterRow:
    return ParameterRow(
        id=each.id,
        what=each.what,
        value=f"{each.value:g} {each.unit or ''}".strip(),
        range=_span(each.low, each.high),
        wide=_span(each.wide_low, each.wide_high),
        kind=each.kind,
        mark=mark(reading.dossier, each.cites) if each.cites else None,
        note=each.note,
    )


def _span(low: float | None, high: float | None) -> str:
    return "fixed" if low is None or high is None else f"{low:g} to {high:g}"


def question(reading: Reading, conflict: str | None) -> Link | None:
    """A disagreement in words and its place on the page; None for none that is known."""
    found = reading.dossier.conflicts.get(conflict or "")
    return None if found is None else Link(found.question, f"#{anchor('conflicts', found.id)}")


def _regimen(reading: Reading, regimen: Regimen) -> RegimenRow:
    report = reading.dossier.parameters[regimen.reports]
    each = "" if regimen.per == "person" else f" per {regimen.per}"
    return RegimenRow(
        anchor=anchor("regimens", regimen.id),
        title=regimen.title,
        amount=f"{regimen.amount_mg:g} mg{each}",
        schedule=", then ".join(schedule(block) for block in regimen.doses),
        report=reading.link(f"parameters:{report.id}"),
        mark=mark(reading.dossier, report.cites),
        note=regimen.note,
    )


def schedule(block: Doses) -> str:
    """Doses in words.

    >>> schedule(Doses(count=14, every_hours=12)), schedule(Doses(count=1, every_hours=24))
    ('14 doses, 12 hours apart', '1 dose')
    """
    if block.count == 1:
        return "1 dose"
    return f"{plural(block.count, 'dose')}, {block.every_hours:g} hours apart"
