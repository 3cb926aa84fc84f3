"""How much of a compound is in a solution: the arithmetic of dissolving, in mg and mL.

    concentration = mass × content × purity ÷ (diluent + displacement)

A stated mass may be powder (gross), peptide (net), or a medicine's labelled amount. Where that is
not known, or a share is not, the answer is an interval, never one of its ends. It converts what
it is given; it proposes nothing. The script of the site does the same sums on the same cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Basis = Literal["gross", "net", "label", "unknown"]
Fits = Literal["yes", "no", "cannot tell"]

# mg or mL beyond these are slips of a unit or of an exponent; products of them stay finite.
SMALLEST, LARGEST = 1e-9, 1e9


@dataclass(frozen=True, slots=True)
class Range:
    """Limits of a quantity; None is a limit that is not known."""

    low: float | None
    high: float | None

    @property
    def exact(self) -> bool:
        """Whether both limits are one number."""
        return self.low is not None and self.low == self.high

    def times(self, other: Range) -> Range:
        """The product of two ranges of numbers not below zero."""
        return Range(_times(self.low, other.low), _times(self.high, other.high))

    def over(self, other: Range) -> Range:
        """The quotient of two ranges of positive numbers."""
        return Range(_over(self.low, other.high), _over(self.high, other.low))

    def plus(self, number: float) -> Range:
        """Both limits moved by a number."""
        low = None if self.low is None else self.low + number
        return Range(low, None if self.high is None else self.high + number)


def _times(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one * other


def _over(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one / other


def exactly(number: float) -> Range:
    """A quantity that is known as one number."""
    return Range(number, number)


WHOLE = exactly(1.0)
UP_TO_WHOLE = Range(None, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """What is dissolved, as it is stated: mg and mL, shares as fractions of 1.

    mass           what the label or the certificate states
    basis          what that mass is of; `unknown` where nobody says
    content        peptide by mass of powder, from a nitrogen or amino acid analysis
    purity         the compound as a share of the peptide, from an area per cent
    diluent        the liquid added; or `concentration`, the one that is wanted (mg/mL)
    displacement   by how much the dissolved solids raise the volume
    dead_volume    what stays behind in vial and needle
    overfill       what the vial holds beyond the stated mass, as a fraction of it
    """

    mass: float
    basis: Basis = "unknown"
    content: Range | None = None
    purity: Range | None = None
    diluent: float | None = None
    concentration: float | None = None
    displacement: float = 0.0
    dead_volume: float = 0.0
    overfill: float = 0.0


@dataclass(frozen=True, slots=True)
class Solution:
    """What is in the solution: mg, mL and mg/mL, each with its limits.

    `withdrawable` is the volume without what stays behind.
    """

    compound: Range
    diluent: Range
    volume: Range
    withdrawable: Range
    concentration: Range


@dataclass(frozen=True, slots=True)
class FaceValue:
    """What follows when the stated mass is taken for the compound, and displacement for none.

    `volume` (mL) is what would be measured out for the amount; `holds` (mg) is what is really
    in that volume; `off` is the difference as a fraction of the amount.
    """

    volume: float
    holds: Range
    off: Range


def dissolve(vial: Vial) -> Solution:
    """What is in a vial once it is dissolved.

    Raises ValueError that begins with the name of the field, for a number that is not finite,
    negative, zero where it cannot be, above the whole, or for a share applied twice.

    >>> made = dissolve(Vial(mass=1.6, basis="label", diluent=1, displacement=0.03))
    >>> round(made.concentration.low, 2), made.concentration.exact
    (1.55, True)
    >>> dissolve(Vial(mass=10, content=exactly(0.8), purity=exactly(0.98), diluent=2)).compound
    Range(low=7.84..., high=10.0)
    """
    _check(vial)
    compound = exactly(vial.mass * (1 + vial.overfill)).times(share(vial))
    if vial.concentration is not None:
        volume = compound.over(exactly(vial.concentration))
        diluent, concentration = volume.plus(-vial.displacement), exactly(vial.concentration)
    else:
        diluent = exactly(vial.diluent or 0.0)
        volume = diluent.plus(vial.displacement)
        concentration = compound.over(volume)
    for name, least, what in (
        ("displacement", vial.displacement, "the volume of the solution"),
        ("dead_volume", vial.dead_volume, "the volume of the solution"),
    ):
        smallest = volume.low if volume.low is not None else volume.high
        if smallest is not None and least >= smallest:
            raise ValueError(f"{words(name)}: expected less than {what}, {smallest:.6g} mL")
    return Solution(compound, diluent, volume, volume.plus(-vial.dead_volume), concentration)


def share(vial: Vial) -> Range:
    """What part of the stated mass is the compound, as a fraction.

    A share that applies and was not given lies anywhere up to the whole.

    >>> share(Vial(mass=1, basis="gross", content=Range(0.75, 0.85), purity=exactly(0.98)))
    Range(low=0.735, high=0.833)
    >>> share(Vial(mass=1, basis="unknown", content=exactly(0.8)))
    Range(low=None, high=1.0)
    """
    purity = vial.purity or UP_TO_WHOLE
    powder = (vial.content or UP_TO_WHOLE).times(purity)
    if vial.basis == "label":
        return WHOLE
    if vial.basis == "net":
        return purity
    return powder if vial.basis == "gross" else Range(powder.low, 1.0)


def volume_of(amount: float, solution: Solution) -> Range:
    """The volume (mL) that holds an amount (mg) which somebody names.

    >>> made = dissolve(Vial(mass=10, basis="label", diluent=2))
    >>> round(volume_of(1.6, made).low, 3)
    0.32
    """
    return exactly(amount).over(solution.concentration)


def amount_in(volume: float, solution: Solution) -> Range:
    """The amount (mg) in a volume (mL) which somebody names.

    >>> amount_in(0.5, dissolve(Vial(mass=10, basis="label", diluent=2))).high
    2.5
    """
    return exactly(volume).times(solution.concentration)


def fits(volume: Range, solution: Solution) -> Fits:
    """Whether a volume can be drawn from a solution at all."""
    there = solution.withdrawable
    if volume.high is not None and there.low is not None and volume.high <= there.low:
        return "yes"
    if volume.low is not None and there.high is not None and volume.low > there.high:
        return "no"
    return "cannot tell"


def at_face_value(amount: float, vial: Vial, solution: Solution) -> FaceValue:
    """How far one is off who takes the stated mass for the compound, dissolved in a diluent.

    >>> gross = Vial(mass=10, basis="gross", content=exactly(0.8), purity=exactly(0.98), diluent=2)
    >>> found = at_face_value(1.6, gross, dissolve(gross))
    >>> round(found.volume, 2), round(found.holds.low, 2), round(found.off.low, 2)
    (0.32, 1.25, -0.22)
    """
    if vial.diluent is None:
        raise ValueError("diluent: expected a volume; nothing stands at face value without one")
    volume = amount * vial.diluent / vial.mass
    holds = amount_in(volume, solution)
    return FaceValue(volume, holds, holds.over(exactly(amount)).plus(-1.0))


def _check(vial: Vial) -> None:
    """Raise ValueError for what is no such vial."""
    if vial.basis not in get_args(Basis):
        known = ", ".join(get_args(Basis))
        raise ValueError(f"basis: expected one of {known}, found '{vial.basis}'")
    positive("mass", vial.mass, "mg")
    if (vial.diluent is None) == (vial.concentration is None):
        raise ValueError("diluent: expected either a diluent or a wanted concentration")
    for name, unit in (("diluent", "mL"), ("concentration", "mg/mL")):
        if (value := getattr(vial, name)) is not None:
            positive(name, value, unit)
    for name, unit in (("displacement", "mL"), ("dead_volume", "mL"), ("overfill", "of 1")):
        value = getattr(vial, name)
        if not 0 <= value <= LARGEST:  # false for NaN, too
            raise ValueError(
                f"{words(name)}: expected a number not below zero, found {value:g} {unit}"
            )
    for name in ("content", "purity"):
        _share(name, getattr(vial, name), vial.basis)


def words(name: str) -> str:
    """The name of a field as people write it.

    >>> words("dead_volume")
    'dead volume'
    """
    return name.replace("_", " ")


def positive(name: str, value: float, unit: str) -> None:
    """Raise ValueError, with the name first, for what is no ordinary positive number."""
    if not value > 0:
        raise ValueError(f"{name}: expected a number above zero, found {value:g} {unit}")
    if not SMALLEST <= value <= LARGEST:
        told = f"from {SMALLEST:g} to {LARGEST:g} {unit}"
        raise ValueError(f"{name}: expected {told}, found {value:g} {unit}")


# What each basis has in it already.
_COUNTED: tuple[tuple[Basis, tuple[str, ...]], ...] = (
    ("label", ("content", "purity")),
    ("net", ("content",)),
)


def _share(name: str, value: Range | None, basis: Basis) -> None:
    if value is None:
        return
    low, high = value.low, value.high
    if low is None or high is None or not 0 < low <= high <= 1:
        told = " to ".join("not known" if x is None else f"{100 * x:g} %" for x in (low, high))
        raise ValueError(f"{name}: expected a share above 0 % and up to 100 %, found {told}")
    if name in dict(_COUNTED).get(basis, ()):
        raise ValueError(f"{name}: would be counted twice: a mass stated {basis} has it in it")
