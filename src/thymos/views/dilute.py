"""What `thymos dilute` answers: amounts, volumes and concentrations, as they were asked for.

Every number comes from what somebody typed. Nothing is proposed: there is no amount here that was
not named. The calculator on the site gives the same rows for the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import cast

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.errors import UsageError
from thymos.identity import quantity, sequence
from thymos.identity.reconstitution import (
    Basis,
    FaceValue,
    Fits,
    Range,
    Solution,
    Vial,
    amount_in,
    at_face_value,
    dissolve,
    exactly,
    fits,
    positive,
    volume_of,
)
from thymos.views.amount_words import (
    BASES,
    NOTES,
    NOTICE,
    limits,
    off_text,
    significant,
    volume_text,
)

# The table of atomic weights by which a sequence is weighed.
WEIGHTS: sequence.Weights = "abridged2021"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody typed, field by field; `molar_mass` turns moles into mass."""

    mass: str
    diluent: str | None = None
    concentration: str | None = None
    basis: str = "unknown"
    content: str | None = None
    purity: str | None = None
    displacement: str | None = None
    dead_volume: str | None = None
    overfill: str | None = None
    amount: str | None = None
    volume: str | None = None
    molar_mass: str | None = None


class LimitsJson(TypedDict):
    """A quantity with its limits; null is a limit that is not known; `text` as it is shown."""

    low: float | None
    high: float | None
    unit: str
    text: str


class FaceValueJson(TypedDict):
    """The volume if the stated mass were the compound, what is in it, and how far that is off."""

    volume: LimitsJson
    holds: LimitsJson
    off: LimitsJson


class Dilute(TypedDict):
    """`thymos dilute`. `volume` answers `amount`, `amount` answers `volume`, null if not asked."""

    notice: str
    given: dict[str, str]
    basis: str
    compound: LimitsJson
    substance: LimitsJson | None
    diluent: LimitsJson
    solution: LimitsJson
    withdrawable: LimitsJson
    concentration: LimitsJson
    molar: LimitsJson | None
    volume: LimitsJson | None
    fits: str | None
    amount: LimitsJson | None
    face_value: FaceValueJson | None
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Limits:
    """A range with its unit."""

    range: Range
    unit: str

    @property
    def text(self) -> str:
        """As it is shown: one number, two limits, or the one that is known."""
        return limits(self.range, self.unit)

    def as_json(self) -> LimitsJson:
        """The documented keys."""
        at = self.range
        return {"low": at.low, "high": at.high, "unit": self.unit, "text": self.text}


@dataclass(frozen=True, slots=True)
class DiluteView:
    """An answered question; `rows` is what every door shows."""

    asked: Asked
    vial: Vial
    solution: Solution
    molar_mass: float | None
    amount: float | None
    volume: float | None

    @property
    def needed(self) -> Range | None:
        """The volume that holds the amount named."""
        return None if self.amount is None else volume_of(self.amount, self.solution)

    @property
    def held(self) -> Range | None:
        """The amount in the volume named."""
        return None if self.volume is None else amount_in(self.volume, self.solution)

    @property
    def fits(self) -> Fits | None:
        """Whether the volumes asked about can be drawn; the worst answer of them."""
        named = [v for v in (self.needed, self.volume and exactly(self.volume)) if v]
        found = {fits(volume, self.solution) for volume in named}
        return next((f for f in ("no", "cannot tell", "yes") if f in found), None)

    @property
    def face_value(self) -> FaceValue | None:
        """What taking the stated mass for the compound would lead to, where it would mislead."""
        if self.amount is None or self.vial.diluent is None:
            return None
        return at_face_value(self.amount, self.vial, self.solution)

    @property
    def given(self) -> dict[str, str]:
        """What was typed, field by field."""
        told = {f.name: getattr(self.asked, f.name) for f in fields(self.asked)}
        return {name: " ".join(text.split()) for name, text in told.items() if text is not None}

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known about the answer."""
        return tuple(dict(NOTES)[key] for key in self._noted())

    def _noted(self) -> Iterator[str]:
        vial = self.vial
        if vial.basis == "unknown":
            yield "unknown"
        if vial.basis in ("unknown", "gross") and vial.content is None:
            yield "content"
        if vial.basis != "label" and vial.purity is None:
            yield "purity"
        if self.fits in ("no", "cannot tell"):
            yield str(self.fits)
        if vial.concentration is not None and not self.solution.diluent.exact:
            yield "diluent"

    def rows(self) -> tuple[tuple[str, str], ...]:
        """What is shown, label and text, in the order of reading."""
        return tuple(self._rows())

    def _rows(self) -> Iterator[tuple[str, str]]:
        made, per, given = self.solution, self.molar_mass, self.given
        yield "Stated mass", f"{given['mass']}, {dict(BASES)[self.vial.basis]}"
        yield "Compound in the vial", limits(made.compound, "mg")
        if per is not None:
            yield "The same in moles", limits(_moles(made.compound, per), "nmol")
        if self.vial.concentration is not None:
            yield "Diluent for that concentration", volume_text(made.diluent)
        yield "Volume of the solution", volume_text(made.volume)
        if self.vial.dead_volume:
            yield "Can be drawn", volume_text(made.withdrawable)
        yield "Concentration", limits(made.concentration, "mg/mL")
        if per is not None:
            yield "The same in moles per litre", limits(_molar(made.concentration, per), "mmol/L")
        if self.needed is not None:
            yield f"Volume that holds {given['amount']}", volume_text(self.needed)
        if self.held is not None:
            yield f"Amount in {given['volume']}", limits(self.held, "mg")
        if self.fits is not None:
            yield "Can be drawn from the vial", self.fits
        if (face := self.face_value) is not None and off_text(face.off) != "0.0 %":
            volume = f"{significant(face.volume)} mL"
            yield (
                "If the stated mass were all compound",
                f"{volume}, which really holds {limits(face.holds, 'mg')} ({off_text(face.off)})",
            )

    def as_json(self) -> Dilute:
        """The documented keys; see `Dilute`."""
        made, per, face = self.solution, self.molar_mass, self.face_value
        return {
            "notice": NOTICE,
            "given": self.given,
            "basis": self.vial.basis,
            "compound": _shown(made.compound, "mg"),
            "substance": None if per is None else _shown(_moles(made.compound, per), "nmol"),
            "diluent": _shown(made.diluent, "mL"),
            "solution": _shown(made.volume, "mL"),
            "withdrawable": _shown(made.withdrawable, "mL"),
            "concentration": _shown(made.concentration, "mg/mL"),
            "molar": None if per is None else _shown(_molar(made.concentration, per), "mmol/L"),
            "volume": None if self.needed is None else _shown(self.needed, "mL"),
            "fits": self.fits,
            "amount": None if self.held is None else _shown(self.held, "mg"),
            "face_value": None
            if face is None
            else {
                "volume": _shown(exactly(face.volume), "mL"),
                "holds": _shown(face.holds, "mg"),
                "off": {**_shown(_hundredfold(face.off), "%"), "text": off_text(face.off)},
            },
            "notes": list(self.notes),
        }


def dilute(asked: Asked) -> DiluteView:
    """Answer what was typed. Raises UsageError in one line that names the field.

    >>> view = dilute(Asked(mass="10 mg", diluent="2 mL", basis="label", amount="1.6 mg"))
    >>> dict(view.rows())["Volume that holds 1.6 mg"]
    '0.320 mL (320 µL)'
    """
    per = None
    if asked.molar_mass is not None:
        per = quantity.read(asked.molar_mass, "molar mass", "molar mass").value
    mass = quantity.read(asked.mass, "mass", "mass", per).value
    try:
        positive("mass", mass, "mg")
        if per is not None:
            positive("molar mass", per, "g/mol")
        vial = _vial(asked, mass, per)
        made = dissolve(vial)
        amount = _optional(asked.amount, "amount", "mass", per)
        volume = _optional(asked.volume, "volume", "volume", None)
        for name, value, unit in (("amount", amount, "mg"), ("volume", volume, "mL")):
            if value is not None:
                positive(name, value, unit)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return DiluteView(asked, vial, made, per, amount, volume)


def of(typed: Mapping[str, str | None], dossier: Dossier | None = None) -> DiluteView:
    """The answer to fields by name; moles are of a dossier's compound, where one is given.

    Raises UsageError also for a molar mass beside a dossier, and for a compound without sequence.
    """
    asked = Asked(**typed)  # type: ignore[arg-type]
    if dossier is not None:
        if asked.molar_mass is not None:
            raise UsageError("molar mass: expected a molar mass or a dossier, found both")
        asked = replace(asked, molar_mass=molar_mass(dossier))
    return dilute(asked)


def molar_mass(dossier: Dossier) -> str:
    """The average mass of a dossier's compound, as a quantity. Raises UsageError."""
    compound = dossier.compounds[dossier.head.subject]
    if compound.proforma is None:
        raise UsageError(f"{compound.name} has no sequence on record: expected a molar mass")
    try:
        atoms = sequence.composition(sequence.parse(compound.proforma))
    except ValueError as error:
        raise UsageError(f"{compound.name}: {error}") from None
    return f"{sequence.mass(atoms, WEIGHTS):.2f} g/mol"


def _vial(asked: Asked, mass: float, per: float | None) -> Vial:
    overfill = asked.overfill
    return Vial(
        mass=mass,
        basis=cast("Basis", asked.basis),
        content=asked.content and quantity.read_share(asked.content, "content"),  # type: ignore[arg-type]
        purity=asked.purity and quantity.read_share(asked.purity, "purity"),  # type: ignore[arg-type]
        diluent=_optional(asked.diluent, "diluent", "volume", None),
        concentration=_optional(asked.concentration, "concentration", "concentration", per),
        displacement=_optional(asked.displacement, "displacement", "volume", None) or 0.0,
        dead_volume=_optional(asked.dead_volume, "dead volume", "volume", None) or 0.0,
        overfill=quantity.read_overfill(overfill, "overfill", mass) if overfill else 0.0,
    )


def _optional(text: str | None, name: str, sort: quantity.Sort, per: float | None) -> float | None:
    return None if text is None else quantity.read(text, name, sort, per).value


def _moles(mass: Range, per: float) -> Range:
    """nmol from mg: mg / (g/mol) is mmol."""
    return mass.times(exactly(1e6 / per))


def _molar(concentration: Range, per: float) -> Range:
    """mmol/L from mg/mL, which is g/L."""
    return concentration.times(exactly(1e3 / per))


def _hundredfold(at: Range) -> Range:
    low, high = at.low, at.high
    return Range(None if low is None else 100 * low, None if high is None else 100 * high)


def _shown(at: Range, unit: str) -> LimitsJson:
    return Limits(at, unit).as_json()
