"""What named studies gave, and what becomes of it in the body: reports, never advice."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.safety import Parameter
from thymos.views.claims import Line, line
from thymos.views.facts import FactGroup, fact_groups
from thymos.views.links import Link, anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import title

NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One regimen as a study, a label or a volunteer study gave it."""

    anchor: str
    given_by: Link
    population: str
    amount: str
    route: str
    schedule: str
    duration: str
    note: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class ParametersPage:
    """Study parameters, pharmacokinetics and exposure."""

    rows: tuple[ParameterRow, ...]
    kinetics: tuple[FactGroup, ...]
    exposure: tuple[FactGroup, ...]
    claims: tuple[Line, ...]


def parameters_page(reading: Reading) -> ParametersPage:
    """All parameters in the order of the dossier."""
    return ParametersPage(
        rows=tuple(_row(reading, p) for p in reading.dossier.parameters.values()),
        kinetics=fact_groups(reading, "pharmacokinetics"),
        exposure=fact_groups(reading, "exposure"),
        claims=tuple(line(reading, j) for j in reading.judged if j.claim.kind.value == "exposure"),
    )


def _row(reading: Reading, parameter: Parameter) -> ParameterRow:
    href = reading.link(f"studies:{parameter.study}").href if parameter.study else None
    return ParameterRow(
        anchor=anchor("parameters", parameter.id),
        given_by=Link(title(parameter.given_by), href),
        population=title(parameter.population),
        amount=parameter.amount,
        route=parameter.route or NOT_SAID,
        schedule=parameter.schedule or NOT_SAID,
        duration=parameter.duration or NOT_SAID,
        note=parameter.note,
        mark=mark(reading.dossier, parameter.cites),
    )
