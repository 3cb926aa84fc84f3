"""Units of a model's numbers, written into its SBML from the words of the records.

Amounts stay pure numbers there, since most states are relative: of the dosed ones they are
numbers of µg, so that one rule, an amount over a volume, does not balance. Theory, not evidence.
"""

from __future__ import annotations

from typing import Any

from thymos.mechanism.extra import need

# A word of the records: its name in SBML, the base unit of SBML, a power of ten, a factor.
_WORDS: tuple[tuple[str, str, str, int, float], ...] = (
    ("h", "hour", "second", 0, 3600.0),
    ("min", "minute", "second", 0, 60.0),
    ("d", "day", "second", 0, 86400.0),
    ("L", "litre", "litre", 0, 1.0),
    ("mL", "millilitre", "litre", -3, 1.0),
    ("g", "gram", "gram", 0, 1.0),
    ("mg", "milligram", "gram", -3, 1.0),
    ("µg", "microgram", "gram", -6, 1.0),
    ("ng", "nanogram", "gram", -9, 1.0),
    ("kg", "kilogram", "kilogram", 0, 1.0),
)
RELATIVE = "dimensionless"


def name_of(unit: str | None) -> str | None:
    """The id of a unit in SBML; None for words that are not known.

    >>> name_of("1/h"), name_of("µg/L"), name_of(None), name_of("cells")
    ('per_hour', 'microgram_per_litre', 'dimensionless', None)
    """
    parts = _parts(unit)
    if parts is None:
        return None
    above = [name for name, _, _, _, power in parts if power > 0]
    below = [name for name, _, _, _, power in parts if power < 0]
    return "_".join([*above, *(f"per_{name}" for name in below)]) or RELATIVE


def declare(model: Any, unit: str | None) -> str | None:
    """The id of a unit, defined in a model of libsbml where it is not yet; None as in `name_of`."""
    name, parts = name_of(unit), _parts(unit)
    if name is None or parts is None:
        return None
    kinds = need("libsbml")
    own = kinds.UnitKind_forName(name) == kinds.UNIT_KIND_INVALID  # not one that SBML has
    if own and model.getUnitDefinition(name) is None:
        made = model.createUnitDefinition()
        made.setId(name)
        for _, kind, scale, factor, power in parts:
            base = made.createUnit()
            base.initDefaults()
            base.setKind(kinds.UnitKind_forName(kind))
            base.setScale(scale)
            base.setMultiplier(factor)
            base.setExponent(power)
    return name


def _parts(unit: str | None) -> tuple[tuple[str, str, int, float, int], ...] | None:
    """Name, base unit, power of ten, factor and exponent of each word of a unit."""
    above, _, below = (unit or "1").partition("/")
    found = []
    for words, power in ((above, 1), (below, -1)):
        for word in filter(None, words.split("·")):
            if word == "1":
                continue
            known = next((row for row in _WORDS if row[0] == word), None)
            if known is None:
                return None
            found.append((*known[1:], power))
    return tuple(found)
