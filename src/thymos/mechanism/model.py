"""A dossier's model, ready to run: equations with their values, as SBML, and arrays beside it.

The file of equations holds structure alone; values come from the records. Both must name the
same parameters and states, so that no number runs without a source or the word `assumed`.

Theory, not evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from thymos.dossier.index import Dossier
from thymos.errors import MechanismError, UnknownRecord
from thymos.mechanism import sbml_text
from thymos.mechanism.annotations import annotate
from thymos.records.model import Model as ModelRecord
from thymos.records.model import ModelParameter, Regimen, Scale, Scenario, Setting, Variant
from thymos.records.source import Source

Floats = NDArray[np.float64]
Prior = Literal["stated", "wide"]
NO_SOURCES: Mapping[str, Source] = MappingProxyType({})
Named = TypeVar("Named", Scenario, Variant, Regimen)


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """The parameters as arrays, (parameter,), in the order of the records.

    values: as recorded. low and high: the first prior, wide_low and wide_high the second; those
    of a fixed parameter are its value.
    """

    ids: tuple[str, ...]
    values: Floats
    low: Floats
    high: Floats
    wide_low: Floats
    wide_high: Floats
    laws: tuple[str, ...]
    groups: tuple[str, ...]

    def column(self, name: str) -> int:
        """Where a parameter stands. Raises UnknownRecord with the nearest names."""
        if name not in self.ids:
            raise UnknownRecord("parameter of the model", name, self.ids)
        return self.ids.index(name)

    def range(self, prior: Prior) -> tuple[Floats, Floats]:
        """Lower and upper ends of a prior."""
        return (self.low, self.high) if prior == "stated" else (self.wide_low, self.wide_high)


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be run.

    text: Antimony with values; sbml: the same as SBML Level 3, annotated; digest: of the SBML.
    parameters and species are in the order of the records.
    """

    record: ModelRecord
    text: str
    sbml: str
    digest: str
    parameters: ParameterTable
    species: tuple[str, ...]
    regimens: tuple[Regimen, ...]

    @property
    def dose_species(self) -> str:
        """The species to which a dose adds its amount in µg."""
        return self.record.dose_state

    def scenario(self, name: str) -> Scenario:
        """A scenario by id. Raises UnknownRecord with the nearest ids."""
        return _found("scenario", name, self.record.scenarios)

    def variant(self, name: str) -> Variant:
        """A variant by id. Raises UnknownRecord with the nearest ids."""
        return _found("variant", name, self.record.variants)

    def regimen(self, name: str) -> Regimen:
        """A regimen by id. Raises UnknownRecord with the nearest ids."""
        return _found("regimen", name, self.regimens)


def load(dossier: Dossier, name: str | None = None) -> Model:
    """The model of a dossier, checked.

    name: where there are several. Raises MechanismError for none, for equations that do not hold
    together, and where equations and records name different things; UnknownRecord for a name
    that none bears.
    """
    if not dossier.models:
        raise MechanismError(f"the dossier {dossier.head.id} holds no model as of {dossier.day}")
    if name is None and len(dossier.models) > 1:
        raise MechanismError(f"the dossier holds several models: {', '.join(dossier.models)}")
    chosen = name or next(iter(dossier.models))
    if chosen not in dossier.models:
        raise UnknownRecord("model", chosen, tuple(dossier.models))
    record = dossier.models[chosen]
    equations, regimens = dossier.equations[record.source], tuple(dossier.regimens.values())
    return build(record, equations, regimens, dossier.sources)


def build(
    record: ModelRecord,
    equations: str,
    regimens: tuple[Regimen, ...] = (),
    sources: Mapping[str, Source] = NO_SOURCES,
) -> Model:
    """A model from its record and the text of its equations.

    sources: by id, for the annotations. Raises MechanismError.
    """
    values = [(each.id, each.value) for each in record.parameters]
    text = sbml_text.with_values(equations, values, record.source)
    document = sbml_text.compiled(text, record.source, added=len(values))
    _same_names(record, equations, document)
    annotate(document, record, sources)
    sbml_text.checked(document, record.source)
    sbml = sbml_text.written(document)
    return Model(
        record=record,
        text=text,
        sbml=sbml,
        digest=sha256(sbml.encode()).hexdigest(),
        parameters=table(record.parameters),
        species=tuple(state.id for state in record.states),
        regimens=regimens,
    )


def table(parameters: Sequence[ModelParameter]) -> ParameterTable:
    """Parameter records as arrays."""

    def column(name: str) -> Floats:
        given = (getattr(each, name) for each in parameters)
        return np.array(
            [each.value if x is None else x for each, x in zip(parameters, given, strict=True)],
            dtype=np.float64,
        )

    return ParameterTable(
        ids=tuple(each.id for each in parameters),
        values=column("value"),
        low=column("low"),
        high=column("high"),
        wide_low=column("wide_low"),
        wide_high=column("wide_high"),
        laws=tuple(each.law for each in parameters),
        groups=tuple(each.group for each in parameters),
    )


def changed(
    known: ParameterTable, parameters: Floats, changes: Sequence[Setting | Scale]
) -> Floats:
    """A copy of parameters, (batch, parameter), with some set or scaled, in order.

    Raises UnknownRecord for a parameter that the model lacks.
    """
    found = np.array(parameters, dtype=np.float64, ndmin=2)
    for change in changes:
        column = known.column(change.parameter)
        if isinstance(change, Setting):
            found[:, column] = change.value
        else:
            found[:, column] *= change.factor
    return found


def doses(regimen: Regimen, *, start: float = 0.0) -> tuple[Floats, Floats]:
    """Hours and amounts in µg of a regimen's doses, each (dose,); `start` is the first hour."""
    hours = start + np.array(regimen.hours)
    return hours, np.full(hours.size, regimen.amount_ug)


def _found(kind: str, name: str, known: Sequence[Named]) -> Named:
    for each in known:
        if each.id == name:
            return each
    raise UnknownRecord(kind, name, tuple(each.id for each in known))


def _same_names(record: ModelRecord, equations: str, document: sbml_text.Document) -> None:
    """Raises MechanismError for a name that stands in the equations or the records alone."""
    used = sbml_text.words(equations)
    for kind, recorded, written in (
        ("parameter", record.parameters, sbml_text.parameters(document)),
        ("state", record.states, sbml_text.species(document)),
    ):
        names = [each.id for each in recorded]
        for name in written:
            if name not in names:
                raise MechanismError(
                    f"{record.source}: the {kind} {name} has no record in the model {record.id}"
                )
        for name in names:
            if name not in written or name not in used:
                raise MechanismError(
                    f"{record.source}: no {kind} {name}, which the model {record.id} records"
                )
