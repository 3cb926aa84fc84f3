"""Quantities as people write them; every factor of the table against pint."""

import pytest

from thymos.errors import UsageError
from thymos.identity.quantity import read, read_overfill, read_share
from thymos.identity.reconstitution import Range
from thymos.tables import rows

pint = pytest.importorskip("pint")
BASES = {
    "mass": "milligram", "volume": "milliliter", "substance": "nanomole", "molar mass": "gram/mole",
}  # fmt: skip


@pytest.mark.parametrize("row", rows("units"), ids=lambda row: row["symbol"])
def test_the_factor_of_a_unit_is_that_of_pint(row):
    one = pint.UnitRegistry(cache_folder=None).Quantity(1, row["pint"])
    assert one.to(BASES[row["dimension"]]).magnitude == pytest.approx(float(row["factor"]), 1e-12)


def test_no_spelling_means_two_units():
    spellings = [s for row in rows("units") for s in row["spellings"].split()]
    assert len(spellings) == len(set(spellings))
    assert {"mg", "µg", "μg", "mL", "ml", "nmol"} <= set(spellings)


@pytest.mark.parametrize(
    ("text", "sort", "molar_mass", "value"),
    [
        ("10 mg", "mass", None, 10),
        (" 10mg ", "mass", None, 10),
        ("1e-3 g", "mass", None, 1),
        (".5 mL", "volume", None, 0.5),
        ("250 µL", "volume", None, 0.25),
        ("5 µg/µL", "concentration", None, 5),
        ("5 g/L", "concentration", None, 5),
        ("500 nmol", "mass", 2000, 1),
        ("1 mmol/L", "concentration", 3000, 3),
        ("1 nmol/µL", "concentration", 1000, 1),
        ("2 kDa", "molar mass", None, 2000),
    ],
)
def test_a_quantity_in_its_base_unit(text, sort, molar_mass, value):
    assert read(text, "x", sort, molar_mass).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "sort", "told"),
    [
        ("2 mg", "volume", "x: expected a volume (L, mL, µL), found '2 mg', a mass"),
        ("2 mg/mL", "mass", "found '2 mg/mL', a mass per volume"),
        ("5 nmol/L", "concentration", "is in moles: expected a molar mass beside it"),
        ("1 mg + 1 mL", "mass", "found a sum of mg (a mass) and mL (a volume)"),
        ("5 mg/furlong", "concentration", "'mg/furlong' is no unit that is known here"),
        ("5 mg/mL/mL", "concentration", "is no unit that is known here"),
        ("5 /mL", "concentration", "is no unit that is known here"),
        ("10 Units", "mass", "in units of a syringe or of activity"),
        ("١٠ mg", "mass", "expected a mass such as 10 mg"),
        ("10\nmg\x1b[31m", "mass", "expected"),
        ("-inf mg", "mass", "expected a finite number"),
        ("1_000 mg", "mass", "expected a mass such as 10 mg"),
    ],
)
def test_what_is_no_such_quantity_is_told_in_one_line(text, sort, told):
    with pytest.raises(UsageError) as error:
        read(text, "x", sort)
    assert told in str(error.value)
    assert str(error.value).isprintable()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80", Range(0.8, 0.8)),
        ("80%", Range(0.8, 0.8)),
        ("75–85 %", Range(0.75, 0.85)),
        ("75 to 85", Range(0.75, 0.85)),
        ("75..85", Range(0.75, 0.85)),
        ("≥ 98 %", Range(0.98, 1.0)),
        ("0.5 %", Range(0.005, 0.005)),
        ("100 %", Range(1.0, 1.0)),
    ],
)
def test_a_percentage(text, found):
    assert read_share(text, "x") == found


@pytest.mark.parametrize("text", ["", "%", "nan %", "80 % 90 %", "0.98", "80 mg", "1e400 %", "0"])
def test_no_percentage(text):
    with pytest.raises(UsageError, match=r"^x: "):
        read_share(text, "x")


def test_an_overfill_may_be_a_mass():
    assert read_overfill("0 %", "x", 10) == 0
    assert read_overfill("250 µg", "x", 10) == pytest.approx(0.025)
