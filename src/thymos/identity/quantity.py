"""Quantities as people write them: `10 mg`, `2 mL`, `500 nmol`, `5 mg/mL`, `75-85 %`.

Spellings are those of the table of units and no others: nothing is guessed, and no expression is
evaluated. pint (extra `identity`) converts, and knows which units measure the same thing. Units of
syringes and of biological activity are refused: what they hold depends on more than a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from thymos.errors import UsageError
from thymos.identity.reconstitution import Range
from thymos.tables import rows

if TYPE_CHECKING:
    from pint import UnitRegistry

Sort = Literal["mass", "volume", "concentration", "molar mass"]

# What the arithmetic works in.
BASE: tuple[tuple[Sort, str], ...] = (
    ("mass", "mg"),
    ("volume", "mL"),
    ("concentration", "mg/mL"),
    ("molar mass", "g/mol"),
)
LONGEST = 60
_EXAMPLES: tuple[tuple[Sort, str], ...] = (
    ("mass", "10 mg"),
    ("volume", "2 mL"),
    ("concentration", "5 mg/mL"),
    ("molar mass", "1234.5 g/mol"),
)

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([^\s0-9.]\S*)")
_SUM = re.compile(r"\s*\+\s*(?=[0-9.])")
_SHARE = re.compile(
    rf"(?P<least>>=|≥)?\s*(?P<low>{_NUMBER})(?:\s*(?:-|–|to|\.\.)\s*(?P<high>{_NUMBER}))?\s*(?P<sign>%)?"
)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?)\b", re.IGNORECASE)
_SYRINGE = re.compile(r"(?:i\.?u\.?|u|units?|u-?[0-9]+|tick|clicks?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as it was typed, and the same in a base unit."""

    text: str
    value: float
    unit: str
    sort: str


@dataclass(frozen=True, slots=True)
class _Unit:
    symbol: str
    pint: str
    dimension: str


@cache
def _spellings() -> Mapping[str, _Unit]:
    return {
        spelling: _Unit(row["symbol"], row["pint"], row["dimension"])
        for row in rows("units")
        for spelling in row["spellings"].split()
    }


@cache
def _registry() -> UnitRegistry[float]:
    """Pint's units, read once. Raises UsageError where pint is not installed."""
    try:
        from pint import UnitRegistry
    except ImportError:
        raise UsageError(
            "converting units needs the optional extra: pip install thymos[identity]"
        ) from None
    return UnitRegistry(cache_folder=None)


def read(text: str, name: str, sort: Sort, molar_mass: float | None = None) -> Quantity:
    """A quantity of one sort, in its base unit: mg, mL, mg/mL or g/mol.

    `molar_mass` (g/mol) turns moles into mass. Raises UsageError in one line, which begins with
    the name of the field, for what is no number with a unit, or measures something else.

    >>> read("500 µg", "mass", "mass").value, read("0.2 mmol/L", "c", "concentration", 1000).value
    (0.5, 0.2)
    >>> read("2 mg", "diluent", "volume")
    Traceback (most recent call last):
    ...
    thymos.errors.UsageError: diluent: expected a volume (L, mL, µL), found '2 mg', a mass
    """
    number, words = _split(text, name, sort)
    top, bottom = _units(words, text, name, sort)
    registry = _registry()
    found = registry.Quantity(number, f"({top.pint}) / ({bottom.pint})" if bottom else top.pint)
    base = dict(BASE)[sort]
    moles = top.dimension == "substance"
    if moles and sort in ("mass", "concentration"):
        if molar_mass is None:
            raise UsageError(
                f"{name}: '{_short(text)}' is in moles: expected a molar mass beside it"
            )
        found = found * registry.Quantity(molar_mass, "gram / mole")
    from pint import DimensionalityError

    try:
        value = float(found.to(_pint_name(base)).magnitude)
    except DimensionalityError:
        raise _other_sort(text, name, sort, top, bottom) from None
    if not math.isfinite(value):
        raise UsageError(f"{name}: expected a finite number, found '{_short(text)}'")
    symbol = f"{top.symbol}/{bottom.symbol}" if bottom else top.symbol
    return Quantity(f"{number:.12g} {symbol}", value, base, sort)


def read_share(text: str, name: str) -> Range:
    """A percentage as a range of fractions: `80`, `80 %`, `75-85 %`, `>=98 %`.

    Raises UsageError for what is none, is above 100 %, or may be a fraction.

    >>> read_share("80 %", "content"), read_share("≥98", "purity").high
    (Range(low=0.8, high=0.8), 1.0)
    """
    plain = text.strip()
    match = _SHARE.fullmatch(plain) if len(plain) <= LONGEST else None
    if match is None:
        raise _unreadable(text, name, "a percentage such as 80 %, 75-85 % or >=98 %")
    low = float(match["low"])
    high = 100.0 if match["least"] else float(match["high"] or low)
    if match["least"] and match["high"]:
        raise _unreadable(text, name, "a percentage such as 80 %, 75-85 % or >=98 %")
    if not 0 < low <= 100 or not 0 < high <= 100 or low > high:
        told = "above 0 % and up to 100 %, the lower limit first"
        raise UsageError(f"{name}: expected a percentage {told}, found '{_short(text)}'")
    if low <= 1 and match["sign"] is None:
        told = f"'{_short(text)}' may be a fraction or a percentage: expected a % sign"
        raise UsageError(f"{name}: {told}")
    return Range(low / 100, high / 100)


def read_overfill(text: str, name: str, stated: float) -> float:
    """An overfill as a fraction of the stated mass (mg): `5 %`, or `0.1 mg`.

    >>> read_overfill("5 %", "overfill", 10), read_overfill("0.5 mg", "overfill", 10)
    (0.05, 0.05)
    """
    match = re.fullmatch(rf"({_NUMBER})\s*%", text.strip()) if len(text) <= LONGEST else None
    if match is None:
        return read(text, name, "mass").value / stated
    share = float(match[1])
    if not 0 <= share <= 100:
        raise UsageError(f"{name}: expected from 0 % to 100 %, found '{_short(text)}'")
    return share / 100


def _split(text: str, name: str, sort: Sort) -> tuple[float, str]:
    plain = text.strip()
    wanted = f"a {sort} such as {_example(sort)}"
    if _NOT_FINITE.match(plain):
        raise UsageError(f"{name}: expected a finite number, found '{_short(text)}'")
    match = _QUANTITY.fullmatch(plain) if len(plain) <= LONGEST else None
    if match is None:
        raise _sum(plain, name) or _unreadable(text, name, wanted)
    return float(match[1]), match[2]


def _sum(plain: str, name: str) -> UsageError | None:
    """A sum is refused, and the units of its parts are named."""
    parts = [_QUANTITY.fullmatch(part) for part in _SUM.split(plain[:LONGEST])]
    known = [_spellings().get(part[2]) if part else None for part in parts]
    if len(parts) < 2 or None in known:
        return None
    told = " and ".join(f"{unit.symbol} (a {unit.dimension})" for unit in known if unit)
    return UsageError(f"{name}: expected one quantity, found a sum of {told}")


def _units(words: str, text: str, name: str, sort: Sort) -> tuple[_Unit, _Unit | None]:
    """The unit, or the two units of a concentration."""
    known = _spellings()
    if words in known:
        return known[words], None
    if _SYRINGE.fullmatch(words):
        raise UsageError(
            f"{name}: '{_short(text)}' is in units of a syringe or of activity, which are not "
            f"converted: expected {_units_of(sort)}"
        )
    top, stroke, bottom = words.partition("/")
    if stroke and top in known and bottom in known:
        return known[top], known[bottom]
    raise UsageError(
        f"{name}: '{_short(words)}' is no unit that is known here: expected {_units_of(sort)}"
    )


def _other_sort(text: str, name: str, sort: Sort, top: _Unit, bottom: _Unit | None) -> UsageError:
    what = f"{top.dimension} per {bottom.dimension}" if bottom else top.dimension
    return UsageError(
        f"{name}: expected a {sort} ({_units_of(sort)}), found '{_short(text)}', a {what}"
    )


def _units_of(sort: Sort) -> str:
    """The units of a sort, as a message lists them."""
    if sort == "concentration":
        return "mg/mL, µg/mL, mmol/L and the like"
    symbols = [row["symbol"] for row in rows("units") if row["dimension"] == sort]
    return ", ".join(symbols)


def _example(sort: Sort) -> str:
    return dict(_EXAMPLES)[sort]


def _pint_name(symbol: str) -> str:
    top, stroke, bottom = symbol.partition("/")
    known = _spellings()
    if symbol in known:
        return known[symbol].pint
    return f"{known[top].pint} / {known[bottom].pint}" if stroke else known[top].pint


def _unreadable(text: str, name: str, wanted: str) -> UsageError:
    return UsageError(f"{name}: expected {wanted}, found '{_short(text)}'")


def _short(text: str) -> str:
    """A text as a message shows it: on one line, and not endless."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
