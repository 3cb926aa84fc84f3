"""The page on amounts: the formula, worked examples, slips and what they do, and a calculator.

The page says everything without its script; the script only adds the form. What both need (units,
fixed sentences) is handed to it from here, so that there is one place for each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from thymos.identity import sequence
from thymos.identity.reconstitution import Basis, Vial, dissolve, exactly, share
from thymos.records.wording import number
from thymos.tables import rows
from thymos.views.amount_words import BASES, NOTES, NOTICE, significant
from thymos.views.dilute import WEIGHTS, Asked, DiluteView, molar_mass
from thymos.views.reading import Reading

EMPTY = (
    "The answer stands here as soon as a mass and a diluent, or a wanted concentration, are typed."
)

# Round numbers that belong to no product, so that nobody takes them for an amount to use.
_MASS, _DILUENT, _AMOUNT = 10.0, 2.0, 2.0
_CONTENT, _PURITY = 0.80, 0.98
_COUNTED: tuple[tuple[Basis, str], ...] = (
    ("gross", "content and purity are multiplied in"),
    ("net", "purity is multiplied in; content is in the number already"),
    ("label", "nothing is multiplied in: the number is of the compound already"),
    ("unknown", "the answer is an interval: from content times purity up to the whole"),
)


@dataclass(frozen=True, slots=True)
class BasisRow:
    """What a stated mass may be of, and what follows."""

    name: str
    meaning: str
    counted: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: what was typed, and the rows of the answer."""

    title: str
    command: str
    rows: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip that is often made, and by how much it puts the answer off."""

    what: str
    effect: str


@dataclass(frozen=True, slots=True)
class AmountsPage:
    """The page; `units` and `said` are JSON for the script, `molar_mass` is of this compound."""

    notice: str
    compound: str
    molar_mass: str
    weights: str
    bases: tuple[BasisRow, ...]
    examples: tuple[Example, ...]
    slips: tuple[Slip, ...]
    known: tuple[tuple[str, str], ...]
    units: str
    said: str


def amounts_page(reading: Reading) -> AmountsPage | None:
    """The page on amounts; None where the subject of the dossier has no sequence to weigh."""
    compound = reading.dossier.compounds[reading.dossier.head.subject]
    if compound.proforma is None:
        return None
    try:
        sequence.parse(compound.proforma)
    except ValueError:
        return None
    return AmountsPage(
        notice=NOTICE,
        compound=compound.name,
        molar_mass=molar_mass(reading.dossier),
        weights=WEIGHTS,
        bases=tuple(BasisRow(name, words, _counted(name)) for name, words in BASES),
        examples=tuple(_examples()),
        slips=tuple(_slips()),
        known=tuple(_known()),
        units=_json(units()),
        said=_json(said()),
    )


def units() -> dict[str, dict[str, str | float]]:
    """Every spelling of a unit, with its symbol, what it measures, and its factor."""
    return {
        spelling: {
            "symbol": row["symbol"],
            "dimension": row["dimension"],
            "factor": float(row["factor"]),
        }
        for row in rows("units")
        for spelling in row["spellings"].split()
    }


def said() -> dict[str, str | dict[str, str]]:
    """The fixed sentences of an answer."""
    return {"bases": dict(BASES), "notes": dict(NOTES), "empty": EMPTY}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _known() -> Iterator[tuple[str, str]]:
    """What is measured, and the units for it."""
    dimensions = dict.fromkeys(row["dimension"] for row in rows("units"))
    for dimension in dimensions:
        symbols = (row["symbol"] for row in rows("units") if row["dimension"] == dimension)
        yield dimension, ", ".join(symbols)
    yield "concentration", "a mass or a substance per volume: mg/mL, µg/mL, mmol/L"


def _counted(basis: Basis) -> str:
    return dict(_COUNTED)[basis]


def _examples() -> Iterator[Example]:
    """One vial read in three ways; and one whose solids take room."""
    for title, basis, shares in (
        ("Taken as a label of a medicine", "label", ("", "")),
        ("Taken as powder", "gross", ("80 %", "98 %")),
        ("Not told", "unknown", ("80 %", "98 %")),
    ):
        content, purity = shares
        asked = Asked(
            mass="10 mg",
            diluent="2 mL",
            basis=basis,
            content=content or None,
            purity=purity or None,
            amount="2 mg",
        )
        vial = Vial(
            mass=_MASS,
            diluent=_DILUENT,
            basis=basis,  # type: ignore[arg-type]
            content=exactly(_CONTENT) if content else None,
            purity=exactly(_PURITY) if purity else None,
        )
        yield _example(title, asked, vial, _AMOUNT)
    asked = Asked(mass="2 mg", diluent="1 mL", basis="label", displacement="0.03 mL")
    vial = Vial(mass=2.0, diluent=1.0, basis="label", displacement=0.03)
    yield _example("Solids that take room", asked, vial, None)


def _example(title: str, asked: Asked, vial: Vial, amount: float | None) -> Example:
    view = DiluteView(asked, vial, dissolve(vial), None, amount, None)
    options = (
        f"--{key.replace('_', '-')} '{text}'"
        for key, text in view.given.items()
        if key not in _PLACES
    )
    command = " ".join((f"thymos dilute '{asked.mass}' '{asked.diluent}'", *options))
    return Example(title, command, view.rows(), view.notes)


_PLACES = ("mass", "diluent")


def _slips() -> Iterator[Slip]:
    """Slips by their factor; the shares are those of the examples."""
    gross = Vial(mass=_MASS, basis="gross", content=exactly(_CONTENT), purity=exactly(_PURITY))
    part = share(gross).low or 1.0
    told = f"at {number(100 * _CONTENT, 0)} % content and {number(100 * _PURITY, 0)} % purity"
    yield Slip(
        "Powder taken for the compound",
        f"{told} the solution holds {number(100 * (1 - part), 1)} % less than was thought",
    )
    yield Slip(
        "Content multiplied into a medicine’s label, which has it in it already",
        f"the volume comes out {number(1 / _CONTENT, 2)} times too large",
    )
    yield Slip(
        "Divided by content and purity in place of multiplied",
        f"{told} the concentration comes out {number(1 / part**2, 2)} times too high",
    )
    yield Slip("mg written for µg, or µg for mg", "a factor of 1,000")
    yield Slip(
        "Units of a syringe, of activity (IU) and of mass taken for each other",
        "one mark of a U-40 syringe holds 2.5 times what one of a U-100 syringe holds, and neither "
        "says how much compound is in it; they are refused here",
    )
    yield Slip(
        "Displacement left out",
        f"2 mg in 1 mL of diluent whose solids take 0.03 mL are {significant(2 / 1.03)} mg/mL",
    )
    yield Slip(
        "Dead volume and overfill left out",
        "more seems to be there to be drawn, or less, than is",
    )


__all__ = ["AmountsPage", "amounts_page", "said", "units"]
