"""What the parts of a model mean, written into its SBML: MIRIAM annotations and SBO terms.

MIRIAM: Le Novère et al. 2005 (Nat Biotechnol 23:1509). Identifiers are given as the addresses
that identifiers.org resolves.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from thymos.errors import MechanismError
from thymos.mechanism import THEORY
from thymos.mechanism.extra import need
from thymos.records.model import Model, ModelParameter, ModelState

ADDRESS = "https://identifiers.org/"
# SBO: a non-spatial continuous framework; a quantitative systems description parameter.
FRAMEWORK = "SBO:0000293"
PARAMETER = "SBO:0000002"
SECONDS = 3600.0


def address(curie: str) -> str:
    """The address that identifiers.org resolves for a CURIE.

    >>> address("uniprot:P14902"), address("cl:0000815")
    ('https://identifiers.org/uniprot:P14902', 'https://identifiers.org/CL:0000815')
    """
    prefix, _, name = curie.partition(":")
    return f"{ADDRESS}{prefix.upper() if name.isdigit() and prefix != 'hgnc' else prefix}:{name}"


def annotate(document: Any, record: Model) -> None:
    """Write names, notes, meanings and SBO terms into an SBML document.

    Raises MechanismError for what libsbml refuses.
    """
    libsbml = need("libsbml")
    model = document.getModel()
    model.setName(record.title)
    model.setSBOTerm(FRAMEWORK)
    _units(model)
    _note(model, f"{THEORY.capitalize()}. {record.text}")
    for state in record.states:
        _state(libsbml, model.getSpecies(state.id), state)
    for parameter in record.parameters:
        _parameter(model.getParameter(parameter.id), parameter)


def _units(model: Any) -> None:
    """Time in hours; amounts without a unit, since most states are relative."""
    hour = model.createUnitDefinition()
    hour.setId("hour")
    unit = hour.createUnit()
    unit.initDefaults()
    unit.setKind(need("libsbml").UNIT_KIND_SECOND)
    unit.setMultiplier(SECONDS)
    model.setTimeUnits("hour")
    for name in ("Substance", "Extent", "Volume"):
        getattr(model, f"set{name}Units")("dimensionless")


def _state(libsbml: Any, species: Any, state: ModelState) -> None:
    species.setName(state.what)
    species.setMetaId(f"meta_{state.id}")
    if state.sbo is not None:
        _done(species.setSBOTerm(state.sbo), f"{state.id}: {state.sbo}")
    for meaning in state.means:
        term = libsbml.CVTerm(libsbml.BIOLOGICAL_QUALIFIER)
        code = libsbml.BiolQualifierType_fromString(meaning.qualifier)
        term.setBiologicalQualifierType(code)
        term.addResource(address(meaning.id))
        _done(species.addCVTerm(term), f"{state.id}: {meaning.qualifier} {meaning.id}")


def _parameter(element: Any, parameter: ModelParameter) -> None:
    element.setName(parameter.what)
    element.setMetaId(f"meta_{parameter.id}")
    element.setSBOTerm(PARAMETER)
    unit = f" Unit: {parameter.unit}." if parameter.unit else ""
    _note(element, f"{parameter.kind.capitalize()}.{unit}")


def _note(element: Any, words: str) -> None:
    body = f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{escape(words)}</p></body>'
    _done(element.setNotes(body), words)


def _done(code: int, what: str) -> None:
    if code != 0:
        raise MechanismError(f"SBML has no place for {what} (libsbml code {code})")
