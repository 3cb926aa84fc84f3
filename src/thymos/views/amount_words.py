"""How amounts are written for people, and the fixed sentences of an answer about them.

The script of the site writes them alike: digits, ties, units and all.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from thymos.identity.reconstitution import Basis, Range, exactly
from thymos.records.wording import DASH, MINUS

NOTICE = (
    "Arithmetic on what was typed, for laboratories and pharmacies. It proposes no amount, and it "
    "knows neither what is in a vial nor whether it is fit for anything."
)
BASES: tuple[tuple[Basis, str], ...] = (
    ("unknown", "not told whether powder, peptide or the compound itself"),
    ("gross", "of powder, with counter-ion and water"),
    ("net", "of peptide, its content taken into account"),
    ("label", "of the compound itself, as a medicine’s label states it"),
)
NOTES = (
    (
        "unknown",
        "The stated mass may be powder or the compound itself: the limits run from one to the "
        "other.",
    ),
    ("content", "No content was given: how little compound the powder holds is not known."),
    ("purity", "No purity was given: how much of the peptide is the compound is not known."),
    ("no", "That volume is more than can be drawn from the solution."),
    (
        "cannot tell",
        "Whether that volume can be drawn depends on where between the limits it lies.",
    ),
    ("diluent", "The diluent lies between limits because the compound in the vial does."),
)
# Three significant digits: no balance, pipette or label is better.
DIGITS = 3
_LONG, _SHORT = 1e6, 1e-4
_HOW_LOW = "how low is not known"


def significant(value: float) -> str:
    """A number of which three digits are shown, or all before the point; ties go up.

    >>> significant(0.32), significant(1254.4), significant(0.0000123), significant(2.5e7)
    ('0.320', '1254', '1.23e-5', '2.50e+7')
    """
    if value == 0:
        return "0"
    exact, sign = Decimal(abs(value)), MINUS if value < 0 else ""
    shift = DIGITS - 1 - Decimal(repr(abs(value))).adjusted()
    if _SHORT <= abs(value) < _LONG:
        rounded = exact.quantize(Decimal(1).scaleb(min(0, -shift)), ROUND_HALF_UP)
        return f"{sign}{rounded:f}"
    rounded = exact.quantize(Decimal(1).scaleb(-shift), ROUND_HALF_UP)
    digits = rounded.scaleb(-rounded.adjusted()).quantize(Decimal("0.01"))
    return f"{sign}{digits}e{rounded.adjusted():+d}"


def limits(at: Range, unit: str) -> str:
    """A range as it is shown.

    >>> limits(Range(3.92, 5.0), "mg/mL"), limits(Range(None, 5.0), "mg/mL")
    ('3.92–5.00 mg/mL', '5.00 mg/mL or less')
    >>> limits(Range(0.32, None), "mL"), limits(Range(None, None), "mL")
    ('0.320 mL or more', 'not known')
    """
    if at.low is None and at.high is None:
        return "not known"
    if at.low is None or at.high is None:
        known, words = (at.high, "less") if at.low is None else (at.low, "more")
        assert known is not None
        return f"{significant(known)} {unit} or {words}"
    low, high = significant(at.low), significant(at.high)
    return f"{low} {unit}" if low == high else f"{low}{DASH}{high} {unit}"


def volume_text(at: Range) -> str:
    """A volume in millilitres, and in microlitres where these are at hand.

    >>> volume_text(Range(0.32, 0.408)), volume_text(exactly(2.0))
    ('0.320–0.408 mL (320–408 µL)', '2.00 mL')
    """
    shown = limits(at, "mL")
    largest = at.high if at.high is not None else at.low
    if largest is None or largest >= 1:
        return shown
    return f"{shown} ({limits(at.times(exactly(1000.0)), 'µL')})"


def off_text(off: Range) -> str:
    """How far off an amount is, in per cent of it.

    >>> off_text(exactly(-0.216)), off_text(Range(-0.216, 0.0)), off_text(Range(None, 0.0))
    ('−21.6 %', '−21.6 % to 0.0 %', '0.0 % or lower; how low is not known')
    """
    if off.low is None:
        return "not known" if off.high is None else f"{_percent(off.high)} or lower; {_HOW_LOW}"
    low, high = _percent(off.low), "not known" if off.high is None else _percent(off.high)
    return low if low == high else f"{low} to {high}"


def _percent(part: float) -> str:
    return f"{_tenths(100 * part)} %"


def _tenths(value: float) -> str:
    rounded = Decimal(abs(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = "" if not rounded else (MINUS if value < 0 else "+")
    return f"{sign}{rounded}"
