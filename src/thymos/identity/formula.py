"""Atoms counted: formulas read and written, sums of them, and what they weigh."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from thymos.tables import rows

Weights = Literal["monoisotopic", "abridged2021", "conventional1999"]
Atoms = Mapping[str, int]

# Twice titin, the largest protein known; beyond it stands a slip of the pen.
MOST_ATOMS = 1_000_000
_PART = re.compile(r"([A-Z][a-z]?)(-?\d*)")


@cache
def elements() -> tuple[str, ...]:
    """The elements that can be weighed here."""
    return tuple(row["symbol"] for row in rows("elements"))


@cache
def atomic(weights: Weights) -> Mapping[str, float]:
    """What an atom of each element weighs, in daltons, by one table of weights."""
    return MappingProxyType({row["symbol"]: float(row[weights]) for row in rows("elements")})


def read(text: str) -> dict[str, int]:
    """Atoms from a formula; a count may be negative, as in a change. Raises ValueError.

    >>> read("C2HF3O2"), read("H-1 N-1 O")
    ({'C': 2, 'H': 1, 'F': 3, 'O': 2}, {'H': -1, 'N': -1, 'O': 1})
    """
    joined = "".join(text.split())
    parts = _PART.findall(joined)
    if not parts or "".join(symbol + number for symbol, number in parts) != joined:
        raise ValueError(f"'{text}' is no formula")
    atoms: dict[str, int] = {}
    for symbol, number in parts:
        if symbol not in elements():
            raise ValueError(f"'{symbol}' is no element that is weighed here")
        if number == "-" or len(number) > len(str(MOST_ATOMS)):
            raise ValueError(f"'{text}' is no formula")
        atoms[symbol] = atoms.get(symbol, 0) + int(number or 1)
    return atoms


def plus(*parts: Atoms) -> dict[str, int]:
    """The sum of some atoms and changes, in Hill order, zeros left out. Raises ValueError.

    A sum below zero is an error: nothing can lose an atom that it does not have.

    >>> plus({"C": 2, "H": 4, "O": 2}, {"H": -2, "O": -1})
    {'C': 2, 'H': 2, 'O': 1}
    """
    total: dict[str, int] = {}
    for part in parts:
        for element, count in part.items():
            total[element] = total.get(element, 0) + count
    for element, count in total.items():
        if count < 0:
            raise ValueError(f"{-count} {element} more is taken away than there is")
    return {element: total[element] for element in hill(total) if total[element]}


def hill(atoms: Atoms) -> list[str]:
    """Elements in Hill order: carbon and hydrogen first where there is carbon, then by letter.

    >>> hill({"O": 2, "H": 4, "C": 2}), hill({"O": 1, "H": 2, "Cl": 1})
    (['C', 'H', 'O'], ['Cl', 'H', 'O'])
    """
    first = ("C", "H") if atoms.get("C") else ()
    return [e for e in first if e in atoms] + sorted(e for e in atoms if e not in first)


def times(atoms: Atoms, number: int) -> dict[str, int]:
    """The same atoms some times over."""
    return {element: count * number for element, count in atoms.items()}


def less(atoms: Atoms, taken: Atoms) -> dict[str, int]:
    """Atoms without some others. Raises ValueError where they are not there."""
    return plus(atoms, times(taken, -1))


def formula(atoms: Atoms) -> str:
    """The Hill formula.

    >>> formula({"C": 4, "H": 8, "N": 2, "O": 3})
    'C4H8N2O3'
    """
    return "".join(f"{element}{count if count > 1 else ''}" for element, count in atoms.items())


def mass(atoms: Atoms, weights: Weights = "abridged2021") -> float:
    """Mass in daltons, by the weights table named; `monoisotopic` is one of the tables.

    >>> round(mass({"H": 2, "O": 1}, "monoisotopic"), 5), round(mass({"H": 2, "O": 1}), 3)
    (18.01056, 18.015)
    """
    table = atomic(weights)
    return sum(table[element] * count for element, count in atoms.items())
