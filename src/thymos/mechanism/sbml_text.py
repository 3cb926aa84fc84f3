"""From equations in Antimony to SBML, through antimony and libsbml, with errors in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from thymos.errors import MechanismError
from thymos.mechanism.extra import need

# What libsbml hands out; it ships no types.
Document = Any

# libsbml quotes its specification at length; the first sentences tell what is wrong.
MOST_LETTERS = 400
_END = re.compile(r"^\s*end\s*$", re.MULTILINE)
_COMMENT = re.compile(r"//.*|#.*")
_WORD = re.compile(r"[A-Za-z_]\w*")
# Equations that came with a dossier read no file of the reader's machine.
_IMPORT = re.compile(r"\bimport\b")
_LINE = re.compile(r"line (\d+):\s*(.*)", re.DOTALL)


def with_values(equations: str, values: Sequence[tuple[str, float]], file: str) -> str:
    """The equations with a value for each parameter, added before the end of the model.

    Lines keep their numbers. Raises MechanismError where there is not one model.

    >>> with_values("model a()\\nend\\n", [("k", 0.5)], "a.ant")
    'model a()\\n  k = 0.5;\\nend\\n'
    """
    ends = list(_END.finditer(equations))
    if len(ends) != 1:
        raise MechanismError(
            f"{file}: expected one model that closes with 'end', found {len(ends)}"
        )
    lines = "".join(f"  {name} = {value!r};\n" for name, value in values)
    at = ends[0].start()
    return equations[:at] + lines + equations[at:]


def words(equations: str) -> frozenset[str]:
    """Every name in equations, comments left out.

    >>> sorted(words("a := k*b // k2"))
    ['a', 'b', 'k']
    """
    return frozenset(_WORD.findall(_COMMENT.sub("", equations)))


def compiled(text: str, file: str, *, added: int = 0) -> Document:
    """The SBML document of a text in Antimony. Raises MechanismError with file and line.

    added: lines in it that the file does not have (`with_values`); a line behind the file's last
    is not told.
    """
    if outside := _IMPORT.search(text):
        line = text.count("\n", 0, outside.start()) + 1
        raise MechanismError(f"{file}:{line}: expected equations in one file, found 'import'")
    antimony = need("antimony")
    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(text) < 0:
        told = _LINE.search(antimony.getLastError())
        at, reason = (told[1], told[2]) if told else ("", antimony.getLastError())
        own = at and int(at) + added <= text.count("\n") + 1
        place = f"{file}:{at}" if own else file
        raise MechanismError(f"{place}: {shorten(reason, MOST_LETTERS, placeholder=' …')}")
    return parsed(antimony.getSBMLString(antimony.getMainModuleName()), file)


def parsed(text: str, file: str) -> Document:
    """An SBML document from its text. Raises MechanismError for what cannot be read."""
    libsbml = need("libsbml")
    document = libsbml.readSBMLFromString(text)
    _refuse(document, file, libsbml.LIBSBML_SEV_ERROR)
    if document.getModel() is None:
        raise MechanismError(f"{file}: expected an SBML model, found none")
    return document


def checked(document: Document, file: str) -> None:
    """Raises MechanismError where libsbml's rules of consistency are broken."""
    libsbml = need("libsbml")
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()
    _refuse(document, file, libsbml.LIBSBML_SEV_ERROR)


def written(document: Document) -> str:
    """The text of a document."""
    return str(need("libsbml").writeSBMLToString(document))


def parameters(document: Document) -> tuple[str, ...]:
    """Ids of the parameters that no rule computes."""
    model = document.getModel()
    return tuple(
        each.getId() for each in model.getListOfParameters() if model.getRule(each.getId()) is None
    )


def species(document: Document) -> tuple[str, ...]:
    """Ids of the species."""
    return tuple(each.getId() for each in document.getModel().getListOfSpecies())


def _refuse(document: Document, file: str, severity: int) -> None:
    for i in range(document.getNumErrors()):
        error = document.getError(i)
        if error.getSeverity() >= severity:
            reason = shorten(error.getMessage(), MOST_LETTERS, placeholder=" …")
            raise MechanismError(f"{file}: the SBML is not consistent: {reason}")
