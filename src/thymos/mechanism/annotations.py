"""What the parts of a model mean, written into its SBML: MIRIAM annotations and SBO terms.

MIRIAM: Le Novère et al. 2005 (Nat Biotechnol 23:1509). Identifiers are given as the addresses
that identifiers.org resolves; every parameter bears its ranges, and its source or the word
assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from thymos.errors import MechanismError
from thymos.mechanism import THEORY, units
from thymos.mechanism.extra import need
from thymos.records.atoms import Citation
from thymos.records.model import Model, ModelParameter, ModelState
from thymos.records.source import Source

ADDRESS = "https://identifiers.org/"
# SBO: a non-spatial continuous framework; a quantitative systems description parameter.
FRAMEWORK = "SBO:0000293"
PARAMETER = "SBO:0000002"
# Of a source: the registry that resolves it, and what it calls it, the first that is known.
REGISTRIES = ("doi", "pubmed", "pmc")


def address(curie: str) -> str:
    """The address that identifiers.org resolves for a CURIE.

    >>> address("uniprot:P14902"), address("cl:0000815")
    ('https://identifiers.org/uniprot:P14902', 'https://identifiers.org/CL:0000815')
    """
    prefix, _, name = curie.partition(":")
    return f"{ADDRESS}{prefix.upper() if name.isdigit() and prefix != 'hgnc' else prefix}:{name}"


def place_of(source: Source) -> str | None:
    """The address of a source; None where it has none.

    >>> place_of(Source(id="a", kind="article", doi="10.1016/j.jtbi.2006.02.016"))
    'https://identifiers.org/doi:10.1016/j.jtbi.2006.02.016'
    """
    named = zip(REGISTRIES, (source.doi, source.pmid, source.pmcid), strict=True)
    return next((f"{ADDRESS}{prefix}:{name}" for prefix, name in named if name), source.url)


def annotate(document: Any, record: Model, sources: Mapping[str, Source]) -> None:
    """Write names, units, notes, meanings, sources and SBO terms into an SBML document.

    sources: those of the dossier, by id. Raises MechanismError for what libsbml refuses.
    """
    libsbml = need("libsbml")
    model = document.getModel()
    model.setName(record.title)
    model.setSBOTerm(FRAMEWORK)
    model.setMetaId(f"meta_{model.getId()}")
    _quantities(model)
    _note(model, f"{THEORY.capitalize()}. {record.text}")
    for source in _cited(record.cites, sources):
        _described(model, source)
    for state in record.states:
        _state(libsbml, model.getSpecies(state.id), state)
    for parameter in record.parameters:
        _parameter(model, parameter, tuple(_cited(parameter.cites, sources)))


def _quantities(model: Any) -> None:
    """Time in hours; amounts without a unit, since most states are relative."""
    model.setTimeUnits(units.declare(model, "h"))
    for name in ("Substance", "Extent", "Volume"):
        getattr(model, f"set{name}Units")(units.RELATIVE)


def _cited(cites: Iterable[Citation], sources: Mapping[str, Source]) -> Iterator[Source]:
    """The sources of some citations, each once, in order."""
    known = dict.fromkeys(cite.source for cite in cites)
    return (sources[name] for name in known if name in sources)


def _described(element: Any, source: Source) -> None:
    """That a source describes an element; of a model, that it was derived from it."""
    place = place_of(source)
    if place is None:
        return
    libsbml = need("libsbml")
    if isinstance(element, libsbml.Model):
        term = libsbml.CVTerm(libsbml.MODEL_QUALIFIER)
        term.setModelQualifierType(libsbml.BQM_IS_DERIVED_FROM)
    else:
        term = libsbml.CVTerm(libsbml.BIOLOGICAL_QUALIFIER)
        term.setBiologicalQualifierType(libsbml.BQB_IS_DESCRIBED_BY)
    term.addResource(place)
    _done(element.addCVTerm(term), place)


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


def _parameter(model: Any, parameter: ModelParameter, cited: tuple[Source, ...]) -> None:
    element = model.getParameter(parameter.id)
    element.setName(parameter.what)
    element.setMetaId(f"meta_{parameter.id}")
    element.setSBOTerm(PARAMETER)
    unit = units.declare(model, parameter.unit)
    if unit is not None:
        element.setUnits(unit)
    _note(element, _told(parameter, cited))
    for source in cited:
        _described(element, source)


def _told(parameter: ModelParameter, cited: tuple[Source, ...]) -> str:
    """Where a value is from, in which unit it stands, and between what it may lie."""
    told = [f"{parameter.kind.capitalize()}."]
    if parameter.unit:
        told.append(f"Unit: {parameter.unit}.")
    if parameter.law == "fixed":
        told.append("Fixed.")
    else:
        told.append(
            f"Stated range {parameter.low:g} to {parameter.high:g}, wide range "
            f"{parameter.wide_low:g} to {parameter.wide_high:g}, both assumed ({parameter.law})."
        )
    told += [f"Source: {source.label}." for source in cited]
    told += [parameter.note] if parameter.note else []
    return " ".join(told)


def _note(element: Any, words: str) -> None:
    body = f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{escape(words)}</p></body>'
    _done(element.setNotes(body), words)


def _done(code: int, what: str) -> None:
    if code != 0:
        raise MechanismError(f"SBML has no place for {what} (libsbml code {code})")
